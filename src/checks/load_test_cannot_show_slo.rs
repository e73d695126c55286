//! `load-test-cannot-show-slo`: the load test can pass on a service that breaks its promises.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::located::Located;
use crate::profile::{LoadTest, LoadTestMode};
use crate::units::{Duration, Rate};

pub(super) static CHECK: Check = Check {
    name: "load-test-cannot-show-slo",
    code: "INF107",
    severity: Severity::Warning,
    summary: "the load test can pass on a service that breaks its promises",
    doc: include_str!("../../docs/checks/load-test-cannot-show-slo.md"),
    stage: Stage::Stack(run),
};

const LONG_ENOUGH: &str = "test until new pods have served as long";

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let Some(test) = &cx.profile().load_test else {
        return Verdict::NotApplicable("no load test is stated");
    };
    match test.mode.as_deref() {
        Some(LoadTestMode::Closed) => closed(cx, test, found),
        Some(LoadTestMode::Open) => open(cx, test, found),
        None => {
            unstated(found, "load_test.mode");
        }
    }
    Verdict::Checked
}

/// Clients that wait for answers: they send less the slower the service is.
fn closed(cx: &Context<'_>, test: &LoadTest, found: &mut Findings) {
    let slo = &cx.profile().slo;
    let (Some(mode), Some(clients)) = (&test.mode, &test.concurrency) else {
        return unstated(found, "load_test.concurrency");
    };
    let Some(latency) = slo.p50.as_ref().or(slo.p95.as_ref()) else {
        return unstated(found, "slo.p50");
    };
    let sent = u64::from(clients.get().get()) * 1_000_000 / latency.millis().max(1);
    let sent = Rate::from_milli(sent);
    let peak = cx.stack.capacity.peak.as_ref();
    let each = clients.get().get();
    let against = match peak {
        Some(peak) if sent < **peak => {
            format!("{} less than the peak of {peak}", **peak - sent)
        }
        _ => "and half as much as soon as answers take twice as long".to_owned(),
    };
    let message = format!("{each} clients that wait {latency} for each answer send {sent}, {against}");
    let finding = found.push(&CHECK, message);
    finding
        .label(mode, "the slower the service, the fewer requests it gets")
        .label(clients, format!("{each} in flight, whatever happens"))
        .label(latency, format!("an answer each {latency}"));
    if let Some(peak) = peak {
        let in_flight = **peak * **latency;
        finding.label(peak, format!("{in_flight} in flight"));
    }
    open_instead(cx, test, finding);
    if let Some((requests, longest)) = test.requests.as_ref().zip(needed_length(cx)) {
        let lasts = sent.time_for(**requests).unwrap_or(Duration::ZERO);
        if lasts < longest {
            let cause = format!("{} at {sent}", **requests);
            too_short(cx, lasts, longest, requests, cause, found);
        }
    }
}

/// The edits that make an open test of a closed one, which may state a rate and a length already.
fn open_instead(cx: &Context<'_>, test: &LoadTest, finding: &mut Diagnostic) {
    let title = "send at a rate, and not after answers";
    finding.fix(Fix::set("load_test.mode", "\"open\"", title));
    let peak = cx.stack.capacity.peak.as_ref();
    let rate = test.rate.as_deref();
    if let Some(peak) = peak.filter(|peak| rate.is_none_or(|rate| *rate < ***peak)) {
        finding.fix(Fix::quoted("load_test.rate", peak, "send at the peak rate"));
    }
    let lasts = test.duration.as_deref();
    let longest = needed_length(cx);
    if let Some(longest) = longest.filter(|longest| lasts.is_none_or(|lasts| lasts < longest)) {
        finding.fix(Fix::quoted("load_test.duration", longest, LONG_ENOUGH));
    }
}

/// Requests at a rate: which must be the peak, and last until new pods serve.
fn open(cx: &Context<'_>, test: &LoadTest, found: &mut Findings) {
    match (&test.rate, &cx.stack.capacity.peak) {
        (None, _) => unstated(found, "load_test.rate"),
        (Some(rate), Some(peak)) if **rate < **peak => {
            let short = **peak - **rate;
            let message = format!("the load test sends {rate}, {short} less than the peak of {peak}");
            found
                .push(&CHECK, message)
                .label(rate, format!("tested with {rate}"))
                .label(peak, format!("the promises hold up to {peak}"))
                .fix(Fix::quoted("load_test.rate", peak, "send at the peak rate"));
        }
        _ => {}
    }
    let Some(longest) = needed_length(cx) else {
        return;
    };
    match &test.duration {
        None => unstated(found, "load_test.duration"),
        Some(duration) if **duration < longest => {
            let cause = format!("tested for {duration}");
            too_short(cx, **duration, longest, duration, cause, found).fix(Fix::quoted(
                "load_test.duration",
                longest,
                LONG_ENOUGH,
            ));
        }
        Some(_) => {}
    }
}

fn unstated(found: &mut Findings, key: &str) {
    found.unverified(&CHECK, key);
}

/// Twice the time to a new pod's first request, in whole minutes; nothing where nothing scales.
fn needed_length(cx: &Context<'_>) -> Option<Duration> {
    let minutes = (cx.stack.scaling.reaction * 2).div_ceil(Duration::from_secs(60));
    let scales = *cx.profile().autoscaling.enabled;
    scales.then(|| Duration::from_secs(60) * minutes)
}

fn too_short<'a, T>(
    cx: &Context<'_>,
    lasts: Duration,
    longest: Duration,
    cause: &Located<T>,
    text: String,
    found: &'a mut Findings,
) -> &'a mut Diagnostic {
    let short = longest - lasts;
    let reaction = cx.stack.scaling.located_reaction();
    let message = format!("the load test lasts {lasts}, {short} short of the {longest} that show a scale-up");
    found.push(&CHECK, message).label(cause, text).label(&reaction, format!("a new pod serves after {reaction}"))
}
