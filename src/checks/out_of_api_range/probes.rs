//! Probes: for a zero the API server takes its default, without a word.

use super::{CHECK, SECOND};
use crate::checks::Findings;
use crate::diagnostic::{Fix, Severity};
use crate::profile::{Probe, Profile};
use crate::units::Duration;

pub(super) fn look(profile: &Profile, found: &mut Findings) {
    let probes = &profile.probes;
    for (name, probe) in
        [("startup", &probes.startup), ("readiness", &probes.readiness), ("liveness", &probes.liveness)]
    {
        zeros(name, probe, found);
        timeout(name, probe, found);
    }
}

fn zeros(name: &str, probe: &Probe, found: &mut Findings) {
    for (field, time, default) in [("interval", &probe.interval, "10s"), ("timeout", &probe.timeout, "1s")] {
        if **time > Duration::ZERO {
            continue;
        }
        let key = format!("probes.{name}.{field}");
        found
            .push(&CHECK, format!("`{key}` is {time}, for which Kubernetes takes {default}"))
            .label(time, format!("at least {SECOND}"))
            .fix(Fix::quoted(&key, default, "say so"));
    }
    if *probe.failures == 0 {
        let key = format!("probes.{name}.failures");
        found
            .push(&CHECK, format!("`{key}` is 0, for which Kubernetes takes 3"))
            .label(&probe.failures, "at least 1")
            .fix(Fix::set(&key, "3", "say so"));
    }
}

fn timeout(name: &str, probe: &Probe, found: &mut Findings) {
    let (interval, timeout) = (&probe.interval, &probe.timeout);
    if **timeout <= **interval || **interval == Duration::ZERO {
        return;
    }
    let over = **timeout - **interval;
    let key = format!("probes.{name}.timeout");
    found
        .push(&CHECK, format!("`{key}` is {timeout}, {over} over its interval of {interval}"))
        .severity(Severity::Warning)
        .label(timeout, format!("a probe may take {timeout}"))
        .label(interval, format!("the next is due after {interval}"))
        .fix(Fix::quoted(&key, interval, "end before the next is due"));
}
