//! The search: for each target, bound and policy, the fewest pods that pass.

use super::{Candidate, Choice, mark_front};
use crate::compile::{Outcome, compile};
use crate::diagnostic::Severity;
use crate::plan::scenario::{Planned, ScenarioName, Setting, planned};
use crate::plan::{Model, carried_rate};
use crate::simulation::{Replications, Trace, Verdict, simulate};
use crate::source::{Library, Sources};
use crate::stack::{Stack, capacity};
use crate::units::{Duration, Rate, Replicas};
use anyhow::{anyhow, bail};
use serde::Serialize;
use std::num::NonZero;
use std::sync::Arc;

/// Runs of a candidate before it is worth ten.
const SCREEN: u32 = 3;

/// What must be saved for a profile that passes to be changed.
const WORTH_IT: f64 = 0.99;

/// What is tuned.
#[derive(Debug)]
pub struct Task<'a> {
    /// Where profiles are.
    pub library: &'a Library,
    /// The profile.
    pub name: &'a str,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Recorded requests, if the traffic replays them.
    pub trace: Option<Arc<Trace>>,
    /// Where the random numbers of all candidates start.
    pub seed: u64,
}

/// How far the search goes.
pub struct Limits<'a> {
    /// Runs of what is answered.
    pub replications: u32,
    /// Threads.
    pub threads: NonZero<usize>,
    /// Whether there is time for one more candidate.
    pub more: &'a dyn Fn() -> bool,
    /// Told how many candidates have been run.
    pub progress: &'a dyn Fn(u32),
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Tuned {
    /// The profile as it is.
    pub before: Candidate,
    /// The cheapest that passes; none passes where it is absent.
    pub best: Option<Candidate>,
    /// All that were run, cheapest first.
    pub candidates: Vec<Candidate>,
    /// Whether the time was over before the search was.
    pub cut: bool,
    /// The load at the quietest hour, which follows from what is turned and has to be stated first.
    pub base: Option<Rate>,
    /// What the runs leave out or take for granted.
    pub notes: Vec<String>,
}

struct Search<'a> {
    task: &'a Task<'a>,
    limits: &'a Limits<'a>,
    base: Option<Rate>,
    errors: usize,
    run: Vec<Candidate>,
    notes: Vec<String>,
    cut: bool,
}

/// Searches.
///
/// # Errors
/// A profile that cannot be read, has no autoscaler, or lacks what a simulation needs.
pub fn tune(task: &Task<'_>, limits: &Limits<'_>) -> anyhow::Result<Tuned> {
    let outcome = compile(task.library, task.name, task.arguments, &mut Sources::default())?;
    let Some((stack, _)) = &outcome.built else { bail!("`{}` cannot be read; `infgen check` says why", task.name) };
    if !*stack.profile.autoscaling.enabled {
        bail!("`autoscaling.enabled` is false: there is nothing to tune");
    }
    // What follows from the floor would follow it upwards.
    let base = stack.capacity.base.as_ref().filter(|base| !base.is_written()).map(|base| **base);
    let errors = outcome.findings.count(Severity::Error);
    let (run, notes, cut) = (Vec::new(), Vec::new(), false);
    let mut search = Search { task, limits, base, errors, run, notes, cut };
    let now = Choice::of(&stack.profile);
    let before = search.simulated(&now, limits.replications)?.ok_or_else(|| anyhow!("the profile cannot be run"))?;
    for frame in frames(stack, &now) {
        search.fewest(&frame, stack)?;
    }
    let found = search.confirm(&now)?;
    let stays = before.verdict == Verdict::Pass
        && found.as_ref().is_none_or(|found| found.gpu_hours > before.gpu_hours * WORTH_IT);
    let best = if stays { Some(before.clone()) } else { found };
    let mut candidates = search.run;
    candidates.sort_by(|one, other| {
        let cost = one.gpu_hours.total_cmp(&other.gpu_hours);
        cost.then(one.strain.total_cmp(&other.strain))
    });
    mark_front(&mut candidates);
    Ok(Tuned { before, best, candidates, cut: search.cut, base, notes: search.notes })
}

/// What is tried beside the floor: the present values, other targets, and a step that orders all pods at once.
fn frames(stack: &Stack, now: &Choice) -> Vec<Choice> {
    let most = highest(stack, now);
    // Where the times of batches follow from the target, it is no knob.
    let measured = stack.batching.is_some();
    let carried = carried_rate(stack, Model::of(stack).as_ref()).filter(|_| measured && now.target.is_some());
    let mut targets = vec![now.target];
    if let Some(each) = carried {
        targets.extend([60, 75, 90].map(|percent| Some(Rate::from_milli(each.percent(percent).milli() / 1000 * 1000))));
    }
    let mut frames = Vec::new();
    let bounds = targets.iter().flat_map(|target| [(*target, now.max), (*target, most)]);
    for (target, max) in bounds {
        let all = Choice { target, step: max, stabilization: Duration::ZERO, max, ..now.clone() };
        let seed = Choice { max, target, ..now.clone() };
        let usual = Choice { step: Replicas::new(4), stabilization: Duration::from_secs(30), ..seed.clone() };
        for frame in [seed, usual, all] {
            if !frames.contains(&frame) {
                frames.push(frame);
            }
        }
    }
    frames
}

