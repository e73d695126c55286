//! `server-drain-below-request`: the server gives up on a request that the pod would still have time for.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::runtime::arguments;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "server-drain-below-request",
    code: "INF323",
    severity: Severity::Error,
    summary: "a server that ends before its longest request does",
    doc: include_str!("../../docs/checks/server-drain-below-request.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some((names, own)) = arguments::of(*profile.runtime).and_then(|server| server.drain) else {
        return Verdict::NotApplicable("no argument says how long the server drains");
    };
    let (args, drains) = (&profile.app.args, &profile.app.drains_on_sigterm);
    if arguments::are_hidden(args) {
        return Verdict::NotApplicable("a shell or a file holds the arguments");
    }
    if !**drains {
        return Verdict::NotApplicable("preStop waits for the requests that the server would drop");
    }
    let given = arguments::given(profile, names).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let (waits, longest) = (given.unwrap_or(own), &cx.stack.shutdown.longest_request);
    if waits >= **longest {
        return Verdict::Checked;
    }
    let (name, runtime) = (names[0], profile.runtime.name());
    let short = **longest - waits;
    let finding = found.push(
        &CHECK,
        format!("{runtime} ends {waits} after SIGTERM, {short} before the longest request of {longest} is answered"),
    );
    let says =
        if given.is_some() { format!("`{name}` says {waits}") } else { format!("no `{name}`: it takes {waits}") };
    finding
        .label(args, says)
        .label(drains, "the server is said to finish what it has begun")
        .label(longest, format!("the longest request takes {longest}"))
        .note(format!("add `\"{name}={}\"` to `app.args`", longest.scaled(1, 1).millis() / 1000));
    finding.fix(Fix::set("app.drains_on_sigterm", "false", "or let preStop wait for the requests instead"));
    Verdict::Checked
}
