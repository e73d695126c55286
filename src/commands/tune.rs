//! `infgen tune`: the cheapest profile that keeps its promises.

use super::simulate::trace;
use super::with_stack;
use crate::cli::{Cli, Tune, TuneFormat};
use crate::compile::Outcome;
use crate::exit::Exit;
use crate::output;
use crate::profile::Profile;
use crate::progress::Progress;
use crate::stack::Stack;
use crate::suggest;
use crate::tune::{Edited, Limits, Task, edited, edits, tune, write};
use anyhow::bail;
use std::io::Write as _;
use std::num::NonZero;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(super) fn run(cli: &Cli, arguments: &Tune) -> anyhow::Result<Exit> {
    with_stack(cli, &arguments.one, |outcome, stack| tuned(cli, arguments, outcome, stack))
}

fn tuned(cli: &Cli, arguments: &Tune, outcome: &Outcome, stack: &Stack) -> anyhow::Result<Exit> {
    for key in &arguments.keep {
        known(&stack.profile, key)?;
    }
    let library = cli.library()?;
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

/// Refuses to keep what is no key of a profile: whoever asks for it wants something left alone, and it would not be.
fn known(profile: &Profile, key: &str) -> anyhow::Result<()> {
    let profile = serde_json::to_value(profile)?;
    let (mut table, mut above) = (&profile, String::new());
    for part in key.split('.') {
        // What the profile leaves out may hold anything; tune does not turn it.
        if table.is_null() || table.is_array() {
            return Ok(());
        }
        let Some(within) = table.get(part) else {
            let keys = table.as_object().into_iter().flat_map(|keys| keys.keys().map(String::as_str));
            let meant = suggest::closest(part, keys);
            let hint = meant.map(|meant| format!("; did you mean `{above}{meant}`?")).unwrap_or_default();
            bail!("`--keep {key}`: a profile has no key `{above}{part}`{hint}");
        };
        table = within;
        above.extend([part, "."]);
    }
    Ok(())
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
