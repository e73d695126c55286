//! `dependency-without-address`: the network policy lets nothing through to a database.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;

pub(super) static CHECK: Check = Check {
    name: "dependency-without-address",
    code: "INF707",
    severity: Severity::Error,
    summary: "a dependency that the network policy cannot let the pods reach",
    doc: include_str!("../../docs/checks/dependency-without-address.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let dependencies = &cx.profile().dependencies;
    if dependencies.is_empty() {
        return Verdict::NotApplicable("no dependencies");
    }
    for dependency in dependencies {
        let peer = &dependency.peer;
        let networks = peer.cidrs.as_ref().filter(|cidrs| !cidrs.is_empty());
        if networks.is_some() || peer.namespace.is_some() || !peer.labels.is_empty() {
            continue;
        }
        let (name, port) = (&dependency.name, dependency.port.get().get());
        found
            .push(&CHECK, format!("`{name}` has no address, so the pods reach nothing on its port {port}"))
            .label(name, "neither pods nor networks are stated")
            .label(&dependency.port, "no policy lets this port out")
            .note(format!(
                "state its pods, `peer = {{ labels = {{ app = \"{name}\" }} }}`, or its networks, \
                 `peer = {{ cidrs = [\"10.0.64.0/20\"] }}`"
            ));
    }
    Verdict::Checked
}
