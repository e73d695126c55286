//! From a profile's text to its YAML, in process: `cargo bench`.

use infgen::checks::{Context, run};
use infgen::compile::{Outcome, compile};
use infgen::source::{Library, Sources};
use infgen::yaml;
use std::path::PathBuf;

#[path = "support/many.rs"]
mod many;

fn main() {
    divan::main();
}

fn compiled() -> Outcome {
    compiled_with(&[])
}

fn compiled_with(arguments: &[String]) -> Outcome {
    let library = Library { folder: PathBuf::from("nowhere") };
    compile(&library, "prod", arguments, &mut Sources::default()).expect("the shipped profile is built in")
}

/// Text, tree, profile, stack, objects, checks.
#[divan::bench]
fn text_to_findings() -> Outcome {
    compiled()
}

/// All of it, down to the bytes of the five files.
#[divan::bench]
fn text_to_yaml() -> usize {
    let outcome = compiled();
    let (_, manifests) = outcome.built.as_ref().expect("prod can be built");
    manifests.files.iter().map(|file| yaml::file(file, "prod").len()).sum()
}

/// The objects as YAML alone.
#[divan::bench]
fn objects_to_yaml(bencher: divan::Bencher<'_, '_>) {
    let outcome = compiled();
    let (_, manifests) = outcome.built.as_ref().expect("prod can be built");
    bencher.bench_local(|| manifests.files.iter().map(|file| yaml::file(file, "prod").len()).sum::<usize>());
}

/// Every check on a stack that is already built.
#[divan::bench]
fn all_checks(bencher: divan::Bencher<'_, '_>) {
    let outcome = compiled();
    let (stack, manifests) = outcome.built.as_ref().expect("prod can be built");
    bencher.bench_local(|| run(&Context { stack, manifests }));
}

/// Every check on a stack with many of everything that there may be many of: ten times as many take ten times as long.
#[divan::bench(args = [10, 100, 1000])]
fn checks_of_many(bencher: divan::Bencher<'_, '_>, many: usize) {
    let outcome = compiled_with(&many::arguments(many));
    let (stack, manifests) = outcome.built.as_ref().expect("it can be built");
    bencher.bench_local(|| run(&Context { stack, manifests }));
}
