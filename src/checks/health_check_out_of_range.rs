//! `health-check-out-of-range`: AWS refuses the health check.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::BalancerKind;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "health-check-out-of-range",
    code: "INF507",
    severity: Severity::Error,
    summary: "a health check that AWS does not take",
    doc: include_str!("../../docs/checks/health-check-out-of-range.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let check = &load_balancer.health_check;
    let before = found.diagnostics.len();
    time(&check.interval, "interval", balancer::HEALTH_INTERVAL, found);
    time(&check.timeout, "timeout", balancer::HEALTH_TIMEOUT, found);
    count(&check.healthy, "healthy", found);
    count(&check.unhealthy, "unhealthy", found);
    if found.diagnostics.len() > before {
        return Verdict::Checked;
    }
    let (interval, timeout) = (*check.interval, *check.timeout);
    let alb = *load_balancer.kind == BalancerKind::Alb;
    let fits = if alb { timeout < interval } else { timeout <= interval };
    if !fits {
        let (message, most) = if alb {
            let message = format!(
                "the health check's timeout is {timeout}, and an ALB wants less than the interval \
                 of {interval}"
            );
            (message, interval - Duration::from_secs(1))
        } else {
            let over = timeout - interval;
            let message = format!("the health check's timeout is {timeout}, {over} over its interval of {interval}");
            (message, interval)
        };
        found
            .push(&CHECK, message)
            .label(&check.timeout, format!("fails after {timeout}"))
            .label(&check.interval, format!("the next one begins after {interval}"))
            .fix(Fix::quoted("load_balancer.health_check.timeout", most, "fail before the next one").safe());
    }
    Verdict::Checked
}

fn time(value: &Located<Duration>, key: &str, range: (Duration, Duration), found: &mut Findings) {
    if value.is_whole_seconds() && balancer::takes(range, **value) {
        return;
    }
    let (least, most) = range;
    let close = value.scaled(1, 1).max(least).min(most);
    found
        .push(
            &CHECK,
            format!(
                "the health check's {key} is {value}, and AWS takes whole seconds from {least} to \
                 {most}"
            ),
        )
        .label(value, "AWS refuses it")
        .fix(Fix::quoted(&format!("load_balancer.health_check.{key}"), close, "the closest that it takes"));
}

fn count(value: &Located<u32>, key: &str, found: &mut Findings) {
    let (least, most) = balancer::HEALTH_THRESHOLD;
    if (least..=most).contains(&**value) {
        return;
    }
    let close = (**value).clamp(least, most);
    found
        .push(&CHECK, format!("{value} checks in a row make a target {key}, and AWS takes {least} to {most}"))
        .label(value, "AWS refuses it")
        .fix(Fix::set(&format!("load_balancer.health_check.{key}"), close.to_string(), "the closest that it takes"));
}
