//! `missing-controller`: an object that nothing in the cluster acts upon.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{Controller, MetricsBackend, Profile, ScheduleMeans, SecretOwner, Vpa};
use crate::stack::Stack;
use crate::units::Gpus;

pub(super) static CHECK: Check = Check {
    name: "missing-controller",
    code: "INF902",
    severity: Severity::Error,
    summary: "objects whose controller the cluster does not have",
    doc: include_str!("../../docs/checks/missing-controller.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let installed = &cx.profile().cluster.controllers;
    let missing: Vec<(Controller, &str)> =
        needed(cx.stack).into_iter().filter(|(controller, _)| !installed.contains(controller)).collect();
    if missing.is_empty() {
        return Verdict::Checked;
    }
    let names: Vec<String> = missing.iter().map(|(controller, _)| format!("`{controller}`")).collect();
    let count = match names.len() {
        1 => "a controller".to_owned(),
        count => format!("{count} controllers"),
    };
    let diagnostic =
        found.push(&CHECK, format!("the objects need {count} that the cluster does not have: {}", names.join(", ")));
    diagnostic.label(installed, format!("{} are installed", installed.len()));
    for (controller, why) in &missing {
        diagnostic.note(format!("`{controller}` {why}"));
    }
    let all = installed.iter().chain(missing.iter().map(|(controller, _)| controller));
    let all: Vec<String> = all.map(|controller| format!("\"{controller}\"")).collect();
    diagnostic.fix(Fix::set(
        "cluster.controllers",
        format!("[{}]", all.join(", ")),
        "install what is missing, then say so",
    ));
    Verdict::Checked
}

/// The controllers that the objects need, besides those that serve the autoscaler's metrics.
fn needed(stack: &Stack) -> Vec<(Controller, &'static str)> {
    use Controller as C;
    let profile = &stack.profile;
    let snapshots = stack.claims().any(|claim| claim.volume.snapshot_class.is_some());
    let external = profile.secrets.owners.contains(&SecretOwner::ExternalSecrets);
    let all = [
        (true, C::AwsLoadBalancerController, "makes the balancer; without it there is no address"),
        (
            *profile.resources.gpus > Gpus::new(0),
            C::NvidiaGpuOperator,
            "brings `nvidia.com/gpu`; without it every pod stays pending",
        ),
        (true, C::PrometheusOperator, "loads alerts and monitors; without it their apply fails"),
        (true, C::KubeStateMetrics, "counts pods that are not ready; without it those alerts are silent"),
        (by_keda(profile), C::Keda, "scales by ScaledObject; without it the apply fails"),
        (external, C::ExternalSecrets, "fills the secret; without it the apply fails"),
        (
            *profile.autoscaling.vpa != Vpa::Off,
            C::VerticalPodAutoscaler,
            "recommends requests; without it the apply fails",
        ),
        (snapshots, C::SnapshotController, "takes snapshots of claims; without it the apply fails"),
    ];
    all.into_iter().filter(|(needed, ..)| *needed).map(|(_, controller, why)| (controller, why)).collect()
}

fn by_keda(profile: &Profile) -> bool {
    let autoscaling = &profile.autoscaling;
    let scheduled = autoscaling.schedules.iter().any(|schedule| *schedule.by == ScheduleMeans::Keda);
    *autoscaling.enabled && (*autoscaling.metrics_backend == MetricsBackend::Keda || scheduled)
}
