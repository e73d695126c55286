//! `unknown-to-version`: a name that the image's version of the server does not have.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::adapter;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::located::Located;
use crate::objects::Object;
use crate::profile::{Profile, RuntimeKind};
use crate::runtime::arguments;
use crate::runtime::versions::{self, NAMES, Named, Version};
use std::collections::BTreeSet;

pub(super) static CHECK: Check = Check {
    name: "unknown-to-version",
    code: "INF818",
    severity: Severity::Error,
    summary: "a metric or an argument that the image's version of the server does not have",
    doc: include_str!("../../docs/checks/unknown-to-version.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(kind) = server(profile) else {
        return Verdict::NotApplicable("the image is of no server that is known");
    };
    let words = words(cx);
    let is_read = |named: &&Named| words.iter().any(|word| named.is(word));
    let is_given = |named: &&Named| named.name.starts_with('-') && arguments::given(profile, &[named.name]).is_some();
    let used: Vec<&Named> =
        NAMES.iter().filter(|named| named.kind == kind).filter(|named| is_read(named) || is_given(named)).collect();
    if used.is_empty() {
        return Verdict::NotApplicable("no name is used that a version of the server changed");
    }
    let Some(stated) = stated(profile, kind) else {
        let lack = found.unverified(&CHECK, "image.version");
        if let Some(repository) = &profile.image.repository {
            lack.label(repository, "the tags of this image are not known to be the server's versions");
        }
        return Verdict::Checked;
    };
    let Some(version) = versions::version(stated) else {
        let how = format!("`{}` is no version of {}: two numbers or three, `1.2.3`", **stated, kind.name());
        found.push(&CHECK, how).label(stated, "no version can be read from it");
        return Verdict::Checked;
    };
    for named in used.into_iter().filter(|named| !named.is_in(version)) {
        missing(profile, stated, version, named, found);
    }
    Verdict::Checked
}

/// The server in the image: the profile says so, or the name under which its makers publish it.
fn server(profile: &Profile) -> Option<RuntimeKind> {
    match *profile.runtime {
        RuntimeKind::Custom => versions::published(profile.image.repository.as_ref()?),
        known => Some(known),
    }
}

/// What says its version: the profile, or the tag of the makers' own image where it is one.
fn stated(profile: &Profile, kind: RuntimeKind) -> Option<&Located<String>> {
    let image = &profile.image;
    let is_theirs = image.repository.as_ref().is_some_and(|name| versions::published(name) == Some(kind));
    let tag = image.tag.as_ref().filter(|tag| is_theirs && versions::version(tag).is_some());
    image.version.as_ref().or(tag)
}

/// Everything that could be a name in what is evaluated: rules, the dashboard, triggers and the adapter's rules.
fn words(cx: &Context<'_>) -> BTreeSet<String> {
    let mut texts = Vec::new();
    for object in cx.manifests.objects() {
        match object {
            Object::PrometheusRule(rules) => {
                texts.extend(rules.spec.groups.iter().flat_map(|group| &group.rules).map(|rule| rule.expr.clone()));
            }
            Object::ConfigMap(map) => texts.extend(map.data.iter().flatten().map(|(_, text)| text.clone())),
            Object::ScaledObject(scaled) => {
                let queries = scaled.spec.triggers.iter().filter_map(|trigger| trigger.metadata.get("query"));
                texts.extend(queries.cloned());
            }
            _ => {}
        }
    }
    texts.push(adapter::adapter(cx.stack).config().to_string());
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    texts.iter().flat_map(|text| text.split(|c| !is_name(c))).map(str::to_owned).collect()
}

fn missing(profile: &Profile, stated: &Located<String>, version: Version, named: &Named, found: &mut Findings) {
    let (name, server) = (named.name, named.kind.name());
    let is_new = named.since.and_then(versions::version).is_some_and(|since| version < since);
    let bound = if is_new { named.since } else { named.gone }.unwrap_or_default();
    let (has, remedy) = if is_new {
        (format!("has `{name}` from {bound} on"), format!("run {server} {bound} or later"))
    } else {
        (format!("has no `{name}` from {bound} on"), format!("run {server} below {bound}"))
    };
    let finding = found.push(&CHECK, format!("{server} {has}, and the image is `{}`", **stated));
    finding.label(stated, "the version of the server");
    if name.starts_with('-') {
        finding.note(format!("{server} stops at an argument that it does not know: no pod starts"));
    } else {
        finding.note("what reads it finds no series: an alert is silent for ever, a target is never met");
    }
    match named.instead {
        Some(instead) => in_place(profile, named, instead, &remedy, finding),
        None => finding.note(remedy),
    };
}

/// The name that this version has in its place: in the profile, if the profile is what names it.
fn in_place<'a>(
    profile: &Profile,
    named: &Named,
    instead: &str,
    remedy: &str,
    finding: &'a mut Diagnostic,
) -> &'a mut Diagnostic {
    match key(profile, named) {
        Some((key, stated)) => finding.label(stated, "read by rules and dashboard").fix(Fix::quoted(
            key,
            instead,
            format!("read what this version has, or {remedy}"),
        )),
        None => finding.note(format!("this version has `{instead}` in its place: {remedy}")),
    }
}

/// The key by which the profile of an own application names a metric.
fn key<'a>(profile: &'a Profile, named: &Named) -> Option<(&'static str, &'a Located<String>)> {
    if *profile.runtime != RuntimeKind::Custom {
        return None;
    }
    let metrics = &profile.metrics;
    let keys = [
        ("metrics.response_time", Some(&metrics.response_time)),
        ("metrics.requests", Some(&metrics.requests)),
        ("metrics.errors", Some(&metrics.errors)),
        ("metrics.queue", Some(&metrics.queue)),
        ("metrics.cache_hits", metrics.cache_hits.as_ref()),
        ("metrics.cache_lookups", metrics.cache_lookups.as_ref()),
        ("metrics.cache_hit_rate", Some(&metrics.cache_hit_rate)),
    ];
    let mut named =
        keys.into_iter().filter_map(|(key, stated)| Some((key, stated?))).filter(|(_, stated)| named.is(stated));
    named.next()
}
