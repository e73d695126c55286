//! The proof that the cases of the alerts bite: each comparison, threshold, window and `for` of each generated rule is
//! changed, one at a time, and some case must fail.
//!
//! Skipped where `promtool` (Debian's `prometheus`) is not installed. Every twentieth mutant is tried unless
//! `INFGEN_ALERT_MUTANTS=all` asks for all of them, as CI does, or a part of an alert's name for those of one alert.

#[path = "alert_mutation/mutants.rs"]
mod mutants;

use infgen::alerts::promtool::{Suite, rules, suites};
use infgen::compile::compile;
use infgen::source::{Library, Sources};
use infgen::stack::Stack;
use mutants::{Mutant, mutants};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// Longest time that promtool may take for a few cases, in milliseconds; the slowest takes seconds on a busy machine.
const LIMIT: u32 = 120_000;
/// Time between two looks at it.
const PAUSE: u32 = 5;

/// Mutants that no case can tell from the rule, each with the reason.
const SURVIVORS: &[(&str, &str, &str)] = &[
    (
        "InferenceModelLoadingFailure",
        "for 1m to 30s",
        "the cases are evaluated once a minute, and 30 s have passed at the same evaluation as a minute",
    ),
    (
        "InferenceErrorBudgetBurn_errors_fast",
        "slo_bad:rate5m: window 2",
        "stands in for failures that have no series yet, as nothing times all requests: nothing over any window",
    ),
    (
        "InferenceErrorRateHigh",
        "requests_failed:ratio_rate5m: window 2",
        "stands in for failures that have no series yet, as nothing times all requests: nothing over any window",
    ),
    (
        "InferenceCacheHitRateLow",
        "InferenceCacheHitRateLow: window 4",
        "only asks whether a pod's gauge is a number at all, which it is over any window or over none",
    ),
];

/// Profiles whose rules differ in form: counters of the cache and DCGM, a gauge of the cache and failures by their HTTP
/// status, GPUs of the application itself, failures counted beside successes.
const PROFILES: [&str; 4] =
    ["prod", "profiles/examples/sglang.toml", "profiles/examples/custom.toml", "profiles/examples/triton.toml"];

/// The alerts whose rules differ between those profiles in more than names.
const OF_EVERY_FORM: [&str; 5] = [
    "InferenceErrorRateHigh",
    "InferenceErrorsAtLowTraffic",
    "InferenceErrorBudgetBurn_errors_fast",
    "InferenceCacheHitRateLow",
    "InferenceGpuUtilizationHigh",
];

fn stack(profile: &str) -> Stack {
    let library = Library { folder: PathBuf::from("profiles") };
    let outcome = compile(&library, profile, &[], &mut Sources::default()).unwrap_or_else(|error| panic!("{error:#}"));
    outcome.built.unwrap_or_else(|| panic!("{profile} cannot be read")).0
}

/// Whether promtool finds all cases of a suite right. One that takes too long is stopped, and fails the test.
fn passes(folder: &Path, suite: &Suite) -> bool {
    std::fs::write(folder.join(suite.tests_file()), suite.tests().to_string()).expect("it can be written");
    let mut child = Command::new("promtool")
        .current_dir(folder)
        .args(["test", "rules", &suite.tests_file()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("promtool starts");
    // Each round waits some milliseconds.
    for _ in 0..LIMIT / PAUSE {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(PAUSE.into()));
    }
    let _ = child.kill();
    let _ = child.wait();
    panic!("{}: promtool has not done in {LIMIT} ms", suite.name);
}

/// Whether some case fails with the mutant: the first ones kill nearly all, and the rest are asked for those left.
fn is_killed(stack: &Stack, suite: &Suite, mutant: &Mutant) -> bool {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rules = mutant.of(&rules(stack, std::slice::from_ref(&suite.rules)));
    std::fs::write(folder.path().join(suite.rules_file()), rules.to_string()).expect("it can be written");
    suite.cases.chunks(4).any(|cases| !passes(folder.path(), &Suite { cases: cases.to_vec(), ..suite.clone() }))
}

/// The suites to mutate. Of the tiers, whose rules differ in numbers only, those of two objectives: one of answers, one
/// of failures.
fn chosen(profile: &str, stack: &Stack) -> Vec<Suite> {
    let mut all = suites(stack);
    if profile == "prod" {
        all.retain(|suite| !suite.name.contains("_p99_"));
    } else {
        all.retain(|suite| OF_EVERY_FORM.contains(&suite.name.as_str()));
    }
    all
}

struct Work {
    stack: usize,
    suite: Suite,
    mutant: Mutant,
}

#[test]
fn every_change_of_a_rule_is_noticed() {
    if Command::new("promtool").arg("--version").output().is_err() {
        println!("skipped: promtool is not installed");
        return;
    }
    let asked = std::env::var_os("INFGEN_ALERT_MUTANTS").map(|value| value.to_string_lossy().into_owned());
    let every = if asked.is_some() { 1 } else { 20 };
    let part = asked.filter(|asked| asked != "all").unwrap_or_default();
    let stacks = PROFILES.map(stack);
    let (mut work, mut seen) = (Vec::new(), BTreeSet::new());
    for (index, profile) in PROFILES.into_iter().enumerate() {
        for suite in chosen(profile, &stacks[index]).into_iter().filter(|suite| suite.name.contains(&part)) {
            let made = mutants(&rules(&stacks[index], std::slice::from_ref(&suite.rules)));
            assert!(made.len() >= 2, "{}: {} mutants", suite.name, made.len());
            // A recording that several suites read is changed in the first, whose windows are the shortest.
            let made =
                made.into_iter().filter(|mutant| seen.insert((index, mutant.of_what.clone(), mutant.what.clone())));
            work.extend(made.into_iter().map(|mutant| Work { stack: index, suite: suite.clone(), mutant }));
        }
    }
    let all = work.len();
    let work: Vec<Work> = work.into_iter().step_by(every).collect();
    let (number, queue) = (work.len(), Mutex::new(work.into_iter()));
    let survivors = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(work) = queue.lock().expect("no worker panics").next() else { break };
                    if !is_killed(&stacks[work.stack], &work.suite, &work.mutant) {
                        let name = (work.suite.name.clone(), work.mutant.what.clone());
                        survivors.lock().expect("no worker panics").push(name);
                    }
                }
            });
        }
    });
    let mut survivors = survivors.into_inner().expect("no worker panics");
    survivors.sort();
    survivors.dedup();
    let explained = |(suite, what): &&(String, String)| {
        SURVIVORS.iter().any(|(of, change, _)| suite.contains(of) && what.contains(change))
    };
    let (explained, unexplained): (Vec<_>, Vec<_>) = survivors.iter().partition(explained);
    println!(
        "{number} of {all} mutants: {} killed, {} explained, {} not",
        number - survivors.len(),
        explained.len(),
        unexplained.len()
    );
    assert!(unexplained.is_empty(), "no case tells these from the rule:\n{unexplained:#?}");
}

#[test]
fn reasons_say_something() {
    for (suite, what, reason) in SURVIVORS {
        assert!(reason.split_whitespace().count() >= 8, "{suite}, {what}: `{reason}` is no reason");
    }
}
