//! How long a batch takes, and what follows from that alone.

use crate::queueing::error::{ModelError, at_least_one, not_negative, positive, within};
use crate::queueing::numerics::count::{index, real, whole_u32};
use crate::queueing::quantity::{PerSecond, Seconds};

/// The service time `s(b)` of each batch size `b = 1..B`.
///
/// Measured, or linear: `s(b) = alpha + beta b`, to which real engines come close (Inoue 2021).
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceTable {
    /// `s(1), ..., s(B)` in seconds; never empty.
    times: Vec<f64>,
}

/// How a server works under evenly spaced arrivals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OperatingPoint {
    /// It is idle between requests: each is served alone.
    Intermittent,
    /// It is always busy, and each batch collects the next.
    Steady {
        /// Mean number of requests in a batch, `b* = lambda s(b*)`.
        batch: f64,
        /// Time of such a batch, `s*`.
        service: Seconds,
    },
    /// More arrives than full batches can serve.
    Overloaded,
}

/// The largest batch of which a table is made: vLLM's `max_num_seqs` is 256 to 1024 by default.
const LARGEST_BATCH: u32 = 65_536;

impl ServiceTable {
    /// The table of measured times of batches of `1, 2, ..., B`.
    ///
    /// # Errors
    /// No time at all, or one that is not a positive number.
    pub fn measured(times: &[Seconds]) -> Result<Self, ModelError> {
        at_least_one("max_batch", whole_u32(real(times.len())))?;
        let times = times.iter().map(|time| positive("batch time", time.value()));
        Ok(Self { times: times.collect::<Result<_, _>>()? })
    }

    /// The linear table `s(b) = fixed + per_request b` up to a batch of `max_batch`.
    ///
    /// # Errors
    /// A batch limit of zero or of more than any accelerator holds, a negative time, or both times zero.
    pub fn linear(fixed: Seconds, per_request: Seconds, max_batch: u32) -> Result<Self, ModelError> {
        let batches = f64::from(max_batch);
        within("max_batch", batches, "[1, 65536]", (1..=LARGEST_BATCH).contains(&max_batch))?;
        let fixed = not_negative("fixed", fixed.value())?;
        let per_request = not_negative("per_request", per_request.value())?;
        positive("batch time", fixed + per_request)?;
        let times = (1..=max_batch).map(|batch| fixed + per_request * f64::from(batch));
        Ok(Self { times: times.collect() })
    }

    /// The largest batch, `B`.
    #[must_use]
    pub fn max_batch(&self) -> u32 {
        whole_u32(real(self.times.len()))
    }

    /// Time of a full batch, `s(B)`.
    #[must_use]
    pub fn full_batch(&self) -> Seconds {
        Seconds::new(self.times[self.times.len() - 1])
    }

    /// Time of the slowest batch; `s(B)` wherever times rise with the batch.
    #[must_use]
    pub fn slowest(&self) -> Seconds {
        Seconds::new(self.times.iter().copied().fold(0.0, f64::max))
    }

    /// Time of a request that finds the server idle, `s(1)`.
    #[must_use]
    pub fn alone(&self) -> Seconds {
        Seconds::new(self.times[0])
    }

    /// Largest rate that full batches complete: `B / s(B)`.
    #[must_use]
    pub fn ceiling(&self) -> PerSecond {
        PerSecond::new(real(self.times.len()) / self.full_batch().value())
    }

    /// Largest rate that batches of any one size complete: the ceiling, where `s(b) / b` falls.
    pub(super) fn fastest(&self) -> f64 {
        let rates = self.times.iter().zip(1..).map(|(time, batch)| f64::from(batch) / time);
        rates.fold(0.0, f64::max)
    }

    /// The longest queue with which no accepted request can miss this deadline, `B (floor(T / s(B)) - 1)`; None if
    /// not even a server without a queue meets it.
    ///
    /// The inverse of [`BatchServer::longest_sojourn`](super::BatchServer::longest_sojourn).
    #[must_use]
    pub fn largest_safe_queue(&self, deadline: Seconds) -> Option<u32> {
        // A deadline of exactly n batches has to count as n, though its quotient may round below.
        let batches = whole_u32(deadline.value() / self.slowest().value() * (1.0 + 4.0 * f64::EPSILON));
        batches.checked_sub(1).map(|ahead| ahead.saturating_mul(self.max_batch()))
    }

