//! `infgen report`: one page that shows a service and why it holds.

use super::simulate::{setting, watched};
use super::with_stack;
use crate::cli::{Cli, Report as Arguments};
use crate::compile::Outcome;
use crate::exit::Exit;
use crate::page::{Simulated, page};
use crate::plan::Plan;
use crate::plan::scenario::{Planned, planned};
use crate::stack::Stack;
use anyhow::{Context as _, bail};
use clap::ValueEnum as _;
use std::io::Write as _;
use std::path::Path;

pub(super) fn run(cli: &Cli, arguments: &Arguments) -> anyhow::Result<Exit> {
    // A simulation takes its time; that its page has no place is said before.
    let folder = arguments.out.as_deref().and_then(Path::parent).filter(|folder| *folder != Path::new(""));
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        bail!("write to `{}`: there is no such folder", folder.display());
    }
    with_stack(cli, &arguments.one, |outcome, stack| shown(cli, arguments, outcome, stack))
}

fn shown(cli: &Cli, arguments: &Arguments, outcome: &Outcome, stack: &Stack) -> anyhow::Result<Exit> {
    let setting = setting(&arguments.run, stack)?;
    let plan = Plan::of(&outcome.name, stack);
    let value = arguments.run.scenario.to_possible_value();
    let scenario = value.as_ref().map_or("pattern", |value| value.get_name());
    let text = match planned(stack, &setting) {
        Ok(Planned { scenario: planned, notes }) => {
            let report = watched(cli, &planned)?;
            page(&plan, stack, &outcome.findings, Ok(&Simulated { scenario, notes: &notes, report: &report }))?
        }
        Err(missing) => page(&plan, stack, &outcome.findings, Err(&missing))?,
    };
    match &arguments.out {
        Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?,
        None => write!(anstream::stdout(), "{text}")?,
    }
    Ok(Exit::Clean)
}
