//! `no-warning-before-page`: the first that anybody hears of slow answers is the page.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::AlertSeverity;

pub(super) static CHECK: Check = Check {
    name: "no-warning-before-page",
    code: "INF804",
    severity: Severity::Warning,
    summary: "a latency page without a warning below it",
    doc: include_str!("../../docs/checks/no-warning-before-page.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let of = |severity| {
        let alerts = profile.alerts.latency.iter();
        alerts.filter(move |alert| *alert.severity == severity)
    };
    let Some(page) = of(AlertSeverity::Critical).min_by_key(|page| *page.bound) else {
        return Verdict::NotApplicable("no latency alert pages");
    };
    let (bound, slower) = (&page.bound, &page.slower);
    let earlier = of(AlertSeverity::Warning).any(|warning| {
        *warning.bound <= **bound
            && *warning.slower <= **slower
            && (*warning.bound < **bound || *warning.slower < **slower)
    });
    if earlier {
        return Verdict::Checked;
    }
    let diagnostic =
        found.push(&CHECK, format!("the first latency alert is the page, at {bound}, and no warning comes before it"));
    diagnostic.label(bound, format!("somebody is woken when {slower} are slower than {bound}"));
    for warning in of(AlertSeverity::Warning) {
        let bound = &warning.bound;
        diagnostic.label(
            bound,
            format!("this warning does not surely come before, at {} slower than {bound}", warning.slower),
        );
    }
    let buckets = profile.metrics.buckets.iter();
    if let Some(before) = buckets.filter(|bucket| **bucket < **bound).max() {
        diagnostic.note(format!(
            "write `[[alerts.latency]]` with `bound = \"{before}\"`, the bucket before, `slower = \"{slower}\"` and \
             `severity = \"warning\"`"
        ));
    }
    Verdict::Checked
}
