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
