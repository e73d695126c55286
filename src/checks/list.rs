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
    slo_out_of_order,
    latency_target_near_slo,
    queue_wait_over_slo,
    batch_below_target_rate,
    batch_slower_than_slo,
    probe_timeout_under_load,
    load_test_cannot_show_slo,
    long_requests_contradict_slo,
    dependency_timeout_over_slo,
    no_headroom_at_peak,
    zone_loss_below_peak,
    target_above_capacity,
    floor_below_warm_up_load,
    ramp_faster_than_scale_up,
    gpus_over_quota,
    anti_affinity_over_nodes,
    connection_pool_over_limit,
    gpus_over_node,
    client_limit_below_traffic,
    replicas_out_of_order,
    replicas_under_autoscaler,
    memory_target_below_idle,
    cpu_target_below_idle,
    gpu_utilisation_as_signal,
    metric_without_reader,
    completed_requests_as_signal,
    rate_window_below_scrapes,
    scale_down_before_warm_up,
    vpa_fights_autoscaler,
    schedule_fights_autoscaler,
    queue_target_unreachable,
    latency_target_unreachable,
    autoscaler_out_of_api_range,
    scale_down_sheds_too_fast,
    unloaded_latency_over_target,
    resource_target_over_limit,
    grace_shorter_than_drain,
];
