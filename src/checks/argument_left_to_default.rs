//! `argument-left-to-default`: a default of the server's decides what the profile counts with.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::runtime::arguments;

pub(super) static CHECK: Check = Check {
    name: "argument-left-to-default",
    code: "INF913",
    severity: Severity::Warning,
    summary: "an argument whose default nobody has counted with",
    doc: include_str!("../../docs/checks/argument-left-to-default.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(server) = arguments::of(*profile.runtime) else {
        return Verdict::NotApplicable("an application of one's own");
    };
    let args = &profile.app.args;
    if arguments::are_hidden(args) {
        return Verdict::NotApplicable("a shell or a file holds the arguments");
    }
    let runtime = profile.runtime.name();
    for argument in server.needed {
        if arguments::given(profile, argument.names).is_some() {
            continue;
        }
        let (name, says) = (argument.names[0], argument.says);
        let finding = found.push(&CHECK, format!("no `{name}` tells {runtime} {says}: {}", argument.otherwise));
        finding
            .label(args, format!("`{name}` is not among these"))
            .label(&profile.runtime, format!("{runtime} has a default for it"));
        if argument.fatal {
            finding.severity(Severity::Error);
        }
        finding.note(format!("add `\"{name}=…\"` to `app.args`, which replaces the image's own arguments"));
    }
    Verdict::Checked
}
