//! No check without its page, its fixtures and its place in the list.

use infgen::checks::{ALL, Check};
use infgen::compile::{Outcome, compile};
use infgen::diagnostic::Severity;
use infgen::report::{Format, render};
use infgen::source::{Library, Sources};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Compiles a profile of the repository, with its texts.
fn compiled(path: &str) -> (Outcome, Sources) {
    let mut sources = Sources::default();
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, path, &[], &mut sources).unwrap_or_else(|error| panic!("{path}: {error:#}"));
    (outcome, sources)
}

/// Whether a check finds its fault: an accepted finding is found all the same, a note for want of a measurement is not.
fn finds(outcome: &Outcome, check: &Check) -> bool {
    let findings = outcome.findings.diagnostics.iter();
    findings
        .filter(|found| *found.check == *check)
        .any(|found| found.severity < Severity::Note || found.accepted.is_some())
}

fn fixture(check: &Check, case: &str) -> String {
    format!("tests/fixtures/{}/{case}.toml", check.name)
}

/// Every check, or those whose code begins with `INFGEN_CHECKS`, for work on one family.
fn selected() -> impl Iterator<Item = &'static &'static Check> {
    let prefix = std::env::var_os("INFGEN_CHECKS").unwrap_or_default().into_string().unwrap_or_default();
    ALL.iter().filter(move |check| check.code.starts_with(&prefix))
}

#[test]
fn names_and_codes_are_unique_and_in_order() {
    let codes: Vec<&str> = ALL.iter().map(|check| check.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted, "codes are out of order or given twice");
    let names: BTreeSet<&str> = ALL.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), ALL.len(), "a name is given twice");
    for check in ALL {
        let kebab = check.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(kebab, "`{}` is not kebab-case", check.name);
        assert!(!check.summary.ends_with('.'), "`{}`: a summary has no full stop", check.name);
    }
}

#[test]
fn every_check_has_a_page_with_the_fixed_headings() {
    for check in selected() {
        let title = format!("# {} ({})\n", check.name, check.code);
        assert!(check.doc.starts_with(&title), "docs/checks/{}.md begins with `{}`", check.name, title.trim());
        let headings: Vec<&str> = check.doc.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let fixed = ["What it does", "Why this is bad", "The arithmetic", "Example", "Use instead", "References"];
        assert_eq!(headings, fixed, "docs/checks/{}.md", check.name);
        let severity = format!("{}", check.severity);
        assert!(
            check.doc.to_lowercase().contains(&severity),
            "docs/checks/{}.md says that it is {severity}, and why",
            check.name
        );
    }
}

#[test]
fn every_page_computes_an_example() {
    for check in selected() {
        let (_, rest) = check.doc.split_once("## The arithmetic\n").expect("a fixed heading");
        let arithmetic = rest.split("\n## ").next().unwrap_or_default();
        // Every other part is a formula; the words between them work it out.
        let words: String = arithmetic.split("```").step_by(2).collect();
        let number = |word: &&str| word.trim_start_matches(['`', '"', '(']).starts_with(|c: char| c.is_ascii_digit());
        let numbers = words.split_whitespace().filter(number).count();
        assert!(numbers >= 1, "docs/checks/{}.md works out no example", check.name);
        assert!(
            arithmetic.contains("```") || arithmetic.contains("|---"),
            "docs/checks/{}.md has no formula",
            check.name
        );
    }
}

#[test]
fn every_page_and_every_folder_of_fixtures_belongs_to_a_check() {
    let names: BTreeSet<&str> = ALL.iter().map(|check| check.name).collect();
    let stems = |folder: &str| -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
        entries
            .map(|entry| entry.unwrap_or_else(|error| panic!("{folder}: {error}")).path())
            .filter(|path| path.is_dir() || path.extension().is_some_and(|e| e == "md"))
            .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
            .collect()
    };
    for name in stems("docs/checks").iter().filter(|name| *name != "README") {
        assert!(names.contains(name.as_str()), "docs/checks/{name}.md belongs to no check");
    }
    for name in stems("tests/fixtures") {
        assert!(names.contains(name.as_str()), "tests/fixtures/{name} belongs to no check");
    }
}

#[test]
fn every_check_finds_its_fault_and_lets_the_mended_profile_pass() {
    for check in selected() {
        let (fail, sources) = compiled(&fixture(check, "fail"));
        let said = render(Format::Human, std::slice::from_ref(&fail), &sources);
        let said = anstream::adapter::strip_str(&said).to_string();
        assert!(finds(&fail, check), "{} finds nothing:\n{said}", fixture(check, "fail"));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/checks"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // As in rustc's own tests: a line that moves in a shipped profile moves no snapshot.
        settings.add_filter(r"(?m)^ *\d+ ([|+-])", "LL $1");
        settings.add_filter(r"(?m)^ +(\||:::|-->|=|\.\.\.)", "   $1");
        settings.add_filter(r"(profiles/[a-z-]+\.toml):\d+:\d+", "$1:LL:CC");
        settings.bind(|| insta::assert_snapshot!(check.name, only(&said, check)));

        let (pass, sources) = compiled(&fixture(check, "pass"));
        let said = render(Format::Human, std::slice::from_ref(&pass), &sources);
        assert!(!finds(&pass, check), "{} finds its fault:\n{said}", fixture(check, "pass"));
        assert!(!pass.findings.has_errors(), "{} has errors:\n{said}", fixture(check, "pass"));
    }
}

/// The findings of one check, so that no snapshot moves for another's sake.
fn only(said: &str, check: &Check) -> String {
    let code = format!("[{}]", check.code);
    let blocks = said.split("\n\n").filter(|block| block.lines().next().is_some_and(|line| line.contains(&code)));
    blocks.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_examples_of_every_page_do_what_the_page_says() {
    for check in selected() {
        let page = format!("docs/checks/{}.md", check.name);
        let (_, rest) = check.doc.split_once("## Example").unwrap_or_else(|| panic!("{page}: no example"));
        let (example, instead) = rest.split_once("## Use instead").unwrap_or_else(|| panic!("{page}: no remedy"));
        assert!(finds(&over_prod(example, &page), check), "{page}: the example is not found");
        assert!(!finds(&over_prod(instead, &page), check), "{page}: the remedy is found");
    }
}

/// The first TOML block of a text, laid over the shipped `prod`.
fn over_prod(text: &str, page: &str) -> Outcome {
    let (_, rest) = text.split_once("```toml\n").unwrap_or_else(|| panic!("{page}: no TOML block"));
    let (block, _) = rest.split_once("```").unwrap_or_else(|| panic!("{page}: an open TOML block"));
    let extends = if block.contains("extends") { "" } else { "extends = \"prod\"\n" };
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("example.toml");
    std::fs::write(&path, format!("{extends}{block}")).unwrap_or_else(|error| panic!("{error}"));
    compiled(&path.to_string_lossy()).0
}
