//! `tls-without-certificate`: a port of TLS without a certificate for it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "tls-without-certificate",
    code: "INF512",
    severity: Severity::Error,
    summary: "a port of TLS without a certificate for it",
    doc: include_str!("../../docs/checks/tls-without-certificate.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let Some(port) = &load_balancer.https_port else {
        return Verdict::NotApplicable("no port of TLS");
    };
    let certificates = &load_balancer.tls.certificates;
    for text in certificates.iter().filter(|text| !is_arn(text)) {
        found
            .push(&CHECK, format!("`{text}` is not the ARN of a certificate"))
            .label(certificates, "AWS refuses the listener")
            .note(
                "it looks like `arn:aws:acm:eu-central-1:123456789012:certificate/…`; `aws acm \
                 list-certificates` prints yours",
            );
    }
    if !certificates.is_empty() {
        return Verdict::Checked;
    }
    let number = port.get().get();
    let hosts = &load_balancer.hosts;
    let (why, severity) = match *load_balancer.kind {
        BalancerKind::Nlb => ("makes it a port of clear text without a word", Severity::Error),
        BalancerKind::Alb if hosts.is_empty() => ("has no host name to look one up by", Severity::Error),
        BalancerKind::Alb => ("takes whatever ACM has for the host names", Severity::Warning),
    };
    found
        .push(&CHECK, format!("port {number} is to speak TLS without a certificate, and the controller {why}"))
        .severity(severity)
        .label(certificates, "no certificate")
        .label(port, "is to speak TLS")
        .note("`aws acm list-certificates` prints the ARNs for `load_balancer.tls.certificates`");
    Verdict::Checked
}

/// `arn:aws:acm:REGION:ACCOUNT:certificate/ID`, or a server certificate of IAM, which has no region.
fn is_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts[..] else {
        return false;
    };
    let place = match service {
        "acm" => is_region(region) && resource.starts_with("certificate/"),
        "iam" => region.is_empty() && resource.starts_with("server-certificate/"),
        _ => false,
    };
    let number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    // A comma divides the annotation's list, and is no letter of an id.
    let plain = text.len() <= 2048 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":/-_+=.@".contains(&b));
    partition.starts_with("aws") && place && number && plain && !resource.ends_with('/')
}

fn is_region(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(known) && text.matches('-').count() >= 2
}
