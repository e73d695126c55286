//! The command line, as types.

use crate::source::Library;
use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{ColorChoice, Parser, Subcommand};
use clap_complete::Shell;
use std::path::PathBuf;

mod manifests;
mod promises;
mod selection;

pub use manifests::{AdapterConfig, AdapterShape, Check, Diff, DiffFormat, Explain, File, Init, Render, Secrets};
pub use promises::{Alerts, Plan, PlanFormat, Report, Run, Simulate, SimulateFormat, Tune, TuneFormat};
pub use selection::{Deny, Findings, One, Selection};

/// Under the help of the whole.
const BEGIN: &str = "\
To begin:
  infgen init my-service             profiles, their schema and a CI workflow
  infgen check --all                 what contradicts, with the edit that mends it
  infgen render -p prod --out out    the five files, once nothing contradicts
  infgen diff --all                  what a change of a profile does to them

Exit status:
  0  clean
  1  findings of error level, or a difference
  2  the command could not be carried out
  3  a simulation that does not tell";

/// Compiles one TOML profile of an AI-inference service into the Kubernetes manifests of its stack, and refuses while
/// their numbers contradict each other or the SLO.
#[derive(Debug, Parser)]
#[command(name = "infgen", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true, after_help = BEGIN)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Folder of profiles; a built-in profile serves where it has none of that name [default: profiles].
    #[arg(long, global = true, env = "INFGEN_PROFILES", value_name = "DIR", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub profiles: Option<PathBuf>,

    /// When to use colour.
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub color: ColorChoice,

    /// Say nothing but errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the manifests of profiles, to stdout or to a folder.
    Render(Render),
    /// Check profiles, and write nothing.
    Check(Check),
    /// Say what a check means, with its arithmetic and an example.
    Explain(Explain),
    /// Show what differs between profiles and their rendered files.
    Diff(Diff),
    /// Write and run tests of the alerts, with promtool.
    #[command(subcommand)]
    Alerts(Alerts),
    /// Print what serves the autoscaler's metrics: the rules of the Prometheus adapter.
    AdapterConfig(AdapterConfig),
    /// Say what the numbers of profiles are worth: capacity, pods, what is absorbed, what the autoscaler sees, GPU-hours.
    Plan(Plan),
    /// Run a profile's requests through its pods and its autoscaler, and judge its promises.
    Simulate(Simulate),
    /// Find the cheapest bounds, targets, policies and pools that keep the promises, and edit the profile.
    Tune(Tune),
    /// Write one page that shows the stack, its promises, its plan, its simulated hours, its findings and its alerts.
    Report(Report),
    /// List the keys of the Secret that the pods need, or make the patch that sets them.
    Secrets(Secrets),
    /// Print the JSON Schema of a profile, for editors.
    Schema,
    /// Write profiles, their schema and a CI workflow to start from.
    Init(Init),
    /// Print a completion script.
    Completions {
        /// The shell that reads it.
        shell: Shell,
    },
}

impl Cli {
    /// Where profiles are looked for.
    pub fn library(&self) -> anyhow::Result<Library> {
        self.profiles.as_deref().map_or_else(|| Ok(Library::usual()), Library::named)
    }

    /// Settles for the whole run whether there is colour: as asked, else where a terminal is and `NO_COLOR` is not.
    pub fn colour(&self) {
        let choice = match self.color {
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
            ColorChoice::Auto => anstream::ColorChoice::Auto,
        };
        choice.write_global();
    }
}
