//! `startup-budget-far-above-load`: a pod that will never start is given many times what a start takes.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "startup-budget-far-above-load",
    code: "INF306",
    severity: Severity::Warning,
    summary: "a start-up budget of many times the load time",
    doc: include_str!("../../docs/checks/startup-budget-far-above-load.md"),
    stage: Stage::Stack(run),
};

/// How many times its usual load a pod may take.
const TIMES: u64 = 6;
/// Below this nobody would notice sooner.
const SHORT: Duration = Duration::from_secs(120);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let startup = &cx.stack.startup;
    let probe = &cx.profile().probes.startup;
    let Some(load) = &cx.profile().measured.model_load else {
        return Verdict::NotApplicable("`startup-budget-below-load` asks for the load time");
    };
    let most = (**load * TIMES).max(SHORT);
    let budget = *startup.budget;
    if budget <= most {
        return Verdict::Checked;
    }
    let failures = (load.scaled(2, 1) - *probe.delay).div_ceil(*probe.interval);
    let finding = found.push(
        &CHECK,
        format!(
            "a pod that never starts is tried for {budget}, {} longer than {TIMES} times the load of {load}",
            budget - most
        ),
    );
    finding
        .label(&probe.failures, format!("{} failures end it", probe.failures))
        .label(&probe.interval, format!("one probe every {}", probe.interval))
        .label(load, format!("the model loads within {load}"))
        .note("until then it holds a GPU, its rollout waits, and an alert that excuses starts is silent");
    let fitting = *probe.interval * failures + *probe.delay;
    if fitting <= most {
        finding.fix(Fix::set("probes.startup.failures", failures.to_string(), "give up after twice the usual load"));
    } else {
        finding.fix(Fix::quoted("probes.startup.interval", Duration::from_secs(10), "ask often"));
    }
    Verdict::Checked
}
