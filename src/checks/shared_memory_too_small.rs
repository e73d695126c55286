//! `shared-memory-too-small`: processes that share tensors have nowhere to put them.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::{Bytes, Gpus, Requests};

pub(super) static CHECK: Check = Check {
    name: "shared-memory-too-small",
    code: "INF606",
    severity: Severity::Error,
    summary: "too little shared memory for several processes or GPUs",
    doc: include_str!("../../docs/checks/shared-memory-too-small.md"),
    stage: Stage::Stack(run),
};

/// What NCCL and `PyTorch`'s workers are given in practice.
const LEAST: Bytes = Bytes::gibi(1);

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (workers, gpus) = (&profile.performance.workers, &profile.resources.gpus);
    let several_workers = **workers > Requests::new(1);
    let several_gpus = **gpus > Gpus::new(1);
    if !several_workers && !several_gpus {
        return Verdict::NotApplicable("one worker process and at most one GPU");
    }
    let shared = &profile.storage.shared_memory;
    if **shared >= LEAST {
        return Verdict::Checked;
    }
    let count = workers.get().get();
    let whom = if several_gpus { format!("{gpus}") } else { format!("{count} worker processes") };
    let diagnostic = found.push(
        &CHECK,
        format!("shared memory is {shared}, {} less than the {LEAST} that {whom} need", LEAST - **shared),
    );
    diagnostic.label(shared, format!("`/dev/shm` holds {shared}"));
    if several_workers {
        diagnostic.label(workers, format!("{count} processes share it"));
    }
    if several_gpus {
        diagnostic.label(gpus, format!("{gpus} exchange tensors through it"));
    }
    diagnostic.fix(Fix::quoted(
        "storage.shared_memory",
        LEAST,
        "give them room, which counts against the memory limit",
    ));
    Verdict::Checked
}
