//! `infgen secrets`: which keys the pods need, and the patch that sets them. No value is ever shown.

use super::with_stack;
use crate::cli::{Cli, Secrets as Arguments};
use crate::exit::Exit;
use crate::profile::SecretOwner;
use crate::secrets::{Values, distinct};
use crate::source::{Pipes, read};
use crate::stack::Stack;
use crate::syntax::variable_of;
use anyhow::bail;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// The largest file of values that is read: no Secret holds more. [Kubernetes, `MaxSecretSize`]
const LARGEST: u64 = 1 << 20;

pub(super) fn run(cli: &Cli, arguments: &Arguments) -> anyhow::Result<Exit> {
    with_stack(cli, &arguments.one, |_, stack| match &arguments.from {
        None => {
            write!(anstream::stdout(), "{}", needed(arguments.one.name(), stack))?;
            Ok(Exit::Clean)
        }
        Some(from) => patch(cli, arguments, from, stack),
    })
}

/// The keys with the variables that they become, and the way to set them.
fn needed(asked: &str, stack: &Stack) -> String {
    let keys = distinct(&stack.profile.secrets.keys);
    let (name, namespace) = (stack.names.secrets(), &stack.names.namespace);
    let mut text = String::new();
    if keys.is_empty() {
        return "the pods need no keys of a Secret\n".to_owned();
    }
    let _ = writeln!(text, "Secret {namespace}/{name}: the pods do not start without these keys");
    let width = keys.iter().map(String::len).max().unwrap_or_default();
    for key in &keys {
        let _ = writeln!(text, "  {key:width$}  {}", variable_of(key));
    }
    if filled_by_operator(stack) {
        text += "\nThe External Secrets operator fills it from its store: set them there.\n";
        return text;
    }
    text += "\nPut them as KEY=VALUE lines into a file that is not committed, and once `secrets.yaml` is applied:\n";
    let _ = writeln!(text, "  infgen secrets --profile {asked} --from secrets.env |");
    let _ = writeln!(text, "    kubectl patch secret {name} --namespace {namespace} --patch-file /dev/stdin");
    text
}

/// Prints the patch, unless a value cannot be meant or somebody would read it.
fn patch(cli: &Cli, arguments: &Arguments, from: &Path, stack: &Stack) -> anyhow::Result<Exit> {
    if filled_by_operator(stack) {
        bail!(
            "the External Secrets operator fills this Secret and would overwrite a patch; set the values in its store"
        );
    }
    if std::io::stdout().is_terminal() {
        bail!(
            "the patch holds the values, and stdout is a terminal; pipe it into `kubectl patch` (`infgen secrets` says how)"
        );
    }
    let from = if from == Path::new("-") { Path::new("/dev/stdin") } else { from };
    let text = read(from, "file of values", LARGEST, Pipes::Read)?;
    let values = Values::read(&text, &distinct(&stack.profile.secrets.keys), arguments.partial);
    let shown = from.display();
    let mut said = anstream::stderr();
    for fault in &values.faults {
        writeln!(said, "error: {shown}: {fault}")?;
    }
    for doubt in values.doubts.iter().filter(|_| !cli.quiet) {
        writeln!(said, "warning: {shown}: {doubt}")?;
    }
    if !values.faults.is_empty() {
        return Ok(Exit::Findings);
    }
    std::io::stdout().write_all(values.patch().as_bytes())?;
    Ok(Exit::Clean)
}

fn filled_by_operator(stack: &Stack) -> bool {
    stack.profile.secrets.owners.contains(&SecretOwner::ExternalSecrets)
}
