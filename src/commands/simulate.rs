//! `infgen simulate`: the promises, judged on requests that go through pods, balancer and autoscaler.

use super::{charts, with_stack};
use crate::chart;
use crate::cli::{Cli, Run, Simulate, SimulateFormat};
use crate::compile::Outcome;
use crate::exit::Exit;
use crate::plan::scenario::{Planned, ScenarioName, Setting, planned};
use crate::plan::verdict;
use crate::profile::{PatternKind, Profile};
use crate::progress::Progress;
use crate::simulation::{Measure, Replications, Report, Scenario, Trace, Verdict, simulate};
use crate::source::{Pipes, read};
use crate::stack::Stack;
use anyhow::{Context as _, anyhow, bail};
use clap::ValueEnum as _;
use serde::Serialize;
use std::io::Write as _;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    profile: &'a str,
    scenario: &'a str,
    notes: &'a [String],
    #[serde(flatten)]
    report: &'a Report,
    /// The open load beside a closed load test.
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<&'a Report>,
}

pub(super) fn run(cli: &Cli, arguments: &Simulate) -> anyhow::Result<Exit> {
    with_stack(cli, &arguments.one, |outcome, stack| simulated(cli, arguments, outcome, stack))
}

fn simulated(cli: &Cli, arguments: &Simulate, outcome: &Outcome, stack: &Stack) -> anyhow::Result<Exit> {
    let setting = setting(&arguments.run, stack)?;
    let Planned { scenario, notes } = planned(stack, &setting).map_err(|missing| anyhow!(missing))?;
    let report = watched(cli, &scenario)?;
    let open = if arguments.run.scenario == ScenarioName::LoadTest {
        let step = Setting { name: ScenarioName::Step, ..setting };
        let Planned { scenario, .. } = planned(stack, &step).map_err(|missing| anyhow!(missing))?;
        Some(watched(cli, &scenario)?)
    } else {
        None
    };
    let value = arguments.run.scenario.to_possible_value();
    let name = value.as_ref().map_or("pattern", |value| value.get_name());
    let text = match arguments.format {
        SimulateFormat::Human => {
            let beside = open.as_ref().map(|open| verdict::beside(&report, open)).unwrap_or_default();
            verdict::human(&outcome.name, name, &notes, &report)
                + &beside
                + &charts::below(&chart::of_run(stack, &report))
        }
        SimulateFormat::Csv => verdict::csv(&report),
        SimulateFormat::Json => {
            let (profile, notes) = (&outcome.name, &notes);
            let answer = Answer { profile, scenario: name, notes, report: &report, open: open.as_ref() };
            serde_json::to_string_pretty(&answer)? + "\n"
        }
    };
    write!(anstream::stdout(), "{text}")?;
    Ok(exit(open.as_ref().unwrap_or(&report).verdict))
}

/// What is run, as the command line and the profile say.
pub(super) fn setting(run: &Run, stack: &Stack) -> anyhow::Result<Setting> {
    Ok(Setting {
        name: run.scenario,
        horizon: run.horizon,
        replications: Replications::exactly(run.replications),
        seed: run.seed,
        trace: trace(&stack.profile)?,
    })
}

/// The exit status of a verdict.
const fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Pass => Exit::Clean,
        Verdict::Fail => Exit::Findings,
        Verdict::Undecided => Exit::Undecided,
    }
}

/// Simulates on all cores, with a line that moves where a terminal is.
pub(super) fn watched(cli: &Cli, scenario: &Scenario) -> anyhow::Result<Report> {
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let progress = Progress::new(cli.quiet);
    let most = scenario.replications.first;
    let report = simulate(scenario, threads, &|done| progress.show("runs", done, most));
    progress.clear();
    Ok(report?)
}

/// The largest trace that is read: a week of the Azure traces has 2 GB, and its days come one by one.
const LARGEST_TRACE: u64 = 1 << 30;

/// The recorded requests that the profile names.
pub(super) fn trace(profile: &Profile) -> anyhow::Result<Option<Arc<Trace>>> {
    let Some(pattern) = profile.traffic.pattern.as_ref().filter(|pattern| *pattern.kind == PatternKind::Replay) else {
        return Ok(None);
    };
    let Some(file) = &pattern.file else {
        return Ok(None);
    };
    let text = read(Path::new(file.get()), "trace", LARGEST_TRACE, Pipes::Refused)?;
    let measure = profile.measured.tokens.as_ref().map_or(Measure::Requests, |tokens| Measure::Iterations {
        prefill_chunks: tokens.prefill_chunks.as_deref().copied().unwrap_or(1),
    });
    let trace = Trace::parse(&text, measure).with_context(|| format!("`{file}` is no trace"))?;
    let factor = *pattern.factor.get();
    let same = (factor - 1.0).abs() < f64::EPSILON;
    let recorded = trace.requests().len();
    if !trace.can_be_multiplied(factor) {
        bail!("`traffic.pattern.factor` of {factor} cannot be taken of {recorded} recorded requests");
    }
    Ok(Some(Arc::new(if same { trace } else { trace.multiplied(factor) })))
}
