//! Arguments of the commands that are about files: profiles, manifests and what is found in them.

use super::{Findings, One, Selection};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `infgen render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Which profiles.
    #[command(flatten)]
    pub selection: Selection,

    /// How findings are judged and written, on stderr.
    #[command(flatten)]
    pub findings: Findings,

    /// Write `DIR/<profile>/<file>.yaml` instead of a stream on stdout.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Write this file only; repeat it for more.
    #[arg(long, value_enum, value_name = "FILE")]
    pub only: Vec<File>,
}

/// One of the five files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum File {
    /// Namespace, settings, alert rules, dashboard.
    Configmap,
    /// The Secret skeleton, or an ExternalSecret.
    Secrets,
    /// Services, Ingress, NetworkPolicy, ServiceMonitor.
    LoadBalancer,
    /// ServiceAccount, claims, Deployment, PodDisruptionBudget.
    Deployment,
    /// The autoscaler.
    Hpa,
}

impl File {
    /// The file's name without its ending.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Configmap => "configmap",
            Self::Secrets => "secrets",
            Self::LoadBalancer => "load-balancer",
            Self::Deployment => "deployment",
            Self::Hpa => "hpa",
        }
    }
}

/// `infgen check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Which profiles.
    #[command(flatten)]
    pub selection: Selection,

    /// How findings are judged and written.
    #[command(flatten)]
    pub findings: Findings,

    /// Apply the edits that are safe to the profiles' files, and report what is left.
    #[arg(long)]
    pub fix: bool,

    /// Show what `--fix` would change, and write nothing; exits with 1 if it would change anything.
    #[arg(long, requires = "fix")]
    pub diff: bool,
}

/// `infgen explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The check, by name or code.
    #[arg(value_name = "CHECK")]
    pub check: Option<String>,

    /// List every check.
    #[arg(long, conflicts_with = "check")]
    pub list: bool,
}

/// `infgen diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// Which profiles.
    #[command(flatten)]
    pub selection: Selection,

    /// Folder that holds `<profile>/<file>.yaml`.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub against: PathBuf,

    /// How differences are written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DiffFormat,
}

/// How differences are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DiffFormat {
    /// Object by object, field by field.
    #[default]
    Human,
    /// Line by line, as `diff -u`.
    Text,
    /// As JSON.
    Json,
}

/// `infgen adapter-config`.
#[derive(Debug, Args)]
pub struct AdapterConfig {
    /// Which profiles; the rules of all of them come in one list.
    #[command(flatten)]
    pub selection: Selection,

    /// In which shape.
    #[arg(long, value_enum, default_value_t, value_name = "SHAPE")]
    pub shape: AdapterShape,
}

/// Who reads the adapter's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum AdapterShape {
    /// The values of its Helm chart.
    #[default]
    Values,
    /// Its own configuration file.
    Config,
}

/// `infgen secrets`.
#[derive(Debug, Args)]
pub struct Secrets {
    /// Which profile.
    #[command(flatten)]
    pub one: One,

    /// File of KEY=VALUE lines, or `-`: print the patch that sets them, for `kubectl patch`.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    /// Take a file that sets only some of the keys.
    #[arg(long, requires = "from")]
    pub partial: bool,
}

/// `infgen init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Folder to write to.
    #[arg(default_value = ".", value_name = "DIR")]
    pub folder: PathBuf,
}
