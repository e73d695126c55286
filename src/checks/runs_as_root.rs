//! `runs-as-root`: the container runs as a user, or serves on a port, that only root may have.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::Port;

pub(super) static CHECK: Check = Check {
    name: "runs-as-root",
    code: "INF701",
    severity: Severity::Error,
    summary: "a user or a port that only root may have",
    doc: include_str!("../../docs/checks/runs-as-root.md"),
    stage: Stage::Stack(run),
};

/// The first port that every user may serve on (Linux, `ip_unprivileged_port_start`).
const UNPRIVILEGED: Port = Port::new(1024);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let user = &profile.security.user;
    if **user == 0 {
        found
            .push(&CHECK, "the user is 0, root, and the pod is not to run as root")
            .label(user, "user 0 is root")
            .note("the kubelet does not start such a container: CreateContainerConfigError")
            .fix(Fix::set("security.user", "1001", "run as a user of its own"));
    }
    for (key, port) in [("app.port", &profile.app.port), ("app.metrics_port", &profile.app.metrics_port)] {
        if **port >= UNPRIVILEGED {
            continue;
        }
        let (number, least) = (port.get().get(), UNPRIVILEGED.get());
        found
            .push(&CHECK, format!("`{key}` is {number}, below {least}, the first port that needs no root"))
            .severity(Severity::Warning)
            .label(port, "only some nodes let a user other than root have it")
            .label(user, format!("the container runs as user {user}"))
            .fix(Fix::set(
                key,
                (number + 8000).to_string(),
                "serve on a port that every user may have; the balancer's own port stays",
            ));
    }
    Verdict::Checked
}
