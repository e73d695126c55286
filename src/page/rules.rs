//! Promises that no simulation judges: those that checks guard, with what the checks say.

use super::promises::{Footing, Held};
use crate::checks::Findings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::simulation::Verdict;

/// Promises, and the checks that guard them.
const GUARDED: [(&str, &[&str]); 5] = [
    (
        "the load is carried until new pods serve",
        &["floor-below-warm-up-load", "ramp-faster-than-scale-up", "no-headroom-at-peak"],
    ),
    (
        "enough pods stay while nodes are drained",
        &["disruption-budget-ignores-scale", "disruption-budget-blocks-drain", "zone-loss-blocks-drain"],
    ),
    (
        "no request is cut off when a pod ends",
        &[
            "pre-stop-shorter-than-propagation",
            "grace-shorter-than-drain",
            "drain-shorter-than-requests",
            "stop-before-drain-ends",
        ],
    ),
    ("a rollout fits its window", &["rollout-longer-than-window", "progress-deadline-below-startup"]),
    (
        "somebody is told before the budget is gone",
        &["objective-without-alert", "no-warning-before-page", "page-spends-budget"],
    ),
];

/// The promises, by the findings of their checks.
pub(super) fn held(findings: &Findings) -> impl Iterator<Item = Held> {
    GUARDED.iter().map(|(promise, checks)| {
        let said: Vec<(Verdict, String)> = checks.iter().flat_map(|check| said(check, findings)).collect();
        let verdict = said.iter().map(|(verdict, _)| *verdict).max().unwrap_or(Verdict::Pass);
        let footing = if verdict == Verdict::Undecided { Footing::Assumed } else { Footing::Checked };
        let evidence = said.into_iter().map(|(_, words)| words).collect();
        Held { promise: (*promise).to_owned(), verdict: verdict.to_string(), footing, evidence }
    })
}

/// What one check says: each of its findings, or that there is none.
fn said(check: &str, findings: &Findings) -> Vec<(Verdict, String)> {
    let own = findings.diagnostics.iter().filter(|found| found.check.name == check);
    let mut said: Vec<(Verdict, String)> = own.map(|found| (judged(found), words(found))).collect();
    let passed = findings.passed.iter().filter(|passed| passed.name == check);
    said.extend(passed.map(|passed| (Verdict::Pass, format!("{} {}: passed", passed.code, passed.name))));
    let idle = findings.not_applicable.iter().filter(|(idle, _)| idle.name == check);
    said.extend(idle.map(|(idle, why)| (Verdict::Pass, format!("{} {}: does not apply, {why}", idle.code, idle.name))));
    said
}

/// A finding that was accepted is kept by decision; a note says what nobody measured.
fn judged(found: &Diagnostic) -> Verdict {
    match found.severity {
        Severity::Error => Verdict::Fail,
        _ if found.accepted.is_some() => Verdict::Pass,
        Severity::Warning | Severity::Note => Verdict::Undecided,
    }
}

fn words(found: &Diagnostic) -> String {
    let accepted = found.accepted.as_ref().map(|reason| format!(" (accepted: {reason})")).unwrap_or_default();
    format!("{} {}: {}{accepted}", found.check.code, found.check.name, found.message)
}

#[cfg(test)]
mod tests {
    use super::{GUARDED, held, said};
    use crate::checks::{Findings, find};
    use crate::simulation::Verdict;

    #[test]
    fn the_checks_are_there() {
        for check in GUARDED.iter().flat_map(|(_, checks)| *checks) {
            assert!(find(check).is_some(), "{check}");
        }
    }

    #[test]
    fn a_finding_breaks_its_promise_alone() {
        let check = find("grace-shorter-than-drain").expect("it is there");
        let mut findings = Findings {
            passed: vec![find("pre-stop-shorter-than-propagation").expect("it is there")],
            ..Findings::default()
        };
        findings.push(check, "grace period is 30s");
        let verdicts: Vec<String> = held(&findings).map(|held| held.verdict).collect();
        assert_eq!(verdicts, ["PASS", "PASS", "FAIL", "PASS", "PASS"]);
        assert_eq!(said(check.name, &findings)[0].0, Verdict::Fail);
    }
}
