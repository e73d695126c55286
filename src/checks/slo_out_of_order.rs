//! `slo-out-of-order`: a higher percentile is promised sooner than a lower one.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Percentile;

pub(super) static CHECK: Check = Check {
    name: "slo-out-of-order",
    code: "INF101",
    severity: Severity::Error,
    summary: "a higher percentile is promised sooner than a lower one",
    doc: include_str!("../../docs/checks/slo-out-of-order.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let slo = &cx.profile().slo;
    let promises: Vec<_> = [Percentile::P50, Percentile::P95, Percentile::P99]
        .into_iter()
        .filter_map(|percentile| Some((percentile, slo.promise(percentile)?)))
        .collect();
    if promises.len() < 2 {
        return Verdict::NotApplicable("fewer than two percentiles are promised");
    }
    for pair in promises.windows(2) {
        let [(lower, bound), (higher, promise)] = pair else {
            continue;
        };
        if ***promise >= ***bound {
            continue;
        }
        let short = ***bound - ***promise;
        found
            .push(&CHECK, format!("{higher} is promised within {promise}, {short} sooner than the {bound} of {lower}"))
            .label(promise, format!("{higher} within {promise}"))
            .label(bound, format!("{lower} within {bound}"))
            .note(format!("{higher} speaks of slower requests than {lower}, and can never come sooner"))
            .fix(Fix::quoted(&format!("slo.{higher}"), bound, format!("promise {higher} no sooner than {lower}")));
    }
    unreachable_end(cx, found);
    Verdict::Checked
}

/// A request that is ended sooner than the slowest promise makes that promise empty.
fn unreachable_end(cx: &Context<'_>, found: &mut Findings) {
    let slo = &cx.profile().slo;
    let (Some(promise), Some(longest)) = (&slo.p99, &cx.profile().traffic.longest_request) else {
        return;
    };
    if **longest >= **promise {
        return;
    }
    let short = **promise - **longest;
    found
        .push(&CHECK, format!("requests are ended after {longest}, {short} sooner than the {promise} of p99"))
        .severity(Severity::Warning)
        .label(longest, "no request takes longer")
        .label(promise, format!("p99 within {promise}, which is always kept"))
        .note("what is ended counts as failed, so that this promise says nothing");
}
