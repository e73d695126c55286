//! `infgen plan`: what the stated numbers are worth.

use super::{charts, compile_all};
use crate::chart;
use crate::cli::{Cli, Plan as Arguments, PlanFormat};
use crate::exit::Exit;
use crate::plan::{Plan, write};
use crate::report;
use crate::source::Sources;
use crate::stack::Stack;
use std::io::Write as _;

pub(super) fn run(cli: &Cli, arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let outcomes = compile_all(cli, &arguments.selection, &mut sources)?;
    if outcomes.iter().any(|outcome| outcome.built.is_none()) {
        write!(anstream::stderr(), "{}", report::render(report::Format::Human, &outcomes, &sources))?;
        return Ok(Exit::Findings);
    }
    let built = outcomes.iter().filter_map(|outcome| Some((outcome, outcome.built.as_ref()?)));
    let stacks: Vec<_> = built.map(|(outcome, (stack, _))| (stack, Plan::of(&outcome.name, stack))).collect();
    let shown = |(stack, plan): &(&Stack, Plan)| write::human(plan) + &charts::below(&chart::of_plan(plan, stack));
    let text = match arguments.format {
        PlanFormat::Human => stacks.iter().map(shown).collect::<Vec<_>>().join("\n"),
        PlanFormat::Json => {
            let plans: Vec<&Plan> = stacks.iter().map(|(_, plan)| plan).collect();
            serde_json::to_string_pretty(&plans)? + "\n"
        }
    };
    write!(anstream::stdout(), "{text}")?;
    Ok(Exit::Clean)
}
