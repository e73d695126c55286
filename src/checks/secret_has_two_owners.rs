//! `secret-has-two-owners`: of two who fill a Secret the second overwrites the first, and of none nobody does.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::{Profile, SecretOwner};
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    name: "secret-has-two-owners",
    code: "INF705",
    severity: Severity::Error,
    summary: "a Secret that several fill, or nobody",
    doc: include_str!("../../docs/checks/secret-has-two-owners.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let secrets = &cx.profile().secrets;
    let (keys, owners) = (&secrets.keys, &secrets.owners);
    if keys.is_empty() {
        return Verdict::NotApplicable("no secret keys");
    }
    let distinct: BTreeSet<&str> = owners.iter().map(|owner| owner.name()).collect();
    let (message, label) = match distinct.len() {
        1 => return Verdict::Checked,
        0 => (format!("nobody fills the secret, and the pods need {} keys of it", keys.len()), "there is no owner"),
        count => (
            format!("the secret has {count} owners, and each overwrites what the others wrote"),
            "each of these fills it",
        ),
    };
    let stay = one_owner(cx.profile());
    found.push(&CHECK, message).label(owners, label).fix(Fix::set(
        "secrets.owners",
        format!("[\"{}\"]", stay.name()),
        "leave it to one",
    ));
    Verdict::Checked
}

/// The owner that may stay: a store's operator before a person, and never a manifest.
pub(super) fn one_owner(profile: &Profile) -> SecretOwner {
    if profile.secrets.owners.contains(&SecretOwner::ExternalSecrets) {
        SecretOwner::ExternalSecrets
    } else {
        SecretOwner::Kubectl
    }
}
