//! `alert-says-nothing`: an alert that can never fire, or always does.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::alerts::WINDOW;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::{Gpus, Requests, Share};

pub(super) static CHECK: Check = Check {
    name: "alert-says-nothing",
    code: "INF812",
    severity: Severity::Error,
    summary: "a threshold that is never passed, or always",
    doc: include_str!("../../docs/checks/alert-says-nothing.md"),
    stage: Stage::Stack(run),
};

const ALL: Share = Share::percent(100);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    shares(profile, found);
    queue(profile, found);
    cache(profile, found);
    quiet(cx, found);
    Verdict::Checked
}

/// A part is never more than the whole.
fn shares(profile: &Profile, found: &mut Findings) {
    let alerts = &profile.alerts;
    let gpus = *profile.resources.gpus > Gpus::new(0);
    let gpu =
        gpus.then_some(("alerts.gpu.threshold".to_owned(), &alerts.gpu.threshold, "of the time a GPU is busy", "95%"));
    let memory =
        ("alerts.memory.threshold".to_owned(), &alerts.memory.threshold, "of its limit is held by a container", "90%");
    let latency = alerts.latency.iter().enumerate().map(|(index, alert)| {
        (format!("alerts.latency.{index}.slower"), &alert.slower, "of all responses is slow", "5%")
    });
    let errors = alerts.errors.iter().enumerate().map(|(index, alert)| {
        (format!("alerts.errors.{index}.threshold"), &alert.threshold, "of all requests is lost", "5%")
    });
    for (key, threshold, of_what, usual) in gpu.into_iter().chain([memory]).chain(latency).chain(errors) {
        if **threshold < ALL {
            continue;
        }
        found
            .push(&CHECK, format!("an alert fires when more than {threshold} {of_what}, and more than {ALL} never is"))
            .label(threshold, "never passed")
            .fix(Fix::quoted(&key, usual, "leave room above the threshold"));
    }
}

/// A pod refuses what comes beyond its limit.
fn queue(profile: &Profile, found: &mut Findings) {
    let (Some(alert), Some(limit)) = (&profile.alerts.queue, &profile.performance.queue_limit) else {
        return;
    };
    if **alert < **limit {
        return;
    }
    let fitting = Requests::new(limit.get().get() / 2);
    found
        .push(&CHECK, format!("the queue alert fires above {alert}, and a pod lets {limit} wait and refuses the rest"))
        .label(alert, "never passed")
        .label(limit, format!("refuses above {limit}"))
        .fix(Fix::set("alerts.queue", fitting.get().to_string(), "tell of a queue that is half full"));
}

fn cache(profile: &Profile, found: &mut Findings) {
    if !*profile.cache.enabled {
        return;
    }
    let threshold = &profile.alerts.cache.threshold;
    let what = if **threshold == Share::percent(0) {
        "and no hit rate is below that"
    } else if **threshold >= ALL {
        "and each is, as long as one answer is new"
    } else {
        return;
    };
    found
        .push(&CHECK, format!("the cache alert fires when the hit rate is below {threshold}, {what}"))
        .label(threshold, "tells nothing apart")
        .fix(Fix::quoted("alerts.cache.threshold", "70%", "tell a cold cache from a warm one"));
}

/// A ratio over few requests is left out; over all requests of the quietest hour it must not be.
fn quiet(cx: &Context<'_>, found: &mut Findings) {
    let alerts = &cx.profile().alerts;
    let ratios = !alerts.latency.is_empty() || !alerts.errors.is_empty();
    let Some(base) = cx.stack.capacity.base.as_ref().filter(|_| ratios) else {
        return;
    };
    let least: &Located<Requests> = &alerts.min_requests;
    let seen = **base * WINDOW;
    if seen >= **least {
        return;
    }
    found
        .push(&CHECK, format!("alerts on shares are silent below {least}, and the quietest {WINDOW} have {seen}"))
        .severity(Severity::Warning)
        .label(least, "fewer say nothing")
        .label(base, format!("the quietest hour has {base}"))
        .fix(Fix::set("alerts.min_requests", seen.get().max(1).to_string(), "hear of the quietest hour too"));
}
