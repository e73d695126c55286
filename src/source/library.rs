//! Where profiles are looked for: a folder, and the binary itself.

use super::{Pipes, Source, read};
use crate::printable::one_line;
use anyhow::{Context as _, anyhow, bail};
use std::path::{Path, PathBuf};

/// The shipped profiles, so that `infgen render --profile prod` works in an empty folder.
const BUILT_IN: [(&str, &str); 5] = [
    ("base", include_str!("../../profiles/base.toml")),
    ("dev", include_str!("../../profiles/dev.toml")),
    ("staging", include_str!("../../profiles/staging.toml")),
    ("prod", include_str!("../../profiles/prod.toml")),
    ("prod-alb", include_str!("../../profiles/prod-alb.toml")),
];

/// The largest profile that is read. The largest shipped one has some kilobytes.
const LARGEST: u64 = 1 << 20;

/// Where profiles are looked for.
#[derive(Debug, Clone)]
pub struct Library {
    /// The folder of `--profiles`, or `./profiles`.
    pub folder: PathBuf,
}

impl Library {
    /// `./profiles`, which need not be there.
    #[must_use]
    pub fn usual() -> Self {
        Self { folder: PathBuf::from("profiles") }
    }

    /// A folder that somebody named. One that is not there is a mistake: the built-in profiles in its place would be
    /// applied as if they were the user's own.
    pub fn named(folder: &Path) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            bail!("`{}` of `--profiles` or INFGEN_PROFILES is no folder", folder.display());
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// The profile that `name` means: a path where it ends in `.toml` or has a separator, else a file of the folder,
    /// else a built-in one. `beside` is the folder of the profile that asks by `extends`.
    pub fn open(&self, name: &str, beside: Option<&Path>) -> anyhow::Result<Source> {
        if is_path(name) {
            return match beside {
                None => profile(Path::new(name), Pipes::Read).map_err(|error| self.or_by_name(name, error)),
                Some(folder) => profile(&folder.join(name), Pipes::Refused),
            };
        }
        let folders = beside.into_iter().chain([self.folder.as_path()]);
        for path in folders.map(|folder| folder.join(format!("{name}.toml"))) {
            // Whatever is there is meant: a built-in profile must not stand in for a link that leads nowhere.
            if path.symlink_metadata().is_ok() {
                return profile(&path, Pipes::Refused);
            }
        }
        let built_in = BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
        let (name, text) = built_in.ok_or_else(|| self.unknown(name))?;
        Ok(Source {
            name: format!("{name}.toml (built in)"),
            path: None,
            folder: None,
            text: (*text).to_owned(),
            is_argument: false,
            is_built_in: true,
        })
    }

    /// The names of all profiles, in order: those of the folder, and the built-in ones it does not replace.
    pub fn names(&self) -> anyhow::Result<Vec<String>> {
        let mut names: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
        match std::fs::read_dir(&self.folder) {
            // A folder of profiles is the whole library: `--all` never renders a built-in one beside it.
            Ok(entries) => {
                names.clear();
                for entry in entries {
                    let path = entry?.path();
                    let stem = path.file_stem().and_then(|stem| stem.to_str());
                    if let (Some(stem), Some("toml")) = (stem, path.extension().and_then(|e| e.to_str())) {
                        names.push(stem.to_owned());
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error).with_context(|| format!("read folder `{}`", self.folder.display()));
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn unknown(&self, name: &str) -> anyhow::Error {
        let names = self.names().unwrap_or_default();
        let built_in: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).filter(|name| !has(&names, name)).collect();
        let all = names.iter().map(String::as_str).chain(built_in.iter().copied());
        let hint = crate::suggest::closest(name, all).map(|close| format!("; did you mean `{close}`?"));
        let there_are = [("there are", names.join(", ")), ("built in", built_in.join(", "))];
        let there_are = there_are.iter().filter(|(_, names)| !names.is_empty());
        let there_are: Vec<String> = there_are.map(|(which, names)| format!("{which}: {names}")).collect();
        anyhow!(
            "no profile `{name}` in `{}` nor built in{} ({})",
            self.folder.display(),
            hint.unwrap_or_default(),
            there_are.join("; ")
        )
    }

    /// Says of a path that cannot be read if it is the name of a profile with an ending.
    fn or_by_name(&self, path: &str, error: anyhow::Error) -> anyhow::Error {
        match path.strip_suffix(".toml") {
            Some(stem) if has(&self.names().unwrap_or_default(), stem) => {
                error.context(format!("`{path}` is a path; the profile in `{}` is `{stem}`", self.folder.display()))
            }
            _ => error,
        }
    }
}

fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other == name)
}

/// Whether a profile is meant by path and not by name.
#[must_use]
pub fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml") || name.contains(['/', '\\'])
}

/// The shipped profiles with their texts, for `init`.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILT_IN.into_iter()
}

fn profile(path: &Path, pipes: Pipes) -> anyhow::Result<Source> {
    Ok(Source {
        name: one_line(&path.display().to_string()).into_owned(),
        path: Some(path.to_path_buf()),
        folder: path.parent().map(Path::to_path_buf),
        text: read(path, "profile", LARGEST, pipes)?,
        is_argument: false,
        is_built_in: false,
    })
}
