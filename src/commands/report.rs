//! `infgen report`: one page that shows a service and why it holds.

use super::simulate::{trace, watched};
use crate::cli::{Cli, Report as Arguments};
use crate::compile::compile;
use crate::exit::Exit;
use crate::page::{Simulated, page};
use crate::plan::Plan;
use crate::plan::scenario::{Planned, Setting, planned};
use crate::report;
use crate::simulation::Replications;
use crate::source::Sources;
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
    let mut sources = Sources::default();
    let outcome = compile(&cli.library()?, arguments.one.name(), &arguments.one.set, &mut sources)?;
    let Some((stack, _)) = &outcome.built else {
        let text = report::render(report::Format::Human, std::slice::from_ref(&outcome), &sources);
        write!(anstream::stderr(), "{text}")?;
        return Ok(Exit::Findings);
    };
    let setting = Setting {
        name: arguments.scenario,
        horizon: arguments.horizon,
        replications: Replications::exactly(arguments.replications),
        seed: arguments.seed,
        trace: trace(&stack.profile)?,
    };
    let plan = Plan::of(&outcome.name, stack);
    let value = arguments.scenario.to_possible_value();
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
