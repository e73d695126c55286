//! `logs-without-bucket`: access logs are asked for, and go nowhere.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;

pub(super) static CHECK: Check = Check {
    name: "logs-without-bucket",
    code: "INF520",
    severity: Severity::Error,
    summary: "access logs without a bucket that can take them",
    doc: include_str!("../../docs/checks/logs-without-bucket.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let Some(logs) = &cx.profile().load_balancer.access_logs else {
        return Verdict::NotApplicable("no access logs");
    };
    let how = "name it in `load_balancer.access_logs.bucket`; its policy lets `delivery.logs.amazonaws.com` write";
    match &logs.bucket {
        None => {
            let finding = found.push(&CHECK, "access logs are stated without a bucket, and the balancer writes none");
            if let Some(prefix) = &logs.prefix {
                finding.label(prefix, "a folder of no bucket");
            }
            finding.note(how);
        }
        Some(bucket) if !is_bucket(bucket) => {
            let what = if bucket.is_empty() { "an empty text".to_owned() } else { format!("`{bucket}`") };
            found
                .push(&CHECK, format!("access logs are to go to {what}, which is no name of an S3 bucket"))
                .label(bucket, "AWS refuses the attribute, and the balancer is not made")
                .note(
                    "a name has 3 to 63 lower-case letters, digits, `-` and `.`, without `s3://` and without a folder",
                )
                .note(how);
        }
        Some(_) => {}
    }
    Verdict::Checked
}

/// Amazon S3 user guide, bucket naming rules.
fn is_bucket(name: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let plain = (3..=63).contains(&name.len()) && name.bytes().all(inner) && !name.contains("..");
    plain && ends(name.bytes().next()) && ends(name.bytes().last())
}

#[cfg(test)]
mod tests {
    use super::is_bucket;

    #[test]
    fn a_bucket_is_a_name_and_no_address() {
        assert!(is_bucket("pixelated-prod-access-logs") && is_bucket("a.b-c"));
        for name in ["", "ab", "s3://logs", "logs/prod", "Logs", "-logs", "logs..x", "logs-"] {
            assert!(!is_bucket(name), "{name}");
        }
    }
}
