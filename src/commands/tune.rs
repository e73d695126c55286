//! `infgen tune`: the cheapest profile that keeps its promises.

use super::simulate::trace;
use crate::cli::{Cli, Tune, TuneFormat};
use crate::compile::compile;
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::source::Sources;
use crate::tune::{Limits, Task, edited, edits, tune, write};
use anyhow::bail;
use std::io::Write as _;
use std::num::NonZero;
use std::time::Instant;

pub(super) fn run(cli: &Cli, arguments: &Tune) -> anyhow::Result<Exit> {
    let library = cli.library()?;
    let mut sources = Sources::default();
    let outcome = compile(&library, &arguments.profile, &arguments.set, &mut sources)?;
    let Some((stack, _)) = &outcome.built else {
        bail!("`{}` cannot be read; `infgen check` says why", arguments.profile);
    };
    let task = Task {
        library: &library,
        name: &arguments.profile,
        arguments: &arguments.set,
        trace: trace(&stack.profile)?,
        seed: arguments.seed,
    };
    #[expect(clippy::disallowed_methods, reason = "the budget is time on the clock, the one thing of tune that is")]
    let began = Instant::now();
    let progress = Progress::new(cli.quiet);
    let budget = std::time::Duration::from_millis(arguments.budget.millis());
    let limits = Limits {
        replications: arguments.replications,
        threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
        more: &|| began.elapsed() < budget,
        progress: &|done| progress.show("candidates", done, done.max(30)),
    };
    let tuned = tune(&task, &limits);
    progress.clear();
    let tuned = tuned?;
    let edited = edited(&library, &arguments.profile, &arguments.set, &edits(&tuned))?;
    let mut text = match arguments.format {
        TuneFormat::Human => write::human(&outcome.name, &tuned, &stack.profile.cost),
        TuneFormat::Json => serde_json::to_string_pretty(&tuned)? + "\n",
    };
    if arguments.format == TuneFormat::Human {
        if edited.old != edited.new {
            let difference = similar::TextDiff::from_lines(&edited.old, &edited.new);
            text.push('\n');
            text.push_str(&difference.unified_diff().context_radius(1).header(&edited.name, &edited.name).to_string());
        }
        if !edited.arguments.is_empty() {
            text.extend(["\nno file takes this; give:\n  ", &edited.arguments.join("\n  "), "\n"]);
        }
    }
    write!(anstream::stdout(), "{text}")?;
    if arguments.write && edited.old != edited.new {
        let Some(path) = &edited.path else {
            bail!("{} is built in; `infgen init` writes the profiles to a folder", edited.name);
        };
        output::replace_file(path, &edited.old, &edited.new)?;
    }
    Ok(if tuned.best.is_some() { Exit::Clean } else { Exit::Findings })
}
