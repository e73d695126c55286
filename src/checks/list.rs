//! Every check, in the order of codes. The first digit is the family: 0 reading, 1 latency, 2 capacity and scaling,
//! 3 rollout and drain, 4 availability, 5 load balancer, 6 memory and storage, 7 security, 8 observability,
//! 9 configuration.

use super::{Check, reading};

/// Declares the modules of checks and lists them.
macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        /// Every check, in the order of codes.
        pub static ALL: &[&Check] = &[
            &reading::SYNTAX,
            &reading::UNKNOWN_KEY,
            &reading::WRONG_TYPE,
            &reading::BAD_VALUE,
            &reading::MISSING_KEY,
            &reading::MISSING_PARENT,
            &reading::EXTENDS_CYCLE,
            &reading::UNUSED_ACCEPT,
            $(&super::$module::CHECK,)*
        ];
    };
}

checks![
    startup_budget_below_load,
    readiness_delay_behind_startup,
    liveness_faster_than_readiness,
    progress_deadline_below_startup,
    min_ready_over_deadline,
    drain_shorter_than_requests,
    grace_shorter_than_drain,
    pre_stop_shorter_than_propagation,
    connection_termination_cuts_requests,
    rollout_cannot_move,
    rollout_longer_than_window,
    readiness_gate_missing,
    spot_notice_shorter_than_drain,
    image_not_pinned,
    spot_carries_the_floor,
    disruption_budget_blocks_drain,
    disruption_budget_ignores_scale,
    floor_below_zones,
    zone_loss_blocks_drain,
    idle_timeout_below_request,
    idle_timeout_not_settable,
    keep_alive_below_idle_timeout,
    affinity_impossible,
    affinity_outlasts_scale_up,
    health_check_too_slow,
    health_check_out_of_range,
    source_ranges_ignored,
    logs_without_tls,
    plain_text_port,
    two_certificate_sources,
    tls_without_certificate,
    tls_policy_outdated,
    open_to_the_world,
    redirect_impossible,
    balancer_blocked_by_policy,
    controller_cannot_do,
];
