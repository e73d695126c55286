//! `client-limit-below-traffic`: the limit per client refuses the peak that the pods could carry.

use super::{Check, Context, Findings, Stage, Verdict, missing};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::units::{Rate, Replicas};

pub(super) static CHECK: Check = Check {
    name: "client-limit-below-traffic",
    code: "INF210",
    severity: Severity::Warning,
    summary: "the limit per client refuses the peak that the pods could carry",
    doc: include_str!("../../docs/checks/client-limit-below-traffic.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let limit = &cx.profile().rate_limit;
    if !*limit.enabled {
        return Verdict::NotApplicable("clients are not limited");
    }
    let Some(peak) = &cx.stack.capacity.peak else {
        return missing::peak(&CHECK, found);
    };
    let each = &limit.per_client;
    largest(cx, peak, each, found);
    let Some(clients) = &cx.profile().traffic.clients else {
        found.unverified(&CHECK, "traffic.clients");
        return Verdict::Checked;
    };
    let count = clients.get().get();
    // A rate for each of a number of clients, as a rate for each of a number of pods.
    let allowed = **each * Replicas::new(count);
    if allowed >= **peak {
        return Verdict::Checked;
    }
    let short = **peak - allowed;
    let fitting = Rate::from_milli(peak.milli().div_ceil(u64::from(count.max(1))));
    found
        .push(
            &CHECK,
            format!("{count} clients of {each} are let {allowed} through, {short} less than the peak of {peak}"),
        )
        .label(each, format!("{each} a client"))
        .label(clients, format!("{count} clients"))
        .label(peak, format!("the peak is {peak}"))
        .fix(Fix::quoted("rate_limit.per_client", fitting, "let each client send its part of the peak"));
    Verdict::Checked
}

/// One client that sends more than all others do.
fn largest(cx: &Context<'_>, peak: &Located<Rate>, each: &Located<Rate>, found: &mut Findings) {
    let Some(share) = &cx.profile().traffic.largest_client else { return };
    let sends = Rate::from_milli(share.of(peak.milli()));
    if **each >= sends {
        return;
    }
    let short = sends - **each;
    found
        .push(
            &CHECK,
            format!("the largest client sends {sends} at the peak, {short} more than the {each} it is let through"),
        )
        .label(each, format!("{each} a client"))
        .label(share, format!("{share} of the load"))
        .label(peak, format!("the peak is {peak}"))
        .fix(Fix::quoted("rate_limit.per_client", sends, "let the largest client send its part of the peak"));
}
