//! What everything is called, and by which labels it is found: one home, so that no selector can miss.

use crate::checks::reading;
use crate::diagnostic::Diagnostic;
use crate::profile::Profile;
use crate::text::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The names of the objects and the labels that join them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The service: Deployment, ServiceAccount, container, PrometheusRule, ServiceMonitor, NetworkPolicy.
    pub service: String,
    /// The namespace of every object.
    pub namespace: String,
    /// The environment.
    pub environment: String,
    /// Image with tag and digest.
    pub image: String,
    /// By which a link finds the dashboard, the same for ever: it depends on nothing but the names.
    pub dashboard_uid: String,
}

/// A digest of the names: Grafana takes at most 40 characters, fewer than two names can have.
fn dashboard_uid(namespace: &str, service: &str) -> String {
    let digest = Sha256::digest(format!("{namespace}/{service}"));
    let short: Vec<u8> = digest.into_iter().take(8).collect();
    format!("infgen-{}", hex(&short))
}

/// Port name of requests; fields refer to it, never to the number.
pub const HTTP: &str = "http";
/// The variable that tells the application where its settings are.
pub const SETTINGS_VARIABLE: &str = "INFERENCE_CONFIG";
/// Port name of metrics.
pub const METRICS: &str = "metrics";

impl Names {
    pub(super) fn of(profile: &Profile) -> Result<Self, Vec<Diagnostic>> {
        let mut missing = Vec::new();
        let mut need = |value: &Option<crate::located::Located<String>>, path, example, why| {
            if value.is_none() {
                missing.push(reading::missing_key(path, example, why));
            }
            value.as_ref().map(|value| value.get().clone()).unwrap_or_default()
        };
        let service = &profile.service;
        let name = need(&service.name, "service.name", "\"ai-inference\"", "every object is named after it");
        let namespace = need(&service.namespace, "service.namespace", "\"pixelated-prod\"", "every object lives in it");
        let environment = need(&service.environment, "service.environment", "\"prod\"", "labels and alerts name it");
        let repository = need(
            &profile.image.repository,
            "image.repository",
            "\"registry.example.com/pixelated/ai-inference\"",
            "the pods run it",
        );
        let mut image = repository;
        if let Some(tag) = &profile.image.tag {
            image = format!("{image}:{tag}");
        }
        if let Some(digest) = &profile.image.digest {
            image = format!("{image}@{digest}");
        }
        let dashboard_uid = dashboard_uid(&namespace, &name);
        let names = Self { service: name, namespace, environment, image, dashboard_uid };
        if missing.is_empty() { Ok(names) } else { Err(missing) }
    }

    /// The Service (or Ingress) that the balancer is made from.
    #[must_use]
    pub fn balancer(&self) -> String {
        format!("{}-lb", self.service)
    }

    /// The headless Service: every pod by address.
    #[must_use]
    pub fn headless(&self) -> String {
        format!("{}-headless", self.service)
    }

    /// The Service for callers inside the cluster.
    #[must_use]
    pub fn internal(&self) -> String {
        format!("{}-internal", self.service)
    }

    /// The ConfigMap of the application's settings.
    #[must_use]
    pub fn config(&self) -> String {
        format!("{}-config", self.service)
    }

    /// The ConfigMap of the dashboard.
    #[must_use]
    pub fn dashboard(&self) -> String {
        format!("{}-dashboard", self.service)
    }

    /// The Secret.
    #[must_use]
    pub fn secrets(&self) -> String {
        format!("{}-secrets", self.service)
    }

    /// The HorizontalPodAutoscaler, also the one that KEDA makes.
    #[must_use]
    pub fn autoscaler(&self) -> String {
        format!("{}-hpa", self.service)
    }

    /// The claim of the model.
    #[must_use]
    pub fn model_claim(&self) -> String {
        format!("{}-model", self.service)
    }

    /// The claim of the application's data.
    #[must_use]
    pub fn data_claim(&self) -> String {
        format!("{}-data", self.service)
    }

    /// The labels by which pods are selected. They never change: a Deployment's selector is immutable.
    #[must_use]
    pub fn selector(&self) -> BTreeMap<String, String> {
        [("app.kubernetes.io/name", self.service.as_str()), ("component", self.service.as_str())]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into()
    }

    /// The labels of every object.
    #[must_use]
    pub fn labels(&self, profile: &Profile) -> BTreeMap<String, String> {
        let mut labels: BTreeMap<String, String> =
            profile.service.labels.iter().map(|(key, value)| (key.clone(), value.get().clone())).collect();
        labels.extend(self.own_labels(profile));
        labels
    }

    /// Those of them that infgen decides.
    #[must_use]
    pub fn own_labels(&self, profile: &Profile) -> BTreeMap<String, String> {
        let mut labels = self.selector();
        let mut put = |key: &str, value: &str| labels.insert(key.to_owned(), value.to_owned());
        put("app.kubernetes.io/managed-by", "infgen");
        put("app.kubernetes.io/instance", &self.environment);
        put("environment", &self.environment);
        if let Some(part_of) = &profile.service.part_of {
            put("app.kubernetes.io/part-of", part_of);
        }
        labels
    }
}
