//! Applying safe edits until none is left, on texts in memory: nothing is written here.
//!
//! One edit may call for another (a longer drain needs a longer grace period), so that the profile is compiled again
//! after each. What comes out is a text in which no safe edit changes anything: fixing it again does nothing.

use crate::compile::{Outcome, compile};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::edit::{Placement, apply, placement, safe_placement};
use crate::source::{Drafts, Library, Sources};
use std::collections::BTreeSet;
use std::path::PathBuf;

mod change;

pub use change::Change;
use change::Changes;

/// The most findings whose edits one run applies. The literal reading of the seed document has eleven.
const MOST: usize = 100;

/// What became of a profile's text.
#[derive(Debug)]
pub struct Fixed {
    /// The file, unless the profile is built in.
    pub path: Option<PathBuf>,
    /// How messages call the text.
    pub name: String,
    /// The text as it is.
    pub old: String,
    /// The text as it would be; the same where nothing is to be done or the edits lead nowhere.
    pub new: String,
    /// What was changed.
    pub changes: Vec<Change>,
    /// Safe edits that no file takes, each as a sentence.
    pub left: Vec<String>,
    /// Why no edit is taken over, if so.
    pub refused: Option<String>,
}

/// Whether a finding has an edit that `--fix` applies.
#[must_use]
pub fn is_fixable(found: &Diagnostic, outcome: &Outcome, sources: &Sources) -> bool {
    let applies = |fix: &Fix| safe_placement(fix, &outcome.tree, outcome.root, sources).is_some();
    found.accepted.is_none() && found.fixes.iter().any(applies)
}

/// Fixes a profile. Its new text goes into the drafts, on which the profiles that extend it are compiled from then on.
pub fn fix(library: &Library, name: &str, arguments: &[String], drafts: &mut Drafts) -> anyhow::Result<Fixed> {
    let mut run = Run { library, name, arguments, drafts: drafts.clone(), changes: Changes::default() };
    let (before, sources) = run.compile()?;
    let source = sources.get(before.root);
    let mut fixed = Fixed {
        path: source.path.clone(),
        name: source.name.clone(),
        old: source.text.clone(),
        new: source.text.clone(),
        changes: Vec::new(),
        left: Vec::new(),
        refused: None,
    };
    let errors = before.findings.count(Severity::Error);
    match run.settle((before, sources))? {
        Err(reason) => fixed.refused = Some(reason.to_owned()),
        Ok((after, _)) if after.findings.count(Severity::Error) > errors => {
            let left = after.findings.count(Severity::Error);
            fixed.refused = Some(format!("its safe edits would leave {left} errors where there are {errors}"));
        }
        Ok((after, sources)) => {
            fixed.new.clone_from(&sources.get(after.root).text);
            fixed.changes = run.changes.located(after.root, &fixed.old, &fixed.new);
            fixed.left = left_over(&after, &sources);
            *drafts = run.drafts;
        }
    }
    Ok(fixed)
}

/// A profile with its texts.
type State = (Outcome, Sources);

struct Run<'a> {
    library: &'a Library,
    name: &'a str,
    arguments: &'a [String],
    drafts: Drafts,
    changes: Changes,
}

impl Run<'_> {
    fn compile(&self) -> anyhow::Result<State> {
        let mut sources = Sources::drafted(&self.drafts);
        let outcome = compile(self.library, self.name, self.arguments, &mut sources)?;
        Ok((outcome, sources))
    }

    /// Goes on until no edit changes the text, or says why that does not come.
    fn settle(&mut self, mut state: State) -> anyhow::Result<Result<State, &'static str>> {
        let mut seen = BTreeSet::new();
        while let Some(next) = self.step(&state)? {
            let (outcome, sources) = &next;
            if outcome.built.is_none() {
                return Ok(Err("its safe edits would make it unreadable"));
            }
            if !seen.insert(sources.get(outcome.root).text.clone()) || seen.len() > MOST {
                return Ok(Err("its safe edits undo each other"));
            }
            state = next;
        }
        Ok(Ok(state))
    }

    /// Applies the safe edits of the first finding that has some to offer. They belong together: a longer preStop
    /// comes with the grace period that lets it end.
    fn step(&mut self, (outcome, sources): &State) -> anyhow::Result<Option<State>> {
        for found in outcome.findings.diagnostics.iter().filter(|found| found.accepted.is_none()) {
            let mut state = None;
            for fix in &found.fixes {
                // The places of what is left have moved with each edit.
                let (outcome, sources) = state.as_ref().map_or((outcome, sources), |(o, s)| (o, s));
                let source = sources.get(outcome.root);
                let Some(placement) = safe_placement(fix, &outcome.tree, outcome.root, sources) else { continue };
                let text = apply(&source.text, &placement).filter(|text| *text != source.text);
                if let (Some(text), Some(path)) = (text, &source.path) {
                    self.changes.note(found.check, fix, outcome, sources);
                    self.drafts.put(path, text);
                    state = Some(self.compile()?);
                }
            }
            if state.is_some() {
                return Ok(state);
            }
        }
        Ok(None)
    }
}

/// The safe edits that no file takes: the value is an argument's, or the profile is built in.
fn left_over(outcome: &Outcome, sources: &Sources) -> Vec<String> {
    let open = outcome.findings.diagnostics.iter().filter(|found| found.accepted.is_none());
    let edits = open.flat_map(|found| found.fixes.iter().filter(|fix| fix.safe).map(move |fix| (found.check, fix)));
    edits
        .filter_map(|(check, fix)| {
            let name = &sources.get(outcome.root).name;
            let why = match placement(fix, &outcome.tree, outcome.root, sources) {
                Some(Placement::Argument { text }) if sources.get(outcome.root).is_built_in => {
                    format!("{name} is no file; give `{text}`, or let `infgen init` write the profile")
                }
                Some(Placement::Argument { text }) => {
                    format!("`{}` is given as an argument; give `{text}` instead", fix.path)
                }
                None => format!("`{}` is not written in {name}", fix.path),
                Some(_) => return None,
            };
            Some(format!("{why} ({})", check.name))
        })
        .collect()
}
