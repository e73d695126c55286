//! `dependency-timeout-over-slo`: one slow database uses up the promised p99.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "dependency-timeout-over-slo",
    code: "INF109",
    severity: Severity::Warning,
    summary: "one slow database uses up the promised p99",
    doc: include_str!("../../docs/checks/dependency-timeout-over-slo.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(promise) = &profile.slo.p99 else {
        return Verdict::NotApplicable("no p99 is promised");
    };
    if profile.dependencies.is_empty() {
        return Verdict::NotApplicable("no dependencies");
    }
    let mut unstated = Vec::new();
    for (index, dependency) in profile.dependencies.iter().enumerate() {
        let Some(timeout) = &dependency.timeout else {
            unstated.push(&dependency.name);
            continue;
        };
        let tries = 1 + u64::from(*dependency.retries);
        let waits = **timeout * tries;
        if waits < **promise {
            continue;
        }
        let name = &dependency.name;
        let over = waits - **promise;
        let finding = found.push(
            &CHECK,
            format!("a call to {name} may take {waits}, {over} over the {promise} within which 99 of 100 are promised"),
        );
        finding
            .label(timeout, format!("gives up after {timeout}"))
            .label(promise, format!("p99 is promised within {promise}"));
        if *dependency.retries > 0 {
            finding.label(&dependency.retries, format!("{tries} tries in all"));
        }
        // A quarter of the promise leaves the rest to the model.
        let fitting = Duration::from_millis(promise.millis() / (4 * tries));
        let key = format!("dependencies.{index}.timeout");
        let title = format!("give up after {fitting}, while there is time for an answer");
        finding.fix(Fix::quoted(&key, fitting, title));
    }
    if !unstated.is_empty() {
        let finding = found.unverified(&CHECK, "dependencies.timeout");
        for name in unstated {
            finding.label(name, format!("{name} has no timeout"));
        }
    }
    Verdict::Checked
}
