//! What Kubernetes, Prometheus and readers of YAML take as a name, a label and a key.

/// Whether a text is a DNS label (RFC 1123): lower-case letters, digits and `-`, at most 63, and `-` neither first nor
/// last.
pub(crate) fn is_dns_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// Whether a text is a DNS subdomain (RFC 1123), as most objects are called: labels with dots between, at most 253
/// characters.
pub(crate) fn is_dns_subdomain(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-');
    text.len() <= 253 && text.split('.').all(is_part)
}

/// Whether a text is the value of a label: empty, or letters, digits, `-`, `_` and `.`, at most 63, first and last a
/// letter or digit.
pub(crate) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_name_part(text)
}

/// Whether a text is the key of a label or an annotation: a name, after a DNS subdomain and `/` or without one.
pub(crate) fn is_label_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_name_part(name),
        None => is_name_part(text),
    }
}

fn is_name_part(text: &str) -> bool {
    let ends = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric());
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    text.len() <= 63 && text.bytes().all(inner) && ends(text.bytes().next()) && ends(text.bytes().last())
}

/// Whether a text is the name of an environment variable.
pub(crate) fn is_variable(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    text.bytes().all(inner) && !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// The environment variable of a Secret's key: `redis-password` is `REDIS_PASSWORD`.
pub(crate) fn variable_of(key: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }
    };
    key.chars().map(letter).collect()
}

/// Whether a text is a key of a `ConfigMap` or a Secret.
pub(crate) fn is_data_key(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    (1..=253).contains(&text.len()) && text.bytes().all(inner) && text != "." && text != ".."
}

/// Whether a text is the name of a Prometheus label; a metric's may have `:` too.
pub(crate) fn is_prometheus_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.bytes().all(inner) && !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text is the name of a Prometheus metric.
pub(crate) fn is_metric(text: &str) -> bool {
    is_prometheus_label(&text.replace(':', "_"))
}

/// Whether some reader of YAML takes a key for a number, a boolean, a date or nothing, even where it stands in quotes:
/// `kubectl kustomize` writes its keys again without them.
pub(crate) fn is_no_text_in_yaml(key: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let lower = key.to_ascii_lowercase();
    let digits = lower.replace('_', "");
    let radix = |prefix: &str, radix: u32| {
        digits.strip_prefix(prefix).is_some_and(|rest| u64::from_str_radix(rest, radix).is_ok())
    };
    let date = || {
        let parts: Vec<&str> = lower.split('-').collect();
        parts.len() == 3 && parts[0].len() == 4 && parts.iter().all(|part| part.parse::<u16>().is_ok())
    };
    WORDS.contains(&lower.as_str())
        || (digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok())
        || radix("0x", 16)
        || radix("0o", 8)
        || radix("0b", 2)
        || date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names_labels_and_variables() {
        assert!(is_dns_label("ai-inference-2"));
        for text in ["", "-a", "a-", "A", "a.b", "a_b", &"a".repeat(64)] {
            assert!(!is_dns_label(text), "{text}");
        }
        for key in ["component", "app.kubernetes.io/name", "Team_1", "a"] {
            assert!(is_label_key(key), "{key}");
        }
        for key in ["", "/a", "a/", "a/b/c", "UPPER.io/a", "a b", "-a", "ü"] {
            assert!(!is_label_key(key), "{key}");
        }
        assert!(is_label_value("") && is_label_value("v1.2_x"));
        assert!(!is_label_value("a b") && !is_label_value("a/b") && !is_label_value("v1."));
        assert!(is_variable("LOG_LEVEL") && !is_variable("1ST") && !is_variable("A=B"));
        assert_eq!(variable_of("redis-password"), "REDIS_PASSWORD");
        assert!(is_data_key("postgres-host") && !is_data_key("a/b") && !is_data_key(".."));
        assert!(is_metric("vllm:requests_total") && !is_metric("requests-total"));
        assert!(is_prometheus_label("team") && !is_prometheus_label("team:a"));
    }

    #[test]
    fn knows_keys_that_yaml_readers_take_for_something_else() {
        for key in ["0644", "true", "No", "1.0", "1e3", "1_000", "0x1F", "0b10", "0o17", "2024-01-01", "null", "y"] {
            assert!(is_no_text_in_yaml(key), "{key}");
        }
        for key in ["team", "v1", "a-1-2", "0644-x", "example.com/0644", "nan", "inf"] {
            assert!(!is_no_text_in_yaml(key), "{key}");
        }
    }
}
