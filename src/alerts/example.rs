//! The stack that tests look at: the numbers of the service's own list.

use crate::located::Located;
use crate::profile::{AlertSeverity, Alerts, GpuMetric, LatencyAlert, LatencyTarget, Percentile, Profile, ShareAlert};
use crate::stack::{self, Stack};
use crate::units::{Duration, Rate, Replicas, Requests, Share};
use std::collections::BTreeMap;

fn by<T>(value: T) -> Located<T> {
    Located::by_default(value)
}

fn text(value: &str) -> Located<String> {
    by(value.to_owned())
}

/// The profile, to be changed by a test.
pub(crate) fn profile() -> Profile {
    let mut profile = Profile::default();
    profile.service.name = Some(text("ai-inference"));
    profile.service.namespace = Some(text("pixelated-prod"));
    profile.service.environment = Some(text("prod"));
    profile.image.repository = Some(text("registry.example.com/pixelated/ai-inference"));
    profile.disruption.min_available = by(Replicas::new(2));
    profile.slo.p50 = Some(by(Duration::from_millis(500)));
    profile.slo.p95 = Some(by(Duration::from_secs(2)));
    profile.slo.throughput = Some(by(Rate::from_milli(1_000_000)));
    profile.cluster.prometheus.selector =
        BTreeMap::from([("release".to_owned(), by("kube-prometheus-stack".to_owned()))]);
    let scaling = &mut profile.autoscaling;
    scaling.min = by(Replicas::new(3));
    scaling.max = by(Replicas::new(20));
    scaling.cpu = Some(by(Share::percent(70)));
    scaling.memory = Some(by(Share::percent(75)));
    scaling.gpu = Some(by(Share::percent(70)));
    scaling.requests_per_pod = Some(by(Rate::from_milli(50_000)));
    scaling.queue = Some(by(Requests::new(10)));
    scaling.up.stabilization = by(Duration::from_secs(30));
    scaling.latency = Some(LatencyTarget { percentile: by(Percentile::P95), target: by(Duration::from_millis(1500)) });
    profile.alerts = alerts();
    profile
}

fn alerts() -> Alerts {
    Alerts {
        excuse_startup: by(true),
        latency: vec![
            latency(Duration::from_secs(2), 5, AlertSeverity::Critical),
            latency(Duration::from_millis(1500), 5, AlertSeverity::Warning),
        ],
        errors: vec![ShareAlert {
            threshold: by(Share::percent(5)),
            r#for: by(Duration::from_secs(300)),
            severity: by(AlertSeverity::Critical),
        }],
        ..Alerts::default()
    }
}

fn latency(bound: Duration, percent: u64, severity: AlertSeverity) -> LatencyAlert {
    LatencyAlert {
        bound: by(bound),
        slower: by(Share::percent(percent)),
        r#for: by(Duration::from_secs(300)),
        severity: by(severity),
    }
}

/// The stack of a profile.
pub(crate) fn resolve(profile: Profile) -> Stack {
    stack::resolve(profile).expect("the profile of the tests is complete")
}

/// The stack of the service's own list.
pub(crate) fn stack() -> Stack {
    resolve(profile())
}

/// Profiles whose rules take other forms: counters of the cache, GPUs of the application, nothing that scales, nothing
/// stated.
pub(crate) fn forms() -> Vec<Profile> {
    let mut counters = profile();
    counters.metrics.cache_hits = Some(text("cache_hits_total"));
    counters.metrics.cache_lookups = Some(text("cache_lookups_total"));
    counters.metrics.gpu = by(GpuMetric::Application);
    let mut fixed = profile();
    fixed.autoscaling.enabled = by(false);
    fixed.alerts = Alerts::default();
    vec![profile(), counters, fixed]
}

/// What an expression names and no exporter has: metrics, and labels of metrics. `recorded` are names that rules record.
pub(crate) fn unknown(stack: &Stack, recorded: &[&str], expr: &str) -> Vec<String> {
    let runtime = crate::runtime::Runtime::of(&stack.profile);
    let mut found = Vec::new();
    for (series, labels) in selectors(&without_texts(expr)) {
        if recorded.contains(&series.as_str()) {
            continue;
        }
        match runtime.find(&series) {
            None => found.push(series),
            Some(metric) => found.extend(
                labels
                    .into_iter()
                    .filter(|label| !metric.labels.contains(&label.as_str()))
                    .map(|label| format!("{series} has no label {label}")),
            ),
        }
    }
    found
}

/// The expression with every quoted text empty, so that no brace in one is taken for a selector's.
fn without_texts(expr: &str) -> String {
    let kept = expr.split('"').step_by(2);
    kept.collect::<Vec<_>>().join("\"\"")
}

/// Every `name{label="",…}`.
fn selectors(expr: &str) -> Vec<(String, Vec<String>)> {
    let pieces: Vec<&str> = expr.split('{').collect();
    let pairs = pieces.windows(2);
    pairs
        .map(|pair| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
            let name = pair[0].rsplit(|c| !is_name(c)).next().unwrap_or_default();
            let matchers = pair[1].split('}').next().unwrap_or_default();
            let labels = matchers.split(',').filter(|matcher| !matcher.is_empty());
            let label = |matcher: &str| {
                let end = matcher.find(['=', '!']).unwrap_or(matcher.len());
                matcher[..end].to_owned()
            };
            (name.to_owned(), labels.map(label).collect())
        })
        .collect()
}
