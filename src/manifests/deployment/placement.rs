//! Where pods go: which nodes, how far from each other, over which zones.

use super::container::GPU;
use super::pods;
use crate::profile::{self, AntiAffinity};
use crate::stack::Stack;
use crate::units::{Gpus, Zones};
use k8s_openapi::api::core::v1::{
    Affinity, PodAffinityTerm, PodAntiAffinity, Toleration, TopologySpreadConstraint, WeightedPodAffinityTerm,
};
use std::collections::BTreeMap;

const NODE: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";

/// Labels that a node must have: a GPU node's, and a spot node's where pods go there.
pub(super) fn node_selector(stack: &Stack) -> Option<BTreeMap<String, String>> {
    let stated = &stack.profile.cluster.node_selector;
    let spot = spot(stack).into_iter().flat_map(|spot| &spot.selector);
    let labels: BTreeMap<String, String> =
        stated.iter().chain(spot).map(|(key, value)| (key.clone(), value.get().clone())).collect();
    (!labels.is_empty()).then_some(labels)
}

/// Taints that pods bear: the GPU's, which keeps other pods off the node, the profile's and a spot node's.
pub(super) fn tolerations(stack: &Stack) -> Option<Vec<Toleration>> {
    let gpu = (*stack.profile.resources.gpus > Gpus::new(0)).then(|| Toleration {
        key: Some(GPU.to_owned()),
        operator: Some("Exists".to_owned()),
        effect: Some("NoSchedule".to_owned()),
        ..Toleration::default()
    });
    let stated = stack.profile.placement.tolerations.iter();
    let spot = spot(stack).map(|spot| &spot.taint);
    let mut all: Vec<Toleration> = Vec::new();
    for toleration in gpu.into_iter().chain(stated.chain(spot).map(tolerate)) {
        if !all.contains(&toleration) {
            all.push(toleration);
        }
    }
    (!all.is_empty()).then_some(all)
}

fn spot(stack: &Stack) -> Option<&profile::Spot> {
    let spot = stack.profile.placement.spot.as_ref()?;
    spot.enabled.get().then_some(spot)
}

/// A value is compared only where there is a key (the API's rule).
fn tolerate(stated: &profile::Toleration) -> Toleration {
    let key = stated.key.as_deref().cloned();
    let value = stated.value.as_deref().filter(|_| key.is_some()).cloned();
    let operator = if value.is_some() { "Equal" } else { "Exists" };
    Toleration {
        key,
        operator: Some(operator.to_owned()),
        value,
        effect: stated.effect.as_deref().map(|effect| effect.name().to_owned()),
        toleration_seconds: None,
    }
}

/// Two pods on one node end together. Pods of an older version count too: they serve until they are gone.
pub(super) fn affinity(stack: &Stack) -> Option<Affinity> {
    let term = || PodAffinityTerm {
        label_selector: Some(pods(stack)),
        topology_key: NODE.to_owned(),
        ..PodAffinityTerm::default()
    };
    let apart = match *stack.profile.placement.anti_affinity {
        AntiAffinity::None => return None,
        AntiAffinity::Required => PodAntiAffinity {
            required_during_scheduling_ignored_during_execution: Some(vec![term()]),
            ..PodAntiAffinity::default()
        },
        AntiAffinity::Preferred => PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![WeightedPodAffinityTerm {
                weight: 100,
                pod_affinity_term: term(),
            }]),
            ..PodAntiAffinity::default()
        },
    };
    Some(Affinity { pod_anti_affinity: Some(apart), ..Affinity::default() })
}

/// An even spread over the zones, as a preference (as in AWS' prescriptive guidance, "Spread workloads").
///
/// As a demand (`DoNotSchedule`) it stops the service where it is needed most: a zone that is out of GPUs but still has
/// a node holds every other zone to one pod more than its own (kubernetes#116978: seven of nine pods pending); and with
/// `minDomains`, once a zone is lost, the "scheduler won't schedule more than maxSkew Pods" to each of the others
/// (Kubernetes API, `TopologySpreadConstraint`), which is one pod a zone.
pub(super) fn spread(stack: &Stack) -> Option<Vec<TopologySpreadConstraint>> {
    let wanted = *stack.profile.placement.spread_zones && *stack.profile.cluster.zones > Zones::new(1);
    wanted.then(|| {
        vec![TopologySpreadConstraint {
            max_skew: 1,
            topology_key: ZONE.to_owned(),
            when_unsatisfiable: "ScheduleAnyway".to_owned(),
            label_selector: Some(pods(stack)),
            // Each version by itself: the pods of the old one, which go, would skew the new one (kubernetes#98215).
            match_label_keys: Some(vec!["pod-template-hash".to_owned()]),
            node_affinity_policy: Some("Honor".to_owned()),
            // By default a zone whose only nodes are tainted against the pods counts as an empty one.
            node_taints_policy: Some("Honor".to_owned()),
            min_domains: None,
        }]
    })
}
