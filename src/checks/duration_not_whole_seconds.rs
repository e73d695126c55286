//! `duration-not-whole-seconds`: a field that counts seconds is given a part of one.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "duration-not-whole-seconds",
    code: "INF906",
    severity: Severity::Error,
    summary: "a part of a second for a field that counts whole ones",
    doc: include_str!("../../docs/checks/duration-not-whole-seconds.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    for (key, time) in whole_seconds(cx.profile()) {
        if time.is_whole_seconds() {
            continue;
        }
        let whole = time.scaled(1, 1);
        found
            .push(
                &CHECK,
                format!("`{key}` is {time}, {} less than the {whole} that its field can hold", whole - **time),
            )
            .label(time, "this field counts whole seconds")
            .fix(Fix::quoted(&key, whole, "the next whole second"));
    }
    Verdict::Checked
}

/// The times that end up in a field of whole seconds; those of the autoscaler and of the balancer's health check have
/// checks of their own.
fn whole_seconds(profile: &Profile) -> Vec<(String, &Located<Duration>)> {
    let (rollout, balancer) = (&profile.rollout, &profile.load_balancer);
    let single = [
        ("rollout.min_ready", Some(&rollout.min_ready)),
        ("rollout.progress_deadline", rollout.progress_deadline.as_ref()),
        ("rollout.pre_stop", rollout.pre_stop.as_ref()),
        ("rollout.grace_period", rollout.grace_period.as_ref()),
        ("load_balancer.idle_timeout", balancer.idle_timeout.as_ref()),
        ("load_balancer.deregistration_delay", balancer.deregistration_delay.as_ref()),
        ("load_balancer.affinity.duration", Some(&balancer.affinity.duration)),
        ("secrets.store.refresh", profile.secrets.store.as_ref().and_then(|store| store.refresh.as_ref())),
    ];
    let single = single.into_iter().filter_map(|(key, time)| Some((key.to_owned(), time?)));
    single.chain(probes(profile)).collect()
}

fn probes(profile: &Profile) -> impl Iterator<Item = (String, &Located<Duration>)> {
    let probes = &profile.probes;
    let all = [("startup", &probes.startup), ("readiness", &probes.readiness), ("liveness", &probes.liveness)];
    all.into_iter().flat_map(|(name, probe)| {
        let times = [("delay", &probe.delay), ("interval", &probe.interval), ("timeout", &probe.timeout)];
        times.map(|(field, time)| (format!("probes.{name}.{field}"), time))
    })
}
