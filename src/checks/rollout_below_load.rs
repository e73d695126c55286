//! `rollout-below-load`: a rollout takes away more pods than the load or a promise can spare.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::located::Located;
use crate::stack::capacity;
use crate::units::{Rate, Replicas};

pub(super) static CHECK: Check = Check {
    name: "rollout-below-load",
    code: "INF324",
    severity: Severity::Error,
    summary: "a rollout that leaves fewer pods than the load takes",
    doc: include_str!("../../docs/checks/rollout-below-load.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let gone = &profile.rollout.max_unavailable;
    if **gone == Replicas::new(0) {
        return Verdict::NotApplicable("a rollout lets no pod be missing");
    }
    let (_, fewest) = capacity::fewest_key(profile);
    let (_, most) = capacity::most_key(profile);
    let stay = &profile.disruption.min_available;
    let left = *fewest - **gone;
    if left < **stay {
        let message = format!(
            "a rollout may take {} of {fewest} away, and leaves {left} where {stay} must stay",
            gone.get().get()
        );
        let finding = found.push(&CHECK, message);
        finding
            .label(gone, format!("{gone} may be missing"))
            .label(&fewest, format!("of {fewest}"))
            .label(stay, "promised for drains, which a rollout does not ask");
        mend(*fewest - **stay, finding);
    }
    let Some(per_pod) = &cx.stack.capacity.per_pod else { return Verdict::Checked };
    let at_rest = (&fewest, cx.stack.capacity.base.as_ref(), "the quietest hour", Severity::Error);
    let at_peak = (&most, cx.stack.capacity.peak.as_ref(), "the peak", Severity::Warning);
    for (pods, load, when, severity) in [at_rest, at_peak] {
        let Some(load) = load else { continue };
        let carried = **per_pod * (**pods - **gone);
        if carried < **load {
            short(gone, pods, (per_pod, load, when), carried, found.push(&CHECK, String::new()).severity(severity));
        }
    }
    Verdict::Checked
}

fn short(
    gone: &Located<Replicas>,
    pods: &Located<Replicas>,
    (per_pod, load, when): (&Located<Rate>, &Located<Rate>, &str),
    carried: Rate,
    finding: &mut Diagnostic,
) {
    let short = **load - carried;
    finding.message = format!(
        "a rollout may take {} of {pods} away, and the rest carries {carried}, {short} less than the {load} of {when}",
        gone.get().get()
    );
    finding
        .label(gone, format!("{gone} may be missing"))
        .label(pods, format!("of {pods}"))
        .label(per_pod, format!("a pod carries {per_pod}"))
        .label(load, format!("{when} has {load}"));
    mend(**pods - load.pods(**per_pod).unwrap_or(**pods), finding);
}

/// Offers as many as can be spared.
fn mend(spare: Replicas, finding: &mut Diagnostic) {
    finding.fix(Fix::set("rollout.max_unavailable", spare.get().to_string(), "take away no more than can be spared"));
}
