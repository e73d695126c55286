//! What each reader takes.

use super::cron::is_cron;
use crate::syntax::{is_dns_label, is_dns_subdomain, is_label_key, is_label_value};

/// What a reader takes, and what becomes of the rest.
pub(super) struct Rule {
    pub(super) takes: fn(&str) -> bool,
    /// What the text should be, behind "no".
    pub(super) is: &'static str,
    pub(super) why: &'static str,
    pub(super) note: &'static str,
}

const SUBDOMAIN: &str = "it has at most 253 lower-case letters, digits, `-` and `.`, and each part between dots begins \
                         and ends with a letter or digit";

pub(super) static OBJECT: Rule = Rule {
    takes: is_dns_subdomain,
    is: "name of an object",
    why: "there can be no object of this name",
    note: SUBDOMAIN,
};

/// The empty class is one: it binds to volumes that are there already (Kubernetes, Persistent Volumes: Class).
pub(super) static CLASS: Rule = Rule {
    takes: |text| text.is_empty() || is_dns_subdomain(text),
    is: "name of a storage class",
    why: "the API server refuses the claim",
    note: SUBDOMAIN,
};

pub(super) static NAMESPACE: Rule = Rule {
    takes: is_dns_label,
    is: "name of a namespace",
    why: "there can be no namespace of this name",
    note: "it has at most 63 lower-case letters, digits and `-`, the last neither first nor last",
};

/// `ValidateIngressRules`: a DNS name, or `*.` and one.
pub(super) static HOST: Rule = Rule {
    takes: |text| is_dns_subdomain(text.strip_prefix("*.").unwrap_or(text)),
    is: "name of a host",
    why: "the API server refuses the Ingress",
    note: SUBDOMAIN,
};

pub(super) static TAINT_KEY: Rule = Rule {
    takes: is_label_key,
    is: "key of a taint",
    why: "the API server refuses the Deployment",
    note: "a key is like that of a label; left out, every taint is tolerated",
};

pub(super) static TAINT_VALUE: Rule = Rule {
    takes: is_label_value,
    is: "value of a taint",
    why: "the API server refuses the Deployment",
    note: "a value has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with one of the first two",
};

/// RFC 3986, 3.3 and 3.4: the characters of a path, and a query behind it. The length is AWS' for a health check.
pub(super) static URL_PATH: Rule = Rule {
    takes: |text| text.len() <= 1024 && text.bytes().all(|b| is_of_url(b) && b != b'#'),
    is: "path of a URL",
    why: "a request to it is refused",
    note: "it has at most 1024 letters, digits and `-._~!$&'()*+,;=:@/?%`; write others as `%20`",
};

/// `path_resolution(7)`, `PATH_MAX` and `NAME_MAX`; Kubernetes keeps `:` out of a `mountPath`.
pub(super) static FOLDER: Rule = Rule {
    takes: |text| {
        let named = |part: &str| part.len() <= 255;
        text.len() < 4096 && text.split('/').all(named) && !text.contains(|c: char| c.is_control() || c == ':')
    },
    is: "path to mount at",
    why: "the container does not start, or has another folder than is meant",
    note: "it has less than 4096 bytes, at most 255 between slashes, no `:` and no control characters",
};

pub(super) static URL: Rule = Rule {
    takes: |text| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let plain = |rest: &str| rest.bytes().all(is_of_url) && !rest.starts_with(['/', '?', '#', ':']);
        text.len() <= 2048 && rest.is_some_and(|rest| !rest.is_empty() && plain(rest))
    },
    is: "address of the web",
    why: "nobody can follow it",
    note: "it begins with `https://` or `http://`, and has at most 2048 letters, digits and `-._~!$&'()*+,;=:@/?#%`; write others as `%20`",
};

/// Amazon S3, naming objects: the safe characters. `AWSLogs` is what AWS puts behind it, and refuses in it.
pub(super) static PREFIX: Rule = Rule {
    takes: |text| {
        let safe = |b: u8| b.is_ascii_alphanumeric() || b"!-_.*'()/".contains(&b);
        let edges = !text.starts_with('/') && !text.ends_with('/');
        text.len() <= 512 && text.bytes().all(safe) && edges && !text.contains("AWSLogs")
    },
    is: "folder of a bucket",
    why: "AWS refuses the attribute, or the controller reads another one",
    note: "it has at most 512 letters, digits and `!-_.*'()/`, no `/` at its ends, and no `AWSLogs`",
};

