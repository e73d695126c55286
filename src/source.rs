//! The texts of a run: profiles on disk, profiles built into the binary, and `--set` arguments.
//!
//! The only module that reads a profile from the file system.

use crate::document::Node;
use crate::located::SourceId;
use crate::redact::redacted;
use anyhow::{Context as _, anyhow};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The shipped profiles, so that `infgen render --profile prod` works in an empty folder.
const BUILT_IN: [(&str, &str); 5] = [
    ("base", include_str!("../profiles/base.toml")),
    ("dev", include_str!("../profiles/dev.toml")),
    ("staging", include_str!("../profiles/staging.toml")),
    ("prod", include_str!("../profiles/prod.toml")),
    ("prod-alb", include_str!("../profiles/prod-alb.toml")),
];

/// The largest profile that is read. The largest shipped one has some kilobytes.
const LARGEST: u64 = 1 << 20;

/// A text with the name under which messages show it.
#[derive(Debug)]
pub struct Source {
    /// As messages name it: a path, `prod.toml (built in)`, or `--set …`.
    pub name: String,
    /// The file, if it is one.
    pub path: Option<PathBuf>,
    /// The folder in which a profile that it extends is looked for first.
    pub folder: Option<PathBuf>,
    /// The text itself.
    pub text: String,
    /// What a `--set` argument overrides; such a text has no other lines to show.
    pub is_argument: bool,
    /// Whether it is built into the binary; no file is there to edit.
    pub is_built_in: bool,
}

impl Source {
    /// The same without the secrets that it holds. The name of an argument shows its value.
    fn redacted(&self) -> Self {
        let text = redacted(&self.text);
        let shown = self.name.split_once('=').filter(|_| self.is_argument && text != self.text);
        Self {
            name: shown.map_or_else(|| self.name.clone(), |(key, _)| format!("{key}=***")),
            path: self.path.clone(),
            folder: self.folder.clone(),
            text,
            ..*self
        }
    }
}

/// All texts of a run, each with an identity.
#[derive(Debug, Default)]
pub struct Sources {
    texts: Vec<Source>,
    /// The trees of texts that are extended, so that a thousand profiles over one base parse it once.
    trees: BTreeMap<String, Node>,
    drafts: Drafts,
}

/// Texts that stand in for those of files until they are written, by the file's whole path.
#[derive(Debug, Default, Clone)]
pub struct Drafts(BTreeMap<PathBuf, String>);

impl Drafts {
    /// Puts a text in the place of a file's.
    pub fn put(&mut self, path: &Path, text: String) {
        self.0.insert(whole(path), text);
    }

    /// The text that stands in for a file's.
    fn get(&self, path: &Path) -> Option<&String> {
        if self.0.is_empty() { None } else { self.0.get(&whole(path)) }
    }
}

/// One path for a file, however it was named; the path as it is where there is no such file.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

impl Sources {
    /// No texts yet, and those to take instead of what some files hold.
    #[must_use]
    pub fn drafted(drafts: &Drafts) -> Self {
        Self { drafts: drafts.clone(), ..Self::default() }
    }

    /// Whether no text was added yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Adds a text.
    pub fn add(&mut self, mut source: Source) -> SourceId {
        if let Some(draft) = source.path.as_deref().and_then(|path| self.drafts.get(path)) {
            source.text.clone_from(draft);
        }
        let id = SourceId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(source);
        id
    }

    /// The tree of a text of this name, if it was extended before.
    pub(crate) fn tree(&self, name: &str) -> Option<&Node> {
        self.trees.get(name)
    }

    /// Remembers the tree of a text that is extended.
    pub(crate) fn remember(&mut self, name: String, tree: Node) {
        self.trees.insert(name, tree);
    }

    /// Puts another text in the place of one.
    pub(crate) fn replace(&mut self, id: SourceId, text: String) {
        self.texts[id.0 as usize].text = text;
    }

    /// The same texts under the same identities, without the secrets that they hold: what is shown is made of these.
    #[must_use]
    pub(crate) fn redacted(&self) -> Self {
        let texts = self.texts.iter().map(Source::redacted).collect();
        Self { texts, ..Self::default() }
    }

    /// The text of an identity that [`Self::add`] gave out.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.texts[id.0 as usize]
    }
}

/// Where profiles are looked for.
#[derive(Debug, Clone)]
pub struct Library {
    /// The folder of `--profiles`, or `./profiles`.
    pub folder: PathBuf,
}

impl Library {
    /// The profile that `name` means: a path where it ends in `.toml` or has a separator, else a file of the folder,
    /// else a built-in one. `beside` is the folder of the profile that asks by `extends`.
    pub fn open(&self, name: &str, beside: Option<&Path>) -> anyhow::Result<Source> {
        if is_path(name) {
            let path = beside.map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
            return read(&path);
        }
        let folders = beside.into_iter().chain([self.folder.as_path()]);
        for path in folders.map(|folder| folder.join(format!("{name}.toml"))) {
            if path.is_file() {
                return read(&path);
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
        let hint = crate::suggest::closest(name, names.iter().map(String::as_str))
            .map(|close| format!("; did you mean `{close}`?"))
            .unwrap_or_default();
        anyhow!(
            "no profile `{name}` in `{}` nor built in{hint} (there are: {})",
            self.folder.display(),
            names.join(", ")
        )
    }
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

fn read(path: &Path) -> anyhow::Result<Source> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("read profile `{shown}`"))?;
    let mut bytes = Vec::new();
    let limited = file.take(LARGEST + 1).read_to_end(&mut bytes);
    limited.with_context(|| format!("read profile `{shown}`"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(anyhow!("profile `{shown}` is larger than 1 MiB; is it a profile?"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = String::from_utf8_lossy(&error.as_bytes()[..valid]).lines().count().max(1);
        anyhow!("profile `{shown}` is not UTF-8: byte {valid}, line {line}")
    })?;
    Ok(Source {
        name: shown.to_string(),
        path: Some(path.to_path_buf()),
        folder: path.parent().map(Path::to_path_buf),
        text,
        is_argument: false,
        is_built_in: false,
    })
}
