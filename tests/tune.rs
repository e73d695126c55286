//! `tune` as a stranger meets it, on a service small enough for a test: one that cannot carry its step with the pods
//! that it has.

mod support;

use support::Infgen;

/// Seven requests a second a pod, and at once twenty where three were; a new pod takes five minutes.
const SMALL: &str = r#"# Kept as it is.
[service]
name = "small"
namespace = "small"
environment = "test"
[image]
repository = "r"
[slo]
p95 = "5s"
[traffic]
base = "3rps"
peak = "20rps" # at nine
[measured]
batch_constant = "400ms"
batch_per_request = "90ms"
model_load = "300s"
image_pull = "0s"
[performance]
max_batch = 8
queue_limit = 10
[metrics]
counted = "received"
[autoscaling]
min = 1 # too few
max = 6
requests_per_pod = "5rps"
up = { stabilization = "30s", pods = 4, period = "60s" }
[load_balancer]
kind = "alb"
targets = "ip"
"#;

fn service() -> Infgen {
    Infgen::new().file("profiles/small.toml", SMALL)
}

fn text(run: &Infgen) -> String {
    std::fs::read_to_string(run.path().join("profiles/small.toml")).expect("the profile is there")
}

fn status(run: &Infgen) -> Option<i32> {
    run.output().status.code()
}

#[test]
fn what_fails_is_tuned_until_it_passes_and_then_left_alone() {
    let run = service().args("simulate -p small --replications 5");
    assert_eq!(status(&run), Some(1), "{}", run.run());
    let run = run.args("tune -p small --write --replications 5 --budget 10m");
    assert_eq!(status(&run), Some(0), "{}", run.run());
    let tuned = text(&run);
    assert!(tuned.starts_with("# Kept as it is.") && tuned.contains("# at nine") && tuned.contains("# too few"));
    assert_ne!(tuned, SMALL);
    let run = run.args("simulate -p small --replications 5");
    assert_eq!(status(&run), Some(0), "{}", run.run());
    let run = run.args("tune -p small --write --replications 5 --budget 10m");
    let said = run.run();
    assert_eq!(text(&run), tuned, "{said}");
    assert!(said.contains("nothing cheaper keeps the promises"), "{said}");
}

#[test]
fn without_write_nothing_is_written() {
    let run = service().args("tune -p small --replications 2 --budget 10m");
    let said = run.run();
    assert_eq!(text(&run), SMALL);
    assert!(said.contains("+++ ") && said.contains("-min = 1 # too few"), "{said}");
}

#[test]
fn no_time_is_said() {
    let run = service().args("tune -p small --replications 2 --budget 0s");
    let said = run.run();
    assert_eq!(status(&run), Some(1), "{said}");
    assert!(said.contains("the time was over before the search was"), "{said}");
}

#[test]
fn a_built_in_profile_takes_arguments() {
    let line = "tune -p staging --write --replications 2 --budget 0s";
    assert!(matches!(status(&Infgen::new().args(line)), Some(0 | 1)));
}
