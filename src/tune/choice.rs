//! What is turned.

use crate::profile::Profile;
use crate::units::{Duration, Rate, Replicas, Requests, Share};
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
    /// `autoscaling.gpu`, if there is one.
    pub gpu: Option<Share>,
    /// `autoscaling.up`.
    pub up: Rules,
    /// `autoscaling.down`.
    pub down: Rules,
    /// `performance.max_batch`.
    pub batch: Requests,
    /// `performance.queue_limit`, if there is one.
    pub queue: Option<Requests>,
    /// Keys that have to follow, with their values as TOML.
    pub follows: Vec<(String, String)>,
}

/// How fast pods come or go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Most pods in a period.
    pub pods: Replicas,
    /// The period.
    pub period: Duration,
    /// How long a proposal has to stand.
    pub stabilization: Duration,
}

impl Choice {
    /// What the profile says now.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let (autoscaling, performance) = (&profile.autoscaling, &profile.performance);
        let (up, down) = (&autoscaling.up, &autoscaling.down);
        Self {
            min: *autoscaling.min,
            max: *autoscaling.max,
            target: autoscaling.requests_per_pod.as_deref().copied(),
            gpu: autoscaling.gpu.as_deref().copied(),
            up: Rules { pods: *up.pods, period: *up.period, stabilization: *up.stabilization },
            down: Rules { pods: *down.pods, period: *down.period, stabilization: *down.stabilization },
            batch: *performance.max_batch,
            queue: performance.queue_limit.as_deref().copied(),
            follows: Vec::new(),
        }
    }

    /// The keys, with their values as TOML.
    #[must_use]
    pub fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("autoscaling.min", self.min.get().to_string()),
            ("autoscaling.max", self.max.get().to_string()),
            ("autoscaling.up.pods", self.up.pods.get().to_string()),
            ("autoscaling.up.period", quoted(self.up.period)),
            ("autoscaling.up.stabilization", quoted(self.up.stabilization)),
            ("autoscaling.down.pods", self.down.pods.get().to_string()),
            ("autoscaling.down.period", quoted(self.down.period)),
            ("autoscaling.down.stabilization", quoted(self.down.stabilization)),
            ("performance.max_batch", self.batch.get().to_string()),
        ];
        keys.extend(self.target.map(|target| ("autoscaling.requests_per_pod", quoted(target))));
        keys.extend(self.gpu.map(|share| ("autoscaling.gpu", quoted(share))));
        keys.extend(self.queue.map(|limit| ("performance.queue_limit", limit.get().to_string())));
        keys
    }

    /// The keys that have another value than in the other.
    #[must_use]
    pub fn other_than(&self, other: &Self) -> Vec<(&'static str, String)> {
        let others = other.keys();
        self.keys().into_iter().filter(|key| !others.contains(key)).collect()
    }

    /// What makes of the other this one: keys with their values as TOML.
    pub(super) fn changes(&self, other: &Self) -> Vec<(String, String)> {
        let own = self.other_than(other).into_iter().map(|(key, value)| (key.to_owned(), value));
        own.chain(self.follows.iter().cloned()).collect()
    }
}

fn quoted(value: impl std::fmt::Display) -> String {
    format!("\"{value}\"")
}
