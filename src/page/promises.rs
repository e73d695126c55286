//! What is promised, and on what that rests.

use super::Simulated;
use crate::plan::{Figure, Plan, verdict};
use crate::simulation::{PromiseReport, Promised, Verdict};
use crate::stack::Stack;
use serde::Serialize;

/// On what an answer rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Footing {
    /// On arithmetic that holds for every request.
    Proven,
    /// On the simulation, or on a sum of measured numbers.
    Checked,
    /// On a number that nobody measured.
    Assumed,
}

/// A promise.
#[derive(Debug, Clone, Serialize)]
pub struct Held {
    /// What is promised.
    pub promise: String,
    /// Whether it is kept, in a word.
    pub verdict: String,
    /// On what that rests.
    pub footing: Footing,
    /// The numbers.
    pub evidence: Vec<String>,
}

/// Every promise of the profile.
pub(super) fn held(plan: &Plan, stack: &Stack, simulated: Option<&Simulated<'_>>) -> Vec<Held> {
    let mut all = Vec::new();
    if let Some(simulated) = simulated {
        let assumed = simulated.notes.iter().any(|note| note.starts_with("assumed"));
        all.extend(simulated.report.promises.iter().map(|promise| of_requests(stack, promise, assumed)));
    }
    all.extend(of_pods(plan, "the peak is carried", "for the peak"));
    all.extend(of_pods(plan, "the peak is carried without a zone", "for the peak without a zone"));
    all.extend(of_pods(plan, "the peak is carried in a rollout", "for the peak in a rollout"));
    all
}

/// A promise to requests: the simulation's verdict, or a bound that no answer can pass.
fn of_requests(stack: &Stack, promise: &PromiseReport, assumed: bool) -> Held {
    let mut evidence: Vec<String> = promise.windows.iter().map(verdict::window).collect();
    let worst = promise.windows.iter().map(|window| window.verdict).max().unwrap_or(Verdict::Undecided);
    let bound = match promise.promised {
        Promised::Within(bound) => stack.longest_stay().filter(|stay| stay.as_secs_f64() <= bound.as_seconds()),
        Promised::Success => None,
    };
    if let Some(stay) = &bound {
        evidence.insert(0, format!("no request that is let in stays longer than {stay}"));
    }
    let spent = verdict::spent(promise);
    evidence.extend((!spent.is_empty()).then(|| format!("budget of the whole run spent: {spent}")));
    let footing = match (assumed, bound.is_some() && worst == Verdict::Pass) {
        (true, _) => Footing::Assumed,
        (false, true) => Footing::Proven,
        (false, false) => Footing::Checked,
    };
    Held { promise: verdict::promised(promise), verdict: worst.to_string(), footing, evidence }
}

/// Whether the most pods are as many as a load needs.
fn of_pods(plan: &Plan, promise: &str, needed: &str) -> Option<Held> {
    let named = |name: &str| plan.sections.iter().flat_map(|section| &section.figures).find(|each| each.name == name);
    let (needed, most) = (named(needed)?, named("most")?);
    let verdict = match (needed.value, most.value) {
        (Some(needed), Some(most)) if needed <= most => "PASS",
        (Some(_), Some(_)) => "FAIL",
        _ => "UNDECIDED",
    };
    let footing = if needed.assumed.is_empty() { Footing::Checked } else { Footing::Assumed };
    let said = |figure: &Figure| format!("{}: {} ({})", figure.name, figure.text, figure.arithmetic);
    let evidence = vec![said(needed), said(most)];
    Some(Held { promise: promise.to_owned(), verdict: verdict.to_owned(), footing, evidence })
}
