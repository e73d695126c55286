//! `alert-at-scaling-target`: the alert fires where the autoscaler means to keep the service.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::stack::promises::tolerated;
use crate::units::{Bytes, Requests, Share};

pub(super) static CHECK: Check = Check {
    name: "alert-at-scaling-target",
    code: "INF807",
    severity: Severity::Warning,
    summary: "an alert at or below what the autoscaler aims at",
    doc: include_str!("../../docs/checks/alert-at-scaling-target.md"),
    stage: Stage::Stack(run),
};

/// Above the target by this much the autoscaler has had its chance.
const MARGIN: Share = Share::percent(5);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if !*profile.autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    queue(profile, found);
    memory(profile, found);
    gpu(profile, found);
    Verdict::Checked
}

fn queue(profile: &Profile, found: &mut Findings) {
    let (Some(alert), Some(target)) = (&profile.alerts.queue, &profile.autoscaling.queue) else {
        return;
    };
    let lets = tolerated(profile, Share::percent(100)).of(u64::from(target.get().get()));
    if u64::from(alert.get().get()) > lets {
        return;
    }
    let twice = **target + **target;
    let message = format!("the queue alert fires above {alert}, and the autoscaler lets {lets} wait");
    let diagnostic = found.push(&CHECK, message);
    diagnostic
        .label(alert, format!("fires above {alert} a pod"))
        .label(target, format!("pods are added above {target} a pod, and the tolerance"));
    if twice > Requests::new(u32::try_from(lets).unwrap_or(u32::MAX)) {
        let twice = twice.get().to_string();
        diagnostic.fix(Fix::set("alerts.queue", twice, "twice the target"));
    }
}

/// The alert is a share of the limit, the target a share of the request: only amounts can be compared.
fn memory(profile: &Profile, found: &mut Findings) {
    let Some(target) = &profile.autoscaling.memory else {
        return;
    };
    let (request, limit) = (&profile.resources.memory_request, &profile.resources.memory_limit);
    let alert = &profile.alerts.memory.threshold;
    let fires = Bytes::new(alert.of(limit.get().get())).rounded_up();
    let lets = Bytes::new(tolerated(profile, **target).of(request.get().get())).rounded_up();
    if fires > lets {
        return;
    }
    let share = Share::from_ppm(share_of(lets, **limit));
    let diagnostic =
        found.push(&CHECK, format!("the memory alert fires above {fires}, and the autoscaler lets a pod hold {lets}"));
    diagnostic
        .label(alert, format!("{alert} of the limit of {limit}"))
        .label(target, format!("{target} of the request of {request}, and the tolerance"));
    raise("alerts.memory.threshold", share, alert, diagnostic);
}

fn gpu(profile: &Profile, found: &mut Findings) {
    let Some(target) = &profile.autoscaling.gpu else {
        return;
    };
    let alert = &profile.alerts.gpu.threshold;
    let lets = tolerated(profile, **target);
    if **alert > lets {
        return;
    }
    let diagnostic =
        found.push(&CHECK, format!("the GPU alert fires above {alert}, and the autoscaler lets a GPU be {lets} busy"));
    diagnostic
        .label(alert, format!("fires above {alert}"))
        .label(target, format!("pods are added above {target}, and the tolerance"));
    raise("alerts.gpu.threshold", lets, alert, diagnostic);
}

fn share_of(part: Bytes, whole: Bytes) -> u64 {
    let ppm = u128::from(part.get()) * 1_000_000 / u128::from(whole.get().max(1));
    u64::try_from(ppm).unwrap_or(u64::MAX)
}

/// Offers a threshold above what the autoscaler lets stand, where there is room for one below all.
fn raise(key: &str, lets: Share, alert: &Located<Share>, diagnostic: &mut crate::diagnostic::Diagnostic) {
    let percent = lets.ppm().div_ceil(10_000).saturating_add(MARGIN.ppm() / 10_000);
    let above = Share::percent(percent);
    if above > **alert && above < Share::percent(100) {
        diagnostic.fix(Fix::quoted(key, above, "fire when the autoscaler has not helped"));
    } else {
        diagnostic.note("no threshold fits above this target: lower the target");
    }
}
