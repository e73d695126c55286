//! Where values stand, and which of them are named.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// An axis with the values that are named on it.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    range: Range<f64>,
    marks: Vec<f64>,
    /// Whether each decade is as long as the next.
    logarithmic: bool,
}

impl Axis {
    /// From zero to the largest value, and a little further where there is room, with about so many marks at round
    /// numbers.
    pub(super) fn linear(largest: f64, room: f64, count: u32) -> Self {
        let largest = if largest > 0.0 { largest } else { 1.0 };
        let step = round_up(largest / f64::from(count.max(1)));
        let to = largest * (1.0 + room);
        let marks = (0..=2 * count.max(1))
            .map(|number| f64::from(number) * step)
            .take_while(|mark| *mark <= to * (1.0 + 1e-9))
            .collect();
        Self { range: 0.0..to, marks, logarithmic: false }
    }

    /// From below the smallest to past the largest value, with marks at 1, 2 and 5 of each decade, or at its beginning
    /// alone where there would be more of them than asked for.
    pub(super) fn logarithmic(smallest: f64, largest: f64, count: u32) -> Self {
        let range = smallest * 0.8..largest * 1.25;
        let within = |marks: &[f64]| -> Vec<f64> {
            let decades = (-9..9).map(|decade| libm::exp10(f64::from(decade)));
            let all = decades.flat_map(|decade| marks.iter().map(move |mark| mark * decade));
            all.filter(|mark| range.contains(mark)).collect()
        };
        let fine = within(&[1.0, 2.0, 5.0]);
        let marks = if fine.len() > count as usize { within(&[1.0]) } else { fine };
        Self { range, marks, logarithmic: true }
    }

    /// How far along the axis a value stands, from 0 to 1; what is below it stands at its beginning.
    fn along(&self, value: f64) -> f64 {
        let Range { start, end } = self.range;
        if self.logarithmic {
            return libm::log10(value.max(start) / start) / libm::log10(end / start);
        }
        (value - start) / (end - start)
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (first, last): (i32, i32)) -> i32 {
        #[expect(clippy::cast_possible_truncation, reason = "a drawing is far smaller than 2^31")]
        let along = (self.along(*value) * f64::from(last - first)).round() as i32;
        first + along
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.marks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    /// Without idle zeros.
    fn format(value: &f64) -> String {
        let text = format!("{value:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// The next of 1, 2 and 5 times a power of ten.
fn round_up(value: f64) -> f64 {
    let decade = libm::exp10(libm::floor(libm::log10(value)));
    let steps = [1.0, 2.0, 5.0, 10.0].map(|part| part * decade);
    steps.into_iter().find(|step| *step >= value * 0.999).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::{Axis, ValueFormatter as _};

    fn labels(axis: &Axis) -> Vec<String> {
        axis.marks.iter().map(Axis::format).collect()
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(labels(&Axis::linear(1000.0, 0.05, 5)), ["0", "200", "400", "600", "800", "1000"]);
        assert_eq!(labels(&Axis::linear(0.7, 0.0, 4)), ["0", "0.2", "0.4", "0.6"]);
        assert_eq!(labels(&Axis::linear(0.0, 0.0, 4)).first().map(String::as_str), Some("0"));
    }

    #[test]
    fn decades_are_as_long_as_each_other() {
        let axis = Axis::logarithmic(0.04, 3.0, 9);
        assert_eq!(labels(&axis), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
        let decade = axis.along(1.0) - axis.along(0.1);
        assert!((axis.along(3.0) - axis.along(0.3) - decade).abs() < 1e-9);
        assert!(axis.along(0.0).abs() < 1e-9, "what is below the axis stands at its beginning");
        assert_eq!(labels(&Axis::logarithmic(0.04, 3.0, 4)), ["0.1", "1"]);
    }
}
