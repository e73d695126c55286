//! `objective-without-alert`: a latency promise may be broken for a month without a word.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::Percentile;
use crate::runtime::Runtime;
use crate::stack::promises;

pub(super) static CHECK: Check = Check {
    name: "objective-without-alert",
    code: "INF805",
    severity: Severity::Warning,
    summary: "a promised percentile that no alert watches",
    doc: include_str!("../../docs/checks/objective-without-alert.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if Runtime::of(profile).slow().is_none() {
        return Verdict::NotApplicable("the runtime counts no slow answers");
    }
    // The median says how it usually is; a tail that is broken is what somebody has to act on.
    let tails = promises::objectives(profile).filter(|(percentile, _)| *percentile > Percentile::P50);
    let mut any = false;
    for (percentile, promised) in tails {
        any = true;
        let allowed = percentile.share().complement();
        let alerts = &profile.alerts.latency;
        let watched = alerts.iter().any(|alert| *alert.bound <= **promised && *alert.slower <= allowed);
        if watched {
            continue;
        }
        let diagnostic = found.push(
            &CHECK,
            format!("{percentile} is promised within {promised}, and no alert fires when it takes longer"),
        );
        diagnostic.label(promised, format!("at most {allowed} are to be slower than {promised}"));
        for alert in alerts {
            let (bound, slower) = (&alert.bound, &alert.slower);
            diagnostic.label(bound, format!("fires when more than {slower} are slower than {bound}"));
        }
        diagnostic.note(format!(
            "write `[[alerts.latency]]` with `bound = \"{promised}\"`, `slower = \"{allowed}\"` and a `severity`"
        ));
    }
    if any { Verdict::Checked } else { Verdict::NotApplicable("no p95 or p99 is promised") }
}
