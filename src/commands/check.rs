//! `infgen check`: the findings are the result.

use super::{compile_all, fix, judged};
use crate::cli::{Check, Cli};
use crate::exit::Exit;
use crate::report;
use crate::source::Sources;
use std::io::Write as _;

pub(super) fn run(cli: &Cli, arguments: &Check) -> anyhow::Result<Exit> {
    if arguments.fix {
        return fix::run(cli, arguments);
    }
    let mut sources = Sources::default();
    let outcomes = compile_all(cli, &arguments.selection, &mut sources)?;
    let exit = judged(&outcomes, &arguments.findings);
    if !(cli.quiet && exit == Exit::Clean) {
        write!(anstream::stdout(), "{}", report::render(arguments.findings.format, &outcomes, &sources))?;
    }
    Ok(exit)
}
