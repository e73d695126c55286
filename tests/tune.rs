//! `tune` as a stranger meets it, on a service small enough for a test: one that cannot carry its step with the pods
//! that it has.

mod support;

use support::Infgen;

/// Seven requests a second a pod, and at once twenty where three were; a new pod takes five minutes.
const SMALL: &str = include_str!("fixtures/small-step.toml");

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
    assert!(said.contains("PASS as it is; nothing cheaper keeps the promises"), "{said}");
}

/// The profile that the answer makes is the one that was judged: `simulate` prints the same bill and the same share.
#[test]
fn what_is_written_is_what_was_judged() {
    let run = service().args("tune -p small --write --replications 5 --budget 10m --format json");
    let told: serde_json::Value = serde_json::from_slice(&run.output().stdout).expect("JSON");
    let run = run.args("simulate -p small --replications 5 --format json");
    let judged: serde_json::Value = serde_json::from_slice(&run.output().stdout).expect("JSON");
    assert_eq!(told["best"]["verdict"], judged["verdict"]);
    assert_eq!(told["best"]["gpu_hours"], judged["gpu_hours"]["mean"]);
    assert_eq!(told["best"]["failed"], judged["promises"][0]["windows"][0]["broken"]["mean"]);
    // All candidates met the same requests.
    let all = told["candidates"].as_array().expect("candidates");
    assert!(all.len() > 3);
    // Nothing that passed with its interval is cheaper in a day at the fewest pods and in the simulated time.
    let best = &told["best"];
    let number = |one: &serde_json::Value, key: &str| one[key].as_f64().expect("a number");
    for one in all.iter().filter(|one| one["verdict"] == "PASS" && one["replications"] == best["replications"]) {
        let cheaper = number(one, "gpu_hours") < number(best, "gpu_hours") * 0.99
            && number(one, "floor_gpu_hours") <= number(best, "floor_gpu_hours");
        assert!(!cheaper, "{one} beside {best}");
    }
}

#[test]
fn what_is_kept_stays() {
    let keep = "--keep performance --keep autoscaling.up --keep autoscaling.requests_per_pod";
    let run = service().args(&format!("tune -p small --write --replications 2 --budget 10m {keep}"));
    assert_eq!(status(&run), Some(0), "{}", run.run());
    let tuned = text(&run);
    for line in ["queue_limit = 10", "requests_per_pod = \"5rps\"", "stabilization = \"30s\", pods = 4"] {
        assert!(tuned.contains(line), "{tuned}");
    }
    assert!(!tuned.contains("min = 1 "), "{tuned}");
}

/// A floor above a schedule's pods would break a rule that the profile keeps: the schedule follows.
#[test]
fn what_would_break_follows() {
    let schedule = "\n[[autoscaling.schedules]]\nstart = \"0 8 * * *\"\nend = \"0 20 * * *\"\nreplicas = 2\n";
    let run = Infgen::new().file("profiles/small.toml", format!("{SMALL}{schedule}"));
    let run = run.args("tune -p small --write --replications 2 --budget 10m");
    assert_eq!(status(&run), Some(0), "{}", run.run());
    let tuned = text(&run);
    let value = |key: &str| -> u32 {
        let line = tuned.lines().find(|line| line.starts_with(key)).expect("it is there");
        line[key.len()..].split('#').next().expect("a value").trim().parse().expect("a number")
    };
    assert!(value("min = ") > 2 && value("replicas = ") == value("min = "), "{tuned}");
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
    assert!(said.contains("nothing that was tried in time keeps the promises"), "{said}");
}

#[test]
fn a_built_in_profile_takes_arguments() {
    let line = "tune -p staging --write --replications 2 --budget 0s";
    assert!(matches!(status(&Infgen::new().args(line)), Some(0 | 1)));
}

/// Whoever keeps a key wants it left alone: a misspelt one is refused and not passed over.
#[test]
fn what_is_kept_is_a_key_of_the_profile() {
    for (key, said) in [
        ("autoscaling.mx", "a profile has no key `autoscaling.mx`; did you mean `autoscaling.max`?"),
        ("autoscalin", "a profile has no key `autoscalin`; did you mean `autoscaling`?"),
        ("autoscaling.max.most", "a profile has no key `autoscaling.max.most`"),
    ] {
        let run = service().args(&format!("tune -p small --keep {key}"));
        assert_eq!(status(&run), Some(2));
        let told = run.run();
        assert!(told.contains(said), "{told}");
    }
}
