//! Where a monotone function crosses a level.

/// The smallest number in `[low, high]` for which `reached` holds, given that it holds at `high` and, once it
/// holds, goes on to hold. Bisection down to neighbouring floating-point numbers.
pub(in crate::queueing) fn first_reached(mut low: f64, mut high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    if reached(low) {
        return low;
    }
    loop {
        let middle = low + 0.5 * (high - low);
        if middle <= low || middle >= high {
            return high;
        }
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

/// Like [`first_reached`] for a function without an upper end: doubles `high` until it is reached.
pub(in crate::queueing) fn first_reached_above(low: f64, mut high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    let mut low = low;
    while !reached(high) && high.is_finite() {
        low = high;
        high *= 2.0;
    }
    first_reached(low, high, reached)
}

/// The largest load up to `high` whose slack is not negative, to a relative `tolerance`; None if none has it down to a
/// trillionth of `high`. The slack is taken to fall with the load.
pub(in crate::queueing) fn largest_kept(
    high: f64,
    slack_at_high: f64,
    tolerance: f64,
    mut slack: impl FnMut(f64) -> f64,
) -> Option<f64> {
    let mut bad = (high, slack_at_high);
    if bad.1 >= 0.0 {
        return Some(high);
    }
    while bad.0 > 1e-12 * high {
        let half = 0.5 * bad.0;
        let good = (half, slack(half));
        if good.1 >= 0.0 {
            return Some(last_above_zero(good, bad, tolerance * bad.0, slack));
        }
        bad = good;
    }
    None
}

/// One end of a bracket: a point and the function's value there.
#[derive(Debug, Clone, Copy)]
struct End {
    at: f64,
    value: f64,
}

/// The point up to which a falling function stays at or above zero, for a function that is costly to evaluate.
///
/// `low` has to be on the good side (`slack >= 0`) and `high` on the bad one; the answer is on the good side and
/// within `tolerance` of the crossing. Oliveira and Takahashi's ITP method (ACM TOMS 47, 2020): an interpolated
/// point, pushed towards the middle and held close enough to it that bisection's worst case is kept.
pub(in crate::queueing) fn last_above_zero(
    low: (f64, f64),
    high: (f64, f64),
    tolerance: f64,
    mut slack: impl FnMut(f64) -> f64,
) -> f64 {
    let mut good = End { at: low.0, value: low.1 };
    let mut bad = End { at: high.0, value: high.1 };
    let width = bad.at - good.at;
    let push = 0.2 / width;
    let mut allowed = tolerance * libm::exp2(libm::ceil(libm::log2(width / tolerance)).max(0.0));
    while bad.at - good.at > tolerance {
        let at = next_point(good, bad, push, allowed);
        let value = slack(at);
        if value >= 0.0 {
            good = End { at, value };
        } else {
            bad = End { at, value };
        }
        allowed *= 0.5;
    }
    good.at
}

/// The next point of the ITP method between the two ends; the bracket must be at most `allowed` wide after two steps.
fn next_point(good: End, bad: End, push: f64, allowed: f64) -> f64 {
    let width = bad.at - good.at;
    let middle = good.at + 0.5 * width;
    let span = good.value - bad.value;
    let straight = if span.is_finite() && span > 0.0 { good.at + width * (good.value / span) } else { middle };
    let side = if middle >= straight { 1.0 } else { -1.0 };
    let shift = (push * width * width).min((middle - straight).abs());
    let pushed = straight + side * shift;
    let radius = (allowed - 0.5 * width).max(0.0);
    let next = if (pushed - middle).abs() <= radius { pushed } else { middle - side * radius };
    if next > good.at && next < bad.at { next } else { middle }
}

#[cfg(test)]
mod tests {
    use super::{first_reached, first_reached_above, largest_kept, last_above_zero};

    #[test]
    fn bisection_ends_at_the_first_number_that_reaches() {
        let root = first_reached(0.0, 2.0, |x| x * x >= 2.0);
        assert!((root - std::f64::consts::SQRT_2).abs() <= f64::EPSILON);
        assert!((first_reached(0.0, 4.0, |x| x >= 1.0) - 1.0).abs() < f64::MIN_POSITIVE);
    }

    #[test]
    fn an_open_end_is_found_by_doubling() {
        let root = first_reached_above(0.0, 1.0, |x| x >= 1000.0);
        assert!((root - 1000.0).abs() < 1e-9);
    }

    #[test]
    fn itp_stops_on_the_good_side_after_few_evaluations() {
        let mut calls = 0;
        let target = 0.123_456_789;
        let root = last_above_zero((0.0, target), (1.0, libm::exp(-5.0) - 1.0), 1e-11, |x| {
            calls += 1;
            libm::exp(-5.0 * x) - libm::exp(-5.0 * target)
        });
        assert!(root <= target && target - root < 2e-11, "{root}");
        assert!(calls <= 14, "{calls}");
    }

    #[test]
    fn the_largest_load_is_found_below_and_not_found_where_there_is_none() {
        let kept = |limit: f64| largest_kept(8.0, limit - 8.0, 1e-10, |x| limit - x);
        assert!((kept(0.3).unwrap() - 0.3).abs() < 1e-9);
        assert!((kept(9.0).unwrap() - 8.0).abs() < 1e-15);
        assert_eq!(kept(-1.0), None);
    }

    #[test]
    fn itp_never_needs_much_more_than_bisection() {
        let mut calls = 0;
        let root = last_above_zero((0.0, 1.0), (1.0, -1e9), 1e-9, |x| {
            calls += 1;
            if x < 0.75 { 1.0 } else { -1e9 }
        });
        assert!((root - 0.75).abs() < 1e-8, "{root}");
        assert!(calls <= 33, "{calls}");
    }
}
