//! `evictions-below-load`: a node drain takes more pods than the load can spare.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::BudgetForm;
use crate::stack::capacity;
use crate::units::{Rate, Replicas};

pub(super) static CHECK: Check = Check {
    name: "evictions-below-load",
    code: "INF405",
    severity: Severity::Warning,
    summary: "the disruption budget lets more pods go than the load can spare",
    doc: include_str!("../../docs/checks/evictions-below-load.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let disruption = &cx.profile().disruption;
    if *disruption.budget == BudgetForm::MinAvailable {
        return Verdict::NotApplicable("`disruption-budget-ignores-scale` looks at such a budget");
    }
    let (_, fewest) = capacity::fewest_key(cx.profile());
    let (_, most) = capacity::most_key(cx.profile());
    let goes = *fewest - *disruption.min_available;
    if *fewest <= Replicas::new(1) || goes == Replicas::new(0) {
        return Verdict::NotApplicable("one pod, or none may go");
    }
    let Some(per_pod) = &cx.stack.capacity.per_pod else {
        return missing::capacity(&CHECK, found);
    };
    let at_rest = (&fewest, cx.stack.capacity.base.as_ref(), "the quietest hour");
    let at_peak = (&most, cx.stack.capacity.peak.as_ref(), "the peak");
    for (pods, load, when) in [at_rest, at_peak] {
        let Some(load) = load else { continue };
        if **per_pod * (**pods - goes) < **load {
            short(cx, per_pod, pods, load, when, found);
        }
    }
    Verdict::Checked
}

fn short(
    cx: &Context<'_>,
    per_pod: &Located<Rate>,
    pods: &Located<Replicas>,
    load: &Located<Rate>,
    when: &str,
    found: &mut Findings,
) {
    let stay = &cx.profile().disruption.min_available;
    let goes = capacity::fewest(cx.profile()) - **stay;
    let left = **per_pod * (**pods - goes);
    let short = **load - left;
    let finding = found.push(
        &CHECK,
        format!(
            "a drain may take {goes} of {pods}, and the rest carries {left}, {short} less than the {load} of {when}"
        ),
    );
    finding
        .label(stay, format!("of the fewest {stay} must stay, so that {goes} may go at any number"))
        .label(pods, format!("of {pods}"))
        .label(per_pod, format!("a pod carries {per_pod}"))
        .label(load, format!("{when} has {load}"));
    let keep = capacity::fewest(cx.profile()) - Replicas::new(1);
    if keep > **stay {
        finding.fix(Fix::set("disruption.min_available", keep.get().to_string(), "let one pod go at a time"));
    }
}
