//! `gpu-target-unreachable`: no GPU can be as busy as would add a pod.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::Scaling;
use crate::units::Share;

pub(super) static CHECK: Check = Check {
    name: "gpu-target-unreachable",
    code: "INF241",
    severity: Severity::Error,
    summary: "a GPU target above what a GPU can be busy",
    doc: include_str!("../../docs/checks/gpu-target-unreachable.md"),
    stage: Stage::Stack(run),
};

/// What a GPU is busy at most.
const ALL: Share = Share::percent(100);
/// Busy shares at which the autoscaler acts in time, at most.
const IN_TIME: u64 = 90;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(target) = profile.autoscaling.gpu.as_ref().filter(|_| *profile.autoscaling.enabled) else {
        return Verdict::NotApplicable("no GPU target");
    };
    if Scaling::adds_pods(profile, ALL.ppm(), target.ppm()) {
        return Verdict::Checked;
    }
    let tolerance = cx.stack.scaling.tolerance;
    let acts = Share::from_ppm(tolerance.on_top_of(target.ppm()));
    let finding = found.push(
        &CHECK,
        format!("pods are added when a GPU is busy for more than {acts} of the time, and {ALL} is all of it"),
    );
    finding.label(target, format!("{target}, and {tolerance} tolerance on top"));
    let fitting = (1..=IN_TIME).rev().find(|percent| tolerance.on_top_of(percent * 1_000) <= IN_TIME * 1_000);
    if let Some(fitting) = fitting {
        finding.fix(Fix::quoted("autoscaling.gpu", format!("{fitting}%"), format!("act before {IN_TIME}% are busy")));
    }
    Verdict::Checked
}
