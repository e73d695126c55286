//! Why a queueing model has no answer.

use std::fmt;

use super::quantity::PerSecond;

/// The reason a model cannot be solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ModelError {
    /// A parameter lies outside the range in which the model means anything.
    OutOfRange {
        /// The parameter's name.
        what: &'static str,
        /// The value that was given.
        value: f64,
        /// The range it has to lie in.
        range: &'static str,
    },
    /// The load is at or above what the servers can do, and the queue has no bound: it grows for ever.
    Unstable {
        /// Requests that arrive.
        offered: PerSecond,
        /// Requests that the servers can complete.
        ceiling: PerSecond,
    },
    /// The load is so near the ceiling that the queue is longer than the solver follows.
    NearCeiling {
        /// Requests that arrive.
        offered: PerSecond,
        /// Requests that the servers can complete.
        ceiling: PerSecond,
    },
}

impl fmt::Display for ModelError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange { what, value, range } => {
                write!(out, "{what} is {value}, outside {range}")
            }
            Self::Unstable { offered, ceiling } => {
                let (offered, ceiling) = (offered.value(), ceiling.value());
                write!(out, "{offered} requests/s are offered, {ceiling} requests/s is the ceiling")
            }
            Self::NearCeiling { offered, ceiling } => {
                let (offered, ceiling) = (offered.value(), ceiling.value());
                write!(out, "{offered} requests/s are offered, too near the ceiling of {ceiling} requests/s")
            }
        }
    }
}

impl std::error::Error for ModelError {}

/// `value` if it is a finite number above zero.
pub(super) fn positive(what: &'static str, value: f64) -> Result<f64, ModelError> {
    within(what, value, "(0, inf)", value > 0.0 && value.is_finite())
}

/// `value` if it is a finite number of at least zero.
pub(super) fn not_negative(what: &'static str, value: f64) -> Result<f64, ModelError> {
    within(what, value, "[0, inf)", value >= 0.0 && value.is_finite())
}

/// `value` if it lies strictly between zero and one.
pub(super) fn open_share(what: &'static str, value: f64) -> Result<f64, ModelError> {
    within(what, value, "(0, 1)", value > 0.0 && value < 1.0)
}

/// `count` if it is at least one.
pub(super) fn at_least_one(what: &'static str, count: u32) -> Result<u32, ModelError> {
    within(what, f64::from(count), "[1, inf)", count >= 1).map(|_| count)
}

/// `value` if `holds`.
pub(super) fn within(what: &'static str, value: f64, range: &'static str, holds: bool) -> Result<f64, ModelError> {
    if holds { Ok(value) } else { Err(ModelError::OutOfRange { what, value, range }) }
}

/// Nothing, if the offered load is below the ceiling.
pub(super) fn stable(offered: f64, ceiling: f64) -> Result<(), ModelError> {
    if offered < ceiling {
        return Ok(());
    }
    Err(ModelError::Unstable { offered: PerSecond::new(offered), ceiling: PerSecond::new(ceiling) })
}

#[cfg(test)]
mod tests {
    use super::{ModelError, PerSecond, at_least_one, not_negative, open_share, positive, stable};

    #[test]
    fn refuses_what_is_not_a_number() {
        assert!(positive("rate", f64::NAN).is_err());
        assert!(positive("rate", f64::INFINITY).is_err());
        assert!(positive("rate", 0.0).is_err());
        assert!(not_negative("delay", 0.0).is_ok());
        assert!(not_negative("delay", -1.0).is_err());
        assert!(open_share("level", 1.0).is_err());
        assert!(at_least_one("servers", 0).is_err());
    }

    #[test]
    fn a_load_equal_to_the_ceiling_is_unstable() {
        assert!(stable(1.0, 1.0).is_err());
        assert!(stable(f64::NAN, 1.0).is_err());
        assert!(stable(0.9, 1.0).is_ok());
    }

    #[test]
    fn messages_name_both_numbers() {
        let message = ModelError::Unstable { offered: PerSecond::new(80.0), ceiling: PerSecond::new(71.5) }.to_string();
        assert_eq!(message, "80 requests/s are offered, 71.5 requests/s is the ceiling");
        let message = positive("service_rate", -2.0).unwrap_err().to_string();
        assert_eq!(message, "service_rate is -2, outside (0, inf)");
    }
}
