//! The verdict in words, and what brought it about.

use super::WIDTH;
use crate::plan::wrap::wrapped;
use crate::simulation::{Estimate, Nanos, PromiseReport, Promised, Report, Verdict, WindowReport};
use std::fmt::Write as _;

/// A share with its interval: `78.57% +-0.13`.
#[must_use]
pub fn share(estimate: Estimate) -> String {
    let width = estimate.half_width.filter(|width| *width >= 0.000_05);
    let width = width.map_or_else(String::new, |width| format!(" +-{:.2}", width * 100.0));
    two_digits(estimate.mean) + &width
}

/// A share in percent with two digits behind the point: `78.57%`.
#[must_use]
pub(super) fn two_digits(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.005 { "<0.01%".to_owned() } else { format!("{percent:.2}%") }
}

/// What was promised, and for how many requests it may be broken.
#[must_use]
pub fn promised(promise: &PromiseReport) -> String {
    format!("{}, {} may fail", named(promise.promised), percent(promise.allowed))
}

/// How much of the budget of the whole run is spent, and when it was gone.
#[must_use]
pub fn spent(promise: &PromiseReport) -> String {
    let gone = promise.budget_gone_after.map_or_else(String::new, |after| format!(", gone after {after:.0} s"));
    promise.budget_spent.map_or_else(String::new, |spent| format!("{:.1}%{gone}", spent.mean * 100.0))
}

/// The worst window of a length, its share of broken promises and its verdict.
#[must_use]
pub fn window(window: &WindowReport) -> String {
    let name = if window.whole { "whole run".to_owned() } else { format!("worst {}", time(window.length)) };
    format!("{name} from {}: {}, {}", clock(window.at), share(window.broken), window.verdict)
}

/// The verdict and how much was simulated, then why.
pub(super) fn headline(profile: &str, scenario: &str, assumed: usize, report: &Report) -> String {
    let mut text = format!("{profile}, {scenario}: {}", report.verdict);
    if assumed > 0 {
        let plural = if assumed == 1 { "" } else { "s" };
        let _ = write!(text, " [rests on {assumed} assumption{plural}, below]");
    }
    let length = report.promises.first().and_then(|promise| promise.windows.last()).map(|window| window.length);
    let length = length.map_or_else(String::new, |length| format!(" of {}", time(length)));
    let _ = writeln!(text, "\n{} runs{length}, seed {}\n", report.replications, report.seed);
    for sentence in reasons(report) {
        text.push_str(&wrapped(&sentence, WIDTH, 2));
    }
    text
}

fn reasons(report: &Report) -> Vec<String> {
    let broken: Vec<String> = report.promises.iter().filter_map(broken).collect();
    let mut reasons = match report.verdict {
        Verdict::Pass => vec![kept(report)],
        Verdict::Fail => shortened(broken),
        Verdict::Undecided => {
            vec![
                "These runs do not decide it: an interval has ends on both sides. More runs narrow it, \
                  `--replications 30`."
                    .to_owned(),
            ]
        }
    };
    reasons.extend(losses(report));
    reasons.extend(fleet(report));
    reasons
}

/// The first two; the others read alike, and the table has them.
fn shortened(mut broken: Vec<String>) -> Vec<String> {
    const MOST: usize = 2;
    let more = broken.len().saturating_sub(MOST);
    broken.truncate(MOST);
    if more > 0 {
        broken.push(format!("{more} more {} not kept.", if more == 1 { "promise is" } else { "promises are" }));
    }
    broken
}

/// A promise that fails, in its worst window.
fn broken(promise: &PromiseReport) -> Option<String> {
    let failing = promise.windows.iter().filter(|window| window.verdict == Verdict::Fail);
    let worst = failing.max_by(|a, b| a.broken.mean.total_cmp(&b.broken.mean))?;
    let what = match promise.promised {
        Promised::Success => "not answered".to_owned(),
        Promised::Within(bound) => format!("not answered within {} s", bound.as_seconds()),
    };
    let when = if worst.whole {
        "in the whole run".to_owned()
    } else {
        format!("in the {} from {} on", time(worst.length), clock(worst.at))
    };
    let gone =
        promise.budget_gone_after.map(|after| format!("; what the whole run may lose was gone after {after:.0} s"));
    Some(format!(
        "{} of the requests {when} are {what}, and {} may be{}.",
        percent(worst.broken.mean),
        percent(promise.allowed),
        gone.unwrap_or_default()
    ))
}

