//! `argument-unlike-profile`: a server is told another number than all others count with.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::runtime::arguments::{self, Arguments, Names};
use crate::runtime::served;
use crate::units::{Gpus, Port};

pub(super) static CHECK: Check = Check {
    name: "argument-unlike-profile",
    code: "INF912",
    severity: Severity::Error,
    summary: "an argument of the server that says another number than the profile",
    doc: include_str!("../../docs/checks/argument-unlike-profile.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(server) = arguments::of(*profile.runtime) else {
        return Verdict::NotApplicable("an application of one's own");
    };
    if arguments::are_hidden(&profile.app.args) {
        return Verdict::NotApplicable("a shell or a file holds the arguments");
    }
    counts(profile, server, found);
    ports(profile, server, found);
    gpus(profile, server, found);
    revision(profile, server, found);
    Verdict::Checked
}

/// What is given as a number, and its spelling.
fn number(profile: &Profile, names: Names) -> Option<(&'static str, u32)> {
    let given = arguments::given(profile, names)?.parse().ok()?;
    Some((names.first()?, given))
}

fn counts(profile: &Profile, server: &Arguments, found: &mut Findings) {
    let performance = &profile.performance;
    let batch = (server.batch, "performance.max_batch", Some(&performance.max_batch));
    let queue = (server.queue, "performance.queue_limit", performance.queue_limit.as_ref());
    for (names, key, stated) in [batch, queue] {
        let (Some((name, given)), Some(stated)) = (number(profile, names), stated) else { continue };
        let counted = stated.get().get();
        if given == counted {
            continue;
        }
        let (by, than) = (given.abs_diff(counted), if given > counted { "more" } else { "fewer" });
        found
            .push(
                &CHECK,
                format!("`{name}` is {given}, {by} {than} than the {counted} of `{key}` that all else counts with"),
            )
            .label(&profile.app.args, format!("the server takes {given}"))
            .label(stated, format!("counted with {counted}"))
            .fix(Fix::set(key, given.to_string(), "count with what the server takes, and measure with it"));
    }
}

/// A server that is not told a port takes its own.
fn ports(profile: &Profile, server: &Arguments, found: &mut Findings) {
    let Some(facts) = served::facts(*profile.runtime) else { return };
    let app = &profile.app;
    let listens = |names: Names, own: Port| number(profile, names).map_or(own.get(), |(_, given)| given);
    let requests = listens(server.port, facts.port);
    // A server without a port of its own for metrics has them beside the requests.
    let metrics = facts.metrics_port.map_or(requests, |own| listens(server.metrics_port, own));
    let name = |names: Names| *names.first().unwrap_or(&server.port[0]);
    for (name, listens, key, stated, what) in [
        (name(server.port), requests, "app.port", &app.port, "requests"),
        (name(server.metrics_port), metrics, "app.metrics_port", &app.metrics_port, "metrics"),
    ] {
        if listens != stated.get().get() {
            port(profile, name, listens, (key, stated, what), found);
        }
    }
}

fn port(
    profile: &Profile,
    name: &str,
    listens: u32,
    (key, stated, what): (&str, &Located<Port>, &str),
    found: &mut Findings,
) {
    let asked = stated.get().get();
    found
        .push(&CHECK, format!("the server listens for {what} on port {listens}, and everybody asks port {asked}"))
        .label(&profile.app.args, format!("`{name}` says {listens}, or is not there and the server takes {listens}"))
        .label(stated, format!("probes, Services and policies go to {asked}"))
        .fix(Fix::set(key, listens.to_string(), "ask where it listens"));
}

fn gpus(profile: &Profile, server: &Arguments, found: &mut Findings) {
    let own = &profile.resources.gpus;
    if server.gpus.is_empty() || **own == Gpus::new(0) {
        return;
    }
    // Data parallel attention shares the GPUs of tensor parallelism.
    let shared = arguments::given(profile, &["--enable-dp-attention"]).is_some();
    let factors = server.gpus.iter().filter(|names| !(shared && names.contains(&"--dp-size")));
    let factors = factors.map(|names| number(profile, names).map_or(1, |(_, given)| given));
    let spread = Gpus::new(factors.fold(1, u32::saturating_mul));
    if spread == **own {
        return;
    }
    let (severity, what) = if spread > **own {
        (Severity::Error, format!("{} more than the {own} of a pod", (spread - **own).get()))
    } else {
        (Severity::Warning, format!("which leaves {} of the {own} of a pod idle", (**own - spread).get()))
    };
    found
        .push(&CHECK, format!("the server spreads the model over {spread}, {what}"))
        .severity(severity)
        .label(&profile.app.args, format!("parallel sizes make {spread} together"))
        .label(own, format!("{own} a pod"))
        .fix(Fix::set("resources.gpus", spread.get().to_string(), "ask for as many as the model is spread over"));
}

fn revision(profile: &Profile, server: &Arguments, found: &mut Findings) {
    let (Some(given), Some(stated)) = (arguments::given(profile, server.revision), &profile.model.revision) else {
        return;
    };
    if given == stated.as_str() {
        return;
    }
    found
        .push(&CHECK, format!("`--revision` loads `{given}`, and `model.revision` says `{stated}`"))
        .severity(Severity::Warning)
        .label(&profile.app.args, format!("the pods load `{given}`"))
        .label(stated, format!("settings and dashboards say `{stated}`"))
        .fix(Fix::quoted("model.revision", given, "say what is loaded"));
}
