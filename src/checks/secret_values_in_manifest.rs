//! `secret-values-in-manifest`: a password is written where all may read it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{Profile, SecretOwner};
use crate::suspicion;

pub(super) static CHECK: Check = Check {
    name: "secret-values-in-manifest",
    code: "INF704",
    severity: Severity::Error,
    summary: "secret values in a manifest or in a setting",
    doc: include_str!("../../docs/checks/secret-values-in-manifest.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let owners = &profile.secrets.owners;
    if owners.contains(&SecretOwner::Manifest) {
        let stay = super::secret_has_two_owners::one_owner(profile);
        found
            .push(&CHECK, "the secret's values are to stand in a manifest, for all who read the repository")
            .label(owners, "`manifest` is one of its owners")
            .note("a value that was once committed is known: change it where it is used")
            .fix(Fix::set("secrets.owners", format!("[\"{}\"]", stay.name()), "keep values out of the repository"));
    }
    for (key, value) in settings(profile) {
        let Some(why) = suspicion::of(&key, value) else {
            continue;
        };
        let diagnostic = found.push(&CHECK, format!("`{key}` holds {why} in plain text"));
        diagnostic
            .label(value, format!("this is {why}"))
            .note("state its key in `secrets.keys`; the pod then has it as an environment variable");
        if key.starts_with("app.env.") {
            diagnostic.fix(Fix::remove(&key, "let the Secret hold it"));
        }
    }
    let args = &profile.app.args;
    if let Some((_, why)) = suspicion::of_arguments(args).next() {
        found
            .push(&CHECK, format!("`app.args` holds {why} in plain text"))
            .label(args, format!("one of these is {why}"))
            .note("an argument may name a variable, `$(API_KEY)`, whose key `api-key` stands in `secrets.keys`");
    }
    Verdict::Checked
}

/// Every text of the profile that ends up in a manifest beside the arguments, with its key.
fn settings(profile: &Profile) -> impl Iterator<Item = (String, &Located<String>)> {
    let service = &profile.service;
    let maps = [
        ("app.env", &profile.app.env),
        ("service.labels", &service.labels),
        ("service.annotations", &service.annotations),
        ("alerts.labels", &profile.alerts.labels),
    ];
    let single =
        [("service.runbooks", &service.runbooks), ("cluster.prometheus.address", &profile.cluster.prometheus.address)];
    let keyed =
        maps.into_iter().flat_map(|(table, map)| map.iter().map(move |(key, value)| (format!("{table}.{key}"), value)));
    keyed.chain(single.map(|(key, value)| (key.to_owned(), value)))
}
