//! Facts that several checks need: where one is absent, each says the same of it.

use super::{Check, Findings, Verdict};

/// No pod's capacity is known: not measured, and no target implies it.
pub(super) fn capacity(check: &'static Check, found: &mut Findings) -> Verdict {
    let how = "raise an open load on one pod until p95 or the share of errors leaves its promise";
    say(check, found, "measured.capacity", how)
}

/// Neither a peak nor a throughput is stated.
pub(super) fn peak(check: &'static Check, found: &mut Findings) -> Verdict {
    let how = "take the busiest hour of the last months, or promise a rate by `slo.throughput`";
    say(check, found, "traffic.peak", how)
}

/// The growth of the load is not stated.
pub(super) fn growth(check: &'static Check, found: &mut Findings) -> Verdict {
    let how = "take the steepest five minutes of the last months: `max_over_time(deriv(...))`";
    say(check, found, "traffic.growth", how)
}

/// How long a batch takes is not known.
pub(super) fn batch_times(check: &'static Check, found: &mut Findings) -> Verdict {
    let how = "time batches of 1 and of the largest size; the line through both gives it and \
               `measured.batch_per_request`";
    say(check, found, "measured.batch_constant", how)
}

/// How many requests may wait is not known.
pub(super) fn queue_limit(check: &'static Check, found: &mut Findings) -> Verdict {
    let how = "read the server's setting, or send bursts until it refuses";
    say(check, found, "performance.queue_limit", how)
}

fn say(check: &'static Check, found: &mut Findings, key: &str, how: &str) -> Verdict {
    found.unverified(check, key, how);
    Verdict::Checked
}
