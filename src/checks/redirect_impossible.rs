//! `redirect-impossible`: a redirect to TLS that nobody answers with.

use super::take_alb::take_alb;
use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "redirect-impossible",
    code: "INF515",
    severity: Severity::Error,
    summary: "a redirect to TLS that nobody answers with",
    doc: include_str!("../../docs/checks/redirect-impossible.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let redirect = &load_balancer.redirect_http;
    if !**redirect {
        return Verdict::NotApplicable("no redirect is wanted");
    }
    let off = |why: &str| Fix::set("load_balancer.redirect_http", "false", why);
    match (*load_balancer.kind, &load_balancer.http_port, &load_balancer.https_port) {
        (BalancerKind::Nlb, _, _) => {
            let message = "clear text is to be answered with a redirect, and an NLB answers nothing by itself";
            let finding = found.push(&CHECK, message);
            finding
                .label(redirect, "nobody sends it")
                .label(&load_balancer.kind, "sends bytes on as they are")
                .fix(off("do not promise it"));
            take_alb(cx.profile(), "take the balancer that can", finding);
        }
        (BalancerKind::Alb, Some(_), Some(_)) => {}
        (BalancerKind::Alb, http, https) => {
            let missing = match (http, https) {
                (None, None) => "`http_port` and `https_port`",
                (None, _) => "`http_port`",
                (_, _) => "`https_port`",
            };
            found
                .push(
                    &CHECK,
                    format!(
                        "a redirect leads from a port of clear text to one of TLS, and {missing} \
                         is not stated"
                    ),
                )
                .label(redirect, "leads from or to no port")
                .fix(off("do not promise it"));
        }
    }
    Verdict::Checked
}
