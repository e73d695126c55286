//! From what the metrics ask for to a size. [`horizontal.go`, `normalizeDesiredReplicas*`]

use super::state::{Autoscaler, State};
use crate::hpa::conditions::AbleToScale;
use crate::hpa::limits::{Limited, limit_by_behavior, limit_by_default};
use crate::hpa::settings::Settings;
use crate::hpa::units::{Replicas, Time};

/// When a pass runs and on what size.
pub(super) struct Moment {
    pub(super) now: Time,
    pub(super) current: Replicas,
}

/// A size with the two conditions that tell how it came about.
pub(super) struct Normalized {
    pub(super) limited: Limited,
    pub(super) able_to_scale: AbleToScale,
}

/// Stabilizes first, on the size as asked for, then limits by rate and bounds.
pub(super) fn normalize(
    autoscaler: &Autoscaler,
    settings: &Settings,
    state: &mut State,
    moment: &Moment,
    raw: Replicas,
) -> Normalized {
    let Moment { now, current } = *moment;
    let bounds = autoscaler.bounds;
    let log = state.recommendations.get_or_insert_default();
    let Some(behavior) = &autoscaler.behavior else {
        let stabilized = log.stabilize_by_default(now, raw, settings.downscale_stabilization);
        return Normalized {
            limited: limit_by_default(bounds, current, stabilized, settings),
            able_to_scale: able_to_scale(stabilized, raw, AbleToScale::ScaleDownStabilized),
        };
    };
    let up = behavior.up.window.unwrap_or_default();
    let down = settings.downscale_stabilization.whole_seconds();
    let down = behavior.down.window.unwrap_or(down);
    let stabilized = log.stabilize_by_behavior(now, current, raw, up, down);
    let held = if raw >= current { AbleToScale::ScaleUpStabilized } else { AbleToScale::ScaleDownStabilized };
    Normalized {
        limited: limit_by_behavior(bounds, current, stabilized, behavior, &state.events, now),
        able_to_scale: able_to_scale(stabilized, raw, held),
    }
}

fn able_to_scale(stabilized: Replicas, raw: Replicas, held: AbleToScale) -> AbleToScale {
    if stabilized == raw { AbleToScale::ReadyForNewScale } else { held }
}
