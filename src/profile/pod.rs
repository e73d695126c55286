//! What a pod asks for, mounts, proves and may do, and where it goes.

use super::{default, text};
use crate::located::Located;
use crate::units::{Bytes, Cpu, Duration, Gpus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a pod asks of its node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Resources {
    /// Processor that the scheduler reserves. A share of it is what the HPA's CPU target means.
    pub cpu_request: Located<Cpu>,
    /// Processor above which the container is throttled.
    pub cpu_limit: Located<Cpu>,
    /// Memory that the scheduler reserves. A share of it is what the HPA's memory target means.
    pub memory_request: Located<Bytes>,
    /// Memory above which the container is killed. Files in memory-backed volumes count.
    pub memory_limit: Located<Bytes>,
    /// Whole GPUs (`nvidia.com/gpu`).
    pub gpus: Located<Gpus>,
    /// Node disk for logs, the writable layer and scratch volumes.
    pub ephemeral_storage: Located<Bytes>,
}

impl Default for Resources {
    fn default() -> Self {
        Self {
            cpu_request: default(Cpu::from_milli(2000)),
            cpu_limit: default(Cpu::from_milli(4000)),
            memory_request: default(Bytes::gibi(8)),
            memory_limit: default(Bytes::gibi(16)),
            gpus: default(Gpus::new(1)),
            ephemeral_storage: default(Bytes::gibi(10)),
        }
    }
}

/// Volumes and scratch space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// Claim that holds the model, mounted read-only.
    pub model: Option<Volume>,
    /// Claim that the application writes.
    pub data: Option<Volume>,
    /// Shared memory at `/dev/shm`; it counts against the memory limit.
    pub shared_memory: Located<Bytes>,
    /// Paths that the application writes for itself, each an `emptyDir`: a read-only root needs `/tmp` at least.
    pub scratch: BTreeMap<String, Located<Bytes>>,
    /// `ConfigMaps` and Secrets that exist already and are mounted too.
    pub mounts: Vec<ExtraMount>,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            model: None,
            data: None,
            shared_memory: default(Bytes::gibi(1)),
            scratch: BTreeMap::new(),
            mounts: Vec::new(),
        }
    }
}

/// A PersistentVolumeClaim and where it is mounted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Volume {
    /// Where it is mounted.
    pub path: Located<String>,
    /// How much it holds.
    pub size: Located<Bytes>,
    /// Storage class; left out, the cluster's default.
    pub class: Option<Located<String>>,
    /// How many nodes may mount it.
    pub access: Located<AccessMode>,
    /// Whether the class serves one zone only, as EBS does; EFS and `FSx` serve all.
    pub zonal: Located<bool>,
    /// Snapshot class by which the claim is backed up; left out, it is not.
    pub snapshot_class: Option<Located<String>>,
}

impl Default for Volume {
    fn default() -> Self {
        Self {
            path: text("/data"),
            size: default(Bytes::gibi(50)),
            class: None,
            access: default(AccessMode::ReadWriteOnce),
            zonal: default(true),
            snapshot_class: None,
        }
    }
}

/// How many nodes may mount a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AccessMode {
    /// One node reads and writes.
    ReadWriteOnce,
    /// Many nodes read.
    ReadOnlyMany,
    /// Many nodes read and write.
    ReadWriteMany,
}

impl AccessMode {
    /// As Kubernetes spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadWriteOnce => "ReadWriteOnce",
            Self::ReadOnlyMany => "ReadOnlyMany",
            Self::ReadWriteMany => "ReadWriteMany",
        }
    }
}

/// A ConfigMap or Secret that somebody else makes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExtraMount {
    /// Name of a ConfigMap.
    pub config_map: Option<Located<String>>,
    /// Name of a Secret.
    pub secret: Option<Located<String>>,
    /// Where it is mounted, read-only.
    pub path: Option<Located<String>>,
}

/// When a pod counts as started, ready and alive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Probes {
    /// Holds the other two back until the model is loaded.
    pub startup: Probe,
    /// Takes the pod out of the Services.
    pub readiness: Probe,
    /// Restarts the container.
    pub liveness: Probe,
}

impl Default for Probes {
    fn default() -> Self {
        Self { startup: Probe::every(10, 5, 30), readiness: Probe::every(10, 5, 3), liveness: Probe::every(30, 10, 3) }
    }
}

