//! What infgen renders of the profiles that are shipped.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

/// A profile of `profiles/` or of `profiles/examples/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Profile {
    /// Its name, as `out/` has it.
    pub(crate) name: String,
    /// What `--profile` takes.
    pub(crate) asked: String,
}

/// Every shipped profile that can be rendered.
pub(crate) fn profiles() -> Vec<Profile> {
    let mut found = Vec::new();
    for folder in ["profiles", "profiles/examples"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            if table.get("renderable").is_none_or(|renderable| renderable.as_bool() != Some(false)) {
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                found.push(Profile { name, asked: path.to_str().unwrap().to_owned() });
            }
        }
    }
    found.sort();
    assert!(found.len() >= 4, "{found:?}");
    found
}

/// Runs infgen in the repository.
pub(crate) fn infgen(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_infgen"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("INFGEN_PROFILES").output().unwrap()
}

impl Profile {
    pub(crate) fn of(name: &str) -> Self {
        profiles().into_iter().find(|profile| profile.name == name).unwrap()
    }

    /// The stream as it is.
    pub(crate) fn stream(&self) -> String {
        self.stream_with(&[])
    }

    /// The stream in a namespace of a test's own: tests run side by side.
    pub(crate) fn stream_in(&self, namespace: &str) -> String {
        self.stream_with(&[&format!("service.namespace={namespace}")])
    }

    /// The stream with values set.
    pub(crate) fn stream_with(&self, values: &[&str]) -> String {
        let mut arguments = vec!["render", "--quiet", "--profile", &self.asked];
        arguments.extend(values.iter().flat_map(|value| ["--set", value]));
        let output = infgen(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", self.name);
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The objects of a stream.
pub(crate) fn objects(stream: &str) -> Vec<Value> {
    infgen::diff::read(Path::new("stdin"), stream).unwrap()
}

/// The one object of a kind.
pub(crate) fn only<'a>(objects: &'a [Value], kind: &str) -> &'a Value {
    let found: Vec<&Value> = objects.iter().filter(|object| object["kind"] == kind).collect();
    assert_eq!(found.len(), 1, "{kind}");
    found[0]
}

/// The namespace of a stream.
pub(crate) fn namespace_of(objects: &[Value]) -> String {
    only(objects, "Deployment")["metadata"]["namespace"].as_str().unwrap().to_owned()
}

/// Profiles by the namespace that they render into.
pub(crate) fn by_namespace() -> BTreeMap<String, Vec<Profile>> {
    let mut found: BTreeMap<String, Vec<Profile>> = BTreeMap::new();
    for profile in profiles() {
        found.entry(namespace_of(&objects(&profile.stream()))).or_default().push(profile);
    }
    found
}
