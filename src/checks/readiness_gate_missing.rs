//! `readiness-gate-missing`: old pods go before the balancer sends to the new ones.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::profile::TargetType;
use crate::units::Replicas;

pub(super) static CHECK: Check = Check {
    name: "readiness-gate-missing",
    code: "INF317",
    severity: Severity::Error,
    summary: "old pods go before the balancer sends to the new ones",
    doc: include_str!("../../docs/checks/readiness-gate-missing.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let load_balancer = &profile.load_balancer;
    if *load_balancer.targets == TargetType::Instance {
        return Verdict::NotApplicable("kube-proxy switches the pods");
    }
    if cx.stack.has_readiness_gate() {
        return Verdict::Checked;
    }
    let startup = &cx.stack.startup;
    let registration = startup.registration;
    let unavailable = &profile.rollout.max_unavailable;
    let name = cx.stack.balancer.name;
    let severity = if **unavailable > Replicas::new(0) { Severity::Warning } else { Severity::Error };
    let step = startup.step(profile);
    let diagnostic = found
        .push(
            &CHECK,
            format!(
                "a rollout ends old pods up to {registration} before {name} sends to the new \
                 ones, with {unavailable} allowed to be missing"
            ),
        )
        .severity(severity);
    match &load_balancer.readiness_gate {
        Some(gate) => diagnostic
            .label(gate, "no pod waits for the balancer")
            .fix(Fix::set("load_balancer.readiness_gate", "true", "wait for the balancer").safe()),
        None => {
            diagnostic.label(&profile.service.create_namespace, "infgen may not label the namespace").fix(Fix::set(
                "load_balancer.readiness_gate",
                "true",
                format!(
                    "say so once its owner has run `kubectl label namespace {} \
                     elbv2.k8s.aws/pod-readiness-gate-inject=enabled`",
                    cx.stack.names.namespace
                ),
            ))
        }
    };
    diagnostic
        .label(unavailable, format!("{unavailable} may be missing"))
        .note(format!("a new pod counts after {step}, and the next old one goes"));
    Verdict::Checked
}
