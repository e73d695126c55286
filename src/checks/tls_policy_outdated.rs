//! `tls-policy-outdated`: old protocols are still let in.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Tls;

pub(super) static CHECK: Check = Check {
    name: "tls-policy-outdated",
    code: "INF513",
    severity: Severity::Warning,
    summary: "a TLS policy that still lets TLS 1.0 or 1.1 in",
    doc: include_str!("../../docs/checks/tls-policy-outdated.md"),
    stage: Stage::Stack(run),
};

/// What begins the name of a policy that lets TLS 1.0 or 1.1 in (NLB guide, security policies).
const OUTDATED: [&str; 8] =
    ["2015-05", "2016-08", "TLS-1-0-", "TLS-1-1-", "FS-2018-06", "FS-1-1-", "TLS13-1-0-", "TLS13-1-1-"];
const PREFIX: &str = "ELBSecurityPolicy-";

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    if !load_balancer.terminates_tls() {
        return Verdict::NotApplicable("TLS does not end at the balancer");
    }
    let policy = &load_balancer.tls.policy;
    let fix = Fix::quoted("load_balancer.tls.policy", Tls::default().policy, "let TLS 1.2 and 1.3 in");
    let is_name = |name: &&str| name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match policy.strip_prefix(PREFIX).filter(is_name) {
        None => {
            found
                .push(&CHECK, format!("`{policy}` is no policy of AWS, whose names begin with `{PREFIX}`"))
                .severity(Severity::Error)
                .label(policy, "AWS refuses the listener")
                .fix(fix);
        }
        Some(name) if OUTDATED.iter().any(|old| name.starts_with(old)) => {
            found
                .push(&CHECK, format!("`{policy}` lets clients in with a TLS below 1.2"))
                .label(policy, "what a client may speak")
                .fix(fix);
        }
        Some(_) => {}
    }
    Verdict::Checked
}
