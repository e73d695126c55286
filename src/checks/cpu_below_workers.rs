//! `cpu-below-workers`: processes that need a core each share fewer.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::units::{Cpu, Gpus, Requests};

pub(super) static CHECK: Check = Check {
    name: "cpu-below-workers",
    code: "INF211",
    severity: Severity::Warning,
    summary: "fewer cores than worker processes and the server",
    doc: include_str!("../../docs/checks/cpu-below-workers.md"),
    stage: Stage::Stack(run),
};

/// What one busy process takes.
const CORE: u64 = 1_000;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (workers, gpus) = (&profile.performance.workers, &profile.resources.gpus);
    if **gpus == Gpus::new(0) && **workers <= Requests::new(1) {
        return Verdict::NotApplicable("no GPU and one process");
    }
    let busy = workers.get().get().max(gpus.get().get());
    let request = &profile.resources.cpu_request;
    let needed = Cpu::from_milli((u64::from(busy) + 1) * CORE);
    if **request >= needed {
        return Verdict::Checked;
    }
    let short = Cpu::from_milli(needed.milli() - request.milli());
    let finding = found.push(
        &CHECK,
        format!(
            "{} are requested, {} fewer than {busy} busy {} and the server take",
            request.cores(),
            short.cores(),
            if busy == 1 { "process" } else { "processes" }
        ),
    );
    finding
        .label(request, format!("the scheduler keeps {} free", request.cores()))
        .label(workers, format!("{} worker processes", workers.get().get()))
        .label(gpus, format!("{gpus}, each fed by a process that never sleeps"));
    finding.fix(Fix::quoted("resources.cpu_request", needed, "a core for each of them, and one for the server"));
    if needed > *profile.resources.cpu_limit {
        finding.fix(Fix::quoted("resources.cpu_limit", needed, "and let the container use what it asks for"));
    }
    Verdict::Checked
}
