//! Every number of a profile at the ends of what its notation can say: nothing overflows, divides by zero or panics, in
//! the checks, the manifests or the plan. What the numbers are worth is judged elsewhere.

use infgen::compile::compile;
use infgen::plan::Plan;
use infgen::source::{Library, Sources};
use infgen::yaml;
use serde_json::Value;
use std::path::PathBuf;

/// The tables that the formulas of a plan take their numbers from; a plan takes a hundred times as long as a check.
const PLANNED: [&str; 4] = ["traffic.", "measured.", "performance.", "autoscaling.m"];

/// An argument, and what went wrong with it.
type Fault = (String, String);

fn library() -> Library {
    Library { folder: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("profiles") }
}

/// The least and the most that a value of this notation can be.
fn ends(value: &Value) -> &'static [&'static str] {
    let text = match value {
        Value::Number(number) if number.is_f64() => return &["0.0", "1e300"],
        Value::Number(_) => return &["0", "4294967295"],
        Value::String(text) => text.as_str(),
        _ => return &[],
    };
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    match (unit, text.len() > unit.len()) {
        ("ms" | "s" | "m" | "h" | "d", true) => &["0s", "18446744073709551615ms", "9999999999s"],
        ("%", true) => &["0%", "100%"],
        ("rps", true) => &["0rps", "0.001rps", "9999999999rps"],
        ("Ki" | "Mi" | "Gi" | "Ti" | "", true) => &["0", "1", "16777215Ti", "18446744073709551615"],
        _ => &[],
    }
}

/// Every leaf of a profile as an argument at one of its ends.
fn arguments(path: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
                let key = if bare { key.clone() } else { format!("\"{key}\"") };
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                arguments(&path, value, found);
            }
        }
        leaf => found.extend(ends(leaf).iter().map(|end| format!("{path}={end}"))),
    }
}

/// Compiles, writes and plans the shipped `prod` with an argument; what it panics with is the fault.
fn fault(argument: &str) -> Option<Fault> {
    let arguments = [argument.to_owned()];
    let all = || {
        let outcome = compile(&library(), "prod", &arguments, &mut Sources::default()).expect("it is an assignment");
        if let Some((stack, manifests)) = &outcome.built {
            manifests.files.iter().for_each(|file| drop(yaml::file(file, "prod")));
            if PLANNED.iter().any(|table| argument.starts_with(table)) {
                drop(Plan::of("prod", stack));
            }
        }
    };
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(all)).err()?;
    let said = panic.downcast_ref::<String>().cloned();
    let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
    Some((argument.to_owned(), said.unwrap_or_default()))
}

#[test]
fn every_number_at_its_ends_is_taken_or_refused() {
    let outcome = compile(&library(), "prod", &[], &mut Sources::default()).expect("prod is there");
    let (stack, _) = outcome.built.expect("prod can be built");
    let profile = serde_json::to_value(&stack.profile).expect("a profile is JSON");
    let mut all = Vec::new();
    arguments("", &profile, &mut all);
    assert!(all.len() > 280, "only {} arguments: the notations are not recognised", all.len());
    let faults: Vec<Fault> = all.iter().filter_map(|argument| fault(argument)).collect();
    assert!(faults.is_empty(), "{} of {}: {faults:#?}", faults.len(), all.len());
}
