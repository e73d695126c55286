//! `infgen alerts`: tests of the alerts, written, and run by Prometheus' own tool.

use super::{compile_all, judged, say};
use crate::alerts::promtool::{Case, RULES, Suite, files, suites};
use crate::cli::{Alerts, Cli, Findings, Selection};
use crate::exit::Exit;
use crate::report::Format;
use crate::source::Sources;
use crate::stack::Stack;
use anyhow::{Context as _, bail};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Output};

pub(super) fn run(cli: &Cli, arguments: &Alerts) -> anyhow::Result<Exit> {
    match arguments {
        Alerts::TestFile { selection, out } => write(cli, selection, out),
        Alerts::Verify { selection } => verify(cli, selection),
    }
}

/// The stacks of the selected profiles, unless a finding stands in the way.
fn stacks(cli: &Cli, selection: &Selection) -> anyhow::Result<Result<Vec<(String, Stack)>, Exit>> {
    let mut sources = Sources::default();
    let outcomes = compile_all(cli, selection, &mut sources)?;
    let findings = Findings { format: Format::default(), deny: None };
    let exit = judged(&outcomes, &findings);
    if exit != Exit::Clean {
        say(cli, &outcomes, &findings, &sources, exit)?;
        return Ok(Err(exit));
    }
    let built = outcomes.into_iter().filter_map(|outcome| Some((outcome.name, outcome.built?.0)));
    Ok(Ok(built.collect()))
}

fn write(cli: &Cli, selection: &Selection, out: &Path) -> anyhow::Result<Exit> {
    let stacks = match stacks(cli, selection)? {
        Ok(stacks) => stacks,
        Err(exit) => return Ok(exit),
    };
    for (name, stack) in &stacks {
        let folder = out.join(name);
        write_files(&folder, stack)?;
        if !cli.quiet {
            let number: usize = suites(stack).iter().map(|suite| suite.cases.len()).sum();
            writeln!(anstream::stdout(), "wrote {number} cases to {}", folder.display())?;
        }
    }
    Ok(Exit::Clean)
}

fn write_files(folder: &Path, stack: &Stack) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("make folder `{}`", folder.display()))?;
    for (file, text) in files(stack) {
        let path = folder.join(file);
        std::fs::write(&path, text).with_context(|| format!("write `{}`", path.display()))?;
    }
    Ok(())
}

fn verify(cli: &Cli, selection: &Selection) -> anyhow::Result<Exit> {
    let stacks = match stacks(cli, selection)? {
        Ok(stacks) => stacks,
        Err(exit) => return Ok(exit),
    };
    let mut exit = Exit::Clean;
    for (name, stack) in &stacks {
        let folder = Folder::new()?;
        write_files(&folder.0, stack)?;
        let checked = promtool(&folder.0, &["check", "rules", "--lint-fatal", RULES])?;
        let suites = suites(stack);
        let tested = run_all(&folder.0, &suites)?;
        if !(checked.status.success() && tested.iter().all(|output| output.status.success())) {
            exit = Exit::Findings;
        }
        report(name, &suites, &checked, &tested)?;
    }
    Ok(exit)
}

/// What promtool says of each suite, two at a time for each processor: half of its time it waits for the disk to take
/// the samples of a case.
fn run_all(folder: &Path, suites: &[Suite]) -> anyhow::Result<Vec<Output>> {
    let workers = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().context("start threads")?;
    pool.install(|| suites.par_iter().map(|suite| promtool(folder, &["test", "rules", &suite.tests_file()])).collect())
}

/// A folder of its own for promtool's files, gone when it is done.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let parent = std::env::temp_dir();
        for number in 0..100_u32 {
            let path = parent.join(format!("infgen-alerts-{}-{number}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).with_context(|| format!("make folder `{}`", path.display())),
            }
        }
        bail!("make a folder in `{}`: every name is taken", parent.display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn promtool(folder: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    // Each run is over in a second or two: collecting its garbage a quarter as often saves a fifth of its time.
    Command::new("promtool").env("GOGC", "400").current_dir(folder).args(arguments).output().map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            anyhow::anyhow!("promtool is not on the path; it comes with Prometheus (Debian: `apt install prometheus`)")
        } else {
            anyhow::Error::from(error).context("start promtool")
        }
    })
}

/// How each alert fared: its cases, and those that failed by name.
fn report(name: &str, suites: &[Suite], checked: &Output, tested: &[Output]) -> anyhow::Result<()> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (suite, output) in suites.iter().zip(tested) {
        let failures = said(output);
        let unread = !output.status.success() && !suite.cases.iter().any(|case| failed(&failures, case));
        for case in &suite.cases {
            let row = rows.entry(alert_of(case)).or_default();
            let fires = case.asked.iter().filter(|(_, fires)| *fires).count();
            row.fires += fires;
            row.silent += case.asked.len() - fires;
            row.failed |= unread || failed(&failures, case);
        }
    }
    let mut out = anstream::stdout();
    let rules = if checked.status.success() { "rules accepted" } else { "rules refused" };
    let cases: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    writeln!(out, "{name}: {rules}, {cases} cases")?;
    let width = rows.keys().map(String::len).max().unwrap_or_default();
    writeln!(out, "{:width$}  fires  silent", "alert")?;
    for (alert, row) in &rows {
        let verdict = if row.failed { "FAILED" } else { "ok" };
        writeln!(out, "{alert:width$}  {:>5}  {:>6}  {verdict}", row.fires, row.silent)?;
    }
    for output in tested.iter().chain([checked]).filter(|output| !output.status.success()) {
        writeln!(anstream::stderr(), "{}", said(output).trim())?;
    }
    Ok(())
}

/// How an alert fared: how often it has to fire and to stay silent, and whether it does.
#[derive(Default)]
struct Row {
    fires: usize,
    silent: usize,
    failed: bool,
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn failed(failures: &str, case: &Case) -> bool {
    failures.lines().any(|line| names(line, case))
}

/// Whether promtool speaks of a case.
fn names(line: &str, case: &Case) -> bool {
    line.trim_start().strip_prefix("name: ").is_some_and(|name| name.trim_end_matches(',') == case.name)
}

/// The alert, with the objective, that a case is about.
fn alert_of(case: &Case) -> String {
    case.name.split(": ").next().unwrap_or_default().to_owned()
}
