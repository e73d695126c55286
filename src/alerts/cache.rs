//! The alert on a cache that seldom has the answer.

use super::{Alert, Driver, Promise, Rules};
use crate::profile::AlertSeverity;
use crate::runtime::CacheMetric;
use crate::runtime::queries::{Gain, gained_by_service};
use crate::text::{render, template};
use crate::units::Duration;
use serde::Serialize;

/// Window of the hit rate: longer than the warm-up of a new pod.
const WINDOW: Duration = Duration::from_secs(900);

#[derive(Serialize)]
struct HitRatio {
    hits: String,
    lookups: String,
    counted: String,
    threshold: String,
    least: u32,
}
template!(HitRatio, "promql/cache-hit-ratio.promql");

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
        CacheMetric::Gauge(rate) => render(&HitGauge {
            rate: &rate.name,
            requests: &rules.runtime.requests.name,
            matchers,
            window: window.prometheus(),
            threshold,
            least: least.get(),
        }),
        counters => {
            let (hits, lookups) = counters.counters()?;
            let lookups: Vec<String> = lookups.into_iter().map(|counter| counter.selector(matchers)).collect();
            let read = |gain, counters: &[String]| gained_by_service(gain, counters, &window.prometheus());
            render(&HitRatio {
                hits: read(Gain::Rate, &[hits.selector(matchers)]),
                lookups: read(Gain::Rate, &lookups),
                counted: read(Gain::Increase, &lookups),
                threshold,
                least: least.get(),
            })
        }
    };
    Some(Alert {
        name: "InferenceCacheHitRateLow",
        severity: AlertSeverity::Warning,
        slo: Promise::Latency,
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
