//! Faults of a field, worded as the API server words them. [`apimachinery/pkg/util/validation/field/errors.go`]

use std::fmt;

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldErrorKind {
    /// The field must be set.
    Required,
    /// The value is not acceptable.
    Invalid,
    /// The value is none of a closed list.
    Unsupported,
    /// The field must not be set.
    Forbidden,
}

impl FieldErrorKind {
    const fn text(self) -> &'static str {
        match self {
            Self::Required => "Required value",
            Self::Invalid => "Invalid value",
            Self::Unsupported => "Unsupported value",
            Self::Forbidden => "Forbidden",
        }
    }
}

/// A fault of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Path of the field, such as `spec.metrics[0].type`.
    pub field: String,
    /// Kind of the fault.
    pub kind: FieldErrorKind,
    /// The kind, the value and the detail in the API server's words, without the path.
    pub message: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// A text value as the API server prints it.
pub(super) fn quoted(value: &str) -> String {
    format!("{value:?}")
}

/// The way to a field.
pub(super) struct Path(String);

impl Path {
    pub(super) fn new(root: &str) -> Self {
        Self(root.to_owned())
    }

    pub(super) fn child(&self, name: &str) -> Self {
        Self(format!("{}.{name}", self.0))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

/// Faults in the order found.
#[derive(Default)]
pub(super) struct Errors(Vec<FieldError>);

impl Errors {
    pub(super) fn required(&mut self, path: &Path, detail: &str) {
        self.push(path, FieldErrorKind::Required, None, detail);
    }

    pub(super) fn forbidden(&mut self, path: &Path, detail: &str) {
        self.push(path, FieldErrorKind::Forbidden, None, detail);
    }

    pub(super) fn invalid(&mut self, path: &Path, value: &dyn fmt::Display, detail: &str) {
        self.push(path, FieldErrorKind::Invalid, Some(value), detail);
    }

    /// The value is none of `supported`, which is given in alphabetical order.
    pub(super) fn unsupported(&mut self, path: &Path, value: &str, supported: &[&str]) {
        let listed: Vec<String> = supported.iter().map(|name| quoted(name)).collect();
        let detail = format!("supported values: {}", listed.join(", "));
        self.push(path, FieldErrorKind::Unsupported, Some(&quoted(value)), &detail);
    }

    pub(super) fn into_vec(self) -> Vec<FieldError> {
        self.0
    }

    fn push(&mut self, path: &Path, kind: FieldErrorKind, value: Option<&dyn fmt::Display>, detail: &str) {
        let mut message = kind.text().to_owned();
        if let Some(value) = value {
            message = format!("{message}: {value}");
        }
        if !detail.is_empty() {
            message = format!("{message}: {detail}");
        }
        self.0.push(FieldError { field: path.0.clone(), kind, message });
    }
}
