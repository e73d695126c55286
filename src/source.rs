//! The texts of a run: profiles on disk, profiles built into the binary, and `--set` arguments.
//!
//! The only module that reads what a person wrote from the file system.

use crate::document::Node;
use crate::located::SourceId;
use crate::redact::redacted;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

mod library;
mod read;

pub use library::{Library, built_in, is_path};
pub(crate) use read::{Pipes, read};

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
