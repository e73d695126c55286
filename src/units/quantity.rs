//! [`Bytes`] and [`Cpu`]: Kubernetes resource quantities in canonical form.

use super::{UnitError, decimal, parse_with, text_unit};
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// Memory or storage in whole bytes, written `16Gi`, `500Mi` or `8G`.
///
/// Printed in the canonical form of `k8s.io/apimachinery`'s `Quantity`: the largest suffix that leaves a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Bytes(u64);

const BYTES: &str = "an amount of memory such as `16Gi`, `500Mi` or `8G`";
text_unit!(
    Bytes,
    "an amount of memory such as `16Gi`, `500Mi` or `8G`",
    r"^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$",
    "16Gi"
);

const BINARY: [(&str, u64); 4] = [("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
const DECIMAL: [(&str, u64); 4] = [("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000)];

impl Bytes {
    /// From whole bytes.
    #[must_use]
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// From whole gibibytes.
    #[must_use]
    pub const fn gibi(count: u64) -> Self {
        Self(count << 30)
    }

    /// From whole mebibytes.
    #[must_use]
    pub const fn mebi(count: u64) -> Self {
        Self(count << 20)
    }

    /// In whole bytes.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next amount that people write: whole mebibytes.
    #[must_use]
    pub const fn rounded_up(self) -> Self {
        Self(self.0.div_ceil(1 << 20).saturating_mul(1 << 20))
    }
}

impl FromStr for Bytes {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_with(text, BYTES, |text| {
            let suffix = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let unit = match suffix {
                "" => 1,
                suffix => BINARY.iter().chain(&DECIMAL).find(|(name, _)| *name == suffix)?.1,
            };
            let (micro, _) = decimal(text, 1_000_000)?;
            let scaled = u128::from(micro) * u128::from(unit);
            scaled.is_multiple_of(1_000_000).then_some(())?;
            u64::try_from(scaled / 1_000_000).ok().map(Self)
        })
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fitting = BINARY.iter().chain(&DECIMAL).find(|(_, unit)| self.0 >= *unit && self.0.is_multiple_of(*unit));
        match fitting {
            Some((suffix, unit)) => write!(f, "{}{suffix}", self.0 / unit),
            None => write!(f, "{}", self.0),
        }
    }
}

impl Add for Bytes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Bytes {
    type Output = Self;
    /// Never below zero.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self(0), Add::add)
    }
}

/// Processor time in thousandths of a core, written `500m` or `2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cpu(u64);

const CPU: &str = "an amount of processor such as `2`, `1.5` or `500m` (in quotes)";
text_unit!(Cpu, "an amount of processor such as `2`, `1.5` or `500m` (in quotes)", r"^[0-9]+(\.[0-9]+)?m?$", "500m");

impl Cpu {
    /// From thousandths of a core.
    #[must_use]
    pub const fn from_milli(milli: u64) -> Self {
        Self(milli)
    }

    /// In thousandths of a core.
    #[must_use]
    pub const fn milli(self) -> u64 {
        self.0
    }

    /// For messages: `1.4 cores`.
    #[must_use]
    pub fn cores(self) -> String {
        struct Text(u64);
        impl fmt::Display for Text {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                super::write_decimal(f, self.0, 1_000)
            }
        }
        format!("{} {}", Text(self.0), if self.0 == 1_000 { "core" } else { "cores" })
    }
}

impl FromStr for Cpu {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_with(text, CPU, |text| match text.strip_suffix('m') {
            Some(milli) => decimal(milli, 1).filter(|(_, rest)| rest.is_empty()).map(|(value, _)| Self(value)),
            None => decimal(text, 1_000).filter(|(_, rest)| rest.is_empty()).map(|(value, _)| Self(value)),
        })
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1_000) { write!(f, "{}", self.0 / 1_000) } else { write!(f, "{}m", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_bytes_as_the_api_server_would() {
        for (text, printed) in [
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("1000M", "1G"),
            ("16Gi", "16Gi"),
            ("8G", "7812500Ki"),
            ("1500", "1500"),
            ("0", "0"),
        ] {
            let read: Bytes = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.to_string(), printed, "{text}");
        }
    }

    #[test]
    fn prints_cpu_as_the_api_server_would() {
        for (text, printed) in [("2000m", "2"), ("0.5", "500m"), ("2", "2"), ("1.25", "1250m")] {
            let read: Cpu = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.to_string(), printed, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_quantity() {
        for text in ["", "Gi", "1gb", "1 Gi", "-1Gi", "1.0000001Ki", "16GB", "1e3"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
        for text in ["", "m", "0.5m", "0.0001", "2 cores"] {
            assert!(text.parse::<Cpu>().is_err(), "{text}");
        }
    }
}
