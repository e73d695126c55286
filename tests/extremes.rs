//! Every number that a profile can state, at the ends of what its notation can say and beyond them: nothing overflows,
//! divides by zero or panics, in reading, the checks, the manifests or the plan, and what is refused is refused at its
//! place. What the numbers are worth is judged elsewhere.

#[path = "support/profile.rs"]
mod profile;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/stated.rs"]
mod stated;
mod support;

use infgen::compile::{Outcome, compile};
use infgen::diagnostic::{Diagnostic, Severity};
use infgen::plan::Plan;
use infgen::report::{self, Format};
use infgen::source::{Library, Sources};
use infgen::units::{Bytes, Cpu, Duration, Growth, Rate, Share};
use infgen::yaml;
use profile::{Clean, Edit};
use serde_json::Value;
use stated::SCENES;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use support::Infgen;
use tempfile::TempDir;

/// The tables that the formulas of a plan take their numbers from; a plan takes a hundred times as long as a check.
const PLANNED: [&str; 4] = ["/traffic/", "/measured/", "/performance/", "/autoscaling/m"];

/// What only a simulation takes from them.
const SIMULATED: [&str; 2] = ["/traffic/pattern/", "/measured/start/"];

/// What stands in a profile where the extreme will: a text that no profile has.
const MARK: &str = "here";

/// The scenes of the mutation proof leave these out, as a check finds them whatever they are.
const CLIENTS_THAT_WAIT: &[Edit] = &[("/load_test/concurrency", Some("200")), ("/load_test/requests", Some("100000"))];

/// What TOML has for whole numbers: the ends of 32 and of 64 bits, one more, and what is none.
const INTEGERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "1.5",
    "nan",
    "inf",
];

/// What TOML has for floats.
const FLOATS: &[&str] =
    &["0", "1", "-1", "0.0", "-0.0", "5e-324", "1e300", "1.7976931348623157e308", "1e999", "nan", "inf", "-inf"];

/// What is written before a unit, beside the most that its 64 bits hold.
const BEFORE_UNITS: &[&str] = &["0", "1", "-1", "0.001", "9999999999", "18446744073709551615", "1e300", "nan", "inf"];

/// The units of a kind of quantity, and the most that it can be: what 64 bits hold, as it is written.
fn units(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "Bytes" => (&["", "Ti"], &["18446744073709", "16777215Ti"]),
        "Cpu" => (&["m", ""], &["18446744073709551615m", "18446744073709551.615"]),
        "Duration" => (&["ms", "d"], &["18446744073709ms", "213503982334d"]),
        "Growth" => (&["rps/min", "rps/s"], &["307445734561825rps/s", "18446744073709551.615rps/min"]),
        "Rate" => (&["rps"], &["18446744073709551.615rps"]),
        "Share" => (&["%"], &["100%", "101%", "1844674407370955.1615%"]),
        other => panic!("{other} has no unit"),
    }
}

/// The literals that a number of a kind is tried with; the most that it can be stands last.
fn literals(kind: &str) -> Vec<String> {
    let bare = |literals: &[&str]| literals.iter().map(|literal| (*literal).to_owned()).collect();
    match kind {
        "integer" => bare(INTEGERS),
        "number" => bare(FLOATS),
        kind => {
            let (units, most) = units(kind);
            let with = |unit: &'static str| BEFORE_UNITS.iter().map(move |number| format!("\"{number}{unit}\""));
            let most = most.iter().map(|most| format!("\"{most}\""));
            // Some stand without a unit, and without the quotes.
            units.iter().copied().flat_map(with).chain(["1", "nan"].map(str::to_owned)).chain(most).collect()
        }
    }
}

/// A number of the schema in a profile that states it.
struct Number {
    path: String,
    kind: &'static str,
    /// The profile with the mark in its place.
    text: String,
    /// The errors that the profile has with a number that is none of the extremes.
    base: BTreeSet<String>,
}

/// Every number of the schema, in the first scene that states it.
fn numbers() -> Vec<Number> {
    let clean = Clean::prod();
    let leaves = schema::numbers();
    let mut found: BTreeMap<String, Number> = BTreeMap::new();
    for edits in [&[], CLIENTS_THAT_WAIT].into_iter().chain(SCENES.iter().map(|scene| scene.edits)) {
        let stated = clean.edited(edits);
        let base = errors(&compiled(&TempDir::new().expect("a folder"), &profile::text(&stated)).0);
        for (path, _) in profile::numbers(&stated) {
            let Some((leaf, kind)) = leaves.iter().find(|(leaf, _)| schema::is(&path, leaf)) else { continue };
            let mut marked = stated.clone();
            *marked.pointer_mut(&path).expect("it was found there") = Value::from(MARK);
            let number = Number { path, kind, text: profile::text(&marked), base: base.clone() };
            found.entry(leaf.clone()).or_insert(number);
        }
    }
    let unknown: Vec<&String> = leaves.keys().filter(|leaf| !found.contains_key(*leaf)).collect();
    assert!(unknown.is_empty(), "no scene states {unknown:?}");
    found.into_values().collect()
}

impl Number {
    /// The profile with a literal in the number's place.
    fn at(&self, literal: &str) -> String {
        let mark = format!("\"{MARK}\"");
        assert_eq!(self.text.matches(&mark).count(), 1, "{} has one mark", self.path);
        self.text.replace(&mark, literal)
    }

