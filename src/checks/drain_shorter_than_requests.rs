//! `drain-shorter-than-requests`: the balancer lets go of a request that still runs.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer::{self, Facts};
use crate::diagnostic::{Fix, Severity};
use crate::stack::Shutdown;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "drain-shorter-than-requests",
    code: "INF311",
    severity: Severity::Error,
    summary: "the balancer stops waiting before the longest request is answered",
    doc: include_str!("../../docs/checks/drain-shorter-than-requests.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let shutdown = &cx.stack.shutdown;
    let facts = &cx.stack.balancer;
    let delay = &shutdown.deregistration_delay;
    let (_, most) = balancer::DEREGISTRATION;
    let usual = shutdown.usual_drain(facts);
    let fix = Fix::quoted("load_balancer.deregistration_delay", usual, "wait for them").safe();
    let Some((wanted, severity, why)) = shortfall(shutdown, facts) else {
        return Verdict::Checked;
    };
    let short = wanted - **delay;
    let longest = &shutdown.longest_request;
    let diagnostic = found
        .push(&CHECK, format!("{} lets requests run on for {delay}, {short} less than the {wanted} {why}", facts.name))
        .severity(severity)
        .label(delay, format!("running requests have {delay}"))
        .label(longest, format!("the longest request takes {longest}"));
    if wanted <= most {
        diagnostic.fix(fix);
    } else {
        diagnostic.note(format!("no balancer waits longer than {most}: answer such requests by a second call"));
    }
    Verdict::Checked
}

/// What the delay is too short for, how bad that is, and why.
fn shortfall(shutdown: &Shutdown, facts: &Facts) -> Option<(Duration, Severity, String)> {
    let delay = *shutdown.deregistration_delay;
    let (needed, usual) = (shutdown.least_drain(facts), shutdown.usual_drain(facts));
    if delay >= needed {
        // An ALB stops within seconds; behind an NLB with IP targets requests begin for minutes.
        let minutes = facts.least_deregistration > Duration::ZERO;
        let lag = shutdown.lag;
        let why = format!("in which it lets go ({lag}) and the longest request ends");
        return (minutes && delay < usual).then_some((usual, Severity::Warning, why));
    }
    let (severity, why) = if needed > *shutdown.longest_request {
        (Severity::Error, "that AWS advises at least")
    } else if facts.switched_by_kube_proxy {
        let why = "of the longest request, which is cut when its node leaves";
        (Severity::Warning, why)
    } else {
        (Severity::Error, "of the longest request")
    };
    Some((needed, severity, why.to_owned()))
}
