//! Ten times as many of everything take about ten times as long to check, not a hundred times.

#[path = "../benches/support/many.rs"]
mod many;

use infgen::checks::{Context, run};
use infgen::compile::compile;
use infgen::source::{Library, Sources};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The shortest of some runs: what a machine that is busy with other things adds, it does not add to all of them.
fn shortest(many: usize) -> Duration {
    let library = Library { folder: PathBuf::from("nowhere") };
    let outcome = compile(&library, "prod", &many::arguments(many), &mut Sources::default()).expect("it is built in");
    let (stack, manifests) = outcome.built.as_ref().expect("it can be built");
    let once = || {
        let start = Instant::now();
        let found = run(&Context { stack, manifests });
        assert!(found.diagnostics.len() >= many, "checks look at all of them");
        start.elapsed()
    };
    (0..7).map(|_| once()).min().expect("there are some")
}

#[test]
fn no_check_is_quadratic() {
    let (few, more) = (shortest(100), shortest(1000));
    let ratio = more.as_secs_f64() / few.as_secs_f64();
    println!("100 of everything {few:?}, 1000 {more:?}: {ratio:.1} times as long");
    assert!(ratio < 30.0, "100 of everything take {few:?} and 1000 take {more:?}, {ratio:.1} times as long");
}