/// One probe: an HTTP GET of the serving port.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Probe {
    /// Path; left out, the application's health path.
    pub path: Option<Located<String>>,
    /// Time before the first probe.
    pub delay: Located<Duration>,
    /// Time between probes.
    pub interval: Located<Duration>,
    /// Time after which a probe has failed.
    pub timeout: Located<Duration>,
    /// Failures in a row that count.
    pub failures: Located<u32>,
}

impl Probe {
    fn every(interval: u64, timeout: u64, failures: u32) -> Self {
        Self {
            path: None,
            delay: default(Duration::ZERO),
            interval: default(Duration::from_secs(interval)),
            timeout: default(Duration::from_secs(timeout)),
            failures: default(failures),
        }
    }

    /// The time that a pod gets until the probe has failed for good: `delay + failures * interval`.
    #[must_use]
    pub fn budget(&self) -> Duration {
        *self.delay + self.patience()
    }

    /// The time in which a probe that keeps failing acts: `failures * interval`.
    #[must_use]
    pub fn patience(&self) -> Duration {
        *self.interval * u64::from(*self.failures)
    }
}

impl Default for Probe {
    fn default() -> Self {
        Self::every(10, 5, 3)
    }
}

/// What the pod may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// User and group that the container runs as; never 0.
    pub user: Located<i64>,
    /// Whether the container's own file system is read-only.
    pub read_only_root: Located<bool>,
    /// Pod Security level that the namespace enforces, if infgen creates it.
    pub pod_security: Located<PodSecurity>,
}

impl Default for Security {
    fn default() -> Self {
        Self { user: default(1001), read_only_root: default(true), pod_security: default(PodSecurity::Restricted) }
    }
}

/// A level of the Pod Security Standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PodSecurity {
    /// Nothing is forbidden.
    Privileged,
    /// Known escalations are forbidden.
    Baseline,
    /// The hardened form that infgen's pods meet.
    Restricted,
}

impl PodSecurity {
    /// As the namespace label spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }
}

/// Where pods go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Placement {
    /// Whether two pods may share a node.
    pub anti_affinity: Located<AntiAffinity>,
    /// Whether pods are spread over the zones.
    pub spread_zones: Located<bool>,
    /// Taints of the GPU nodes that the pods tolerate, besides `nvidia.com/gpu`.
    pub tolerations: Vec<Toleration>,
    /// Spot nodes; left out, pods run on demand.
    pub spot: Option<Spot>,
    /// Priority class of the pods; left out, the cluster's default.
    pub priority_class: Option<Located<String>>,
}

impl Default for Placement {
    fn default() -> Self {
        Self {
            anti_affinity: default(AntiAffinity::Preferred),
            spread_zones: default(true),
            tolerations: Vec::new(),
            spot: None,
            priority_class: None,
        }
    }
}

/// How strongly pods avoid each other's node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AntiAffinity {
    /// A pod without a node of its own waits.
    Required,
    /// The scheduler tries.
    Preferred,
    /// Not at all.
    None,
}

/// A taint that the pods tolerate.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Toleration {
    /// Its key.
    pub key: Option<Located<String>>,
    /// Its value; left out, any.
    pub value: Option<Located<String>>,
    /// Its effect; left out, any.
    pub effect: Option<Located<TaintEffect>>,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TaintEffect {
    /// They do not come to the node.
    NoSchedule,
    /// They come to it where there is no other.
    PreferNoSchedule,
    /// They do not come, and those that are there go.
    NoExecute,
}

impl TaintEffect {
    /// As the API spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}

/// Nodes that the cloud takes back at two minutes' notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Spot {
    /// Whether pods go there.
    pub enabled: Located<bool>,
    /// Label that selects the nodes.
    pub selector: BTreeMap<String, Located<String>>,
    /// Taint of the nodes.
    pub taint: Toleration,
    /// Time between the notice and the end of the node.
    pub notice: Located<Duration>,
}

impl Default for Spot {
    fn default() -> Self {
        Self {
            enabled: default(false),
            selector: BTreeMap::from([("node-lifecycle".to_owned(), text("spot"))]),
            taint: Toleration {
                key: Some(text("spot")),
                value: Some(text("true")),
                effect: Some(default(TaintEffect::NoSchedule)),
            },
            notice: default(Duration::from_secs(120)),
        }
    }
}
