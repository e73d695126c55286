//! The checks: each an invariant over the stack and its objects, in a file of its own.
//!
//! A check is data with a `run` function. It sees the [`Stack`] and the built objects, and never a terminal, a file or
//! a span. To add one: its file, its line in [`ALL`], its page under `docs/checks/`, a failing and a passing fixture;
//! `tests/registry.rs` says which of these is missing.

use crate::diagnostic::{Diagnostic, Lack, Severity};
use crate::manifests::Manifests;
use crate::profile::{Accept, Acceptable, Profile};
use crate::stack::Stack;
use std::collections::BTreeMap;

mod affinity_impossible;
mod affinity_outlasts_scale_up;
mod alert_at_scaling_target;
mod alert_fires_within_promise;
mod alert_says_nothing;
mod alert_window_below_scrapes;
mod anti_affinity_over_nodes;
mod argument_left_to_default;
mod argument_unlike_profile;
mod autoscaler_out_of_api_range;
mod autoscaler_without_metric;
mod balancer_blocked_by_policy;
mod balancer_time_out_of_range;
mod batch_below_target_rate;
mod batch_slower_than_slo;
mod below_pod_security;
mod buckets_do_not_bracket;
mod burn_tier_cannot_fire;
mod burn_tier_fires_within_promise;
mod cache_not_writable;
mod ceiling_over_budget;
mod cidr;
mod client_limit_below_traffic;
mod cluster_newer_than_known;
mod completed_requests_as_signal;
mod connection_pool_over_limit;
mod connection_termination_cuts_requests;
mod connections_outlive_scale_up;
mod controller_cannot_do;
mod cpu_below_workers;
mod cpu_target_below_idle;
mod cross_zone_off;
mod dependency_timeout_over_slo;
mod dependency_without_address;
mod disruption_budget_blocks_drain;
mod disruption_budget_ignores_scale;
mod drain_shorter_than_requests;
mod duration_not_whole_seconds;
mod endpoint_not_let_out;
mod endpoint_unlike_runtime;
mod error_alert_over_budget;
mod evictions_below_load;
pub mod facts;
mod floor_below_warm_up_load;
mod floor_below_zones;
mod gpu_target_unreachable;
mod gpu_utilisation_as_signal;
mod gpus_left_idle;
mod gpus_over_node;
mod gpus_over_quota;
mod grace_shorter_than_drain;
mod health_check_out_of_range;
mod health_check_too_slow;
mod healthy_before_loaded;
mod idle_timeout_below_request;
mod idle_timeout_not_settable;
mod image_malformed;
mod image_not_pinned;
mod keep_alive_below_idle_timeout;
mod latency_target_near_slo;
mod latency_target_unreachable;
mod list;
mod liveness_faster_than_readiness;
mod liveness_slower_than_start;
mod load_test_cannot_show_slo;
mod loads_out_of_order;
mod logs_without_bucket;
mod logs_without_tls;
mod long_requests_contradict_slo;
mod measurements_contradict;
mod memory_limit_below_need;
mod memory_target_below_idle;
mod metric_without_reader;
mod min_ready_over_deadline;
mod missing;
mod missing_controller;
mod model_downloaded_by_every_pod;
mod model_not_pinned;
mod model_over_gpu_memory;
mod model_volume_too_small;
mod mount_paths_overlap;
mod mount_without_source;
mod name_too_long;
mod network_range_malformed;
mod no_headroom_at_peak;
mod no_warning_before_page;
mod not_exported_by_runtime;
mod not_ready_alert_inside_startup;
mod nothing_to_roll_back_to;
mod objective_without_alert;
mod one_request_fires_alert;
mod open_to_the_world;
mod out_of_api_range;
mod page_spends_budget;
mod path_not_absolute;
mod plain_text_port;
mod pre_stop_shorter_than_propagation;
mod probe_timeout_under_load;
mod progress_deadline_below_startup;
mod promise_lets_all_fail;
mod promise_near_unloaded_latency;
mod queue_target_below_batch;
mod queue_target_unreachable;
mod queue_wait_over_slo;
mod ramp_faster_than_scale_up;
mod rate_window_below_scrapes;
mod read_only_root_without_scratch;
mod readiness_delay_behind_startup;
mod readiness_gate_missing;
pub mod reading;
mod redirect_impossible;
mod remote_code_trusted;
mod replicas_out_of_order;
mod replicas_under_autoscaler;
mod requests_over_limits;
mod reserved_name;
mod resource_target_over_limit;
mod retention_below_window;
mod rollout_below_load;
mod rollout_cannot_move;
mod rollout_longer_than_window;
mod rules_not_selected;
mod runs_as_root;
mod scale_down_before_warm_up;
mod scale_down_sheds_too_fast;
mod scale_up_unlimited;
mod schedule_fights_autoscaler;
mod scrape_timeout_over_interval;
mod scratch_over_ephemeral_storage;
mod secret_has_two_owners;
mod secret_store_missing;
mod secret_values_in_manifest;
mod server_drain_below_request;
mod shared_memory_too_small;
mod slo_out_of_order;
mod source_ranges_ignored;
mod spot_carries_the_floor;
mod spot_notice_shorter_than_drain;
mod startup_budget_below_load;
mod startup_budget_far_above_load;
mod stop_before_drain_ends;
mod take_alb;
mod target_above_capacity;
mod target_pins_at_maximum;
mod text_malformed;
mod threshold_off_bucket;
mod tls_policy_outdated;
mod tls_without_certificate;
mod two_certificate_sources;
mod unknown_to_version;
mod unloaded_latency_over_target;
mod user_unknown_to_image;
mod volume_single_writer;
mod volume_single_zone;
mod vpa_fights_autoscaler;
mod zero_of_something_needed;
mod zone_loss_below_peak;
mod zone_loss_blocks_drain;

