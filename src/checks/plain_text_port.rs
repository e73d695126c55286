//! `plain-text-port`: requests and answers go over the network for all to read.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "plain-text-port",
    code: "INF510",
    severity: Severity::Warning,
    summary: "a port on which requests and answers can be read by others",
    doc: include_str!("../../docs/checks/plain-text-port.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let Some(port) = &load_balancer.http_port else {
        return Verdict::NotApplicable("no port of clear text");
    };
    let number = port.get().get();
    if *load_balancer.kind == BalancerKind::Nlb {
        let diagnostic = found
            .push(
                &CHECK,
                format!(
                    "port {number} carries requests in clear text, and an NLB cannot redirect \
                     them to TLS"
                ),
            )
            .label(port, "clear text")
            .label(&load_balancer.kind, "sends bytes on as they are");
        let logs = load_balancer.access_logs.as_ref();
        if let Some(bucket) = logs.and_then(|logs| logs.bucket.as_ref()) {
            diagnostic.label(bucket, format!("logs TLS only, nothing of port {number}"));
        }
        diagnostic.fix(Fix::remove("load_balancer.http_port", "close the port"));
    } else if !*load_balancer.redirect_http {
        let diagnostic = found
            .push(&CHECK, format!("port {number} carries requests in clear text, and is not redirected to TLS"))
            .label(port, "clear text")
            .label(&load_balancer.redirect_http, "answers as it is asked");
        if load_balancer.terminates_tls() {
            diagnostic.fix(Fix::set("load_balancer.redirect_http", "true", "send callers to TLS"));
        }
    }
    Verdict::Checked
}
