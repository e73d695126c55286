//! The start of a pod, step by step.

use super::check::ScenarioError;
use crate::simulation::random::Stream;
use crate::simulation::time::Nanos;

/// A time that may vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delay {
    /// Always the same.
    Fixed(Nanos),
    /// Between two bounds with a peak between them.
    Triangular {
        /// Shortest.
        low: Nanos,
        /// Most likely.
        mode: Nanos,
        /// Longest.
        high: Nanos,
    },
    /// The exponential of a normal variable.
    LogNormal {
        /// Half take longer.
        median: Nanos,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
}

impl Delay {
    /// No time.
    pub const NONE: Self = Self::Fixed(Nanos::ZERO);

    /// A time of so many seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self::Fixed(Nanos::from_seconds(seconds))
    }

    pub(in crate::simulation) fn draw(self, stream: &mut Stream) -> Nanos {
        match self {
            Self::Fixed(time) => time,
            Self::Triangular { low, mode, high } => triangular(low, mode, high, stream.uniform()),
            Self::LogNormal { median, sigma } => {
                Nanos::of_seconds(median.as_seconds() * libm::exp(sigma * stream.normal()))
            }
        }
    }

    pub(super) fn check(self, what: &'static str) -> Result<(), ScenarioError> {
        let holds = match self {
            Self::Fixed(_) => true,
            Self::Triangular { low, mode, high } => low <= mode && mode <= high,
            Self::LogNormal { sigma, .. } => sigma.is_finite() && sigma >= 0.0,
        };
        if holds {
            return Ok(());
        }
        Err(ScenarioError::Distribution(what))
    }
}

/// The inverse of the triangular distribution function at `share`.
fn triangular(low: Nanos, mode: Nanos, high: Nanos, share: f64) -> Nanos {
    let (rise, fall, width) = (mode - low, high - mode, high - low);
    let width_s = width.as_seconds();
    if share < rise.over(width) {
        low + Nanos::of_seconds(libm::sqrt(share * width_s * rise.as_seconds()))
    } else {
        high - Nanos::of_seconds(libm::sqrt((1.0 - share) * width_s * fall.as_seconds()))
    }
}

/// What a pod goes through from its order to its first request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StartUp {
    /// Until the scheduler, or the autoscaler of nodes, has decided where.
    pub scheduling: Delay,
    /// Until a node is there and has joined; from here on its GPUs are paid for.
    pub node: Delay,
    /// Until the image is pulled and the container runs.
    pub image: Delay,
    /// Until the model is loaded; from here on the pod has metrics.
    pub load: Delay,
    /// Until the readiness probe has passed.
    pub readiness: Delay,
    /// Until the load balancer sends requests.
    pub registration: Delay,
}

impl StartUp {
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        self.scheduling.check("scheduling")?;
        self.node.check("node")?;
        self.image.check("image")?;
        self.load.check("load")?;
        self.readiness.check("readiness")?;
        self.registration.check("registration")
    }
}

impl Default for StartUp {
    /// Everything at once.
    fn default() -> Self {
        Self {
            scheduling: Delay::NONE,
            node: Delay::NONE,
            image: Delay::NONE,
            load: Delay::NONE,
            readiness: Delay::NONE,
            registration: Delay::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Delay, triangular};
    use crate::simulation::random::{Purpose, Stream};
    use crate::simulation::time::Nanos;

    #[test]
    fn a_triangle_ends_at_its_bounds_and_peaks_at_its_mode() {
        let at = |share| {
            let s = Nanos::from_seconds;
            triangular(s(10), s(20), s(50), share).as_seconds()
        };
        assert!((at(0.0) - 10.0).abs() < 1e-9 && (at(1.0) - 50.0).abs() < 1e-9);
        assert!((at(0.25) - 20.0).abs() < 1e-6);
    }

    #[test]
    fn half_of_a_lognormal_is_above_its_median() {
        let mut stream = Stream::new(1, Purpose::Start, 0);
        let median = Nanos::from_seconds(300);
        let delay = Delay::LogNormal { median, sigma: 0.5 };
        let above = (0..20_000).filter(|_| delay.draw(&mut stream) > median);
        assert!(above.count().abs_diff(10_000) < 300);
    }
}
