//! A healthy service, as its exporters would report it, one sample a minute.

use super::steps::Curve;
use crate::alerts::Driver;
use crate::runtime::{Among, CacheMetric, Exporter, Only, Part, Runtime};
use crate::stack::Stack;
use crate::stack::budget::{self, Bad};
use crate::units::Duration;
use std::collections::{BTreeMap, BTreeSet};

/// Series by name and labels, with the values that promtool expands.
#[derive(Debug, Clone)]
pub struct Scene {
    series: BTreeMap<String, String>,
    pub(super) names: Names,
    /// Samples of each series.
    pub(super) length: u64,
}

/// The labels by which the exporters tell of one pod.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) app: String,
    pub(super) pod: String,
    pub(super) container: String,
    pub(super) deployment: String,
    pub(super) autoscaler: String,
    pub(super) gpu: String,
    pub(super) runtime: Runtime,
    pub(super) bounds: BTreeSet<Duration>,
    /// Requests a minute.
    pub(super) rate: u64,
}

/// Long before the first sample.
const LONG_AGO: &str = "-1000000";

impl Names {
    fn of(stack: &Stack) -> Self {
        let names = &stack.names;
        let (service, namespace) = (&names.service, &names.namespace);
        let pod = format!("{service}-7d4b9c-aaaaa");
        let runtime = Runtime::of(&stack.profile);
        let app = format!("namespace=\"{namespace}\",job=\"{service}\",pod=\"{pod}\"");
        let gpu = match runtime.gpu.exporter {
            Exporter::Dcgm => format!(
                "exported_namespace=\"{namespace}\",exported_pod=\"{pod}\",exported_container=\"{service}\",gpu=\"0\""
            ),
            _ => app.clone(),
        };
        let bounds = crate::alerts::all(stack).into_iter().filter_map(|alert| match alert.driver {
            Driver::Slow { bound, .. } => Some(bound),
            _ => None,
        });
        let promised = budget::objectives(&stack.profile).into_iter().filter_map(|objective| match objective.bad {
            Bad::Slow(bound) => Some(bound),
            Bad::Failed => None,
        });
        let least = u64::from(stack.profile.alerts.min_requests.get().get());
        Self {
            app,
            pod: format!("namespace=\"{namespace}\",pod=\"{pod}\""),
            container: format!("namespace=\"{namespace}\",pod=\"{pod}\",container=\"{service}\""),
            deployment: format!("namespace=\"{namespace}\",deployment=\"{service}\""),
            autoscaler: format!("namespace=\"{namespace}\",horizontalpodautoscaler=\"{}\"", names.autoscaler()),
            gpu,
            runtime,
            bounds: bounds.chain(promised).collect(),
            rate: (least * 10).max(1_000),
        }
    }

    /// Whether failures are no part of the counter of requests: then both together are all.
    pub(super) fn counts_failures_beside(&self) -> bool {
        self.runtime.failures.among == Among::Beside
    }
}

/// A series of a metric.
pub(super) fn series(metric: &str, labels: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!("{metric}{{{labels}{comma}{more}}}")
}

/// A bucket's label as Prometheus 3 and Python's client write it.
pub(super) fn le(bound: Duration) -> String {
    let seconds = bound.seconds_text();
    if bound.is_whole_seconds() { format!("le=\"{seconds}.0\"") } else { format!("le=\"{seconds}\"") }
}

impl Scene {
    /// A service that nothing is wrong with, for so many minutes.
    #[must_use]
    pub fn healthy(stack: &Stack, minutes: u64) -> Self {
        let names = Names::of(stack);
        let mut scene = Self { series: BTreeMap::new(), names, length: minutes };
        scene.put_application(stack);
        scene.put_cluster(stack);
        scene
    }

    fn put_application(&mut self, stack: &Stack) {
        let names = self.names.clone();
        let all = Curve::constant(names.rate);
        let (runtime, app) = (&names.runtime, names.app.as_str());
        self.serve(&all);
        self.level(&series(&runtime.queue.name, app, ""), 0);
        self.level(&series("up", app, ""), 1);
        if *stack.profile.cache.enabled {
            self.hit(&all, &Curve::constant(0));
        }
        if stack.profile.resources.gpus.get().get() > 0 {
            self.level(&series(&runtime.gpu.name, &names.gpu, ""), 50);
        }
    }

    fn put_cluster(&mut self, stack: &Stack) {
        let names = self.names.clone();
        let most = u64::from(stack.profile.autoscaling.max.get().get());
        let least = u64::from(stack.profile.disruption.min_available.get().get());
        for (condition, value) in [("true", 1), ("false", 0)] {
            self.level(&series("kube_pod_status_ready", &names.pod, &format!("condition=\"{condition}\"")), value);
        }
        self.level(&series("kube_pod_status_phase", &names.pod, "phase=\"Failed\""), 0);
        self.level(&series("kube_deployment_status_replicas_ready", &names.deployment, ""), least.max(1));
        self.level(&series("kube_pod_container_status_restarts_total", &names.container, ""), 0);
        self.level(&series("kube_pod_container_resource_limits", &names.container, "resource=\"memory\""), 100);
        self.level(&series("container_memory_rss", &names.container, ""), 50);
        for created in
            [series("kube_pod_created", &names.pod, ""), series("kube_deployment_created", &names.deployment, "")]
        {
            self.set(&created, format!("{LONG_AGO}x{}", self.length));
        }
        if *stack.profile.autoscaling.enabled {
            let hpa = "kube_horizontalpodautoscaler";
            self.level(
                &series(&format!("{hpa}_status_current_replicas"), &names.autoscaler, ""),
                most.saturating_sub(1),
            );
            self.level(&series(&format!("{hpa}_spec_max_replicas"), &names.autoscaler, ""), most);
            let blind = "condition=\"ScalingActive\",status=\"false\"";
            self.level(&series(&format!("{hpa}_status_condition"), &names.autoscaler, blind), 0);
        }
    }

