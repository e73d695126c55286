//! What goes wrong, or is done on purpose.

use crate::simulation::time::Nanos;

/// Something that happens to the pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A zone fails.
    Zone(ZoneLoss),
    /// Spot capacity is taken back.
    Spot(SpotLoss),
    /// A new version is rolled out.
    Rollout(Rollout),
}

/// All pods of a zone die with what they have. The balancer sends requests into the void until it notices, and
/// replacements are ordered in the other zones once the pods are evicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneLoss {
    /// When.
    pub at: Nanos,
    /// Which zone, from 0.
    pub zone: u32,
    /// Until the balancer's health checks have noticed.
    pub detection: Nanos,
    /// Until the pods are evicted: by default 40 s until a node counts as lost and 300 s of toleration.
    /// [Kubernetes, "Taint based evictions" and `--node-monitor-grace-period`]
    pub eviction: Nanos,
}

/// The newest pods are taken away after a notice, in which they drain; replacements are ordered at the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpotLoss {
    /// When the notice comes.
    pub at: Nanos,
    /// How many pods.
    pub pods: u32,
    /// Time until they are gone: 120 s on EC2. [Amazon EC2 user guide, "Spot Instance interruption notices"]
    pub notice: Nanos,
}

/// Every pod is replaced, a few at a time. [Kubernetes, Deployment, `rollingUpdate`]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// When.
    pub at: Nanos,
    /// Pods above the wanted number: `maxSurge`.
    pub max_surge: u32,
    /// Pods below the wanted number: `maxUnavailable`.
    pub max_unavailable: u32,
}

impl Failure {
    pub(in crate::simulation) const fn at(&self) -> Nanos {
        match self {
            Self::Zone(loss) => loss.at,
            Self::Spot(loss) => loss.at,
            Self::Rollout(rollout) => rollout.at,
        }
    }
}
