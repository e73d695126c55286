//! Power of `d` choices: each job looks at `d` random servers of very many and joins the shortest queue.

use super::error::{ModelError, at_least_one, positive, stable};
use super::quantity::{PerSecond, Seconds, Share};

/// Parameters of the mean-field limit of power of `d` choices with exponential service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerOfD {
    /// Servers looked at for each job; 1 is random assignment, M/M/1.
    pub choices: u32,
    /// Load of each server: arrivals per server over its service rate.
    pub utilisation: Share,
    /// Services per second of one busy server.
    pub service_rate: PerSecond,
}

impl PowerOfD {
    /// Mean time from arrival to completion, `sum_{i>=1} rho^((d^i - d) / (d - 1)) / mu`.
    ///
    /// N. D. Vvedenskaya, R. L. Dobrushin, F. I. Karpelevich, "Queueing system with selection of the shortest of two
    /// queues", Problems of Information Transmission 32, 1996; M. Mitzenmacher, IEEE TPDS 12, 2001.
    ///
    /// # Errors
    /// A parameter out of range, or a utilisation of 1 and more.
    pub fn mean_sojourn(self) -> Result<Seconds, ModelError> {
        let choices = f64::from(at_least_one("choices", self.choices)?);
        let mu = positive("service_rate", self.service_rate.value())?;
        let rho = positive("utilisation", self.utilisation.value())?;
        stable(rho * mu, mu)?;
        if self.choices == 1 {
            return Ok(Seconds::new(1.0 / (mu * (1.0 - rho))));
        }
        let log_rho = libm::log(rho);
        let mut exponent = 0.0;
        let mut sum = 0.0;
        loop {
            let term = libm::exp(log_rho * exponent);
            sum += term;
            if term < 1e-18 * sum {
                return Ok(Seconds::new(sum / mu));
            }
            // (d^(i+1) - d) / (d - 1) = d (d^i - d) / (d - 1) + d.
            exponent = choices * (exponent + 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PerSecond, PowerOfD, Share};

    fn mean(choices: u32, rho: f64) -> f64 {
        let service_rate = PerSecond::new(1.0);
        let utilisation = Share::new(rho);
        PowerOfD { choices, utilisation, service_rate }.mean_sojourn().unwrap().value()
    }

    #[test]
    fn two_choices_at_ninety_percent() {
        assert!((mean(2, 0.9) / 2.614_057_377 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn one_choice_is_a_single_markov_server() {
        assert!((mean(1, 0.9) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn the_gain_of_a_choice_grows_to_a_logarithm_at_saturation() {
        let idle = 1e-9;
        let two = mean(2, 1.0 - idle);
        assert!(two > 25.0 && two < libm::log2(1.0 / idle) + 2.0, "{two}");
        assert!(mean(3, 1.0 - idle) < two);
    }

    #[test]
    fn an_idle_farm_serves_at_once() {
        assert!((mean(2, 1e-12) - 1.0).abs() < 1e-11);
        let full = PowerOfD { choices: 2, utilisation: Share::new(1.0), service_rate: PerSecond::new(1.0) };
        assert!(full.mean_sojourn().is_err());
    }
}
