//! Gauss-Legendre quadrature on a panel, and the running integral of what was sampled there.

use super::count::real;
use std::sync::OnceLock;

/// Newton steps from the first guess of a zero to all its digits.
const NEWTON_STEPS: usize = 6;

/// A Gauss-Legendre rule on `[-1, 1]` with the matrix that turns samples into Legendre coefficients.
#[derive(Debug, Clone)]
pub(in crate::queueing) struct GaussLegendre {
    /// Zeros of the Legendre polynomial of this degree, rising.
    nodes: Vec<f64>,
    /// The rule's weights; they sum to 2.
    weights: Vec<f64>,
    /// Row `n`: `weight_q P_n(node_q) / 2`.
    analysis: Vec<f64>,
}

/// Most nodes of a rule.
pub(in crate::queueing) const MOST_NODES: usize = 64;

impl GaussLegendre {
    /// The rule with `count` nodes, at most [`MOST_NODES`], made when it is first asked for.
    pub(in crate::queueing) fn of(count: usize) -> &'static Self {
        static RULES: [OnceLock<GaussLegendre>; MOST_NODES + 1] = [const { OnceLock::new() }; MOST_NODES + 1];
        RULES[count].get_or_init(|| Self::new(count))
    }

    /// The rule with `count` nodes, found by Newton's method from Tricomi's approximation of the zeros.
    fn new(count: usize) -> Self {
        let mut rule = Self { nodes: Vec::new(), weights: Vec::new(), analysis: vec![0.0; count * count] };
        for q in (0..count).rev() {
            let mut x = libm::cos(std::f64::consts::PI * (real(q) + 0.75) / (real(count) + 0.5));
            let mut slope = 1.0;
            for _ in 0..NEWTON_STEPS {
                let values = legendre(count, x);
                slope = real(count) * (x * values[count] - values[count - 1]) / (x * x - 1.0);
                x -= values[count] / slope;
            }
            rule.nodes.push(x);
            rule.weights.push(2.0 / ((1.0 - x * x) * slope * slope));
        }
        for (q, (&x, weight)) in rule.nodes.iter().zip(&rule.weights).enumerate() {
            for (n, value) in legendre(count - 1, x).into_iter().enumerate() {
                rule.analysis[n * count + q] = 0.5 * weight * value;
            }
        }
        rule
    }

    /// The nodes in `[-1, 1]`.
    pub(in crate::queueing) fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    /// The weights; they sum to 2.
    pub(in crate::queueing) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Appends the coefficients `d_n` of samples at the nodes, for [`running_integral`].
    pub(in crate::queueing) fn analyse(&self, samples: &[f64], out: &mut Vec<f64>) {
        let rows = self.analysis.chunks_exact(self.nodes.len());
        out.extend(rows.map(|row| row.iter().zip(samples).map(|(m, f)| m * f).sum::<f64>()));
    }
}

/// The integral from -1 to `x` of the function with these coefficients: `sum d_n (P_(n+1)(x) - P_(n-1)(x))`.
///
/// `d_n = c_n / (2n + 1)` of the Legendre series `sum c_n P_n`; the integral of `P_n` is
/// `(P_(n+1) - P_(n-1)) / (2n + 1)`, with `P_(-1) = -1` for `n = 0`.
pub(in crate::queueing) fn running_integral(coefficients: &[f64], x: f64) -> f64 {
    let (mut before, mut current) = (-1.0, 1.0);
    let mut sum = 0.0;
    for (n, d) in coefficients.iter().enumerate() {
        let n = real(n);
        let next = if n < 0.5 { x } else { ((2.0 * n + 1.0) * x * current - n * before) / (n + 1.0) };
        sum += d * (next - before);
        (before, current) = (current, next);
    }
    sum
}

/// `P_0(x), ..., P_degree(x)`, by Bonnet's recursion.
fn legendre(degree: usize, x: f64) -> Vec<f64> {
    let mut values = vec![1.0, x];
    for n in 1..degree {
        let order = real(n);
        let next = (2.0 * order + 1.0) * x * values[n] - order * values[n - 1];
        values.push(next / (order + 1.0));
    }
    values.truncate(degree + 1);
    values
}

#[cfg(test)]
mod tests {
    use super::{GaussLegendre, running_integral};

    #[test]
    fn three_nodes_are_the_published_ones() {
        let rule = GaussLegendre::new(3);
        let root = libm::sqrt(0.6);
        for (node, known) in rule.nodes().iter().zip([-root, 0.0, root]) {
            assert!((node - known).abs() < 1e-15, "{node}");
        }
        for (weight, known) in rule.weights().iter().zip([5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0]) {
            assert!((weight - known).abs() < 1e-15, "{weight}");
        }
    }

    #[test]
    fn weights_sum_to_the_length_of_the_panel() {
        for count in [1, 2, 7, 24, 40] {
            let total: f64 = GaussLegendre::new(count).weights().iter().sum();
            assert!((total - 2.0).abs() < 1e-13, "{count}: {total}");
        }
    }

    #[test]
    fn the_running_integral_of_an_exponential_is_exact() {
        let rule = GaussLegendre::new(18);
        let samples: Vec<f64> = rule.nodes().iter().map(|&x| libm::exp(-1.5 * x)).collect();
        let mut coefficients = Vec::new();
        rule.analyse(&samples, &mut coefficients);
        for x in [-1.0, -0.9, -0.3, 0.2, 0.77, 1.0] {
            let exact = (libm::exp(1.5) - libm::exp(-1.5 * x)) / 1.5;
            assert!((running_integral(&coefficients, x) - exact).abs() < 1e-14, "{x}");
        }
    }
}
