//! Labels of alerts, and names of metrics.

use super::fault;
use crate::checks::Findings;
use crate::profile::Profile;
use crate::syntax;

/// Labels that infgen puts on every alert.
const ALERT: [&str; 10] =
    ["alertname", "severity", "service", "namespace", "environment", "slo", "threshold", "objective", "tier", "bound"];

/// Characters of a key that stands before its value in one line (YAML 1.2.2, 7.4.3: implicit keys).
const LONGEST_KEY: usize = 1024;

pub(super) fn look(profile: &Profile, found: &mut Findings) {
    for (name, value) in &profile.alerts.labels {
        if name.len() > LONGEST_KEY {
            let more = name.len() - LONGEST_KEY;
            let message =
                format!("a label of alerts has {more} characters more than the {LONGEST_KEY} of a key in YAML");
            fault(found, value, message, "no reader of YAML takes it");
        } else if !syntax::is_prometheus_label(name) {
            fault(found, value, format!("`{name}` is no label of Prometheus"), "the rules would be refused");
        } else if ALERT.contains(&name.as_str()) {
            fault(found, value, format!("the alert label `{name}` is infgen's own"), "this would be replaced");
        }
    }
    let metrics = &profile.metrics;
    let fixed = [&metrics.response_time, &metrics.requests, &metrics.errors, &metrics.queue, &metrics.cache_hit_rate];
    let counters = metrics.cache_hits.iter().chain(&metrics.cache_lookups);
    for name in fixed.into_iter().chain(counters) {
        if !syntax::is_metric(name) {
            fault(found, name, format!("`{name}` is no name of a metric"), "the rules would be refused");
        }
    }
}
