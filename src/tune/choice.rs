//! What is turned.

use crate::profile::Profile;
use crate::units::{Duration, Rate, Replicas};
use serde::Serialize;

/// Values of the keys that are turned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// `autoscaling.min`.
    pub min: Replicas,
    /// `autoscaling.max`.
    pub max: Replicas,
    /// `autoscaling.requests_per_pod`, if there is one.
    pub target: Option<Rate>,
    /// `autoscaling.up.pods`.
    pub step: Replicas,
    /// `autoscaling.up.stabilization`.
    pub stabilization: Duration,
}

impl Choice {
    /// What the profile says now.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let autoscaling = &profile.autoscaling;
        Self {
            min: *autoscaling.min,
            max: *autoscaling.max,
            target: autoscaling.requests_per_pod.as_deref().copied(),
            step: *autoscaling.up.pods,
            stabilization: *autoscaling.up.stabilization,
        }
    }

    /// The keys, with their values as TOML.
    #[must_use]
    pub fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("autoscaling.min", self.min.get().to_string()),
            ("autoscaling.max", self.max.get().to_string()),
            ("autoscaling.up.pods", self.step.get().to_string()),
            ("autoscaling.up.stabilization", format!("\"{}\"", self.stabilization)),
        ];
        if let Some(target) = self.target {
            keys.push(("autoscaling.requests_per_pod", format!("\"{target}\"")));
        }
        keys
    }

    /// How many keys have another value than in the other.
    #[must_use]
    pub fn differs(&self, other: &Self) -> usize {
        let others = other.keys();
        self.keys().iter().filter(|key| !others.contains(key)).count()
    }

    /// The same as arguments of `--set`.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        self.keys().into_iter().map(|(key, value)| format!("{key}={}", value.trim_matches('"'))).collect()
    }
}
