//! `requests-over-limits`: a container asks for more than it may use.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::located::Located;
use crate::units::Cpu;
use std::fmt::Display;

pub(super) static CHECK: Check = Check {
    name: "requests-over-limits",
    code: "INF607",
    severity: Severity::Error,
    summary: "a request above its limit",
    doc: include_str!("../../docs/checks/requests-over-limits.md"),
    stage: Stage::Stack(run),
};

/// What mends it, for either resource.
const TITLE: &str = "let the container use what it asks for";

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let resources = &cx.profile().resources;
    let (request, limit) = (&resources.cpu_request, &resources.cpu_limit);
    if **request > **limit {
        let over = Cpu::from_milli(request.milli() - limit.milli()).cores();
        let cores = |cpu: &Located<Cpu>| cpu.map(|cpu| cpu.cores());
        over_limit("CPU", &cores(request), &cores(limit), over, found).fix(Fix::quoted(
            "resources.cpu_limit",
            request,
            TITLE,
        ));
    }
    let (request, limit) = (&resources.memory_request, &resources.memory_limit);
    if **request > **limit {
        over_limit("memory", request, limit, **request - **limit, found).fix(Fix::quoted(
            "resources.memory_limit",
            request,
            TITLE,
        ));
    }
    Verdict::Checked
}

fn over_limit<'a, T: Display>(
    what: &str,
    request: &Located<T>,
    limit: &Located<T>,
    over: impl Display,
    found: &'a mut Findings,
) -> &'a mut Diagnostic {
    found
        .push(&CHECK, format!("{what} request is {request}, {over} over the limit of {limit}"))
        .label(limit, format!("it may use {limit}"))
        .label(request, format!("it asks for {request}"))
}
