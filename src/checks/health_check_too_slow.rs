//! `health-check-too-slow`: the balancer sends to a dead target for too long.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "health-check-too-slow",
    code: "INF506",
    severity: Severity::Warning,
    summary: "the balancer sends to a dead target for too long",
    doc: include_str!("../../docs/checks/health-check-too-slow.md"),
    stage: Stage::Stack(run),
};

/// For how long a target that is gone may go on to get requests.
const BEARABLE: Duration = Duration::from_secs(30);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let check = &cx.profile().load_balancer.health_check;
    let (interval, timeout, failures) = (&check.interval, &check.timeout, &check.unhealthy);
    let detects = **interval * u64::from(**failures) + **timeout;
    if detects <= BEARABLE {
        return Verdict::Checked;
    }
    let over = detects - BEARABLE;
    let (most, why) = (BEARABLE - **timeout, "ask more often");
    let seconds = most.millis() / 1000 / u64::from(**failures).max(1);
    let wanted = Duration::from_secs(seconds);
    let diagnostic = found
        .push(
            &CHECK,
            format!(
                "the balancer sends to a dead target for {detects}, {over} longer than the \
                 {BEARABLE} that are bearable"
            ),
        )
        .label(interval, format!("one check every {interval}"))
        .label(failures, format!("{failures} failures count"))
        .label(timeout, format!("the last fails after {timeout}"));
    if wanted >= balancer::HEALTH_INTERVAL.0 && wanted > **timeout {
        diagnostic.fix(Fix::quoted("load_balancer.health_check.interval", wanted, why));
    }
    Verdict::Checked
}
