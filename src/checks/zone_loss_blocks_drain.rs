//! `zone-loss-blocks-drain`: after the loss of a zone no node can be drained any more.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{AntiAffinity, Profile};
use crate::stack::capacity;
use crate::units::{Nodes, Replicas, Zones};

pub(super) static CHECK: Check = Check {
    name: "zone-loss-blocks-drain",
    code: "INF404",
    severity: Severity::Warning,
    summary: "after the loss of a zone no node can be drained any more",
    doc: include_str!("../../docs/checks/zone-loss-blocks-drain.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let zones = &profile.cluster.zones;
    if !*profile.placement.spread_zones || zones.get().get() < 2 {
        return Verdict::NotApplicable("pods are not spread over zones");
    }
    let (_, fewest) = capacity::fewest_key(profile);
    let stay = &profile.disruption.min_available;
    let left = capacity::after_zone_loss(*fewest, **zones);
    if left > **stay {
        return Verdict::Checked;
    }
    let Some(nodes) = &profile.cluster.gpu_nodes else {
        found
            .unverified(&CHECK, "cluster.gpu_nodes")
            .label(stay, format!("{stay} must stay, and a lost zone leaves {left}"));
        return Verdict::Checked;
    };
    let nodes_left = after_zone_loss(**nodes, **zones);
    let room = Replicas::new(nodes_left.get().saturating_mul(pods_a_node(profile)));
    if room >= *fewest {
        return Verdict::Checked;
    }
    found
        .push(
            &CHECK,
            format!(
                "a lost zone leaves {left}, {stay} must stay, and the {nodes_left} elsewhere have \
                 room for {} of {fewest}",
                room.get()
            ),
        )
        .label(stay, format!("{stay} must stay"))
        .label(nodes, format!("{nodes} over {zones}"))
        .label(&fewest, format!("{fewest} at the least"))
        .note("until the zone is back no node can be drained")
        .fix(Fix::set(
            "cluster.gpu_nodes",
            nodes_needed(profile, **zones).get().to_string(),
            "let the node group grow where the lost pods fit elsewhere",
        ));
    Verdict::Checked
}

/// GPU nodes that are left: they are spread as evenly as pods are.
fn after_zone_loss(nodes: Nodes, zones: Zones) -> Nodes {
    let left = capacity::after_zone_loss(Replicas::new(nodes.get()), zones);
    Nodes::new(left.get())
}

/// Pods that one GPU node holds.
fn pods_a_node(profile: &Profile) -> u32 {
    let gpus = profile.resources.gpus.get().get().max(1);
    let fit = profile.cluster.gpus_per_node.get().get() / gpus;
    if *profile.placement.anti_affinity == AntiAffinity::Required { fit.min(1) } else { fit }
}

/// GPU nodes of which enough are left for the fewest pods.
fn nodes_needed(profile: &Profile, zones: Zones) -> Nodes {
    let elsewhere = capacity::fewest(profile).get().div_ceil(pods_a_node(profile).max(1));
    Nodes::new(capacity::before_zone_loss(Replicas::new(elsewhere), zones).get())
}
