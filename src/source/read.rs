//! Reading a text file that anybody may have put there: bounded, and with the place of what is no text.

use anyhow::{Context as _, anyhow, bail};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Whether what gives its bytes only once is read too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pipes {
    /// `/dev/stdin` and `<(…)`, for a path that somebody typed.
    Read,
    /// A run over a folder would wait for a writer that never comes.
    Refused,
}

/// The text of a file; `what` is what messages call it. One that is larger than `most` bytes is not read to its end.
pub(crate) fn read(path: &Path, what: &str, most: u64, pipes: Pipes) -> anyhow::Result<String> {
    let shown = path.display();
    let whole = || format!("read {what} `{shown}`");
    let kind = path.metadata().with_context(whole)?.file_type();
    if kind.is_dir() {
        bail!("{what} `{shown}` is a folder");
    }
    if pipes == Pipes::Refused && !kind.is_file() {
        bail!("{what} `{shown}` is no file");
    }
    let file = File::open(path).with_context(whole)?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).with_context(whole)?;
    if bytes.len() as u64 > most {
        bail!("{what} `{shown}` is larger than {} MiB; is it a {what}?", most >> 20);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|byte| *byte == b'\n').count();
        anyhow!("{what} `{shown}` is not UTF-8: byte {valid}, line {line}")
    })
}
