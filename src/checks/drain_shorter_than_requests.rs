//! `drain-shorter-than-requests`: the balancer lets go of a request that still runs.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
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
    let (least, most) = balancer::DEREGISTRATION;
    let usual = shutdown.usual_drain(facts);
    let fix = Fix::quoted("load_balancer.deregistration_delay", usual, "wait for them").safe();
    if !balancer::takes((least, most), **delay) {
        found
            .push(
                &CHECK,
                format!(
                    "a deregistration delay of {delay} is not one of whole seconds from {least} \
                     to {most}"
                ),
            )
            .label(delay, "AWS refuses it")
            .fix(fix);
        return Verdict::Checked;
    }
    let needed = shutdown.least_drain(facts);
    let (wanted, severity, why) = if **delay >= needed {
        // An ALB stops within seconds; behind an NLB with IP targets requests go on to begin for minutes.
        if **delay >= usual || facts.least_deregistration == Duration::ZERO {
            return Verdict::Checked;
        }
        let why = format!(
            "in which it lets go ({}) and the longest request ends",
            shutdown.lag
        );
        (usual, Severity::Warning, why)
    } else if needed > *shutdown.longest_request {
        (
            needed,
            Severity::Error,
            "that AWS advises at least".to_owned(),
        )
    } else if facts.switched_by_kube_proxy {
        let why = "of the longest request, which is cut when its node leaves".to_owned();
        (needed, Severity::Warning, why)
    } else {
        (needed, Severity::Error, "of the longest request".to_owned())
    };
    let short = wanted - **delay;
    let longest = &shutdown.longest_request;
    let diagnostic = found
        .push(
            &CHECK,
            format!(
                "{} lets requests run on for {delay}, {short} less than the {wanted} {why}",
                facts.name
            ),
        )
        .severity(severity)
        .label(delay, format!("running requests have {delay}"))
        .label(longest, format!("the longest request takes {longest}"));
    if needed <= most {
        diagnostic.fix(fix);
    } else {
        diagnostic.note(format!(
            "no balancer waits longer than {most}: answer such requests by a second call"
        ));
    }
    Verdict::Checked
}
