//! The alert on a cache that seldom has the answer.

use super::{Alert, Driver, Rules};
use crate::profile::AlertSeverity;
use crate::runtime::CacheMetric;
use crate::text::{render, template};
use crate::units::Duration;
use serde::Serialize;

/// Window of the hit rate: longer than the warm-up of a new pod.
const WINDOW: Duration = Duration::from_secs(900);

#[derive(Serialize)]
struct HitRatio<'a> {
    hits: &'a str,
    lookups: &'a str,
    matchers: &'a str,
    window: String,
    threshold: String,
    least: u32,
}
template!(HitRatio<'_>, "promql/cache-hit-ratio.promql");

#[derive(Serialize)]
struct HitGauge<'a> {
    rate: &'a str,
    requests: &'a str,
    matchers: &'a str,
    window: String,
    threshold: String,
    least: u32,
}
template!(HitGauge<'_>, "promql/cache-hit-gauge.promql");

/// From counters, or from a gauge of 0 to 1 weighted by each pod's requests: the plain mean of pods lets an idle one
/// speak as loud as a busy one. A pod whose gauge is `NaN` (no lookup yet) counts on neither side.
pub(super) fn alert(rules: &Rules<'_>) -> Option<Alert> {
    let profile = &rules.stack.profile;
    if !*profile.cache.enabled {
        return None;
    }
    let stated = &profile.alerts.cache;
    let window = rules.window(WINDOW);
    let least = *profile.alerts.min_requests;
    let matchers = rules.select.app.as_str();
    let threshold = stated.threshold.fraction();
    let expr = match rules.runtime.cache.as_ref()? {
        CacheMetric::Counters { hits, lookups } => render(&HitRatio {
            hits: &hits.name,
            lookups: &lookups.name,
            matchers,
            window: window.prometheus(),
            threshold,
            least: least.get(),
        }),
        CacheMetric::Gauge(rate) => render(&HitGauge {
            rate: &rate.name,
            requests: &rules.runtime.requests.name,
            matchers,
            window: window.prometheus(),
            threshold,
            least: least.get(),
        }),
    };
    Some(Alert {
        name: "InferenceCacheHitRateLow",
        severity: AlertSeverity::Warning,
        slo: None,
        r#for: *stated.r#for,
        driver: Driver::Hit { below: *stated.threshold, window, least },
        expr,
        summary: format!("the cache answers less than {}", stated.threshold),
        description: format!(
            "The cache had the answer for {{{{ $value | humanizePercentage }}}} of the requests of the last {}; the \
             pods compute the rest.",
            window.prometheus()
        ),
        objective: None,
    })
}
