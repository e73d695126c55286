//! A number with its unit, its arithmetic and what it rests on.

use crate::located::{Located, Origin};
use crate::units::{Duration, Growth, Rate, Replicas};
use serde::Serialize;
use std::fmt;

/// Figures on one subject.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The subject.
    pub title: &'static str,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// A number with its unit, its arithmetic and what it rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What it is.
    pub name: &'static str,
    /// The number; none where it cannot be known.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
    /// As people read it.
    pub text: String,
    /// How it came about.
    pub arithmetic: String,
    /// What it takes for granted, because nobody measured it.
    pub assumed: Vec<String>,
}

impl Figure {
    fn new(name: &'static str, value: f64, unit: &str, text: &dyn fmt::Display, arithmetic: String) -> Self {
        let assumed = Vec::new();
        Self { name, value: Some(value), unit: unit.to_owned(), text: text.to_string(), arithmetic, assumed }
    }

    pub(super) fn rate(name: &'static str, rate: Rate, arithmetic: String) -> Self {
        Self::new(name, rate.as_f64(), "rps", &rate, arithmetic)
    }

    pub(super) fn growth(name: &'static str, growth: Growth, arithmetic: String) -> Self {
        Self::new(name, growth.as_f64(), "rps/min", &growth, arithmetic)
    }

    pub(super) fn time(name: &'static str, time: Duration, arithmetic: String) -> Self {
        Self::new(name, time.as_secs_f64(), "s", &time, arithmetic)
    }

    /// A time shorter than the milliseconds of a [`Duration`].
    pub(super) fn seconds(name: &'static str, seconds: f64, arithmetic: String) -> Self {
        let text = format!("{:.1}ms", seconds * 1e3);
        Self::new(name, seconds, "s", &text, arithmetic)
    }

    pub(super) fn pods(name: &'static str, pods: Replicas, arithmetic: String) -> Self {
        Self::new(name, f64::from(pods.get()), "pods", &pods, arithmetic)
    }

    pub(super) fn amount(name: &'static str, amount: f64, unit: &str, arithmetic: String) -> Self {
        let text = format!("{amount:.0} {unit}");
        Self::new(name, amount, unit, &text, arithmetic)
    }

    pub(super) fn unknown(name: &'static str, why: &str) -> Self {
        let (unit, text) = (String::new(), "unknown".to_owned());
        Self { name, value: None, unit, text, arithmetic: why.to_owned(), assumed: Vec::new() }
    }

    /// The same, which rests on this too.
    pub(super) fn assuming(mut self, assumed: impl IntoIterator<Item = String>) -> Self {
        self.assumed.extend(assumed);
        self
    }
}

/// What a value takes for granted, if nobody wrote it.
pub(super) fn assumption<T: fmt::Display>(what: &str, value: &Located<T>) -> Option<String> {
    match value.origin() {
        Origin::Written(_) => None,
        Origin::Default => Some(format!("{what} {value}")),
        Origin::Derived(how) => {
            let how = how.strip_prefix("assumed: ").unwrap_or(how);
            Some(format!("{what} {value} ({how})"))
        }
    }
}
