//! What counts failures, and what they are a share of. No two runtimes do this alike: one counts failures among its
//! requests, one beside them, one counts answers by their HTTP status.

use super::queries::{Gain, gained_by_service};
use super::{Metric, Runtime};
use crate::text::{render, template};
use serde::Serialize;

/// What counts failed requests, and what they are a share of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failures {
    /// Counter of failures.
    pub failed: Part,
    /// What they are counted among.
    pub among: Among,
}

/// What failures are counted among.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// The counter of requests has them too. That of failures has no series until the first one.
    Requests,
    /// The counter of requests has only those that did not fail: both together are all. Both have series from the
    /// beginning.
    Beside,
    /// Another counter has all. That of failures has no series until the first one.
    Of(Part),
}

/// A counter, or some of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The counter.
    pub metric: Metric,
    /// Which of its series are meant; nothing: all.
    pub only: Option<Only>,
}

/// Which series of a counter are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Only {
    /// Matchers that find them.
    pub matchers: &'static str,
    /// Labels of one of them.
    pub one: &'static str,
    /// Labels of one that is not meant.
    pub other: &'static str,
}

impl Part {
    /// Every series of a counter.
    #[must_use]
    pub const fn all(metric: Metric) -> Self {
        Self { metric, only: None }
    }

    /// Some of them.
    #[must_use]
    pub fn only(self, only: Only) -> Self {
        Self { only: Some(only), ..self }
    }

    /// Its series that these matchers find.
    #[must_use]
    pub fn selector(&self, matchers: &str) -> String {
        match self.only {
            None => self.metric.selector(matchers),
            Some(only) => self.metric.selector(&format!("{matchers},{}", only.matchers)),
        }
    }
}

impl Failures {
    /// The counters that a share of failures reads.
    pub(super) fn metrics(&self) -> impl Iterator<Item = &Metric> {
        let of = match &self.among {
            Among::Of(all) => Some(&all.metric),
            Among::Requests | Among::Beside => None,
        };
        std::iter::once(&self.failed.metric).chain(of)
    }

    /// Whether its counter has no series until the first failure.
    const fn begin_unseen(&self) -> bool {
        !matches!(self.among, Among::Beside)
    }
}

#[derive(Serialize)]
struct Failed {
    failed: String,
    /// What stands in for them while none was counted.
    before_the_first: Option<String>,
}
template!(Failed, "promql/failures.promql");

impl Runtime {
    /// The series of failures.
    #[must_use]
    pub fn failed(&self, matchers: &str) -> String {
        self.failures.failed.selector(matchers)
    }

    /// The series whose sum is every request that a failure is counted among.
    #[must_use]
    pub fn judged(&self, matchers: &str) -> Vec<String> {
        let requests = self.requests.selector(matchers);
        match &self.failures.among {
            Among::Requests => vec![requests],
            Among::Beside => vec![requests, self.failed(matchers)],
            Among::Of(all) => vec![all.selector(matchers)],
        }
    }

    /// What failed in a window: 0 before the first failure too, and nothing where no request is counted either. A share
    /// of no series is no share, and `vector(0)` would be one of a counter that is gone.
    #[must_use]
    pub fn failures_gained(&self, gain: Gain, matchers: &str, window: &str) -> String {
        let read = |counters: &[String]| gained_by_service(gain, counters, window);
        render(&Failed {
            failed: read(&[self.failed(matchers)]),
            before_the_first: self.failures.begin_unseen().then(|| read(&self.judged(matchers))),
        })
    }
}
