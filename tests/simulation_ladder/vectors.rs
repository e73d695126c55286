//! The queueing vectors, and how a simulation is held against them.

use std::collections::BTreeMap;

use infgen::simulation::Estimate;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

/// One case of one model.
#[derive(Deserialize)]
pub(crate) struct Vector {
    pub(crate) id: String,
    kind: String,
    #[serde(rename = "in")]
    inputs: BTreeMap<String, Value>,
    out: BTreeMap<String, f64>,
}

impl Vector {
    pub(crate) fn input(&self, name: &str) -> f64 {
        let value = self.inputs.get(name).and_then(Value::as_f64);
        value.unwrap_or_else(|| panic!("{} has no input `{name}`", self.id))
    }

    pub(crate) fn count(&self, name: &str) -> u32 {
        let text = format!("{}", self.input(name));
        text.parse().expect("a count")
    }

    pub(crate) fn out(&self, name: &str) -> Option<f64> {
        self.out.get(name).copied()
    }
}

/// All vectors of a kind.
pub(crate) fn of_kind(kind: &str) -> Vec<Vector> {
    let text = include_str!("../conformance/queueing/queueing-vectors.json");
    let file: File = serde_json::from_str(text).expect("vectors");
    let vectors: Vec<Vector> = file.vectors.into_iter().filter(|v| v.kind == kind).collect();
    assert!(!vectors.is_empty(), "no vectors of kind {kind}");
    vectors
}

/// What a simulated figure may differ from the exact one.
#[derive(Clone, Copy)]
pub(crate) struct Tolerance {
    /// Standard errors of the mean.
    pub(crate) errors: f64,
    /// Relative error that the measurement itself has, such as the digits of a histogram.
    pub(crate) digits: f64,
    /// Relative error above which a long run is wrong whatever its standard error.
    pub(crate) cap: f64,
}

/// Faults found in a vector.
#[derive(Default)]
pub(crate) struct Faults(Vec<String>);

impl Faults {
    /// Holds an estimate over `replications` against an exact value.
    pub(crate) fn check(&mut self, what: &str, found: Estimate, exact: Option<f64>, tolerance: Tolerance) {
        let Some(exact) = exact else {
            return;
        };
        // The half-width of 20 replications is 2.093 standard errors.
        let error = found.half_width.expect("replications") / 2.093;
        let off = (found.mean - exact).abs();
        let relative = off / exact.abs().max(1e-12);
        let allowed = tolerance.errors * error + tolerance.digits * exact.abs();
        if off > allowed || relative > tolerance.cap {
            self.0.push(format!(
                "{what}: {} is {:.3} % off {exact}, {:.1} standard errors",
                found.mean,
                relative * 100.0,
                off / error,
            ));
        }
    }

    pub(crate) fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}
