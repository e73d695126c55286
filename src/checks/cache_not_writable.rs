//! `cache-not-writable`: a variable moves a cache to a place that takes no writes.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::stack::Stack;

pub(super) static CHECK: Check = Check {
    name: "cache-not-writable",
    code: "INF610",
    severity: Severity::Error,
    summary: "a cache that a variable puts where nothing can be written",
    doc: include_str!("../../docs/checks/cache-not-writable.md"),
    stage: Stage::Stack(run),
};

/// What a variable says the place of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Made at the first start of an engine or of a kernel, which fails without it.
    Compiled,
    /// What the caches are below that no variable moves.
    Parent,
    /// Files of Hugging Face, which may be there already.
    Downloaded,
}

/// The variables by which servers and their libraries find their caches (vllm-project/vllm#38920, Hugging Face Hub:
/// Environment variables, `torch/_inductor/runtime/cache_dir_utils.py`, `triton/knobs.py`).
const CACHES: [(&str, Kind); 8] = [
    ("HOME", Kind::Parent),
    ("XDG_CACHE_HOME", Kind::Parent),
    ("HF_HOME", Kind::Downloaded),
    ("HF_HUB_CACHE", Kind::Downloaded),
    ("HUGGINGFACE_HUB_CACHE", Kind::Downloaded),
    ("VLLM_CACHE_ROOT", Kind::Compiled),
    ("TRITON_CACHE_DIR", Kind::Compiled),
    ("TORCHINDUCTOR_CACHE_DIR", Kind::Compiled),
];

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let mut stated = CACHES.into_iter().filter_map(|(name, kind)| Some((name, kind, profile.app.env.get(name)?)));
    let mut any = false;
    for (name, kind, path) in &mut stated {
        any = true;
        if is_read(path) && is_needed(profile, name, kind) && !cx.stack.is_writable(path) {
            report(cx.stack, (name, kind, path), found);
        }
    }
    if any { Verdict::Checked } else { Verdict::NotApplicable("no variable moves a cache") }
}

/// Whether the text is the path itself: a relative one begins where the image says, and `$(NAME)` is another variable.
fn is_read(path: &str) -> bool {
    path.starts_with('/') && !path.contains("$(") && !path.split('/').any(|step| step == "..")
}

/// Offline, nothing is written to the files of Hugging Face (`huggingface/huggingface_hub#1219`). The home of a user that
/// the image does not know is `user-unknown-to-image`'s.
fn is_needed(profile: &Profile, name: &str, kind: Kind) -> bool {
    let is_on = |value: &Located<String>| ["1", "ON", "YES", "TRUE"].contains(&value.to_uppercase().as_str());
    match kind {
        Kind::Compiled => true,
        Kind::Parent => name != "HOME" || *profile.image.knows_user,
        Kind::Downloaded => !profile.app.env.get("HF_HUB_OFFLINE").is_some_and(is_on),
    }
}

fn report(stack: &Stack, (name, kind, path): (&str, Kind, &Located<String>), found: &mut Findings) {
    let mount = stack.mount_of(path);
    let place = mount.as_ref().map_or_else(
        || "below a read-only root and in no volume".to_owned(),
        |mount| format!("in {} at `{}`, which is read-only", mount.what, mount.path),
    );
    let diagnostic = found.push(&CHECK, format!("`{name}` is `{path}`, {place}"));
    diagnostic.label(path, "nothing can be written here");
    match &mount {
        Some(mount) => diagnostic.label(&mount.path, format!("{} is here, read-only", mount.what)),
        None => diagnostic.label(&stack.profile.security.read_only_root, "nothing of the image can be written"),
    };
    match kind {
        Kind::Compiled => {}
        Kind::Parent => {
            diagnostic.severity(Severity::Warning).note("a cache that a variable of its own moves does not need it");
        }
        Kind::Downloaded => {
            diagnostic
                .severity(Severity::Warning)
                .note("where all files are there already, `HF_HUB_OFFLINE = \"1\"` in `app.env` keeps it from writing")
                .note("else put it on `[storage.data]`, which all pods share");
        }
    }
    // Scratch space has no room for models, and each pod would fill its own.
    if let Some(scratch) = stack.cache_space().filter(|_| kind != Kind::Downloaded) {
        let folder = name.to_ascii_lowercase().replace('_', "-");
        let moved = format!("{}/{folder}", scratch.trim_end_matches('/'));
        diagnostic.fix(Fix::quoted(&format!("app.env.{name}"), moved, "move it into scratch space"));
    }
}
