//! `liveness-slower-than-start`: a process that hangs is left alone for longer than a new one takes to start.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "liveness-slower-than-start",
    code: "INF307",
    severity: Severity::Warning,
    summary: "a dead process is restarted later than a new one would serve",
    doc: include_str!("../../docs/checks/liveness-slower-than-start.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let liveness = &cx.profile().probes.liveness;
    let budget = &cx.stack.startup.budget;
    let restarts = liveness.patience();
    if restarts <= **budget {
        return Verdict::Checked;
    }
    let finding = found.push(
        &CHECK,
        format!(
            "a process that hangs is restarted after {restarts}, {} later than a start may take",
            restarts - **budget
        ),
    );
    finding
        .label(&liveness.failures, format!("{} failures restart it", liveness.failures))
        .label(&liveness.interval, format!("one probe every {}", liveness.interval))
        .label(budget, format!("a start may take {budget}"));
    let failures = budget.millis() / liveness.interval.millis().max(1);
    if failures >= 3 {
        finding.fix(Fix::set("probes.liveness.failures", failures.to_string(), "restart what a start would mend"));
    } else {
        finding.fix(Fix::quoted("probes.liveness.interval", budget.scaled(1, 10), "ask more often"));
    }
    Verdict::Checked
}
