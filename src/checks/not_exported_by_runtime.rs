//! `not-exported-by-runtime`: a promise that nothing the runtime exports can measure.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::runtime::Runtime;
use crate::runtime::served::Role;

pub(super) static CHECK: Check = Check {
    name: "not-exported-by-runtime",
    code: "INF817",
    severity: Severity::Warning,
    summary: "something promised or watched that the runtime does not export",
    doc: include_str!("../../docs/checks/not-exported-by-runtime.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let runtime = Runtime::of(cx.profile());
    if runtime.gaps.is_empty() {
        return Verdict::NotApplicable("the runtime exports all that is asked for");
    }
    for unmeasured in &cx.stack.unmeasured {
        let gap = unmeasured.gap;
        let finding =
            found.push(&CHECK, format!("{} exports nothing by which {}: {}", runtime.name, subject(gap.role), gap.why));
        for (stated, what) in &unmeasured.asked {
            finding.label(stated, what);
        }
        finding.label(&cx.profile().runtime, "what it exports, rules and targets can read");
        finding.note(format!("closest to it: {}", gap.substitute));
        finding.note("no rule and no target is written that waits for a series which never comes");
    }
    Verdict::Checked
}

/// What cannot be told, as a clause.
const fn subject(role: Role) -> &'static str {
    match role {
        Role::Slow => "slow answers can be counted",
        Role::Quantile => "the autoscaler can tell a percentile",
        Role::Cache => "the cache can be watched",
    }
}
