//! `buckets-do-not-bracket`: the histogram ends where the promises begin.

use super::threshold_off_bucket::mend;
use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::runtime::Runtime;
use crate::stack::promises;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "buckets-do-not-bracket",
    code: "INF802",
    severity: Severity::Error,
    summary: "buckets that end before the slowest promise or begin after the fastest",
    doc: include_str!("../../docs/checks/buckets-do-not-bracket.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    if Runtime::of(cx.profile()).slow().is_none() {
        return Verdict::NotApplicable("the runtime counts no slow answers");
    }
    let buckets = &cx.profile().metrics.buckets;
    if !buckets.is_sorted_by(|lower, higher| lower < higher) {
        let said = found.push(&CHECK, "the buckets do not rise: each must be above the one before");
        said.label(buckets, "the client library refuses this histogram");
        mend(cx.profile(), said, with(buckets, &[], "in rising order, each once").safe());
        return Verdict::Checked;
    }
    let (Some(lowest), Some(highest)) = (buckets.first(), buckets.last()) else {
        found
            .push(&CHECK, "the histogram has no finite bucket, so no response time can be told")
            .label(buckets, "there is none");
        return Verdict::Checked;
    };
    let promised = || promises::objectives(cx.profile());
    let (Some((fast, fastest)), Some((slow, slowest))) =
        (promised().min_by_key(|(_, bound)| *bound.get()), promised().max_by_key(|(_, bound)| *bound.get()))
    else {
        return Verdict::NotApplicable("no latency promise");
    };
    let above = **slowest * 2;
    let below = Duration::from_millis(fastest.millis() / 2);
    let (short, late) = (*highest < above, *lowest > below);
    let more = [short.then_some(above), late.then_some(below)];
    let fix = || with(buckets, &more, "export this, in the application and here");
    if short {
        let missing = above - *highest;
        let diagnostic = found.push(
            &CHECK,
            format!("the highest bucket is {highest}, {missing} below the {above} that {slow} of {slowest} needs"),
        );
        diagnostic
            .label(buckets, format!("no percentile reads higher than {highest}"))
            .label(slowest, format!("{slow} is promised within {slowest}"));
        mend(cx.profile(), diagnostic, fix());
        if *highest > **slowest {
            diagnostic.severity(Severity::Warning);
        }
    }
    if late {
        let over = *lowest - below;
        let diagnostic = found.push(
            &CHECK,
            format!("the lowest bucket is {lowest}, {over} over the {below} that {fast} of {fastest} needs"),
        );
        diagnostic
            .severity(Severity::Warning)
            .label(buckets, format!("all that is faster than {lowest} looks alike"))
            .label(fastest, format!("{fast} is promised within {fastest}"));
        mend(cx.profile(), diagnostic, fix());
    }
    Verdict::Checked
}

/// The buckets in order, with those that are missing.
fn with(buckets: &Located<Vec<Duration>>, more: &[Option<Duration>], title: &str) -> Fix {
    let more = more.iter().copied().flatten();
    let mut all: Vec<Duration> = buckets.iter().copied().chain(more).collect();
    all.sort_unstable();
    all.dedup();
    let all: Vec<String> = all.iter().map(|bucket| format!("\"{bucket}\"")).collect();
    Fix::set("metrics.buckets", format!("[{}]", all.join(", ")), title)
}
