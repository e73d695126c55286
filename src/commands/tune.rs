//! `infgen tune`: the cheapest profile that keeps its promises.

use super::simulate::trace;
use crate::cli::{Cli, Tune, TuneFormat};
use crate::compile::compile;
use crate::exit::Exit;
use crate::output;
use crate::progress::Progress;
use crate::source::Sources;
use crate::tune::{Edited, Limits, Task, edited, edits, tune, write};
use anyhow::bail;
use std::io::Write as _;
use std::num::NonZero;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(super) fn run(cli: &Cli, arguments: &Tune) -> anyhow::Result<Exit> {
    let library = cli.library()?;
    let mut sources = Sources::default();
    let outcome = compile(&library, arguments.one.name(), &arguments.one.set, &mut sources)?;
    let Some((stack, _)) = &outcome.built else {
        bail!("`{}` cannot be read; `infgen check` says why", arguments.one.name());
    };
    let task = Task {
        library: &library,
        name: arguments.one.name(),
        arguments: &arguments.one.set,
        keep: &arguments.keep,
        trace: trace(&stack.profile)?,
        seed: arguments.seed,
    };
    let progress = Progress::new(cli.quiet);
    let clock = Clock::start(Duration::from_millis(arguments.budget.millis()));
    let limits = Limits {
        replications: arguments.replications,
        threads: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
        time_for: &|runs| clock.has_time_for(runs),
        progress: &|done| {
            clock.first_is_done();
            progress.show(&format!("s, {done} candidates"), clock.seconds(), clock.budget_seconds());
        },
    };
    let tuned = tune(&task, &limits);
    progress.clear();
    let tuned = tuned?;
    let edited = edited(&library, arguments.one.name(), &arguments.one.set, &edits(&tuned))?;
    let text = match arguments.format {
        TuneFormat::Human => write::human(&outcome.name, &tuned, &stack.profile.cost) + &difference(&edited),
        TuneFormat::Json => serde_json::to_string_pretty(&tuned)? + "\n",
    };
    write!(anstream::stdout(), "{text}")?;
    if arguments.write && edited.old != edited.new {
        let Some(path) = &edited.path else {
            bail!("{} is built in; `infgen init` writes the profiles to a folder", edited.name);
        };
        output::replace_file(path, &edited.old, &edited.new)?;
    }
    Ok(if tuned.best.is_some() { Exit::Clean } else { Exit::Findings })
}

/// What `--write` changes, and what no file takes.
fn difference(edited: &Edited) -> String {
    let mut text = String::new();
    if edited.old != edited.new {
        let difference = similar::TextDiff::from_lines(&edited.old, &edited.new);
        text.push('\n');
        text.push_str(&difference.unified_diff().context_radius(1).header(&edited.name, &edited.name).to_string());
    }
    if !edited.arguments.is_empty() {
        text.extend(["\nno file takes this; give:\n  ", &edited.arguments.join("\n  "), "\n"]);
    }
    text
}

/// The time that is left, and how much of it a candidate at full length takes: as much as the first one took.
struct Clock {
    began: Instant,
    budget: Duration,
    first: Mutex<Option<Duration>>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the budget is time on the clock, the one thing of tune that is")]
    fn start(budget: Duration) -> Self {
        Self { began: Instant::now(), budget, first: Mutex::new(None) }
    }

    fn first_is_done(&self) {
        if let Ok(mut first) = self.first.lock() {
            first.get_or_insert_with(|| self.began.elapsed());
        }
    }

    fn has_time_for(&self, runs: u32) -> bool {
        let each = self.first.lock().ok().and_then(|first| *first).unwrap_or_default();
        self.began.elapsed() + each * runs < self.budget
    }

    fn seconds(&self) -> u32 {
        u32::try_from(self.began.elapsed().as_secs()).unwrap_or(u32::MAX)
    }

    fn budget_seconds(&self) -> u32 {
        u32::try_from(self.budget.as_secs()).unwrap_or(u32::MAX)
    }
}
