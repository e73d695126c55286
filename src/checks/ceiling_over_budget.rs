//! `ceiling-over-budget`: the autoscaler may spend more than there is.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::Gpus;

pub(super) static CHECK: Check = Check {
    name: "ceiling-over-budget",
    code: "INF213",
    severity: Severity::Warning,
    summary: "the most pods cost more than the budget of an hour",
    doc: include_str!("../../docs/checks/ceiling-over-budget.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (cost, gpus) = (&profile.cost, &profile.resources.gpus);
    let Some(budget) = &cost.hourly_budget else {
        return Verdict::NotApplicable("no budget is stated");
    };
    if **gpus == Gpus::new(0) {
        return Verdict::NotApplicable("no GPUs");
    }
    let Some(price) = &cost.gpu_hour else {
        found.unverified(&CHECK, "cost.gpu_hour").label(budget, format!("{budget} an hour are allowed"));
        return Verdict::Checked;
    };
    let (key, most) = capacity::most_key(profile);
    let currency = &cost.currency;
    let each = f64::from(gpus.get().get()) * **price;
    let spent = each * f64::from(most.get().get());
    if spent <= **budget {
        return Verdict::Checked;
    }
    let over = spent - **budget;
    let finding = found.push(
        &CHECK,
        format!("{most} cost {spent:.2} {currency} an hour, {over:.2} {currency} over the budget of {:.2}", **budget),
    );
    finding
        .label(&most, format!("at most {most}"))
        .label(gpus, format!("{gpus} a pod"))
        .label(price, format!("{:.2} {currency} for a GPU and an hour", **price))
        .label(budget, format!("{:.2} {currency} an hour are allowed", **budget));
    let fitting = affordable(**budget, each);
    if fitting >= capacity::fewest(profile).get().max(1) {
        finding.fix(Fix::set(key, fitting.to_string(), "allow no more pods than are paid for"));
    }
    Verdict::Checked
}

/// Pods that the budget pays for.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a count of pods can be")]
fn affordable(budget: f64, each: f64) -> u32 {
    (budget / each).floor().clamp(0.0, f64::from(u16::MAX)) as u32
}
