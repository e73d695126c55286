//! Alerts without which the others are blind: a threshold on a series that is not there is silent for ever.

use super::{Alert, Driver, Group, Promise, Rules};
use crate::profile::AlertSeverity;
use crate::runtime::{self, Among, CacheMetric, Exporter, Runtime};
use crate::stack::budget::{self, Bad};
use crate::text::{quoted, render, template};
use crate::units::{Duration, Gpus};
use serde::Serialize;

/// Time without a scrape, at least; see [`Rules::window`].
const UNSEEN: Duration = Duration::from_secs(300);
/// Time without a series, in which a service without traffic sees its first request.
const MISSING: Duration = Duration::from_secs(1800);
/// Time that the autoscaler reads nothing. A first rollout has no pods to read for as long as they start.
const BLIND: Duration = Duration::from_secs(900);

pub(super) fn group(rules: &Rules<'_>) -> Group {
    let alerts = [
        Some(no_pod_scraped(rules)),
        Some(ready_pod_not_scraped(rules)),
        Some(series_missing(rules)),
        autoscaler_blind(rules),
    ];
    Group { name: "sight", recordings: Vec::new(), alerts: alerts.into_iter().flatten().collect() }
}

#[derive(Serialize)]
struct NoPodScraped<'a> {
    app: &'a str,
    deployment: &'a str,
}
template!(NoPodScraped<'_>, "promql/no-pod-scraped.promql");

/// On `up`, which an idle pod has too. Where kube-state-metrics says that no pod is ready, another alert says so.
fn no_pod_scraped(rules: &Rules<'_>) -> Alert {
    Alert {
        name: "InferenceMetricsAbsent",
        severity: AlertSeverity::Critical,
        slo: Promise::Every,
        r#for: rules.window(UNSEEN),
        driver: Driver::Absence,
        expr: render(&NoPodScraped { app: &rules.select.app, deployment: &rules.select.deployment }),
        summary: "Prometheus scrapes no pod".to_owned(),
        description: "Prometheus gets metrics from no pod, so that every alert on response time, errors, queue and \
                      cache is blind: see the ServiceMonitor, its labels and the network policy."
            .to_owned(),
        objective: None,
    }
}

#[derive(Serialize)]
struct ReadyPodNotScraped<'a> {
    app: &'a str,
    pods: &'a str,
}
template!(ReadyPodNotScraped<'_>, "promql/ready-pod-not-scraped.promql");

/// Ready pods only: one that starts has no metrics yet.
fn ready_pod_not_scraped(rules: &Rules<'_>) -> Alert {
    Alert {
        name: "InferenceTargetDown",
        severity: AlertSeverity::Warning,
        slo: Promise::Every,
        r#for: rules.window(UNSEEN),
        driver: Driver::State,
        expr: render(&ReadyPodNotScraped { app: &rules.select.app, pods: &rules.select.pods }),
        summary: "pod {{ $labels.pod }} serves and is not scraped".to_owned(),
        description:
            "Pod {{ $labels.pod }} is ready, and Prometheus cannot read its metrics: what it does counts in no \
                      alert and does not move the autoscaler."
                .to_owned(),
        objective: None,
    }
}

/// A selector that must find something.
#[derive(Serialize)]
struct Series {
    name: String,
    selector: String,
}

impl Series {
    fn new(name: &str, matchers: &str) -> Self {
        Self { name: quoted(name), selector: format!("{name}{{{matchers}}}") }
    }
}

#[derive(Serialize)]
struct SeriesMissing<'a> {
    app: &'a str,
    application: Vec<Series>,
    external: Vec<Series>,
}
template!(SeriesMissing<'_>, "promql/series-missing.promql");

/// Every series that another alert or the autoscaler reads and that a healthy stack always has: a metric with another
/// name than the profile's, a bound that is no bucket, a GPU exporter that does not know the pods.
fn series_missing(rules: &Rules<'_>) -> Alert {
    let select = &rules.select;
    let application = application_series(rules);
    let external = external_series(rules);
    Alert {
        name: "InferenceSeriesMissing",
        severity: AlertSeverity::Warning,
        slo: Promise::Every,
        r#for: MISSING,
        driver: Driver::Absence,
        expr: render(&SeriesMissing { app: &select.app, application, external }),
        summary: "{{ $labels.metric }} has no series".to_owned(),
        description: "Alerts or the autoscaler read {{ $labels.metric }} and find nothing, whatever happens: its \
                      exporter is not scraped, or gives it another name, other labels or other buckets."
            .to_owned(),
        objective: None,
    }
}

/// Series of the cluster's own exporters.
fn external_series(rules: &Rules<'_>) -> Vec<Series> {
    let (select, runtime) = (&rules.select, &rules.runtime);
    let mut external = vec![
        Series::new("kube_deployment_status_replicas_ready", &select.deployment),
        Series::new("container_memory_rss", &select.container),
    ];
    if *rules.stack.profile.autoscaling.enabled {
        external.push(Series::new("kube_horizontalpodautoscaler_status_current_replicas", &select.autoscaler));
    }
    if has_gpu(rules) && runtime.gpu.exporter != Exporter::Application {
        external.push(Series::new(&runtime.gpu.name, &select.gpu));
    }
    external
}

/// Whether [`series_missing`] reports that a series is gone: its name and labels as a test writes them.
pub(super) fn is_needed(rules: &Rules<'_>, series: &str) -> bool {
    let name = series.split('{').next().unwrap_or_default();
    let bound = series.split("le=\"").nth(1).and_then(|rest| rest.split('"').next());
    let needed = application_series(rules).into_iter().chain(external_series(rules));
    let mut alike = needed.filter(|needed| needed.selector.split('{').next() == Some(name));
    match bound {
        None => alike.next().is_some(),
        Some(bound) => {
            let bound = bound.trim_end_matches(".0");
            alike.any(|needed| {
                let le = needed.selector.split("le=").nth(1).unwrap_or_default();
                le.trim_start_matches(['~', '"']).trim_end_matches(['}', '"']).trim_end_matches("([.]0)?") == bound
            })
        }
    }
}

/// Left out: a counter of failures that has no series before the first one.
fn application_series(rules: &Rules<'_>) -> Vec<Series> {
    let profile = &rules.stack.profile;
    let (runtime, app) = (&rules.runtime, rules.select.app.as_str());
    let mut bounds: Vec<Duration> = profile.alerts.latency.iter().map(|alert| *alert.bound).collect();
    if *profile.slo.burn.enabled {
        bounds.extend(budget::objectives(profile).iter().filter_map(|objective| match objective.bad {
            Bad::Slow(bound) => Some(bound),
            Bad::Failed => None,
        }));
    }
    bounds.sort_unstable();
    bounds.dedup();
    let slow = runtime.slow();
    let buckets = bounds.into_iter().filter_map(|bound| {
        let bucket = slow?.bucket();
        Some(Series {
            // Which bound it is that is no bucket.
            name: quoted(&format!("{bucket} le={}", bound.seconds_text())),
            selector: format!("{bucket}{{{app},{}}}", runtime::le(bound)),
        })
    });
    let buckets: Vec<Series> = buckets.collect();
    let unwatched = if buckets.is_empty() { scaled_by(rules) } else { None };
    let mut names = vec![&runtime.requests];
    if profile.alerts.queue.is_some() || profile.autoscaling.queue.is_some() {
        names.push(&runtime.queue);
    }
    if let Some(cache) = runtime.cache.as_ref().filter(|_| *profile.cache.enabled) {
        match cache {
            CacheMetric::Counters { lookups, .. } => names.push(lookups),
            CacheMetric::Apart { hits, misses } => names.extend([hits, misses]),
            CacheMetric::Gauge(rate) => names.push(rate),
        }
    }
    if has_gpu(rules) && runtime.gpu.exporter == Exporter::Application {
        names.push(&runtime.gpu);
    }
    let whole = names.into_iter().map(|metric| Series::new(&metric.name, app));
    buckets.into_iter().chain(whole).chain(unwatched).chain(judged(runtime, app)).collect()
}

/// The histogram that the autoscaler takes its percentile from. Where a bucket of it is watched it need not be: one that
/// is gone would be told of twice.
fn scaled_by(rules: &Rules<'_>) -> Option<Series> {
    let autoscaling = &rules.stack.profile.autoscaling;
    let read = *autoscaling.enabled && autoscaling.latency.is_some();
    let histogram = rules.runtime.response_time.as_ref().filter(|_| read)?;
    Some(Series::new(&histogram.count(), &rules.select.app))
}

/// What a share of failures reads besides the counter of requests, and what is there before the first failure.
fn judged(runtime: &Runtime, app: &str) -> Option<Series> {
    let part = match &runtime.failures.among {
        Among::Requests => return None,
        Among::Beside => &runtime.failures.failed,
        Among::Of(all) => all,
    };
    Some(Series { name: quoted(&part.metric.name), selector: part.selector(app) })
}

fn has_gpu(rules: &Rules<'_>) -> bool {
    *rules.stack.profile.resources.gpus > Gpus::new(0)
}

#[derive(Serialize)]
struct AutoscalerBlind<'a> {
    autoscaler: &'a str,
}
template!(AutoscalerBlind<'_>, "promql/autoscaler-blind.promql");

/// An HPA that cannot read one metric still adds pods by the others and takes none away (kubernetes#99514); one that
/// can read none does nothing.
fn autoscaler_blind(rules: &Rules<'_>) -> Option<Alert> {
    let autoscaling = &rules.stack.profile.autoscaling;
    (*autoscaling.enabled).then(|| Alert {
        name: "InferenceAutoscalerBlind",
        severity: AlertSeverity::Warning,
        slo: Promise::Throughput,
        r#for: BLIND,
        driver: Driver::State,
        expr: render(&AutoscalerBlind { autoscaler: &rules.select.autoscaler }),
        summary: "the autoscaler cannot read its metrics".to_owned(),
        description: format!(
            "{{{{ $labels.horizontalpodautoscaler }}}} reports ScalingActive=False: the number of pods does not follow \
             the load. `kubectl describe hpa {{{{ $labels.horizontalpodautoscaler }}}} -n {}` names the metric.",
            rules.stack.names.namespace
        ),
        objective: None,
    })
}
