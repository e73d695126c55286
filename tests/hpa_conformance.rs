//! Replays the figures of Kubernetes' own tests for the autoscaler, on every release that they hold for.
//!
//! Cases are `tests/conformance/hpa/*.json` and every file, or folder of such files, that `INFGEN_HPA_CASES` names,
//! separated by colons. An unknown kind, op, input or figure is a failure, never a skip.

#[path = "hpa_conformance/bounded.rs"]
mod bounded;
#[path = "hpa_conformance/case.rs"]
mod case;
#[path = "hpa_conformance/compare.rs"]
mod compare;
#[path = "hpa_conformance/input.rs"]
mod input;
#[path = "hpa_conformance/limits.rs"]
mod limits;
#[path = "hpa_conformance/metrics.rs"]
mod metrics;
#[path = "support/named.rs"]
mod named;
#[path = "hpa_conformance/reading.rs"]
mod reading;
#[path = "hpa_conformance/reconcile.rs"]
mod reconcile;
#[path = "hpa_conformance/rendered.rs"]
mod rendered;
#[path = "hpa_conformance/report.rs"]
mod report;
#[path = "hpa_conformance/samples.rs"]
mod samples;
#[path = "hpa_conformance/validate.rs"]
mod validate;

use std::path::{Path, PathBuf};

use infgen::hpa::Version;

use case::{Case, Figures};
use report::Report;

#[test]
fn every_figure_of_kubernetes_holds() {
    let mut report = Report::default();
    for file in files() {
        for case in case::read(&file) {
            run(&case, &mut report);
        }
    }
    report.finish();
}

/// The folder of the repository, then what the environment names.
fn files() -> Vec<PathBuf> {
    named::files(Path::new("tests/conformance/hpa"), "INFGEN_HPA_CASES")
}

fn run(case: &Case, report: &mut Report) {
    let versions: Vec<Version> = Version::all().filter(|version| case.valid_for.contains(*version)).collect();
    report.count(case, versions.len());
    let runs: Vec<(Version, Vec<String>)> =
        versions.into_iter().map(|version| (version, differences(case, version))).collect();
    if let Some(narrowed) = bounded::narrowed(&case.valid_for, &runs) {
        report.narrowed(case, &narrowed);
        return;
    }
    for (version, differences) in runs {
        for difference in differences {
            report.mismatch(case, version, &difference);
        }
    }
}

fn differences(case: &Case, version: Version) -> Vec<String> {
    compute(case, version).map_or_else(|fault| vec![fault], |figures| compare::differences(&case.expected, &figures))
}

/// The figures that this crate computes for a case, or why it cannot be put to it.
fn compute(case: &Case, version: Version) -> Result<Figures, String> {
    let input = &case.input;
    match (case.kind.as_str(), case.op.as_str()) {
        ("replica_calc", op) => metrics::compute(op, input, version),
        ("combine", "reconcile") => reconcile::reconcile(input, version),
        ("combine", "replay") => reconcile::replay(input, version),
        ("normalize_behavior" | "stabilize" | "policy_limit", op) => limits::compute(op, input),
        ("defaults", "apply_defaults") => validate::apply_defaults(input),
        ("validate", "validate_hpa") => validate::validate_hpa(input, version),
        (kind, op) => Err(format!("unknown kind and op `{kind}/{op}`")),
    }
}

#[test]
fn an_unknown_op_or_figure_or_input_is_a_mismatch() {
    let count = |kind: &str, op: &str, input: &str, expected: &str| {
        let case = case::parse(kind, op, input, expected);
        let mut report = Report::default();
        run(&case, &mut report);
        report.mismatches()
    };
    let (kind, op, versions) = ("policy_limit", "default_scale_up_limit", Version::all().count());
    let input = r#"{"current_replicas": 3, "scale_up_limit_factor": 2}"#;
    assert_eq!(count(kind, op, input, r#"{"limit": 6}"#), 0);
    assert_eq!(count(kind, op, input, r#"{"limit": 7}"#), versions);
    assert_eq!(count(kind, op, input, r#"{"limit": 6, "colour": 1}"#), versions);
    assert_eq!(count(kind, "no_such_op", input, r#"{"limit": 6}"#), versions);
    assert_eq!(count("no_such_kind", op, input, r#"{"limit": 6}"#), versions);
    let odd = r#"{"current_replicas": 3, "wind": 2}"#;
    assert_eq!(count(kind, op, odd, r#"{"limit": 6}"#), versions);
}

#[test]
fn what_the_api_refuses_infgen_finds_first() {
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for edge in rendered::EDGES {
        let outcome = rendered::with(edge);
        let taken = rendered::taken(&outcome);
        refused += usize::from(taken.is_err());
        if taken.is_err() && !outcome.findings.has_errors() {
            wrong.push(format!("{edge}: refused, and infgen finds no error: {taken:?}"));
        }
    }
    assert!(rendered::taken(&rendered::with("autoscaling.max=20")).is_ok(), "prod's own is taken");
    assert!(refused >= 14, "{refused} are refused: the edges are no edges");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_of_cases_is_empty() {
    for file in files() {
        let cases = case::read(&file);
        assert!(!cases.is_empty(), "{} has no case", file.display());
        let asserts = |case: &Case| case.expected.as_object().is_some_and(|map| !map.is_empty());
        assert!(cases.iter().all(asserts), "{} asserts nothing somewhere", file.display());
    }
}
