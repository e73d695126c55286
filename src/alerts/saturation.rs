//! Alerts on what is used up: GPU, memory, queue, autoscaler.

use super::{Alert, Driver, Group, Promise, Rules, WINDOW};
use crate::profile::AlertSeverity;
use crate::text::{render, template};
use crate::units::{Duration, Gpus, Requests};
use serde::Serialize;

/// Time at the highest number of pods that is no peak any more (kubernetes-mixin, `KubeHpaMaxedOut`).
const AT_MAXIMUM: Duration = Duration::from_secs(900);

pub(super) fn group(rules: &Rules<'_>) -> Group {
    let alerts = [
        gpu_utilization_high(rules),
        Some(memory_usage_high(rules)),
        queue_depth_high(rules),
        autoscaler_at_maximum(rules),
    ];
    Group { name: "saturation", recordings: Vec::new(), alerts: alerts.into_iter().flatten().collect() }
}

#[derive(Serialize)]
struct GpuUtilization<'a> {
    namespace: &'static str,
    pod: &'static str,
    gpu: &'a str,
    matchers: &'a str,
    threshold: String,
    autoscaler: Option<&'a str>,
}
template!(GpuUtilization<'_>, "promql/gpu-utilization.promql");

/// A busy GPU is what was paid for. It is a warning once no pod can be added; corrupt samples, of up to 2^32 percent
/// (go-dcgm#75), are left out.
fn gpu_utilization_high(rules: &Rules<'_>) -> Option<Alert> {
    let profile = &rules.stack.profile;
    if *profile.resources.gpus == Gpus::new(0) {
        return None;
    }
    let stated = &profile.alerts.gpu;
    let gpu = &rules.runtime.gpu;
    let (namespace, pod) = gpu.exporter.pod_labels();
    let scales = *profile.autoscaling.enabled;
    let exhausted = if scales { " and the autoscaler adds no more pods" } else { "" };
    Some(Alert {
        name: "InferenceGpuUtilizationHigh",
        severity: AlertSeverity::Warning,
        slo: Promise::Latency,
        r#for: *stated.r#for,
        driver: Driver::Busy { above: *stated.threshold },
        expr: render(&GpuUtilization {
            namespace,
            pod,
            gpu: &gpu.name,
            matchers: &rules.select.gpu,
            threshold: stated.threshold.percent_text(),
            autoscaler: scales.then_some(rules.select.autoscaler.as_str()),
        }),
        summary: format!("GPU of pod {{{{ $labels.{pod} }}}} is over {} busy", stated.threshold),
        description: format!(
            "The GPUs of pod {{{{ $labels.{pod} }}}} have been {{{{ $value | printf \"%.0f\" }}}}% busy for {}{exhausted}.",
            stated.r#for.prometheus()
        ),
        objective: None,
    })
}

#[derive(Serialize)]
struct MemoryUsage<'a> {
    container: &'a str,
    threshold: String,
}
template!(MemoryUsage<'_>, "promql/memory-usage.promql");

/// The resident set: the working set counts files that can be dropped, so that memory-mapped weights look like
/// pressure (cadvisor#2604, mimir#2466). A container without a limit has no series to divide by, and never infinity.
fn memory_usage_high(rules: &Rules<'_>) -> Alert {
    let stated = &rules.stack.profile.alerts.memory;
    Alert {
        name: "InferenceMemoryUsageHigh",
        severity: AlertSeverity::Warning,
        slo: Promise::Availability,
        r#for: *stated.r#for,
        driver: Driver::Used { above: *stated.threshold },
        expr: render(&MemoryUsage { container: &rules.select.container, threshold: stated.threshold.fraction() }),
        summary: format!("pod {{{{ $labels.pod }}}} uses over {} of its memory", stated.threshold),
        description: format!(
            "Pod {{{{ $labels.pod }}}} holds {{{{ $value | humanizePercentage }}}} of its limit of {}, above which the \
             kernel kills it.",
            rules.stack.profile.resources.memory_limit
        ),
        objective: None,
    }
}

#[derive(Serialize)]
struct QueueDepth<'a> {
    queue: &'a str,
    matchers: &'a str,
    window: String,
    threshold: u32,
}
template!(QueueDepth<'_>, "promql/queue-depth.promql");

/// The autoscaler's target is where the queue belongs; twice the target is where the autoscaler has lost.
fn queue_depth_high(rules: &Rules<'_>) -> Option<Alert> {
    let profile = &rules.stack.profile;
    let target = profile.autoscaling.queue.as_deref();
    let twice = target.map(|target| Requests::new(target.get().saturating_mul(2)));
    let above = profile.alerts.queue.as_deref().copied().or(twice)?;
    let window = rules.window(WINDOW);
    Some(Alert {
        name: "InferenceQueueDepthHigh",
        severity: AlertSeverity::Warning,
        slo: Promise::Latency,
        r#for: *profile.alerts.queue_for,
        driver: Driver::Waiting { above, window },
        expr: render(&QueueDepth {
            queue: &rules.runtime.queue.name,
            matchers: &rules.select.app,
            window: window.prometheus(),
            threshold: above.get(),
        }),
        summary: format!("more than {above} wait in a pod"),
        description: format!(
            "{{{{ $value | humanize }}}} requests wait in a pod on average{}.",
            target.map_or(String::new(), |target| format!("; the autoscaler aims at {}", target.get()))
        ),
        objective: None,
    })
}

#[derive(Serialize)]
struct AutoscalerAtMaximum<'a> {
    autoscaler: &'a str,
}
template!(AutoscalerAtMaximum<'_>, "promql/autoscaler-at-maximum.promql");

/// Left out where the bounds are equal: the autoscaler is at its maximum by design then.
fn autoscaler_at_maximum(rules: &Rules<'_>) -> Option<Alert> {
    let autoscaling = &rules.stack.profile.autoscaling;
    if !*autoscaling.enabled || *autoscaling.min >= *autoscaling.max {
        return None;
    }
    Some(Alert {
        name: "InferenceAutoscalerAtMaximum",
        severity: AlertSeverity::Warning,
        slo: Promise::Throughput,
        r#for: AT_MAXIMUM,
        driver: Driver::State,
        expr: render(&AutoscalerAtMaximum { autoscaler: &rules.select.autoscaler }),
        summary: format!("the autoscaler has been at {} for long", *autoscaling.max),
        description: format!(
            "{{{{ $value }}}} pods run, as many as the autoscaler may start, for {}: more load finds no more pods.",
            AT_MAXIMUM.prometheus()
        ),
        objective: None,
    })
}
