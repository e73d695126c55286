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

    /// Proposals, sums and per-pod figures stop at the integer maximum; seen in a tree of v1.33 or later.
    #[must_use]
    pub const fn saturates(self) -> bool {
        self.minor >= 33
    }

    /// One sample without the named container fails the whole `ContainerResource` metric. [PR 127193]
    #[must_use]
    pub const fn absent_container_fails_metric(self) -> bool {
        self.minor < 32
    }

    /// Requests count sidecars and pod-level requests, and a container that is nowhere is an error; seen from v1.34.
    #[must_use]
    pub const fn requests_follow_sidecars(self) -> bool {
        self.minor >= 34
    }

    /// The `ScaledToZero` condition decides whether a workload at zero is evaluated. [KEP-2021]
    #[must_use]
    pub const fn has_scaled_to_zero(self) -> bool {
        self.minor >= 36
    }

    /// A new autoscaler waits one sync period before its first pass; the tree of 2026 takes it at once.
    #[must_use]
    pub const fn first_pass_waits(self) -> bool {
        self.minor < 36
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
    /// The defaults of a release: alpha off, beta on. Scale to zero stays off until its default is known.
    #[must_use]
    pub const fn of(version: Version) -> Self {
        Self {
            configurable_tolerance: version.minor >= 35,
            scale_to_zero: false,
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
    }
}
