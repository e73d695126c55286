//! `endpoint-unlike-runtime`: probes or scrapes ask for a path that the server does not have.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::RuntimeKind;
use crate::runtime::served;

pub(super) static CHECK: Check = Check {
    name: "endpoint-unlike-runtime",
    code: "INF914",
    severity: Severity::Error,
    summary: "a path that the server does not have",
    doc: include_str!("../../docs/checks/endpoint-unlike-runtime.md"),
    stage: Stage::Stack(run),
};

/// Paths besides the usual one that answer once the model does.
/// [vLLM `vllm/entrypoints/openai/api_server.py`; `SGLang` `http_server.py`; Triton `http_server.cc`; TGI `server.rs`]
const fn healthy(kind: RuntimeKind) -> &'static [&'static str] {
    match kind {
        RuntimeKind::Custom => &[],
        RuntimeKind::Vllm => &["/ping", "/v1/models"],
        RuntimeKind::Sglang => &["/health_generate", "/v1/models", "/get_model_info"],
        RuntimeKind::Triton => &["/v2/health/live", "/v2/models/"],
        RuntimeKind::Tgi => &["/ping", "/info", "/v1/models"],
    }
}

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let kind = *profile.runtime;
    let Some(facts) = served::facts(kind) else {
        return Verdict::NotApplicable("an application of one's own");
    };
    let app = &profile.app;
    let probes = [&profile.probes.startup, &profile.probes.readiness, &profile.probes.liveness];
    let keys = ["probes.startup.path", "probes.readiness.path", "probes.liveness.path"];
    let own = probes.iter().zip(keys).filter_map(|(probe, key)| Some((key, probe.path.as_ref()?)));
    let has = |path: &str| path == facts.health_path || healthy(kind).iter().any(|known| path.starts_with(known));
    let all = std::iter::once(("app.health_path", &app.health_path)).chain(own);
    for (key, path) in all.filter(|(_, path)| !has(path)) {
        let why = "probes and balancer are answered 404, and the pod is never ready";
        fault(kind, (key, path), facts.health_path, why, found);
    }
    if *app.metrics_path != facts.metrics_path {
        let why = "scrapes are answered 404: alerts and autoscaler see nothing";
        fault(kind, ("app.metrics_path", &app.metrics_path), facts.metrics_path, why, found);
    }
    Verdict::Checked
}

fn fault(kind: RuntimeKind, (key, path): (&str, &Located<String>), has: &str, why: &str, found: &mut Findings) {
    let runtime = kind.name();
    found
        .push(&CHECK, format!("`{path}` is asked of {runtime}, which has `{has}`"))
        .label(path, why)
        .note("an image with a proxy of its own in front of the server has other paths: `accept` this there")
        .fix(Fix::quoted(key, has, format!("the path of {runtime}")));
}
