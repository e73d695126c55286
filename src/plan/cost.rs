//! GPU-hours of a day, and their price.

use super::figure::Figure;
use super::model::{Model, assumed, carried};
use crate::stack::{Stack, capacity};
use crate::units::{Rate, Replicas};

pub(super) fn figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
    let profile = &stack.profile;
    let (least, most) = (capacity::fewest(profile), capacity::most(profile));
    let mut figures = day(stack, ["floor", "cost at the floor"], least, Vec::new());
    if let Some((pods, taken)) = mean(stack, model) {
        figures.extend(day(stack, ["mean", "cost at the mean"], pods.clamp(least, most.max(least)), taken));
    } else {
        figures.push(Figure::unknown("mean", "base and peak or the capacity of a pod are unknown"));
    }
    figures.extend(day(stack, ["ceiling", "cost at the ceiling"], most, Vec::new()));
    figures
}

/// Pods at the load half-way between base and peak, filled to the autoscaler's target.
fn mean(stack: &Stack, model: Option<&Model>) -> Option<(Replicas, Vec<String>)> {
    let (base, peak) = (**stack.capacity.base.as_ref()?, **stack.capacity.peak.as_ref()?);
    let load = Rate::from_milli(u64::midpoint(base.milli(), peak.milli()));
    let target = stack.profile.autoscaling.requests_per_pod.clone();
    let each = target.or_else(|| carried(stack, model))?;
    let mut taken = vec![format!("mean load {load}, half-way between base and peak")];
    if stack.profile.autoscaling.requests_per_pod.is_none() {
        taken.extend(assumed(stack, &each));
    }
    Some((load.pods(*each)?, taken))
}

fn day(stack: &Stack, [name, cost]: [&'static str; 2], pods: Replicas, taken: Vec<String>) -> Vec<Figure> {
    let gpus = *stack.profile.resources.gpus;
    let hours = f64::from(pods.get()) * f64::from(gpus.get()) * 24.0;
    let arithmetic = format!("{pods} x {gpus} x 24 h");
    let mut figures = vec![Figure::amount(name, hours, "GPU-hours", arithmetic).assuming(taken.clone())];
    let price = &stack.profile.cost;
    if let Some(gpu_hour) = &price.gpu_hour {
        let arithmetic = format!("{hours:.0} x {gpu_hour} {}", price.currency);
        figures.push(Figure::amount(cost, hours * **gpu_hour, price.currency.get(), arithmetic).assuming(taken));
    }
    figures
}