/// EC2, `CreateSecurityGroup`: an id, or the name of a group. A comma divides the annotation.
pub(super) static SECURITY_GROUP: Rule = Rule {
    takes: |text| {
        let hex = |id: &str| id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let name = || text.bytes().all(|b| b.is_ascii_alphanumeric() || b" ._-:/()#@[]+=&;{}!$*".contains(&b));
        match text.strip_prefix("sg-") {
            Some(id) => matches!(id.len(), 8 | 17) && hex(id),
            None => (1..=255).contains(&text.len()) && name() && text.trim() == text,
        }
    },
    is: "security group",
    why: "the controller finds none, and makes no balancer",
    note: "it is an id, `sg-` with 8 or 17 hexadecimal digits, or the value of the group's tag `Name`",
};

pub(super) static CRON: Rule = Rule {
    takes: is_cron,
    is: "time in cron's notation",
    why: "KEDA refuses the ScaledObject",
    note: "five fields: minute (0-59), hour (0-23), day (1-31), month (1-12), day of the week (0-6, Sunday first)",
};

/// The characters of the IANA database's names (its file `theory.html`); Go refuses `..` in them.
pub(super) static TIMEZONE: Rule = Rule {
    takes: |text| {
        let inner = |b: u8| b.is_ascii_alphanumeric() || b"_+-".contains(&b);
        let part = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(inner);
        text.len() <= 64 && text.split('/').all(part)
    },
    is: "time zone of the IANA database",
    why: "KEDA refuses the ScaledObject",
    note: "such as `Europe/Berlin` or `Etc/UTC`",
};

fn is_of_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#%".contains(&byte)
}

/// Whether what a label of an alert has of templates gives the same text each time: labels of the series do, its value
/// does not, and an alert whose labels change is another alert (Prometheus, alerting rules: templating).
pub(super) fn is_steady_template(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{{") {
        let Some((action, behind)) = behind.split_once("}}") else { return false };
        let action = action.trim();
        let label = action.strip_prefix("$labels.").or_else(|| action.strip_prefix("$externalLabels."));
        if !label.is_some_and(crate::syntax::is_prometheus_label) {
            return false;
        }
        rest = behind;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_all(rule: &Rule, taken: &[&str], refused: &[&str]) {
        for text in taken {
            assert!((rule.takes)(text), "{} {text}", rule.is);
        }
        for text in refused {
            assert!(!(rule.takes)(text), "{} {text}", rule.is);
        }
    }

    #[test]
    fn names_of_others_are_those_that_they_can_have() {
        try_all(&OBJECT, &["efs", "a.b-c.1"], &["", "EFS", "a_b", "a..b", "-a", &"a".repeat(254), &"a.".repeat(3)]);
        try_all(&CLASS, &["", "gp3"], &["GP3"]);
        try_all(
            &HOST,
            &["a.example.com", "*.example.com"],
            &["", "*", "*.*.com", "A.example.com", "a.com/b", "a.com:1"],
        );
        try_all(&TAINT_KEY, &["nvidia.com/gpu", "spot"], &["", "a b"]);
        try_all(&SECURITY_GROUP, &["sg-0123abcd", "sg-0123456789abcdef0", "prod web"], &["", "sg-web", "a,b", " a"]);
        try_all(
            &TIMEZONE,
            &["Europe/Berlin", "Etc/GMT+3", "UTC"],
            &["", "/etc/passwd", "../x", "Europe/ Berlin", "+1"],
        );
    }

    #[test]
    fn addresses_and_paths_are_those_that_can_be_followed() {
        try_all(&URL, &["https://r.example.com/ai", "http://p.m:9090"], &["", "r.example.com", "ftp://a", "https://"]);
        try_all(&URL, &[], &["https:///a", "https://a/{{x}}", "https://a b", "https://a/\u{1b}"]);
        try_all(
            &URL_PATH,
            &["/", "/api/v1/health?deep=1", "/a%20b"],
            &["/a b", "/a\n", "/ü", "/#a", "/{id}", "/\"a\""],
        );
        try_all(&FOLDER, &["/tmp", "/Modelle/ü"], &["/a:b", "/a\0", &format!("/{}", "a".repeat(256))]);
        try_all(&PREFIX, &["", "prod/ai"], &["/prod", "prod/", "a,b", "a=b", "x/AWSLogs/y"]);
    }

    #[test]
    fn a_label_of_an_alert_stays_the_same() {
        for text in ["", "inference", "{{ $labels.team }}", "a-{{$labels.a}}-{{ $externalLabels.cluster }}", "}} {"] {
            assert!(is_steady_template(text), "{text}");
        }
        for text in ["{{ $value }}", "{{ x }}", "{{", "{{ $labels.team", "{{ $labels.a-b }}", "{{ $labels }}"] {
            assert!(!is_steady_template(text), "{text}");
        }
    }
}
