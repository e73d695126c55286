//! Files of conformance figures: a folder of the repository, and what an environment variable names.

use std::path::{Path, PathBuf};

/// The JSON files of the folder, then those that the variable names: files or folders, separated by colons.
pub(crate) fn files(folder: &Path, variable: &str) -> Vec<PathBuf> {
    let mut files = json_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let more = std::env::var_os(variable).unwrap_or_default();
    for path in std::env::split_paths(&more).filter(|path| !path.as_os_str().is_empty()) {
        match std::fs::metadata(&path) {
            Ok(found) if found.is_dir() => files.extend(json_in(&path)),
            Ok(_) => files.push(path),
            Err(error) => panic!("{variable} names `{}`: {error}", path.display()),
        }
    }
    files
}

fn json_in(folder: &Path) -> Vec<PathBuf> {
    let name = folder.display();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("read the folder `{name}`: {error}"));
    let paths = entries.map(|entry| entry.unwrap_or_else(|error| panic!("read the folder `{name}`: {error}")).path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    assert!(!files.is_empty(), "the folder `{name}` has no JSON file");
    files.sort();
    files
}
