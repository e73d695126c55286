//! `out-of-api-range`: a number that the API server refuses, or takes for another one.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::Profile;
use crate::units::{Duration, Port};

pub(super) static CHECK: Check = Check {
    name: "out-of-api-range",
    code: "INF907",
    severity: Severity::Error,
    summary: "a number that the API server does not take",
    doc: include_str!("../../docs/checks/out-of-api-range.md"),
    stage: Stage::Stack(run),
};

const SECOND: Duration = Duration::from_secs(1);
/// What `sessionAffinityConfig.clientIP.timeoutSeconds` takes at most (Kubernetes API, `ClientIPConfig`).
const LONGEST_AFFINITY: Duration = Duration::from_secs(86_400);
/// The last port.
const LAST: Port = Port::new(65_535);
/// The last user that the API takes.
const LAST_USER: i64 = 2_147_483_647;

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    probes(cx.profile(), found);
    affinity(cx.profile(), found);
    ports(cx.profile(), found);
    user(cx.profile(), found);
    Verdict::Checked
}

fn probes(profile: &Profile, found: &mut Findings) {
    let probes = &profile.probes;
    for (name, probe) in [
        ("startup", &probes.startup),
        ("readiness", &probes.readiness),
        ("liveness", &probes.liveness),
    ] {
        for (field, time, default) in [
            ("interval", &probe.interval, "10s"),
            ("timeout", &probe.timeout, "1s"),
        ] {
            if **time == Duration::ZERO {
                let key = format!("probes.{name}.{field}");
                found
                    .push(
                        &CHECK,
                        format!("`{key}` is {time}, for which Kubernetes takes {default}"),
                    )
                    .label(time, format!("at least {SECOND}"))
                    .fix(Fix::quoted(&key, default, "say so"));
            }
        }
        if *probe.failures == 0 {
            let key = format!("probes.{name}.failures");
            found
                .push(
                    &CHECK,
                    format!("`{key}` is 0, for which Kubernetes takes 3"),
                )
                .label(&probe.failures, "at least 1")
                .fix(Fix::set(&key, "3", "say so"));
        }
        let (interval, timeout) = (&probe.interval, &probe.timeout);
        if **timeout > **interval {
            let over = **timeout - **interval;
            let key = format!("probes.{name}.timeout");
            found
                .push(
                    &CHECK,
                    format!("`{key}` is {timeout}, {over} over its interval of {interval}"),
                )
                .severity(Severity::Warning)
                .label(timeout, format!("a probe may take {timeout}"))
                .label(interval, format!("the next is due after {interval}"))
                .fix(Fix::quoted(&key, interval, "end before the next is due"));
        }
    }
}

fn affinity(profile: &Profile, found: &mut Findings) {
    let affinity = &profile.load_balancer.affinity;
    let duration = &affinity.duration;
    if !*affinity.enabled || (SECOND..=LONGEST_AFFINITY).contains(duration.get()) {
        return;
    }
    let nearest = (**duration).clamp(SECOND, LONGEST_AFFINITY);
    found
        .push(
            &CHECK,
            format!("affinity lasts {duration}, outside of the {SECOND} to {LONGEST_AFFINITY} that a service takes"),
        )
        .label(duration, "the API server refuses it")
        .fix(Fix::quoted("load_balancer.affinity.duration", nearest, "the nearest that it takes"));
}

fn ports(profile: &Profile, found: &mut Findings) {
    let balancer = &profile.load_balancer;
    let (app, metrics) = (&profile.app.port, &profile.app.metrics_port);
    let (http, https) = (balancer.http_port.as_ref(), balancer.https_port.as_ref());
    let dependencies = profile
        .dependencies
        .iter()
        .map(|dependency| &dependency.port);
    let all = [app, metrics]
        .into_iter()
        .chain(http)
        .chain(https)
        .chain(dependencies);
    for port in all.filter(|port| port.get().get() == 0 || ***port > LAST) {
        let (number, last) = (port.get().get(), LAST.get());
        found
            .push(&CHECK, format!("{number} is no port: they are 1 to {last}"))
            .label(port, "the API server refuses it");
    }
    same("requests", app, "metrics", metrics, found);
    if let (Some(http), Some(https)) = (http, https) {
        same("clear text", http, "TLS", https, found);
    }
}

fn same(
    one: &str,
    first: &Located<Port>,
    other: &str,
    second: &Located<Port>,
    found: &mut Findings,
) {
    if **first == **second {
        let number = first.get().get();
        found
            .push(
                &CHECK,
                format!("{one} and {other} are both served on port {number}"),
            )
            .label(second, format!("{other} on port {number}"))
            .label(first, format!("{one} on port {number}"))
            .note("a service has each port once");
    }
}

fn user(profile: &Profile, found: &mut Findings) {
    let user = &profile.security.user;
    if !(0..=LAST_USER).contains(user.get()) {
        found
            .push(
                &CHECK,
                format!("user {user} is no user: they are 0 to {LAST_USER}"),
            )
            .label(user, "the API server refuses it")
            .fix(Fix::set(
                "security.user",
                "1001",
                "run as a user of its own",
            ));
    }
}
