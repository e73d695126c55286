//! `slo-out-of-order`: a higher percentile is promised sooner than a lower one.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{Percentile, Slo};
use crate::units::{Duration, Share};

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
    if promises.len() + slo.objectives.len() < 2 {
        return Verdict::NotApplicable("fewer than two latencies are promised");
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
    shares(slo, found);
    among_objectives(slo, found);
    unreachable_end(cx, found);
    Verdict::Checked
}

/// A part of the requests, neither none of them nor all.
fn shares(slo: &Slo, found: &mut Findings) {
    let all = Share::percent(100);
    for objective in &slo.objectives {
        let share = &objective.share;
        if **share > Share::percent(0) && **share < all {
            continue;
        }
        let message = format!(
            "{share} of the requests are promised within {}, and no service promises none or all",
            objective.bound
        );
        found
            .push(&CHECK, message)
            .label(share, format!("above 0% and below {all}"))
            .note("what may fail or be late is the error budget, from which every alert on a promise is made");
    }
}

/// Further promises, among themselves and beside the percentiles: by their shares their bounds must rise.
fn among_objectives(slo: &Slo, found: &mut Findings) {
    let percentiles = [Percentile::P50, Percentile::P95, Percentile::P99].into_iter();
    let percentiles = percentiles.filter_map(|percentile| Some((percentile.share(), slo.promise(percentile)?, false)));
    let further = slo.objectives.iter().map(|objective| (*objective.share, &objective.bound, true));
    let mut all: Vec<_> = percentiles.chain(further).collect();
    all.sort_by_key(|(share, bound, _)| (*share, ***bound));
    let mut slowest: Option<(Share, &Located<Duration>, bool)> = None;
    for (share, bound, is_further) in all {
        match slowest {
            Some((lower, later, other)) if **bound < **later && share > lower => {
                if is_further || other {
                    out_of_order((share, bound), (lower, later), found);
                }
            }
            _ => slowest = Some((share, bound, is_further)),
        }
    }
}

fn out_of_order(
    (share, bound): (Share, &Located<Duration>),
    (lower, later): (Share, &Located<Duration>),
    found: &mut Findings,
) {
    let short = **later - **bound;
    found
        .push(&CHECK, format!("{share} are promised within {bound}, {short} sooner than the {later} of {lower}"))
        .label(bound, format!("{share} within {bound}"))
        .label(later, format!("{lower} within {later}, which is always kept"))
        .note("of two promises the one of the larger share must allow more time, or the other says nothing");
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
