//! `connection-pool-over-limit`: the pods' connection pools are more than a database accepts.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::Dependency;
use crate::stack::capacity;
use crate::units::Connections;

pub(super) static CHECK: Check = Check {
    name: "connection-pool-over-limit",
    code: "INF208",
    severity: Severity::Error,
    summary: "the pods' connection pools are more than a database accepts",
    doc: include_str!("../../docs/checks/connection-pool-over-limit.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let dependencies = &cx.profile().dependencies;
    let pooled: Vec<&Dependency> = dependencies.iter().filter(|dependency| *dependency.pooled).collect();
    if pooled.is_empty() {
        return Verdict::NotApplicable("no pooled dependencies");
    }
    let stated = pooled.iter().filter_map(|dependency| Some((*dependency, left(dependency)?)));
    let smallest = stated.clone().map(|(_, left)| left).min();
    for (dependency, left) in stated {
        compare(cx, dependency, left, smallest, found);
    }
    let unstated: Vec<_> = pooled.iter().filter(|dependency| dependency.max_connections.is_none()).collect();
    if !unstated.is_empty() {
        let finding = found.unverified(&CHECK, "dependencies.max_connections");
        for dependency in unstated {
            let name = &dependency.name;
            finding.label(name, format!("what {name} accepts is not stated"));
        }
    }
    Verdict::Checked
}

/// Connections that a dependency has for this service.
fn left(dependency: &Dependency) -> Option<Connections> {
    let most = dependency.max_connections.as_deref()?;
    Some(*most - *dependency.reserved_connections)
}

fn compare(
    cx: &Context<'_>,
    dependency: &Dependency,
    left: Connections,
    smallest: Option<Connections>,
    found: &mut Findings,
) {
    let profile = cx.profile();
    let pool = &profile.performance.connection_pool;
    let ending = cx.stack.shutdown.ending_pods(profile, &cx.stack.startup);
    let pods = cx.stack.capacity.most_pods + *ending;
    let needed = **pool * pods;
    let Some(limit) = dependency.max_connections.as_ref().filter(|_| needed > left) else {
        return;
    };
    let over = needed - left;
    let name = &dependency.name;
    let (_, most) = capacity::most_key(profile);
    let surge = &profile.rollout.max_surge;
    let finding = found.push(
        &CHECK,
        format!(
            "{pods} with a pool of {} open {needed} to {name}, {} more than the {} it has for them",
            pool.get().get(),
            over.get(),
            left.get()
        ),
    );
    finding
        .label(pool, format!("{pool} a pod"))
        .label(&most, format!("at most {most}"))
        .label(surge, format!("{surge} more in a rollout"))
        .label(&ending, format!("{ending} may be ending beside them"))
        .label(limit, format!("{name} accepts {limit}"));
    if *dependency.reserved_connections > Connections::new(0) {
        let reserved = &dependency.reserved_connections;
        finding.label(reserved, format!("{reserved} are kept for others"));
    }
    let fitting = smallest.map_or(0, |smallest| smallest.get() / pods.get().max(1));
    if fitting > 0 {
        let title = "share what the database accepts among all pods";
        finding.fix(Fix::set("performance.connection_pool", fitting.to_string(), title));
    }
    finding.note("or put a pooler before it, and state what that accepts");
}
