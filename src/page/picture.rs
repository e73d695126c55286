//! The stack as boxes in the order in which a request meets them, and what moves the number of pods.

use crate::profile::{BalancerKind, TargetType};
use crate::stack::{Stack, capacity};
use serde::Serialize;

/// A part of the stack.
#[derive(Debug, Clone, Serialize)]
pub struct Box {
    /// Its place: `client`, `balancer`, `pods`, `needs` or `scaler`.
    pub role: &'static str,
    /// What it is.
    pub title: String,
    /// What it does, in a few lines.
    pub lines: Vec<String>,
}

pub(super) fn picture(stack: &Stack) -> Vec<Box> {
    let mut boxes = vec![traffic(stack), balancer(stack), pods(stack)];
    let dependencies: Vec<String> = stack
        .profile
        .dependencies
        .iter()
        .map(|each| format!("{} at port {}", each.name, each.port.get().get()))
        .collect();
    if !dependencies.is_empty() {
        boxes.push(Box { role: "needs", title: "dependencies".to_owned(), lines: dependencies });
    }
    boxes.push(autoscaler(stack));
    boxes
}

fn traffic(stack: &Stack) -> Box {
    let capacity = &stack.capacity;
    let loads = [("base", &capacity.base), ("peak", &capacity.peak)];
    let mut lines: Vec<String> =
        loads.iter().filter_map(|(name, load)| Some(format!("{name} {}", load.as_ref()?))).collect();
    lines.extend(stack.profile.traffic.growth.as_ref().map(|growth| format!("growth {growth}")));
    if lines.is_empty() {
        lines.push("no load is stated".to_owned());
    }
    Box { role: "client", title: "clients".to_owned(), lines }
}

fn balancer(stack: &Stack) -> Box {
    let balancer = &stack.profile.load_balancer;
    let kind = match *balancer.kind {
        BalancerKind::Nlb => "Network Load Balancer",
        BalancerKind::Alb => "Application Load Balancer",
    };
    let targets = match *balancer.targets {
        TargetType::Ip => "pods as targets",
        TargetType::Instance => "nodes as targets",
    };
    let mut lines = vec![targets.to_owned()];
    lines.extend(balancer.idle_timeout.as_ref().map(|time| format!("idle timeout {time}")));
    if *balancer.affinity.enabled {
        lines.push(format!("affinity {}", balancer.affinity.duration));
    }
    Box { role: "balancer", title: kind.to_owned(), lines }
}

fn pods(stack: &Stack) -> Box {
    let profile = &stack.profile;
    let mut lines = vec![
        format!("{} to {}", capacity::fewest(profile).get(), capacity::most(profile)),
        format!("{} and {} of memory each", profile.resources.gpus, profile.resources.memory_limit),
        format!("batches of {}", profile.performance.max_batch.get().get()),
    ];
    lines.extend(profile.performance.queue_limit.as_ref().map(|limit| format!("{limit} may wait")));
    lines.push(format!("start {}", stack.startup.usual()));
    Box { role: "pods", title: stack.names.service.clone(), lines }
}

fn autoscaler(stack: &Stack) -> Box {
    let autoscaling = &stack.profile.autoscaling;
    if !*autoscaling.enabled {
        return Box { role: "scaler", title: "no autoscaler".to_owned(), lines: Vec::new() };
    }
    let mut lines = Vec::new();
    lines.extend(autoscaling.requests_per_pod.as_ref().map(|rate| format!("{rate} a pod")));
    lines.extend(autoscaling.gpu.as_ref().map(|share| format!("GPU {share}")));
    lines.extend(autoscaling.queue.as_ref().map(|queue| format!("queue {queue}")));
    lines.extend(autoscaling.latency.as_ref().map(|latency| format!("{} {}", latency.percentile, latency.target)));
    let up = &autoscaling.up;
    lines.push(format!("up {} each {}, after {}", up.pods, up.period, up.stabilization));
    Box { role: "scaler", title: "autoscaler".to_owned(), lines }
}
