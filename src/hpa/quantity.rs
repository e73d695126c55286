//! Kubernetes quantities, as far as an autoscaler states them. [`apimachinery/pkg/api/resource/quantity.go`]

use std::fmt;
use std::str::FromStr;

use super::float;
use super::units::Milli;

/// Largest power of ten kept; anything beyond is not a quantity that a metric can reach.
const MAX_DECIMALS: i32 = 18;

/// A decimal number `mantissa * 10^exponent` written as `300m`, `0.1`, `16Gi` or `1e3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    mantissa: i128,
    exponent: i32,
}

/// A text that is not a quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityError(String);

impl Quantity {
    /// A quantity of so many thousandths.
    #[must_use]
    pub fn from_milli(thousandths: i64) -> Self {
        Self { mantissa: i128::from(thousandths), exponent: -3 }
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether it is above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    /// The value in thousandths, rounded up; held at the 64-bit bounds.
    #[must_use]
    pub fn milli(self) -> Milli {
        let shift = self.exponent + 3;
        let value = if shift >= 0 {
            self.mantissa.saturating_mul(power_of_ten(shift))
        } else {
            divide_up(self.mantissa, power_of_ten(-shift))
        };
        let limit = if value < 0 { i64::MIN } else { i64::MAX };
        Milli::new(i64::try_from(value).unwrap_or(limit))
    }

    /// The float64 that the controller takes for a tolerance: digits of the canonical form times a power of ten.
    #[must_use]
    pub fn approximate(self) -> f64 {
        let canonical = self.canonical();
        let digits = i64::try_from(canonical.mantissa).unwrap_or(i64::MAX);
        let power = match canonical.exponent {
            -3 => 1e-3,
            -6 => 1e-6,
            -9 => 1e-9,
            other => 10_f64.powi(other),
        };
        float::from_i64(digits) * power
    }

    /// Whether both are the same amount, however written: `1000m` is `1`, and `1024Mi` is `1Gi`.
    #[must_use]
    pub const fn same_amount(self, other: Self) -> bool {
        let (one, other) = (self.without_zeros(), other.without_zeros());
        one.mantissa == other.mantissa && one.exponent == other.exponent
    }

    /// The same with the shortest number before its power of ten.
    const fn without_zeros(self) -> Self {
        let Self { mut mantissa, mut exponent } = self;
        if mantissa == 0 {
            exponent = 0;
        }
        while mantissa != 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        Self { mantissa, exponent }
    }

    /// The form in which the API server stores it: an exponent that is a multiple of three, as large as it goes.
    fn canonical(self) -> Self {
        let Self { mut mantissa, mut exponent } = self;
        if mantissa == 0 {
            return Self { mantissa, exponent: 0 };
        }
        while exponent % 3 != 0 {
            mantissa = mantissa.saturating_mul(10);
            exponent -= 1;
        }
        while exponent < 0 && mantissa % 1000 == 0 {
            mantissa /= 1000;
            exponent += 3;
        }
        Self { mantissa, exponent }
    }
}

fn power_of_ten(exponent: i32) -> i128 {
    u32::try_from(exponent).ok().and_then(|e| 10_i128.checked_pow(e)).unwrap_or(i128::MAX)
}

fn divide_up(value: i128, by: i128) -> i128 {
    value.div_euclid(by) + i128::from(value.rem_euclid(by) != 0)
}

/// Factor and power of ten of a suffix; the empty one is 1.
fn suffix(text: &str) -> Option<(i128, i32)> {
    let known = match text {
        "" => (1, 0),
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        _ => {
            let exponent: i32 = text.strip_prefix(['e', 'E'])?.parse().ok()?;
            return (exponent.abs() <= MAX_DECIMALS).then_some((1, exponent));
        }
    };
    Some(known)
}

fn parse(text: &str) -> Option<Quantity> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (number, unit) = rest.split_at(end);
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() + decimals.len() == 0 || decimals.contains('.') {
        return None;
    }
    let places = i32::try_from(decimals.len()).ok().filter(|places| *places <= MAX_DECIMALS)?;
    let digits: i128 = format!("{whole}{decimals}").parse().ok()?;
    let (factor, exponent) = suffix(unit)?;
    let size = digits.checked_mul(factor)?;
    let mantissa = if negative { -size } else { size };
    Some(Quantity { mantissa, exponent: exponent - places })
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse(text).ok_or_else(|| QuantityError(text.to_owned()))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mantissa, exponent } = self.canonical();
        match exponent {
            0 => write!(f, "{mantissa}"),
            -3 => write!(f, "{mantissa}m"),
            -6 => write!(f, "{mantissa}u"),
            -9 => write!(f, "{mantissa}n"),
            _ => write!(f, "{mantissa}e{exponent}"),
        }
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a quantity such as `300m`, `0.1` or `16Gi`", self.0)
    }
}

impl std::error::Error for QuantityError {}

#[cfg(test)]
mod tests {
    use super::Quantity;

    fn milli(text: &str) -> Option<i64> {
        text.parse::<Quantity>().ok().map(|quantity| quantity.milli().get())
    }

    #[test]
    fn thousandths_are_rounded_up() {
        let table = [
            ("300m", 300),
            ("-300m", -300),
            ("10", 10_000),
            ("0.1", 100),
            (".5", 500),
            ("+2", 2_000),
            ("1500u", 2),
            ("1n", 1),
            ("1Ki", 1_024_000),
            ("1.5Ki", 1_536_000),
            ("1e3", 1_000_000),
            ("2E-3", 2),
            ("1E", i64::MAX),
        ];
        for (text, expected) in table {
            assert_eq!(milli(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_quantity() {
        for text in ["", "m", "1x", "1.2.3", "--1", "1 Gi", "1e99", "."] {
            assert_eq!(milli(text), None, "{text}");
        }
    }

    #[test]
    fn writes_the_canonical_form() {
        for (text, expected) in [("0.10", "100m"), ("-0.001", "-1m"), ("10", "10"), ("0", "0"), ("5k", "5e3")] {
            let written = text.parse::<Quantity>().map(|quantity| quantity.to_string());
            assert_eq!(written.as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_tolerance_is_the_nearest_float_of_its_thousandths() {
        let approximate = |text: &str| text.parse::<Quantity>().map(Quantity::approximate);
        for (text, expected) in [("0.1", 0.1), ("100m", 0.1), ("0.05", 0.05), ("2", 2.0), ("0.9", 0.9)] {
            let bits = approximate(text).map(f64::to_bits);
            assert_eq!(bits, Ok(f64::to_bits(expected)), "{text}");
        }
    }
}
