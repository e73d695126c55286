//! How a run ended, as scripts see it.

use crate::printable::lines;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Clean = 0,
    /// Findings of error level, or differences.
    Findings = 1,
    /// The command could not be carried out.
    Failed = 2,
    /// A simulation that says neither that the promises hold nor that they do not.
    Undecided = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Findings => Self::from(1),
            Exit::Failed => Self::from(2),
            Exit::Undecided => Self::from(3),
        }
    }
}

/// What a failure makes of the run. A reader that has gone (`infgen render … | head`) has what it wanted.
#[must_use]
pub fn failed(error: &anyhow::Error) -> Exit {
    if is_broken_pipe(error) {
        return Exit::Clean;
    }
    let said = format!("{error:#}");
    let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {}", lines(&said));
    Exit::Failed
}

const ERROR: clap::builder::styling::Style =
    clap::builder::styling::AnsiColor::Red.on_default().effects(clap::builder::styling::Effects::BOLD);

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|cause| cause.kind() == ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_gone_is_no_failure() {
        let gone = anyhow::Error::from(std::io::Error::from(ErrorKind::BrokenPipe)).context("write");
        assert_eq!(failed(&gone), Exit::Clean);
        let full = anyhow::Error::from(std::io::Error::from(ErrorKind::StorageFull)).context("write");
        assert_eq!(failed(&full), Exit::Failed);
    }
}
