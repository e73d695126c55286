//! What a serving runtime is told by its arguments, where a number of the profile says the same.

use crate::profile::{Profile, RuntimeKind};
use crate::units::Duration;

/// The spellings of one argument.
pub type Names = &'static [&'static str];

/// The arguments of a runtime that a profile has a number for, and those without which it does not serve as it is meant
/// to. An empty list: the runtime has no such argument.
#[derive(Debug, Clone, Copy)]
pub struct Arguments {
    /// Requests of one batch.
    pub batch: Names,
    /// Requests that wait.
    pub queue: Names,
    /// Port that serves requests.
    pub port: Names,
    /// Port that serves metrics, where it has one of its own.
    pub metrics_port: Names,
    /// How many GPUs the model is spread over: the product of these, each 1 where it is left out.
    pub gpus: &'static [Names],
    /// Revision of the model.
    pub revision: Names,
    /// The model: a folder, or a name of a hub from which it is downloaded.
    pub model: Names,
    /// Seconds for which it goes on with what it has begun after SIGTERM, and what it takes where nobody says.
    pub drain: Option<(Names, Duration)>,
    /// Finite buckets of the response times, in seconds, each a word of its own.
    pub buckets: Names,
    /// Arguments that have to be there.
    pub needed: &'static [Needed],
}

/// An argument that has to be there.
#[derive(Debug, Clone, Copy)]
pub struct Needed {
    /// Its spellings.
    pub names: Names,
    /// What it says.
    pub says: &'static str,
    /// What the server does where it is left out.
    pub otherwise: &'static str,
    /// Whether nothing works without it.
    pub fatal: bool,
}

const fn needed(names: Names, says: &'static str, otherwise: &'static str) -> Needed {
    Needed { names, says, otherwise, fatal: false }
}

const fn vital(names: Names, says: &'static str, otherwise: &'static str) -> Needed {
    Needed { names, says, otherwise, fatal: true }
}

/// [vLLM `vllm/engine/arg_utils.py`, `vllm/entrypoints/openai/cli_args.py`]
const VLLM: Arguments = Arguments {
    batch: &["--max-num-seqs"],
    queue: &[],
    port: &["--port"],
    metrics_port: &[],
    gpus: &[&["--tensor-parallel-size", "-tp"], &["--pipeline-parallel-size", "-pp"], &["--data-parallel-size", "-dp"]],
    revision: &["--revision"],
    model: &["--model"],
    drain: Some((&["--shutdown-timeout"], Duration::ZERO)),
    // None: vllm#34564 and vllm#39918, which proposed one, were closed.
    buckets: &[],
    needed: &[
        needed(&["--max-num-seqs"], "how many requests one batch holds", "it takes 256 or more, as its version does"),
        needed(
            &["--max-model-len"],
            "how long a request may be",
            "it takes the model's longest, for which a GPU's memory may not do",
        ),
    ],
};

/// [`SGLang` `python/sglang/srt/server_args.py`]
const SGLANG: Arguments = Arguments {
    batch: &["--max-running-requests"],
    queue: &["--max-queued-requests"],
    port: &["--port"],
    metrics_port: &[],
    gpus: &[
        &["--tensor-parallel-size", "--tp-size", "--tp"],
        &["--pipeline-parallel-size", "--pp-size", "--pp"],
        &["--data-parallel-size", "--dp-size", "--dp"],
    ],
    revision: &["--revision"],
    model: &["--model-path", "--model"],
    drain: None,
    buckets: &["--bucket-e2e-request-latency"],
    needed: &[
        vital(&["--host"], "where it listens", "it listens on 127.0.0.1, where neither probes nor requests reach it"),
        vital(
            &["--enable-metrics"],
            "that it exports metrics",
            "it exports none, and alerts and autoscaler see nothing",
        ),
        needed(
            &["--max-running-requests"],
            "how many requests one batch holds",
            "it takes as many as its memory lets it",
        ),
        needed(
            &["--context-length"],
            "how long a request may be",
            "it takes the model's longest, for which a GPU's memory may not do",
        ),
    ],
};

/// [Triton `src/command_line_parser.cc`; batches and models are in the model repository's own files]
const TRITON: Arguments = Arguments {
    batch: &[],
    queue: &[],
    port: &["--http-port"],
    metrics_port: &["--metrics-port"],
    gpus: &[],
    revision: &[],
    model: &[],
    drain: Some((&["--exit-timeout-secs"], Duration::from_secs(30))),
    buckets: &[],
    needed: &[],
};

