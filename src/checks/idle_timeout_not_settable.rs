//! `idle-timeout-not-settable`: the stated idle timeout does not come to hold.

use super::take_alb::take_alb;
use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::profile::BalancerKind;

pub(super) static CHECK: Check = Check {
    name: "idle-timeout-not-settable",
    code: "INF502",
    severity: Severity::Error,
    summary: "an idle timeout beside the fixed one of an NLB's TLS listener",
    doc: include_str!("../../docs/checks/idle-timeout-not-settable.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let Some(wanted) = &load_balancer.idle_timeout else {
        return Verdict::NotApplicable("no idle timeout is stated");
    };
    if *load_balancer.kind == BalancerKind::Alb || !load_balancer.terminates_tls() {
        return Verdict::NotApplicable("it can be set");
    }
    let fixed = balancer::NLB_TLS_IDLE;
    if **wanted == fixed {
        return Verdict::Checked;
    }
    let (difference, severity) = if **wanted > fixed {
        (format!("{} more than", **wanted - fixed), Severity::Error)
    } else {
        (format!("{} less than", fixed - **wanted), Severity::Warning)
    };
    let diagnostic = found
        .push(
            &CHECK,
            format!(
                "an idle timeout of {wanted} is wanted, {difference} the {fixed} that are fixed \
                 on an NLB's TLS listener"
            ),
        )
        .severity(severity)
        .label(wanted, "nobody reads it for TLS")
        .label(&load_balancer.kind, "an ALB's can be set");
    if **wanted < fixed {
        diagnostic.fix(Fix::quoted("load_balancer.idle_timeout", fixed, "state what holds"));
    } else {
        take_alb(cx.profile(), "take the balancer that can", diagnostic);
    }
    Verdict::Checked
}
