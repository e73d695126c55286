//! Names that came, went or changed with a version of their server. What stands in no row has had its name for as long
//! as infgen knows the server.

use crate::profile::RuntimeKind;

/// A metric, or an argument, that not every version of its server has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The server.
    pub kind: RuntimeKind,
    /// The metric (of a histogram, without `_bucket`, `_sum` and `_count`), or the argument with its dashes.
    pub name: &'static str,
    /// The first version that has it.
    pub since: Option<&'static str>,
    /// The first version that has it no more, unless it is told to.
    pub gone: Option<&'static str>,
    /// What has its place before or after.
    pub instead: Option<&'static str>,
}

/// A name that came with a version.
const fn from(kind: RuntimeKind, name: &'static str, since: &'static str, before: Option<&'static str>) -> Named {
    Named { kind, name, since: Some(since), gone: None, instead: before }
}

/// A name that went with a version.
const fn until(kind: RuntimeKind, name: &'static str, gone: &'static str, after: Option<&'static str>) -> Named {
    Named { kind, name, since: None, gone: Some(gone), instead: after }
}

use RuntimeKind::{Sglang, Tgi, Triton, Vllm};

/// Every name that a version changed, by server.
pub const NAMES: &[Named] = &[
    // vllm#18354, and the comments in `vllm/v1/metrics/loggers.py`: renamed in 0.9.2, hidden from 0.11 on, and taken
    // away in 0.12 (vllm#29330).
    from(Vllm, "vllm:prefix_cache_hits_total", "0.9.2", Some("vllm:gpu_prefix_cache_hits_total")),
    from(Vllm, "vllm:prefix_cache_queries_total", "0.9.2", Some("vllm:gpu_prefix_cache_queries_total")),
    from(Vllm, "vllm:kv_cache_usage_perc", "0.9.2", Some("vllm:gpu_cache_usage_perc")),
    until(Vllm, "vllm:gpu_prefix_cache_hits_total", "0.11.0", Some("vllm:prefix_cache_hits_total")),
    until(Vllm, "vllm:gpu_prefix_cache_queries_total", "0.11.0", Some("vllm:prefix_cache_queries_total")),
    until(Vllm, "vllm:gpu_cache_usage_perc", "0.11.0", Some("vllm:kv_cache_usage_perc")),
    // vllm#24110, vllm#29330.
    from(Vllm, "vllm:inter_token_latency_seconds", "0.11.0", Some("vllm:time_per_output_token_seconds")),
    until(Vllm, "vllm:time_per_output_token_seconds", "0.12.0", Some("vllm:inter_token_latency_seconds")),
    // vllm#14136, vllm#15458: what engine V0 had, deprecated in 0.8 and hidden from 0.9 on.
    until(Vllm, "vllm:gpu_prefix_cache_hit_rate", "0.9.0", Some("vllm:prefix_cache_hits_total")),
    until(Vllm, "vllm:cpu_prefix_cache_hit_rate", "0.9.0", None),
    until(Vllm, "vllm:cpu_cache_usage_perc", "0.9.0", None),
    until(Vllm, "vllm:num_requests_swapped", "0.9.0", None),
    until(Vllm, "vllm:time_in_queue_requests", "0.9.0", Some("vllm:request_queue_time_seconds")),
    until(Vllm, "vllm:model_forward_time_milliseconds", "0.9.0", Some("vllm:request_inference_time_seconds")),
    until(Vllm, "vllm:model_execute_time_milliseconds", "0.9.0", Some("vllm:request_inference_time_seconds")),
    // vllm#15657 and vllm#15894, both after 0.8.2.
    from(Vllm, "http_requests_total", "0.8.3", None),
    // llm-d#927: before it every request is dropped at SIGTERM, and the argument stops the server at its start.
    from(Vllm, "--shutdown-timeout", "0.18.0", None),
    // sglang#2859, after 0.4.1.
    from(Sglang, "sglang:num_requests_total", "0.4.2", None),
    // sglang#14710, after 0.5.6.
    from(Sglang, "sglang:http_responses_total", "0.5.7", None),
    // Server 2.38.0 (`TRITON_VERSION_MAP` of `build.py`), core#246.
    from(Triton, "nv_inference_pending_request_count", "23.09", None),
    // In the router from its tag 0.5.0 on.
    from(Tgi, "tgi_request_count", "0.5.0", None),
];

