//! `path-not-absolute`: a path that does not begin at the root.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;

pub(super) static CHECK: Check = Check {
    name: "path-not-absolute",
    code: "INF905",
    severity: Severity::Error,
    summary: "a path that does not begin with `/`",
    doc: include_str!("../../docs/checks/path-not-absolute.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    for (key, path) in stated(cx.profile()) {
        if path.starts_with('/') {
            continue;
        }
        let absolute = format!("/{}", path.trim_start_matches("./"));
        found
            .push(&CHECK, format!("`{key}` is `{path}`, which does not begin with `/`"))
            .label(path, "begins without `/`")
            .fix(Fix::quoted(key, absolute, "begin at the root"));
    }
    for (path, size) in &cx.profile().storage.scratch {
        if !path.starts_with('/') {
            found
                .push(&CHECK, format!("scratch space `{path}` does not begin with `/`"))
                .label(size, "its path begins without `/`")
                .note(format!("call it `\"/{path}\"`"));
        }
    }
    for mount in &cx.profile().storage.mounts {
        if let Some(path) = mount.path.as_ref().filter(|path| !path.starts_with('/')) {
            found
                .push(&CHECK, format!("a mount's path is `{path}`, which does not begin with `/`"))
                .label(path, "begins without `/`")
                .note(format!("write `path = \"/{}\"`", path.get()));
        }
    }
    Verdict::Checked
}

/// Every path that has a key of its own.
fn stated(profile: &Profile) -> impl Iterator<Item = (&'static str, &Located<String>)> {
    let (app, probes, storage) = (&profile.app, &profile.probes, &profile.storage);
    let model = storage.model.as_ref().map(|model| &model.path);
    let data = storage.data.as_ref().map(|data| &data.path);
    let check = profile.load_balancer.health_check.path.as_ref();
    let all = [
        ("app.health_path", Some(&app.health_path)),
        ("app.metrics_path", Some(&app.metrics_path)),
        ("app.inference_path", Some(&app.inference_path)),
        ("probes.startup.path", probes.startup.path.as_ref()),
        ("probes.readiness.path", probes.readiness.path.as_ref()),
        ("probes.liveness.path", probes.liveness.path.as_ref()),
        ("load_balancer.health_check.path", check),
        ("storage.model.path", model),
        ("storage.data.path", data),
    ];
    all.into_iter().filter_map(|(key, path)| Some((key, path?)))
}
