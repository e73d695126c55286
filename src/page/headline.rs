//! What is read from across the room.

use crate::checks::Findings;
use crate::diagnostic::Severity;
use crate::plan::{Plan, verdict};
use crate::simulation::Report;
use serde::Serialize;

/// A number with its name.
#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    /// What it is.
    pub name: &'static str,
    /// The number with its unit, or a verdict.
    pub value: String,
    /// What else there is to say of it.
    pub more: String,
    /// `PASS`, `FAIL`, `error`, `warning`, or nothing: its colour.
    pub tone: &'static str,
}

/// The verdict, the worst five minutes, the time to the answer, the bill and the findings.
pub(super) fn tiles(plan: &Plan, findings: &Findings, report: Option<&Report>) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = report.map(of_run).into_iter().flatten().collect();
    tiles.extend(floor(plan));
    tiles.push(found(findings));
    tiles
}

fn of_run(report: &Report) -> Vec<Tile> {
    let success = report.promises.first();
    let worst = success.and_then(|promise| Some((promise, promise.windows.first()?)));
    let worst = worst.map(|(promise, window)| Tile {
        name: "failed in the worst window",
        value: verdict::share(window.broken),
        more: verdict::promised(promise),
        tone: verdict_name(window.verdict),
    });
    // A page has the sign that a terminal may lack.
    let seconds = |estimate| verdict::seconds(estimate).replace(" +-", " ± ");
    let p95 = Tile {
        name: "p95 to the answer",
        value: seconds(report.latency.p95),
        more: format!("p99 {}", seconds(report.latency.p99)),
        tone: "",
    };
    let hours = Tile {
        name: "GPU-hours",
        value: format!("{:.1}", report.gpu_hours.mean),
        more: "of the simulated time".to_owned(),
        tone: "",
    };
    worst.into_iter().chain([p95, hours]).collect()
}

const fn verdict_name(verdict: crate::simulation::Verdict) -> &'static str {
    match verdict {
        crate::simulation::Verdict::Pass => "PASS",
        crate::simulation::Verdict::Undecided => "UNDECIDED",
        crate::simulation::Verdict::Fail => "FAIL",
    }
}

/// What the fewest pods cost in a day.
fn floor(plan: &Plan) -> Option<Tile> {
    let figure = |name: &str| plan.sections.iter().flat_map(|section| &section.figures).find(|one| one.name == name);
    let floor = figure("floor")?;
    let price = figure("cost at the floor").map(|cost| cost.text.clone());
    let more = price.unwrap_or_else(|| floor.arithmetic.clone());
    Some(Tile { name: "a day at the fewest pods", value: floor.text.clone(), more, tone: "" })
}

fn found(findings: &Findings) -> Tile {
    let (errors, warnings) = (findings.count(Severity::Error), findings.count(Severity::Warning));
    let tone = match (errors, warnings) {
        (0, 0) => "PASS",
        (0, _) => "warning",
        _ => "error",
    };
    let count = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
    let value = if errors == 0 && warnings == 0 { "clean".to_owned() } else { count(errors, "error") };
    Tile { name: "checks", value, more: count(warnings, "warning"), tone }
}
