//! `infgen completions`: a script for the shell.

use crate::cli::Cli;
use crate::exit::Exit;
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::Write as _;

pub(super) fn run(shell: Shell) -> anyhow::Result<Exit> {
    // Into memory first: the generator panics where its reader has gone.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "infgen", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
