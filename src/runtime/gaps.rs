//! What a profile asks for and its runtime does not export: said once, with the closest substitute, and taken out, so
//! that no rule and no target waits for a series that never comes.

use super::Runtime;
use super::served::{Gap, Role};
use crate::located::Located;
use crate::profile::Profile;
use crate::stack::promises;

/// A gap that matters to a profile, and what asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmeasured {
    /// What is not exported.
    pub gap: Gap,
    /// What asks for it: where it was stated, and what is wanted of it.
    pub asked: Vec<(Located<()>, String)>,
}

/// Takes out alerts and targets that nothing can measure. What is promised all the same stays promised.
pub(super) fn take_out(profile: &mut Profile, runtime: &Runtime) -> Vec<Unmeasured> {
    let found: Vec<Unmeasured> = runtime
        .gaps
        .iter()
        .map(|gap| Unmeasured { gap: *gap, asked: asked(profile, gap.role) })
        .filter(|unmeasured| !unmeasured.asked.is_empty())
        .collect();
    for gap in runtime.gaps {
        match gap.role {
            Role::Slow => profile.alerts.latency.clear(),
            Role::Quantile => profile.autoscaling.latency = None,
            Role::Cache => {}
        }
    }
    found
}

fn asked(profile: &Profile, role: Role) -> Vec<(Located<()>, String)> {
    fn at<T>(stated: &Located<T>, what: String) -> (Located<()>, String) {
        (stated.map(|_| ()), what)
    }
    match role {
        Role::Slow => {
            let promised = promises::objectives(profile)
                .map(|(percentile, bound)| at(bound, format!("{percentile} is promised within {bound}")));
            let further = profile.slo.objectives.iter().map(|stated| {
                at(&stated.bound, format!("{} of the requests are promised within {}", stated.share, stated.bound))
            });
            promised.chain(further).collect()
        }
        Role::Quantile => {
            let latency = profile.autoscaling.latency.iter().filter(|_| *profile.autoscaling.enabled);
            latency
                .map(|latency| {
                    at(
                        &latency.target,
                        format!("pods are added when {} is over {}", latency.percentile, latency.target),
                    )
                })
                .collect()
        }
        Role::Cache => {
            let cache = &profile.cache.enabled;
            if **cache { vec![at(cache, "the cache is watched".to_owned())] } else { Vec::new() }
        }
    }
}
