//! Alerts on what users see: slow answers and failures.

use super::{Alert, Driver, Group, Promise, Recording, Rules, WINDOW};
use crate::profile::{AlertSeverity, LatencyAlert, ShareAlert};
use crate::runtime::queries::{Gain, gained_by_service};
use crate::runtime::{self, Metric};
use crate::text::{render, template};
use crate::units::{Duration, Requests, Share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Window in which the failures of a service with little traffic add up.
const LONG_WINDOW: Duration = Duration::from_secs(6 * 3600);
/// Time that a ratio of two sums must hold, so that targets that come in one by one after a restart of Prometheus
/// fire nothing (pint, promql/fragile).
const SETTLED: Duration = Duration::from_secs(300);

pub(super) fn group(rules: &Rules<'_>) -> Group {
    let alerts = &rules.stack.profile.alerts;
    let window = rules.window(WINDOW);
    let mut recordings = Vec::new();
    let slow_metric = rules.runtime.slow();
    if let Some(histogram) = slow_metric.filter(|_| !alerts.latency.is_empty()) {
        recordings.push(responses(rules, histogram, window));
        let bounds: BTreeSet<Duration> = alerts.latency.iter().map(|alert| *alert.bound).collect();
        recordings.extend(bounds.into_iter().map(|bound| slow(rules, histogram, window, bound)));
    }
    if !alerts.errors.is_empty() {
        recordings.push(requests(rules, window));
        recordings.push(errors(rules, window));
    }
    let latency = alerts.latency.iter().filter(|_| slow_metric.is_some());
    Group {
        name: "requests",
        recordings,
        alerts: latency
            .map(|stated| response_time_high(rules, window, stated))
            .chain(alerts.errors.iter().map(|stated| error_rate_high(rules, window, stated)))
            .chain(errors_at_low_traffic(rules))
            .collect(),
    }
}

fn responses(rules: &Rules<'_>, histogram: &Metric, window: Duration) -> Recording {
    let count = format!("{}{{{}}}", histogram.count(), rules.select.app);
    increase("responses", &[count], window)
}

/// The requests that a failure is counted among.
fn requests(rules: &Rules<'_>, window: Duration) -> Recording {
    increase("requests", &rules.runtime.judged(&rules.select.app), window)
}

fn increase(what: &str, counters: &[String], window: Duration) -> Recording {
    let window = window.prometheus();
    let expr = gained_by_service(Gain::Increase, counters, &window);
    Recording { name: format!("infgen:{what}:increase{window}"), labels: BTreeMap::new(), expr }
}

#[derive(Serialize)]
struct SlowRatio<'a> {
    bucket: String,
    count: String,
    matchers: &'a str,
    le: String,
    window: String,
}
template!(SlowRatio<'_>, "promql/slow-ratio.promql");

/// The share of responses over a bound, which is exact where the bound is a bucket. A quantile is not: it interpolates
/// inside a bucket and never passes the highest one, so that `histogram_quantile(…) > 2` fires for 1.1 s and stays
/// silent for 20 s.
fn slow(rules: &Rules<'_>, histogram: &Metric, window: Duration, bound: Duration) -> Recording {
    let expr = render(&SlowRatio {
        bucket: histogram.bucket(),
        count: histogram.count(),
        matchers: &rules.select.app,
        le: runtime::le(bound),
        window: window.prometheus(),
    });
    Recording { name: slow_name(window), labels: BTreeMap::from([("bound".to_owned(), bound.to_string())]), expr }
}

fn slow_name(window: Duration) -> String {
    format!("infgen:responses_slow:ratio_rate{}", window.prometheus())
}

#[derive(Serialize)]
struct ErrorRatio {
    failures: String,
    all: String,
}
template!(ErrorRatio, "promql/error-ratio.promql");

/// The share of requests that fail. Both sides are sums over the same labels: per series the ratio is empty as soon as
/// the counters' labels differ.
fn errors(rules: &Rules<'_>, window: Duration) -> Recording {
    let (runtime, app, text) = (&rules.runtime, rules.select.app.as_str(), window.prometheus());
    let expr = render(&ErrorRatio {
        failures: runtime.failures_gained(Gain::Rate, app, &text),
        all: gained_by_service(Gain::Rate, &runtime.judged(app), &text),
    });
    Recording { name: errors_name(window), labels: BTreeMap::new(), expr }
}

fn errors_name(window: Duration) -> String {
    format!("infgen:requests_failed:ratio_rate{}", window.prometheus())
}

#[derive(Serialize)]
struct GuardedRatio<'a> {
    ratio: String,
    ratio_matchers: String,
    threshold: String,
    requests: String,
    matchers: &'a str,
    least: u32,
}
template!(GuardedRatio<'_>, "promql/guarded-ratio.promql");

fn response_time_high(rules: &Rules<'_>, window: Duration, stated: &LatencyAlert) -> Alert {
    let least = *rules.stack.profile.alerts.min_requests;
    let (bound, above) = (*stated.bound, *stated.slower);
    let percentile = above.complement().percent_text();
    Alert {
        name: "InferenceResponseTimeHigh",
        severity: *stated.severity,
        slo: Promise::Latency,
        r#for: *stated.r#for,
        driver: Driver::Slow { bound, above, window, least },
        expr: render(&GuardedRatio {
            ratio: slow_name(window),
            ratio_matchers: format!("{},bound=\"{bound}\"", rules.select.app),
            threshold: above.fraction(),
            requests: format!("infgen:responses:increase{}", window.prometheus()),
            matchers: &rules.select.app,
            least: least.get(),
        }),
        summary: format!("p{percentile} of the response time is over {bound}"),
        description: format!(
            "{{{{ $value | humanizePercentage }}}} of the responses of the last {} took longer than {bound}; {above} \
             may.",
            window.prometheus()
        ),
        objective: None,
    }
}

fn error_rate_high(rules: &Rules<'_>, window: Duration, stated: &ShareAlert) -> Alert {
    let least = *rules.stack.profile.alerts.min_requests;
    let above = *stated.threshold;
    Alert {
        name: "InferenceErrorRateHigh",
        severity: *stated.severity,
        slo: Promise::Errors,
        r#for: *stated.r#for,
        driver: Driver::Failed { above, window, least },
        expr: render(&GuardedRatio {
            ratio: errors_name(window),
            ratio_matchers: rules.select.app.clone(),
            threshold: above.fraction(),
            requests: format!("infgen:requests:increase{}", window.prometheus()),
            matchers: &rules.select.app,
            least: least.get(),
        }),
        summary: format!("more than {above} of the requests fail"),
        description: format!(
            "{{{{ $value | humanizePercentage }}}} of the requests of the last {} failed; {} may fail by the promise.",
            window.prometheus(),
            rules.stack.profile.slo.error_rate
        ),
        objective: None,
    }
}

#[derive(Serialize)]
struct ErrorsAtLowTraffic {
    failed: String,
    all: String,
    threshold: String,
    least: u64,
}
template!(ErrorsAtLowTraffic, "promql/errors-at-low-traffic.promql");

/// The traffic guard of the error alerts silences a service that few use and that fails for all of them
/// (fedora-homelab-containers#165: eight days without a page). Over a long window the same share holds, from as many
/// failures on as the guarded alert would need at its least traffic.
fn errors_at_low_traffic(rules: &Rules<'_>) -> Option<Alert> {
    let alerts = &rules.stack.profile.alerts;
    let above: Share = alerts.errors.iter().map(|stated| *stated.threshold).min()?;
    let needed = above.of(u64::from(alerts.min_requests.get().get())).max(1);
    let least_failed = Requests::new(u32::try_from(needed).unwrap_or(u32::MAX));
    let window = rules.window(LONG_WINDOW);
    let read = |counters: &[String]| gained_by_service(Gain::Increase, counters, &window.prometheus());
    let failed = read(&[rules.runtime.failed(&rules.select.app)]);
    let all = read(&rules.runtime.judged(&rules.select.app));
    Some(Alert {
        name: "InferenceErrorsAtLowTraffic",
        severity: AlertSeverity::Warning,
        slo: Promise::Errors,
        r#for: SETTLED,
        driver: Driver::FailedOfFew { above, window, least_failed },
        expr: render(&ErrorsAtLowTraffic { failed, all, threshold: above.fraction(), least: needed }),
        summary: format!("more than {above} of few requests fail"),
        description: format!(
            "{{{{ $value | humanizePercentage }}}} of the requests of the last {} failed. InferenceErrorRateHigh is \
             silent where fewer than {} requests come in its window.",
            window.prometheus(),
            alerts.min_requests.get().get()
        ),
        objective: None,
    })
}
