//! Which profiles a command takes, and how what is found in them is said.

use crate::report::Format;
use clap::{Args, ValueEnum};

/// Which profiles, and with which values.
#[derive(Debug, Args)]
pub struct Selection {
    /// Profile by name or path; repeat it for more.
    #[arg(long = "profile", short = 'p', value_name = "NAME|PATH")]
    pub named: Vec<String>,

    /// Profiles by name or path.
    #[arg(value_name = "PROFILE")]
    pub listed: Vec<String>,

    /// Every profile that is not only there to be extended.
    #[arg(long, conflicts_with_all = ["named", "listed"])]
    pub all: bool,

    /// Override a value: `--set autoscaling.max=24`. Repeat it for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// Which profile, and with which values.
#[derive(Debug, Args)]
pub struct One {
    /// Profile by name or path.
    #[arg(long = "profile", short = 'p', value_name = "NAME|PATH", required_unless_present = "listed")]
    named: Option<String>,

    /// Profile by name or path.
    #[arg(value_name = "PROFILE", conflicts_with = "named")]
    listed: Option<String>,

    /// Override a value: `--set autoscaling.max=24`. Repeat it for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

impl One {
    /// Its name or path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.named.as_deref().or(self.listed.as_deref()).unwrap_or_default()
    }
}

/// How findings are judged and written.
#[derive(Debug, Args)]
pub struct Findings {
    /// How findings are written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// Fail on these too.
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub deny: Option<Deny>,
}

/// What besides errors fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
}
