//! `out-of-api-range`: a number that the API server refuses, or takes for another one.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Profile;
use crate::units::Duration;

mod ports;
mod probes;

pub(super) static CHECK: Check = Check {
    name: "out-of-api-range",
    code: "INF907",
    severity: Severity::Error,
    summary: "a number that the API server does not take",
    doc: include_str!("../../docs/checks/out-of-api-range.md"),
    stage: Stage::Stack(run),
};

/// The shortest time that fields in seconds hold.
const SECOND: Duration = Duration::from_secs(1);
/// The last user that the API takes.
const LAST_USER: i64 = 2_147_483_647;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    probes::look(cx.profile(), found);
    ports::look(cx.profile(), found);
    user(cx.profile(), found);
    Verdict::Checked
}

fn user(profile: &Profile, found: &mut Findings) {
    let user = &profile.security.user;
    if !(0..=LAST_USER).contains(user.get()) {
        found
            .push(&CHECK, format!("user {user} is no user: they are 0 to {LAST_USER}"))
            .label(user, "the API server refuses it")
            .fix(Fix::set("security.user", "1001", "run as a user of its own"));
    }
}
