//! The comments of the files: what a file is, and how the keys of the Secret are set.

use crate::manifests::Manifest;
use crate::objects::Object;

/// The annotation of the Secret skeleton that names the keys the pods need.
pub const REQUIRED_KEYS: &str = "infgen.dev/required-keys";

/// What the file is, and that it is not to be edited.
pub(super) fn push_header(text: &mut String, manifest: &Manifest, profile: &str) {
    push_line(text, &format!("{}.yaml: {}.", manifest.name, contents(&manifest.objects)));
    push_line(
        text,
        &format!("Made by infgen from the profile {profile}. Do not edit: change the profile and render again."),
    );
}

/// `Deployment, 2 Services`: the kinds in the order of the file.
fn contents(objects: &[Object]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for object in objects {
        match kinds.iter_mut().find(|(kind, _)| *kind == object.kind()) {
            Some((_, count)) => *count += 1,
            None => kinds.push((object.kind(), 1)),
        }
    }
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|(kind, count)| match (count, kind.strip_suffix('y')) {
            (1, _) => kind.to_owned(),
            (_, Some(stem)) => format!("{count} {stem}ies"),
            (_, None) => format!("{count} {kind}s"),
        })
        .collect();
    kinds.join(", ")
}

/// Over a Secret that declares required keys: the keys, and the command that sets them.
///
/// The command patches the values in. An apply would make them part of the skeleton's own declaration: on the client it
/// notes them in `last-applied-configuration`, and the next apply of the skeleton, which has none, deletes them; on the
/// server kubectl takes the skeleton's fields over with the annotation (`csaupgrade`), and its labels are gone.
pub(super) fn push_required_keys(text: &mut String, object: &Object) {
    let Object::Secret(secret) = object else {
        return;
    };
    let annotations = secret.metadata.annotations.as_ref();
    let Some(keys) = annotations.and_then(|all| all.get(REQUIRED_KEYS)) else {
        return;
    };
    push_line(
        text,
        "The skeleton of the Secret: no values, so that applying it never overwrites one. The pods need these keys:",
    );
    for key in keys.split([',', ' ', '\n']).filter(|key| !key.is_empty()) {
        push_line(text, &format!("  {key}"));
    }
    let name = object.name();
    let namespace = secret.metadata.namespace.as_deref().unwrap_or("default");
    push_line(text, "Put them as KEY=VALUE lines into a file that is not committed, and once the skeleton is applied:");
    push_line(text, &format!("  kubectl create secret generic {name} --namespace {namespace} \\"));
    push_line(text, "    --from-env-file=secrets.env --dry-run=client --output yaml |");
    push_line(text, &format!("    kubectl patch secret {name} --namespace {namespace} --patch-file /dev/stdin"));
}

/// One line of comment, whatever the text holds.
fn push_line(text: &mut String, line: &str) {
    text.push_str("# ");
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    text.extend(line.chars().map(|c| if is_break(c) { '?' } else { c }));
    text.push('\n');
}
