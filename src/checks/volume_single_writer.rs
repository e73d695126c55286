//! `volume-single-writer`: more pods mount a claim than one node can hold.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::AccessMode;
use crate::stack::capacity;
use crate::units::{Nodes, Replicas};

pub(super) static CHECK: Check = Check {
    name: "volume-single-writer",
    code: "INF601",
    severity: Severity::Error,
    summary: "a claim for one node, and pods on more",
    doc: include_str!("../../docs/checks/volume-single-writer.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let mut claims = cx.stack.claims().peekable();
    if claims.peek().is_none() {
        return Verdict::NotApplicable("no claim");
    }
    let profile = cx.profile();
    let pods = cx.stack.capacity.most_pods;
    let nodes = profile.cluster.gpu_nodes.as_deref().copied();
    if pods <= Replicas::new(1) || nodes == Some(Nodes::new(1)) {
        return Verdict::Checked;
    }
    for claim in claims {
        let access = &claim.volume.access;
        if **access != AccessMode::ReadWriteOnce {
            continue;
        }
        let (_, most) = capacity::most_key(profile);
        let surge = &profile.rollout.max_surge;
        found
            .push(&CHECK, format!("claim `{}` can be mounted by 1 node, and up to {pods} mount it", claim.name))
            .label(access, format!("`{}` is one node", access.name()))
            .label(&most, format!("up to {most} serve"))
            .label(surge, format!("{surge} more during a rollout"))
            .fix(Fix::quoted(
                &format!("{}.access", claim.key),
                AccessMode::ReadWriteMany.name(),
                "let every pod mount it, from a class that can, such as EFS or FSx",
            ));
    }
    Verdict::Checked
}
