//! `scratch-over-ephemeral-storage`: a pod is evicted although each of its volumes is within its size.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::volumes;
use crate::units::Bytes;

pub(super) static CHECK: Check = Check {
    name: "scratch-over-ephemeral-storage",
    code: "INF605",
    severity: Severity::Error,
    summary: "scratch space adds up to more than the pod may keep on its node",
    doc: include_str!("../../docs/checks/scratch-over-ephemeral-storage.md"),
    stage: Stage::Stack(run),
};

/// What logs and the container's own layer take beside the volumes.
const LOGS: Bytes = Bytes::gibi(1);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if profile.storage.scratch.is_empty() {
        return Verdict::NotApplicable("no scratch space");
    }
    let sum = volumes::scratch(profile);
    let limit = &profile.resources.ephemeral_storage;
    if **limit > sum {
        return Verdict::Checked;
    }
    let exact = **limit == sum;
    let message = if exact {
        format!("ephemeral storage is {limit}, all of which is promised to scratch space")
    } else {
        format!("ephemeral storage is {limit}, {} less than the {sum} that is promised to scratch space", sum - **limit)
    };
    let diagnostic = found.push(&CHECK, message);
    diagnostic.label(limit, format!("the pod is evicted above {limit}"));
    for (path, size) in &profile.storage.scratch {
        diagnostic.label(size, format!("`{path}` may hold {size}"));
    }
    diagnostic.note("logs and the container's own layer count too").fix(Fix::quoted(
        "resources.ephemeral_storage",
        (sum + LOGS).rounded_up(),
        format!("scratch space, and {LOGS} for logs"),
    ));
    if exact {
        diagnostic.severity(Severity::Warning);
    }
    Verdict::Checked
}
