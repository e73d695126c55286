//! The container image, the application's endpoints, its settings and its Secret.

use super::{default, text};
use crate::located::Located;
use crate::units::{Bytes, Connections, Duration, Port, Rate, Requests};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The container image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Image {
    /// Registry and repository (`registry.example.com/pixelated/ai-inference`).
    pub repository: Option<Located<String>>,
    /// Tag. A floating one (`latest`) is a finding.
    pub tag: Option<Located<String>>,
    /// Digest (`sha256:…`), which no push can change.
    pub digest: Option<Located<String>>,
    /// Version of a known server (`runtime`) in the image (`0.18.0`); left out, the tag of its makers' own image has it.
    pub version: Option<Located<String>>,
    /// When the kubelet pulls.
    pub pull_policy: Located<PullPolicy>,
    /// Secrets that hold registry credentials.
    pub pull_secrets: Located<Vec<String>>,
    /// Whether the image's user database knows `security.user`.
    pub knows_user: Located<bool>,
}

impl Default for Image {
    fn default() -> Self {
        Self {
            repository: None,
            tag: None,
            digest: None,
            version: None,
            pull_policy: default(PullPolicy::IfNotPresent),
            pull_secrets: default(Vec::new()),
            knows_user: default(false),
        }
    }
}

/// When the kubelet pulls an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PullPolicy {
    /// At every start.
    Always,
    /// Once a node.
    IfNotPresent,
    /// Not at all; the node has it.
    Never,
}

/// What serves the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuntimeKind {
    /// An application of one's own, with the metrics that the profile names.
    #[default]
    Custom,
    /// vLLM's server of `OpenAI`'s API.
    Vllm,
    /// NVIDIA's Triton Inference Server.
    Triton,
    /// `SGLang`.
    Sglang,
    /// Hugging Face's Text Generation Inference.
    Tgi,
}

impl RuntimeKind {
    /// As the profile spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Vllm => "vllm",
            Self::Triton => "triton",
            Self::Sglang => "sglang",
            Self::Tgi => "tgi",
        }
    }
}

/// The application: its ports, paths and behaviour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct App {
    /// Port that serves requests.
    pub port: Located<Port>,
    /// Port that serves metrics; that of the requests where one server has both.
    pub metrics_port: Located<Port>,
    /// Path of the health endpoint.
    pub health_path: Located<String>,
    /// Path of the metrics endpoint.
    pub metrics_path: Located<String>,
    /// Path that inference requests are posted to.
    pub inference_path: Located<String>,
    /// How long the server keeps an idle connection open.
    pub keep_alive: Option<Located<Duration>>,
    /// How long the server keeps a connection at most, however busy it is; it ends it between two requests.
    pub connection_age: Option<Located<Duration>>,
    /// Whether the health path fails until the model answers.
    pub health_waits_for_model: Option<Located<bool>>,
    /// Whether the server finishes what it has begun after SIGTERM, or drops it.
    pub drains_on_sigterm: Located<bool>,
    /// Arguments of the container, after the image's entrypoint.
    pub args: Located<Vec<String>>,
    /// Environment variables besides infgen's own.
    pub env: std::collections::BTreeMap<String, Located<String>>,
}

impl Default for App {
    fn default() -> Self {
        Self {
            port: default(Port::new(8000)),
            metrics_port: default(Port::new(9090)),
            health_path: text("/api/v1/health"),
            metrics_path: text("/metrics"),
            inference_path: text("/api/v1/inference"),
            keep_alive: None,
            connection_age: None,
            health_waits_for_model: None,
            drains_on_sigterm: default(true),
            args: default(Vec::new()),
            env: std::collections::BTreeMap::new(),
        }
    }
}

/// Application settings: the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Model {
    /// Its name.
    pub name: Located<String>,
    /// The exact revision, so that replicas never differ.
    pub revision: Option<Located<String>>,
    /// Size of its files.
    pub size: Option<Located<Bytes>>,
    /// Whether it is loaded before the pod is ready, and stays in memory.
    pub preload: Located<bool>,
}

impl Default for Model {
    fn default() -> Self {
        Self { name: text("default"), revision: None, size: None, preload: default(true) }
    }
}

/// Application settings: batching, queueing, connections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Performance {
    /// Requests that one batch holds at most.
    pub max_batch: Located<Requests>,
    /// Time that a batch waits to fill; `0s` takes what is there.
    pub batch_delay: Located<Duration>,
    /// Requests that may wait in a pod; more are refused.
    pub queue_limit: Option<Located<Requests>>,
    /// Connections that a pod opens to each database.
    pub connection_pool: Located<Connections>,
    /// Worker processes of the server.
    pub workers: Located<Requests>,
}

impl Default for Performance {
    fn default() -> Self {
        Self {
            max_batch: default(Requests::new(1)),
            batch_delay: default(Duration::ZERO),
            queue_limit: None,
            connection_pool: default(Connections::new(10)),
            workers: default(Requests::new(1)),
        }
    }
}

/// Application settings: the response cache.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cache {
    /// Whether answers are cached.
    pub enabled: Located<bool>,
    /// How long an answer is kept.
    pub ttl: Located<Duration>,
}

impl Default for Cache {
    fn default() -> Self {
        Self { enabled: default(true), ttl: default(Duration::from_secs(3600)) }
    }
}

/// Application settings: the limit per client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// Whether a client is limited.
    pub enabled: Located<bool>,
    /// Rate that one client may send.
    pub per_client: Located<Rate>,
    /// Requests that a client may send at once above its rate.
    pub burst: Located<Requests>,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            enabled: default(false),
            per_client: default(Rate::from_milli(10_000)),
            burst: default(Requests::new(20)),
        }
    }
}

/// The Secret that the pods read. infgen writes its name and never a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// Keys that the pods need; each becomes an environment variable (`redis-password` is `REDIS_PASSWORD`).
    pub keys: Located<Vec<String>>,
    /// Who fills the Secret. One owner; a second one overwrites the first.
    pub owners: Located<Vec<SecretOwner>>,
    /// The store of an `external-secrets` owner.
    pub store: Option<SecretStore>,
}

impl Default for Secrets {
    fn default() -> Self {
        Self { keys: default(Vec::new()), owners: default(vec![SecretOwner::Kubectl]), store: None }
    }
}

/// Who fills a Secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecretOwner {
    /// A person, by `kubectl create secret`.
    Kubectl,
    /// The External Secrets operator.
    ExternalSecrets,
    /// Values written into a manifest: in the repository, for all to read. A finding.
    Manifest,
}

impl SecretOwner {
    /// As the profile spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kubectl => "kubectl",
            Self::ExternalSecrets => "external-secrets",
            Self::Manifest => "manifest",
        }
    }
}

/// Where the External Secrets operator reads values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecretStore {
    /// Name of the `ClusterSecretStore`.
    pub name: Option<Located<String>>,
    /// Path of the entry in the store; its properties are the keys.
    pub path: Option<Located<String>>,
    /// How often it is read again.
    pub refresh: Option<Located<Duration>>,
}
