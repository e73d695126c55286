//! The largest step and the steepest ramp that the pods which already run absorb until new ones serve.

use super::figure::{Figure, assumption};
use super::model::{Model, assumed, carried_by};
use crate::located::Located;
use crate::stack::{Scaling, Stack, capacity};
use crate::units::{Growth, Rate};

pub(super) fn figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
    let reaction = stack.scaling.located_reaction();
    let start = start_assumptions(stack);
    let mut figures = vec![
        Figure::time("until a new pod serves", *reaction, stack.scaling.arithmetic.clone()).assuming(start.clone()),
    ];
    let Some(per_pod) = carried_by(stack, model, capacity::fewest(&stack.profile)) else {
        figures.push(Figure::unknown("largest step", "the capacity of a pod is unknown"));
        return figures;
    };
    let taken: Vec<String> = assumed(stack, &per_pod).into_iter().collect();
    figures.push(step(stack, &per_pod).assuming(taken.clone()));
    figures.push(ramp(stack, &per_pod).assuming(taken.into_iter().chain(start)));
    figures
}

/// What the fewest pods carry beyond the base: nothing else is there in time.
fn step(stack: &Stack, per_pod: &Located<Rate>) -> Figure {
    let least = capacity::fewest(&stack.profile);
    let Some(base) = &stack.capacity.base else {
        return Figure::unknown("largest step", "the base load is not stated");
    };
    let arithmetic = format!("{least} x {per_pod} - {base}");
    Figure::rate("largest step from the base", **per_pod * least - **base, arithmetic)
        .assuming(assumption("load", base))
}

/// The slower of two: what the pods have spare above the target, used up while the first new pod starts, and the pods
/// that each period adds.
fn ramp(stack: &Stack, per_pod: &Located<Rate>) -> Figure {
    let profile = &stack.profile;
    let name = "steepest ramp from the fewest pods";
    let least = capacity::fewest(profile);
    let Some(target) = profile.autoscaling.requests_per_pod.as_ref().filter(|_| *profile.autoscaling.enabled) else {
        return Figure::unknown(name, "no target rate of a pod");
    };
    let (tolerance, reaction) = (stack.scaling.tolerance, stack.scaling.reaction);
    let spare = (**per_pod - target.raised_by(tolerance)) * least;
    let per_minute = u128::from(spare.milli()) * 60_000 / u128::from(reaction.millis().max(1));
    let spare_growth = Growth::from_milli_per_minute(u64::try_from(per_minute).unwrap_or(u64::MAX));
    let added = Scaling::ramp(profile, **per_pod);
    if added < spare_growth {
        let up = &profile.autoscaling.up;
        return Figure::growth(name, added, format!("{} x {per_pod} each {}", up.pods, up.period));
    }
    Figure::growth(name, spare_growth, format!("{least} x ({per_pod} - {target} and {tolerance}) in {reaction}"))
}

/// The steps of a start that nobody measured.
fn start_assumptions(stack: &Stack) -> Vec<String> {
    let startup = &stack.startup;
    let steps = [("node", &startup.node), ("image", &startup.image), ("model load", &startup.load)];
    steps.into_iter().filter_map(|(name, step)| assumption(name, step)).collect()
}
