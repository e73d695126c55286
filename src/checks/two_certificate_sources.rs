//! `two-certificate-sources`: a cert-manager certificate that no balancer can read.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "two-certificate-sources",
    code: "INF511",
    severity: Severity::Error,
    summary: "a cert-manager certificate that no balancer can read",
    doc: include_str!("../../docs/checks/two-certificate-sources.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let tls = &cx.profile().load_balancer.tls;
    if !*tls.cert_manager {
        return Verdict::Checked;
    }
    let count = tls.certificates.len();
    let kind = *cx.profile().load_balancer.kind;
    let diagnostic = found
        .push(&CHECK, format!("cert-manager is to serve the balancer, and an {kind} reads no Secret"))
        .label(&tls.cert_manager, "its Secret is read by nobody")
        .label(&tls.certificates, "these are what clients see");
    let fix = Fix::set("load_balancer.tls.cert_manager", "false", "let AWS keep and renew the certificate");
    diagnostic.fix(if count > 0 { fix.safe() } else { fix });
    Verdict::Checked
}
