//! The edits that put an ALB in the place of an NLB.

use crate::diagnostic::{Diagnostic, Fix};
use crate::profile::{Profile, TargetType};

/// Offers an ALB. It keeps a client on its pod by a cookie, which names a target: a pod only with IP targets.
pub(super) fn take_alb(profile: &Profile, why: &str, finding: &mut Diagnostic) {
    let balancer = &profile.load_balancer;
    finding.fix(Fix::quoted("load_balancer.kind", "alb", why));
    if *balancer.affinity.enabled && *balancer.targets == TargetType::Instance {
        finding.fix(Fix::quoted("load_balancer.targets", "ip", "and let its cookie name a pod"));
    }
}