    /// What goes wrong at its extremes.
    fn faults(&self, folder: &TempDir) -> Vec<String> {
        let (mut faults, mut taken) = (Vec::new(), Vec::new());
        let mut fault = |literal: &str, said: Option<String>| {
            faults.extend(said.map(|said| format!("{} = {literal}: {said}", self.path)));
        };
        for literal in literals(self.kind) {
            let all = || {
                let (outcome, sources) = compiled(folder, &self.at(&literal));
                let files = outcome.built.iter().flat_map(|(_, manifests)| &manifests.files);
                files.for_each(|file| drop(yaml::file(file, "prod")));
                let said = self.unplaced(&outcome, &sources);
                taken.extend(outcome.built.map(|(stack, _)| (literal.clone(), stack)));
                said
            };
            fault(&literal, caught(all));
        }
        // The least and the most that a profile is built with, and what is next to nothing.
        let last = taken.len().saturating_sub(1);
        for (index, (literal, stack)) in taken.iter().enumerate() {
            let is_end = index == 0 || index == last || ["\"0.001rps\"", "5e-324"].contains(&literal.as_str());
            if is_end && self.is_planned() {
                let planned = || {
                    drop(Plan::of("prod", stack));
                    None
                };
                fault(literal, caught(planned).map(|said| format!("the plan {said}")));
            }
        }
        faults
    }

    /// Whether a plan computes with it.
    fn is_planned(&self) -> bool {
        let is_in = |tables: &[&str]| tables.iter().any(|table| self.path.starts_with(table));
        is_in(&PLANNED) && !is_in(&SIMULATED)
    }

    /// A profile that is not built and no error, or an error that points at nothing which somebody wrote.
    fn unplaced(&self, outcome: &Outcome, sources: &Sources) -> Option<String> {
        let found = errors(outcome);
        if outcome.built.is_none() && found.is_empty() {
            return Some("is refused without an error".to_owned());
        }
        let placed = |error: &&String| {
            let says = |found: &&Diagnostic| said(found) == **error;
            let diagnostic = outcome.findings.diagnostics.iter().find(says);
            diagnostic.is_some_and(|found| found.labels.iter().any(|label| label.origin.place().is_some()))
        };
        let fault = found.difference(&self.base).find(|error| !placed(error))?;
        let shown = report::render(Format::Concise, std::slice::from_ref(outcome), sources);
        Some(format!("points nowhere: {fault}; {shown}"))
    }
}

/// What a run says, or what it panics with.
fn caught(run: impl FnOnce() -> Option<String>) -> Option<String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        Some(format!("panics: {}", said.unwrap_or_default()))
    })
}

/// The check of a finding and what it says.
fn said(found: &Diagnostic) -> String {
    format!("{}: {}", found.check.name, found.message)
}

/// The errors that nobody accepted.
fn errors(outcome: &Outcome) -> BTreeSet<String> {
    let found = outcome.findings.diagnostics.iter();
    found.filter(|found| found.accepted.is_none() && found.severity == Severity::Error).map(said).collect()
}

fn compiled(folder: &TempDir, text: &str) -> (Outcome, Sources) {
    let path = folder.path().join("extreme.toml");
    std::fs::write(&path, text).expect("it can be written");
    let (library, mut sources) = (Library { folder: folder.path().to_owned() }, Sources::default());
    let outcome = compile(&library, &path.to_string_lossy(), &[], &mut sources).expect("the file is there");
    (outcome, sources)
}

#[test]
fn every_number_at_its_ends_is_taken_or_refused() {
    let numbers = numbers();
    let next = AtomicUsize::new(0);
    // A plan takes most of the time, and there are two of them for each number.
    let work = || {
        let (folder, mut faults) = (TempDir::new().expect("a folder"), Vec::new());
        while let Some(number) = numbers.get(next.fetch_add(1, Ordering::Relaxed)) {
            faults.extend(number.faults(&folder));
        }
        faults
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let faults: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("panics are caught")).collect()
    });
    let tried: usize = numbers.iter().map(|number| literals(number.kind).len()).sum();
    println!("{} numbers, {tried} extremes", numbers.len());
    assert!(faults.is_empty(), "{} of {tried}:\n{}", faults.len(), faults.join("\n"));
}

/// The most that a kind can be is read, so that it is what the checks compute with.
#[test]
fn the_most_is_read() {
    let read = |kind: &str, text: &str| match kind {
        "Bytes" => text.parse::<Bytes>().is_ok(),
        "Cpu" => text.parse::<Cpu>().is_ok(),
        "Duration" => text.parse::<Duration>().is_ok(),
        "Growth" => text.parse::<Growth>().is_ok(),
        "Rate" => text.parse::<Rate>().is_ok(),
        _ => text.parse::<Share>().is_ok(),
    };
    for kind in ["Bytes", "Cpu", "Duration", "Growth", "Rate", "Share"] {
        let (_, most) = units(kind);
        assert!(most.iter().all(|most| read(kind, most)), "{kind}: {most:?}");
    }
}

/// The program ends as what was found says: 0, or 1 with a place in the profile and without a line of the result.
#[test]
fn an_extreme_ends_the_program_as_it_should() {
    let (folder, mut kinds) = (TempDir::new().expect("a folder"), BTreeSet::new());
    for number in numbers().iter().filter(|number| number.base.is_empty()) {
        if !kinds.insert(number.kind) {
            continue;
        }
        for literal in literals(number.kind) {
            let text = number.at(&literal);
            let refused = !errors(&compiled(&folder, &text).0).is_empty();
            let run = Infgen::new().file("extreme.toml", &text).args("render --profile extreme.toml").output();
            let (status, stderr) = (run.status.code(), String::from_utf8_lossy(&run.stderr));
            let of = format!("{} = {literal}: {status:?}, {stderr}", number.path);
            assert_eq!(status, Some(i32::from(refused)), "{of}");
            assert_eq!(run.stdout.is_empty(), refused, "{of}");
            assert!(!refused || stderr.contains("extreme.toml:"), "{of}");
        }
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
}
