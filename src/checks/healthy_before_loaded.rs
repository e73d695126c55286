//! `healthy-before-loaded`: a pod says that it is healthy while its model still loads.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "healthy-before-loaded",
    code: "INF308",
    severity: Severity::Error,
    summary: "a health path that answers before the model does",
    doc: include_str!("../../docs/checks/healthy-before-loaded.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (waits, path) = (&profile.app.health_waits_for_model, &profile.app.health_path);
    let Some(waits) = waits else {
        found.unverified(&CHECK, "app.health_waits_for_model").label(path, "start-up and readiness probes believe it");
        return Verdict::Checked;
    };
    if **waits {
        return Verdict::Checked;
    }
    let load = &cx.stack.startup.load;
    found
        .push(
            &CHECK,
            format!("`{path}` is healthy while the model loads, so that requests come up to {load} too early"),
        )
        .label(waits, "answers before the model does")
        .label(path, "start-up and readiness probes believe it")
        .label(load, format!("the model loads within {load}"))
        .note("probe a path that needs the model, such as `/v1/models` of an OpenAI-compatible server")
        .fix(Fix::set("app.health_waits_for_model", "true", "say so once the path fails until the model answers"));
    Verdict::Checked
}
