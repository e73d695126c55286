//! `threshold-off-bucket`: a bound at which the histogram counts nothing.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::located::Located;
use crate::profile::{Profile, RuntimeKind};
use crate::runtime::{Runtime, arguments};
use crate::stack::promises;
use crate::units::Duration;
use std::collections::BTreeMap;

pub(super) static CHECK: Check = Check {
    name: "threshold-off-bucket",
    code: "INF801",
    severity: Severity::Error,
    summary: "a bound that is no bucket of the histogram",
    doc: include_str!("../../docs/checks/threshold-off-bucket.md"),
    stage: Stage::Stack(run),
};

/// Who asks the histogram for a bound.
struct Use<'a> {
    bound: &'a Located<Duration>,
    text: String,
    /// Whether the answer has to be exact: a quantile is interpolated, a share of answers is not.
    exact: bool,
}

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if Runtime::of(profile).slow().is_none() {
        return Verdict::NotApplicable("the runtime counts no slow answers");
    }
    let buckets = &profile.metrics.buckets;
    let mut off: BTreeMap<Duration, Vec<Use<'_>>> = BTreeMap::new();
    for asked in uses(profile) {
        if !buckets.contains(asked.bound) {
            off.entry(**asked.bound).or_default().push(asked);
        }
    }
    let mut mended: Vec<Duration> = buckets.iter().chain(off.keys()).copied().collect();
    mended.sort_unstable();
    mended.dedup();
    let mended: Vec<String> = mended.iter().map(|bucket| format!("\"{bucket}\"")).collect();
    for (bound, uses) in &off {
        let message = format!("{bound} is no bucket of the histogram, {}", nearest(buckets, *bound));
        let diagnostic = found.push(&CHECK, message);
        for asked in uses {
            diagnostic.label(asked.bound, &asked.text);
        }
        diagnostic.label(buckets, "the response times are counted in these buckets");
        let title = "export a bucket at every bound, in the application and here";
        mend(profile, diagnostic, Fix::set("metrics.buckets", format!("[{}]", mended.join(", ")), title));
        if !uses.iter().any(|asked| asked.exact) {
            diagnostic.severity(Severity::Warning);
        }
    }
    Verdict::Checked
}

fn uses(profile: &Profile) -> impl Iterator<Item = Use<'_>> {
    let exact = |bound, text| Use { bound, text, exact: true };
    let alerts = profile.alerts.latency.iter().map(move |alert| {
        let (bound, slower) = (&alert.bound, &alert.slower);
        exact(bound, format!("an alert counts what is slower than {bound}, from {slower} on"))
    });
    let promises = promises::objectives(profile)
        .map(move |(percentile, bound)| exact(bound, format!("{percentile} is promised within {bound}")));
    let further = profile.slo.objectives.iter().map(move |stated| {
        let (share, bound) = (&stated.share, &stated.bound);
        exact(bound, format!("{share} of the requests are promised within {bound}"))
    });
    let scaling = profile.autoscaling.latency.iter();
    let targets = scaling.filter(|_| *profile.autoscaling.enabled).map(|latency| Use {
        bound: &latency.target,
        text: format!("pods are added when {} is over {}", latency.percentile, latency.target),
        exact: false,
    });
    alerts.chain(promises).chain(further).chain(targets)
}

/// An own application can export other buckets; those of a server are what they are.
pub(super) fn mend(profile: &Profile, said: &mut Diagnostic, fix: Fix) {
    if *profile.runtime == RuntimeKind::Custom {
        said.fix(fix);
    } else {
        said.note(buckets_of_server(profile));
    }
}

/// What can be done about the buckets of a server that is not one's own.
fn buckets_of_server(profile: &Profile) -> String {
    let name = profile.runtime.name();
    match arguments::of(*profile.runtime).and_then(|table| table.buckets.first()) {
        Some(argument) => format!(
            "{name} counts in other buckets if `app.args` say so: `{argument}`, then every bound in seconds, each a \
             word of its own; or promise, alert and scale at bounds that it has"
        ),
        None => format!("no argument gives {name} other buckets: promise, alert and scale at bounds that it has"),
    }
}

/// The buckets around a bound.
fn nearest(buckets: &[Duration], bound: Duration) -> String {
    let below = buckets.iter().filter(|bucket| **bucket < bound).max();
    let above = buckets.iter().filter(|bucket| **bucket > bound).min();
    match (below, above) {
        (Some(below), Some(above)) => format!("whose nearest are {below} and {above}"),
        (Some(below), None) => format!("whose highest is {below}"),
        (None, Some(above)) => format!("whose lowest is {above}"),
        (None, None) => "which has none".to_owned(),
    }
}
