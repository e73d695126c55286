//! The search. More pods at least never fail more requests and never cost less, so that the fewest pods of a frame are
//! found by doubling steps and halving, and a frame is left as soon as it is dearer than what passes already. The frame
//! changes by one knob at a time, until no knob alone makes it cheaper.

use super::bench::Bench;
use super::knobs::KNOBS;
use super::{Candidate, Choice, mark_front};
use crate::compile::compile;
use crate::plan::Plan;
use crate::simulation::{Trace, Verdict};
use crate::source::{Library, Sources};
use crate::stack::Stack;
use crate::units::{Rate, Replicas};
use anyhow::{anyhow, bail};
use serde::Serialize;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs of a candidate before it is worth ten.
const SCREEN: u32 = 2;

/// Times that all knobs are gone through; what they still find then is of no weight.
const ROUNDS: u32 = 3;

/// Candidates on the front that are run at full length, so that the table has their intervals.
const SHOWN: usize = 4;

/// What is tuned.
#[derive(Debug)]
pub struct Task<'a> {
    /// Where profiles are.
    pub library: &'a Library,
    /// The profile.
    pub name: &'a str,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Keys that stay as they are, or tables of them.
    pub keep: &'a [String],
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
    /// Whether there is time for so many candidates at full length.
    pub time_for: &'a (dyn Fn(u32) -> bool + Sync),
    /// Told how many candidates have been run.
    pub progress: &'a (dyn Fn(u32) + Sync),
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
}

struct Search<'a> {
    bench: Bench<'a>,
    stack: &'a Stack,
    cut: AtomicBool,
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
    let search = Search { bench: Bench::new(task, limits, &outcome, stack), stack, cut: AtomicBool::new(false) };
    let now = search.bench.now.clone();
    let before = search.bench.run(&now, limits.replications, limits.threads)?;
    let before = before.ok_or_else(|| anyhow!("the profile cannot be run"))?;
    search.descend()?;
    let found = search.confirm()?;
    let stays = before.verdict == Verdict::Pass && found.as_ref().is_none_or(|found| !found.is_cheaper_than(&before));
    let best = if stays { Some(before.clone()) } else { found };
    let candidates = search.table()?;
    let cut = search.cut.into_inner();
    Ok(Tuned { before, best, candidates, cut, base: search.bench.base })
}

