//! `queue-wait-over-slo`: a request waits in the queue for longer than the promised p95.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::stack::Stack;
use crate::units::{Duration, Requests};

pub(super) static CHECK: Check = Check {
    name: "queue-wait-over-slo",
    code: "INF103",
    severity: Severity::Error,
    summary: "a request waits in the queue for longer than the promised p95",
    doc: include_str!("../../docs/checks/queue-wait-over-slo.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(promise) = &profile.slo.p95 else {
        return Verdict::NotApplicable("no p95 is promised");
    };
    let target = profile.autoscaling.queue.as_ref();
    let target = target.filter(|_| *profile.autoscaling.enabled);
    let queues = [
        ("autoscaling.queue", "target", target, Severity::Error),
        ("performance.queue_limit", "limit", profile.performance.queue_limit.as_ref(), Severity::Warning),
    ];
    for (key, what, queue, severity) in queues {
        let Some(queue) = queue else { continue };
        let Some(stay) = stay(cx.stack, **queue) else {
            return missing::capacity(&CHECK, found);
        };
        if *stay <= **promise {
            continue;
        }
        let over = *stay - **promise;
        let message = format!(
            "at the queue {what} of {queue} an answer takes {stay}, {over} longer than the promised p95 of {promise}"
        );
        let finding = found.push(&CHECK, message);
        finding
            .severity(severity)
            .label(queue, format!("the last of {queue} waits for all others"))
            .label(promise, format!("p95 is promised within {promise}"))
            .label(&stay, format!("its answer takes {stay}"));
        let fitting = fitting(cx.stack, **promise);
        if fitting > Requests::new(0) {
            finding.fix(Fix::set(key, fitting.get().to_string(), "let no more wait than can be answered in time"));
        }
    }
    if profile.performance.queue_limit.is_none() {
        return missing::queue_limit(&CHECK, found);
    }
    Verdict::Checked
}

/// Time of a request that is the last of a queue: by batches where they were measured, else by the rate of a pod.
fn stay(stack: &Stack, queue: Requests) -> Option<Located<Duration>> {
    if let Some(batching) = stack.batching {
        return Some(batching.located_stay(queue));
    }
    let per_pod = stack.capacity.per_pod.as_ref()?;
    let wait = per_pod.time_for(queue)?;
    let service = service(stack);
    let arithmetic = format!("{} / {per_pod} + unloaded p95 {service}", queue.get());
    Some(Located::derived(wait + service, arithmetic))
}

/// The longest queue whose last request is in time.
fn fitting(stack: &Stack, promise: Duration) -> Requests {
    if let Some(batching) = stack.batching {
        return batching.largest_queue(promise);
    }
    let waiting = promise - service(stack);
    let milli = stack.capacity.per_pod.as_ref().map_or(0, |per_pod| per_pod.milli());
    let queue = milli.saturating_mul(waiting.millis()) / 1_000_000;
    Requests::new(u32::try_from(queue).unwrap_or(u32::MAX))
}

/// Time without a queue; nothing where it was not measured.
fn service(stack: &Stack) -> Duration {
    let unloaded = stack.profile.measured.unloaded_p95.as_deref();
    unloaded.copied().unwrap_or(Duration::ZERO)
}
