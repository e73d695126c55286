//! `error-alert-over-budget`: the error promise is broken, and no alert fires.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "error-alert-over-budget",
    code: "INF803",
    severity: Severity::Error,
    summary: "no error alert at or below the promised error rate",
    doc: include_str!("../../docs/checks/error-alert-over-budget.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let budget = &profile.slo.error_rate;
    let alerts = profile.alerts.errors.iter().enumerate();
    let Some((index, lowest)) = alerts.min_by_key(|(_, alert)| *alert.threshold) else {
        found
            .push(&CHECK, format!("{budget} of requests may fail, and no alert watches how many do"))
            .label(budget, "promised to users")
            .note(format!("write `[[alerts.errors]]` with `threshold = \"{budget}\"` and a `severity`"));
        return Verdict::Checked;
    };
    let threshold = &lowest.threshold;
    if **threshold <= **budget {
        return Verdict::Checked;
    }
    found
        .push(&CHECK, format!("{budget} of requests may fail, and the lowest error alert fires above {threshold}"))
        .label(threshold, format!("silent while up to {threshold} of requests fail"))
        .label(budget, format!("{budget} is promised to users"))
        .fix(Fix::quoted(
            &format!("alerts.errors.{index}.threshold"),
            budget,
            "fire when the promise is broken, here or by one alert more",
        ));
    Verdict::Checked
}
