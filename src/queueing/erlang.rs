//! Erlang's loss and delay formulas.
//!
//! A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
//! exchanges", Elektrotkeknikeren 13, 1917.

use super::error::{ModelError, at_least_one, not_negative};
use super::quantity::{Erlangs, Share};

/// Probability that an arrival finds every server busy and is lost: Erlang B, M/G/c/c.
///
/// `B(c, a) = (a^c / c!) / sum_{n=0..c} a^n / n!`, through the recursion `1/B(n) = 1 + (n/a) / B(n-1)` whose terms
/// are all positive.
///
/// # Errors
/// No server, or an offered load that is negative or not a number.
pub fn blocking_probability(servers: u32, offered: Erlangs) -> Result<Share, ModelError> {
    at_least_one("servers", servers)?;
    let offered = not_negative("offered load in erlangs", offered.value())?;
    Ok(Share::new(blocking(servers, offered)))
}

/// Probability that an arrival has to wait: Erlang C, M/M/c. It is 1 at or above saturation.
///
/// `C(c, a) = B / (1 - rho (1 - B))` with `rho = a / c`.
///
/// # Errors
/// No server, or an offered load that is negative or not a number.
pub fn waiting_probability(servers: u32, offered: Erlangs) -> Result<Share, ModelError> {
    at_least_one("servers", servers)?;
    let offered = not_negative("offered load in erlangs", offered.value())?;
    Ok(Share::new(waiting(servers, offered)))
}

/// Erlang B of checked arguments.
pub(super) fn blocking(servers: u32, offered: f64) -> f64 {
    1.0 / inverse_blocking(servers, offered)
}

/// `1 / B(c, a)`; infinite where the blocking is below what `f64` can hold.
pub(super) fn inverse_blocking(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |inverse, n| 1.0 + f64::from(n) / offered * inverse)
}

/// Erlang C of checked arguments.
pub(super) fn waiting(servers: u32, offered: f64) -> f64 {
    let servers_f = f64::from(servers);
    if offered >= servers_f {
        return 1.0;
    }
    let idle = (servers_f - offered) / servers_f;
    let blocking = blocking(servers, offered);
    blocking / (idle + (1.0 - idle) * blocking)
}

#[cfg(test)]
mod tests {
    use super::{Erlangs, blocking_probability, waiting_probability};

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-9 * right.abs()
    }

    #[test]
    fn one_server_blocks_its_utilisation_share() {
        let lost = blocking_probability(1, Erlangs::new(0.5)).unwrap();
        assert!(close(lost.value(), 1.0 / 3.0));
        let waits = waiting_probability(1, Erlangs::new(0.5)).unwrap();
        assert!(close(waits.value(), 0.5));
    }

    #[test]
    fn ten_servers_at_twelve_erlangs() {
        assert!(close(blocking_probability(10, Erlangs::new(12.0)).unwrap().value(), 0.301_925_040_3));
    }

    #[test]
    fn hundreds_of_servers_neither_overflow_nor_cancel() {
        // 50-digit values.
        assert!(close(blocking_probability(500, Erlangs::new(480.0)).unwrap().value(), BLOCK_500_480));
        assert!(close(waiting_probability(800, Erlangs::new(799.0)).unwrap().value(), WAIT_800_799));
        let rare = blocking_probability(100, Erlangs::new(1.0)).unwrap().value();
        assert!(close(rare, BLOCK_100_1), "{rare}");
    }

    #[test]
    fn no_load_never_blocks_and_saturation_always_waits() {
        assert!(blocking_probability(3, Erlangs::new(0.0)).unwrap().value().abs() < f64::MIN_POSITIVE);
        assert!(close(waiting_probability(3, Erlangs::new(3.0)).unwrap().value(), 1.0));
        assert!(blocking_probability(0, Erlangs::new(1.0)).is_err());
        assert!(waiting_probability(1, Erlangs::new(f64::NAN)).is_err());
    }

    const BLOCK_500_480: f64 = 0.014_325_780_722_426_128;
    const WAIT_800_799: f64 = 0.956_774_807_257_782_5;
    const BLOCK_100_1: f64 = 3.941_866_060_050_479e-159;
}
