//! What each AWS load balancer can do, and how fast: one table that manifests and checks read.
//!
//! Times without an AWS guarantee are what its users and its support have seen; each is cited.

use crate::profile::{BalancerKind, TargetType, Version};
use crate::units::Duration;

/// The facts of one kind of balancer with one kind of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// As messages name it.
    pub name: &'static str,
    /// Time until a new pod gets traffic, beyond its readiness.
    pub registration: Duration,
    /// Time in which an ending pod still gets new connections: the usual one.
    pub propagation: Duration,
    /// The same, at the very least: below it the loss is certain.
    pub least_propagation: Duration,
    /// Time in which the controller sees the pod's end.
    pub controller_lag: Duration,
    /// The shortest deregistration delay that lets running requests end.
    pub least_deregistration: Duration,
    /// Whether new pods and ending pods are switched by kube-proxy, and not by the balancer.
    pub switched_by_kube_proxy: bool,
    /// Range of a client's stickiness, if it has a duration.
    pub affinity: Option<(Duration, Duration)>,
}

/// An NLB sends to pods. Registration "3-5 minutes", deregistration "180-300 s" by AWS support
/// (aws-load-balancer-controller#1834); new connections seen 120 s after (aws-load-balancer-controller#2366); AWS
/// advises a deregistration delay of at least 120 s (NLB guide, target groups).
pub const NLB_IP: Facts = Facts {
    name: "an NLB with IP targets",
    registration: Duration::from_secs(300),
    propagation: Duration::from_secs(180),
    least_propagation: Duration::from_secs(120),
    controller_lag: Duration::from_secs(10),
    least_deregistration: Duration::from_secs(120),
    switched_by_kube_proxy: false,
    affinity: None,
};

/// An NLB sends to nodes, which stay; kube-proxy takes an ending pod out within its sync period (at most 30 s by
/// default, a second in practice), and running connections go on.
pub const NLB_INSTANCE: Facts = Facts {
    name: "an NLB with instance targets",
    registration: Duration::ZERO,
    propagation: Duration::from_secs(10),
    least_propagation: Duration::from_secs(5),
    controller_lag: Duration::from_secs(5),
    least_deregistration: Duration::ZERO,
    switched_by_kube_proxy: true,
    affinity: None,
};

/// An ALB sends to pods. New requests stop within 25 s to 70 s (aws-load-balancer-controller#1064, #2106).
pub const ALB_IP: Facts = Facts {
    name: "an ALB with IP targets",
    registration: Duration::from_secs(60),
    propagation: Duration::from_secs(30),
    least_propagation: Duration::from_secs(15),
    controller_lag: Duration::from_secs(10),
    least_deregistration: Duration::ZERO,
    switched_by_kube_proxy: false,
    // ELBv2 API, `stickiness.lb_cookie.duration_seconds`: 1 to 604800.
    affinity: Some((Duration::from_secs(1), Duration::from_secs(604_800))),
};

/// An ALB sends to nodes. In instance mode 40 s of sleep gave 502 "very rarely", 70 s none
/// (aws-load-balancer-controller#2106). Cookies need IP targets.
pub const ALB_INSTANCE: Facts = Facts {
    name: "an ALB with instance targets",
    registration: Duration::ZERO,
    propagation: Duration::from_secs(60),
    least_propagation: Duration::from_secs(15),
    controller_lag: Duration::from_secs(10),
    least_deregistration: Duration::ZERO,
    switched_by_kube_proxy: true,
    affinity: None,
};

/// The idle timeout of an NLB's TLS listener, "350 seconds and can't be modified" (NLB guide, update idle timeout).
pub const NLB_TLS_IDLE: Duration = Duration::from_secs(350);
/// What an NLB's TCP listener takes (`ELBv2` API, `tcp.idle_timeout.seconds`).
pub const NLB_TCP_IDLE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(6000));
/// What an ALB takes (`ELBv2` API, `idle_timeout.timeout_seconds`).
pub const ALB_IDLE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(4000));
/// What an ALB does if it is not told (`ELBv2` API).
pub const ALB_IDLE_DEFAULT: Duration = Duration::from_secs(60);
/// What a health check takes (`ELBv2` API): interval, timeout, and checks in a row.
pub const HEALTH_INTERVAL: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));
/// See [`HEALTH_INTERVAL`].
pub const HEALTH_TIMEOUT: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(120));
/// See [`HEALTH_INTERVAL`].
pub const HEALTH_THRESHOLD: (u32, u32) = (2, 10);
/// What a deregistration delay takes (`ELBv2` API, `deregistration_delay.timeout_seconds`).
pub const DEREGISTRATION: (Duration, Duration) = (Duration::ZERO, Duration::from_secs(3600));
/// How long a Service keeps a client by its address (Kubernetes API, `ClientIPConfig`).
pub const CLIENT_IP_AFFINITY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(86_400));

/// The first minor of the AWS Load Balancer Controller that gives an NLB a security group of its own, in which source
/// ranges hold.
pub const SECURITY_GROUPS: Version = Version { major: 2, minor: 6 };
/// The first minor of the AWS Load Balancer Controller that reads the attributes of an NLB's listeners.
pub const LISTENER_ATTRIBUTES: Version = Version { major: 2, minor: 9 };

/// Whether a field takes a time, rounded up to its whole seconds: whether that is within its range.
#[must_use]
pub fn takes((least, most): (Duration, Duration), time: Duration) -> bool {
    let field = time.scaled(1, 1);
    least <= field && field <= most
}

/// The facts of a balancer.
#[must_use]
pub const fn facts(kind: BalancerKind, targets: TargetType) -> Facts {
    match (kind, targets) {
        (BalancerKind::Nlb, TargetType::Ip) => NLB_IP,
        (BalancerKind::Nlb, TargetType::Instance) => NLB_INSTANCE,
        (BalancerKind::Alb, TargetType::Ip) => ALB_IP,
        (BalancerKind::Alb, TargetType::Instance) => ALB_INSTANCE,
    }
}
