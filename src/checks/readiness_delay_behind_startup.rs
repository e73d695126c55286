//! `readiness-delay-behind-startup`: a pod that serves waits to be told so.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "readiness-delay-behind-startup",
    code: "INF302",
    severity: Severity::Warning,
    summary: "the readiness probe waits although the start-up probe has seen the pod serve",
    doc: include_str!("../../docs/checks/readiness-delay-behind-startup.md"),
    stage: Stage::Stack(run),
};

/// A delay that costs no more than one probe.
const TOLERATED: Duration = Duration::from_secs(10);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let delay = &cx.profile().probes.readiness.delay;
    if **delay <= TOLERATED {
        return Verdict::Checked;
    }
    let over = **delay - TOLERATED;
    found
        .push(
            &CHECK,
            format!(
                "the readiness probe waits {delay} of its own behind the start-up probe, {over} \
                 over the {TOLERATED} that do no harm"
            ),
        )
        .label(delay, "holds every new pod back")
        .note("the start-up probe has seen the pod serve already")
        .fix(Fix::quoted("probes.readiness.delay", Duration::ZERO, "ask at once").safe());
    Verdict::Checked
}
