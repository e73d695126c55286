//! `infgen adapter-config`: what serves the HPA's metrics.

use super::{compile_all, judged, say};
use crate::adapter::{Adapter, adapter};
use crate::cli::{AdapterConfig, AdapterShape, Cli, Findings};
use crate::exit::Exit;
use crate::report::Format;
use crate::source::Sources;
use crate::yaml;
use std::io::Write as _;

pub(super) fn run(cli: &Cli, arguments: &AdapterConfig) -> anyhow::Result<Exit> {
    let mut sources = Sources::default();
    let outcomes = compile_all(cli, &arguments.selection, &mut sources)?;
    let findings = Findings { format: Format::default(), deny: None };
    let exit = judged(&outcomes, &findings);
    if exit != Exit::Clean {
        say(cli, &outcomes, &findings, &sources, exit)?;
        return Ok(exit);
    }
    let mut all = Adapter::default();
    for (stack, _) in outcomes.iter().filter_map(|outcome| outcome.built.as_ref()) {
        all.extend(adapter(stack));
    }
    let shape = match arguments.shape {
        AdapterShape::Values => all.values(),
        AdapterShape::Config => all.config(),
    };
    std::io::stdout().write_all(yaml::value(&shape).as_bytes())?;
    Ok(Exit::Clean)
}
