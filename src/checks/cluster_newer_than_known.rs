//! `cluster-newer-than-known`: a Kubernetes whose rules nobody has read.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::hpa::Version;
use crate::profile::Kubernetes;

pub(super) static CHECK: Check = Check {
    name: "cluster-newer-than-known",
    code: "INF915",
    severity: Severity::Warning,
    summary: "a Kubernetes minor that infgen does not know",
    doc: include_str!("../../docs/checks/cluster-newer-than-known.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let stated = &cx.profile().cluster.kubernetes;
    let newest = Kubernetes::minor(u32::from(Version::NEWEST.minor()));
    if **stated <= newest {
        return Verdict::Checked;
    }
    found
        .push(&CHECK, format!("the cluster runs Kubernetes {stated}, and infgen knows the rules of {newest} and older"))
        .label(stated, "its autoscaler and its API may have other rules")
        .note("what is checked and simulated of the autoscaler holds for the newest that is known")
        .fix(Fix::quoted("cluster.kubernetes", newest, "if that is what runs; or take a newer infgen"));
    Verdict::Checked
}
