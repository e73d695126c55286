//! The subcommands, one a file.

use crate::cli::{Cli, Command, Deny, Findings, One, Selection};
use crate::compile::{self, Outcome, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::exit::Exit;
use crate::report as findings_report;
use crate::source::Sources;
use crate::stack::Stack;
use anyhow::bail;
use std::io::Write as _;

mod adapter_config;
mod alerts;
mod charts;
mod check;
mod completions;
mod diff;
mod explain;
mod fix;
mod init;
mod plan;
mod render;
mod report;
mod schema;
mod secrets;
mod simulate;
mod tune;

/// Runs the subcommand.
pub fn run(cli: &Cli) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Check(arguments) => check::run(cli, arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Render(arguments) => render::run(cli, arguments),
        Command::Diff(arguments) => diff::run(cli, arguments),
        Command::Alerts(arguments) => alerts::run(cli, arguments),
        Command::AdapterConfig(arguments) => adapter_config::run(cli, arguments),
        Command::Plan(arguments) => plan::run(cli, arguments),
        Command::Simulate(arguments) => simulate::run(cli, arguments),
        Command::Tune(arguments) => tune::run(cli, arguments),
        Command::Report(arguments) => report::run(cli, arguments),
        Command::Secrets(arguments) => secrets::run(cli, arguments),
        Command::Schema => schema::run(),
        Command::Init(arguments) => init::run(cli, arguments),
        Command::Completions { shell } => completions::run(*shell),
    }
}

/// Compiles the selected profiles, in the order in which they were named.
fn compile_all(cli: &Cli, selection: &Selection, sources: &mut Sources) -> anyhow::Result<Vec<Outcome>> {
    let library = cli.library()?;
    let mut names: Vec<String> = selection.named.iter().chain(&selection.listed).cloned().collect();
    if selection.all {
        names = library.names()?;
    }
    if names.is_empty() && !selection.all {
        let there_are = library.names()?.join(", ");
        bail!("no profile is named; give `--profile NAME` or `--all` (there are: {there_are})");
    }
    let mut outcomes = Vec::new();
    for outcome in compile::compile_all(&library, &names, &selection.set, sources)? {
        if outcome.renderable {
            outcomes.push(outcome);
        } else if !selection.all {
            bail!("profile `{}` is there to be extended; it says `renderable = false`", outcome.asked);
        }
    }
    if outcomes.is_empty() {
        bail!("no profile to render in `{}`", library.folder.display());
    }
    Ok(outcomes)
}

/// Goes on with the stack of a command's one profile; where it cannot be built, says what keeps it from that.
fn with_stack(
    cli: &Cli,
    one: &One,
    go_on: impl FnOnce(&Outcome, &Stack) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let outcome = compile(&cli.library()?, one.name(), &one.set, &mut sources)?;
    if let Some((stack, _)) = &outcome.built {
        return go_on(&outcome, stack);
    }
    let text = findings_report::render(findings_report::Format::Human, std::slice::from_ref(&outcome), &sources);
    write!(anstream::stderr(), "{text}")?;
    Ok(Exit::Findings)
}

/// Whether the findings of a run let it go on.
fn judged(outcomes: &[Outcome], findings: &Findings) -> Exit {
    let denied = |outcome: &Outcome| {
        let warnings = findings.deny == Some(Deny::Warnings) && outcome.findings.count(Severity::Warning) > 0;
        outcome.findings.has_errors() || warnings
    };
    if outcomes.iter().any(denied) { Exit::Findings } else { Exit::Clean }
}

/// Says what was found beside a result, on stderr: nothing where nothing was found, or where quiet is asked for and
/// nothing stands in the way.
fn say(cli: &Cli, outcomes: &[Outcome], findings: &Findings, sources: &Sources, exit: Exit) -> anyhow::Result<()> {
    let quiet = cli.quiet && exit == Exit::Clean;
    // What was accepted has been decided; it is said by `check` and not at every render.
    let said = |found: &Diagnostic| found.accepted.is_none();
    let silent = !outcomes.iter().any(|outcome| outcome.findings.diagnostics.iter().any(said));
    if !(quiet || silent) {
        write!(anstream::stderr(), "{}", findings_report::render(findings.format, outcomes, sources))?;
    }
    Ok(())
}
