//! `volume-single-zone`: a volume of one zone holds all pods there.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::{Replicas, Zones};

pub(super) static CHECK: Check = Check {
    name: "volume-single-zone",
    code: "INF602",
    severity: Severity::Error,
    summary: "a volume of one zone, and pods in more",
    doc: include_str!("../../docs/checks/volume-single-zone.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let mut claims = cx.stack.claims().peekable();
    if claims.peek().is_none() {
        return Verdict::NotApplicable("no claim");
    }
    let profile = cx.profile();
    let zones = &profile.cluster.zones;
    let (_, most) = capacity::most_key(profile);
    if **zones <= Zones::new(1) || *most <= Replicas::new(1) {
        return Verdict::Checked;
    }
    let spread = &profile.placement.spread_zones;
    for claim in claims.filter(|claim| *claim.volume.zonal) {
        let diagnostic = found.push(
            &CHECK,
            format!(
                "claim `{}` is in 1 zone, which holds all {most} there and leaves {} empty",
                claim.name,
                **zones - Zones::new(1)
            ),
        );
        diagnostic
            .label(&claim.volume.zonal, "its class serves one zone")
            .label(zones, format!("the service has {zones}"))
            .fix(Fix::set(
                &format!("{}.zonal", claim.key),
                "false",
                "use a class that serves all zones, such as EFS or FSx, and say so",
            ));
        if **spread {
            diagnostic.label(spread, "pods are to be spread over them");
        } else {
            diagnostic.severity(Severity::Warning);
        }
    }
    Verdict::Checked
}
