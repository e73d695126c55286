//! The command line, as types.

use crate::plan::scenario::ScenarioName;
use crate::report::Format;
use crate::source::Library;
use crate::units::Duration;
use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Compiles one TOML profile of an AI-inference service into the Kubernetes manifests of its stack, and refuses while
/// their numbers contradict each other or the SLO.
#[derive(Debug, Parser)]
#[command(name = "infgen", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true)]
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
    #[arg(required_unless_present = "list", value_name = "CHECK")]
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

/// `infgen alerts`.
#[derive(Debug, Subcommand)]
pub enum Alerts {
    /// Write rules and cases for promtool: `DIR/<profile>/alerts_*.yaml`.
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
    /// Profile by name or path.
    #[arg(long, short = 'p', value_name = "NAME|PATH")]
    pub profile: String,

    /// Override a value: `--set autoscaling.max=24`. Repeat it for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// What happens.
    #[arg(long, value_enum, default_value_t, value_name = "NAME")]
    pub scenario: ScenarioName,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: SimulateFormat,

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
    /// Profile by name or path.
    #[arg(long, short = 'p', value_name = "NAME|PATH")]
    pub profile: String,

    /// Override a value: `--set traffic.peak=800rps`. Repeat it for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,

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
    /// Profile by name or path.
    #[arg(long, short = 'p', value_name = "NAME|PATH")]
    pub profile: String,

    /// Override a value: `--set autoscaling.max=24`. Repeat it for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// The HTML file; left out, it goes to stdout.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,

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

/// `infgen secrets`.
#[derive(Debug, Args)]
pub struct Secrets {
    /// Profile by name or path.
    #[arg(long, short = 'p', value_name = "NAME|PATH")]
    pub profile: String,

    /// Override a value: `--set service.namespace=test`. Repeat it for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,

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
