//! Alerts on pods that should serve and do not.

use super::{Alert, Driver, Group, Promise, Rules};
use crate::profile::AlertSeverity;
use crate::text::{render, template};
use crate::units::Duration;
use serde::Serialize;

/// Time that fewer pods than promised are ready. A pod that is gone takes minutes to come back, so this page is early
/// and not nervous.
const BELOW_MINIMUM: Duration = Duration::from_secs(120);
/// Shortest window over which restarts add up.
const RESTARTS_WINDOW: Duration = Duration::from_secs(900);
/// Restarts in that window that are no accident any more.
const RESTARTS: u32 = 2;
/// A container that cannot start changes its reason, and its state, every few seconds: this bridges the gaps.
const BRIDGE: Duration = Duration::from_secs(300);

pub(super) fn group(rules: &Rules<'_>) -> Group {
    Group {
        name: "pods",
        recordings: Vec::new(),
        alerts: vec![pod_not_ready(rules), ready_pods_below_minimum(rules), model_loading_failure(rules)],
    }
}

#[derive(Serialize)]
struct PodNotReady<'a> {
    pods: &'a str,
    youngest: Option<String>,
}
template!(PodNotReady<'_>, "promql/pod-not-ready.promql");

/// Only the series of condition `true` says whether a pod is ready: those of `false` and `unknown` are 0 for every
/// healthy pod (kubernetes-mixin#1239). A pod that ends is not ready on purpose; one that was evicted stays as
/// `Failed` until somebody deletes it, long after its successor serves.
fn pod_not_ready(rules: &Rules<'_>) -> Alert {
    let youngest = rules.youngest();
    let excuse = youngest
        .map_or(String::new(), |age| format!(" A pod younger than {age} may still be starting, and is left out."));
    let lasting = *rules.stack.profile.alerts.not_ready.r#for;
    Alert {
        name: "InferencePodNotReady",
        severity: AlertSeverity::Critical,
        slo: Promise::Availability,
        r#for: lasting,
        driver: Driver::State,
        expr: render(&PodNotReady { pods: &rules.select.pods, youngest: youngest.map(seconds) }),
        summary: "pod {{ $labels.pod }} is not ready".to_owned(),
        description: format!("Pod {{{{ $labels.pod }}}} has not been ready for {}.{excuse}", lasting.prometheus()),
        objective: None,
    }
}

#[derive(Serialize)]
struct ReadyPodsBelowMinimum<'a> {
    deployment: &'a str,
    least: u32,
    youngest: Option<String>,
}
template!(ReadyPodsBelowMinimum<'_>, "promql/ready-pods-below-minimum.promql");

/// Pods that come and go each reset the clock of [`pod_not_ready`]; their number does not.
fn ready_pods_below_minimum(rules: &Rules<'_>) -> Alert {
    let least = *rules.stack.profile.disruption.min_available;
    Alert {
        name: "InferenceReadyPodsBelowMinimum",
        severity: AlertSeverity::Critical,
        slo: Promise::Availability,
        r#for: BELOW_MINIMUM,
        driver: Driver::Ready { below: least },
        expr: render(&ReadyPodsBelowMinimum {
            deployment: &rules.select.deployment,
            least: least.get(),
            youngest: rules.youngest().map(seconds),
        }),
        summary: format!("fewer than {least} ready"),
        description: format!("{{{{ $value }}}} of the Deployment's pods are ready; {least} stay by the promise."),
        objective: None,
    }
}

#[derive(Serialize)]
struct ModelLoadingFailure<'a> {
    container: &'a str,
    bridge: String,
    window: String,
    restarts: u32,
}
template!(ModelLoadingFailure<'_>, "promql/model-loading-failure.promql");

/// A counter of the application's own would miss it: the pod that increments it is gone before it is scraped twice.
/// The restarts are counted over four start-up budgets, since a pod whose model never loads restarts once a budget.
fn model_loading_failure(rules: &Rules<'_>) -> Alert {
    let four_starts = *rules.stack.startup.budget * 4;
    let window = rules.window(four_starts.max(RESTARTS_WINDOW));
    Alert {
        name: "InferenceModelLoadingFailure",
        severity: AlertSeverity::Critical,
        slo: Promise::Availability,
        r#for: *rules.stack.profile.alerts.load_failure.r#for,
        driver: Driver::Restarts { above: RESTARTS, window },
        expr: render(&ModelLoadingFailure {
            container: &rules.select.container,
            bridge: BRIDGE.prometheus(),
            window: window.prometheus(),
            restarts: RESTARTS,
        }),
        summary: "pod {{ $labels.pod }} cannot start".to_owned(),
        description: format!(
            "The container of pod {{{{ $labels.pod }}}} waits after a failed start, or was restarted more than \
             {RESTARTS} times in {}: the image, a Secret's key or the model is missing, or memory runs out while it \
             loads.",
            window.prometheus()
        ),
        objective: None,
    }
}

/// A time as PromQL compares it.
fn seconds(time: Duration) -> String {
    time.seconds_text()
}