impl Search<'_> {
    /// From the profile as it is to a frame that no knob alone makes cheaper.
    fn descend(&self) -> anyhow::Result<()> {
        let threads = self.bench.limits.threads;
        let mut best = self.fewest(&self.bench.now, None, threads)?;
        for _ in 0..ROUNDS {
            let mut moved = false;
            for knob in KNOBS {
                let at = best.as_ref().map_or(&self.bench.now, |best| &best.choice).clone();
                let mut frames = knob.others(self.stack, &at);
                frames.retain(|frame| self.bench.may(frame));
                for found in self.side_by_side(&frames, best.as_ref())? {
                    if best.as_ref().is_none_or(|best| found.is_cheaper_than(best)) {
                        best = Some(found);
                        moved = true;
                    }
                }
            }
            if !moved {
                break;
            }
        }
        Ok(())
    }

    /// The fewest pods of each frame, on all threads.
    fn side_by_side(&self, frames: &[Choice], best: Option<&Candidate>) -> anyhow::Result<Vec<Candidate>> {
        let all = self.bench.limits.threads.get();
        let workers = all.min(frames.len()).max(1);
        let each = NonZero::new(all / workers).unwrap_or(NonZero::<usize>::MIN);
        let next = AtomicUsize::new(0);
        let found: Mutex<Vec<Option<anyhow::Result<Option<Candidate>>>>> =
            Mutex::new(frames.iter().map(|_| None).collect());
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(frame) = frames.get(number) else { return };
                let answer = self.fewest(frame, best, each);
                found.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(answer);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..workers {
                scope.spawn(work);
            }
            work();
        });
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let found: anyhow::Result<Vec<Option<Candidate>>> = found.into_iter().flatten().collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// The fewest pods with which a frame passes, unless it is dearer than what passes already: steps that double from
    /// where one is believed to pass, then halves.
    fn fewest(
        &self,
        frame: &Choice,
        best: Option<&Candidate>,
        threads: NonZero<usize>,
    ) -> anyhow::Result<Option<Candidate>> {
        let (mut low, mut high) = self.bounds(frame);
        let mut at = best.map_or_else(|| self.guess(), |best| best.choice.min.get()).clamp(low, high);
        let (mut step, mut passing) = (1, None);
        let mut failed = false;
        while low <= high {
            if !(self.bench.limits.time_for)(2) {
                self.cut.store(true, Ordering::Relaxed);
                break;
            }
            let with = Choice { min: Replicas::new(at), ..frame.clone() };
            let one = self.bench.run(&with, SCREEN.min(self.bench.limits.replications), threads)?;
            if one.as_ref().is_some_and(Candidate::holds) {
                high = at - 1;
                passing = one;
            } else {
                low = at + 1;
                failed = true;
                // One that breaks a rule has no bill; more pods may break none.
                if best.zip(one.as_ref()).is_some_and(|(best, one)| is_dear(one, best)) {
                    break;
                }
            }
            at = match (&passing, failed) {
                (Some(_), true) => low.midpoint(high),
                (Some(_), false) => at.saturating_sub(step).max(low),
                (None, _) => (at + step).min(high),
            };
            step *= 2;
        }
        Ok(passing)
    }

    /// The floors that are tried: a pod in each zone at least, where there are as many.
    fn bounds(&self, frame: &Choice) -> (u32, u32) {
        if self.bench.is_kept("autoscaling.min") {
            return (frame.min.get(), frame.min.get());
        }
        let (zones, most) = (self.stack.profile.cluster.zones.get().get(), frame.max.get().max(1));
        (zones.clamp(1, most), most)
    }

    /// Pods that carry the peak, by the plan: nothing that is ordered comes in time for a step.
    fn guess(&self) -> u32 {
        let sections = Plan::of("", self.stack).sections;
        let mut figures = sections.iter().flat_map(|section| &section.figures);
        let pods = figures.find(|figure| figure.name == "for the peak").and_then(|figure| figure.value);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of pods")]
        pods.map_or(self.bench.now.min.get(), |pods| pods as u32)
    }

    /// Runs what passed at full length, the cheapest first, until one passes with its interval. Floors above it are
    /// tried that a short run may have hidden.
    fn confirm(&self) -> anyhow::Result<Option<Candidate>> {
        let (limits, now) = (self.bench.limits, &self.bench.now);
        let mut open: Vec<Candidate> = self.bench.candidates().iter().filter(|one| one.holds()).cloned().collect();
        open.sort_by(|one, other| one.gpu_hours.total_cmp(&other.gpu_hours));
        let about = open.partition_point(|one| open.first().is_some_and(|first| one.about_as_dear_as(first)));
        open[..about].sort_by_key(|one| (one.choice.min, one.choice.other_than(now).len()));
        for one in open {
            let mut choice = one.choice;
            for _ in 0..3 {
                if !(limits.time_for)(1) {
                    self.cut.store(true, Ordering::Relaxed);
                    return Ok(None);
                }
                match self.bench.run(&choice, limits.replications, limits.threads)? {
                    Some(full) if full.verdict == Verdict::Pass => return Ok(Some(full)),
                    _ if choice.min < choice.max && !self.bench.is_kept("autoscaling.min") => {
                        choice.min = choice.min + Replicas::new(1);
                    }
                    _ => break,
                }
            }
        }
        Ok(None)
    }

    /// All that was run, cheapest first; what is on the front at full length, as far as the time goes.
    fn table(&self) -> anyhow::Result<Vec<Candidate>> {
        for _ in 0..SHOWN {
            let full = self.bench.limits.replications;
            let all = self.ranked();
            let short = all.iter().find(|one| one.on_the_front && one.replications < full);
            let Some(short) = short.filter(|_| (self.bench.limits.time_for)(1)) else { return Ok(all) };
            self.bench.run(&short.choice, full, self.bench.limits.threads)?;
        }
        Ok(self.ranked())
    }

    fn ranked(&self) -> Vec<Candidate> {
        let mut all = self.bench.candidates().clone();
        all.sort_by(|one, other| {
            let cost = one.gpu_hours.total_cmp(&other.gpu_hours);
            cost.then(one.strain.total_cmp(&other.strain))
        });
        mark_front(&mut all);
        all
    }
}

/// Whether more pods would make it no cheaper than what passes already.
fn is_dear(one: &Candidate, best: &Candidate) -> bool {
    let tie = one.about_as_dear_as(best) && one.choice.min.get() + 1 >= best.choice.min.get();
    tie || (one.gpu_hours > best.gpu_hours && !one.about_as_dear_as(best))
}
