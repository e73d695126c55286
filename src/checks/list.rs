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
    grace_shorter_than_drain,
    volume_single_writer,
    volume_single_zone,
    model_volume_too_small,
    memory_limit_below_need,
    scratch_over_ephemeral_storage,
    shared_memory_too_small,
    requests_over_limits,
    runs_as_root,
    read_only_root_without_scratch,
    user_unknown_to_image,
    secret_values_in_manifest,
    secret_has_two_owners,
    secret_store_missing,
    dependency_without_address,
    network_range_malformed,
    below_pod_security,
    threshold_off_bucket,
    buckets_do_not_bracket,
    error_alert_over_budget,
    no_warning_before_page,
    objective_without_alert,
    not_ready_alert_inside_startup,
    alert_at_scaling_target,
    rules_not_selected,
    scrape_timeout_over_interval,
    alert_window_below_scrapes,
    alert_fires_within_promise,
    name_too_long,
    missing_controller,
    reserved_name,
    path_not_absolute,
    duration_not_whole_seconds,
    out_of_api_range,
    mount_paths_overlap,
    mount_without_source,
];
