//! kubectl, with a home of its own.

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// kubectl with its configuration.
pub(crate) struct Kubectl {
    program: PathBuf,
    config: PathBuf,
    home: PathBuf,
}

/// What a run said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// What it said, if it carried out what was asked and warned of nothing.
    pub(crate) fn succeeded(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// What it complained of, if it refused.
    pub(crate) fn refused(self) -> String {
        assert_eq!(self.code, Some(1), "not refused: {}{}", self.stdout, self.stderr);
        self.stderr
    }
}

impl Kubectl {
    pub(crate) fn new(program: PathBuf, config: PathBuf, home: &Path) -> Self {
        Self { program, config, home: home.to_owned() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("KUBECONFIG", &self.config)
            .env("HOME", &self.home)
            .env_remove("KUBECTL_EXTERNAL_DIFF");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.pipe(arguments, "")
    }

    /// With a text on stdin.
    pub(crate) fn pipe(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Whoever reads nothing closes the pipe early.
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// What a run says that must succeed.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        self.run(arguments).succeeded()
    }

    /// `kubectl apply -f -`, as the README pipes it.
    pub(crate) fn apply(&self, stream: &str, more: &[&str]) -> Ran {
        self.pipe(&[&["apply", "-f", "-"], more].concat(), stream)
    }

    /// What the server stores of the objects of a stream, in their order.
    pub(crate) fn stored(&self, stream: &str) -> Vec<Value> {
        let text = self.pipe(&["get", "-f", "-", "--output", "json"], stream).succeeded();
        let list: Value = serde_json::from_str(&text).unwrap();
        list["items"].as_array().unwrap().clone()
    }

    /// What the server stores.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let text = self.succeed(&[arguments, &["--output", "json"]].concat());
        serde_json::from_str(&text).unwrap()
    }

    /// Runs a command line of a person, who has this kubectl on the path.
    pub(crate) fn shell(&self, line: &str, folder: &Path) -> Ran {
        let programs = self.program.parent().unwrap().display();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new("sh");
        command.args(["-ec", line]).current_dir(folder).env("PATH", path);
        let output = command.env("KUBECONFIG", &self.config).env("HOME", &self.home).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}
