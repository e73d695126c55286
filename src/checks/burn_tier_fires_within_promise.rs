//! `burn-tier-fires-within-promise`: a budget that lasts to the end of its window fires an alert.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::budget::{Tier, tiers};
use crate::units::{Decimal, Duration, Share};

pub(super) static CHECK: Check = Check {
    name: "burn-tier-fires-within-promise",
    code: "INF816",
    severity: Severity::Warning,
    summary: "a tier of the error budget that fires while the promise is kept",
    doc: include_str!("../../docs/checks/burn-tier-fires-within-promise.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let slo = &cx.profile().slo;
    if !*slo.burn.enabled {
        return Verdict::NotApplicable("no alert on error budgets");
    }
    let window = &slo.window;
    let early = |tier: &&Tier| !tier.is_off() && tier.factor(**window) < Decimal::ONE;
    for tier in tiers(cx.profile()).iter().filter(early) {
        let factor = tier.factor(**window);
        let least = least_share(tier, **window);
        found
            .push(
                &CHECK,
                format!("the {} tier fires when budgets are used {factor} times as fast as promised", tier.name),
            )
            .label(&tier.share, format!("{} of the budget within {}", *tier.share, tier.long))
            .label(window, format!("the promises are judged over {window}"))
            .note("below 1 the budget lasts longer than its window: the promise is kept, and somebody is told")
            .fix(Fix::quoted(&format!("slo.burn.{}", tier.name), least, "begin at the pace that breaks the promise"));
    }
    Verdict::Checked
}

/// The least whole percent of the budget whose loss within the long window breaks the promise.
fn least_share(tier: &Tier, window: Duration) -> Share {
    Share::percent(tier.long.millis().saturating_mul(100).div_ceil(window.millis().max(1)))
}
