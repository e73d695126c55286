//! `text-malformed`: a text that the one who reads it does not take.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;

mod cron;
mod rules;
mod stated;

use rules::Rule;

pub(super) static CHECK: Check = Check {
    name: "text-malformed",
    code: "INF916",
    severity: Severity::Error,
    summary: "a text that the one who reads it does not take",
    doc: include_str!("../../docs/checks/text-malformed.md"),
    stage: Stage::Stack(run),
};

/// Characters of a text that a message repeats.
const SHOWN: usize = 60;
/// Bytes of a variable or an argument (`MAX_ARG_STRLEN`, execve(2)), its end included.
const LONGEST_ARGUMENT: usize = 131_072;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    for (key, text, rule) in stated::texts(profile).iter().chain(&stated::of_lists(profile)) {
        if !(rule.takes)(text) {
            let finding = found.push(&CHECK, format!("`{key}` is {}, which is no {}", shown(text), rule.is));
            finding.label(text, rule.why).note(rule.note);
            if let Some(mended) = mended(text, rule) {
                finding.fix(Fix::quoted(key, mended, "write it as its reader takes it"));
            }
        }
    }
    for (key, texts, rule) in stated::lists(profile) {
        for text in texts.iter().filter(|text| !(rule.takes)(text)) {
            let message = format!("{} in `{key}` is no {}", shown(text), rule.is);
            found.push(&CHECK, message).label(texts, rule.why).note(rule.note);
        }
    }
    for (path, size) in profile.storage.scratch.iter().filter(|(path, _)| !(rules::FOLDER.takes)(path)) {
        let message = format!("scratch space is {}, which is no {}", shown(path), rules::FOLDER.is);
        found.push(&CHECK, message).label(size, rules::FOLDER.why).note(rules::FOLDER.note);
    }
    of_the_process(profile, found);
    templates(profile, found);
    schedules(profile, found);
    Verdict::Checked
}

/// A text for a message: a long one is cut.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        _ if text.is_empty() => "empty".to_owned(),
        Some((end, _)) => format!("`{}…`, {} characters", &text[..end], text.chars().count()),
        None => format!("`{text}`"),
    }
}

/// The nearest text that the rule takes: without control characters; where there is no upper case, as one word in lower
/// case.
fn mended(text: &str, rule: &Rule) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim().to_owned();
    let word = plain.to_lowercase().replace([' ', '_'], "-");
    let is_name = (rule.takes)("a") && !(rule.takes)("A");
    [Some(plain), is_name.then_some(word)].into_iter().flatten().find(|mended| (rule.takes)(mended))
}

/// Variables and arguments: a process gets them as texts that end with a NUL. Their values are not repeated, as some
/// are secrets.
fn of_the_process(profile: &Profile, found: &mut Findings) {
    let refused = "the container does not start: CreateContainerError";
    let fault = |text: &str, more: usize| match text.find('\0') {
        Some(at) => Some(format!("has a NUL character behind {at} bytes")),
        None if text.len() + more >= LONGEST_ARGUMENT => {
            let length = text.len() + more + 1;
            Some(format!(
                "takes {length} bytes, {} more than the {LONGEST_ARGUMENT} of Linux",
                length - LONGEST_ARGUMENT
            ))
        }
        None => None,
    };
    for (name, value) in &profile.app.env {
        // `NAME=value`
        if let Some(fault) = fault(value, name.len() + 1) {
            found.push(&CHECK, format!("the variable `{name}` {fault}")).label(value, refused);
        }
    }
    for (index, argument) in profile.app.args.iter().enumerate() {
        if let Some(fault) = fault(argument, 0) {
            let message = format!("argument {} of `app.args` {fault}", index + 1);
            found.push(&CHECK, message).label(&profile.app.args, refused);
        }
    }
}

/// Labels of alerts: Prometheus carries out what stands in them as a template, each time that it looks at the rule.
fn templates(profile: &Profile, found: &mut Findings) {
    for (name, value) in profile.alerts.labels.iter().filter(|(_, value)| !rules::is_steady_template(value)) {
        found
            .push(&CHECK, format!("the alert label `{name}` has a template that gives no steady text"))
            .label(value, "Prometheus refuses the rules, or the alert starts anew with each evaluation")
            .note("`{{ $labels.NAME }}` and `{{ $externalLabels.NAME }}` are the templates that a label can have");
    }
}

/// A schedule that ends when it begins (KEDA, `cron_scaler.go`, refuses it).
fn schedules(profile: &Profile, found: &mut Findings) {
    for schedule in profile.autoscaling.schedules.iter().filter(|schedule| schedule.start == schedule.end) {
        found
            .push(&CHECK, format!("a schedule begins and ends at `{}`, which leaves it no time", schedule.start))
            .label(&schedule.end, "KEDA refuses the ScaledObject")
            .label(&schedule.start, "the same");
    }
}

/// A text with its key and its rule.
type Text<'a> = (String, &'a Located<String>, &'static Rule);