/// The most pods that are tried: what the profile allows, or what the peak needs when a zone is gone.
fn highest(stack: &Stack, now: &Choice) -> Replicas {
    let needed = stack.capacity.peak.as_deref().zip(carried_rate(stack, Model::of(stack).as_ref()));
    let needed = needed.and_then(|(peak, each)| peak.pods(each));
    let safe = needed.map_or(now.max, |pods| capacity::before_zone_loss(pods, *stack.profile.cluster.zones));
    now.max.max(safe)
}

impl Search<'_> {
    /// The fewest pods with which a frame passes, by halving: more pods never fail more requests.
    fn fewest(&mut self, frame: &Choice, stack: &Stack) -> anyhow::Result<()> {
        let (mut low, mut high) = (1, frame.max.get());
        let zones = stack.profile.cluster.zones.get().get();
        low = low.max(zones.min(high));
        let with = |min: u32| Choice { min: Replicas::new(min), ..frame.clone() };
        let Some(top) = self.screened(&with(high))? else { return Ok(()) };
        if top.strain > 1.0 {
            return Ok(());
        }
        while low < high {
            let middle = low.midpoint(high);
            match self.screened(&with(middle))? {
                Some(candidate) if candidate.strain <= 1.0 => high = middle,
                Some(_) | None if self.cut => return Ok(()),
                Some(_) | None => low = middle + 1,
            }
        }
        Ok(())
    }

    /// Runs those that look well at full length until one passes: of those that cost about as little as the cheapest
    /// the one that changes least, then the next dearer. Floors above it are tried that a short run may have hidden.
    fn confirm(&mut self, now: &Choice) -> anyhow::Result<Option<Candidate>> {
        let mut open: Vec<Candidate> = self.run.iter().filter(|one| one.strain <= 1.0).cloned().collect();
        open.sort_by(|one, other| one.gpu_hours.total_cmp(&other.gpu_hours));
        let cheapest = open.first().map_or(0.0, |one| one.gpu_hours);
        let about = open.partition_point(|one| one.gpu_hours * WORTH_IT <= cheapest);
        open[..about].sort_by_key(|one| one.choice.differs(now));
        for one in open {
            let mut choice = one.choice;
            for _ in 0..3 {
                if !(self.limits.more)() {
                    self.cut = true;
                    return Ok(None);
                }
                match self.simulated(&choice, self.limits.replications)? {
                    Some(full) if full.verdict == Verdict::Pass => return Ok(Some(full)),
                    _ if choice.min < choice.max => choice.min = choice.min + Replicas::new(1),
                    _ => break,
                }
            }
        }
        Ok(None)
    }

    fn screened(&mut self, choice: &Choice) -> anyhow::Result<Option<Candidate>> {
        if !(self.limits.more)() {
            self.cut = true;
            return Ok(None);
        }
        self.simulated(choice, SCREEN.min(self.limits.replications))
    }

    /// A candidate, unless it breaks more rules than the profile; what was run before is not run again.
    fn simulated(&mut self, choice: &Choice, replications: u32) -> anyhow::Result<Option<Candidate>> {
        let known = self.run.iter().find(|one| one.choice == *choice && one.replications >= replications);
        if let Some(known) = known {
            return Ok(Some(known.clone()));
        }
        let outcome = self.compiled(choice)?;
        let Some((stack, _)) = outcome.built.as_ref().filter(|_| self.is_allowed(&outcome)) else {
            return Ok(None);
        };
        let setting = Setting {
            name: ScenarioName::Pattern,
            horizon: None,
            replications: Replications::exactly(replications),
            seed: self.task.seed,
            trace: self.task.trace.clone(),
        };
        let Planned { scenario, notes } = planned(stack, &setting).map_err(|missing| anyhow!(missing))?;
        let report = simulate(&scenario, self.limits.threads, &|_| {})?;
        let found = Candidate::of(choice.clone(), stack.profile.resources.gpus.get().get(), &report);
        self.notes = notes;
        self.run.retain(|one| one.choice != *choice);
        self.run.push(found.clone());
        (self.limits.progress)(u32::try_from(self.run.len()).unwrap_or(u32::MAX));
        Ok(Some(found))
    }

    fn compiled(&self, choice: &Choice) -> anyhow::Result<Outcome> {
        let base = self.base.map(|base| format!("traffic.base={base}"));
        let arguments: Vec<String> =
            self.task.arguments.iter().cloned().chain(choice.arguments()).chain(base).collect();
        compile(self.task.library, self.task.name, &arguments, &mut Sources::default())
    }

    fn is_allowed(&self, outcome: &Outcome) -> bool {
        outcome.findings.count(Severity::Error) <= self.errors
    }
}
