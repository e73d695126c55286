//! How far a usage ratio may be from 1 without a change of size. [KEP-4951, `replica_calculator.go`]

use super::version::Version;

/// The test for "close enough to the target", by release.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// Up to v1.32: `|1 - ratio| <= tolerance`. In float64 the ratio 1.1 is outside a tolerance of 0.1.
    Absolute(f64),
    /// From v1.33: `1 - down <= ratio <= 1 + up`. The ratio 1.1 is inside a tolerance of 0.1.
    Interval {
        /// Share below the target that holds.
        down: f64,
        /// Share above the target that holds.
        up: f64,
    },
}

impl Tolerance {
    /// The test of a release; `down` and `up` replace the controller's `default` where they are set and exist.
    #[must_use]
    pub fn of(version: Version, default: f64, down: Option<f64>, up: Option<f64>) -> Self {
        if version.tolerance_is_interval() {
            Self::Interval { down: down.unwrap_or(default), up: up.unwrap_or(default) }
        } else {
            Self::Absolute(default)
        }
    }

    /// Whether the ratio holds the size. NaN never does.
    #[must_use]
    pub fn holds(self, ratio: f64) -> bool {
        match self {
            Self::Absolute(tolerance) => (1.0 - ratio).abs() <= tolerance,
            Self::Interval { down, up } => 1.0 - down <= ratio && ratio <= 1.0 + up,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tolerance;
    use crate::hpa::Version;

    fn of(minor: u8) -> Tolerance {
        let version = Version::new(minor).expect("a release in range");
        Tolerance::of(version, 0.1, None, None)
    }

    #[test]
    fn one_point_one_is_outside_until_32_and_inside_from_33() {
        assert!(!of(32).holds(1.1));
        assert!(of(33).holds(1.1));
        assert!(of(33).holds(0.9) && of(32).holds(0.9));
    }

    #[test]
    fn each_side_of_the_interval_is_set_alone() {
        let version = Version::default();
        let tolerance = Tolerance::of(version, 0.1, Some(0.5), None);
        assert!(tolerance.holds(0.5) && !tolerance.holds(0.49) && !tolerance.holds(1.2));
    }

    #[test]
    fn not_a_number_is_never_within() {
        for minor in [28, 35] {
            assert!(!of(minor).holds(f64::NAN));
            assert!(!of(minor).holds(f64::INFINITY));
        }
    }

    #[test]
    fn the_edge_of_the_absolute_tolerance_is_inside_it() {
        let tolerance = Tolerance::of(Version::OLDEST, 0.5, Some(0.0), Some(0.0));
        assert!(tolerance.holds(1.5) && tolerance.holds(0.5) && !tolerance.holds(1.75));
    }
}
