//! Facts that several checks need: where one is absent, each says the same of it.

use super::{Check, Context, Findings, Verdict};

/// No pod's capacity is known: not measured, and no target implies it.
pub(super) fn capacity(check: &'static Check, found: &mut Findings) -> Verdict {
    say(check, found, "measured.capacity")
}

/// Neither a peak nor a throughput is stated.
pub(super) fn peak(check: &'static Check, found: &mut Findings) -> Verdict {
    say(check, found, "traffic.peak")
}

/// The growth of the load is not stated.
pub(super) fn growth(check: &'static Check, found: &mut Findings) -> Verdict {
    say(check, found, "traffic.growth")
}

/// How long a batch takes is not known.
pub(super) fn batch_times(check: &'static Check, cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if cx.profile().measured.tokens.is_some() {
        return Verdict::NotApplicable("requests share an engine token by token, and there are no batches");
    }
    say(check, found, "measured.batch_constant")
}

/// How many requests may wait is not known.
pub(super) fn queue_limit(check: &'static Check, found: &mut Findings) -> Verdict {
    say(check, found, "performance.queue_limit")
}

fn say(check: &'static Check, found: &mut Findings, key: &str) -> Verdict {
    found.unverified(check, key);
    Verdict::Checked
}
