//! Arguments of the commands that are about what the numbers promise: capacity, simulations and alerts.

use super::{One, Selection};
use crate::plan::scenario::ScenarioName;
use crate::units::Duration;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `infgen alerts`.
#[derive(Debug, Subcommand)]
pub enum Alerts {
    /// Write rules and cases for promtool: `DIR/<profile>/<alert>_{rules,test}.yaml`.
    TestFile {
        /// Which profiles.
        #[command(flatten)]
        selection: Selection,

        /// Folder to write to.
        #[arg(long, default_value = "out", value_name = "DIR")]
        out: PathBuf,
    },
    /// Run promtool over rules and cases, and say how each alert fared.
    Verify {
        /// Which profiles.
        #[command(flatten)]
        selection: Selection,
    },
}

/// `infgen plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// Which profiles.
    #[command(flatten)]
    pub selection: Selection,

    /// How the plan is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: PlanFormat,
}

/// How a plan is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PlanFormat {
    /// Tables.
    #[default]
    Human,
    /// One JSON array for all.
    Json,
}

/// `infgen simulate`: 0 the promises hold, 1 they do not, 3 the runs do not tell.
#[derive(Debug, Args)]
pub struct Simulate {
    /// Which profile.
    #[command(flatten)]
    pub one: One,

    /// What is simulated.
    #[command(flatten)]
    pub run: Run,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: SimulateFormat,
}

/// What is simulated, and how often.
#[derive(Debug, Args)]
pub struct Run {
    /// What happens in the simulated time.
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    pub scenario: ScenarioName,

    /// Time that is simulated, in whole minutes. Left out: while the load moves and half an hour more, 1h at least.
    #[arg(long, value_name = "TIME")]
    pub horizon: Option<Duration>,

    /// Runs with other random numbers; the intervals come from them.
    #[arg(long, default_value_t = 10, value_name = "COUNT")]
    pub replications: u32,

    /// Where the random numbers start: the same seed gives the same bytes.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub seed: u64,
}

/// How the answer of a simulation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum SimulateFormat {
    /// Verdict, promises and the curve in tables.
    #[default]
    Human,
    /// Everything, as JSON.
    Json,
    /// The curve, minute by minute.
    Csv,
}

/// `infgen tune`: 0 something keeps the promises, 1 nothing that was tried does.
#[derive(Debug, Args)]
pub struct Tune {
    /// Which profile.
    #[command(flatten)]
    pub one: One,

    /// Write the answer into the profile's file.
    #[arg(long)]
    pub write: bool,

    /// Leave a key as it is, or a table of them: `--keep autoscaling.max`. Repeat it for more.
    #[arg(long, value_name = "KEY")]
    pub keep: Vec<String>,

    /// Time that the search may take.
    #[arg(long, default_value = "50s", value_name = "TIME")]
    pub budget: Duration,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TuneFormat,

    /// Runs of what is answered; `simulate` makes as many.
    #[arg(long, default_value_t = 10, value_name = "COUNT")]
    pub replications: u32,

    /// Where the random numbers of all candidates start.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub seed: u64,
}

/// How what was tuned is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TuneFormat {
    /// A table of cost against attainment, and the edit of the profile.
    #[default]
    Human,
    /// Everything, as JSON.
    Json,
}

/// `infgen report`.
#[derive(Debug, Args)]
pub struct Report {
    /// Which profile.
    #[command(flatten)]
    pub one: One,

    /// The HTML file; left out, it goes to stdout.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// What is simulated.
    #[command(flatten)]
    pub run: Run,
}
