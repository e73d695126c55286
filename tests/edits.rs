//! Every edit that a finding offers, followed: the finding is gone, nothing worse has come, and what it did not speak of
//! stands as it stood.

mod support;

use infgen::compile::{Outcome, compile};
use infgen::diagnostic::{Diagnostic, Edit, Fix, Severity};
use infgen::edit::{Placement, apply, placement};
use infgen::source::{Library, Sources};
use std::path::{Path, PathBuf};

/// What the profiles of this test hold besides the fixture's lines.
const COMMENT: &str = "# kept: \u{e9}\n";

/// Findings that stay after their edit, and why.
const STAYS: &[(&str, &str)] =
    &[("memory-target-below-idle", INHERITED), ("cpu-target-below-idle", INHERITED), ("plain-text-port", INHERITED)];
const INHERITED: &str = "the profile that is extended states it too, and is where it is to be taken out";

/// Edits that call for another one, which a check of its own then asks for: the edited check, the other, and why.
const CALLS: &[(&str, &[&str], &str)] = &[
    (
        "queue-wait-over-slo",
        &["queue-target-unreachable"],
        "the target is too large as well, and has an edit of its own",
    ),
    ("loads-out-of-order", &["no-headroom-at-peak", "zone-loss-below-peak"], "a larger peak has to be carried"),
    (
        "gpus-over-quota",
        &["zone-loss-below-peak"],
        "fewer pods carry less: a quota and a peak that contradict each other",
    ),
    ("ceiling-over-budget", &["zone-loss-below-peak"], "fewer pods carry less: a budget and a peak do too"),
    ("replicas-out-of-order", &["gpus-over-quota"], "of the two edits one takes more pods, which want GPUs"),
    ("schedule-fights-autoscaler", &["missing-controller", "metric-without-reader"], "KEDA has to be there"),
    (
        "autoscaler-without-metric",
        &["metric-without-reader", "completed-requests-as-signal"],
        "a minimal profile states neither who reads the metric nor what it counts",
    ),
];

fn compiled(path: &Path) -> (Outcome, Sources) {
    let mut sources = Sources::default();
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, &path.to_string_lossy(), &[], &mut sources).unwrap_or_else(|e| panic!("{e:#}"));
    (outcome, sources)
}

/// What tells a finding from the others of its check: where it points, or what it says.
fn same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.check == other.check && one.message == other.message
}

/// The profile after an edit; `None` where no file takes it.
fn followed(text: &str, fix: &Fix, outcome: &Outcome, sources: &Sources) -> Option<String> {
    match placement(fix, &outcome.tree, outcome.root, sources)? {
        Placement::Argument { .. } => None,
        placement => apply(text, &placement),
    }
}

/// The errors of an outcome, by check.
fn errors(outcome: &Outcome) -> Vec<&'static str> {
    let open = outcome.findings.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    open.map(|found| found.check.name).collect()
}

#[test]
fn every_edit_that_is_shown_mends_what_it_is_shown_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("profile.toml");
    let (mut wrong, mut count, mut safe) = (Vec::new(), 0, 0);
    for check in infgen::checks::ALL {
        let fixture = support::root().join(format!("tests/fixtures/{}/fail.toml", check.name));
        let text = std::fs::read_to_string(&fixture).expect("every check has a failing fixture");
        let text = format!("{COMMENT}{text}\n{COMMENT}");
        std::fs::write(&path, &text).expect("it can be written");
        let (before, sources) = compiled(&path);
        let found =
            before.findings.diagnostics.iter().filter(|found| found.check == *check && found.accepted.is_none());
        for found in found {
            let edits: Vec<&Fix> = found.fixes.iter().filter(|fix| placed(fix, &before, &sources)).collect();
            count += edits.len();
            safe += edits.iter().filter(|fix| fix.safe).count();
            // Each by itself, or those that belong together.
            let together = judge(&path, &text, (&before, found), &edits);
            for fix in &edits {
                let alone = judge(&path, &text, (&before, found), &[*fix]);
                wrong.extend(alone.filter(|_| together.is_some()).into_iter().chain(together.clone()));
            }
        }
    }
    println!("{count} edits of the failing fixtures followed, {safe} of them safe");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 80, "{count} edits: most checks offer one");
}

/// Whether a file takes an edit.
fn placed(fix: &Fix, outcome: &Outcome, sources: &Sources) -> bool {
    !matches!(placement(fix, &outcome.tree, outcome.root, sources), None | Some(Placement::Argument { .. }))
}

/// What is wrong with edits that are followed one after the other.
fn judge(path: &Path, text: &str, (before, found): (&Outcome, &Diagnostic), edits: &[&Fix]) -> Option<String> {
    let name = found.check.name;
    std::fs::write(path, text).expect("it can be written");
    for fix in edits {
        let (outcome, sources) = compiled(path);
        let text = &sources.get(outcome.root).text;
        let Some(mended) = followed(text, fix, &outcome, &sources) else {
            return Some(format!("{name}: `{}` has no place any more", fix.path));
        };
        std::fs::write(path, mended).expect("it can be written");
    }
    let (after, sources) = compiled(path);
    let mended = &sources.get(after.root).text;
    let keys: Vec<&str> = edits.iter().map(|fix| fix.path.as_str()).collect();
    if mended.matches(COMMENT).count() != 2 {
        return Some(format!("{name}: {keys:?} lose a comment:\n{mended}"));
    }
    let stays = STAYS.iter().any(|(stays, _)| *stays == name);
    if !stays && after.findings.diagnostics.iter().any(|left| same(left, found)) {
        return Some(format!("{name}: after {keys:?} there is still: {}", found.message));
    }
    let old = errors(before);
    let calls = CALLS.iter().filter(|(by, ..)| *by == name).flat_map(|(_, calls, _)| calls.iter()).copied();
    let calls: Vec<&str> = calls.collect();
    let new: Vec<&str> =
        errors(&after).into_iter().filter(|error| !old.contains(error) && !calls.contains(error)).collect();
    (!new.is_empty()).then(|| format!("{name}: {keys:?} bring {new:?}"))
}

#[test]
fn an_edit_that_is_followed_twice_is_followed_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("profile.toml");
    for check in infgen::checks::ALL {
        let fixture = support::root().join(format!("tests/fixtures/{}/fail.toml", check.name));
        let text = std::fs::read_to_string(&fixture).expect("every check has a failing fixture");
        std::fs::write(&path, &text).expect("it can be written");
        let (before, sources) = compiled(&path);
        let found = before.findings.diagnostics.iter().filter(|found| found.check == *check);
        for fix in found.flat_map(|found| &found.fixes) {
            let Some(once) = followed(&text, fix, &before, &sources) else { continue };
            if matches!(fix.edit, Edit::Remove) {
                continue;
            }
            std::fs::write(&path, &once).expect("it can be written");
            let (after, sources) = compiled(&path);
            let twice = followed(&once, fix, &after, &sources);
            assert_eq!(twice.as_deref(), Some(once.as_str()), "{}: `{}`", check.name, fix.path);
        }
    }
}
