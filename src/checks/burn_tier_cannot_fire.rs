//! `burn-tier-cannot-fire`: every request may be bad, and the tier says nothing.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::budget::{objectives, tiers};

pub(super) static CHECK: Check = Check {
    name: "burn-tier-cannot-fire",
    code: "INF815",
    severity: Severity::Warning,
    summary: "a tier of the error budget that not even a total outage fires",
    doc: include_str!("../../docs/checks/burn-tier-cannot-fire.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let slo = &profile.slo;
    if !*slo.burn.enabled {
        return Verdict::NotApplicable("no alert on error budgets");
    }
    for objective in objectives(profile).iter().filter(|objective| objective.watched) {
        let budget = *objective.budget;
        for tier in tiers(profile).iter().filter(|tier| !tier.is_off() && tier.cannot_fire(*slo.window, budget)) {
            let factor = tier.factor(*slo.window);
            found
                .push(
                    &CHECK,
                    format!(
                        "the {} tier of `{}` fires above {factor} x {budget} bad requests, which is all of them or more",
                        tier.name, objective.name
                    ),
                )
                .label(&objective.budget, format!("{budget} of the requests may be bad"))
                .label(&tier.share, format!("{} of the budget in {} is {factor} times the pace", *tier.share, tier.long))
                .note("infgen writes no such alert; the other tiers tell of an outage, later")
                .fix(Fix::quoted(&format!("slo.burn.{}", tier.name), "0%", "turn the tier off, or promise more"));
        }
    }
    Verdict::Checked
}
