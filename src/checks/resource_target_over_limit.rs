//! `resource-target-over-limit`: a pod meets its limit before the autoscaler acts.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::units::{Bytes, Cpu, Share};

pub(super) static CHECK: Check = Check {
    name: "resource-target-over-limit",
    code: "INF236",
    severity: Severity::Error,
    summary: "a pod meets its limit before the autoscaler acts",
    doc: include_str!("../../docs/checks/resource-target-over-limit.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let autoscaling = &cx.profile().autoscaling;
    let resources = &cx.profile().resources;
    let scales = *autoscaling.enabled;
    let cpu = autoscaling.cpu.as_ref().filter(|_| scales);
    let memory = autoscaling.memory.as_ref().filter(|_| scales);
    if let Some(share) = cpu {
        let cpu = Resource {
            key: "autoscaling.cpu",
            then: "is throttled at",
            request: resources.cpu_request.map(|cpu| cpu.milli()),
            limit: resources.cpu_limit.map(|cpu| cpu.milli()),
            shown: |milli| Cpu::from_milli(milli).cores(),
        };
        compare(cx, share, &cpu, found);
    }
    if let Some(share) = memory {
        let memory = Resource {
            key: "autoscaling.memory",
            then: "is killed at",
            request: resources.memory_request.map(|memory| memory.get()),
            limit: resources.memory_limit.map(|memory| memory.get()),
            shown: |bytes| Bytes::mebi(bytes >> 20).to_string(),
        };
        compare(cx, share, &memory, found);
    }
    if cpu.is_none() && memory.is_none() {
        return Verdict::NotApplicable("no CPU or memory target");
    }
    Verdict::Checked
}

/// A resource in its smallest unit, and how messages show it.
struct Resource {
    key: &'static str,
    then: &'static str,
    request: Located<u64>,
    limit: Located<u64>,
    shown: fn(u64) -> String,
}

fn compare(cx: &Context<'_>, share: &Located<Share>, resource: &Resource, found: &mut Findings) {
    let Resource { key, then, request, limit, shown } = resource;
    let tolerance = cx.stack.scaling.tolerance;
    let acts = tolerance.on_top_of(share.of(**request));
    if acts < **limit {
        return;
    }
    let (acts, bound) = (shown(acts), shown(**limit));
    // Seven tenths of the limit, as a share of the request.
    let fitting = Share::ratio(Share::percent(70).of(**limit), **request);
    found
        .push(&CHECK, format!("pods are added above {acts} a pod, and a pod {then} {bound}"))
        .label(share, format!("{share} of the request, and {tolerance} tolerance on top"))
        .label(request, format!("the request is {}", shown(**request)))
        .label(limit, format!("the limit is {bound}"))
        .fix(Fix::quoted(key, fitting, "act at seven tenths of the limit"));
}