/// A version as its parts.
pub type Version = [u32; 3];

/// The version that a text begins with: `v0.9.2`, `0.5.9-cu126`, `0.4.1.post7`, `24.07-py3`. Nothing where it is none:
/// `latest`, a date, a hash of a commit.
#[must_use]
pub fn version(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let mut parts = [0; 3];
    let mut count = 0;
    for part in text[..end].split('.').filter(|part| !part.is_empty()) {
        *parts.get_mut(count)? = part.parse().ok()?;
        count += 1;
    }
    (count >= 2).then_some(parts)
}

/// The server whose makers publish images under this name, whatever registry mirrors them: their tags are its versions.
#[must_use]
pub fn published(repository: &str) -> Option<RuntimeKind> {
    match repository.rsplit('/').next()? {
        "vllm-openai" => Some(Vllm),
        "sglang" => Some(Sglang),
        "tritonserver" => Some(Triton),
        "text-generation-inference" => Some(Tgi),
        _ => None,
    }
}

impl Named {
    /// Whether a version has it.
    #[must_use]
    pub fn is_in(&self, version: Version) -> bool {
        let reached = |bound: Option<&str>| bound.and_then(self::version).is_some_and(|bound| version >= bound);
        (self.since.is_none() || reached(self.since)) && !reached(self.gone)
    }

    /// Whether a word of an expression is it.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        let rest = word.strip_prefix(self.name);
        rest.is_some_and(|rest| ["", "_bucket", "_sum", "_count"].contains(&rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_of_a_tag() {
        for (tag, read) in [
            ("v0.9.2", Some([0, 9, 2])),
            ("0.5.9-cu126", Some([0, 5, 9])),
            ("v0.4.1.post7", Some([0, 4, 1])),
            ("24.07-vllm-python-py3", Some([24, 7, 0])),
            ("latest", None),
            ("sha-0a1b2c3", None),
            ("2026-11-04", None),
            ("1", None),
            ("1.2.3.4", None),
            ("", None),
        ] {
            assert_eq!(version(tag), read, "{tag}");
        }
    }

    #[test]
    fn a_name_is_there_between_its_bounds() {
        let hits = NAMES.iter().find(|named| named.name == "vllm:gpu_prefix_cache_hits_total").expect("a row");
        assert!(hits.is_in([0, 10, 2]) && !hits.is_in([0, 11, 0]));
        let usage = NAMES.iter().find(|named| named.name == "vllm:kv_cache_usage_perc").expect("a row");
        assert!(usage.is_in([0, 9, 2]) && !usage.is_in([0, 9, 1]));
    }

    #[test]
    fn every_bound_is_a_version_and_every_name_stands_once() {
        for (index, named) in NAMES.iter().enumerate() {
            let bounds: Vec<_> = named.since.into_iter().chain(named.gone).collect();
            assert!(!bounds.is_empty(), "{}: no version changed it", named.name);
            assert!(bounds.iter().all(|bound| version(bound).is_some()), "{}", named.name);
            assert!(NAMES[..index].iter().all(|other| other.name != named.name), "{} stands twice", named.name);
        }
    }

    #[test]
    fn knows_the_images_of_the_makers_in_a_mirror_too() {
        assert_eq!(published("vllm/vllm-openai"), Some(Vllm));
        assert_eq!(published("registry.example.com/mirror/tritonserver"), Some(Triton));
        assert_eq!(published("registry.example.com/pixelated/ai-inference"), None);
    }
}
