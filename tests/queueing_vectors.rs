//! Every conformance vector of the queueing models, with all its numbers.
//!
//! `tests/conformance/queueing/*.json` and the files, or folders of such files, named in `INFGEN_QUEUEING_VECTORS`
//! (separated by colons). Each vector names a model, its inputs and the answers of an independent method, most of them agreed on by two; some carry
//! the result of a discrete-event simulation too. An unknown model, input or answer is a failure, never a skip.

#[path = "support/named.rs"]
mod named;
mod queueing_vectors {
    pub(super) mod models;
    pub(super) mod vector;
}

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use queueing_vectors::models::answers;
use queueing_vectors::vector::{File, Vector};

/// Relative difference allowed beyond what the two methods of a vector differ by: its numbers have ten digits.
const TEN_DIGITS: f64 = 1e-9;

/// Waits below this are none: where the share of requests that wait is a quantile's level, rounding decides.
const NO_WAIT: f64 = 1e-14;

/// Vectors and values that were compared.
#[derive(Default)]
struct Count {
    vectors: usize,
    values: usize,
}

#[test]
fn every_vector_is_reproduced() {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut mismatches = Vec::new();
    for vector in files().iter().flat_map(|path| read(path)) {
        let count = counts.entry(vector.kind.clone()).or_default();
        count.vectors += 1;
        count.values += vector.out.len() + vector.simulated().count();
        match mismatches_of(&vector) {
            Ok(found) => mismatches.extend(found),
            Err(reason) => mismatches.push(format!("{} ({}): {reason}", vector.id, vector.kind)),
        }
    }
    for (kind, Count { vectors, values }) in &counts {
        println!("{kind:24} {vectors:4} vectors {values:5} values");
    }
    assert!(!counts.is_empty(), "no vector found");
    assert!(mismatches.is_empty(), "mismatches:\n{}", mismatches.join("\n"));
}

/// A line for each value that differs.
fn mismatches_of(vector: &Vector) -> Result<Vec<String>, String> {
    let answers = answers(vector)?;
    let answer = |key: &str| answers.get(key).copied().ok_or_else(|| format!("unknown answer `{key}`"));
    let mut found = Vec::new();
    let mut compare = |key: &str, actual: f64, expected: f64, allowed: f64| {
        let difference = (actual - expected).abs();
        if difference.is_nan() || difference > allowed {
            let id = &vector.id;
            found.push(format!("{id}: {key} is {actual:?}, expected {expected:?} +- {allowed:.1e}"));
        }
    };
    for (key, &expected) in &vector.out {
        let apart = vector.rel_diff_of_2_methods.get(key).copied().unwrap_or(0.0);
        let floor = if key.starts_with("wait") { NO_WAIT } else { 0.0 };
        let allowed = (TEN_DIGITS + apart) * expected.abs() + floor;
        compare(key, answer(key)?, expected, allowed);
    }
    for (key, expected) in vector.simulated() {
        let allowed = simulation_tolerance(key, expected)?;
        compare(&format!("simulated {key}"), answer(key)?, expected, allowed);
    }
    Ok(found)
}

/// What twenty million simulated arrivals are good for: 0.2 % of a mean, 0.3 % of a quantile, 3 % of a reject share of
/// 0.1 % or more and 10 % of a smaller one (rejects come in clusters), and half of the last digit printed.
fn simulation_tolerance(key: &str, expected: f64) -> Result<f64, String> {
    match key {
        "mean_sojourn" => Ok(0.002 * expected + 5e-6),
        "sojourn_p50" | "sojourn_p95" | "sojourn_p99" => Ok(0.003 * expected + 5e-5),
        "p_reject" if expected >= 1e-3 => Ok(0.03 * expected + 5e-6),
        "p_reject" => Ok(0.1 * expected + 5e-6),
        _ => Err(format!("unknown simulated value `{key}`")),
    }
}

fn files() -> Vec<PathBuf> {
    named::files(Path::new("tests/conformance/queueing"), "INFGEN_QUEUEING_VECTORS")
}

fn read(path: &Path) -> Vec<Vector> {
    let name = path.display();
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let file: File = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    if let Some(count) = file.count {
        assert_eq!(count, file.vectors.len(), "{name} says how many vectors it has");
    }
    file.vectors
}
