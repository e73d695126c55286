//! `idle-timeout-not-settable`: the stated idle timeout does not come to hold.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::balancer;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{BalancerKind, LoadBalancer};
use crate::units::Duration;

pub(super) static CHECK: Check = Check {
    name: "idle-timeout-not-settable",
    code: "INF502",
    severity: Severity::Error,
    summary: "an idle timeout that the balancer's listener does not take",
    doc: include_str!("../../docs/checks/idle-timeout-not-settable.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let load_balancer = &cx.profile().load_balancer;
    let Some(wanted) = &load_balancer.idle_timeout else {
        return Verdict::NotApplicable("no idle timeout is stated");
    };
    let nlb = *load_balancer.kind == BalancerKind::Nlb;
    if nlb && load_balancer.terminates_tls() {
        fixed(load_balancer, wanted, found);
    }
    if nlb && !load_balancer.has_tcp_listener() {
        return Verdict::Checked;
    }
    let (least, most) = if nlb { balancer::NLB_TCP_IDLE } else { balancer::ALB_IDLE };
    if balancer::takes((least, most), **wanted) {
        return Verdict::Checked;
    }
    let listener = if nlb { "an NLB's TCP listener" } else { "an ALB" };
    let close = wanted.scaled(1, 1).max(least).min(most);
    found
        .push(
            &CHECK,
            format!(
                "an idle timeout of {wanted} is wanted, and {listener} takes whole seconds from \
                 {least} to {most}"
            ),
        )
        .label(wanted, "AWS refuses it")
        .fix(Fix::quoted("load_balancer.idle_timeout", close, "the closest that it takes"));
    Verdict::Checked
}

/// The idle timeout of an NLB's TLS listener is not for anybody to set.
fn fixed(load_balancer: &LoadBalancer, wanted: &Located<Duration>, found: &mut Findings) {
    let fixed = balancer::NLB_TLS_IDLE;
    if **wanted == fixed {
        return;
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
        diagnostic.fix(Fix::quoted("load_balancer.kind", "alb", "take the balancer that can"));
    }
}
