//! `PrometheusRule` of the Prometheus Operator.

use super::CustomSpec;
use serde::Serialize;
use std::collections::BTreeMap;

/// Alerting and recording rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrometheusRuleSpec {
    /// Groups, each evaluated in order.
    pub groups: Vec<RuleGroup>,
}

impl CustomSpec for PrometheusRuleSpec {
    const API_VERSION: &'static str = "monitoring.coreos.com/v1";
    const KIND: &'static str = "PrometheusRule";
}

/// Rules that are evaluated one after the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleGroup {
    /// Its name, unique in the object.
    pub name: String,
    /// Time between evaluations, as Prometheus writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<String>,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// A recording rule (`record`) or an alert (`alert`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Name of the recorded series.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Name of the alert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// PromQL.
    pub expr: String,
    /// Time that the expression holds before the alert fires.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub r#for: Option<String>,
    /// Labels of the series or the alert.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Texts of the alert.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}
