//! Every command that the README and the pages show, run as shown.
//!
//! A `console` block holds commands behind `$ ` and, below them, what they print; `...` stands for any lines.

mod support;

use std::path::Path;
use std::process::Command;
use support::{Infgen, root};

struct Shown {
    command: String,
    output: Vec<String>,
}

/// The commands of a page, with what it says they print.
fn shown(page: &Path) -> Vec<Shown> {
    let text = std::fs::read_to_string(page).expect("the page can be read");
    let mut shown = Vec::<Shown>::new();
    for block in text.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```").expect("the block is closed");
        for line in block.lines() {
            match (line.strip_prefix("$ "), shown.last_mut()) {
                (Some(command), _) => shown.push(Shown { command: command.to_owned(), output: Vec::new() }),
                (None, Some(last)) => last.output.push(line.to_owned()),
                (None, None) => panic!("{}: output without a command: {line}", page.display()),
            }
        }
    }
    shown
}

/// A copy of the checkout, so that commands may write.
fn checkout() -> Infgen {
    let run = Infgen::new();
    for part in ["profiles", "out", "tests/fixtures"] {
        let target = run.path().join(part);
        std::fs::create_dir_all(target.parent().expect("inside the folder")).expect("made");
        let copied = Command::new("cp").arg("-r").arg(root().join(part)).arg(&target).status().expect("cp runs");
        assert!(copied.success());
    }
    run
}

/// Whether the output has the shown lines in order; `...` skips any number of lines.
fn matches(shown: &[String], output: &[&str]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((line, rest)) if line == "..." => (0..=output.len()).any(|skip| matches(rest, &output[skip..])),
        Some((line, rest)) => output.first() == Some(&line.as_str()) && matches(rest, &output[1..]),
    }
}

/// The words of a command that this program can run: `cargo run … -- x` is `infgen x`, and what stands behind a pipe
/// gets the output and is not run.
fn words(command: &str) -> Option<String> {
    let command = command.split_once(" | ").map_or(command, |(before, _)| before);
    let cargo = command.strip_prefix("cargo run --release -- ");
    cargo.or_else(|| command.strip_prefix("infgen ")).map(str::to_owned)
}

fn every_command_does_what_is_shown(page: &str) {
    let path = root().join(page);
    let mut ran = 0;
    let mut checkout = checkout();
    for Shown { command, output } in shown(&path) {
        let Some(words) = words(&command) else {
            // `cargo install` is run by `.ci/run`: it takes minutes.
            assert!(command == "cargo install --path ." || command == "cargo test", "{page}: what runs `{command}`?");
            continue;
        };
        ran += 1;
        checkout = checkout.args(&words);
        let done = checkout.output();
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        let status = done.status.code();
        assert!(
            status == Some(0) || (status == Some(1) && !output.is_empty()),
            "{page}: `{command}` exits {status:?}\n{}",
            String::from_utf8_lossy(&done.stderr)
        );
        if !output.is_empty() {
            let lines: Vec<&str> = printed.lines().collect();
            assert!(matches(&output, &lines), "{page}: `{command}` prints other lines:\n{printed}");
        }
        if command.contains('|') {
            assert!(printed.contains("kind: Deployment"), "{page}: `{command}` pipes nothing");
        }
    }
    assert!(ran > 0, "{page} shows no command");
}

#[test]
fn every_command_of_the_readme_does_what_is_shown() {
    every_command_does_what_is_shown("README.md");
}

#[test]
fn every_command_of_the_page_on_capacity_does_what_is_shown() {
    every_command_does_what_is_shown("docs/capacity.md");
}

#[test]
fn every_command_of_the_page_on_formats_does_what_is_shown() {
    every_command_does_what_is_shown("docs/formats.md");
}

#[test]
fn every_command_of_the_page_on_alerts_does_what_is_shown() {
    every_command_does_what_is_shown("docs/alerts.md");
}

#[test]
fn every_command_of_the_page_on_the_autoscalers_metrics_does_what_is_shown() {
    every_command_does_what_is_shown("docs/autoscaler-metrics.md");
}

#[test]
fn every_command_of_the_page_on_tune_does_what_is_shown() {
    every_command_does_what_is_shown("docs/tune.md");
}

#[test]
fn every_command_of_the_page_on_report_does_what_is_shown() {
    every_command_does_what_is_shown("docs/report.md");
}
