//! What makes an alert fire: from it the cases of its tests are made.

use crate::stack::budget::Bad;
use crate::units::{Decimal, Duration, Rate, Replicas, Requests, Share};

/// What makes an alert fire, with the bound that the value has to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// Share of responses slower than a bucket of the histogram.
    Slow {
        /// The bucket.
        bound: Duration,
        /// Fires above this share.
        above: Share,
        /// Responses are counted over it.
        window: Duration,
        /// Fewer responses than this say nothing.
        least: Requests,
    },
    /// Share of requests that fail.
    Failed {
        /// Fires above this share.
        above: Share,
        /// Requests are counted over it.
        window: Duration,
        /// Fewer requests than this say nothing.
        least: Requests,
    },
    /// Share of requests that fail where few come.
    FailedOfFew {
        /// Fires above this share.
        above: Share,
        /// Requests are counted over it.
        window: Duration,
        /// Fewer failures than this say nothing.
        least_failed: Requests,
    },
    /// Share of lookups that find an answer.
    Hit {
        /// Fires below this share.
        below: Share,
        /// Lookups are counted over it.
        window: Duration,
        /// Fewer lookups than this say nothing.
        least: Requests,
    },
    /// Requests that wait in a pod, on average.
    Waiting {
        /// Fires above this number.
        above: Requests,
        /// The average's window.
        window: Duration,
    },
    /// Busy share of a pod's GPUs.
    Busy {
        /// Fires above this share.
        above: Share,
    },
    /// Memory of a container as a share of its limit.
    Used {
        /// Fires above this share.
        above: Share,
    },
    /// Pods that are ready.
    Ready {
        /// Fires below this number.
        below: Replicas,
    },
    /// Starts of a container beyond the first, or a start that failed.
    Restarts {
        /// Fires above this number.
        above: u32,
        /// Starts are counted over it.
        window: Duration,
    },
    /// Share of bad requests in two windows: an error budget is used up too fast.
    Burn {
        /// Its tier.
        tier: &'static str,
        /// What a bad request is.
        bad: Bad,
        /// Fires above this share.
        threshold: Decimal,
        /// Says that it goes on.
        short: Duration,
        /// Says that it matters.
        long: Duration,
        /// Fewer requests than this in the long window say nothing.
        least: u64,
    },
    /// A series that was there and is not any more.
    Vanished {
        /// It was there this long ago.
        before: Duration,
        /// Window of its rate.
        window: Duration,
    },
    /// Requests a second.
    Load {
        /// Fires above this rate.
        above: Rate,
        /// The rate's window.
        window: Duration,
    },
    /// A state that an exporter reports as 0 or 1.
    State,
    /// Series that are not there.
    Absence,
}

impl Driver {
    /// What tells two alerts of one name apart: the profile may state several.
    #[must_use]
    pub fn threshold(self) -> Option<String> {
        match self {
            Self::Slow { bound, above, .. } => Some(format!("p{}>{bound}", above.complement().percent_text())),
            Self::Failed { above, .. } => Some(format!("errors>{above}")),
            _ => None,
        }
    }
}
