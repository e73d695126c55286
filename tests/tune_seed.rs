//! `tune` from the numbers of the seed document, with the service time and the queue of published figures: batches of
//! 40 ms + 9 ms a request, ten that may wait, and a step from 150 to 1000 requests a second that no pod which is ordered
//! then comes in time for. Those figures call passing: at least 15 pods behind a balancer that goes in turn or looks for
//! the fewest requests, 18 to 20 behind one that chooses at random or by client.
//!
//! A debug build is too slow for it: it runs where `INFGEN_SIMULATION_LONG` is set, in a release build.

mod support;

use serde_json::Value;
use support::{Infgen, root};

/// Tables and keys of the seed, and what it leaves out.
const STATED: [(&str, &str); 3] = [
    ("[measured]\n", "[measured]\nbatch_constant = \"40ms\"\nbatch_per_request = \"9ms\"\n"),
    ("[load_test]", "[traffic]\nbase = \"150rps\"\npeak = \"1000rps\"\n\n[load_test]"),
    ("max_batch = 8\n", "max_batch = 8\nqueue_limit = 10\n"),
];

fn is_long() -> bool {
    std::env::var_os("INFGEN_SIMULATION_LONG").is_some()
}

/// The seed, literally, with what it leaves out; and its text.
fn seed(change: impl Fn(String) -> String) -> (Infgen, String) {
    let mut text = std::fs::read_to_string(root().join("tests/fixtures/seed.toml")).expect("the seed is there");
    for (at, stated) in STATED {
        assert_eq!(text.matches(at).count(), 1, "{at}");
        text = text.replace(at, stated);
    }
    let text = change(text);
    (Infgen::new().file("profiles/seed.toml", &text), text)
}

fn json(run: &Infgen) -> Value {
    let output = run.output();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Tunes and writes; the answer, and what the program takes for it.
fn tuned(run: Infgen, more: &str) -> (Infgen, Value, std::time::Duration) {
    let run = run.args(&format!("tune -p seed --write --budget 50s --format json {more}"));
    #[expect(clippy::disallowed_methods, reason = "the time is what is tested")]
    let began = std::time::Instant::now();
    let answer = json(&run);
    (run, answer, began.elapsed())
}

fn passes(run: Infgen) -> Infgen {
    let run = run.args("simulate -p seed");
    assert_eq!(run.output().status.code(), Some(0), "{}", run.run());
    run
}

#[test]
fn the_seed_is_tuned_in_a_minute_and_then_left_alone() {
    if !is_long() {
        return;
    }
    let (run, text) = seed(|text| text);
    let (run, answer, took) = tuned(run, "");
    assert!(took.as_secs() < 60, "{took:?}");
    assert_eq!(answer["before"]["verdict"], "FAIL");
    let best = &answer["best"];
    assert_eq!((&best["verdict"], &best["replications"]), (&Value::from("PASS"), &Value::from(10)));
    // The cost stands beside it: the floor is what a day costs.
    let min = best["choice"]["min"].as_f64().expect("pods");
    assert_eq!(best["floor_gpu_hours"].as_f64(), Some(min * 24.0));
    let run = passes(run);
    // The rule of those figures: as many pods as carry the step, each as much as keeps the promises.
    let run = run.args("plan -p seed --format json");
    let plan = json(&run);
    let figures = plan[0]["sections"][0]["figures"].as_array().expect("figures").clone();
    let each = figures.iter().find(|figure| figure["name"] == "capacity, random arrivals").expect("a capacity");
    let needed = (1000.0 / each["value"].as_f64().expect("a rate")).ceil();
    assert!(min >= needed.max(15.0), "{min} pods, {needed} needed");
    // Comments stay, and so does all that is not turned.
    let written = run.read("profiles/seed.toml");
    let comments = |text: &str| {
        text.lines().filter_map(|line| line.split_once('#')).map(|(_, said)| said.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(comments(&written), comments(&text));
    let (run, again, _) = tuned(run, "");
    assert_eq!(run.read("profiles/seed.toml"), written, "{again:#}");
}

#[test]
fn with_its_queue_the_seed_needs_as_many_pods_as_published() {
    if !is_long() {
        return;
    }
    // The literal seed keeps clients on their pods: ten thousand of them are dealt as if at random.
    let keep = "--keep performance.queue_limit";
    let (run, _) = seed(|text| text);
    let (run, answer, _) = tuned(run, keep);
    let min = answer["best"]["choice"]["min"].as_u64().expect("pods");
    assert!((18..=20).contains(&min), "{min}");
    passes(run);
    // An ALB goes from pod to pod in turn.
    let alb = |text: String| {
        let text = text.replace("kind = \"nlb\"\ntargets = \"ip\"", "kind = \"alb\"\ntargets = \"ip\"");
        text.replace("affinity = { enabled = true", "affinity = { enabled = false")
    };
    let (run, _) = seed(alb);
    let (run, answer, _) = tuned(run, keep);
    assert_eq!(answer["best"]["choice"]["min"].as_u64(), Some(15));
    passes(run);
}
