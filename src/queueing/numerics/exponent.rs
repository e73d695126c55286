//! The decay exponent of a queue with Poisson arrivals and deterministic service.

use super::root::first_reached;

/// The `y > 0` with `rho (e^y - 1) = y`, for `0 < rho < 1`.
///
/// The tail of a queue that loses one job (or `B` jobs) each deterministic service falls as `e^(-y n)`.
/// `(e^y - 1 - y) / y` is compared with `(1 - rho) / rho`, so that nothing cancels near saturation.
pub(in crate::queueing) fn decay_exponent(rho: f64) -> f64 {
    let goal = (1.0 - rho) / rho;
    let mut high = 1.0;
    while excess(high) < goal {
        high *= 2.0;
    }
    first_reached(0.0, high, |y| excess(y) >= goal)
}

/// `(e^y - 1 - y) / y`, by its series.
fn excess(y: f64) -> f64 {
    let mut term = 0.5 * y;
    let mut sum = 0.0;
    let mut divisor = 2.0;
    while term > sum * 1e-18 {
        sum += term;
        divisor += 1.0;
        term *= y / divisor;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::decay_exponent;

    #[test]
    fn solves_its_equation() {
        for rho in [1e-6, 0.1, 0.5, 0.8, 0.99] {
            let y = decay_exponent(rho);
            let residual = rho * libm::expm1(y) / y - 1.0;
            assert!(residual.abs() < 1e-13, "rho {rho}: y {y}, residual {residual}");
        }
    }

    #[test]
    fn is_twice_the_idle_share_near_saturation() {
        let idle = 1e-9;
        let y = decay_exponent(1.0 - idle);
        assert!((y / (2.0 * idle) - 1.0).abs() < 1e-6, "{y}");
    }
}
