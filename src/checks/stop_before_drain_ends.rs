//! `stop-before-drain-ends`: a pod drops what it has while the balancer still lets it go on.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "stop-before-drain-ends",
    code: "INF326",
    severity: Severity::Warning,
    summary: "a server that drops its requests ends while the balancer still lets them run",
    doc: include_str!("../../docs/checks/stop-before-drain-ends.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let (profile, shutdown, facts) = (cx.profile(), &cx.stack.shutdown, &cx.stack.balancer);
    let drains = &profile.app.drains_on_sigterm;
    if **drains {
        return Verdict::NotApplicable("the server finishes what it has begun after SIGTERM");
    }
    if facts.switched_by_kube_proxy {
        return Verdict::NotApplicable("nodes are the targets: the balancer does not learn of a pod's end");
    }
    let balancer = &profile.load_balancer;
    if *balancer.kind == BalancerKind::Nlb && *balancer.terminate_connections {
        return Verdict::NotApplicable("the balancer cuts connections itself, and not before the last request");
    }
    let (pre_stop, delay) = (&shutdown.pre_stop, &shutdown.deregistration_delay);
    if **pre_stop < shutdown.needed_pre_stop(profile) {
        return Verdict::NotApplicable("preStop does not even wait for the requests that arrive");
    }
    if **delay <= **pre_stop {
        return Verdict::Checked;
    }
    let (short, name) = (**delay - **pre_stop, facts.name);
    found
        .push(
            &CHECK,
            format!(
                "the server drops its requests after a preStop of {pre_stop}, {short} before the {delay} are over for \
                 which {name} lets them run on"
            ),
        )
        .label(delay, format!("running requests have {delay}"))
        .label(pre_stop, format!("SIGTERM comes after {pre_stop}"))
        .label(drains, "drops its requests at SIGTERM")
        .fix(
            Fix::quoted(
                "load_balancer.deregistration_delay",
                shutdown.usual_drain(facts),
                "let go when all is answered",
            )
            .safe(),
        );
    Verdict::Checked
}
