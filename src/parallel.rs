//! The same work on many things, on all processors.

use rayon::prelude::*;

/// What becomes of each, in their order. For one alone no thread is started: that would take longer than most commands.
pub(crate) fn map<T: Send, R: Send>(all: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if all.len() > 1 { all.into_par_iter().map(work).collect() } else { all.into_iter().map(work).collect() }
}
