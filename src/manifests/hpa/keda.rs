//! The ScaledObject, from which KEDA makes the HPA.

use super::{behavior, target};
use crate::manifests::metadata;
use crate::objects::Custom;
use crate::objects::scaled_object::{Advanced, Fallback, FallbackBehavior, HpaConfig, ScaledObjectSpec, Trigger};
use crate::profile::{Schedule, ScheduleMeans};
use crate::runtime::{Runtime, Selectors, queries};
use crate::stack::Stack;
use crate::text::rps;
use crate::units::{Duration, Share};
use std::collections::BTreeMap;

/// KEDA's own readings. They wake a Deployment from zero, which this one never is at, and count the failures of
/// [`FAILURES`]; the HPA reads at its own pace.
const POLLING: Duration = Duration::from_secs(30);
/// Time before zero, which is never reached.
const COOLDOWN: Duration = Duration::from_secs(300);
/// Failed readings in a row after which KEDA reports the fallback's number of pods.
const FAILURES: i32 = 3;
/// The target is compared with the value divided by the pods.
const AVERAGE: &str = "AverageValue";

pub(super) fn scaled_object(stack: &Stack) -> Custom<ScaledObjectSpec> {
    let stated = &stack.profile.autoscaling;
    let mut metadata = metadata(stack, stack.names.autoscaler());
    // A stack that had an HPA of this name before hands it over instead of being refused (KEDA, ScaledObject
    // specification).
    metadata
        .annotations
        .get_or_insert_default()
        .insert("scaledobject.keda.sh/transfer-hpa-ownership".to_owned(), "true".to_owned());
    let triggers = triggers(stack);
    Custom {
        metadata,
        spec: ScaledObjectSpec {
            scale_target_ref: target(stack),
            polling_interval: POLLING.secs_i32(),
            cooldown_period: COOLDOWN.secs_i32(),
            min_replica_count: stated.min.i32(),
            max_replica_count: stated.max.i32(),
            fallback: fallback(stack, &triggers),
            advanced: Advanced {
                restore_to_original_replica_count: false,
                horizontal_pod_autoscaler_config: HpaConfig {
                    name: stack.names.autoscaler(),
                    behavior: behavior::behavior(stack),
                },
            },
            triggers,
        },
    }
}

/// KEDA's webhook refuses a fallback that no trigger can use: CPU and memory never can, a `Value` only since 2.18
/// (keda#5515, keda#6655).
fn fallback(stack: &Stack, triggers: &[Trigger]) -> Option<Fallback> {
    let stated = &stack.profile.autoscaling;
    let usable = triggers.iter().any(|trigger| trigger.metric_type.as_deref() == Some(AVERAGE));
    usable.then(|| Fallback {
        failure_threshold: FAILURES,
        replicas: stated.fallback.as_ref().unwrap_or(&stated.min).i32(),
        behavior: FallbackBehavior::CurrentReplicasIfHigher,
    })
}

fn triggers(stack: &Stack) -> Vec<Trigger> {
    let stated = &stack.profile.autoscaling;
    let cpu = stated.cpu.as_ref().map(|share| resource(stack, "cpu", **share));
    let memory = stated.memory.as_ref().map(|share| resource(stack, "memory", **share));
    let schedules = stated.schedules.iter();
    cpu.into_iter()
        .chain(memory)
        .chain(measured(stack))
        .chain(
            schedules
                .filter(|schedule| *schedule.by == ScheduleMeans::Keda)
                .enumerate()
                .map(|(index, schedule)| cron(index, schedule)),
        )
        .collect()
}

/// The triggers that ask Prometheus.
fn measured(stack: &Stack) -> impl Iterator<Item = Trigger> {
    let (stated, metrics) = (&stack.profile.autoscaling, &stack.profile.metrics);
    let runtime = Runtime::of(&stack.profile);
    let select = Selectors::of(&stack.names, &runtime);
    let window = metrics.rate_window.prometheus();
    let step = metrics.scrape_interval.prometheus();
    let gpu = stated.gpu.as_ref().map(|share| {
        let query = queries::gpu_total(&runtime.gpu, &select.gpu, &window, &step);
        prometheus(stack, "gpu", AVERAGE, query, share.percent_text())
    });
    let requests = stated.requests_per_pod.as_ref().map(|rate| {
        let query = queries::total_rate(&[runtime.requests.selector(&select.app)], &window);
        prometheus(stack, "requests", AVERAGE, query, rps(**rate))
    });
    let latency = stated.latency.as_ref().zip(runtime.response_time.as_ref()).map(|(latency, histogram)| {
        let share = latency.percentile.share();
        let query = queries::quantile_or_idle(histogram, &select.app, &window, share);
        prometheus(stack, "latency", "Value", query, latency.target.seconds_text())
    });
    let queue = stated.queue.as_ref().map(|queue| {
        let query = queries::total_level(&runtime.queue, &select.app, &window);
        let queue = queue.get().get().to_string();
        prometheus(stack, "queue", AVERAGE, query, queue)
    });
    [gpu, requests, latency, queue].into_iter().flatten()
}

/// One number from one query, compared with a plain decimal: KEDA reads no `1500m`. An empty answer is a failed reading, never a zero: KEDA's default takes the pods away
/// when Prometheus loses the series (keda#3065).
fn prometheus(stack: &Stack, name: &str, metric_type: &str, query: String, threshold: String) -> Trigger {
    let address = stack.profile.cluster.prometheus.address.get().clone();
    trigger(
        "prometheus",
        Some(name),
        Some(metric_type),
        [
            ("serverAddress", address),
            ("query", query),
            ("threshold", threshold),
            ("ignoreNullValues", "false".to_owned()),
        ],
    )
}

fn resource(stack: &Stack, name: &str, share: Share) -> Trigger {
    trigger(
        name,
        None,
        Some("Utilization"),
        [("value", share.whole_percent().to_string()), ("containerName", stack.names.service.clone())],
    )
}

fn cron(index: usize, schedule: &Schedule) -> Trigger {
    trigger(
        "cron",
        Some(&format!("schedule-{}", index + 1)),
        None,
        [
            ("timezone", schedule.timezone.get().clone()),
            ("start", schedule.start.get().clone()),
            ("end", schedule.end.get().clone()),
            ("desiredReplicas", schedule.replicas.get().get().to_string()),
        ],
    )
}

fn trigger<const N: usize>(
    kind: &str,
    name: Option<&str>,
    metric_type: Option<&str>,
    metadata: [(&str, String); N],
) -> Trigger {
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value));
    Trigger {
        kind: kind.to_owned(),
        name: name.map(str::to_owned),
        metric_type: metric_type.map(str::to_owned),
        metadata: BTreeMap::from(metadata),
    }
}
