//! `keep-alive-below-idle-timeout`: the application closes connections that the balancer still uses.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "keep-alive-below-idle-timeout",
    code: "INF503",
    severity: Severity::Warning,
    summary: "the application closes connections that the balancer still uses",
    doc: include_str!("../../docs/checks/keep-alive-below-idle-timeout.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if *cx.profile().load_balancer.kind == BalancerKind::Nlb {
        return Verdict::NotApplicable("an NLB keeps no connections of its own");
    }
    let idle = &cx.stack.shutdown.idle_timeout;
    let Some(keep_alive) = &cx.profile().app.keep_alive else {
        found.unverified(&CHECK, "app.keep_alive").label(idle, format!("the balancer keeps a connection for {idle}"));
        return Verdict::Checked;
    };
    if **keep_alive > **idle {
        return Verdict::Checked;
    }
    let wanted = **idle + MARGIN;
    let early = **idle - **keep_alive;
    found
        .push(
            &CHECK,
            format!(
                "the application closes an idle connection after {keep_alive}, {early} before the \
                 balancer does after {idle}"
            ),
        )
        .label(keep_alive, format!("closed after {keep_alive}"))
        .label(idle, format!("used for {idle}"))
        .fix(Fix::quoted("app.keep_alive", wanted, "let the balancer close first, and set the server to it"));
    Verdict::Checked
}

/// By how much the application's side outlasts the balancer's.
const MARGIN: Duration = Duration::from_secs(5);
