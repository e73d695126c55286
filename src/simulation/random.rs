//! Random numbers: a counter-based stream for every purpose and replication.
//!
//! What one purpose draws never shifts what another one draws, so that two scenarios that differ in one choice see the
//! same arrivals, the same requests and the same clients (common random numbers: P. Glasserman and D. D. Yao, "Some
//! guidelines and guarantees for common random numbers", Management Science 38, 1992). The generator is `ChaCha8`
//! (D. J. Bernstein, "`ChaCha`, a variant of Salsa20", 2008).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::number::{real, upper};

/// What a stream is drawn for; the number is part of the stream and never reused.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    /// Times between arrivals.
    Arrival = 1,
    /// Work of a request.
    Work = 2,
    /// Client of a request.
    Client = 3,
    /// Choice of the balancer.
    Balancer = 4,
    /// Steps of the start of a pod.
    Start = 5,
    /// States of the traffic.
    Modulation = 6,
    /// Phases of scrapes and of the autoscaler.
    Phase = 7,
    /// Think times of the clients of a load test.
    Think = 8,
}

/// One stream of random numbers.
#[derive(Clone, Debug)]
pub(super) struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of a purpose in a replication.
    #[expect(clippy::as_conversions, reason = "the number of a purpose is its discriminant")]
    pub(super) fn new(seed: u64, purpose: Purpose, replication: u32) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream((u64::from(replication) << 8) | purpose as u64);
        Self(generator)
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in (0, 1], uniform, in steps of 2^-53.
    pub(super) fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;
        real((self.bits() >> 11) + 1) * STEP
    }

    /// An exponential variable of mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        -libm::log(self.uniform())
    }

    /// A standard normal variable. [G. E. P. Box and M. E. Muller, 1958]
    pub(super) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(2.0 * self.exponential());
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// A number below `bound`, uniform but for a bias of at most `bound / 2^32`; 0 if the bound is.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        upper(u64::from(self.0.next_u32()) * u64::from(bound))
    }
}

/// A hash of 64 bits that spreads like random ones. [`SplitMix64`: G. L. Steele et al., OOPSLA 2014]
pub(super) const fn spread(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Purpose, Stream};

    #[test]
    fn streams_differ_by_seed_purpose_and_replication() {
        let first = |seed, purpose, replication| Stream::new(seed, purpose, replication).bits();
        let base = first(1, Purpose::Arrival, 0);
        assert_eq!(base, first(1, Purpose::Arrival, 0));
        assert_ne!(base, first(2, Purpose::Arrival, 0));
        assert_ne!(base, first(1, Purpose::Work, 0));
        assert_ne!(base, first(1, Purpose::Arrival, 1));
    }

    #[test]
    fn means_are_what_they_should_be() {
        let mut stream = Stream::new(7, Purpose::Work, 0);
        let n = 200_000;
        let mean = |draw: &mut dyn FnMut() -> f64| (0..n).map(|_| draw()).sum::<f64>() / f64::from(n);
        assert!((mean(&mut || stream.exponential()) - 1.0).abs() < 0.01);
        assert!(mean(&mut || stream.normal()).abs() < 0.01);
        assert!((mean(&mut || f64::from(stream.below(21))) - 10.0).abs() < 0.05);
    }
}
