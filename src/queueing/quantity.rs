//! The quantities of queueing theory, each a number with a unit.

/// Defines a quantity: a finite number in one unit.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// The quantity of this many units.
            #[must_use]
            pub const fn new(value: f64) -> Self {
                Self(value)
            }

            /// The number of units.
            #[must_use]
            pub const fn value(self) -> f64 {
                self.0
            }
        }
    };
}

quantity! {
    /// A span of time in seconds.
    Seconds
}

quantity! {
    /// A rate in events per second.
    PerSecond
}

quantity! {
    /// Offered traffic in erlangs: arrival rate times mean service time, the servers that would be busy without loss.
    Erlangs
}

quantity! {
    /// A part of a whole, a probability or a utilisation: 0 to 1.
    Share
}

impl Share {
    /// One half: the median.
    pub const P50: Self = Self(0.50);
    /// The 95th percentile.
    pub const P95: Self = Self(0.95);
    /// The 99th percentile.
    pub const P99: Self = Self(0.99);
}

#[cfg(test)]
mod tests {
    use super::{Seconds, Share};

    #[test]
    fn quantities_are_ordered_by_value() {
        assert!(Seconds::new(0.1) < Seconds::new(0.2));
        assert!(Share::P50 < Share::P95 && Share::P95 < Share::P99);
    }
}
