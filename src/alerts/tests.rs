use super::example::{profile, resolve, stack};
use super::*;
use crate::located::Located;
use crate::profile::Profile;
use crate::units::Requests;

fn by<T>(value: T) -> Located<T> {
    Located::by_default(value)
}

/// Each alert by name, severity and `for`.
fn listed(profile: Profile) -> Vec<String> {
    let line = |alert: Alert| {
        let (severity, lasting) = (alert.severity.name(), alert.r#for.prometheus());
        format!("{} {severity} {lasting}", alert.name)
    };
    all(&resolve(profile)).into_iter().map(line).collect()
}

fn one(profile: Profile, name: &str) -> Alert {
    all(&resolve(profile)).into_iter().find(|alert| alert.name == name).unwrap_or_else(|| panic!("{name} is not there"))
}

#[test]
fn the_eight_of_the_list_and_what_they_need() {
    assert_eq!(
        listed(profile()),
        [
            "InferenceResponseTimeHigh critical 5m",
            "InferenceResponseTimeHigh warning 5m",
            "InferenceErrorRateHigh critical 5m",
            "InferenceErrorsAtLowTraffic warning 5m",
            "InferenceErrorBudgetBurn critical 0s",
            "InferenceErrorBudgetBurn critical 0s",
            "InferenceErrorBudgetBurn warning 0s",
            "InferenceErrorBudgetBurn warning 0s",
            "InferenceErrorBudgetBurn critical 0s",
            "InferenceErrorBudgetBurn critical 0s",
            "InferenceErrorBudgetBurn warning 0s",
            "InferenceErrorBudgetBurn warning 0s",
            "InferenceRequestsVanished critical 9m",
            "InferenceLoadOverPromise warning 15m",
            "InferencePodNotReady critical 5m",
            "InferenceReadyPodsBelowMinimum critical 2m",
            "InferenceModelLoadingFailure critical 1m",
            "InferenceGpuUtilizationHigh warning 15m",
            "InferenceMemoryUsageHigh warning 5m",
            "InferenceQueueDepthHigh warning 10m",
            "InferenceAutoscalerAtMaximum warning 15m",
            "InferenceCacheHitRateLow warning 30m",
            "InferenceMetricsAbsent critical 5m",
            "InferenceTargetDown warning 5m",
            "InferenceSeriesMissing warning 30m",
            "InferenceAutoscalerBlind warning 15m",
        ]
    );
}

#[test]
fn the_page_on_alerts_names_each() {
    let page = include_str!("../../docs/alerts.md");
    for alert in all(&stack()) {
        assert!(
            page.contains(&format!("`{}`", alert.name)) || page.contains(&format!("alert: {}", alert.name)),
            "{}",
            alert.name
        );
    }
}

#[test]
fn an_alert_on_what_is_not_there_is_left_out() {
    let mut bare = profile();
    bare.alerts = crate::profile::Alerts::default();
    bare.slo.burn.enabled = by(false);
    bare.autoscaling.enabled = by(false);
    bare.autoscaling.queue = None;
    bare.cache.enabled = by(false);
    bare.resources.gpus = by(crate::units::Gpus::new(0));
    let stack = resolve(bare);
    let names: Vec<_> = all(&stack).iter().map(|alert| alert.name).collect();
    assert_eq!(
        names,
        [
            "InferencePodNotReady",
            "InferenceReadyPodsBelowMinimum",
            "InferenceModelLoadingFailure",
            "InferenceMemoryUsageHigh",
            "InferenceMetricsAbsent",
            "InferenceTargetDown",
            "InferenceSeriesMissing",
        ]
    );
    assert!(groups(&stack).iter().all(|group| group.recordings.is_empty()), "nothing is recorded that nobody reads");
}

#[test]
fn no_two_alerts_have_the_same_name_and_labels() {
    let stack = stack();
    let mut keys: Vec<_> = all(&stack).iter().map(|alert| (alert.name, alert.labels(&stack))).collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn the_profiles_labels_route_and_never_rename() {
    let mut labelled = profile();
    labelled.alerts.labels = BTreeMap::from([
        ("team".to_owned(), by("inference".to_owned())),
        ("service".to_owned(), by("another".to_owned())),
    ]);
    let stack = resolve(labelled);
    let labels = all(&stack)[0].labels(&stack);
    let find = |key: &str| labels.get(key).map(String::as_str);
    assert_eq!(find("team"), Some("inference"));
    assert_eq!(find("service"), Some("ai-inference"));
    assert_eq!(find("threshold"), Some("p95>2s"));
    assert_eq!(find("slo"), Some("latency"));
}

#[test]
fn every_alert_says_what_and_where_to_read_on() {
    let mut stated = profile();
    stated.service.runbooks = by("https://runbooks.example.com/ai/".to_owned());
    let stack = resolve(stated);
    for alert in all(&stack) {
        let texts = alert.annotations(&stack);
        let keys: Vec<_> = texts.keys().map(String::as_str).collect();
        assert_eq!(keys, ["dashboard", "description", "runbook_url", "summary"]);
        assert_eq!(texts["runbook_url"], format!("https://runbooks.example.com/ai/{}", alert.name));
        assert!(texts.values().all(|text| !text.is_empty() && !text.contains("  ")));
        let labels = alert.labels(&stack);
        for key in ["environment", "namespace", "service", "severity", "slo"] {
            assert!(labels.get(key).is_some_and(|value| !value.is_empty()), "{}: no {key}", alert.name);
        }
    }
}

#[test]
fn the_queue_alert_is_twice_the_target_unless_stated() {
    let above = |profile| match one(profile, "InferenceQueueDepthHigh").driver {
        Driver::Waiting { above, .. } => above,
        driver => panic!("{driver:?}"),
    };
    assert_eq!(above(profile()), Requests::new(20));
    let mut stated = profile();
    stated.alerts.queue = Some(by(Requests::new(64)));
    assert_eq!(above(stated), Requests::new(64));
}

#[test]
fn a_start_is_excused_for_as_long_as_it_may_take() {
    // Image 60 s + start-up probe 30 x 10 s + readiness 10 s, and with the gate the balancer's 300 s + 2 x 10 s.
    let mut gated = profile();
    gated.load_balancer.readiness_gate = Some(by(true));
    assert!(one(gated, "InferencePodNotReady").expr.ends_with(") < 690"));
    let mut plain = profile();
    plain.load_balancer.readiness_gate = Some(by(false));
    assert!(one(plain, "InferencePodNotReady").expr.ends_with(") < 370"));
    let mut strict = profile();
    strict.alerts.excuse_startup = by(false);
    assert!(!one(strict, "InferencePodNotReady").expr.contains("kube_pod_created"));
}

#[test]
fn windows_hold_four_scrapes() {
    let mut slow = profile();
    slow.metrics.scrape_interval = by(Duration::from_secs(120));
    let stack = resolve(slow);
    let recorded: Vec<_> =
        groups(&stack).into_iter().flat_map(|group| group.recordings).map(|rule| rule.name).collect();
    assert!(recorded.contains(&"infgen:responses_slow:ratio_rate8m".to_owned()));
    assert!(all(&stack)[0].expr.contains("infgen:responses:increase8m"));
}

#[test]
fn restarts_are_counted_over_four_start_up_budgets() {
    let window = |profile| match one(profile, "InferenceModelLoadingFailure").driver {
        Driver::Restarts { window, .. } => window,
        driver => panic!("{driver:?}"),
    };
    assert_eq!(window(profile()), Duration::from_secs(1200));
    let mut quick = profile();
    quick.probes.startup.failures = by(3);
    assert_eq!(window(quick), Duration::from_secs(900));
}

#[test]
fn the_histogram_that_only_the_autoscaler_reads_is_watched() {
    let watched = |profile: Profile| {
        let stack = resolve(profile);
        let mut suites = super::promtool::suites(&stack).into_iter();
        let suite = suites.find(|suite| suite.name == "InferenceSeriesMissing").expect("it has cases");
        let case = suite.cases.iter().any(|case| case.name.ends_with(": no inference_response_time_seconds_count"));
        let mut alerts = all(&stack).into_iter();
        let alert = alerts.find(|alert| alert.name == "InferenceSeriesMissing").expect("it is there");
        assert_eq!(alert.expr.contains("absent(inference_response_time_seconds_count{"), case);
        case
    };
    let mut without_bounds = profile();
    without_bounds.alerts.latency.clear();
    without_bounds.slo.burn.enabled = by(false);
    let mut unread = without_bounds.clone();
    unread.autoscaling.latency = None;
    let mut unscaled = without_bounds.clone();
    unscaled.autoscaling.enabled = by(false);
    assert!(watched(without_bounds));
    assert!(!watched(profile()), "its buckets are watched");
    assert!(!watched(unread) && !watched(unscaled), "nobody reads it");
}
