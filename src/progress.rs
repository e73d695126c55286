//! A line on stderr that says how far a long run has come; nothing where no terminal is.

use std::io::{IsTerminal as _, Write as _};

/// Columns of the bar.
const WIDTH: u32 = 30;

/// The line.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    shown: bool,
}

impl Progress {
    /// The line, unless quiet is asked for or stderr is no terminal.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        Self { shown: !quiet && std::io::stderr().is_terminal() }
    }

    /// So many of so many are done.
    pub fn show(self, what: &str, done: u32, of: u32) {
        if self.shown {
            let _ = write!(anstream::stderr(), "\r{}", line(what, done, of));
        }
    }

    /// Takes the line away.
    pub fn clear(self) {
        if self.shown {
            let _ = write!(anstream::stderr(), "\r{:70}\r", "");
        }
    }
}

fn line(what: &str, done: u32, of: u32) -> String {
    let of = of.max(done).max(1);
    let full = WIDTH * done / of;
    let bar: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
    format!("[{bar}] {done} of {of} {what}")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_bar_fills() {
        assert_eq!(line("runs", 5, 10), format!("[{}{}] 5 of 10 runs", "#".repeat(15), ".".repeat(15)));
        assert!(line("runs", 10, 10).starts_with(&format!("[{}]", "#".repeat(30))));
        assert!(line("runs", 0, 0).contains("0 of 1"));
    }
}
