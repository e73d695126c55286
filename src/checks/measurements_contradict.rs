//! `measurements-contradict`: two measurements that cannot both be right.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::{Profile, Spread};
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
    batches(cx.profile(), found);
    spreads(cx.profile(), found);
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

/// Times of batches: one for each size up to the largest, and a larger batch takes no less.
fn batches(profile: &Profile, found: &mut Findings) {
    let Some(times) = &profile.measured.batch_times else { return };
    let (sizes, largest) = (times.len(), &profile.performance.max_batch);
    if u32::try_from(sizes) != Ok(largest.get().get()) {
        found
            .push(&CHECK, format!("{sizes} times of batches are stated, and batches hold 1 to {}", largest.get().get()))
            .label(times, "one for each size")
            .label(largest, format!("the largest batch holds {largest}"))
            .note(NOTE);
    }
    let falls = times.windows(2).zip(1_u32..).find(|(pair, _)| pair[1] < pair[0]);
    if let Some((pair, size)) = falls {
        let larger = size + 1;
        found
            .push(
                &CHECK,
                format!("a batch of {larger} takes {}, {} less than one of {size}", pair[1], pair[0] - pair[1]),
            )
            .label(times, format!("{} for {size}, {} for {larger}", pair[0], pair[1]))
            .note(NOTE);
    }
}

/// The spread of each step of a start: in order, and no slower than what was measured of the same step.
fn spreads(profile: &Profile, found: &mut Findings) {
    let (start, measured) = (&profile.measured.start, &profile.measured);
    let node = profile.cluster.node_provisioning.as_ref();
    let steps = [
        ("scheduling", &start.scheduling, None),
        ("node", &start.node, node.map(|node| ("`cluster.node_provisioning`", node))),
        ("image", &start.image, measured.image_pull.as_ref().map(|pull| ("`measured.image_pull`", pull))),
        ("load", &start.load, measured.model_load.as_ref().map(|load| ("`measured.model_load`", load))),
        ("readiness", &start.readiness, None),
        ("registration", &start.registration, None),
    ];
    for (step, spread, measured) in steps {
        let Some(spread) = spread else { continue };
        order(step, spread, found);
        if let Some((key, most)) = measured.filter(|(_, most)| *spread.usual > ***most) {
            let (usual, over) = (&spread.usual, *spread.usual - **most);
            found
                .push(&CHECK, format!("`{step}` usually takes {usual}, {over} more than the {most} of {key}"))
                .label(usual, format!("{usual} usually"))
                .label(most, format!("{most} at the 99th percentile, or where nodes wait"))
                .note(NOTE);
        }
    }
}

fn order(step: &str, spread: &Spread, found: &mut Findings) {
    let usual = &spread.usual;
    let low = spread.low.as_ref().filter(|low| ***low > **usual);
    if let Some(low) = low {
        found
            .push(&CHECK, format!("`{step}` takes {low} at the shortest, {} more than usually", **low - **usual))
            .label(low, format!("{low} at the shortest"))
            .label(usual, format!("{usual} usually"));
    }
    let high = spread.high.as_ref().filter(|high| ***high < **usual);
    if let Some(high) = high {
        found
            .push(&CHECK, format!("`{step}` takes {high} at the longest, {} less than usually", **usual - **high))
            .label(high, format!("{high} at the longest"))
            .label(usual, format!("{usual} usually"));
    }
    if let (Some(sigma), Some(bound)) = (&spread.sigma, spread.low.as_ref().or(spread.high.as_ref())) {
        found
            .push(
                &CHECK,
                format!("`{step}` has a sigma of {sigma} and bounds too, and only one of them can say how it varies"),
            )
            .label(sigma, "lognormal, without bounds")
            .label(bound, "a triangle, without a sigma");
    }
}