    /// Where the server settles under evenly spaced arrivals: the batch that takes as long as the next needs to
    /// collect. For a linear table `b* = lambda alpha / (1 - lambda beta)`; between two sizes times are interpolated.
    #[must_use]
    pub fn operating_point(&self, arrival_rate: PerSecond) -> OperatingPoint {
        let rate = arrival_rate.value();
        if rate * self.times[0] < 1.0 {
            return OperatingPoint::Intermittent;
        }
        let mut size = 1.0;
        let mut pairs = self.times.windows(2);
        let mut step = pairs.next();
        if step.is_none() && rate * self.times[0] <= 1.0 {
            return OperatingPoint::Steady { batch: 1.0, service: self.alone() };
        }
        while let Some(&[this, next]) = step {
            if rate * next <= size + 1.0 {
                let slope = next - this;
                let batch = rate * (this - size * slope) / (1.0 - rate * slope);
                return OperatingPoint::Steady { batch, service: Seconds::new(batch / rate) };
            }
            size += 1.0;
            step = pairs.next();
        }
        OperatingPoint::Overloaded
    }

    /// Largest rate of evenly spaced arrivals whose batches take at most this long; None if a batch of one is slower.
    #[must_use]
    pub fn rate_at(&self, longest_batch: Seconds) -> Option<PerSecond> {
        let longest = longest_batch.value();
        let fitting = self.times.iter().take_while(|&&time| time <= longest).count();
        if fitting == 0 {
            return None;
        }
        let size = real(fitting);
        let Some(&next) = self.times.get(fitting) else {
            return Some(self.ceiling());
        };
        let this = self.times[fitting - 1];
        let batch = size + (longest - this) / (next - this);
        Some(PerSecond::new(batch / longest))
    }

    /// The table without the batches that a queue of this many places cannot fill.
    pub(in crate::queueing) fn truncated(&self, places: u32) -> Self {
        Self { times: self.up_to(places) }
    }

    /// The times of the batches that a queue of this many places can fill.
    pub(super) fn up_to(&self, places: u32) -> Vec<f64> {
        let batches = index(places).clamp(1, self.times.len());
        self.times[..batches].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::{OperatingPoint, PerSecond, Seconds, ServiceTable};

    fn reference() -> ServiceTable {
        ServiceTable::linear(Seconds::new(0.040), Seconds::new(0.009), 8).unwrap()
    }

    #[test]
    fn the_ceiling_is_a_full_batch_over_its_time() {
        assert!((reference().ceiling().value() - 71.43).abs() < 0.005);
        assert!((reference().fastest() - reference().ceiling().value()).abs() < 1e-12);
    }

    #[test]
    fn fifty_requests_a_second_settle_at_batches_of_three_and_a_half() {
        let point = reference().operating_point(PerSecond::new(50.0));
        let OperatingPoint::Steady { batch, service } = point else {
            panic!("{point:?}");
        };
        assert!((batch - 3.64).abs() < 0.005 && (service.value() - 0.0727).abs() < 5e-5);
    }

    #[test]
    fn the_operating_point_ends_at_the_ceiling_and_begins_at_one_request() {
        let table = reference();
        let at = |rate| table.operating_point(PerSecond::new(rate));
        assert_eq!(at(20.0), OperatingPoint::Intermittent);
        assert!(matches!(at(71.4), OperatingPoint::Steady { batch, .. } if batch < 8.0));
        assert_eq!(at(71.5), OperatingPoint::Overloaded);
    }

    #[test]
    fn rate_and_batch_time_are_inverse() {
        let table = reference();
        for rate in [25.0, 50.0, 66.7, 71.0] {
            let point = table.operating_point(PerSecond::new(rate));
            let OperatingPoint::Steady { service, .. } = point else {
                panic!("{point:?}");
            };
            assert!((table.rate_at(service).unwrap().value() / rate - 1.0).abs() < 1e-12);
        }
        assert!(table.rate_at(Seconds::new(0.048)).is_none());
        assert_eq!(table.rate_at(Seconds::new(1.0)), Some(table.ceiling()));
    }

    #[test]
    fn two_seconds_are_safe_with_a_queue_of_128() {
        let safe = |deadline| reference().largest_safe_queue(Seconds::new(deadline));
        assert_eq!(safe(2.0), Some(128));
        assert_eq!(safe(0.336), Some(16));
        assert_eq!(safe(0.112), Some(0));
        assert_eq!(safe(0.111), None);
    }

    #[test]
    fn refuses_tables_that_are_none() {
        assert!(ServiceTable::measured(&[]).is_err());
        assert!(ServiceTable::measured(&[Seconds::new(0.1), Seconds::new(-0.1)]).is_err());
        assert!(ServiceTable::linear(Seconds::new(0.0), Seconds::new(0.0), 4).is_err());
        assert!(ServiceTable::linear(Seconds::new(0.1), Seconds::new(0.0), 0).is_err());
        assert!(ServiceTable::linear(Seconds::new(0.1), Seconds::new(0.0), u32::MAX).is_err());
    }
}
