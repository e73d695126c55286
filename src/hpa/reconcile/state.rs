//! What a controller is given, and what it keeps.

use crate::hpa::behavior::Behavior;
use crate::hpa::conditions::{Conditions, SelectorFault};
use crate::hpa::events::Events;
use crate::hpa::limits::Bounds;
use crate::hpa::settings::Settings;
use crate::hpa::spec::HpaSpec;
use crate::hpa::stabilize::RecommendationLog;
use crate::hpa::tolerance::Tolerance;
use crate::hpa::units::{Replicas, Span, Time};
use crate::hpa::version::{Gates, Version};

/// The cluster that runs the controller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Environment {
    /// Its release.
    pub version: Version,
    /// Its feature gates.
    pub gates: Gates,
    /// The controller's flags.
    pub settings: Settings,
}

impl Environment {
    /// An unconfigured cluster of a release.
    #[must_use]
    pub fn of(version: Version) -> Self {
        Self { version, gates: Gates::of(version), settings: Settings::default() }
    }

    /// The tolerance of an autoscaler: its own where the gate lets it speak, else the controller's. [KEP-4951]
    #[must_use]
    pub fn tolerance(&self, behavior: Option<&Behavior>) -> Tolerance {
        let own = behavior.filter(|_| self.gates.configurable_tolerance);
        let down = own.and_then(|behavior| behavior.down.tolerance);
        let up = own.and_then(|behavior| behavior.up.tolerance);
        Tolerance::of(self.version, self.settings.tolerance, down, up)
    }

    /// Time from the creation of an autoscaler to its first pass.
    #[must_use]
    pub fn first_pass_delay(&self) -> Span {
        if self.version.first_pass_waits() { self.settings.sync_period } else { Span::ZERO }
    }
}

/// What the controller needs to know of a spec besides its metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct Autoscaler {
    /// `minReplicas` and `maxReplicas`.
    pub bounds: Bounds,
    /// `behavior` with its defaults; without one other rules apply.
    pub behavior: Option<Behavior>,
    /// Whether at least one metric is an `Object` or `External` one.
    pub works_at_zero: bool,
}

impl Autoscaler {
    /// The autoscaler of a valid spec.
    #[must_use]
    pub fn of(spec: &HpaSpec) -> Self {
        let at_zero = |kind: &str| matches!(kind, "Object" | "External");
        Self {
            bounds: Bounds {
                min: spec.min_replicas.map_or(Replicas::ONE, Replicas::new),
                max: Replicas::new(spec.max_replicas),
            },
            behavior: spec.behavior.as_ref().map(Behavior::of),
            works_at_zero: spec.metrics.iter().any(|metric| at_zero(&metric.kind)),
        }
    }
}

/// The scale of the target as a pass reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// `spec.replicas`, the current size.
    pub spec: Replicas,
    /// `status.replicas`.
    pub status: Replicas,
    /// What is wrong with its selector.
    pub fault: Option<SelectorFault>,
    /// Whether the API accepts a new size.
    pub writable: bool,
}

impl Scale {
    /// A sound scale.
    #[must_use]
    pub const fn new(spec: Replicas, status: Replicas) -> Self {
        Self { spec, status, fault: None, writable: true }
    }
}

/// What survives from pass to pass. All but the conditions is lost when the controller restarts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Recent recommendations; `None` until the first pass.
    pub recommendations: Option<RecommendationLog>,
    /// Recent changes of size; kept only with `behavior`.
    pub events: Events,
    /// The conditions of the API object.
    pub conditions: Conditions,
    /// `status.desiredReplicas`.
    pub desired: Option<Replicas>,
    /// `status.lastScaleTime`.
    pub last_scale: Option<Time>,
}
