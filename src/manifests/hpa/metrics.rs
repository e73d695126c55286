//! What the HPA follows: of all metrics the one that asks for most pods wins, and one that cannot be read forbids
//! taking pods away.

use super::quantity;
use crate::runtime;
use crate::stack::Stack;
use crate::units::Share;
use k8s_openapi::api::autoscaling::v2::{
    ContainerResourceMetricSource, ExternalMetricSource, MetricIdentifier, MetricSpec, MetricTarget, PodsMetricSource,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use std::collections::BTreeMap;

/// The stated metrics, in the order of the profile.
pub(super) fn metrics(stack: &Stack) -> Vec<MetricSpec> {
    let stated = &stack.profile.autoscaling;
    let metrics = [
        stated.cpu.as_ref().map(|share| resource(stack, "cpu", **share)),
        stated.memory.as_ref().map(|share| resource(stack, "memory", **share)),
        stated.gpu.as_ref().map(|share| pods(runtime::GPU_UTILISATION, percent(**share))),
        stated
            .requests_per_pod
            .as_ref()
            .map(|rate| pods(runtime::REQUEST_RATE, quantity(u128::from(rate.milli()) * 1_000))),
        latency(stack),
        stated.queue.as_ref().map(|queue| pods(runtime::QUEUE_DEPTH, Quantity(queue.get().get().to_string()))),
    ];
    metrics.into_iter().flatten().collect()
}

/// Of the service's container alone: a share of the whole pod's request moves with every sidecar that a mesh injects.
/// (Stable since Kubernetes 1.30.)
fn resource(stack: &Stack, name: &str, share: Share) -> MetricSpec {
    MetricSpec {
        type_: "ContainerResource".to_owned(),
        container_resource: Some(ContainerResourceMetricSource {
            name: name.to_owned(),
            container: stack.names.service.clone(),
            target: MetricTarget {
                type_: "Utilization".to_owned(),
                average_utilization: Some(share.whole_percent()),
                ..MetricTarget::default()
            },
        }),
        ..MetricSpec::default()
    }
}

/// The average over the pods that the HPA finds by the Deployment's selector.
fn pods(name: &str, average: Quantity) -> MetricSpec {
    MetricSpec {
        type_: "Pods".to_owned(),
        pods: Some(PodsMetricSource {
            metric: MetricIdentifier { name: name.to_owned(), selector: None },
            target: MetricTarget {
                type_: "AverageValue".to_owned(),
                average_value: Some(average),
                ..MetricTarget::default()
            },
        }),
        ..MetricSpec::default()
    }
}

/// The service's percentile as a whole. The mean of the pods' percentiles is not the service's, and as an average value
/// it would be divided by the number of pods.
///
/// The selector keeps two services of a namespace apart; the adapter adds the HPA's namespace by itself
/// (prometheus-adapter, docs/externalmetrics.md).
fn latency(stack: &Stack) -> Option<MetricSpec> {
    let stated = stack.profile.autoscaling.latency.as_ref()?;
    // Nobody could serve what the runtime does not export.
    runtime::Runtime::of(&stack.profile).response_time?;
    let job = BTreeMap::from([("job".to_owned(), stack.names.service.clone())]);
    Some(MetricSpec {
        type_: "External".to_owned(),
        external: Some(ExternalMetricSource {
            metric: MetricIdentifier {
                name: runtime::response_time(*stated.percentile),
                selector: Some(LabelSelector { match_labels: Some(job), ..LabelSelector::default() }),
            },
            target: MetricTarget {
                type_: "Value".to_owned(),
                value: Some(quantity(u128::from(stated.target.millis()) * 1_000)),
                ..MetricTarget::default()
            },
        }),
        ..MetricSpec::default()
    })
}

/// A share as the number of percent that GPU gauges report.
fn percent(share: Share) -> Quantity {
    quantity(u128::from(share.ppm()) * 100)
}
