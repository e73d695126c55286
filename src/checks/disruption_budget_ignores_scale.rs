//! `disruption-budget-ignores-scale`: at the largest number almost all pods may be evicted at once.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::BudgetForm;

pub(super) static CHECK: Check = Check {
    name: "disruption-budget-ignores-scale",
    code: "INF402",
    severity: Severity::Error,
    summary: "at the largest number almost all pods may be evicted at once",
    doc: include_str!("../../docs/checks/disruption-budget-ignores-scale.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if !*profile.autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let disruption = &profile.disruption;
    let (fewest, most) = (&profile.autoscaling.min, &profile.autoscaling.max);
    let stay = &disruption.min_available;
    let wanted = **fewest - **stay;
    let goes = **most - **stay;
    if *disruption.budget == BudgetForm::MaxUnavailable || goes <= wanted {
        return Verdict::Checked;
    }
    let diagnostic = found
        .push(
            &CHECK,
            format!("{} of {most} may be evicted at once, where of {fewest} only {} may", goes.get(), wanted.get()),
        )
        .label(&disruption.budget, format!("{stay} stay at every scale"))
        .label(stay, format!("{stay} stay"))
        .label(most, format!("{most} at the peak"));
    if let (Some(each), Some(peak)) = (&cx.stack.capacity.per_pod, &cx.stack.capacity.peak) {
        let left = **each * **stay;
        diagnostic.note(format!("{stay} carry {left} of the {peak} at the peak"));
    }
    diagnostic.fix(Fix::quoted("disruption.budget", "max-unavailable", "bound the pods that may go").safe());
    Verdict::Checked
}
