//! `logs-without-tls`: access logs that stay empty.

use super::take_alb::take_alb;
use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "logs-without-tls",
    code: "INF509",
    severity: Severity::Error,
    summary: "access logs that stay empty",
    doc: include_str!("../../docs/checks/logs-without-tls.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let logs = load_balancer.access_logs.as_ref();
    let Some(bucket) = logs.and_then(|logs| logs.bucket.as_ref()) else {
        return Verdict::NotApplicable("no access logs");
    };
    if *load_balancer.kind == BalancerKind::Alb || load_balancer.terminates_tls() {
        return Verdict::Checked;
    }
    let finding = found
        .push(&CHECK, format!("access logs are to go to `{bucket}`, and an NLB without a TLS listener writes none"));
    finding
        .label(bucket, "stays empty")
        .label(&load_balancer.tls.certificates, "TLS ends at the balancer where it has a certificate")
        .label(&load_balancer.kind, "an ALB logs every request");
    take_alb(cx.profile(), "take the balancer that logs", finding);
    Verdict::Checked
}
