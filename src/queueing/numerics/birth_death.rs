//! Stationary distribution of a finite birth-death chain.

/// Weights above this are scaled down before they overflow.
const LARGE: f64 = 1e200;

/// The stationary probabilities of states `0, 1, ..., n`, where `ratios` yields for each state from 1 on its
/// birth rate into it over its death rate out of it.
///
/// Product form, summed without subtraction. The weights must rise and then fall (they do for every queue whose
/// service rate never falls with its length), so that what is scaled away is negligible.
pub(in crate::queueing) fn stationary(ratios: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut weights = vec![1.0];
    let mut weight = 1.0;
    for ratio in ratios {
        weight *= ratio;
        weights.push(weight);
        if weight > LARGE {
            for earlier in &mut weights {
                *earlier /= weight;
            }
            weight = 1.0;
        }
    }
    let total: f64 = weights.iter().sum();
    for value in &mut weights {
        *value /= total;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::stationary;

    #[test]
    fn two_states_split_by_their_ratio() {
        let chain = stationary([3.0].into_iter());
        assert!((chain[0] - 0.25).abs() < 1e-15 && (chain[1] - 0.75).abs() < 1e-15);
    }

    #[test]
    fn steep_rises_do_not_overflow() {
        let chain = stationary(std::iter::repeat_n(1e90, 20));
        assert!((chain[20] - 1.0).abs() < 1e-15);
        assert!(chain.iter().all(|p| p.is_finite()));
    }
}
