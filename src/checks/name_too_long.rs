//! `name-too-long`: a name that becomes too long, or that no object may have.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::syntax::is_dns_label;

pub(super) static CHECK: Check = Check {
    name: "name-too-long",
    code: "INF901",
    severity: Severity::Error,
    summary: "a service or namespace name that objects cannot bear",
    doc: include_str!("../../docs/checks/name-too-long.md"),
    stage: Stage::Stack(run),
};

/// A pod of the Deployment is `<name>-<10>-<5>`, a Service `<name>-headless`: both stay under 63.
const LONGEST_SERVICE: usize = 40;
/// A DNS label (RFC 1123).
const LONGEST_NAMESPACE: usize = 63;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let service = &cx.profile().service;
    for (key, name, longest) in
        [("service.name", &service.name, LONGEST_SERVICE), ("service.namespace", &service.namespace, LONGEST_NAMESPACE)]
    {
        let Some(name) = name else { continue };
        if name.len() > longest {
            too_long(key, name, longest, found);
        } else if !is_name(key, name) {
            not_a_name(key, name, longest, found);
        }
    }
    Verdict::Checked
}

/// A Service's name begins with a letter (RFC 1035), unless the cluster opens `RelaxedServiceNameValidation`.
fn is_name(key: &str, name: &str) -> bool {
    let letter = name.starts_with(|c: char| c.is_ascii_lowercase());
    is_dns_label(name) && (letter || key != "service.name")
}

fn too_long(key: &str, name: &Located<String>, longest: usize, found: &mut Findings) {
    let length = name.len();
    let message = format!(
        "`{key}` has {length} characters, {} more than the {longest} that its objects leave it",
        length - longest
    );
    found.push(&CHECK, message).label(name, format!("{length} characters")).fix(Fix::quoted(
        key,
        mended(name, longest),
        "shorten it",
    ));
}

fn not_a_name(key: &str, name: &Located<String>, longest: usize, found: &mut Findings) {
    let diagnostic = found.push(&CHECK, format!("`{key}` is `{name}`, which no object may be called"));
    diagnostic
        .label(name, "not a DNS label")
        .note("a name has lower-case letters, digits and `-`, begins with a letter and ends without `-`");
    let mended = mended(name, longest);
    if is_name(key, &mended) {
        diagnostic.fix(Fix::quoted(key, mended, "call it so"));
    }
}

/// The nearest name that is one.
fn mended(name: &str, longest: usize) -> String {
    let lower = name.to_ascii_lowercase();
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let mut mended: String = lower.chars().map(letter).collect();
    mended = mended.trim_start_matches(|c: char| !c.is_ascii_lowercase()).to_owned();
    mended.truncate(longest);
    mended.trim_end_matches('-').to_owned()
}
