//! `probe-timeout-under-load`: a busy pod answers its probe too late.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "probe-timeout-under-load",
    code: "INF106",
    severity: Severity::Warning,
    summary: "a busy pod answers its probe too late",
    doc: include_str!("../../docs/checks/probe-timeout-under-load.md"),
    stage: Stage::Stack(run),
};

/// The shortest timeout that a saturated model server was seen to answer within.
const LEAST: Duration = Duration::from_secs(5);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let probes = &cx.profile().probes;
    let answers = cx.profile().measured.health_response.as_ref();
    let needed = answers.map_or(LEAST, |answers| LEAST.max(**answers));
    let rows = [
        ("readiness", &probes.readiness, "takes the pod out of service"),
        ("liveness", &probes.liveness, "restarts it"),
    ];
    let before = found.diagnostics.len();
    for (name, probe, then) in rows {
        if *probe.timeout >= needed {
            continue;
        }
        let (timeout, failures) = (&probe.timeout, *probe.failures);
        let short = needed - **timeout;
        let finding = found.push(
            &CHECK,
            format!("the {name} probe waits {timeout}, {short} less than the {needed} that a busy pod may need"),
        );
        finding.label(timeout, format!("{failures} late answers in a row, and Kubernetes {then}"));
        if let Some(answers) = answers {
            finding.label(answers, format!("99 of 100 answers come within {answers}"));
        }
        let key = format!("probes.{name}.timeout");
        finding.fix(Fix::quoted(&key, needed.scaled(1, 1), "wait as long as a busy pod needs"));
    }
    if let Some(answers) = answers {
        balancer(cx.profile(), answers, found);
    }
    if answers.is_none() && found.diagnostics.len() == before {
        found.unverified(&CHECK, "measured.health_response");
    }
    Verdict::Checked
}

/// The balancer asks the same path, and takes a pod out that answers it late.
fn balancer(profile: &Profile, answers: &Located<Duration>, found: &mut Findings) {
    let check = &profile.load_balancer.health_check;
    let timeout = &check.timeout;
    if **timeout >= **answers {
        return;
    }
    let short = **answers - **timeout;
    found
        .push(
            &CHECK,
            format!(
                "the balancer's health check waits {timeout}, {short} less than the {answers} that a busy pod needs"
            ),
        )
        .label(timeout, format!("{} late answers in a row, and the balancer sends elsewhere", check.unhealthy))
        .label(answers, format!("99 of 100 answers come within {answers}"))
        .fix(Fix::quoted(
            "load_balancer.health_check.timeout",
            answers.scaled(1, 1),
            "wait as long as a busy pod needs",
        ));
}
