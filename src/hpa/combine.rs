//! From the proposals of the metrics to one recommendation. [`horizontal.go`, `computeReplicasForMetrics`]

use super::metrics::{Evaluation, MetricError, Proposal, Source, Summary};
use super::units::Replicas;

/// The first metric that failed in a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricFailure {
    /// Its place in `spec.metrics`.
    pub metric: usize,
    /// Its kind.
    pub source: Source,
    /// Why it failed.
    pub error: MetricError,
}

/// The recommendation of all metrics that worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Combined {
    /// The highest proposal.
    pub replicas: Replicas,
    /// Place in `spec.metrics` of the metric that gave it.
    pub metric: usize,
    /// The first failure; the pass goes on but reports it.
    pub failure: Option<MetricFailure>,
}

/// Collects the proposals of one pass, in the order of `spec.metrics`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Combiner {
    seen: usize,
    highest: Option<(Replicas, usize)>,
    failure: Option<MetricFailure>,
}

impl Combiner {
    /// Takes the proposal of the next metric.
    pub fn add(&mut self, source: Source, proposal: Result<Proposal, MetricError>) {
        let metric = self.seen;
        self.seen += 1;
        match proposal {
            Ok(proposal) => self.add_size(metric, proposal.replicas),
            Err(error) => {
                self.failure = self.failure.or(Some(MetricFailure { metric, source, error }));
            }
        }
    }

    fn add_size(&mut self, metric: usize, size: Replicas) {
        let replaces = match self.highest {
            None => true,
            // The controller cannot tell a proposal of 0 from none.
            Some((highest, _)) => highest == Replicas::ZERO || size > highest,
        };
        if replaces {
            self.highest = Some((size, metric));
        }
    }

    /// The recommendation, the highest proposal. A failure is no abstention: with one the size never shrinks.
    ///
    /// # Errors
    /// No metric worked, or one failed and the others ask for fewer replicas than `current`.
    pub fn finish(self, current: Replicas) -> Result<Combined, MetricFailure> {
        let Some((replicas, metric)) = self.highest else {
            return Err(self.failure.unwrap_or(MetricFailure {
                metric: 0,
                source: Source::Unknown,
                error: MetricError::UnknownSource,
            }));
        };
        match self.failure {
            Some(failure) if replicas < current => Err(failure),
            failure => Ok(Combined { replicas, metric, failure }),
        }
    }
}

/// The recommendation of metrics in sums, in the order of `spec.metrics`.
pub(super) fn combine(
    summaries: impl Iterator<Item = (Source, Result<Summary, MetricError>)>,
    evaluation: &Evaluation,
) -> Result<Combined, MetricFailure> {
    let mut combiner = Combiner::default();
    for (source, summary) in summaries {
        combiner.add(source, summary.and_then(|summary| summary.propose(evaluation)));
    }
    combiner.finish(evaluation.spec)
}

#[cfg(test)]
mod tests {
    use super::{Combined, Combiner, MetricFailure};
    use crate::hpa::{MetricError, Milli, Proposal, Replicas, Source, Usage};

    type Given = Result<i32, MetricError>;

    fn combine(proposals: &[Given], current: i32) -> Result<Combined, MetricFailure> {
        let mut combiner = Combiner::default();
        for proposal in proposals {
            let usage = Usage::Value(Milli::ZERO);
            let proposal = proposal.map(|size| Proposal { replicas: Replicas::new(size), usage });
            combiner.add(Source::External, proposal);
        }
        combiner.finish(Replicas::new(current))
    }

    const FAILED: Given = Err(MetricError::ApiCallFailed);

    #[test]
    fn the_highest_proposal_wins_and_names_its_metric() {
        let raw = combine(&[Ok(2), Ok(5), Ok(5), Ok(3)], 4);
        assert_eq!(raw.map(|c| (c.replicas.get(), c.metric)), Ok((5, 1)));
    }

    #[test]
    fn a_failure_blocks_only_a_scale_down() {
        assert_eq!(combine(&[FAILED, Ok(3)], 4).map_err(|f| f.metric), Err(0));
        let held = combine(&[Ok(4), FAILED], 4);
        assert_eq!(held.map(|c| (c.replicas.get(), c.failure.is_some())), Ok((4, true)));
    }

    #[test]
    fn the_first_failure_is_the_one_reported() {
        let first = combine(&[Err(MetricError::NoPods), FAILED], 4).map_err(|f| f.error);
        assert_eq!(first, Err(MetricError::NoPods));
        let none = combine(&[], 4).map_err(|f| f.error);
        assert_eq!(none, Err(MetricError::UnknownSource));
    }
}