pub use list::ALL;

/// An invariant and its page.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case, says the fault; read after "accept …".
    pub name: &'static str,
    /// `INF` and three digits: the family and a number. Never given to another check.
    pub code: &'static str,
    /// How bad a finding is unless the page says otherwise.
    pub severity: Severity,
    /// The fault in one line.
    pub summary: &'static str,
    /// The page that `infgen explain` prints.
    pub doc: &'static str,
    /// When it is found.
    pub stage: Stage,
}

/// When a check finds its fault.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    /// While the profile is read.
    Reading,
    /// On the resolved stack and its objects.
    Stack(fn(&Context<'_>, &mut Findings) -> Verdict),
}

impl Check {
    /// The family of the check, after the first digit of its code.
    #[must_use]
    pub fn family(&self) -> &'static str {
        let digit = self.code.as_bytes().get(3).map_or(0, |digit| usize::from(digit - b'0'));
        FAMILIES[digit]
    }
}

/// What the first digit of a code stands for.
const FAMILIES: [&str; 10] = [
    "reading",
    "latency",
    "capacity and scaling",
    "rollout and drain",
    "availability",
    "load balancer",
    "memory and storage",
    "security",
    "observability",
    "configuration",
];

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Whether a check had something to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It looked, and its findings (or none) are the answer.
    Checked,
    /// The stack has nothing that the invariant speaks of; the reason (`no autoscaler`).
    NotApplicable(&'static str),
}

/// What checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The resolved stack.
    pub stack: &'a Stack,
    /// The objects made of it.
    pub manifests: &'a Manifests,
}

impl<'a> Context<'a> {
    /// The profile as it was written, with defaults.
    #[must_use]
    pub fn profile(&self) -> &'a Profile {
        &self.stack.profile
    }
}

/// What the checks of a run found.
#[derive(Debug, Default)]
pub struct Findings {
    /// In the order of their codes, then of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// Checks that looked and found nothing.
    pub passed: Vec<&'static Check>,
    /// Checks that had nothing to look at, with the reason.
    pub not_applicable: Vec<(&'static Check, &'static str)>,
}

