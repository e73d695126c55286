//! Loading a profile: its text, the profiles that it extends, and the arguments laid over it.

use super::{Node, SyntaxFault, Value, parse};
use crate::located::{Place, SourceId};
use crate::printable::one_line;
use crate::source::{Library, Source, Sources};
use anyhow::{anyhow, bail};
use std::path::Path;

/// A profile's tree, with what went wrong on the way to it.
#[derive(Debug)]
pub struct Loaded {
    /// The merged tree, without `extends`.
    pub tree: Node,
    /// The text of the profile itself, not of one that it extends.
    pub root: SourceId,
    /// What the texts and their `extends` get wrong.
    pub faults: Vec<LoadFault>,
}

/// What a text, its `extends`, or an argument gets wrong.
#[derive(Debug)]
pub enum LoadFault {
    /// The text is not TOML.
    Syntax(SyntaxFault),
    /// `extends` names a profile that cannot be read.
    MissingParent(SyntaxFault),
    /// Profiles extend each other in a ring.
    Cycle(SyntaxFault),
}

/// Loads a profile by name or path, and lays the `--set` arguments over it.
///
/// An `Err` is a profile that cannot be opened at all, or an argument that is no assignment; every fault inside a text
/// is collected in [`Loaded::faults`].
pub fn load(library: &Library, name: &str, arguments: &[String], sources: &mut Sources) -> anyhow::Result<Loaded> {
    let source = library.open(name, None)?;
    let remembers = !sources.is_empty();
    let mut loader = Loader { library, sources, remembers, faults: Vec::new() };
    let mut chain = vec![source.name.clone()];
    let root = loader.sources.add(source);
    let mut tree = loader.extended(root, &mut chain);
    for argument in arguments {
        tree.overlay(loader.argument(argument)?);
    }
    Ok(Loaded { tree, root, faults: loader.faults })
}

struct Loader<'a> {
    library: &'a Library,
    sources: &'a mut Sources,
    /// Whether what is extended is kept for other profiles: from the second on, so that one alone copies nothing.
    remembers: bool,
    faults: Vec<LoadFault>,
}

impl Loader<'_> {
    /// The tree of a text, laid over the trees that it extends.
    fn extended(&mut self, source: SourceId, chain: &mut Vec<String>) -> Node {
        let (mut tree, faults) = parse(source, &self.sources.get(source).text);
        self.faults.extend(faults.into_iter().map(LoadFault::Syntax));
        let Some(parent) = tree.remove(&["extends".to_owned()]) else {
            return tree;
        };
        let Value::Text(name) = &parent.value else {
            let message = "`extends` takes the name or the path of one profile".to_owned();
            self.faults.push(LoadFault::MissingParent(SyntaxFault { place: parent.place, message }));
            return tree;
        };
        let Some(mut under) = self.parent(source, name, &parent.place, chain) else {
            return tree;
        };
        // What says that a profile is only there to be extended says nothing of those that extend it.
        under.remove(&["renderable".to_owned()]);
        under.overlay(tree);
        under
    }

    fn parent(&mut self, child: SourceId, name: &str, place: &Place, chain: &mut Vec<String>) -> Option<Node> {
        let folder = self.sources.get(child).folder.clone();
        let opened = match self.library.open(name, folder.as_deref().filter(|f| *f != Path::new(""))) {
            Ok(opened) => opened,
            Err(error) => {
                let message = format!("{error:#}");
                self.faults.push(LoadFault::MissingParent(SyntaxFault { place: *place, message }));
                return None;
            }
        };
        if chain.contains(&opened.name) {
            let ring = chain.iter().map(String::as_str).chain([opened.name.as_str()]);
            let message = format!("profiles extend each other: {}", ring.collect::<Vec<_>>().join(" -> "));
            self.faults.push(LoadFault::Cycle(SyntaxFault { place: *place, message }));
            return None;
        }
        if let Some(tree) = self.sources.tree(&opened.name) {
            return Some(tree.clone());
        }
        let name = opened.name.clone();
        chain.push(name.clone());
        let (id, before) = (self.sources.add(opened), self.faults.len());
        let tree = self.extended(id, chain);
        if self.remembers && self.faults.len() == before {
            self.sources.remember(name, tree.clone());
        }
        Some(tree)
    }

    /// The tree of one `--set path.to.key=value`. A value that is not TOML is taken as text, so that `30s` needs no
    /// quotes; so is one of several lines, of which the second would be another assignment.
    fn argument(&mut self, argument: &str) -> anyhow::Result<Node> {
        let (key, value) = argument
            .split_once('=')
            .map(|(key, value)| (key.trim(), value.trim()))
            .ok_or_else(|| anyhow!("`--set {argument}` has no `=`; it is written `--set path.to.key=value`"))?;
        let text = format!("{key} = {value}");
        let quoted = format!("{key} = {}", toml_edit::Value::from(value));
        let id = self.sources.add(Source {
            name: one_line(&format!("--set {argument}")).into_owned(),
            path: None,
            folder: None,
            text: text.clone(),
            is_argument: true,
            is_built_in: false,
        });
        let (mut tree, mut faults) = parse(id, &text);
        if !faults.is_empty() || argument.contains('\n') {
            (tree, faults) = parse(id, &quoted);
            self.sources.replace(id, quoted);
        }
        if let Some(fault) = faults.first() {
            bail!("`--set {argument}`: {}", fault.message);
        }
        if let Some(key) = ["extends", "renderable"].into_iter().find(|key| tree.at(key).is_some()) {
            bail!("`--set {argument}`: `{key}` is said by a profile's file and not by an argument");
        }
        Ok(tree)
    }
}
