//! `secret-store-missing`: the operator is to fill a Secret, and is not told from where.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::SecretOwner;

pub(super) static CHECK: Check = Check {
    name: "secret-store-missing",
    code: "INF706",
    severity: Severity::Error,
    summary: "external secrets without a store or a path in it",
    doc: include_str!("../../docs/checks/secret-store-missing.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let secrets = &cx.profile().secrets;
    if secrets.keys.is_empty() || !secrets.owners.contains(&SecretOwner::ExternalSecrets) {
        return Verdict::NotApplicable("no secret from a store");
    }
    let store = secrets.store.clone().unwrap_or_default();
    let names = &cx.stack.names;
    let entry = format!("{}/{}", names.environment, names.service);
    for (key, stated, what, example) in
        [("name", &store.name, "store", "cluster-secrets"), ("path", &store.path, "path in the store", entry.as_str())]
    {
        if stated.as_deref().is_some_and(|stated| !stated.is_empty()) {
            continue;
        }
        let diagnostic = found.push(&CHECK, format!("external-secrets is to fill the secret, and no {what} is stated"));
        if let Some(stated) = stated {
            diagnostic.label(stated, "this is empty");
        }
        diagnostic.label(&secrets.owners, "`external-secrets` is its owner").fix(Fix::quoted(
            &format!("secrets.store.{key}"),
            example,
            format!("name the {what}"),
        ));
    }
    Verdict::Checked
}
