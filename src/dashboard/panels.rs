//! What the dashboard draws.

use super::grafana::{Draft, Panel, lay_out};
use crate::profile::Percentile;
use crate::runtime::{CacheMetric, Runtime, Selectors, queries};
use crate::stack::Stack;
use crate::text::{render, rps, template};
use crate::units::{Gpus, Share};
use serde::Serialize;

/// Grafana's own window: four scrapes, or one point of the picture if that is longer.
const WINDOW: &str = "$__rate_interval";

/// Every panel, in the order in which somebody woken up looks.
pub(super) fn all(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Vec<Panel> {
    let drafts = [
        response_time(stack, runtime, select),
        Some(traffic(stack, runtime, select)),
        errors(stack, runtime, select),
        Some(pods(stack, select)),
        Some(queue(stack, runtime, select)),
        gpu(stack, runtime, select),
        cache(stack, runtime, select),
        Some(memory(stack, select)),
    ];
    lay_out(drafts.into_iter().flatten().collect())
}

fn response_time(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let histogram = runtime.response_time.as_ref()?;
    let slo = &stack.profile.slo;
    let promises = [(Percentile::P50, &slo.p50), (Percentile::P95, &slo.p95), (Percentile::P99, &slo.p99)];
    let mut curves = Vec::new();
    for (percentile, promise) in promises {
        let share = percentile.share();
        let measured = queries::quantile(histogram, &select.app, WINDOW, share);
        curves.push((percentile.to_string(), measured));
        if let Some(promise) = promise {
            let legend = format!("{percentile} promise");
            curves.push((legend, constant(&promise.seconds_text())));
        }
    }
    Some(Draft {
        title: "Response time",
        description: "Quantiles interpolate inside a bucket and end at the highest one; the alerts count the slow \
                      responses instead."
            .to_owned(),
        unit: "s",
        curves,
    })
}

fn traffic(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let mut curves = vec![("requests".to_owned(), queries::total_rate(&runtime.requests, &select.app, WINDOW))];
    if let Some(errors) = &runtime.errors {
        curves.push(("failures".to_owned(), queries::total_rate(errors, &select.app, WINDOW)));
    }
    if let Some(peak) = &stack.capacity.peak {
        curves.push(("peak".to_owned(), constant(&rps(**peak))));
    }
    Draft { title: "Traffic", description: "Requests a second, of all pods.".to_owned(), unit: "reqps", curves }
}

#[derive(Serialize)]
struct PanelRatio {
    part: String,
    whole: String,
}
template!(PanelRatio, "promql/panel-ratio.promql");

fn errors(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let errors = runtime.errors.as_ref()?;
    let ratio = PanelRatio {
        part: queries::total_rate(errors, &select.app, WINDOW),
        whole: queries::total_rate(&runtime.requests, &select.app, WINDOW),
    };
    Some(Draft {
        title: "Failures",
        description: "Share of the requests that fail; nothing is drawn before the first failure.".to_owned(),
        unit: "percentunit",
        curves: vec![
            ("failures".to_owned(), render(&ratio)),
            ("promise".to_owned(), constant(&stack.profile.slo.error_rate.fraction())),
        ],
    })
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

fn pods(stack: &Stack, select: &Selectors) -> Draft {
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
    let promise = stack.profile.disruption.min_available.get().get().to_string();
    curves.push(("promise".to_owned(), constant(&promise)));
    Draft {
        title: "Pods",
        description: "Ready pods, what the autoscaler wants, and its bounds.".to_owned(),
        unit: "none",
        curves,
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

fn queue(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let by_pod = render(&ByPod {
        aggregate: "max",
        namespace: "namespace",
        pod: "pod",
        metric: &runtime.queue.name,
        matchers: &select.app,
    });
    let mut curves = vec![("{{pod}}".to_owned(), by_pod)];
    if let Some(target) = &stack.profile.autoscaling.queue {
        let target = target.get().get().to_string();
        curves.push(("autoscaler's target".to_owned(), constant(&target)));
    }
    Draft { title: "Queue", description: "Requests that wait in each pod.".to_owned(), unit: "none", curves }
}

fn gpu(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    if *stack.profile.resources.gpus == Gpus::new(0) {
        return None;
    }
    let (namespace, pod) = runtime.gpu.exporter.pod_labels();
    let by_pod = render(&ByPod { aggregate: "avg", namespace, pod, metric: &runtime.gpu.name, matchers: &select.gpu });
    let mut curves = vec![(format!("{{{{{pod}}}}}"), by_pod)];
    if let Some(target) = &stack.profile.autoscaling.gpu {
        let target = target.percent_text();
        curves.push(("autoscaler's target".to_owned(), constant(&target)));
    }
    Some(Draft {
        title: "GPU",
        description: "Busy share of each pod's GPUs. One request may keep a GPU busy: this is no measure of load."
            .to_owned(),
        unit: "percent",
        curves,
    })
}

fn cache(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    if !*stack.profile.cache.enabled {
        return None;
    }
    let curve = match runtime.cache.as_ref()? {
        CacheMetric::Counters { hits, lookups } => (
            "hits".to_owned(),
            render(&PanelRatio {
                part: queries::total_rate(hits, &select.app, WINDOW),
                whole: queries::total_rate(lookups, &select.app, WINDOW),
            }),
        ),
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
    };
    let least: Share = *stack.profile.alerts.cache.threshold;
    Some(Draft {
        title: "Cache",
        description: "Share of the lookups that the cache answers.".to_owned(),
        unit: "percentunit",
        curves: vec![curve, ("alert".to_owned(), constant(&least.fraction()))],
    })
}

fn memory(stack: &Stack, select: &Selectors) -> Draft {
    let by_pod = render(&ByPod {
        aggregate: "max",
        namespace: "namespace",
        pod: "pod",
        metric: "container_memory_rss",
        matchers: &select.container,
    });
    let limit = stack.profile.resources.memory_limit.get().get().to_string();
    Draft {
        title: "Memory",
        description: "Resident memory of each pod, without files that the kernel may drop.".to_owned(),
        unit: "bytes",
        curves: vec![("{{pod}}".to_owned(), by_pod), ("limit".to_owned(), constant(&limit))],
    }
}

#[derive(Serialize)]
struct Constant<'a> {
    value: &'a str,
}
template!(Constant<'_>, "promql/constant.promql");

/// A level line with a name in the legend.
fn constant(value: &str) -> String {
    render(&Constant { value })
}
