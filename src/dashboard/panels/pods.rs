//! What the pods use, against what they have and what the autoscaler aims at.

use super::{PanelRatio, WINDOW};
use crate::dashboard::grafana::{Draft, Limit};
use crate::located::Located;
use crate::runtime::{CacheMetric, Runtime, Selectors, queries};
use crate::stack::Stack;
use crate::text::{render, template};
use crate::units::{Gpus, Share};
use serde::Serialize;

#[derive(Serialize)]
struct ByPodRate<'a> {
    metric: &'a str,
    matchers: &'a str,
    window: &'a str,
}
template!(ByPodRate<'_>, "promql/by-pod-rate.promql");

fn rate_of_a_pod(metric: &str, matchers: &str) -> (String, String) {
    ("{{pod}}".to_owned(), render(&ByPodRate { metric, matchers, window: WINDOW }))
}

pub(super) fn requests_of_a_pod(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let target = stack.profile.autoscaling.requests_per_pod.as_ref().filter(|_| *stack.profile.autoscaling.enabled)?;
    Some(Draft {
        title: "Requests of a pod",
        description: format!("Requests a second of each pod; the autoscaler aims at {target}."),
        unit: "reqps",
        curves: vec![rate_of_a_pod(&runtime.requests.name, &select.app)],
        limits: vec![Limit::target(target.as_f64())],
        ..Draft::default()
    })
}

/// A share of what a pod requests, as an amount.
fn requested(stack: &Stack, target: Option<&Located<Share>>, request: f64) -> Option<f64> {
    target.filter(|_| *stack.profile.autoscaling.enabled).map(|share| share.as_f64() * request)
}

#[expect(clippy::cast_precision_loss, reason = "a pod has far fewer than 2^53 millicores and bytes")]
fn amount(whole: u64) -> f64 {
    whole as f64
}

pub(super) fn processor(stack: &Stack, select: &Selectors) -> Draft {
    let resources = &stack.profile.resources;
    let target =
        requested(stack, stack.profile.autoscaling.cpu.as_ref(), amount(resources.cpu_request.milli()) / 1000.0);
    let limit = amount(resources.cpu_limit.milli()) / 1000.0;
    Draft {
        title: "Processor",
        description: format!("Cores that each pod uses; it is throttled at {}.", resources.cpu_limit),
        unit: "none",
        curves: vec![rate_of_a_pod("container_cpu_usage_seconds_total", &select.container)],
        limits: target.map(Limit::target).into_iter().chain([Limit::broken(limit)]).collect(),
        ..Draft::default()
    }
}

#[derive(Serialize)]
struct Highest<'a> {
    metric: &'a str,
    matchers: &'a str,
}
template!(Highest<'_>, "promql/highest.promql");

fn highest(metric: &str, matchers: &str) -> String {
    render(&Highest { metric, matchers })
}

pub(super) fn pods(stack: &Stack, select: &Selectors) -> Draft {
    let ready = highest("kube_deployment_status_replicas_ready", &select.deployment);
    let mut curves = vec![("ready".to_owned(), ready)];
    if *stack.profile.autoscaling.enabled {
        for (legend, metric) in [
            ("wanted", "kube_horizontalpodautoscaler_status_desired_replicas"),
            ("fewest", "kube_horizontalpodautoscaler_spec_min_replicas"),
            ("most", "kube_horizontalpodautoscaler_spec_max_replicas"),
        ] {
            curves.push((legend.to_owned(), highest(metric, &select.autoscaler)));
        }
    }
    let promise = *stack.profile.disruption.min_available;
    Draft {
        title: "Pods",
        description: format!("Ready pods, what the autoscaler wants, and its bounds; {promise} stay by the promise."),
        unit: "none",
        curves,
        limits: vec![Limit { value: f64::from(promise.get()), color: "red" }],
        ..Draft::default()
    }
}

#[derive(Serialize)]
struct ByPod<'a> {
    aggregate: &'static str,
    namespace: &'static str,
    pod: &'static str,
    metric: &'a str,
    matchers: &'a str,
}
template!(ByPod<'_>, "promql/by-pod.promql");

pub(super) fn queue(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let by_pod = render(&ByPod {
        aggregate: "max",
        namespace: "namespace",
        pod: "pod",
        metric: &runtime.queue.name,
        matchers: &select.app,
    });
    let target = stack.profile.autoscaling.queue.as_ref().filter(|_| *stack.profile.autoscaling.enabled);
    let stated = stack.profile.alerts.queue.as_ref();
    let limits = target.map(|target| Limit::target(f64::from(target.get().get())));
    Draft {
        title: "Queue",
        description: "Requests that wait in each pod, the autoscaler's target, and where the alert begins.".to_owned(),
        unit: "none",
        curves: vec![("{{pod}}".to_owned(), by_pod)],
        limits: limits.into_iter().chain(stated.map(|above| Limit::broken(f64::from(above.get().get())))).collect(),
        ..Draft::default()
    }
}

pub(super) fn gpu(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    if *stack.profile.resources.gpus == Gpus::new(0) {
        return None;
    }
    let (namespace, pod) = runtime.gpu.exporter.pod_labels();
    let by_pod = render(&ByPod { aggregate: "avg", namespace, pod, metric: &runtime.gpu.name, matchers: &select.gpu });
    let target = stack.profile.autoscaling.gpu.as_ref().filter(|_| *stack.profile.autoscaling.enabled);
    let above = Limit::broken(stack.profile.alerts.gpu.threshold.as_f64() * 100.0);
    Some(Draft {
        title: "GPU",
        description: "Busy share of each pod's GPUs. One request may keep a GPU busy: this is no measure of load."
            .to_owned(),
        unit: "percent",
        curves: vec![(format!("{{{{{pod}}}}}"), by_pod)],
        limits: target.map(|target| Limit::target(target.as_f64() * 100.0)).into_iter().chain([above]).collect(),
        ..Draft::default()
    })
}

pub(super) fn cache(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    if !*stack.profile.cache.enabled {
        return None;
    }
    let curve = match runtime.cache.as_ref()? {
        CacheMetric::Gauge(rate) => (
            "{{pod}}".to_owned(),
            render(&ByPod {
                aggregate: "max",
                namespace: "namespace",
                pod: "pod",
                metric: &rate.name,
                matchers: &select.app,
            }),
        ),
        counters => {
            let (hits, lookups) = counters.counters()?;
            let lookups: Vec<String> = lookups.into_iter().map(|counter| counter.selector(&select.app)).collect();
            let part = queries::total_rate(&[hits.selector(&select.app)], WINDOW);
            ("hits".to_owned(), render(&PanelRatio { part, whole: queries::total_rate(&lookups, WINDOW) }))
        }
    };
    let least: Share = *stack.profile.alerts.cache.threshold;
    Some(Draft {
        title: "Cache",
        description: format!("Share of the lookups that the cache answers; below {least} somebody is told."),
        unit: "percentunit",
        curves: vec![curve],
        limits: vec![Limit { value: least.as_f64(), color: "blue" }],
        ..Draft::default()
    })
}

pub(super) fn memory(stack: &Stack, select: &Selectors) -> Draft {
    let by_pod = render(&ByPod {
        aggregate: "max",
        namespace: "namespace",
        pod: "pod",
        metric: "container_memory_rss",
        matchers: &select.container,
    });
    let resources = &stack.profile.resources;
    let request = amount(resources.memory_request.get().get());
    let target = requested(stack, stack.profile.autoscaling.memory.as_ref(), request);
    let alert = stack.profile.alerts.memory.threshold.as_f64() * amount(resources.memory_limit.get().get());
    Draft {
        title: "Memory",
        description: format!(
            "Resident memory of each pod, without files that the kernel may drop, of {}.",
            resources.memory_limit
        ),
        unit: "bytes",
        curves: vec![("{{pod}}".to_owned(), by_pod)],
        limits: target.map(Limit::target).into_iter().chain([Limit::broken(alert)]).collect(),
        ..Draft::default()
    }
}
