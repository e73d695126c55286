//! `zone-loss-blocks-drain`: after the loss of a zone no node can be drained any more.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{AntiAffinity, Profile};
use crate::stack::capacity;
use crate::units::{Nodes, Zones};

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
    let fewest = capacity::stated_fewest(profile);
    let stay = &profile.disruption.min_available;
    let left = less_a_zone(fewest.get().get(), **zones);
    if left > stay.get().get() {
        return Verdict::Checked;
    }
    let Some(nodes) = &profile.cluster.gpu_nodes else {
        let how = "the largest size of the GPU node group over all zones";
        found.unverified(&CHECK, "cluster.gpu_nodes", how).label(
            stay,
            format!("{stay} must stay, and a lost zone leaves {left} of {fewest}"),
        );
        return Verdict::Checked;
    };
    let nodes_left = Nodes::new(less_a_zone(nodes.get().get(), **zones));
    let room = nodes_left.get().saturating_mul(pods_a_node(profile));
    if room >= fewest.get().get() {
        return Verdict::Checked;
    }
    found
        .push(
            &CHECK,
            format!(
                "a lost zone leaves {left} of {fewest}, {stay} must stay, and the {nodes_left} \
                 elsewhere have room for {room}"
            ),
        )
        .label(stay, format!("{stay} must stay"))
        .label(nodes, format!("{nodes} over {zones}"))
        .label(&fewest, format!("{fewest} at the least"))
        .note("until the zone is back no node can be drained")
        .fix(Fix::set(
            "cluster.gpu_nodes",
            nodes_needed(profile, **zones).to_string(),
            "let the node group grow where the lost pods fit elsewhere",
        ));
    Verdict::Checked
}

/// What is left of an even spread once its fullest zone is lost.
fn less_a_zone(count: u32, zones: Zones) -> u32 {
    count - count.div_ceil(zones.get().max(1))
}

/// Pods that one GPU node holds.
fn pods_a_node(profile: &Profile) -> u32 {
    let gpus = profile.resources.gpus.get().get().max(1);
    let fit = profile.cluster.gpus_per_node.get().get() / gpus;
    if *profile.placement.anti_affinity == AntiAffinity::Required {
        fit.min(1)
    } else {
        fit
    }
}

/// GPU nodes of which the zones that stay hold the fewest pods.
fn nodes_needed(profile: &Profile, zones: Zones) -> u32 {
    let elsewhere = capacity::fewest(profile)
        .get()
        .div_ceil(pods_a_node(profile).max(1));
    let (zones, others) = (zones.get(), zones.get().saturating_sub(1).max(1));
    elsewhere.div_ceil(others).saturating_mul(zones)
}
