//! How a pod ends, and how long that takes.
//!
//! At `t = 0` the kubelet runs the preStop hook while the balancer learns of the end; the grace period already runs.
//! At the end of preStop comes SIGTERM, at the end of the grace period SIGKILL (Kubernetes, container lifecycle hooks).

use super::Startup;
use crate::balancer::{self, Facts};
use crate::located::Located;
use crate::profile::{BalancerKind, Profile};
use crate::units::{Duration, Replicas};

/// The steps from "one pod less" to its end.
#[derive(Debug)]
pub struct Shutdown {
    /// The longest request: stated, or what the balancer's idle timeout lets through.
    pub longest_request: Located<Duration>,
    /// The idle timeout that really holds on the balancer's listeners.
    pub idle_timeout: Located<Duration>,
    /// Time in which the balancer still sends: controller and propagation.
    pub lag: Duration,
    /// Wait before SIGTERM: stated, or derived from the lag.
    pub pre_stop: Located<Duration>,
    /// Time until SIGKILL: stated, or derived from preStop, the longest request and the shutdown.
    pub grace_period: Located<Duration>,
    /// Time that the balancer lets running requests go on: stated, or derived.
    pub deregistration_delay: Located<Duration>,
}

impl Shutdown {
    pub(super) fn of(profile: &Profile, facts: &Facts) -> Self {
        let rollout = &profile.rollout;
        let idle_timeout = idle_timeout(profile);
        let longest_request = longest_request(profile, &idle_timeout);
        let lag = facts.propagation + facts.controller_lag;
        let pre_stop = rollout.pre_stop.clone().unwrap_or_else(|| {
            let dropped = dropped_at_sigterm(profile, *longest_request);
            let requests =
                if dropped > Duration::ZERO { format!(" + longest request {longest_request}") } else { String::new() };
            Located::derived(
                lag + dropped,
                format!("balancer {} + controller {}{requests}", facts.propagation, facts.controller_lag),
            )
        });
        let grace_period = rollout.grace_period.clone().unwrap_or_else(|| {
            Located::derived(
                *pre_stop + *longest_request + *rollout.shutdown,
                format!("preStop {pre_stop} + longest request {longest_request} + shutdown {}", rollout.shutdown),
            )
        });
        let deregistration_delay = profile.load_balancer.deregistration_delay.clone().unwrap_or_else(|| {
            Located::derived(
                drain(lag, *longest_request, facts),
                format!("balancer lag {lag} + longest request {longest_request}"),
            )
        });
        Self { longest_request, idle_timeout, lag, pre_stop, grace_period, deregistration_delay }
    }

    /// Time until the last request is answered: it may begin as late as preStop ends.
    #[must_use]
    pub fn last_answer(&self) -> Duration {
        *self.pre_stop + *self.longest_request
    }

    /// Time that the grace period must cover.
    #[must_use]
    pub fn needed_grace(&self, profile: &Profile) -> Duration {
        self.last_answer() + *profile.rollout.shutdown
    }

    /// Pods that may be ending at the same time, beside as many as may run: after a scale-down
    /// `pods * ceil(grace / period)`, in a rollout, each step of which waits for a pod's start,
    /// `(surge + unavailable) * ceil(grace / start)`; the larger of the two.
    #[must_use]
    pub fn ending_pods(&self, profile: &Profile, startup: &Startup) -> Located<Replicas> {
        let grace = *self.grace_period;
        let times = |pods: Replicas, part: Duration| {
            let count = u64::from(pods.get()).saturating_mul(grace.div_ceil(part));
            Replicas::new(u32::try_from(count).unwrap_or(u32::MAX))
        };
        let rollout = &profile.rollout;
        let step = *rollout.max_surge + *rollout.max_unavailable;
        let start = *startup.load + startup.readiness;
        let replaced = times(step, start);
        let down = &profile.autoscaling.down;
        let removed = times(*down.pods, *down.period);
        if *profile.autoscaling.enabled && removed >= replaced {
            let arithmetic = format!("scale-down of {} each {}, grace {grace}", down.pods, down.period);
            Located::derived(removed, arithmetic)
        } else {
            let arithmetic = format!("rollout of {step} each {start}, grace {grace}");
            Located::derived(replaced, arithmetic)
        }
    }

    /// Time that preStop must wait: until the balancer usually sends nothing more, and until the last request is
    /// answered where the application drops what it has at SIGTERM.
    #[must_use]
    pub fn needed_pre_stop(&self, profile: &Profile) -> Duration {
        self.lag + dropped_at_sigterm(profile, *self.longest_request)
    }

    /// The same with the shortest lag that was ever seen: below it the loss is certain.
    #[must_use]
    pub fn least_pre_stop(&self, profile: &Profile, facts: &Facts) -> Duration {
        let lag = facts.least_propagation + facts.controller_lag;
        lag + dropped_at_sigterm(profile, *self.longest_request)
    }

    /// Time that the balancer must let running requests go on: the longest one, and what AWS advises at least.
    #[must_use]
    pub fn least_drain(&self, facts: &Facts) -> Duration {
        (*self.longest_request).max(facts.least_deregistration)
    }

    /// The same with the requests that still begin while the balancer lets go.
    #[must_use]
    pub fn usual_drain(&self, facts: &Facts) -> Duration {
        drain(self.lag, *self.longest_request, facts)
    }
}

/// What preStop must wait for besides the balancer: an application that drains after SIGTERM needs nothing.
fn dropped_at_sigterm(profile: &Profile, longest_request: Duration) -> Duration {
    if *profile.app.drains_on_sigterm { Duration::ZERO } else { longest_request }
}

/// `lag + longest request`, at least what AWS advises and at most what its API takes.
fn drain(lag: Duration, longest_request: Duration, facts: &Facts) -> Duration {
    let needed = (lag + longest_request).max(facts.least_deregistration);
    needed.min(balancer::DEREGISTRATION.1)
}

/// The idle timeout that really holds: an NLB's TLS listener has one of its own.
fn idle_timeout(profile: &Profile) -> Located<Duration> {
    let load_balancer = &profile.load_balancer;
    match (*load_balancer.kind, &load_balancer.idle_timeout) {
        (BalancerKind::Nlb, _) if load_balancer.terminates_tls() => {
            Located::derived(balancer::NLB_TLS_IDLE, "fixed by AWS on TLS listeners")
        }
        (_, Some(stated)) => stated.clone(),
        (BalancerKind::Nlb, None) => Located::by_default(balancer::NLB_TLS_IDLE),
        (BalancerKind::Alb, None) => Located::by_default(balancer::ALB_IDLE_DEFAULT),
    }
}

/// The longest request that the stack must let end: as stated; else as long as the idle timeout invites, which is what
/// a team means that raises it "for long inference".
fn longest_request(profile: &Profile, idle_timeout: &Located<Duration>) -> Located<Duration> {
    let invited = profile.load_balancer.idle_timeout.as_ref().unwrap_or(idle_timeout);
    let stated = profile.traffic.longest_request.clone();
    stated.unwrap_or_else(|| Located::derived(**invited, format!("the idle timeout lets {invited} through")))
}
