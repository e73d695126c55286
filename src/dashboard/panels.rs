//! What the dashboard draws.

use super::grafana::{Draft, Limit, Look, Panel, lay_out};
use crate::alerts;
use crate::located::Located;
use crate::profile::{AlertSeverity, Percentile};
use crate::runtime::{CacheMetric, Runtime, Selectors, queries};
use crate::stack::{Stack, budget};
use crate::text::{render, template};
use crate::units::{Gpus, Share};
use serde::Serialize;

/// Grafana's own window: four scrapes, or one point of the picture if that is longer.
const WINDOW: &str = "$__rate_interval";

/// Every panel, in the order in which somebody woken up looks.
pub(super) fn all(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Vec<Panel> {
    let drafts = [
        budget_left(stack, select),
        burn_rate(stack, select),
        buckets(runtime, select),
        response_time(stack, runtime, select),
        Some(traffic(stack, runtime, select)),
        Some(errors(stack, runtime, select)),
        Some(pods(stack, select)),
        requests_of_a_pod(stack, runtime, select),
        Some(queue(stack, runtime, select)),
        gpu(stack, runtime, select),
        Some(processor(stack, select)),
        Some(memory(stack, select)),
        cache(stack, runtime, select),
    ];
    lay_out(drafts.into_iter().flatten().collect())
}

#[derive(Serialize)]
struct ByObjective<'a> {
    metric: &'a str,
    matchers: &'a str,
}
template!(ByObjective<'_>, "promql/by-objective.promql");

/// A curve for each promise; nothing where the rules do not record it.
fn by_objective(stack: &Stack, select: &Selectors, metric: &str) -> Option<(String, String)> {
    alerts::records_budgets(stack)
        .then(|| ("{{objective}}".to_owned(), render(&ByObjective { metric, matchers: &select.app })))
}

fn budget_left(stack: &Stack, select: &Selectors) -> Option<Draft> {
    let left = by_objective(stack, select, "infgen:slo:error_budget_remaining_ratio")?;
    Some(Draft {
        look: Look::Number,
        title: "Error budget left",
        description: format!(
            "Of what each promise lets go wrong in {}, the part that is left; red where nothing is.",
            stack.profile.slo.window.prometheus()
        ),
        unit: "percentunit",
        curves: vec![left],
        limits: vec![Limit { value: 0.0, color: "green" }],
    })
}

fn burn_rate(stack: &Stack, select: &Selectors) -> Option<Draft> {
    let now = by_objective(stack, select, "infgen:slo:current_burn_rate_ratio")?;
    let window = *stack.profile.slo.window;
    let tiers = budget::tiers(&stack.profile);
    let told = tiers.iter().filter(|tier| !tier.is_off());
    let said: Vec<String> = told.clone().map(|tier| format!("{} {}", tier.name, tier.factor(window))).collect();
    let color = |severity| if severity == AlertSeverity::Critical { "red" } else { "yellow" };
    Some(Draft {
        title: "Error budget: times too fast",
        description: format!("1 uses each budget up at the end of its window. Tiers that tell: {}.", said.join(", ")),
        unit: "none",
        curves: vec![now],
        limits: told.map(|tier| Limit { value: tier.factor(window).as_f64(), color: color(tier.severity) }).collect(),
        ..Draft::default()
    })
}

#[derive(Serialize)]
struct Heatmap<'a> {
    bucket: String,
    matchers: &'a str,
    window: &'a str,
}
template!(Heatmap<'_>, "promql/heatmap.promql");

fn buckets(runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let histogram = runtime.response_time.as_ref()?;
    let rate = render(&Heatmap { bucket: histogram.bucket(), matchers: &select.app, window: WINDOW });
    Some(Draft {
        look: Look::Buckets,
        title: "Response times",
        description: "Answers a second in each bucket of the histogram.".to_owned(),
        unit: "s",
        curves: vec![("{{le}}".to_owned(), rate)],
        ..Draft::default()
    })
}

fn response_time(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
    let histogram = runtime.response_time.as_ref()?;
    let slo = &stack.profile.slo;
    let percentiles = [(Percentile::P50, &slo.p50), (Percentile::P95, &slo.p95), (Percentile::P99, &slo.p99)];
    let curve = |percentile: Percentile| {
        (percentile.to_string(), queries::quantile(histogram, &select.app, WINDOW, percentile.share()))
    };
    let promised = percentiles.iter().filter_map(|(percentile, promise)| Some((percentile, promise.as_ref()?)));
    let mut lines: Vec<String> = promised.clone().map(|(name, bound)| format!("{name} {bound}")).collect();
    let mut limits: Vec<Limit> = promised.map(|(_, bound)| Limit::broken(bound.as_secs_f64())).collect();
    if let Some(latency) = stack.profile.autoscaling.latency.as_ref().filter(|_| *stack.profile.autoscaling.enabled) {
        lines.push(format!("pods are added above a {} of {}", latency.percentile, latency.target));
        limits.push(Limit::target(latency.target.as_secs_f64()));
    }
    Some(Draft {
        title: "Response time",
        description: format!(
            "Promised: {}. Quantiles interpolate inside a bucket and end at the highest one; the alerts count the slow \
             responses instead.",
            lines.join(", ")
        ),
        unit: "s",
        curves: percentiles.iter().map(|(percentile, _)| curve(*percentile)).collect(),
        limits,
        ..Draft::default()
    })
}

fn traffic(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let rate = |counter: String| queries::total_rate(&[counter], WINDOW);
    let curves = vec![
        ("requests".to_owned(), rate(runtime.requests.selector(&select.app))),
        ("failures".to_owned(), rate(runtime.failed(&select.app))),
    ];
    let promised = stack.profile.slo.throughput.as_ref();
    let said = promised.map_or(String::new(), |promised| format!(" The promises hold up to {promised}."));
    Draft {
        title: "Traffic",
        description: format!("Requests a second, of all pods.{said}"),
        unit: "reqps",
        curves,
        limits: promised.map(|promised| Limit::broken(promised.as_f64())).into_iter().collect(),
        ..Draft::default()
    }
}

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

fn requests_of_a_pod(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
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

fn processor(stack: &Stack, select: &Selectors) -> Draft {
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
struct PanelRatio {
    part: String,
    whole: String,
}
template!(PanelRatio, "promql/panel-ratio.promql");

fn errors(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
    let ratio = PanelRatio {
        part: queries::total_rate(&[runtime.failed(&select.app)], WINDOW),
        whole: queries::total_rate(&runtime.judged(&select.app), WINDOW),
    };
    Draft {
        title: "Failures",
        description: format!(
            "Share of the requests that fail; {} may. Nothing is drawn before the first failure.",
            stack.profile.slo.error_rate
        ),
        unit: "percentunit",
        curves: vec![("failures".to_owned(), render(&ratio))],
        limits: vec![Limit::broken(stack.profile.slo.error_rate.as_f64())],
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

fn queue(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Draft {
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

fn gpu(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
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

fn cache(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Option<Draft> {
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

fn memory(stack: &Stack, select: &Selectors) -> Draft {
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
