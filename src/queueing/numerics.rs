//! The numerical tools that the models share: sums of rows, counts, roots, quadrature, Poisson tables, birth-death
//! chains.

pub(super) mod axpy;
pub(super) mod birth_death;
pub(super) mod count;
pub(super) mod exponent;
pub(super) mod legendre;
pub(super) mod poisson;
pub(super) mod root;
