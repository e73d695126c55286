//! `mount-without-source`: a mount that names nothing to mount, or no place for it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::ExtraMount;

pub(super) static CHECK: Check = Check {
    name: "mount-without-source",
    code: "INF909",
    severity: Severity::Error,
    summary: "a mount without exactly one source and a path",
    doc: include_str!("../../docs/checks/mount-without-source.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let mounts = &cx.profile().storage.mounts;
    if mounts.is_empty() {
        return Verdict::NotApplicable("no further mounts");
    }
    for ExtraMount { config_map, secret, path } in mounts {
        let message = match (config_map, secret, path) {
            (Some(_), None, Some(_)) | (None, Some(_), Some(_)) => continue,
            (Some(map), Some(secret), _) => {
                format!("a mount names two sources, `{map}` and `{secret}`, and has room for one")
            }
            (None, None, Some(path)) => format!("the mount at `{path}` names no source"),
            (None, None, None) => "a mount names neither a source nor a path".to_owned(),
            (Some(name), None, None) | (None, Some(name), None) => {
                format!("the mount of `{name}` has no path")
            }
        };
        let diagnostic = found.push(&CHECK, message);
        for (value, what) in [(config_map, "a ConfigMap"), (secret, "a Secret"), (path, "where it goes")] {
            if let Some(value) = value {
                diagnostic.label(value, what);
            }
        }
        diagnostic.note("a mount has either `config_map` or `secret`, and a `path`");
    }
    Verdict::Checked
}
