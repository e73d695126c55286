//! `promise-lets-all-fail`: a promise that no service can break.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Share;

pub(super) static CHECK: Check = Check {
    name: "promise-lets-all-fail",
    code: "INF820",
    severity: Severity::Error,
    summary: "as many requests may fail as there are",
    doc: include_str!("../../docs/checks/promise-lets-all-fail.md"),
    stage: Stage::Stack(run),
};

const ALL: Share = Share::percent(100);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let allowed = &cx.profile().slo.error_rate;
    if **allowed >= ALL {
        let message = format!("{allowed} of the requests may fail, and {ALL} are all of them");
        let title = "promise the share that is answered, and write what is left of it";
        let fix = Fix::quoted("slo.error_rate", Share::percent(1).to_string(), title);
        found.push(&CHECK, message).label(allowed, "no service breaks this").fix(fix);
    }
    Verdict::Checked
}
