//! `pre-stop-shorter-than-propagation`: a pod is gone while requests still arrive.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "pre-stop-shorter-than-propagation",
    code: "INF313",
    severity: Severity::Error,
    summary: "a pod stops while the balancer still sends to it",
    doc: include_str!("../../docs/checks/pre-stop-shorter-than-propagation.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let (shutdown, facts) = (&cx.stack.shutdown, &cx.stack.balancer);
    let pre_stop = &shutdown.pre_stop;
    let least = shutdown.least_pre_stop(cx.profile(), facts);
    let usual = shutdown.needed_pre_stop(cx.profile());
    let (needed, seen, propagation, severity) = if **pre_stop < least {
        (least, "at the earliest", facts.least_propagation, Severity::Error)
    } else if **pre_stop < usual {
        (usual, "as a rule", facts.propagation, Severity::Warning)
    } else {
        return Verdict::Checked;
    };
    let short = needed - **pre_stop;
    let drains = &cx.profile().app.drains_on_sigterm;
    let then = if **drains { "" } else { " and the longest request ends" };
    let name = facts.name;
    let diagnostic = found
        .push(
            &CHECK,
            format!(
                "preStop waits {pre_stop}, {short} less than the {needed} in which {name} stops \
                 sending {seen}{then}"
            ),
        )
        .severity(severity)
        .label(pre_stop, format!("SIGTERM comes after {pre_stop}"));
    let mut sum = format!("the balancer takes {propagation}, its controller {}", facts.controller_lag);
    if !**drains {
        let longest = &shutdown.longest_request;
        diagnostic
            .label(drains, "drops its requests at SIGTERM")
            .label(longest, format!("the longest request takes {longest}"));
        sum.push_str(", the longest request is not answered after SIGTERM");
    }
    diagnostic.note(sum).fix(Fix::quoted("rollout.pre_stop", usual, "wait until nothing new arrives").safe());
    // A grace period that was long enough until now has to grow with it.
    let grace = &shutdown.grace_period;
    let had = shutdown.needed_grace(cx.profile());
    let has = had - **pre_stop + usual;
    if **grace >= had && **grace < has {
        diagnostic.fix(Fix::quoted("rollout.grace_period", has, "let the pod drain after it").safe());
    }
    Verdict::Checked
}
