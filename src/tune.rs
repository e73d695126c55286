//! The cheapest bounds, targets, policies and pools with which a profile keeps its promises under its traffic.
//!
//! Every candidate is the profile with other arguments: it goes through the same compiler, the same checks and the same
//! simulation as `infgen simulate`. All run on the same random numbers, so that what differs between two of them is
//! what they state and not their luck. A candidate that breaks a rule which the profile keeps is not run.

mod bench;
mod choice;
mod edits;
mod knobs;
mod search;
pub mod write;

pub use choice::{Choice, Rules};
pub use edits::{Edited, edited, edits};
pub use search::{Limits, Task, Tuned, tune};

use crate::simulation::{Promised, Report, Verdict};
use crate::units::Replicas;
use serde::Serialize;

/// What a choice costs and how well it keeps the promises.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// What is chosen.
    pub choice: Choice,
    /// GPU-hours of the simulated time.
    pub gpu_hours: f64,
    /// GPU-hours of a day at the fewest pods.
    pub floor_gpu_hours: f64,
    /// The largest share of requests that failed in a window of five minutes.
    pub failed: f64,
    /// The largest broken share of any promise and window over what is allowed: 1 is just within.
    pub strain: f64,
    /// The verdict.
    pub verdict: Verdict,
    /// Runs that it rests on.
    pub replications: u32,
    /// Whether nothing else is both cheaper and better.
    pub on_the_front: bool,
}

impl Candidate {
    fn of(choice: Choice, gpus_per_pod: u32, report: &Report) -> Self {
        let windows = |success_only: bool| {
            let of = move |promised| !success_only || promised == Promised::Success;
            let promises = report.promises.iter().filter(move |promise| of(promise.promised));
            promises.flat_map(|promise| promise.windows.iter().map(move |window| (window, promise.allowed)))
        };
        let failed = windows(true).next().map_or(0.0, |(window, _)| window.broken.mean);
        let strains = windows(false).map(|(window, allowed)| window.broken.mean / allowed.max(1e-9));
        Self {
            floor_gpu_hours: day(choice.min, gpus_per_pod),
            choice,
            gpu_hours: report.gpu_hours.mean,
            failed,
            strain: strains.fold(0.0, f64::max),
            verdict: report.verdict,
            replications: report.replications,
            on_the_front: false,
        }
    }

    /// Whether it is at most as dear and as strained as the other, and differs.
    fn beats(&self, other: &Self) -> bool {
        let (cost, strain) = (self.gpu_hours <= other.gpu_hours, self.strain <= other.strain);
        let same = self.gpu_hours.total_cmp(&other.gpu_hours).is_eq() && self.strain.total_cmp(&other.strain).is_eq();
        cost && strain && !same
    }
}

/// GPU-hours of a day with so many pods.
fn day(pods: Replicas, gpus_per_pod: u32) -> f64 {
    f64::from(pods.get()) * f64::from(gpus_per_pod) * 24.0
}

/// Marks what nothing else beats.
fn mark_front(all: &mut [Candidate]) {
    let beaten: Vec<bool> = all.iter().map(|one| all.iter().any(|other| other.beats(one))).collect();
    for (one, beaten) in all.iter_mut().zip(beaten) {
        one.on_the_front = !beaten;
    }
}
