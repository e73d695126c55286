//! Quantities with their units: what a profile states, in the notation that people write.
//!
//! Every unit is a newtype over a whole number, so that equal text means equal value on every machine.
//! Text units ([`Duration`], [`Bytes`], [`Cpu`], [`Rate`], [`Growth`], [`Share`]) read and print strings such as
//! `"30s"`; whole units ([`Replicas`], [`Gpus`] and their kind) are TOML integers. Printing is canonical, and
//! reading what was printed gives the same value back.

use std::fmt;
use std::ops::{Add, Mul, Sub};

mod decimal;
mod duration;
mod quantity;
mod rate;
mod share;
mod whole;

pub use decimal::Decimal;
pub use duration::Duration;
pub use quantity::{Bytes, Cpu};
pub use rate::{Growth, Rate};
pub use share::Share;
pub use whole::{Connections, Gpus, Nodes, Port, Replicas, Requests, Zones};

/// Why a text is not a quantity: what was expected, with an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError {
    text: String,
    expected: &'static str,
}

impl UnitError {
    fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.to_owned(), expected }
    }
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.text, self.expected)
    }
}

impl std::error::Error for UnitError {}

/// Splits `"1.5Gi"` into a decimal number, scaled by `scale`, and its suffix.
///
/// `None` where the number is missing, negative, has more digits than `scale` can hold, or overflows: a quantity is
/// never rounded in silence.
fn decimal(text: &str, scale: u64) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || (number.contains('.') && fraction.is_empty()) {
        return None;
    }
    let mut value = whole.parse::<u64>().ok()?.checked_mul(scale)?;
    let mut unit = scale;
    for digit in fraction.bytes() {
        let digit = u64::from(digit.checked_sub(b'0').filter(|d| *d < 10)?);
        if !unit.is_multiple_of(10) {
            return if digit == 0 { Some((value, suffix)) } else { None };
        }
        unit /= 10;
        value = value.checked_add(digit.checked_mul(unit)?)?;
    }
    Some((value, suffix))
}

/// Prints `value / scale` with as few decimals as it needs.
fn write_decimal(f: &mut fmt::Formatter<'_>, value: u64, scale: u64) -> fmt::Result {
    write!(f, "{}", value / scale)?;
    let mut rest = value % scale;
    if rest > 0 {
        f.write_str(".")?;
        let mut unit = scale;
        while rest > 0 && unit > 1 {
            unit /= 10;
            write!(f, "{}", rest / unit)?;
            rest %= unit;
        }
    }
    Ok(())
}

/// Gives a text unit its serde and schema implementations: `$example` documents the notation.
macro_rules! text_unit {
    ($unit:ident, $expected:literal, $pattern:literal, $example:literal) => {
        impl serde::Serialize for $unit {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $unit {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $unit;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$unit, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        impl schemars::JsonSchema for $unit {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($unit).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "description": $expected,
                    "pattern": $pattern,
                    "examples": [$example],
                })
            }
        }
    };
}
use text_unit;

/// What a replica count and a rate per replica make together.
impl Mul<Replicas> for Rate {
    type Output = Rate;
    fn mul(self, replicas: Replicas) -> Rate {
        Rate::from_milli(self.milli().saturating_mul(u64::from(replicas.get())))
    }
}

/// Growth over a time, as the load it adds.
impl Mul<Duration> for Growth {
    type Output = Rate;
    fn mul(self, time: Duration) -> Rate {
        let milli = u128::from(self.milli_per_minute()) * u128::from(time.millis()) / 60_000;
        Rate::from_milli(u64::try_from(milli).unwrap_or(u64::MAX))
    }
}

/// Little's law: the requests that are in flight when `self` arrive and each stays for `time`.
impl Mul<Duration> for Rate {
    type Output = Requests;
    fn mul(self, time: Duration) -> Requests {
        let requests = (u128::from(self.milli()) * u128::from(time.millis())).div_ceil(1_000_000);
        Requests::new(u32::try_from(requests).unwrap_or(u32::MAX))
    }
}

impl Add for Rate {
    type Output = Rate;
    fn add(self, other: Rate) -> Rate {
        Rate::from_milli(self.milli().saturating_add(other.milli()))
    }
}

impl Sub for Rate {
    type Output = Rate;
    /// Never below zero.
    fn sub(self, other: Rate) -> Rate {
        Rate::from_milli(self.milli().saturating_sub(other.milli()))
    }
}

/// Parses, or says what was expected.
fn parse_with<T>(text: &str, expected: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, UnitError> {
    read(text).ok_or_else(|| UnitError::new(text, expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::str::FromStr;

    /// Parses, and says why not.
    fn read<T: FromStr<Err = UnitError>>(text: &str) -> T {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    proptest! {
        #[test]
        fn units_parse_what_they_print(value in 0..u64::MAX / 1_000_000) {
            let duration = Duration::from_millis(value);
            prop_assert_eq!(read::<Duration>(&duration.to_string()), duration);
            let bytes = Bytes::new(value);
            prop_assert_eq!(read::<Bytes>(&bytes.to_string()), bytes);
            let cpu = Cpu::from_milli(value);
            prop_assert_eq!(read::<Cpu>(&cpu.to_string()), cpu);
            let rate = Rate::from_milli(value);
            prop_assert_eq!(read::<Rate>(&rate.to_string()), rate);
            let growth = Growth::from_milli_per_minute(value);
            prop_assert_eq!(read::<Growth>(&growth.to_string()), growth);
            let share = Share::from_ppm(value);
            prop_assert_eq!(read::<Share>(&share.to_string()), share);
        }

        #[test]
        fn no_text_makes_a_unit_panic(text in ".*") {
            let _ = text.parse::<Duration>();
            let _ = text.parse::<Bytes>();
            let _ = text.parse::<Cpu>();
            let _ = text.parse::<Rate>();
            let _ = text.parse::<Growth>();
            let _ = text.parse::<Share>();
        }
    }

    #[test]
    fn growth_over_a_time_is_a_load() {
        assert_eq!(read::<Growth>("12rps/min") * read::<Duration>("5m"), read("60rps"));
    }

    #[test]
    fn littles_law_rounds_up() {
        assert_eq!(read::<Rate>("50rps") * read::<Duration>("500ms"), Requests::new(25));
        assert_eq!(read::<Rate>("1rps") * read::<Duration>("1ms"), Requests::new(1));
    }
}
