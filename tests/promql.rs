//! Every expression of every profile and example, read as PromQL reads it: it parses, everything that it names is
//! exported with those labels and of that type, its joins can match, and its windows hold four scrapes.

#[path = "promql/reader.rs"]
mod reader;
mod support;

use infgen::adapter::adapter;
use infgen::compile::compile;
use infgen::runtime::Runtime;
use infgen::source::{Library, Sources};
use infgen::stack::Stack;
use reader::{Exported, Labels, is_single, read};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A profile's stack and its objects as JSON.
fn built(profile: &str, set: &[&str]) -> (Stack, Vec<Value>) {
    let library = Library { folder: PathBuf::from("profiles") };
    let set: Vec<String> = set.iter().map(|&set| set.to_owned()).collect();
    let outcome = compile(&library, profile, &set, &mut Sources::default()).unwrap_or_else(|e| panic!("{e:#}"));
    let (stack, manifests) = outcome.built.unwrap_or_else(|| panic!("{profile} cannot be read"));
    let objects = manifests.objects().map(|object| serde_json::to_value(object).expect("JSON")).collect();
    (stack, objects)
}

fn of_kind<'a>(objects: &'a [Value], kind: &str) -> Option<&'a Value> {
    objects.iter().find(|object| object["kind"] == kind)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// What is exported, with what the rules record. The rules are read in their order, each after those that it reads.
fn exported(stack: &Stack, objects: &[Value], faults: &mut Vec<String>) -> Exported {
    let scrape = Duration::from_millis(stack.profile.metrics.scrape_interval.millis());
    let mut exported = Exported { runtime: Runtime::of(&stack.profile), recorded: BTreeMap::new(), scrape };
    let rules = of_kind(objects, "PrometheusRule").expect("there are rules");
    for rule in list(&rules["spec"]["groups"]).flat_map(|group| list(&group["rules"])) {
        let expr = text(&rule["expr"]);
        let (found, mut labels) = read(&expr, &exported);
        faults.extend(found.into_iter().map(|fault| format!("{expr}: {fault}")));
        if let Some(name) = rule["record"].as_str() {
            labels.extend(rule["labels"].as_object().into_iter().flat_map(|labels| labels.keys().cloned()));
            let before = exported.recorded.insert(name.to_owned(), labels.clone());
            // Two rules of one name differ in the values of their labels, never in their names.
            if before.is_some_and(|before| before != labels && !optional(&before, &labels)) {
                faults.push(format!("{name} is recorded with other labels than before"));
            }
        }
    }
    exported
}

/// The bound is a label of objectives on response times and of no other.
fn optional(one: &Labels, other: &Labels) -> bool {
    one.symmetric_difference(other).all(|label| label == "bound")
}

/// The queries of the dashboard, with Grafana's own variables filled in.
fn of_dashboard(stack: &Stack, objects: &[Value]) -> Vec<String> {
    let key = format!("{}.json", stack.names.service);
    let map = objects.iter().find(|object| object["kind"] == "ConfigMap" && !object["data"][&key].is_null());
    let Some(map) = map else { return Vec::new() };
    let dashboard: Value = serde_json::from_str(&text(&map["data"][&key])).expect("JSON");
    let window = format!("{}s", stack.profile.metrics.scrape_interval.millis() * 4 / 1000);
    let fill = |query: String| query.replace("$__rate_interval", &window).replace("$namespace", "any");
    list(&dashboard["panels"]).flat_map(|panel| list(&panel["targets"])).map(|t| fill(text(&t["expr"]))).collect()
}

/// The queries of KEDA's triggers.
fn of_keda(objects: &[Value]) -> Vec<String> {
    let Some(scaled) = of_kind(objects, "ScaledObject") else { return Vec::new() };
    let triggers = list(&scaled["spec"]["triggers"]).filter(|trigger| trigger["type"] == "prometheus");
    triggers.map(|trigger| text(&trigger["metadata"]["query"])).collect()
}

/// The adapter's queries, filled in as the adapter does: docs/config.md and docs/externalmetrics.md.
fn of_adapter(stack: &Stack) -> Vec<String> {
    let adapter = adapter(stack);
    let fill = |rule: &Value, external: bool| {
        let overrides = rule["resources"]["overrides"].as_object().expect("labels of resources");
        let label = |resource: &str| overrides.iter().find(|(_, of)| of["resource"] == resource).map(|(name, _)| name);
        let namespace = label("namespace").expect("a namespace");
        let group = label("pod").unwrap_or(namespace);
        let narrow = if external { "job=\"any\"".to_owned() } else { format!("{group}=~\"a|b\"") };
        let series = text(&rule["seriesQuery"]);
        let query = text(&rule["metricsQuery"])
            .replace("<<.Series>>", series.split('{').next().unwrap_or_default())
            .replace("<<.LabelMatchers>>", &format!("{namespace}=\"any\",{narrow}"))
            .replace("<<.GroupBy>>", group);
        // What the adapter discovers series by is asked for as it is.
        [query, format!("absent({series})")]
    };
    let rules = adapter.rules.iter().flat_map(|rule| fill(rule, false));
    rules.chain(adapter.external.iter().flat_map(|rule| fill(rule, true))).collect()
}

