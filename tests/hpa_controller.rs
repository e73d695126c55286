//! What the controller remembers, writes and reports from pass to pass. [`horizontal.go`, `reconcileAutoscaler`]

#[path = "hpa_controller/support.rs"]
mod support;

use infgen::hpa::{
    AbleToScale, BehaviorSpec, Conditions, Controller, Environment, EventLog, Gates, LimitReason, PassError,
    PolicySpec, Replicas, RescaleReason, RulesSpec, Scale, ScaledToZero, Span, State, Status, Version,
};

use support::{START, at, autoscaler, controller, scale, size};

/// Passes one after another, the pods following at once; the sizes after each.
fn replay(controller: &mut Controller, start: i32, raw: &[(i64, i32)]) -> Vec<i32> {
    let mut current = start;
    raw.iter()
        .map(|(seconds, raw)| {
            let outcome = controller.reconcile_raw(at(*seconds), scale(current), size(*raw));
            current = outcome.desired.get();
            current
        })
        .collect()
}

fn pods_policy(value: i32, period_seconds: i32) -> RulesSpec {
    let policy = PolicySpec { kind: "Pods".to_owned(), value, period_seconds };
    RulesSpec { policies: Some(vec![policy]), ..RulesSpec::default() }
}

fn logged(controller: &Controller) -> Vec<i32> {
    let log = controller.state().recommendations.clone().unwrap_or_default();
    log.entries().iter().map(|entry| entry.replicas.get()).collect()
}

#[test]
fn a_spike_above_the_maximum_is_logged_as_it_is_and_holds_the_maximum() {
    let mut controller = controller(1, 10, None);
    let sizes = replay(&mut controller, 8, &[(0, 500), (15, 2), (300, 2), (301, 2)]);
    assert_eq!(sizes, [10, 10, 10, 2]);
    assert_eq!(logged(&controller), [8, 2, 2, 2]);
}

#[test]
fn the_first_pass_logs_the_size_it_found() {
    let mut fresh = controller(1, 10, None);
    assert_eq!(replay(&mut fresh, 5, &[(0, 2)]), [5]);
    let mut outside = controller(6, 10, None);
    assert_eq!(replay(&mut outside, 5, &[(0, 2)]), [6]);
    assert_eq!((logged(&fresh), logged(&outside)), (vec![5, 2], vec![5]));
}

#[test]
fn a_jump_back_into_the_bounds_reads_no_metric_and_obeys_no_policy() {
    let disabled = RulesSpec { select_policy: Some("Disabled".to_owned()), ..RulesSpec::default() };
    let behavior = BehaviorSpec { scale_up: Some(disabled.clone()), scale_down: Some(disabled) };
    let mut controller = controller(3, 5, Some(&behavior));
    let down = controller.reconcile_raw(at(0), scale(9), size(9));
    assert_eq!((down.desired, down.reason), (size(5), Some(RescaleReason::AboveMax)));
    let up = controller.reconcile_raw(at(1), scale(1), size(1));
    assert_eq!((up.desired, up.reason), (size(3), Some(RescaleReason::BelowMin)));
    assert_eq!((up.conditions.scaling_active, up.conditions.scaling_limited), (None, None));
    let changes = |log: &EventLog| log.change_within(at(2), Span::from_seconds(60));
    let events = &controller.state().events;
    assert_eq!((changes(&events.up), changes(&events.down)), (size(2), size(4)));
}

#[test]
fn a_refused_write_keeps_the_recommendation_and_logs_no_event() {
    let behavior = BehaviorSpec::default();
    let mut controller = controller(1, 10, Some(&behavior));
    let refused = Scale { writable: false, ..scale(3) };
    let outcome = controller.reconcile_raw(at(0), refused, size(6));
    assert_eq!((outcome.desired, outcome.rescaled), (size(3), false));
    assert_eq!(outcome.error, Some(PassError::ScaleUnwritable));
    assert_eq!(outcome.conditions.able_to_scale, Some(AbleToScale::FailedUpdateScale));
    assert_eq!(logged(&controller), [3, 6]);
    assert!(controller.state().events.up.events().is_empty());
    assert_eq!((controller.state().desired, controller.state().last_scale), (None, None));
}

#[test]
fn an_unreadable_scale_changes_one_condition() {
    let mut controller = controller(1, 10, None);
    controller.reconcile_raw(at(0), scale(3), size(6));
    let before = controller.state().clone();
    let outcome = controller.fail_to_read_scale();
    assert_eq!(outcome.error, Some(PassError::ScaleUnreadable));
    assert_eq!(outcome.desired, size(6));
    let able_to_scale = Some(AbleToScale::FailedGetScale);
    let conditions = Conditions { able_to_scale, ..before.conditions };
    assert_eq!(controller.state(), &State { conditions, ..before });
    assert_eq!(able_to_scale.map(AbleToScale::status), Some(Status::False));
}

