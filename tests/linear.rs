//! Ten times as many of everything take about ten times as long to check, not a hundred times.

#![expect(clippy::disallowed_methods, reason = "what takes time is measured by a clock")]

#[path = "../benches/support/many.rs"]
mod many;

use infgen::checks::{Context, run};
use infgen::compile::{Outcome, compile};
use infgen::source::{Library, Sources};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Few, and ten times as many: enough of them that one loop over pairs of one list, the cheapest there is, takes longer
/// than all checks together.
const MANY: (usize, usize) = (500, 5000);

fn compiled(many: usize) -> Outcome {
    let library = Library { folder: PathBuf::from("nowhere") };
    compile(&library, "prod", &many::arguments(many), &mut Sources::default()).expect("it is built in")
}

/// How long the checks of an outcome take.
fn time(outcome: &Outcome, many: usize) -> Duration {
    let (stack, manifests) = outcome.built.as_ref().expect("it can be built");
    let start = Instant::now();
    let found = run(&Context { stack, manifests });
    assert!(found.diagnostics.len() >= many, "checks look at all of them");
    start.elapsed()
}

#[test]
fn no_check_is_quadratic() {
    let (small, large) = (compiled(MANY.0), compiled(MANY.1));
    // The shortest of some runs, in turn: what a machine that is busy with other things adds, it does not add to all of
    // them, nor to those of one size alone.
    let runs: Vec<_> = (0..7).map(|_| (time(&small, MANY.0), time(&large, MANY.1))).collect();
    let few = runs.iter().map(|(few, _)| *few).min().expect("there are some");
    let more = runs.iter().map(|(_, more)| *more).min().expect("there are some");
    let ratio = more.as_secs_f64() / few.as_secs_f64();
    let said = format!("{} of everything take {few:?} and {} take {more:?}, {ratio:.1} times as long", MANY.0, MANY.1);
    println!("{said}");
    // Ten is linear; such a loop made it 22 on a busy machine, and 31 on an idle one.
    assert!(ratio < 16.0, "{said}");
}
