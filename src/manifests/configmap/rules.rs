//! The PrometheusRule. (A ConfigMap of rules is what the operator stopped reading in 2018.)

use crate::alerts::{self, Alert, Group, Recording};
use crate::manifests::metadata;
use crate::objects::Custom;
use crate::objects::prometheus_rule::{PrometheusRuleSpec, Rule, RuleGroup};
use crate::stack::Stack;
use crate::units::Duration;
use std::collections::BTreeMap;

/// Carries the labels by which the cluster's Prometheus selects rules: without them nobody reads it.
pub(super) fn prometheus_rule(stack: &Stack) -> Custom<PrometheusRuleSpec> {
    let mut metadata = metadata(stack, stack.names.service.clone());
    let selector = &stack.profile.cluster.prometheus.selector;
    metadata
        .labels
        .get_or_insert_default()
        .extend(selector.iter().map(|(key, value)| (key.clone(), value.get().clone())));
    let groups = alerts::groups(stack);
    Custom {
        metadata,
        spec: PrometheusRuleSpec { groups: groups.into_iter().map(|group| rule_group(stack, group)).collect() },
    }
}

/// Evaluated once a scrape: nothing is new in between.
fn rule_group(stack: &Stack, group: Group) -> RuleGroup {
    let recordings = group.recordings.into_iter().map(record);
    let alerts = group.alerts.iter().map(|alert| rule(stack, alert));
    RuleGroup {
        name: format!("{}.{}", stack.names.service, group.name),
        interval: Some(stack.profile.metrics.scrape_interval.prometheus()),
        rules: recordings.chain(alerts).collect(),
    }
}

fn record(recording: Recording) -> Rule {
    Rule {
        record: Some(recording.name),
        alert: None,
        expr: recording.expr,
        r#for: None,
        labels: recording.labels,
        annotations: BTreeMap::new(),
    }
}

fn rule(stack: &Stack, alert: &Alert) -> Rule {
    Rule {
        record: None,
        alert: Some(alert.name.to_owned()),
        expr: alert.expr.clone(),
        r#for: (alert.r#for > Duration::ZERO).then(|| alert.r#for.prometheus()),
        labels: alert.labels(stack),
        annotations: alert.annotations(stack),
    }
}
