//! `liveness-faster-than-readiness`: a busy pod is restarted where a pause would do.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "liveness-faster-than-readiness",
    code: "INF303",
    severity: Severity::Warning,
    summary: "a busy pod is restarted before readiness has let it rest",
    doc: include_str!("../../docs/checks/liveness-faster-than-readiness.md"),
    stage: Stage::Stack(run),
};

/// Below this a garbage collection or a slow batch looks like a dead process.
const LEAST: Duration = Duration::from_secs(60);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let probes = &cx.profile().probes;
    let (liveness, readiness) = (&probes.liveness, &probes.readiness);
    let needed = (readiness.patience() * 2).max(LEAST);
    let restarts = liveness.patience();
    if restarts >= needed {
        return Verdict::Checked;
    }
    let short = needed - restarts;
    let failures = needed.div_ceil(*liveness.interval);
    found
        .push(
            &CHECK,
            format!(
                "liveness restarts a busy pod after {restarts}, {short} sooner than the {needed} \
                 in which readiness can let it rest"
            ),
        )
        .label(&liveness.failures, format!("{} failures restart it", liveness.failures))
        .label(&liveness.interval, format!("one probe every {}", liveness.interval))
        .label(&readiness.failures, format!("readiness takes it out after {}", readiness.patience()))
        .fix(Fix::set("probes.liveness.failures", failures.to_string(), "be slower to kill than to rest"));
    Verdict::Checked
}
