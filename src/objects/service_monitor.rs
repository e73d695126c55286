//! `ServiceMonitor` of the Prometheus Operator.

use super::CustomSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;

/// Which Services' pods are scraped, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMonitorSpec {
    /// Label of the Service whose value becomes `job`.
    pub job_label: String,
    /// The Services.
    pub selector: LabelSelector,
    /// Their namespaces.
    pub namespace_selector: NamespaceSelector,
    /// Their ports.
    pub endpoints: Vec<Endpoint>,
}

impl CustomSpec for ServiceMonitorSpec {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "ServiceMonitor";
}

/// Namespaces by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NamespaceSelector {
    /// The names.
    pub match_names: Vec<String>,
}

/// A port that is scraped.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// Its name in the Service.
    pub port: String,
    /// Path.
    pub path: String,
    /// Time between scrapes, as Prometheus writes it.
    pub interval: String,
    /// Time after which a scrape has failed.
    pub scrape_timeout: String,
    /// What is changed in each series that was scraped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metric_relabelings: Vec<Relabeling>,
}

/// A label that is given another value; `__name__` is the metric's name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relabeling {
    /// Labels whose values are looked at.
    pub source_labels: Vec<String>,
    /// What they match as a whole.
    pub regex: String,
    /// The label.
    pub target_label: String,
    /// Its value.
    pub replacement: String,
    /// `replace`.
    pub action: String,
}
