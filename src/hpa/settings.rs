//! Flags of `kube-controller-manager` that the autoscaler obeys.

use super::units::{Replicas, Span};

/// Settings of the controller; the default is what an unconfigured cluster runs with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Time between two passes: `--horizontal-pod-autoscaler-sync-period`, 15 s.
    pub sync_period: Span,
    /// Deviation of the usage ratio from 1 that changes nothing: `--horizontal-pod-autoscaler-tolerance`, 0.1.
    pub tolerance: f64,
    /// Window of the downscale stabilization: `--horizontal-pod-autoscaler-downscale-stabilization`, 300 s.
    pub downscale_stabilization: Span,
    /// Time after a pod's start in which its CPU is looked at closely:
    /// `--horizontal-pod-autoscaler-cpu-initialization-period`, 300 s.
    pub cpu_initialization_period: Span,
    /// Time after a pod's start in which turning unready means it never was ready:
    /// `--horizontal-pod-autoscaler-initial-readiness-delay`, 30 s.
    pub initial_readiness_delay: Span,
    /// Growth of one pass without `behavior`, a constant 2 in `horizontal.go`.
    pub scale_up_limit_factor: f64,
    /// Size that one pass may always reach without `behavior`, a constant 4 in `horizontal.go`.
    pub scale_up_limit_minimum: Replicas,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sync_period: Span::from_seconds(15),
            tolerance: 0.1,
            downscale_stabilization: Span::from_seconds(300),
            cpu_initialization_period: Span::from_seconds(300),
            initial_readiness_delay: Span::from_seconds(30),
            scale_up_limit_factor: 2.0,
            scale_up_limit_minimum: Replicas::new(4),
        }
    }
}
