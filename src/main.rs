//! The `infgen` program: parse, run, report, exit.

use clap::Parser as _;
use infgen::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.colour();
    infgen::commands::run(&cli).unwrap_or_else(|error| infgen::exit::failed(&error)).into()
}
