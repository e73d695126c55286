//! Every check, in the order of codes. The first digit is the family: 0 reading, 1 latency, 2 capacity and scaling,
//! 3 rollout and drain, 4 availability, 5 load balancer, 6 memory and storage, 7 security, 8 observability,
//! 9 configuration.

use super::{Check, reading};

/// Declares the modules of checks and lists them.
macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        /// Every check, in the order of codes.
        pub static ALL: &[&Check] = &[
            &reading::SYNTAX,
            &reading::UNKNOWN_KEY,
            &reading::WRONG_TYPE,
            &reading::BAD_VALUE,
            &reading::MISSING_KEY,
            &reading::MISSING_PARENT,
            &reading::EXTENDS_CYCLE,
            &reading::UNUSED_ACCEPT,
            $(&super::$module::CHECK,)*
        ];
    };
}

checks![grace_shorter_than_drain,];