fn faults(profile: &str, set: &[&str]) -> (usize, Vec<String>) {
    let (stack, objects) = built(profile, set);
    let mut faults = Vec::new();
    let exported = exported(&stack, &objects, &mut faults);
    let keda = of_keda(&objects);
    for query in keda.iter().filter(|query| !is_single(query, &exported)) {
        faults.push(format!("{query}: KEDA takes one element"));
    }
    let queries: Vec<String> = [of_dashboard(&stack, &objects), keda, of_adapter(&stack)].concat();
    for query in &queries {
        faults.extend(read(query, &exported).0.into_iter().map(|fault| format!("{query}: {fault}")));
    }
    (queries.len() + exported.recorded.len(), faults)
}

#[test]
fn every_expression_asks_for_what_is_exported() {
    let mut total = 0;
    for profile in support::shipped() {
        for set in [
            &[][..],
            &["autoscaling.metrics_backend=keda"],
            &["metrics.scrape_interval=60s", "metrics.rate_window=240s"],
        ] {
            let (number, found) = faults(&profile, set);
            assert_eq!(found, [""; 0], "{profile} {set:?}");
            total += number;
        }
    }
    assert!(total > 1_000, "{total} expressions");
}

/// The names and the labels of prod, so that what is wrong below is wrong for one reason.
fn prod() -> Exported {
    let (stack, objects) = built("prod", &[]);
    exported(&stack, &objects, &mut Vec::new())
}

#[test]
fn what_is_right_has_no_fault() {
    let exported = prod();
    for right in [
        "sum by (namespace, job) (rate(inference_requests_total{namespace=\"n\"}[1m])) > 5",
        "histogram_quantile(0.95, sum by (le) (rate(inference_response_time_seconds_bucket[5m]))) > 2",
        "avg by (pod) (avg_over_time(inference_queue_depth[5m])) > 1 and on (pod) up == 1",
        "infgen:slo_bad:ratio_rate5m{objective=\"p95\"} > 0.7",
        "time() - max(kube_pod_created) > 5",
    ] {
        assert_eq!(read(right, &exported).0, [""; 0], "{right}");
    }
}

#[test]
fn what_is_wrong_is_found() {
    let exported = prod();
    for (wrong, why) in [
        ("sum(rate(up[5m]", "no PromQL"),
        ("sum(rate(inference_request_total[5m]))", "nobody exports"),
        ("vllm:num_requests_waiting > 1", "nobody exports"),
        ("inference_queue_depth{model=\"a\"} > 1", "no label model"),
        ("sum(rate(inference_queue_depth[5m]))", "of the gauge"),
        ("inference_requests_total > 100", "without `rate`"),
        ("sum(inference_requests_total)", "without `rate`"),
        ("increase(sum(inference_requests_total)[10m:1m])", "without `rate`"),
        ("rate(sum(up)[10m:1m])", "of a subquery"),
        ("sum(rate(inference_requests_total[30s]))", "below 4 steps"),
        ("avg_over_time((up)[1m:30s])", "below 4 steps"),
        ("histogram_quantile(0.95, sum by (pod) (rate(inference_response_time_seconds_bucket[5m])))", "no `le`"),
        ("histogram_quantile(0.95, rate(inference_response_time_seconds_count[5m]))", "no `le`"),
        ("sum by (pod) (rate(inference_errors_total[5m])) / sum(rate(inference_requests_total[5m]))", "never match"),
        ("sum(up) and on (pod) up", "which one side has not"),
        ("sum by (exported_pod) (up)", "which up has not"),
        ("rate(infgen:slo_bad:rate5m[5m])", "a rate already"),
        ("infgen:slo_bad:ratio_rate5m{percentile=\"p95\"} > 0.7", "no label percentile"),
    ] {
        let (found, _) = read(wrong, &exported);
        assert!(found.iter().any(|fault| fault.contains(why)), "{wrong}: {found:?}");
    }
    assert!(!is_single("up", &exported) && is_single("sum(up)", &exported));
}

/// The HPA's names are the adapter's, for every profile; where KEDA scales there is no adapter to ask.
#[test]
fn the_adapter_serves_what_the_hpa_asks_for() {
    for profile in support::shipped() {
        let (stack, objects) = built(&profile, &[]);
        let adapter = adapter(&stack);
        let mut served: Vec<&str> = adapter.names().collect();
        served.sort_unstable();
        let metrics = of_kind(&objects, "HorizontalPodAutoscaler").map(|hpa| &hpa["spec"]["metrics"]);
        let mut asked: Vec<&str> = metrics
            .into_iter()
            .flat_map(list)
            .filter_map(|metric| {
                metric["pods"]["metric"]["name"].as_str().or(metric["external"]["metric"]["name"].as_str())
            })
            .collect();
        asked.sort_unstable();
        assert_eq!(served, asked, "{profile}");
        let both = of_kind(&objects, "ScaledObject").is_some() && !served.is_empty();
        assert!(!both, "{profile}: an adapter beside KEDA");
    }
}