/// [TGI `launcher/src/main.rs`; without `--num-shard` it takes all GPUs that it sees]
const TGI: Arguments = Arguments {
    batch: &["--max-batch-size"],
    queue: &[],
    port: &["--port", "-p"],
    metrics_port: &[],
    gpus: &[],
    revision: &["--revision"],
    model: &["--model-id"],
    drain: None,
    buckets: &[],
    needed: &[
        needed(&["--max-batch-size"], "how many requests one batch holds", "it takes as many as its memory lets it"),
        needed(
            &["--max-total-tokens"],
            "how long a request may be",
            "it takes the model's longest, for which a GPU's memory may not do",
        ),
    ],
};

/// The arguments of a runtime; `None` for an application of one's own.
#[must_use]
pub const fn of(kind: RuntimeKind) -> Option<&'static Arguments> {
    match kind {
        RuntimeKind::Custom => None,
        RuntimeKind::Vllm => Some(&VLLM),
        RuntimeKind::Sglang => Some(&SGLANG),
        RuntimeKind::Triton => Some(&TRITON),
        RuntimeKind::Tgi => Some(&TGI),
    }
}

/// What a profile gives an argument: among the server's arguments, or to TGI by a variable of the same name.
#[must_use]
pub fn given<'a>(profile: &'a Profile, names: &[&str]) -> Option<&'a str> {
    value(&profile.app.args, names).or_else(|| {
        let name = names.first().filter(|_| *profile.runtime == RuntimeKind::Tgi)?;
        let variable = name.trim_start_matches('-').replace('-', "_").to_uppercase();
        profile.app.env.get(&variable).map(|value| value.as_str())
    })
}

/// What an argument is given, as `--name value` or `--name=value`; of several the last counts, as in all of these
/// servers. `_` stands for `-` in vLLM's.
fn value<'a>(args: &'a [String], names: &[&str]) -> Option<&'a str> {
    let mut given = args.iter().enumerate().filter_map(|(index, argument)| match argument.split_once('=') {
        Some((name, value)) => is(name, names).then_some(value),
        None => is(argument, names).then(|| args.get(index + 1).map_or("", String::as_str)),
    });
    given.next_back()
}

/// The words that follow an argument up to the next one.
#[must_use]
pub fn words(args: &[String], names: Names) -> Option<Vec<&str>> {
    let at = args.iter().rposition(|argument| is(argument, names))?;
    Some(args[at + 1..].iter().map(String::as_str).take_while(|word| !word.starts_with('-')).collect())
}

fn is(argument: &str, names: &[&str]) -> bool {
    argument.starts_with('-') && names.contains(&argument.replace('_', "-").as_str())
}

/// Whether the arguments cannot be read: a shell does, or a file holds them.
#[must_use]
pub fn are_hidden(args: &[String]) -> bool {
    let hides = |argument: &String| ["-c", "-lc", "--config"].contains(&argument.as_str());
    args.iter().any(|argument| hides(argument) || argument.starts_with("--config="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn reads_both_notations_and_the_last_of_several() {
        let size: Names = &["--tensor-parallel-size", "-tp"];
        for (text, read) in [
            ("serve --tensor-parallel-size 2", Some("2")),
            ("serve --tensor_parallel_size=4", Some("4")),
            ("-tp 2 -tp 8", Some("8")),
            ("--tensor-parallel-size-of 2", None),
            ("tp 2", None),
            ("-tp", Some("")),
        ] {
            assert_eq!(value(&args(text), size), read, "{text}");
        }
    }

    #[test]
    fn reads_the_words_of_an_argument() {
        let buckets: Names = &["--bucket-e2e-request-latency"];
        for (text, read) in [
            ("serve --bucket-e2e-request-latency 0.5 2 --tp 2", Some(vec!["0.5", "2"])),
            ("--bucket_e2e_request_latency 1 5", Some(vec!["1", "5"])),
            ("serve --tp 2", None),
        ] {
            assert_eq!(words(&args(text), buckets), read, "{text}");
        }
    }

    #[test]
    fn a_shell_and_a_file_hide_arguments() {
        assert!(are_hidden(&args("sh -c serve")));
        assert!(are_hidden(&args("serve --config=/etc/vllm.yaml")));
        assert!(!are_hidden(&args("serve --port 8000")));
    }

    #[test]
    fn every_runtime_but_an_own_application_has_its_table() {
        for kind in [RuntimeKind::Vllm, RuntimeKind::Sglang, RuntimeKind::Triton, RuntimeKind::Tgi] {
            let table = of(kind).expect("a table");
            let names = [table.batch, table.queue, table.port, table.metrics_port, table.revision, table.model];
            let all = names.into_iter().chain(table.gpus.iter().copied()).flatten();
            for name in all.chain(table.needed.iter().flat_map(|needed| needed.names)) {
                assert!(name.starts_with('-') && !name.contains('_'), "{name}");
            }
        }
        assert!(of(RuntimeKind::Custom).is_none());
    }
}
