//! Candidates through the compiler, the checks and the simulation, each once.

use super::edits::drafted;
use super::{Candidate, Choice, Limits, Task};
use crate::compile::Outcome;
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::plan::scenario::{Planned, ScenarioName, Setting, planned};
use crate::simulation::{Replications, simulate};
use crate::stack::Stack;
use crate::units::Rate;
use anyhow::anyhow;
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What candidates are run on.
pub(super) struct Bench<'a> {
    pub(super) task: &'a Task<'a>,
    pub(super) limits: &'a Limits<'a>,
    /// The profile as it is.
    pub(super) now: Choice,
    /// The load at the quietest hour, where it followed from the floor: it would follow it upwards.
    pub(super) base: Option<Rate>,
    /// The checks that find something in the profile as it is.
    broken: Vec<&'static str>,
    run: Mutex<Vec<Candidate>>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(task: &'a Task<'a>, limits: &'a Limits<'a>, outcome: &Outcome, stack: &Stack) -> Self {
        let base = stack.capacity.base.as_ref().filter(|base| !base.is_written()).map(|base| **base);
        let now = Choice::of(&stack.profile);
        Self { task, limits, now, base, broken: broken(outcome), run: Mutex::default() }
    }

    /// What was run so far.
    pub(super) fn candidates(&self) -> MutexGuard<'_, Vec<Candidate>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a choice turns only what may be turned.
    pub(super) fn may(&self, choice: &Choice) -> bool {
        choice.other_than(&self.now).iter().all(|(key, _)| !self.is_kept(key))
    }

    /// Whether a key is to stay as it is: itself, or the table that holds it.
    pub(super) fn is_kept(&self, key: &str) -> bool {
        let within = |rest: &str| rest.is_empty() || rest.starts_with('.');
        let holds = |kept: &String| key.strip_prefix(kept.as_str()).is_some_and(within);
        self.task.keep.iter().any(holds)
    }

    /// A candidate on so many threads; none where it breaks a rule that the profile keeps. What was run is not run again.
    pub(super) fn run(
        &self,
        choice: &Choice,
        replications: u32,
        threads: NonZero<usize>,
    ) -> anyhow::Result<Option<Candidate>> {
        let (choice, outcome) = self.compiled(choice)?;
        let known = |one: &&Candidate| one.choice == choice && one.replications >= replications;
        if let Some(known) = self.candidates().iter().find(known) {
            return Ok(Some(known.clone()));
        }
        let Some((stack, _)) = outcome.built.as_ref().filter(|_| self.is_allowed(&outcome)) else {
            return Ok(None);
        };
        let Planned { scenario, .. } =
            planned(stack, &self.setting(replications)).map_err(|missing| anyhow!(missing))?;
        let report = simulate(&scenario, threads, &|_| {})?;
        let found = Candidate::of(choice, stack.profile.resources.gpus.get().get(), &report);
        let mut run = self.candidates();
        run.retain(|one| one.choice != found.choice);
        run.push(found.clone());
        (self.limits.progress)(u32::try_from(run.len()).unwrap_or(u32::MAX));
        Ok(Some(found))
    }

    /// The traffic of the profile, on the same random numbers for all.
    pub(super) fn setting(&self, replications: u32) -> Setting {
        Setting {
            name: ScenarioName::Pattern,
            horizon: None,
            replications: Replications::exactly(replications),
            seed: self.task.seed,
            trace: self.task.trace.clone(),
        }
    }

    /// The profile with this choice, edited as `--write` would, and the choice with what has to follow.
    pub(super) fn compiled(&self, choice: &Choice) -> anyhow::Result<(Choice, Outcome)> {
        let mut choice = Choice { follows: Vec::new(), ..choice.clone() };
        let Task { library, name, arguments, .. } = self.task;
        let base = self.base.map(|base| ("traffic.base".to_owned(), format!("\"{base}\"")));
        loop {
            let changes = choice.changes(&self.now);
            let base = base.clone().filter(|_| !changes.is_empty());
            let keys: Vec<(String, String)> = base.into_iter().chain(changes).collect();
            let (_, outcome) = drafted(library, name, arguments, &keys)?;
            let follows = outcome.findings.diagnostics.iter().find_map(|found| self.mended(found, &choice));
            match follows.filter(|_| choice != self.now) {
                Some(follows) => choice.follows.push(follows),
                None => return Ok((choice, outcome)),
            }
        }
    }

    /// What mends a rule that the profile keeps and the choice does not, by the check itself: a schedule that asks for
    /// fewer pods than the floor. And the connection pool, which is one of what is turned: what the database has for
    /// each pod. No other key that is turned is mended; the search goes through those.
    fn mended(&self, found: &Diagnostic, choice: &Choice) -> Option<(String, String)> {
        let breaks = found.severity <= Severity::Warning;
        let new = breaks && !self.broken.contains(&found.check.name);
        found.fixes.iter().find_map(|fix| {
            let Edit::Set(value) = &fix.edit else { return None };
            let turned = choice.keys().iter().any(|(key, _)| *key == fix.path);
            let again = choice.follows.iter().any(|(key, _)| *key == fix.path);
            let open = !turned && !again && !self.is_kept(&fix.path);
            let wanted = new || (breaks && fix.path == "performance.connection_pool");
            (open && wanted).then(|| (fix.path.clone(), value.clone()))
        })
    }

    fn is_allowed(&self, outcome: &Outcome) -> bool {
        broken(outcome).iter().all(|check| self.broken.contains(check))
    }
}

/// The checks that find an error or a warning.
fn broken(outcome: &Outcome) -> Vec<&'static str> {
    let found = outcome.findings.diagnostics.iter();
    found.filter(|found| found.severity <= Severity::Warning).map(|found| found.check.name).collect()
}
