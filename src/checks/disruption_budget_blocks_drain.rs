//! `disruption-budget-blocks-drain`: no node can be drained, because no pod may go.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::capacity;
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "disruption-budget-blocks-drain",
    code: "INF401",
    severity: Severity::Error,
    summary: "no node can be drained, because no pod may go",
    doc: include_str!("../../docs/checks/disruption-budget-blocks-drain.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let (_, fewest) = capacity::fewest_key(cx.profile());
    let none = Replicas::new(0);
    if *fewest == none {
        return Verdict::NotApplicable("no pod runs");
    }
    let stay = &cx.profile().disruption.min_available;
    if **stay < *fewest {
        return Verdict::Checked;
    }
    let most = *fewest - Replicas::new(1);
    found
        .push(&CHECK, format!("{fewest} run at the least and {stay} must stay, which leaves 0 for a drain"))
        .label(stay, format!("{stay} must stay"))
        .label(&fewest, format!("{fewest} at the least"))
        .fix(Fix::set("disruption.min_available", most.get().to_string(), "let one pod go at a time"));
    Verdict::Checked
}
