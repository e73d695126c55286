//! From a profile's text to its YAML, in process: `cargo bench`.

use infgen::checks::{Context, run};
use infgen::compile::{Outcome, compile};
use infgen::source::{Library, Sources};
use infgen::yaml;
use std::path::PathBuf;

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
    let list = |entry: fn(usize) -> String| (0..many).map(entry).collect::<Vec<_>>().join(", ");
    let dependency = |index| {
        format!(
            "{{ name = \"d{index}\", port = 80, peer = {{ cidrs = [\"10.0.0.0/20\"] }}, max_connections = 5000, timeout = \"1ms\" }}"
        )
    };
    let alert = |_| "{ bound = \"2s\", slower = \"5%\", severity = \"critical\" }".to_owned();
    let schedule = |_| "{ start = \"0 8 * * *\", end = \"0 9 * * *\", replicas = 3 }".to_owned();
    let scratch = |index| format!("\"/s{index}\" = \"1Mi\"");
    let objective = |_| "{ share = \"99%\", bound = \"3s\" }".to_owned();
    let error = |_| "{ threshold = \"1%\", severity = \"warning\" }".to_owned();
    let variable = |index| format!("V{index} = \"http://localhost:{index}\"");
    let key = |index| format!("\"key-{index}\"");
    let accept = |_| "{ check = \"INF107\", reason = \"a bench\" }".to_owned();
    let arguments = [
        format!("dependencies=[{}]", list(dependency)),
        format!("alerts.latency=[{}]", list(alert)),
        format!("autoscaling.schedules=[{}]", list(schedule)),
        format!("storage.scratch={{ {} }}", list(scratch)),
        format!("slo.objectives=[{}]", list(objective)),
        format!("alerts.errors=[{}]", list(error)),
        format!("app.env={{ {} }}", list(variable)),
        format!("secrets.keys=[{}]", list(key)),
        format!("accept=[{}]", list(accept)),
    ];
    let outcome = compiled_with(&arguments);
    let (stack, manifests) = outcome.built.as_ref().expect("it can be built");
    bencher.bench_local(|| run(&Context { stack, manifests }));
}