impl Findings {
    /// Adds a finding, to be completed by the caller.
    pub fn push(&mut self, check: &'static Check, message: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(check, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }

    /// Adds the note that a check could not decide: which fact is missing, and how to come by it.
    pub fn unverified(&mut self, check: &'static Check, key: &str) -> &mut Diagnostic {
        let how = facts::how(key);
        let found = self.push(check, format!("unverified: `{key}` is not stated"));
        found.lacks = Some(Lack { key: key.to_owned(), waiting: Vec::new() });
        found.severity(Severity::Note).note(format!("to measure it: {how}"))
    }

    /// Asks for each missing fact once: the first check that needs it names the others, and takes over their labels.
    fn ask_once(&mut self) {
        let mut asked: BTreeMap<String, usize> = BTreeMap::new();
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.diagnostics.len());
        for diagnostic in std::mem::take(&mut self.diagnostics) {
            let key = diagnostic.lacks.as_ref().filter(|_| diagnostic.accepted.is_none()).map(|lack| lack.key.clone());
            let first = key.as_ref().and_then(|key| asked.get(key)).and_then(|first| kept.get_mut(*first));
            if let Some((first, lack)) = first.and_then(|first| Some((&mut first.labels, first.lacks.as_mut()?))) {
                first.extend(diagnostic.labels);
                lack.waiting.push(diagnostic.check);
                continue;
            }
            if let Some(key) = key {
                asked.insert(key, kept.len());
            }
            kept.push(diagnostic);
        }
        for first in asked.into_values() {
            let waiting = kept[first].lacks.iter().flat_map(|lack| &lack.waiting);
            let names: Vec<String> = waiting.map(|check| format!("`{}`", check.name)).collect();
            if !names.is_empty() {
                kept[first].note(format!("undecided without it, too: {}", names.join(", ")));
            }
        }
        self.diagnostics = kept;
    }

    /// How many findings are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }

    /// Puts errors first, then warnings, then notes; in each, by code and by place.
    pub fn sort(&mut self) {
        self.diagnostics.sort_by_key(|found| {
            let place = found.primary_place().map(|place| (place.source, place.span().start));
            (found.severity, found.check.code, place)
        });
    }

    /// Whether nothing may be written.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// Runs every check on a stack, and lowers what the profile accepts.
#[must_use]
pub fn run(context: &Context<'_>) -> Findings {
    let mut found = Findings::default();
    for check in ALL {
        let Stage::Stack(run) = check.stage else {
            continue;
        };
        let before = found.diagnostics.len();
        match run(context, &mut found) {
            Verdict::NotApplicable(reason) => found.not_applicable.push((check, reason)),
            Verdict::Checked if found.diagnostics.len() == before => found.passed.push(check),
            Verdict::Checked => {}
        }
    }
    accept(&context.profile().accept, &mut found);
    found.ask_once();
    found
}

/// Lowers accepted findings to notes; an `accept` that matches nothing is itself a finding. An error is not hidden by an
/// `accept` of a warning, which may have been written for another profile: one that this profile extends.
fn accept(accepted: &[Accept], found: &mut Findings) {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, diagnostic) in found.diagnostics.iter().enumerate() {
        for name in [diagnostic.check.name, diagnostic.check.code] {
            places.entry(name).or_default().push(place);
        }
    }
    for accept in accepted {
        let matching = places.get(accept.check.as_str());
        if matching.is_none() {
            reading::unused_accept(accept, found);
        }
        for place in matching.into_iter().flatten() {
            let diagnostic = &mut found.diagnostics[*place];
            if diagnostic.severity == Severity::Error && *accept.severity == Acceptable::Warning {
                diagnostic
                    .note("`accept` covers it as a warning only; `severity = \"error\"` there would cover this too");
                continue;
            }
            diagnostic.severity = Severity::Note;
            diagnostic.accepted = Some(accept.reason.get().clone());
        }
    }
}

/// The check of a name or a code.
#[must_use]
pub fn find(name: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.name == name || check.code.eq_ignore_ascii_case(name))
}
