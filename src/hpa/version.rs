//! Kubernetes releases and feature gates, as far as the autoscaler behaves differently under them.

use std::fmt;
use std::str::FromStr;

/// A Kubernetes 1.x release. Ask it what the controller does; never compare the number elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    minor: u8,
}

/// A version text that names no release known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVersion(String);

impl Version {
    /// The oldest release modelled.
    pub const OLDEST: Self = Self { minor: 28 };
    /// The newest release modelled.
    pub const NEWEST: Self = Self { minor: 37 };
    /// The development branch after [`Self::NEWEST`], as it stood in August 2026.
    pub const NEXT: Self = Self { minor: 38 };

    /// The release 1.`minor`, or `None` for one that is not modelled.
    #[must_use]
    pub const fn new(minor: u8) -> Option<Self> {
        if minor < Self::OLDEST.minor || minor > Self::NEXT.minor {
            return None;
        }
        Some(Self { minor })
    }

    /// The release 1.`minor`, or the nearest one that is modelled.
    #[must_use]
    pub fn nearest(minor: u64) -> Self {
        let minor = u8::try_from(minor).unwrap_or(u8::MAX);
        Self { minor: minor.clamp(Self::OLDEST.minor, Self::NEXT.minor) }
    }

    /// Every release from [`Self::OLDEST`] to [`Self::NEWEST`], then [`Self::NEXT`].
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::OLDEST.minor..=Self::NEXT.minor).map(|minor| Self { minor })
    }

    /// The minor number, 35 for v1.35.
    #[must_use]
    pub const fn minor(self) -> u8 {
        self.minor
    }

    /// Tolerance is the interval `1 - down <= ratio <= 1 + up` and no longer `|1 - ratio| <= tolerance`. [KEP-4951]
    #[must_use]
    pub const fn tolerance_is_interval(self) -> bool {
        self.minor >= 33
    }

    /// `behavior.scaleUp.tolerance` and `behavior.scaleDown.tolerance` exist. [KEP-4951]
    #[must_use]
    pub const fn has_configurable_tolerance(self) -> bool {
        self.minor >= 33
    }

    /// Proposal, sum and per-pod figure of an `External` metric per pod stop at the integer maximum. [v1.34.0]
    #[must_use]
    pub const fn caps_external_averages(self) -> bool {
        self.minor >= 34
    }

    /// Proposals of an `Object` or `External` total, and sums of external series, stop at the integer maximum, but
    /// for a proposal from zero. [v1.35.0]
    #[must_use]
    pub const fn caps_totals(self) -> bool {
        self.minor >= 35
    }

    /// Every proposal and per-pod figure stops at the integer maximum. [v1.38.0-beta.0, `ceilToInt32`]
    #[must_use]
    pub const fn caps_every_proposal(self) -> bool {
        self.minor >= 38
    }

    /// One sample without the named container fails the whole `ContainerResource` metric. [PR 127193, v1.33.0]
    #[must_use]
    pub const fn absent_container_fails_metric(self) -> bool {
        self.minor < 33
    }

    /// Requests count init containers with `restartPolicy: Always`. [v1.29.0]
    #[must_use]
    pub const fn counts_sidecar_requests(self) -> bool {
        self.minor >= 29
    }

    /// A request on the pod replaces the sum over its containers, with the gate. [KEP-2837, v1.34.0]
    #[must_use]
    pub const fn reads_pod_requests(self) -> bool {
        self.minor >= 34
    }

    /// The request of a container that is nowhere is an error and no longer 0. [v1.35.0]
    #[must_use]
    pub const fn absent_container_fails_request(self) -> bool {
        self.minor >= 35
    }

    /// The `ScaledToZero` condition decides whether a workload at zero is evaluated. [KEP-2021]
    #[must_use]
    pub const fn has_scaled_to_zero(self) -> bool {
        self.minor >= 36
    }

    /// A new autoscaler waits one sync period before its first pass; later ones are taken at once. [v1.37.0]
    #[must_use]
    pub const fn first_pass_waits(self) -> bool {
        self.minor < 37
    }

    /// Succeeded pods are ignored and no longer count as missing. [PR 141302]
    #[must_use]
    pub const fn ignores_succeeded_pods(self) -> bool {
        self.minor >= 38
    }

    /// The per-pod status figure is 0 when `status.replicas` is 0, where it was undefined before.
    #[must_use]
    pub const fn guards_per_pod_usage(self) -> bool {
        self.minor >= 38
    }
}

impl Default for Version {
    /// v1.35: the interval tolerance, before the `ScaledToZero` condition.
    fn default() -> Self {
        Self { minor: 35 }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (Version::OLDEST, Version::NEXT);
        write!(f, "`{}` is not a Kubernetes version from {first} to {last}", self.0)
    }
}

impl std::error::Error for UnknownVersion {}

impl FromStr for Version {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        text.trim_start_matches('v')
            .strip_prefix("1.")
            .and_then(|minor| minor.parse().ok())
            .and_then(Self::new)
            .ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

/// Feature gates that the autoscaler looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gates {
    /// `HPAConfigurableTolerance`: the tolerances under `behavior` are read. [KEP-4951]
    pub configurable_tolerance: bool,
    /// `HPAScaleToZero`: `minReplicas: 0` is accepted, and from v1.36 `ScaledToZero` is kept. [KEP-2021]
    pub scale_to_zero: bool,
    /// `PodLevelResources`: a request on the pod replaces the sum over its containers. [KEP-2837]
    pub pod_level_resources: bool,
}

impl Gates {
    /// The defaults of a release: alpha off, beta on. (`pkg/features/kube_features.go`)
    #[must_use]
    pub const fn of(version: Version) -> Self {
        Self {
            configurable_tolerance: version.minor >= 35,
            scale_to_zero: version.minor >= 37,
            pod_level_resources: version.minor >= 34,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Gates, Version};

    #[test]
    fn reads_what_it_writes() {
        for version in Version::all() {
            assert_eq!(version.to_string().parse(), Ok(version));
            assert_eq!(format!("v{version}").parse(), Ok(version));
        }
    }

    #[test]
    fn the_nearest_release_stands_in_for_one_that_is_not_modelled() {
        let minors = [0, 27, 28, 33, 38, 39, u64::MAX].map(|minor| Version::nearest(minor).minor());
        assert_eq!(minors, [28, 28, 28, 33, 38, 38, 38]);
    }

    #[test]
    fn refuses_releases_it_does_not_model() {
        for text in ["1.27", "1.39", "2.30", "1.x", ""] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn gates_follow_the_graduation_of_their_features() {
        let gates = |minor| Version::new(minor).map(Gates::of);
        assert_eq!(gates(34).map(|g| g.configurable_tolerance), Some(false));
        assert_eq!(gates(35).map(|g| g.configurable_tolerance), Some(true));
        assert_eq!(gates(33).map(|g| g.pod_level_resources), Some(false));
        assert_eq!(gates(36).map(|g| g.scale_to_zero), Some(false));
        assert_eq!(gates(37).map(|g| g.scale_to_zero), Some(true));
    }
}
