//! `schedule-fights-autoscaler`: nobody carries out a schedule, or the autoscaler takes it back.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{MetricsBackend, Schedule, ScheduleMeans};
use crate::stack::capacity::SYNC_PERIOD;

pub(super) static CHECK: Check = Check {
    name: "schedule-fights-autoscaler",
    code: "INF230",
    severity: Severity::Error,
    summary: "nobody carries out a schedule, or the autoscaler takes it back",
    doc: include_str!("../../docs/checks/schedule-fights-autoscaler.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    if autoscaling.schedules.is_empty() {
        return Verdict::NotApplicable("no schedules");
    }
    for (index, schedule) in autoscaling.schedules.iter().enumerate() {
        let keda = *autoscaling.enabled && *autoscaling.metrics_backend == MetricsBackend::Keda;
        match *schedule.by {
            ScheduleMeans::KubectlScale if *autoscaling.enabled => {
                taken_back(cx, index, schedule, found);
            }
            ScheduleMeans::Keda if !keda => unheard(cx, schedule, found),
            ScheduleMeans::KubectlScale | ScheduleMeans::Keda => {}
        }
    }
    Verdict::Checked
}

/// Somebody types a number, and the autoscaler goes on with its own.
fn taken_back(cx: &Context<'_>, index: usize, schedule: &Schedule, found: &mut Findings) {
    let autoscaling = &cx.profile().autoscaling;
    let replicas = &schedule.replicas;
    let finding = found.push(
        &CHECK,
        format!("the autoscaler begins to undo the {replicas} of `kubectl scale` at its next sync, {SYNC_PERIOD} later at most"),
    );
    finding
        .label(&schedule.by, "sets a number that the autoscaler owns")
        .label(replicas, format!("{replicas} are wanted"))
        .label(&autoscaling.min, format!("the autoscaler goes down to {}", autoscaling.min));
    let capacity = &cx.stack.capacity;
    if let (Some(per_pod), Some(peak)) = (&capacity.per_pod, &capacity.peak) {
        let carried = **per_pod * **replicas;
        if carried < **peak {
            finding.note(format!("and {replicas} carry {carried}, while the peak is {peak}"));
        }
    }
    let path = format!("autoscaling.schedules.{index}.by");
    finding.fix(Fix::set(&path, "\"keda\"", "let a cron trigger raise the floor: `by = \"keda\"`"));
    if *autoscaling.metrics_backend != MetricsBackend::Keda {
        finding.fix(Fix::set("autoscaling.metrics_backend", "\"keda\"", "let KEDA scale, which has cron triggers"));
    }
}

/// A cron trigger without KEDA.
fn unheard(cx: &Context<'_>, schedule: &Schedule, found: &mut Findings) {
    let autoscaling = &cx.profile().autoscaling;
    let replicas = &schedule.replicas;
    let finding =
        found.push(&CHECK, format!("{replicas} are scheduled by a cron trigger of KEDA, and KEDA scales nothing here"));
    finding.label(replicas, format!("{replicas} from `{}` to `{}`", schedule.start, schedule.end));
    if *autoscaling.enabled {
        finding.label(&autoscaling.metrics_backend, "an HPA, which knows no time of day").fix(Fix::set(
            "autoscaling.metrics_backend",
            "\"keda\"",
            "let KEDA scale",
        ));
    } else {
        finding.label(&autoscaling.enabled, "nothing scales");
    }
}