    /// Every series with its values.
    pub fn series(&self) -> impl Iterator<Item = (&String, &String)> {
        self.series.iter()
    }

    /// Gives a series other values.
    pub fn set(&mut self, series: &str, values: String) {
        self.series.insert(series.to_owned(), values);
    }

    /// Leaves only the series of these metrics.
    pub(super) fn keep(&mut self, metrics: &BTreeSet<String>) {
        self.series.retain(|series, _| metrics.contains(series.split('{').next().unwrap_or_default()));
    }

    /// Takes a series away.
    pub fn remove(&mut self, series: &str) {
        self.series.remove(series);
    }

    pub(super) fn level(&mut self, series: &str, value: u64) {
        self.set(series, format!("{value}x{}", self.length));
    }

    pub(super) fn counter(&mut self, series: &str, curve: &Curve) {
        self.set(series, curve.counted(self.length));
    }

    /// Requests come in at this rate, and are answered.
    pub(super) fn serve(&mut self, rate: &Curve) {
        let names = self.names.clone();
        let runtime = &names.runtime;
        self.counter(&series(&runtime.requests.name, &names.app, ""), rate);
        self.fail(rate, None);
        let Some(histogram) = &runtime.response_time else { return };
        self.counter(&series(&histogram.count(), &names.app, ""), rate);
        for bound in names.bounds.iter().filter(|_| runtime.counts_slow) {
            self.counter(&series(&histogram.bucket(), &names.app, &le(*bound)), rate);
        }
    }

    /// So many of the requests are slower than a bound, and so than every lower one. (They miss no higher one.)
    pub(super) fn bad_slow(&mut self, bound: Duration, good: &Curve) {
        let names = self.names.clone();
        let Some(histogram) = names.runtime.slow() else { return };
        for lower in names.bounds.iter().filter(|lower| **lower <= bound) {
            self.counter(&series(&histogram.bucket(), &names.app, &le(*lower)), good);
        }
    }

    /// So many of the requests fail; nothing: none has yet. Before the first failure its counter has no series, unless it
    /// is counted beside the others.
    pub(super) fn fail(&mut self, all: &Curve, bad: Option<&Curve>) {
        let names = self.names.clone();
        let runtime = &names.runtime;
        let failures = &runtime.failures;
        let of = |part: &Part, labels: fn(&Only) -> &'static str| {
            series(&part.metric.name, &names.app, part.only.as_ref().map_or("", labels))
        };
        let none = Curve::constant(0);
        let good = bad.unwrap_or(&none).less_than(all);
        let counts_none = match &failures.among {
            Among::Requests => false,
            Among::Beside => {
                self.counter(&series(&runtime.requests.name, &names.app, ""), &good);
                true
            }
            Among::Of(all) => {
                self.counter(&of(all, |only| only.one), &good);
                false
            }
        };
        if let Some(curve) = bad.or(counts_none.then_some(&none)) {
            self.counter(&of(&failures.failed, |only| only.one), curve);
        }
    }

    /// What clients do wrong, which the counter of failures may have too. `None` where it has nothing but failures.
    pub(super) fn fail_clients(&mut self, rate: &Curve) -> Option<()> {
        self.other(&self.names.runtime.failures.failed.clone(), rate)
    }

    /// What no model answers, which the counter of all requests may have too. `None` where it has nothing else.
    pub(super) fn serve_others(&mut self, rate: &Curve) -> Option<()> {
        match self.names.runtime.failures.among.clone() {
            Among::Of(all) => self.other(&all, rate),
            Among::Requests | Among::Beside => None,
        }
    }

    fn other(&mut self, part: &Part, rate: &Curve) -> Option<()> {
        let only = part.only?;
        self.counter(&series(&part.metric.name, &self.names.app, only.other), rate);
        Some(())
    }

    /// Whether the cache has a gauge of hits, which is averaged, and no counters.
    pub(super) const fn has_hit_gauge(&self) -> bool {
        matches!(self.names.runtime.cache, Some(CacheMetric::Gauge(_)))
    }

    /// So many lookups a minute of the cache find nothing.
    pub(super) fn hit(&mut self, all: &Curve, missed: &Curve) {
        let names = self.names.clone();
        match &names.runtime.cache {
            None => {}
            Some(CacheMetric::Counters { hits, lookups }) => {
                self.counter(&series(&lookups.name, &names.app, ""), all);
                self.counter(&series(&hits.name, &names.app, ""), &missed.less_than(all));
            }
            Some(CacheMetric::Apart { hits, misses }) => {
                self.counter(&series(&misses.name, &names.app, ""), missed);
                self.counter(&series(&hits.name, &names.app, ""), &missed.less_than(all));
            }
            Some(CacheMetric::Gauge(rate)) => {
                let hits = missed.less_than(all).over(all);
                self.set(&series(&rate.name, &names.app, ""), hits.levels(self.length));
            }
        }
    }
}
