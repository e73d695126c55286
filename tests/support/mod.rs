//! A run of the program in a folder of its own, with its whole output as one text.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with a program to run in it.
pub(crate) struct Infgen {
    folder: TempDir,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Infgen {
    /// In an empty folder: only the built-in profiles are there.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        Self { folder, arguments: Vec::new(), environment: Vec::new() }
    }

    /// Puts a file there.
    pub(crate) fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        self.write(path, contents);
        self
    }

    /// Puts a file there, between two runs.
    pub(crate) fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder can be made");
        std::fs::write(path, contents).expect("the file can be written");
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What a file holds.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).expect("the file can be read")
    }

    /// Sets the arguments, as one line split at blanks.
    pub(crate) fn args(mut self, line: &str) -> Self {
        self.arguments = line.split_whitespace().map(str::to_owned).collect();
        self
    }

    /// Adds an argument that holds blanks.
    pub(crate) fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The command, with nothing of the caller's environment but the path.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_infgen"));
        command.current_dir(self.path()).args(&self.arguments).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it.
    pub(crate) fn output(&self) -> Output {
        self.command().output().expect("the program can be started")
    }

    /// Runs it; exit status, stdout and stderr as one text.
    pub(crate) fn run(&self) -> String {
        let output = self.output();
        let folder = self.path().display().to_string();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&folder, "[folder]");
        let status = output.status.code().map_or_else(|| "killed".to_owned(), |code| code.to_string());
        format!(
            "$ infgen {}\nexit: {status}\n--- stdout\n{}--- stderr\n{}",
            self.arguments.join(" "),
            text(&output.stdout),
            text(&output.stderr)
        )
    }
}

/// What `--profile` takes for every shipped profile that can be rendered: those of `profiles/` by name, the examples by
/// path.
pub(crate) fn shipped() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["profiles", "profiles/examples"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("the folder is there");
        for path in entries.map(|entry| entry.expect("it can be read").path()) {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            if path.extension().is_none_or(|extension| extension != "toml") || stem == "base" {
                continue;
            }
            found.push(if folder == "profiles" { stem } else { format!("{folder}/{stem}.toml") });
        }
    }
    found.sort();
    assert!(found.len() >= 10, "{found:?}");
    found
}

/// Keeps a text under `snapshots/<folder>/<name>.snap`.
pub(crate) fn keep(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
