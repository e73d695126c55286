//! `idle-timeout-below-request`: the balancer drops a connection whose request is still worked on.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::BalancerKind;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "idle-timeout-below-request",
    code: "INF501",
    severity: Severity::Error,
    summary: "the balancer drops a connection whose request is still worked on",
    doc: include_str!("../../docs/checks/idle-timeout-below-request.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let traffic = &cx.profile().traffic;
    let Some(silence) = traffic.longest_silence.as_ref().or(traffic.longest_request.as_ref()) else {
        let idle = &cx.stack.shutdown.idle_timeout;
        found
            .unverified(&CHECK, "traffic.longest_request")
            .label(idle, format!("a silent connection is dropped after {idle}"));
        return Verdict::Checked;
    };
    let idle = shortest(cx);
    if *idle > **silence {
        return Verdict::Checked;
    }
    let short = **silence - *idle;
    let (message, severity) = if short > Duration::ZERO {
        let message = format!(
            "a connection is dropped after {idle} of silence, {short} before a request that is \
             silent for {silence} is answered"
        );
        (message, Severity::Error)
    } else {
        let message = format!(
            "a connection is dropped after {idle} of silence, 0s after a request that is silent \
             for {silence}"
        );
        (message, Severity::Warning)
    };
    let diagnostic = found
        .push(&CHECK, message)
        .severity(severity)
        .label(&idle, format!("idle timeout of {idle}"))
        .label(silence, format!("silent for {silence}"));
    let wanted = **silence + MARGIN;
    match settable(cx, **silence) {
        Some(range) if balancer::takes(range, wanted) => {
            diagnostic.fix(Fix::quoted("load_balancer.idle_timeout", wanted, "outlast the silence"));
        }
        _ => {
            diagnostic.note(
                "stream the answer, or send a byte now and then, and state \
                 `traffic.longest_silence`",
            );
        }
    }
    Verdict::Checked
}

/// By how much an idle timeout outlasts the silence.
const MARGIN: Duration = Duration::from_secs(10);

/// The shortest idle timeout of the balancer's listeners: beside TLS an NLB can have one of TCP with its own.
fn shortest(cx: &Context<'_>) -> Located<Duration> {
    let real = &cx.stack.shutdown.idle_timeout;
    let load_balancer = &cx.profile().load_balancer;
    let stated = load_balancer.idle_timeout.as_ref();
    let of_tcp = stated.filter(|stated| load_balancer.has_tcp_listener() && ***stated < **real);
    of_tcp.unwrap_or(real).clone()
}

/// What the idle timeout can be set to, if that helps: nobody sets the one of an NLB's TLS listener.
fn settable(cx: &Context<'_>, silence: Duration) -> Option<(Duration, Duration)> {
    let load_balancer = &cx.profile().load_balancer;
    match *load_balancer.kind {
        BalancerKind::Alb => Some(balancer::ALB_IDLE),
        BalancerKind::Nlb if load_balancer.terminates_tls() && silence >= balancer::NLB_TLS_IDLE => None,
        BalancerKind::Nlb => Some(balancer::NLB_TCP_IDLE),
    }
}
