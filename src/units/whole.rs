//! Things that are counted: TOML integers, each with a type of its own.

use std::fmt;
use std::ops::{Add, Mul, Sub};

/// Declares a counted thing, with its name in one and in many.
macro_rules! whole {
    ($(#[$doc:meta])* $unit:ident, $one:literal, $many:literal) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $unit(u32);

        impl $unit {
            /// That many of them.
            #[must_use]
            pub const fn new(count: u32) -> Self {
                Self(count)
            }

            /// How many there are.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0
            }

            /// As Kubernetes' 32-bit fields take it.
            #[must_use]
            pub fn i32(self) -> i32 {
                i32::try_from(self.0).unwrap_or(i32::MAX)
            }
        }

        impl fmt::Display for $unit {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, if self.0 == 1 { $one } else { $many })
            }
        }

        impl Add for $unit {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $unit {
            type Output = Self;
            /// Never below zero.
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
    };
}

whole!(
    /// Pods of the Deployment.
    Replicas, "pod", "pods"
);
whole!(
    /// GPUs, whole devices as the scheduler counts them.
    Gpus, "GPU", "GPUs"
);
whole!(
    /// Worker nodes.
    Nodes, "node", "nodes"
);
whole!(
    /// Availability zones.
    Zones, "zone", "zones"
);
whole!(
    /// Requests: waiting, in a batch, or in flight.
    Requests, "request", "requests"
);
whole!(
    /// Connections to a database.
    Connections, "connection", "connections"
);
whole!(
    /// A TCP port.
    Port, "port", "ports"
);

impl Mul<Replicas> for Gpus {
    type Output = Gpus;
    fn mul(self, replicas: Replicas) -> Gpus {
        Gpus(self.0.saturating_mul(replicas.0))
    }
}

impl Mul<Replicas> for Connections {
    type Output = Connections;
    fn mul(self, replicas: Replicas) -> Connections {
        Connections(self.0.saturating_mul(replicas.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_one_and_many() {
        assert_eq!(Replicas::new(1).to_string(), "1 pod");
        assert_eq!(Gpus::new(20).to_string(), "20 GPUs");
        assert_eq!(Gpus::new(2) * Replicas::new(21), Gpus::new(42));
        assert_eq!(Replicas::new(1) - Replicas::new(2), Replicas::new(0));
    }
}
