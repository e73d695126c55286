//! `measurements-contradict`: two measurements that cannot both be right.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::Profile;
use crate::stack::Batching;
use crate::units::Requests;

pub(super) static CHECK: Check = Check {
    name: "measurements-contradict",
    code: "INF911",
    severity: Severity::Error,
    summary: "measurements that contradict each other",
    doc: include_str!("../../docs/checks/measurements-contradict.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    memory(cx.profile(), found);
    times(cx.profile(), cx.stack.batching, found);
    Verdict::Checked
}

const NOTE: &str = "measure both again, on the same GPU, with the same model: every check that rests on them is void";

fn memory(profile: &Profile, found: &mut Findings) {
    let (Some(idle), Some(peak)) = (&profile.measured.idle_memory, &profile.measured.peak_memory) else {
        return;
    };
    if **idle > **peak {
        found
            .push(
                &CHECK,
                format!("an idle pod holds {idle}, {} more than the most that a pod ever held", **idle - **peak),
            )
            .label(idle, format!("{idle} without load"))
            .label(peak, format!("{peak} at the most"))
            .note(NOTE);
    }
}

fn times(profile: &Profile, batching: Option<Batching>, found: &mut Findings) {
    let (Some(batching), Some(unloaded)) = (batching, &profile.measured.unloaded_p95) else {
        return;
    };
    let alone = batching.time(Requests::new(1));
    if alone <= **unloaded {
        return;
    }
    let finding = found.push(
        &CHECK,
        format!(
            "without load 95 of 100 answers come within {unloaded}, and a batch of one request alone takes {alone}"
        ),
    );
    finding.label(unloaded, format!("{unloaded} without load"));
    if let Some(constant) = &profile.measured.batch_constant {
        finding.label(constant, format!("a batch takes {constant} and more"));
    }
    finding.note(NOTE);
}
