//! The proof that checks bite: from the clean `prod`, the smallest edit for each check, and every number pushed.

#[path = "mutation/edits.rs"]
mod edits;
#[path = "mutation/free.rs"]
mod free;
#[path = "mutation/profile.rs"]
mod profile;

use edits::{COMPANIONS, EDITS};
use free::{FREE, Push};
use infgen::checks::{ALL, Stage};
use infgen::diagnostic::Severity;
use profile::{Clean, Said};
use serde_json::Value;
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

#[test]
fn every_number_is_guarded_or_listed_as_free() {
    let clean = Clean::prod();
    let base = clean.said(&clean.profile);
    let free: BTreeMap<(&str, Push), &str> =
        FREE.iter().flat_map(|(path, pushes, why)| pushes.iter().map(move |push| ((*path, *push), *why))).collect();
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut guarded, mut listed, mut zeros) = (0, 0, 0);
    let numbers = clean.numbers();
    for (path, number) in &numbers {
        for push in [Push::Up, Push::Down] {
            let mut pushed = clean.profile.clone();
            let place = pushed.pointer_mut(path).expect("it was found there");
            *place = push.apply(place);
            if *place == *number || profile::is_zero(number) {
                zeros += 1;
                continue;
            }
            let to = place.clone();
            let bites = !new(&clean.said(&pushed), &base).is_empty();
            let is_free = free.contains_key(&(path.as_str(), push));
            seen.insert((path.clone(), push));
            match (bites, is_free) {
                (true, false) => guarded += 1,
                (false, true) => listed += 1,
                (true, true) => wrong.push(format!("{path}: {number} -> {to} is found, and listed as free")),
                (false, false) => wrong.push(format!("{path}: {number} -> {to} is not found, and not listed as free")),
            }
        }
    }
    let gone = free.keys().filter(|(path, push)| !seen.contains(&((*path).to_owned(), *push)));
    wrong.extend(gone.map(|(path, push)| format!("{path} {push:?} is listed as free, and there is no such number")));
    println!(
        "{} numbers, each pushed up and down: {guarded} pushes found, {listed} free with a reason, {zeros} of a zero",
        numbers.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reasons_are_given_once_and_say_something() {
    let mut names = BTreeSet::new();
    for (path, _, why) in FREE {
        assert!(names.insert(*path), "{path} is listed twice");
        assert!(why.len() > 20, "{path}: `{why}` is no reason");
    }
    for (name, _, why) in COMPANIONS {
        assert!(why.len() > 20, "{name}: `{why}` is no reason");
    }
    let clean = Clean::prod();
    let identities = [Value::from(5432), Value::from("30s"), Value::from("70%")];
    for value in identities {
        assert_ne!(Push::Up.apply(&value), value, "a push moves {value}");
    }
    assert!(clean.numbers().len() > 120, "the walk finds the numbers");
}
