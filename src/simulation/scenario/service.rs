//! How long a batch takes, and how requests differ.

use super::check::ScenarioError;
use crate::queueing::Seconds;
use crate::simulation::number::{count, index, real, small};
use crate::simulation::random::Stream;
use crate::simulation::time::Nanos;

/// The server of a pod: one or more engines that share the pod's queue and take what waits as batches.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// `s(1), ..., s(B)`: time of a batch of each size.
    times: Vec<Nanos>,
    /// The part of these times that does not grow with the work in the batch.
    fixed: Nanos,
    /// How requests differ.
    work: Work,
    /// Engines of a pod.
    engines: u32,
    /// Whether requests come and go one by one and share the engine, token by token.
    iterations: Option<Iterations>,
}

/// An engine with continuous batching: each iteration makes one step of every request in service, and requests come and
/// go between two iterations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Iterations {
    /// Time of an iteration whatever is in service, `alpha`.
    pub fixed: Seconds,
    /// Time that each request in service adds to an iteration, `delta`.
    pub each: Seconds,
    /// Iterations of a request of mean work: those of its prompt and one for each token.
    pub count: f64,
}

impl Iterations {
    /// Time of an iteration with so many requests in service.
    pub(in crate::simulation) fn time(&self, in_service: usize) -> f64 {
        self.fixed.value() + self.each.value() * real(count(in_service))
    }
}

/// The work of a request, in multiples of the mean; it scales the part of a batch time that is not fixed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    /// All alike.
    Equal,
    /// Exponential, squared coefficient of variation 1.
    Exponential,
    /// Lognormal with this squared coefficient of variation.
    LogNormal {
        /// Variance over squared mean.
        scv: f64,
    },
    /// As a trace says; 1 for requests of other traffic.
    Traced,
}

impl Service {
    /// `s(b) = alpha + beta b` up to batches of `max_batch`: the linear law of dynamic batching.
    /// [Y. Inoue, "Queueing analysis of GPU-based inference servers with dynamic batching", 2021]
    #[must_use]
    pub fn linear(alpha: Nanos, beta: Nanos, max_batch: u32) -> Self {
        let batches = 1..=u64::from(max_batch);
        Self {
            times: batches.map(|batch| alpha + beta * batch).collect(),
            fixed: alpha,
            work: Work::Equal,
            engines: 1,
            iterations: None,
        }
    }

    /// Measured times of batches of `1, 2, ..., B`. The time of a batch scales as a whole with its mean work.
    #[must_use]
    pub const fn measured(times: Vec<Nanos>) -> Self {
        Self { times, fixed: Nanos::ZERO, work: Work::Equal, engines: 1, iterations: None }
    }

    /// An engine that up to `most` requests share: all advance at the same rate, by the iteration.
    #[must_use]
    pub fn shared(iterations: Iterations, most: u32) -> Self {
        let alone = |together: usize| Nanos::of_seconds(iterations.count * iterations.time(together));
        let times = (1..=index(most)).map(alone).collect();
        Self { times, fixed: Nanos::ZERO, work: Work::Equal, engines: 1, iterations: Some(iterations) }
    }

    /// The same server with requests that differ.
    #[must_use]
    pub fn with_work(self, work: Work) -> Self {
        Self { work, ..self }
    }

    /// The same server with several engines on one queue, such as an instance group of Triton.
    #[must_use]
    pub fn with_engines(self, engines: u32) -> Self {
        Self { engines, ..self }
    }

    /// The largest batch, `B`.
    #[must_use]
    pub fn max_batch(&self) -> u32 {
        small(self.times.len())
    }

    /// Engines of a pod.
    #[must_use]
    pub const fn engines(&self) -> u32 {
        self.engines
    }

    /// Time of a full batch, `s(B)`.
    #[must_use]
    pub fn full_batch(&self) -> Nanos {
        self.times.last().copied().unwrap_or(Nanos::ZERO)
    }

    pub(in crate::simulation) const fn iterations(&self) -> Option<Iterations> {
        self.iterations
    }

    pub(in crate::simulation) const fn work(&self) -> Work {
        self.work
    }

    /// Time of a batch of `size` whose requests have so much work together.
    pub(in crate::simulation) fn batch(&self, size: usize, work: f64) -> Nanos {
        let table = self.times[size - 1];
        if self.work == Work::Equal {
            return table;
        }
        let mean = work / real(count(size));
        self.fixed + Nanos::of_seconds((table - self.fixed).as_seconds() * mean)
    }

    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        if self.times.is_empty() || self.times.contains(&Nanos::ZERO) {
            return Err(ScenarioError::NoBatchTime);
        }
        if let Work::LogNormal { scv } = self.work
            && !(scv.is_finite() && scv >= 0.0)
        {
            return Err(ScenarioError::Distribution("work"));
        }
        if self.iterations.is_some_and(|each| !(each.count >= 1.0 && each.each.value() >= 0.0)) {
            return Err(ScenarioError::Distribution("iterations"));
        }
        match self.engines {
            1..=64 => Ok(()),
            engines => Err(ScenarioError::Engines(engines)),
        }
    }
}

impl Work {
    /// The work of the next request.
    pub(in crate::simulation) fn draw(self, stream: &mut Stream) -> f64 {
        match self {
            Self::Equal | Self::Traced => 1.0,
            Self::Exponential => stream.exponential(),
            Self::LogNormal { scv } => {
                let variance = libm::log1p(scv);
                libm::exp(libm::sqrt(variance) * stream.normal() - variance / 2.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Service, Work};
    use crate::simulation::random::{Purpose, Stream};
    use crate::simulation::time::Nanos;

    fn ms(millis: u64) -> Nanos {
        Nanos::from_millis(millis)
    }

    #[test]
    fn work_scales_what_is_not_fixed() {
        let service = Service::linear(ms(40), ms(9), 8);
        assert_eq!(service.batch(8, 8.0), ms(112));
        let varied = service.with_work(Work::Exponential);
        assert_eq!(varied.batch(2, 4.0), ms(40 + 36));
    }

    #[test]
    fn work_has_mean_one_and_varies_as_stated() {
        let mut stream = Stream::new(3, Purpose::Work, 0);
        for (work, scv) in [(Work::Exponential, 1.0), (Work::LogNormal { scv: 2.0 }, 2.0)] {
            let n = 400_000;
            let draws: Vec<f64> = (0..n).map(|_| work.draw(&mut stream)).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(n);
            assert!((mean - 1.0).abs() < 0.01, "{work:?}: {mean}");
            let found = draws.iter().map(|draw| draw * draw).sum::<f64>() / f64::from(n) - 1.0;
            assert!((found / scv - 1.0).abs() < 0.1, "{work:?}: {found}");
        }
    }
}
