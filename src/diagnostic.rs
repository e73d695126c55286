//! A finding as data: what is wrong, where, by how much, and the edit that mends it. No terminal is known here.

use crate::checks::Check;
use crate::located::{Located, Origin, Place};
use crate::printable::{lines, one_line};
use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A controller rejects it, or it fails in production as written. No file is written.
    Error,
    /// It holds today without margin, or against good practice.
    Warning,
    /// Not verified for want of a measurement, or accepted with a reason.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The check that found it.
    pub check: &'static Check,
    /// How bad it is here.
    pub severity: Severity,
    /// One sentence, lower case, both quantities with units, without a full stop.
    pub message: String,
    /// The cause first, then the bounds.
    pub labels: Vec<Label>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// What mends it.
    pub fixes: Vec<Fix>,
    /// Why it was accepted, if it was.
    pub accepted: Option<String>,
    /// The fact for want of which nothing could be decided.
    pub lacks: Option<Lack>,
}

/// A fact that is missing.
#[derive(Debug, Clone)]
pub struct Lack {
    /// Its key (`measured.capacity`).
    pub key: String,
    /// The checks that wait for it besides the one that asks.
    pub waiting: Vec<&'static Check>,
}

/// A value that a finding speaks of.
#[derive(Debug, Clone)]
pub struct Label {
    /// Where the value came from.
    pub origin: Origin,
    /// What it is (`grace period is 30s`).
    pub text: String,
}

/// An edit of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The key, from the root (`rollout.grace_period`).
    pub path: String,
    /// What to do with it.
    pub edit: Edit,
    /// Why that mends it, in a few words.
    pub title: String,
    /// Whether it can be applied unseen: it makes the numbers agree and promises nothing new.
    pub safe: bool,
}

/// What to do with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Give it this value, in TOML.
    Set(String),
    /// Take it out.
    Remove,
}

impl Fix {
    /// Sets a key to a value, given in TOML (`"270s"` with its quotes).
    #[must_use]
    pub fn set(path: &str, toml: impl Into<String>, title: impl Into<String>) -> Self {
        Self { path: path.to_owned(), edit: Edit::Set(toml.into()), title: title.into(), safe: false }
    }

    /// Sets a key to a text unit.
    #[must_use]
    pub fn quoted(path: &str, value: impl fmt::Display, title: impl Into<String>) -> Self {
        Self::set(path, format!("\"{value}\""), title)
    }

    /// Takes a key out.
    #[must_use]
    pub fn remove(path: &str, title: impl Into<String>) -> Self {
        Self { path: path.to_owned(), edit: Edit::Remove, title: title.into(), safe: false }
    }

    /// Marks the edit as safe to apply unseen.
    #[must_use]
    pub fn safe(mut self) -> Self {
        self.safe = true;
        self
    }
}

impl Diagnostic {
    /// A finding of a check, at the check's severity. Its texts hold what a person wrote, and are made printable.
    #[must_use]
    pub fn new(check: &'static Check, message: impl Into<String>) -> Self {
        Self {
            check,
            severity: check.severity,
            message: one_line(&message.into()).into_owned(),
            labels: Vec::new(),
            notes: Vec::new(),
            fixes: Vec::new(),
            accepted: None,
            lacks: None,
        }
    }

    /// Lowers (or raises) the severity where the check's page says so.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Labels a value; the first label is the cause, the others are its bounds.
    pub fn label<T>(&mut self, value: &Located<T>, text: impl Into<String>) -> &mut Self {
        self.labels.push(Label { origin: value.origin().clone(), text: one_line(&text.into()).into_owned() });
        self
    }

    /// Labels a place.
    pub fn place(&mut self, place: Place, text: impl Into<String>) -> &mut Self {
        self.labels.push(Label { origin: Origin::Written(place), text: one_line(&text.into()).into_owned() });
        self
    }

    /// Adds what else there is to know.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.notes.push(lines(&text.into()).into_owned());
        self
    }

    /// Adds an edit that mends it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }

    /// The first written place that the finding speaks of, by which findings are ordered and shown in one line.
    #[must_use]
    pub fn primary_place(&self) -> Option<&Place> {
        self.labels.iter().find_map(|label| label.origin.place())
    }
}
