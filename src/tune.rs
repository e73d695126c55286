//! The cheapest bounds, targets, policies and pools with which a profile keeps its promises under its traffic.
//!
//! Every candidate is the profile with other arguments: it goes through the same compiler, the same checks and the same
//! simulation as `infgen simulate`. All run on the same random numbers, so that what differs between two of them is
//! what they state and not their luck. A rule that the profile keeps and a candidate breaks is mended by the check's own
//! edit, or the candidate is not run.

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

    /// Whether it keeps every promise in the mean of its runs.
    fn holds(&self) -> bool {
        self.strain <= 1.0
    }

    /// Whether it costs less in the simulated time, or about the same there and less in a day at its fewest pods.
    fn is_cheaper_than(&self, other: &Self) -> bool {
        if self.about_as_dear_as(other) {
            return self.floor_gpu_hours < other.floor_gpu_hours;
        }
        self.gpu_hours < other.gpu_hours
    }

    /// Whether the simulated time costs the same but for a hundredth.
    fn about_as_dear_as(&self, other: &Self) -> bool {
        (self.gpu_hours - other.gpu_hours).abs() <= other.gpu_hours * ABOUT
    }

    /// What the table shows of it: of two with the same the one is as good as the other.
    fn shown(&self) -> [f64; 3] {
        [(self.gpu_hours * 10.0).round(), self.floor_gpu_hours, (self.strain * 10.0).round()]
    }
}

/// Part of the cost below which a difference is not worth an edit.
const ABOUT: f64 = 0.01;

/// GPU-hours of a day with so many pods.
fn day(pods: Replicas, gpus_per_pod: u32) -> f64 {
    f64::from(pods.get()) * f64::from(gpus_per_pod) * 24.0
}

/// Marks what nothing else beats: nothing is nowhere worse and somewhere better, and nothing before it is the same.
fn mark_front(all: &mut [Candidate]) {
    let shown: Vec<[f64; 3]> = all.iter().map(Candidate::shown).collect();
    for (number, one) in all.iter_mut().enumerate() {
        let own = &shown[number];
        let beats = |(other, its): (usize, &[f64; 3])| {
            let pairs = || its.iter().zip(own);
            pairs().all(|(its, own)| its <= own) && (other < number || pairs().any(|(its, own)| its < own))
        };
        one.on_the_front = !shown.iter().enumerate().any(beats);
    }
}
