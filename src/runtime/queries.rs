//! Expressions that more than one object asks: rules, KEDA's triggers and the dashboard's panels.

use super::Metric;
use crate::text::{render, template};
use crate::units::Share;
use serde::Serialize;

#[derive(Serialize)]
struct Quantile<'a> {
    share: String,
    bucket: String,
    matchers: &'a str,
    window: &'a str,
}
template!(Quantile<'_>, "promql/quantile.promql");

/// A quantile of a histogram, over all its pods. It interpolates inside a bucket and ends at the highest finite bound:
/// good for a picture and a scale, never for an alert.
#[must_use]
pub fn quantile(histogram: &Metric, matchers: &str, window: &str, share: Share) -> String {
    render(&Quantile { share: share.fraction(), bucket: histogram.bucket(), matchers, window })
}

#[derive(Serialize)]
struct IdleIsZero<'a> {
    quantile: String,
    count: String,
    matchers: &'a str,
    window: &'a str,
}
template!(IdleIsZero<'_>, "promql/quantile-or-idle.promql");

/// A quantile that an autoscaler can read: 0 while nobody asks, where the quantile itself is `NaN`, and nothing at all
/// where the series are gone, so that the autoscaler stays where it is instead of shrinking blind.
#[must_use]
pub fn quantile_or_idle(histogram: &Metric, matchers: &str, window: &str, share: Share) -> String {
    render(&IdleIsZero {
        quantile: quantile(histogram, matchers, window, share),
        count: histogram.count(),
        matchers,
        window,
    })
}

/// How counters are read: what they gained in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gain {
    /// A second.
    Rate,
    /// In the whole window.
    Increase,
}

#[derive(Serialize)]
struct Gained<'a> {
    function: Gain,
    by: &'a str,
    counters: &'a [String],
    window: &'a str,
}
template!(Gained<'_>, "promql/gained.promql");

/// What counters gained together, over all pods. Each is summed after its function: a sum that loses one pod's counter
/// looks like a restart of all.
fn gained(function: Gain, by: &str, counters: &[String], window: &str) -> String {
    render(&Gained { function, by, counters, window })
}

/// What the counters of one service gained together, with the labels by which rules find them.
#[must_use]
pub fn gained_by_service(function: Gain, counters: &[String], window: &str) -> String {
    gained(function, " by (namespace, job) ", counters, window)
}

/// The rate of counters together, over all pods.
#[must_use]
pub fn total_rate(counters: &[String], window: &str) -> String {
    gained(Gain::Rate, "", counters, window)
}

#[derive(Serialize)]
struct TotalLevel<'a> {
    metric: &'a str,
    matchers: &'a str,
    window: &'a str,
}
template!(TotalLevel<'_>, "promql/total-level.promql");

/// The sum of a gauge over all pods, each smoothed over the window: a gauge shows the moment of its scrape only.
#[must_use]
pub fn total_level(gauge: &Metric, matchers: &str, window: &str) -> String {
    render(&TotalLevel { metric: &gauge.name, matchers, window })
}

#[derive(Serialize)]
struct GpuTotal<'a> {
    metric: &'a str,
    matchers: &'a str,
    namespace: &'a str,
    pod: &'a str,
    window: &'a str,
    step: &'a str,
}
template!(GpuTotal<'_>, "promql/gpu-total.promql");

/// The sum over all pods of the busy percent of each pod's GPUs, without the corrupt samples that GPUs report now and
/// then (go-dcgm#75): each is dropped by itself, before it can spoil an average.
#[must_use]
pub fn gpu_total(gpu: &Metric, matchers: &str, window: &str, step: &str) -> String {
    let (namespace, pod) = gpu.exporter.pod_labels();
    render(&GpuTotal { metric: &gpu.name, matchers, namespace, pod, window, step })
}
