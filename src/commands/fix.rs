//! `infgen check --fix`: the safe edits go into the profiles' files, or are shown.

use super::{compile_all, judged};
use crate::cli::{Check, Cli};
use crate::compile::Outcome;
use crate::diagnostic::Severity;
use crate::exit::Exit;
use crate::fix::{Change, Fixed, fix};
use crate::redact::redacted;
use crate::source::{Drafts, Sources};
use crate::{output, report};
use anyhow::bail;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

pub(super) fn run(cli: &Cli, arguments: &Check) -> anyhow::Result<Exit> {
    let library = cli.library()?;
    let before = compile_all(cli, &arguments.selection, &mut Sources::default())?;
    let mut drafts = Drafts::default();
    let mut all = Vec::new();
    for outcome in &before {
        all.push(fix(&library, &outcome.asked, &arguments.selection.set, &mut drafts)?);
    }
    let mut sources = Sources::drafted(&drafts);
    let after = compile_all(cli, &arguments.selection, &mut sources)?;
    refuse_to_harm(&before, &after)?;
    if arguments.diff {
        say(cli, &all, |_| String::new())?;
        let text = difference(&all);
        write!(anstream::stdout(), "{text}")?;
        return Ok(if text.is_empty() { Exit::Clean } else { Exit::Findings });
    }
    for fixed in &all {
        if let Some(path) = fixed.path.as_deref().filter(|_| fixed.new != fixed.old) {
            output::replace_file(path, &fixed.old, &fixed.new)?;
        }
    }
    say(cli, &all, changes)?;
    let exit = judged(&after, &arguments.findings);
    if !(cli.quiet && exit == Exit::Clean) {
        write!(anstream::stdout(), "{}", report::render(arguments.findings.format, &after, &sources))?;
    }
    Ok(exit)
}

/// A profile that extends a fixed one has changed too.
fn refuse_to_harm(before: &[Outcome], after: &[Outcome]) -> anyhow::Result<()> {
    for (old, new) in before.iter().zip(after) {
        let (had, has) = (old.findings.count(Severity::Error), new.findings.count(Severity::Error));
        if has > had {
            bail!(
                "nothing was written: `{}` extends what would be fixed, and would have more errors ({has} after {had}); \
                 fix the profiles one by one",
                new.name
            );
        }
    }
    Ok(())
}

/// Says what was changed and what was not, on stderr: stdout has the findings that are left, in any format.
fn say(cli: &Cli, all: &[Fixed], changes: fn(&Fixed) -> String) -> anyhow::Result<()> {
    let mut text = String::new();
    for fixed in all {
        text += &changes(fixed);
        let reasons: BTreeSet<&String> = fixed.left.iter().chain(&fixed.refused).collect();
        for reason in reasons {
            let at = if fixed.refused.is_some() { format!("{}: ", fixed.name) } else { String::new() };
            let _ = writeln!(text, "not fixed: {at}{reason}");
        }
    }
    if !cli.quiet {
        write!(anstream::stderr(), "{text}")?;
    }
    Ok(())
}

/// One line a key: `fixed profiles/prod.toml:12: rollout.grace_period: "30s" -> "90s" (grace-shorter-than-drain)`.
fn changes(fixed: &Fixed) -> String {
    let mut text = String::new();
    for Change { line, key, old, new, checks } in &fixed.changes {
        let old = old.as_deref().unwrap_or("not set");
        let new = new.as_deref().unwrap_or("taken out");
        let _ = writeln!(text, "fixed {}:{line}: {key}: {old} -> {new} ({})", fixed.name, checks.join(", "));
    }
    text
}

fn difference(all: &[Fixed]) -> String {
    let mut text = String::new();
    for Fixed { name, old, new, .. } in all.iter().filter(|fixed| fixed.old != fixed.new) {
        let (old, new) = (redacted(old), redacted(new));
        let difference = similar::TextDiff::from_lines(&old, &new);
        text += &difference.unified_diff().context_radius(3).header(name, name).to_string();
    }
    text
}
