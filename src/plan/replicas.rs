//! How many pods a load needs.

use super::figure::{Figure, assumption};
use super::model::{Model, assumed, carried, carried_by};
use crate::located::Located;
use crate::stack::{Stack, capacity};
use crate::units::{Rate, Replicas};

/// Pods that are looked at beyond the first guess.
const STEPS: u32 = 1000;

/// The pods that a load needs and how that was found: the fewest that carry it together.
pub(super) fn needed(stack: &Stack, model: Option<&Model>, load: &Located<Rate>) -> Option<(Replicas, String)> {
    let guess = load.pods(*carried(stack, model)?)?;
    (guess.get()..guess.get().saturating_add(STEPS)).find_map(|pods| {
        let pods = Replicas::new(pods);
        let each = carried_by(stack, model, pods)?;
        (*each * pods >= **load).then(|| (pods, format!("{load} / {each}, rounded up")))
    })
}

pub(super) fn figures(stack: &Stack, model: Option<&Model>) -> Vec<Figure> {
    let profile = &stack.profile;
    let (least, most) = (capacity::fewest(profile), capacity::most(profile));
    let mut figures = vec![
        Figure::pods("fewest", least, capacity::fewest_key(profile).0.to_owned()),
        Figure::pods("most", most, capacity::most_key(profile).0.to_owned()),
    ];
    let Some(per_pod) = carried(stack, model) else {
        figures.push(Figure::unknown("for the base and the peak", "the capacity of a pod is unknown"));
        return figures;
    };
    for (name, load) in [("for the base", &stack.capacity.base), ("for the peak", &stack.capacity.peak)] {
        match load.as_ref().and_then(|load| Some((load, needed(stack, model, load)?))) {
            Some((load, (pods, arithmetic))) => {
                let taken = assumption("load", load).into_iter().chain(assumed(stack, &per_pod));
                figures.push(Figure::pods(name, pods, arithmetic).assuming(taken));
            }
            None => figures.push(Figure::unknown(name, "the load is not stated")),
        }
    }
    if let Some(peak) = &stack.capacity.peak
        && let Some((pods, _)) = needed(stack, model, peak)
    {
        let taken: Vec<String> = assumption("load", peak).into_iter().chain(assumed(stack, &per_pod)).collect();
        figures.extend(beyond(stack, pods).map(|figure| figure.assuming(taken.clone())));
    }
    figures
}

/// The peak when a zone is gone, and while a rollout replaces pods.
fn beyond(stack: &Stack, peak: Replicas) -> impl Iterator<Item = Figure> {
    let profile = &stack.profile;
    let zones = *profile.cluster.zones;
    let lost = (zones.get() > 1).then(|| {
        let pods = capacity::before_zone_loss(peak, zones);
        Figure::pods("for the peak without a zone", pods, format!("{peak} x {zones} / {}", zones.get() - 1))
    });
    let unavailable = *profile.rollout.max_unavailable;
    let rollout = Figure::pods(
        "for the peak in a rollout",
        peak + unavailable,
        format!("{peak} + {unavailable} that may be missing"),
    );
    lost.into_iter().chain([rollout])
}
