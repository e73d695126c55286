//! The proof that checks bite: from the clean `prod`, the smallest edit for each check, and every number pushed.

#[path = "mutation/edits.rs"]
mod edits;
#[path = "mutation/free.rs"]
mod free;
#[path = "support/profile.rs"]
mod profile;
#[path = "support/schema.rs"]
mod schema;
#[path = "support/stated.rs"]
mod stated;

use edits::{COMPANIONS, EDITS};
use free::{FREE, Push};
use infgen::checks::{ALL, Stage};
use infgen::diagnostic::Severity;
use profile::{Clean, Said};
use serde_json::Value;
use stated::{ALWAYS_FOUND, SCENES, Scene};
use std::collections::{BTreeMap, BTreeSet};

/// What is found besides what `prod` has anyway; an `accept` that has lost its finding says nothing.
fn new<'a>(found: &'a Said, clean: &Said) -> BTreeSet<&'a str> {
    let clean: BTreeSet<(&str, Severity)> = clean.iter().map(|(name, severity)| (name.as_str(), *severity)).collect();
    let new = found.iter().filter(|(name, severity)| !clean.contains(&(name.as_str(), *severity)));
    new.filter(|(name, _)| name != "unused-accept").map(|(name, _)| name.as_str()).collect()
}

#[test]
fn every_check_is_tripped_by_an_edit_and_alone() {
    let clean = Clean::prod();
    let base = clean.said(&clean.profile);
    let edits: BTreeMap<&str, _> = EDITS.iter().map(|(name, edits)| (*name, edits)).collect();
    let companions: BTreeMap<&str, _> = COMPANIONS.iter().map(|(name, with, _)| (*name, with)).collect();
    let (mut wrong, mut used, mut alone) = (Vec::new(), BTreeSet::new(), 0);
    for check in ALL {
        let found = match edits.get(check.name) {
            Some(edits) => clean.said(&clean.edited(edits)),
            None => profile::said(&format!("tests/fixtures/{}/fail.toml", check.name)),
        };
        let base = if matches!(check.stage, Stage::Reading) { &Said::new() } else { &base };
        let mut new = new(&found, base);
        let tripped = found.iter().any(|(name, _)| name == check.name);
        new.remove(check.name);
        let allowed: BTreeSet<&str> =
            companions.get(check.name).into_iter().flat_map(|with| with.iter().copied()).collect();
        if !tripped || new != allowed {
            wrong.push(format!("{}: tripped {tripped}, with {new:?}, allowed {allowed:?}", check.name));
        }
        alone += usize::from(new.is_empty());
        used.insert(check.name);
    }
    let listed = EDITS.iter().map(|(name, _)| *name).chain(COMPANIONS.iter().map(|(name, ..)| *name));
    wrong.extend(listed.filter(|name| !used.contains(name)).map(|name| format!("{name} is no check")));
    println!("{} checks tripped, {alone} of them alone, {} with companions", ALL.len(), ALL.len() - alone);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Pushes the numbers of a profile that are not yet known, and says which are neither guarded nor free.
struct Walk {
    clean: Clean,
    base: Said,
    /// The numbers that were pushed.
    pushed: BTreeSet<String>,
    /// The entries of the list that were needed.
    needed: BTreeSet<(&'static str, Push)>,
    guarded: usize,
    listed: usize,
    wrong: Vec<String>,
}

impl Walk {
    fn over(&mut self, profile: &Value) {
        let numbers = profile::numbers(profile);
        for (path, number) in numbers.iter().filter(|(_, number)| !is_zero(number)) {
            if !self.pushed.insert(path.clone()) {
                continue;
            }
            for push in [Push::Up, Push::Down] {
                let mut pushed = profile.clone();
                let place = pushed.pointer_mut(path).expect("it was found there");
                *place = push.apply(place);
                if *place != *number {
                    let to = place.clone();
                    self.judge(&pushed, path, push, &format!("{number} -> {to}"));
                }
            }
        }
    }

    fn judge(&mut self, pushed: &Value, path: &str, push: Push, change: &str) {
        let bites = !new(&self.clean.said(pushed), &self.base).is_empty();
        let entry = FREE.iter().find(|(free, pushes, _)| schema::is(path, free) && pushes.contains(&push));
        match (bites, entry) {
            (true, None) => self.guarded += 1,
            (false, Some((free, ..))) => {
                self.listed += 1;
                self.needed.insert((free, push));
            }
            (true, Some(_)) => self.wrong.push(format!("{path}: {change} is found, and listed as free")),
            (false, None) => self.wrong.push(format!("{path}: {change} is not found, and not listed as free")),
        }
    }
}

/// Whether a number is zero, which no factor moves.
fn is_zero(number: &Value) -> bool {
    Push::Up.apply(number) == *number
}

#[test]
fn every_number_is_guarded_or_listed_as_free() {
    let clean = Clean::prod();
    let base = clean.said(&clean.profile);
    let prod = clean.profile.clone();
    let scenes: Vec<(&Scene, Value)> = SCENES.iter().map(|scene| (scene, clean.edited(scene.edits))).collect();
    let (pushed, needed) = (BTreeSet::new(), BTreeSet::new());
    let mut walk = Walk { clean, base, pushed, needed, guarded: 0, listed: 0, wrong: Vec::new() };
    walk.over(&prod);
    for (scene, profile) in &scenes {
        let said = walk.clean.said(profile);
        let expected: BTreeSet<&str> = scene.found.iter().copied().collect();
        let findings = new(&said, &walk.base);
        if findings != expected {
            walk.wrong.push(format!("{}: {findings:?}, not {expected:?}", scene.what));
        }
        let base = std::mem::replace(&mut walk.base, said);
        walk.over(profile);
        walk.base = base;
    }
    let listed = FREE.iter().flat_map(|(path, pushes, _)| pushes.iter().map(move |push| (*path, *push)));
    let gone: Vec<_> = listed.filter(|entry| !walk.needed.contains(entry)).collect();
    let leaves = schema::numbers().into_keys().collect::<BTreeSet<String>>();
    let always = |leaf: &str| ALWAYS_FOUND.iter().any(|(path, _)| *path == leaf);
    let known = |leaf: &&String| always(leaf) || walk.pushed.iter().any(|path| schema::is(path, leaf));
    let unknown: Vec<&String> = leaves.iter().filter(|leaf| !known(leaf)).collect();
    println!(
        "{} numbers, of all {} that a profile can state; each pushed up and down: {} pushes found, {} free with a reason",
        walk.pushed.len(),
        leaves.len(),
        walk.guarded,
        walk.listed
    );
    assert!(walk.wrong.is_empty(), "{}", walk.wrong.join("\n"));
    assert!(gone.is_empty(), "listed as free, and there is no such number: {gone:?}");
    assert!(unknown.is_empty(), "no scene states {unknown:?}");
}

/// Facts that a profile states because somebody measured or knows them, and the checks that ask for each while it is
/// missing. Where one fact stands in for another the check asks for none.
const FACTS: &[(&str, &[&str])] = &[
    ("/measured/capacity", &[]),
    ("/measured/batch_constant", &["batch-below-target-rate", "batch-slower-than-slo", "latency-target-unreachable"]),
    (
        "/measured/batch_per_request",
        &["batch-below-target-rate", "batch-slower-than-slo", "latency-target-unreachable"],
    ),
    ("/measured/model_load", &["startup-budget-below-load"]),
    ("/measured/image_pull", &["progress-deadline-below-startup"]),
    ("/measured/peak_memory", &["memory-limit-below-need"]),
    ("/measured/unloaded_p95", &["promise-near-unloaded-latency", "unloaded-latency-over-target"]),
    ("/measured/health_response", &["probe-timeout-under-load"]),
    ("/cluster/node_provisioning", &["progress-deadline-below-startup"]),
    ("/cluster/gpu_memory", &["model-over-gpu-memory"]),
    ("/cluster/prometheus/retention", &["retention-below-window"]),
    ("/traffic/growth", &["ramp-faster-than-scale-up"]),
    ("/traffic/longest_request", &["idle-timeout-below-request"]),
    ("/traffic/clients", &["client-limit-below-traffic"]),
    ("/model/size", &["model-volume-too-small"]),
    ("/performance/queue_limit", &["queue-target-unreachable", "queue-wait-over-slo", "latency-target-unreachable"]),
    ("/app/connection_age", &["connections-outlive-scale-up"]),
    ("/app/health_waits_for_model", &["healthy-before-loaded"]),
    ("/dependencies/0/timeout", &["dependency-timeout-over-slo"]),
    ("/dependencies/0/max_connections", &["connection-pool-over-limit"]),
    ("/load_test/rate", &["load-test-cannot-show-slo"]),
    ("/load_test/duration", &["load-test-cannot-show-slo"]),
];

/// Facts without which a check does not say `unverified` but finds something: a bound that is assumed instead.
const ASSUMED: &[(&str, &str)] =
    &[("/measured/idle_memory", "memory-target-below-idle"), ("/measured/idle_cpu", "cpu-target-below-idle")];

#[test]
fn a_fact_that_is_missing_is_asked_for_once_and_never_passed_over() {
    let clean = Clean::prod();
    let mut wrong = Vec::new();
    for (path, expected) in FACTS {
        let asked = clean.asked(&clean.edited(&[(path, None)]));
        let mut names: Vec<&str> = asked.iter().map(|(check, ..)| check.as_str()).collect();
        names.sort_unstable();
        let mut wanted = expected.to_vec();
        wanted.sort_unstable();
        if names != wanted {
            wrong.push(format!("{path}: asked for by {names:?}, not {wanted:?}"));
        }
        for (check, key, notes) in &asked {
            let how = notes.iter().any(|note| note.starts_with("to measure it: ") && note.len() > 40);
            if key.is_empty() || !how {
                wrong.push(format!("{check} does not say how to measure `{key}`: {notes:?}"));
            }
        }
    }
    for (path, check) in ASSUMED {
        let found = clean.said(&clean.edited(&[(path, None)]));
        if !found.contains(&((*check).to_owned(), Severity::Warning)) {
            wrong.push(format!("{path}: {check} passes in silence"));
        }
    }
    let listed: BTreeSet<&str> =
        FACTS.iter().map(|(path, _)| *path).chain(ASSUMED.iter().map(|(path, _)| *path)).collect();
    let measured = clean.profile["measured"].as_object().expect("a table");
    // Where it was measured, how much a start varies, and what goes before the line through two batches.
    let others = ["at", "start", "batch_times", "tokens"];
    for key in measured.keys().filter(|key| !others.contains(&key.as_str())) {
        if !listed.contains(format!("/measured/{key}").as_str()) {
            wrong.push(format!("measured.{key} is asked for by no check"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_any_measured_capacity_every_check_that_needs_it_says_so() {
    let clean = Clean::prod();
    let edits = ["/measured/capacity", "/measured/batch_constant", "/autoscaling/requests_per_pod"];
    let edits: Vec<profile::Edit> = edits.iter().map(|path| (*path, None)).collect();
    let asked = clean.asked(&clean.edited(&edits));
    let names: BTreeSet<&str> =
        asked.iter().filter(|(_, key, _)| key == "measured.capacity").map(|(check, ..)| check.as_str()).collect();
    let needed = [
        "evictions-below-load",
        "floor-below-warm-up-load",
        "no-headroom-at-peak",
        "queue-wait-over-slo",
        "ramp-faster-than-scale-up",
        "zone-loss-below-peak",
    ];
    assert_eq!(names, BTreeSet::from(needed));
}

#[test]
fn reasons_are_given_once_and_say_something() {
    let mut names = BTreeSet::new();
    for (path, _, why) in FREE {
        assert!(names.insert(*path), "{path} is listed twice");
        assert!(why.len() > 20, "{path}: `{why}` is no reason");
    }
    let always = ALWAYS_FOUND.iter().map(|(_, why)| *why);
    let reasons = FREE.iter().map(|(.., why)| *why).chain(COMPANIONS.iter().map(|(.., why)| *why)).chain(always);
    for word in reasons.flat_map(|why| why.split([' ', ',', ';', ':'])).filter(|word| word.matches('-').count() >= 2) {
        assert!(infgen::checks::find(word).is_some(), "there is no check `{word}`");
    }
    for (name, _, why) in COMPANIONS {
        assert!(why.len() > 20, "{name}: `{why}` is no reason");
    }
    let identities = [Value::from(5432), Value::from("30s"), Value::from("70%")];
    for value in identities {
        assert_ne!(Push::Up.apply(&value), value, "a push moves {value}");
    }
}
