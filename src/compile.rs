//! From the name of a profile to its manifests and findings: the program, without its doors to the world.

use crate::checks::{self, Context, Findings, reading};
use crate::document::decode::FaultKind;
use crate::document::{self, Loaded, MOST_FAULTS, Node};
use crate::located::SourceId;
use crate::manifests::{self, Manifests};
use crate::parallel;
use crate::profile::Profile;
use crate::source::{Library, Sources};
use crate::stack::{self, Stack};

/// What became of a profile.
#[derive(Debug)]
pub struct Outcome {
    /// The name or path that was asked for.
    pub asked: String,
    /// That name without folder and ending: the folder under `out/`.
    pub name: String,
    /// The merged tree, by which fixes find their place.
    pub tree: Node,
    /// The text of the profile itself.
    pub root: SourceId,
    /// `false` for a profile that only others extend.
    pub renderable: bool,
    /// Stack and objects, unless the profile could not be read.
    pub built: Option<(Stack, Manifests)>,
    /// What was found.
    pub findings: Findings,
}

/// Compiles a profile. An `Err` is a profile that cannot be opened, never one that is wrong.
pub fn compile(library: &Library, name: &str, arguments: &[String], sources: &mut Sources) -> anyhow::Result<Outcome> {
    Ok(compiled(name, document::load(library, name, arguments, sources)?))
}

/// Compiles profiles on all processors; what comes of them stands in their order.
pub fn compile_all(
    library: &Library,
    names: &[String],
    arguments: &[String],
    sources: &mut Sources,
) -> anyhow::Result<Vec<Outcome>> {
    let mut load = |name| document::load(library, name, arguments, sources).map(|loaded| (name, loaded));
    let loaded = names.iter().map(|name| load(name)).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(parallel::map(loaded, |(name, loaded)| compiled(name, loaded)))
}

fn compiled(name: &str, loaded: Loaded) -> Outcome {
    let (profile, faults) = document::decode::decode::<Profile>(&loaded.tree);
    let mut findings = Findings::default();
    findings.diagnostics.extend(loaded.faults.iter().map(reading::load_fault));
    // A text that is no TOML has lost keys; what is missing then says nothing.
    let whole = loaded.faults.is_empty();
    let faults = faults.iter().filter(|fault| whole || fault.kind != FaultKind::MissingKey);
    findings.diagnostics.extend(faults.map(reading::decode_fault));
    let renderable = profile.renderable.as_ref().is_none_or(|renderable| **renderable);
    let mut built = None;
    if findings.diagnostics.is_empty() {
        match stack::resolve(profile) {
            Err(missing) => findings.diagnostics.extend(missing),
            Ok(stack) => {
                let manifests = manifests::build(&stack);
                findings = checks::run(&Context { stack: &stack, manifests: &manifests });
                built = Some((stack, manifests));
            }
        }
    }
    findings.sort();
    if built.is_none() && findings.diagnostics.len() >= MOST_FAULTS {
        findings.diagnostics.truncate(MOST_FAULTS);
        let last = findings.diagnostics.last_mut();
        last.map(|last| last.note(format!("the first {MOST_FAULTS} faults are shown; there may be more")));
    }
    let (asked, name) = (name.to_owned(), short_name(name));
    Outcome { asked, name, tree: loaded.tree, root: loaded.root, renderable, built, findings }
}

/// The name of a profile, of its path.
fn short_name(name: &str) -> String {
    let stem = std::path::Path::new(name).file_stem().and_then(|stem| stem.to_str());
    if crate::source::is_path(name) { stem.unwrap_or(name).to_owned() } else { name.to_owned() }
}
