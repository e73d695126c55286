//! Candidates through the compiler, the checks and the simulation, each once.

use super::{Candidate, Choice, Limits, Task};
use crate::compile::{Outcome, compile};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::plan::scenario::{Planned, ScenarioName, Setting, planned};
use crate::simulation::{Replications, simulate};
use crate::source::Sources;
use crate::stack::Stack;
use crate::units::{Connections, Rate};
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
    /// Errors of the profile as it is, by check.
    errors: Vec<&'static str>,
    run: Mutex<Vec<Candidate>>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(task: &'a Task<'a>, limits: &'a Limits<'a>, outcome: &Outcome, stack: &Stack) -> Self {
        let base = stack.capacity.base.as_ref().filter(|base| !base.is_written()).map(|base| **base);
        let now = Choice::of(&stack.profile);
        Self { task, limits, now, base, errors: errors(outcome), run: Mutex::default() }
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
        let holds = |kept: &String| key.strip_prefix(kept.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
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

    /// The profile with this choice, and the choice with a connection pool that fits its pods.
    pub(super) fn compiled(&self, choice: &Choice) -> anyhow::Result<(Choice, Outcome)> {
        let outcome = self.compile(choice)?;
        let fitting = outcome.findings.diagnostics.iter().find_map(pool);
        let changed = *choice != self.now && !self.is_kept("performance.connection_pool");
        match fitting.filter(|_| changed) {
            Some(pool) if pool < choice.pool => {
                let choice = Choice { pool, ..choice.clone() };
                let outcome = self.compile(&choice)?;
                Ok((choice, outcome))
            }
            _ => Ok((choice.clone(), outcome)),
        }
    }

    fn compile(&self, choice: &Choice) -> anyhow::Result<Outcome> {
        let base = self.base.map(|base| format!("traffic.base={base}"));
        let own = self.task.arguments.iter().cloned();
        let arguments: Vec<String> = own.chain(choice.arguments(&self.now)).chain(base).collect();
        compile(self.task.library, self.task.name, &arguments, &mut Sources::default())
    }

    fn is_allowed(&self, outcome: &Outcome) -> bool {
        errors(outcome).iter().all(|error| self.errors.contains(error))
    }
}

fn errors(outcome: &Outcome) -> Vec<&'static str> {
    let found = outcome.findings.diagnostics.iter();
    found.filter(|found| found.severity == Severity::Error).map(|found| found.check.name).collect()
}

/// What `connection-pool-over-limit` says that the database has for each pod.
fn pool(found: &Diagnostic) -> Option<Connections> {
    let mut fixes = found.fixes.iter().filter(|fix| fix.path == "performance.connection_pool");
    match &fixes.next()?.edit {
        Edit::Set(value) => value.parse().ok().map(Connections::new),
        Edit::Remove => None,
    }
}
