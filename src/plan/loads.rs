//! What requests meet behind the profile's balancer, by the load of a pod.

use super::model::{Model, balancer};
use super::variants::{Numbers, numbers};
use crate::parallel;
use crate::stack::{Stack, capacity};
use crate::units::Rate;
use serde::Serialize;

/// What requests meet at a load.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LoadPoint {
    /// Requests a second of each pod.
    pub rate: f64,
    /// What they meet.
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// Points of the curve.
const POINTS: u64 = 12;

/// From a light load to the rate of full batches, on the most pods; none where no batch time is known.
pub(super) fn loads(stack: &Stack, model: Option<&Model>) -> Vec<LoadPoint> {
    let Some((model, (batching, _))) = model.zip(stack.batching_or_implied()) else {
        return Vec::new();
    };
    let (pods, chosen) = (capacity::most(&stack.profile), balancer(&stack.profile));
    let point = |number: u64| {
        let each = Rate::from_milli(batching.ceiling().milli() * number / POINTS);
        let numbers = numbers(model.response(chosen, pods, each * pods)?, chosen);
        Some(LoadPoint { rate: each.as_f64(), numbers })
    };
    parallel::map((1..=POINTS).collect(), point).into_iter().flatten().collect()
}