/// How near the promise came that was nearest to failing.
fn kept(report: &Report) -> String {
    let used = |promise: &PromiseReport| {
        let shares = promise.windows.iter().map(|window| window.broken.mean);
        shares.fold(0.0, f64::max) / promise.allowed.max(1e-12)
    };
    if report.promises.iter().all(|promise| used(promise) <= 0.0) {
        return "Every promise holds in every window: no request broke one.".to_owned();
    }
    let nearest = report.promises.iter().max_by(|a, b| used(a).total_cmp(&used(b)));
    nearest.map_or_else(String::new, |promise| {
        format!(
            "Every promise holds in every window. The nearest to failing is \"{}\", of which the worst window uses {:.0}% \
             of what may fail.",
            named(promise.promised),
            used(promise) * 100.0
        )
    })
}

/// Where the requests went that were not answered.
fn losses(report: &Report) -> Option<String> {
    let outcome = &report.outcome;
    let parts: Vec<String> = [
        (outcome.rejected, "found no room in a pod"),
        (outcome.timed_out, "were given up by their clients"),
        (outcome.lost, "were lost with their pod"),
    ]
    .into_iter()
    .filter(|(share, _)| share.mean > 0.0)
    .map(|(share, how)| format!("{} {how}", percent(share.mean)))
    .collect();
    (!parts.is_empty()).then(|| format!("Of all requests {}.", parts.join(", ")))
}

/// How the pods followed the load.
fn fleet(report: &Report) -> Option<String> {
    let first = report.curve.first()?;
    let most = report.curve.iter().map(|point| point.in_service).fold(0.0, f64::max);
    let reached = report.curve.iter().find(|point| point.in_service >= most - 0.05)?;
    if most < first.in_service + 0.5 {
        return None;
    }
    Some(format!("{:.0} pods served at first, and {most:.0} from {} on.", first.in_service, clock(reached.at)))
}

/// The promise in a few words.
pub(super) fn named(promised: Promised) -> String {
    match promised {
        Promised::Success => "answered".to_owned(),
        Promised::Within(bound) => format!("within {} s", bound.as_seconds()),
    }
}

/// A share with two or three digits that count: `78.6%`, `0.27%`, `0.0012%`.
#[must_use]
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        0.0 => "0%".to_owned(),
        x if x >= 10.0 => format!("{x:.1}%"),
        x if x >= 0.095 => format!("{x:.2}%"),
        x if x >= 0.000_1 => format!("{x:.4}%"),
        _ => "<0.0001%".to_owned(),
    }
}

/// A length of time: `5 min`, `90 s`, `1 h`.
pub(super) fn time(length: Nanos) -> String {
    let seconds = length.as_seconds();
    let whole = |unit: f64| seconds >= unit && (seconds / unit).fract() < 1e-9;
    if whole(3600.0) {
        format!("{} h", seconds / 3600.0)
    } else if whole(60.0) {
        format!("{} min", seconds / 60.0)
    } else {
        format!("{seconds} s")
    }
}

/// A moment of the run: `0:00`, `12:30`.
pub(super) fn clock(at: Nanos) -> String {
    let seconds = at.as_seconds();
    let minutes = (seconds / 60.0).floor();
    format!("{minutes:.0}:{:02.0}", (seconds - minutes * 60.0).floor())
}

#[cfg(test)]
mod tests {
    use super::{clock, percent, time};
    use crate::simulation::Nanos;

    #[test]
    fn numbers_are_as_long_as_they_count() {
        let shares = [0.0, 1.0, 0.785_714, 0.092, 0.002_7, 0.000_012, 1e-9].map(percent);
        assert_eq!(shares, ["0%", "100.0%", "78.6%", "9.20%", "0.27%", "0.0012%", "<0.0001%"]);
        let times = [60, 90, 300, 3600, 5400, 7200].map(|seconds| time(Nanos::from_seconds(seconds)));
        assert_eq!(times, ["1 min", "90 s", "5 min", "1 h", "90 min", "2 h"]);
        assert_eq!([0, 75, 4210].map(|seconds| clock(Nanos::from_seconds(seconds))), ["0:00", "1:15", "70:10"]);
    }
}
