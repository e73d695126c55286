//! `balancer-time-out-of-range`: a time that the balancer, or the Service behind it, does not take.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::BalancerKind;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "balancer-time-out-of-range",
    code: "INF516",
    severity: Severity::Error,
    summary: "a time that the balancer, or the Service behind it, does not take",
    doc: include_str!("../../docs/checks/balancer-time-out-of-range.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let delay = &cx.stack.shutdown.deregistration_delay;
    let mut times = vec![("deregistration_delay", delay, balancer::DEREGISTRATION, "a target group")];
    if let Some(idle) = &load_balancer.idle_timeout {
        // An NLB's TLS listener takes none at all: see `idle-timeout-not-settable`.
        if *load_balancer.kind == BalancerKind::Alb {
            times.push(("idle_timeout", idle, balancer::ALB_IDLE, "an ALB"));
        } else if load_balancer.has_tcp_listener() {
            times.push(("idle_timeout", idle, balancer::NLB_TCP_IDLE, "an NLB's TCP listener"));
        }
    }
    if *load_balancer.affinity.enabled {
        // An ALB's cookie may last for a week, but the same time stands in the internal Service.
        let duration = &load_balancer.affinity.duration;
        times.push(("affinity.duration", duration, balancer::CLIENT_IP_AFFINITY, "the internal Service"));
    }
    for (key, time, range, taker) in times {
        if !balancer::takes(range, **time) {
            refused(key, time, range, taker, found);
        }
    }
    Verdict::Checked
}

fn refused(
    key: &str,
    time: &Located<Duration>,
    (least, most): (Duration, Duration),
    taker: &str,
    found: &mut Findings,
) {
    let close = time.scaled(1, 1).max(least).min(most);
    let by = if **time < least { format!("{} below", least - **time) } else { format!("{} above", **time - most) };
    found
        .push(&CHECK, format!("`{key}` is {time}, {by} the {least} to {most} that {taker} takes"))
        .label(time, "is refused")
        .fix(Fix::quoted(&format!("load_balancer.{key}"), close, "the closest that it takes"));
}
