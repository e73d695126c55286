//! One page that shows a team its service: the stack, what is promised and on what that rests, the plan, the simulated
//! hours, the findings and the alerts. It is one file that asks nobody for anything and runs no script.
//!
//! No number is made here. Each is a text of [`crate::plan`], of the simulation's verdict, of a finding or of an alert.

mod charts;
mod headline;
mod ladder;
mod picture;
mod promises;
mod rules;

pub use charts::Figure;
pub use headline::Tile;
pub use ladder::Rung;
pub use picture::Box;
pub use promises::{Footing, Held};

use crate::chart;
use crate::checks::Findings;
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, verdict};
use crate::simulation::Report;
use crate::stack::Stack;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

/// The simulated time, or why there is none.
#[derive(Debug)]
pub struct Simulated<'a> {
    /// What happens, by its name on the command line.
    pub scenario: &'a str,
    /// What is left out or taken for granted.
    pub notes: &'a [String],
    /// The answer.
    pub report: &'a Report,
}

#[derive(Serialize)]
struct Page<'a> {
    plan: &'a Plan,
    tiles: Vec<Tile>,
    planned: Option<Figure>,
    picture: Vec<Box>,
    promises: Vec<Held>,
    simulated: Option<Shown>,
    unsimulated: Option<&'a str>,
    findings: Vec<Found<'a>>,
    explained: Vec<Explained<'a>>,
    passed: usize,
    ladder: Vec<Rung>,
    version: &'static str,
}

#[derive(Serialize)]
struct Shown {
    scenario: String,
    verdict: String,
    runs: u32,
    seed: u64,
    notes: Vec<String>,
    charts: Vec<Figure>,
    text: String,
}

#[derive(Serialize)]
struct Found<'a> {
    code: &'a str,
    check: &'a str,
    severity: String,
    message: &'a str,
    accepted: Option<&'a str>,
    fixes: Vec<&'a str>,
}

#[derive(Serialize)]
struct Explained<'a> {
    code: &'a str,
    check: &'a str,
    text: &'a str,
}

/// The page of a profile.
///
/// # Errors
/// A fault of the template or of the plotting library: a fault of the program.
pub fn page(
    plan: &Plan,
    stack: &Stack,
    findings: &Findings,
    simulated: Result<&Simulated<'_>, &str>,
) -> anyhow::Result<String> {
    let shown = simulated.ok().map(|simulated| show(plan, stack, simulated)).transpose()?;
    let page = Page {
        plan,
        tiles: headline::tiles(plan, findings, simulated.ok().map(|simulated| simulated.report)),
        planned: chart::of_plan(plan, stack).as_ref().map(charts::figure).transpose()?,
        picture: picture::picture(stack),
        promises: promises::held(plan, stack, simulated.ok()).into_iter().chain(rules::held(findings)).collect(),
        simulated: shown,
        unsimulated: simulated.err(),
        findings: findings.diagnostics.iter().map(found).collect(),
        explained: explained(&findings.diagnostics),
        passed: findings.passed.len(),
        ladder: ladder::ladder(stack),
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/report.html"));
    Ok(environment.render_str(text, minijinja::value::Serde(&page))?)
}

fn show(plan: &Plan, stack: &Stack, simulated: &Simulated<'_>) -> anyhow::Result<Shown> {
    let Simulated { scenario, notes, report } = *simulated;
    Ok(Shown {
        scenario: scenario.to_owned(),
        verdict: report.verdict.to_string(),
        runs: report.replications,
        seed: report.seed,
        notes: notes.to_vec(),
        charts: chart::of_run(stack, report).iter().map(charts::figure).collect::<anyhow::Result<_>>()?,
        text: verdict::body(&plan.profile, scenario, notes, report),
    })
}

fn found(diagnostic: &Diagnostic) -> Found<'_> {
    Found {
        code: diagnostic.check.code,
        check: diagnostic.check.name,
        severity: diagnostic.severity.to_string(),
        message: &diagnostic.message,
        accepted: diagnostic.accepted.as_deref(),
        fixes: diagnostic.fixes.iter().map(|fix| fix.title.as_str()).collect(),
    }
}

/// The pages of the checks that found something, each once.
fn explained(all: &[Diagnostic]) -> Vec<Explained<'_>> {
    let mut pages: Vec<Explained<'_>> = Vec::new();
    for diagnostic in all {
        let check = diagnostic.check;
        if pages.iter().all(|page| page.code != check.code) {
            pages.push(Explained { code: check.code, check: check.name, text: check.doc.trim_end() });
        }
    }
    pages.sort_by_key(|page| page.code);
    pages
}
