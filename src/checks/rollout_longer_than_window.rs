//! `rollout-longer-than-window`: a rollout of all pods takes longer than it may.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::{Duration, Replicas};

pub(super) static CHECK: Check = Check {
    name: "rollout-longer-than-window",
    code: "INF316",
    severity: Severity::Warning,
    summary: "a rollout of all pods takes longer than it may",
    doc: include_str!("../../docs/checks/rollout-longer-than-window.md"),
    stage: Stage::Stack(run),
};

/// What a rollout may take where the team has said nothing: one that is begun before lunch is over after it.
const UNSTATED: Duration = Duration::from_secs(3600);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let rollout = &cx.profile().rollout;
    let startup = &cx.stack.startup;
    let at_once = *rollout.max_surge + *rollout.max_unavailable;
    if at_once == Replicas::new(0) {
        return Verdict::NotApplicable("no rollout can move");
    }
    let (_, pods) = capacity::most_key(cx.profile());
    let steps = pods.get().get().div_ceil(at_once.get());
    let step = startup.step(cx.profile());
    let total = step * u64::from(steps);
    let (window, what) = match &rollout.window {
        Some(window) => (**window, "that it may take"),
        None => (UNSTATED, "that is bearable where no window is stated"),
    };
    if total <= window {
        return Verdict::Checked;
    }
    let over = total - window;
    let load = &startup.load;
    let diagnostic = found
        .push(&CHECK, format!("a rollout of {pods} takes {total}, {over} over the {window} {what}"))
        .label(&rollout.max_surge, format!("{at_once} at a time"))
        .label(&pods, format!("{pods} at most"))
        .label(load, format!("the model loads in {load}"));
    if let Some(window) = &rollout.window {
        diagnostic.label(window, format!("may take {window}"));
    }
    diagnostic.note(format!(
        "{steps} steps of {step}: node {} + image {} + model {load} + {}",
        startup.node,
        startup.image,
        startup.counted_arithmetic(cx.profile())
    ));
    if let Some(batch) = batch(*pods, window, step) {
        let surge = batch - *rollout.max_unavailable;
        diagnostic.fix(Fix::set(
            "rollout.max_surge",
            surge.get().to_string(),
            format!("replace {batch} at a time, with GPUs for {surge} more"),
        ));
    }
    Verdict::Checked
}

/// The fewest pods at a time with which the rollout fits into the window.
fn batch(pods: Replicas, window: Duration, step: Duration) -> Option<Replicas> {
    let steps = window.millis().checked_div(step.millis())?;
    let steps = u32::try_from(steps).ok().filter(|steps| *steps > 0)?;
    Some(Replicas::new(pods.get().div_ceil(steps)))
}
