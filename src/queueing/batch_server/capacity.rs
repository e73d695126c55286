//! The largest load that keeps an objective.

use super::{BatchServer, EmbeddedChain, QueueRoom, SojournDistribution, SteadyState};
use crate::queueing::error::{ModelError, at_least_one, open_share, positive};
use crate::queueing::numerics::root::largest_kept;
use crate::queueing::quantity::{PerSecond, Seconds, Share};

/// Accuracy of a capacity, relative to the ceiling.
const TOLERANCE: f64 = 1e-8;

/// A share this far below its limit counts as none.
const TINY: f64 = 1e-12;

/// Idle share of the largest load that is looked at where the queue has no bound.
const CLOSEST: f64 = 1e-3;

/// Logarithms of a share over its limit are cut here: beyond, only the sign matters.
const FAR: f64 = 3.0;

/// A quantile of the sojourn and its limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatencyTarget {
    /// Which share of the accepted requests.
    pub level: Share,
    /// Has to be completed in this time.
    pub within: Seconds,
}

/// What a replica has to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Largest share of requests that may be rejected.
    pub p_reject: Share,
    /// Latency of those accepted.
    pub latency: Vec<LatencyTarget>,
}

/// What ends the capacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Binding {
    /// One more request a second, and too many are rejected.
    Rejections,
    /// One more request a second, and this target is missed.
    Latency(LatencyTarget),
    /// The queue has no bound and every target holds up to where the solver ends, next to the ceiling.
    Ceiling,
}

/// The largest load that keeps an objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capacity {
    /// Poisson arrivals per second.
    pub rate: PerSecond,
    /// What ends it.
    pub binding: Binding,
}

impl Objective {
    /// Refuses shares outside (0, 1) and times that are not positive.
    pub(in crate::queueing) fn check(&self) -> Result<(), ModelError> {
        open_share("p_reject", self.p_reject.value())?;
        for target in &self.latency {
            open_share("quantile level", target.level.value())?;
            positive("latency target", target.within.value())?;
        }
        Ok(())
    }

    /// How far requests are from missing the objective: the smallest logarithm of a share allowed over the share that
    /// is rejected, or later than a target; positive is good.
    pub(in crate::queueing) fn slack(&self, rejected: f64, late: impl Fn(Seconds) -> f64) -> f64 {
        let slack = |target: &LatencyTarget| target.slack(late(target.within));
        let reject = logarithm(self.p_reject.value(), rejected);
        self.latency.iter().map(slack).fold(reject, f64::min)
    }
}

impl LatencyTarget {
    fn slack(&self, late: f64) -> f64 {
        logarithm(1.0 - self.level.value(), late)
    }
}

/// `log(allowed / actual)`, cut where only its sign matters.
fn logarithm(allowed: f64, actual: f64) -> f64 {
    libm::log(allowed / actual.max(TINY * allowed)).clamp(-FAR, FAR)
}

impl BatchServer {
    /// The largest Poisson load with which no more than a share of requests is rejected and every latency target is
    /// kept; None if no load keeps them, because a batch of one already takes too long.
    ///
    /// Rejects and late shares are taken to grow with the load.
    ///
    /// # Errors
    /// A share outside (0, 1), a time that is not positive, or a queue that is too long to be followed.
    pub fn capacity_at_slo(&self, objective: &Objective) -> Result<Option<Capacity>, ModelError> {
        self.capacity_of(1, objective)
    }

    /// The same for arrivals with intervals of so many exponential stages, as from a balancer that takes turns.
    ///
    /// # Errors
    /// No stage, a share outside (0, 1) or a time that is not positive.
    pub fn capacity_of(&self, stages: u32, objective: &Objective) -> Result<Option<Capacity>, ModelError> {
        let stages = at_least_one("stages", stages)?;
        objective.check()?;
        let alone = self.service.alone();
        if objective.latency.iter().any(|target| target.within < alone) {
            return Ok(None);
        }
        match self.room {
            QueueRoom::Places(places) => self.bounded_capacity(stages, places, objective),
            QueueRoom::Unbounded => self.unbounded_capacity(stages, &objective.latency),
        }
    }

    fn bounded_capacity(
        &self,
        stages: u32,
        places: u32,
        objective: &Objective,
    ) -> Result<Option<Capacity>, ModelError> {
        let rejected = objective.p_reject.value();
        // What is above the fastest batch is rejected: at this load, more than the share.
        let high = self.service.fastest() / (1.0 - rejected);
        self.check_size(high, stages, places)?;
        let slack = |rate| {
            let steady = SteadyState::of(&self.chain_with(rate, stages, places));
            logarithm(rejected, steady.p_reject.value())
        };
        let Some(rate) = largest_kept(high, slack(high), TOLERANCE, slack) else {
            return Ok(None);
        };
        let open = self.open_targets(&objective.latency);
        Ok(self.latency_capacity(stages, places, rate, Binding::Rejections, &open))
    }

    /// Halves the load's distance from the ceiling until a target is missed: next to it a chain is long and costly.
    fn unbounded_capacity(&self, stages: u32, targets: &[LatencyTarget]) -> Result<Option<Capacity>, ModelError> {
        let ceiling = self.service.ceiling().value();
        let mut idle = 0.5;
        loop {
            let rate = ceiling * (1.0 - idle);
            let places = self.places(rate)?;
            let found = self.latency_capacity(stages, places, rate, Binding::Ceiling, targets);
            let kept = found.is_some_and(|capacity| capacity.binding == Binding::Ceiling);
            idle *= 0.5;
            if !kept || idle < CLOSEST {
                return Ok(found);
            }
        }
    }

    /// The targets that a request could miss at all.
    fn open_targets(&self, targets: &[LatencyTarget]) -> Vec<LatencyTarget> {
        let longest = self.longest_sojourn();
        let open = |target: &&LatencyTarget| longest.is_none_or(|longest| longest > target.within);
        targets.iter().filter(open).copied().collect()
    }

    /// The largest load up to `rate` that keeps the targets; `otherwise` ends it if `rate` itself does.
    fn latency_capacity(
        &self,
        stages: u32,
        places: u32,
        rate: f64,
        otherwise: Binding,
        targets: &[LatencyTarget],
    ) -> Option<Capacity> {
        let slack = |rate| latency_slack(&self.chain_with(rate, stages, places), targets);
        let (at_rate, mut missed) = slack(rate);
        if at_rate >= 0.0 {
            return Some(Capacity { rate: PerSecond::new(rate), binding: otherwise });
        }
        let kept = largest_kept(rate, at_rate, TOLERANCE, |rate| {
            let (slack, tightest) = slack(rate);
            if slack < 0.0 {
                // The last load too high is next to the answer: what it misses is what ends the capacity.
                missed = tightest;
            }
            slack
        })?;
        let binding = missed.map_or(otherwise, Binding::Latency);
        Some(Capacity { rate: PerSecond::new(kept), binding })
    }
}

/// The smallest slack over the targets, as the logarithm of the late share allowed over the late share, and whose.
fn latency_slack(chain: &EmbeddedChain, targets: &[LatencyTarget]) -> (f64, Option<LatencyTarget>) {
    let sojourn = SojournDistribution::of(chain);
    let mut tightest = (FAR, None);
    for target in targets {
        let slack = target.slack(1.0 - sojourn.cdf(target.within).value());
        if slack < tightest.0 {
            tightest = (slack, Some(*target));
        }
    }
    tightest
}