#[test]
fn a_restart_forgets_the_logs_and_keeps_the_conditions() {
    let behavior = BehaviorSpec::default();
    let mut controller = controller(1, 10, Some(&behavior));
    controller.reconcile_raw(at(0), scale(3), size(6));
    let conditions = controller.state().conditions;
    controller.restart();
    let State { recommendations, events, conditions: kept, .. } = controller.state();
    assert_eq!((recommendations, kept), (&None, &conditions));
    assert!(events.up.events().is_empty());
}

#[test]
fn growth_that_catches_up_with_an_older_recommendation_has_no_reason() {
    let mut controller = controller(1, 50, None);
    controller.reconcile_raw(at(0), scale(2), size(40));
    let outcome = controller.reconcile_raw(at(15), scale(4), size(4));
    assert_eq!((outcome.desired, outcome.rescaled, outcome.reason), (size(8), true, None));
    let reason = outcome.conditions.scaling_limited;
    assert_eq!(reason, Some(LimitReason::ScaleUpLimit));
}

#[test]
fn a_reused_slot_hides_growth_from_a_longer_scale_down_policy() {
    let behavior = BehaviorSpec {
        scale_up: Some(pods_policy(2, 15)),
        scale_down: Some(RulesSpec { stabilization_window_seconds: Some(0), ..pods_policy(1, 600) }),
    };
    let mut controller = controller(1, 100, Some(&behavior));
    // Events at 0, 16 and 32: the second and the third each take the slot of the one before.
    let grown = replay(&mut controller, 10, &[(0, 50), (16, 50), (32, 50)]);
    assert_eq!(grown, [12, 14, 16]);
    assert_eq!(controller.state().events.up.events().len(), 1);
    // 600 s ago the size was 10; the log knows only the last step, so the floor is 16 - 2 - 1.
    assert_eq!(replay(&mut controller, 16, &[(40, 1)]), [13]);
}

#[test]
fn a_raised_minimum_is_reached_from_zero_past_the_scale_up_rate() {
    let version = Version::new(36).expect("a release in range");
    let gates = Gates { scale_to_zero: true, ..Gates::of(version) };
    let environment = Environment { gates, ..Environment::of(version) };
    let scaled_to_zero = Some(ScaledToZero::ScaledToZero);
    let conditions = Conditions { scaled_to_zero, ..Conditions::default() };
    let state = State { conditions, ..State::default() };
    let behavior = BehaviorSpec::default();
    let autoscaler = autoscaler(10, 20, Some(&behavior));
    let mut controller = Controller::resume(environment, autoscaler, state);
    let outcome = controller.reconcile_raw(at(0), scale(0), size(12));
    assert_eq!((outcome.desired, outcome.rescaled), (size(10), true));
    let cleared = outcome.conditions.scaled_to_zero;
    assert_eq!(cleared, Some(ScaledToZero::NotScaledToZero));
}

#[test]
fn a_new_autoscaler_waits_one_period_until_36() {
    let delay = |minor| {
        let version = Version::new(minor).expect("a release in range");
        Environment::of(version).first_pass_delay()
    };
    assert_eq!((delay(36), delay(37)), (Span::from_seconds(15), Span::ZERO));
}

#[test]
fn a_proposal_below_zero_counts_as_zero() {
    let mut controller = controller(0, 10, None);
    let outcome = controller.reconcile_raw(at(0), scale(3), size(-7));
    assert_eq!((outcome.raw, logged(&controller)), (Some(Replicas::ZERO), vec![3, 0]));
}

#[test]
fn the_controller_window_is_cut_to_seconds_only_with_behavior() {
    let desired = |behavior: Option<&BehaviorSpec>| {
        let mut environment = Environment::of(Version::default());
        environment.settings.downscale_stabilization = Span::from_millis(300_500);
        let autoscaler = autoscaler(1, 10, behavior);
        let mut controller = Controller::new(environment, autoscaler);
        controller.reconcile_raw(at(0), scale(5), size(5));
        let now = START + Span::from_millis(300_200);
        controller.reconcile_raw(now, scale(5), size(2)).desired.get()
    };
    assert_eq!((desired(None), desired(Some(&BehaviorSpec::default()))), (5, 2));
}

#[test]
fn only_a_failed_read_or_write_makes_it_unable_to_scale() {
    let unable = [AbleToScale::FailedGetScale, AbleToScale::FailedUpdateScale];
    assert!(unable.iter().all(|condition| condition.status() == Status::False));
    let able = [AbleToScale::SucceededGetScale, AbleToScale::ScaleUpStabilized];
    assert!(able.iter().all(|condition| condition.status().text() == "True"));
}
