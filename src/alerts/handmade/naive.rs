//! The forms that are written first, beside ours, on the same series: each fires for a healthy service or is silent for
//! a broken one.

use super::*;

/// A form that looks right.
struct Naive {
    /// PromQL.
    expr: &'static str,
    /// What is different from a healthy service, and which of our alerts fire.
    case: Case,
    /// How many of the naive alert fire.
    fires: u32,
}

/// Has Prometheus evaluate it beside the rules.
fn compare(naive: &Naive) {
    if !installed() {
        return;
    }
    let stack = example::stack();
    let mut all = rules(&stack, &groups(&stack));
    let rule = json!({ "alert": "Naive", "expr": naive.expr, "for": "5m" });
    if let Some(groups) = all["groups"].as_array_mut() {
        groups.push(json!({ "name": "naive", "rules": [rule] }));
    }
    let mut test = naive.case.test();
    if naive.fires > 0 {
        let sample = json!({ "labels": "{alertname=\"Naive\"}", "value": naive.fires });
        if let Some(samples) = test["promql_expr_test"][0]["exp_samples"].as_array_mut() {
            samples.push(sample);
        }
    }
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(folder.path(), "rules.yaml", &all);
    let file = json!({ "rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test] });
    write(folder.path(), "tests.yaml", &file);
    promtool(folder.path(), &["test", "rules", "tests.yaml"]);
}

/// A quantile ends at the highest finite bucket: four of five that take longer than 2 s still read as 2 s.
#[test]
fn a_quantile_never_passes_its_highest_bucket() {
    let buckets = [r#"le="0.5""#, r#"le="1.5""#, r#"le="2.0""#];
    let mut change: Vec<_> = buckets.map(|le| (BUCKET, APP, le, Some("0+20x500"))).into();
    change.push((BUCKET, APP, r#"le="+Inf""#, Some("0+100x500")));
    compare(&Naive {
        expr: "histogram_quantile(0.95, rate(inference_response_time_seconds_bucket[5m])) > 2",
        case: case("most answers are slow", &change, &[("InferenceResponseTimeHigh", 2)]),
        fires: 0,
    });
}

/// It also interpolates inside a bucket: nobody waits for 2 s, and it reads more.
#[test]
fn a_quantile_fires_for_answers_that_nobody_waited_for() {
    let change = [
        (BUCKET, APP, r#"le="2.5""#, Some("0+96x500")),
        (BUCKET, APP, r#"le="2.0""#, None),
        (BUCKET, APP, r#"le="1.5""#, Some("0+96x500")),
        (BUCKET, APP, r#"le="0.5""#, Some("0+20x500")),
        (BUCKET, APP, r#"le="5.0""#, Some("0+100x500")),
        (BUCKET, APP, r#"le="+Inf""#, Some("0+100x500")),
    ];
    // The bound of the other alert is no bucket here, which is said too.
    compare(&Naive {
        expr: "histogram_quantile(0.99, sum by (le) (rate(inference_response_time_seconds_bucket[5m]))) > 3",
        case: case("four of a hundred take just over 2.5 s", &change, &[("InferenceSeriesMissing", 1)]),
        fires: 1,
    });
}

/// Per series the ratio is empty as soon as the labels of the two counters differ.
#[test]
fn a_ratio_of_series_that_differ_is_empty() {
    let change = [(ERRORS, APP, r#"code="500""#, Some("0+6x500"))];
    compare(&Naive {
        expr: "rate(inference_errors_total[5m]) / rate(inference_requests_total[5m]) > 0.05",
        case: case("6 of 100 fail", &change, &[("InferenceErrorRateHigh", 1), ("InferenceErrorsAtLowTraffic", 1)]),
        fires: 0,
    });
}

/// The series of the conditions `false` and `unknown` are 0 for every healthy pod (kubernetes-mixin#1239).
#[test]
fn a_condition_that_is_zero_is_no_fault() {
    compare(&Naive { expr: "kube_pod_status_ready == 0", case: case("a healthy service", &[], &[]), fires: 1 });
}

/// A pod that dies of its model is gone before its own counter is scraped twice.
#[test]
fn a_counter_of_a_pod_that_dies_never_rises() {
    let change = [
        (RESTARTS, CONTAINER, "", Some("0x40 1x5 2x5 3x5 4x400")),
        ("inference_model_load_failures_total", APP, "", Some("_x40 1 _x4 1 _x4 1 _x400")),
    ];
    compare(&Naive {
        expr: "increase(inference_model_load_failures_total[15m]) > 0",
        case: case("the model does not load", &change, &[("InferenceModelLoadingFailure", 1)]),
        fires: 0,
    });
}

/// No exporter has the name, and nothing says so.
#[test]
fn a_metric_that_nobody_exports_is_silent() {
    compare(&Naive {
        expr: "gpu_utilization > 95",
        case: case(
            "busy, and no pod can be added",
            &[(REPLICAS, HPA, "", Some("20x500"))],
            &[("InferenceAutoscalerAtMaximum", 1), ("InferenceGpuUtilizationHigh", 1)],
        ),
        fires: 0,
    });
}

/// What a container uses counts the files that the kernel may drop, such as weights that are mapped into memory.
#[test]
fn the_page_cache_is_no_pressure() {
    let change = [
        ("container_memory_usage_bytes", CONTAINER, "", Some("96x500")),
        ("container_spec_memory_limit_bytes", CONTAINER, "", Some("100x500")),
    ];
    compare(&Naive {
        expr: "container_memory_usage_bytes / container_spec_memory_limit_bytes > 0.9",
        case: case("weights are read from a file", &change, &[]),
        fires: 1,
    });
}

/// The autoscaler's target is where the queue belongs.
#[test]
fn a_queue_at_its_target_is_no_fault() {
    compare(&Naive {
        expr: "inference_queue_depth > 10",
        case: case("a pod just above the target", &[(QUEUE, APP, "", Some("11x500"))], &[]),
        fires: 1,
    });
}

/// A pod that nobody asks has a cold cache.
#[test]
fn an_idle_pods_cache_is_no_fault() {
    let change = [(HIT_RATE, IDLE, "", Some("0x500")), (REQUESTS, IDLE, "", Some("0+1x500"))];
    compare(&Naive { expr: "cache_hit_rate < 0.7", case: case("a pod is idle", &change, &[]), fires: 1 });
}

/// Prometheus 3 writes the bucket of 2 s as `2.0`, whatever the program wrote.
#[test]
fn a_bucket_in_one_spelling_is_not_found() {
    let change = [(BUCKET, APP, r#"le="1.5""#, Some("0+94x500")), (BUCKET, APP, r#"le="2.0""#, Some("0+94x500"))];
    compare(&Naive {
        expr: "1 - sum(rate(inference_response_time_seconds_bucket{le=\"2\"}[5m])) \
               / sum(rate(inference_response_time_seconds_count[5m])) > 0.05",
        case: case("6 of 100 are slow", &change, &[("InferenceResponseTimeHigh", 2)]),
        fires: 0,
    });
}

/// One failure among the five requests of five minutes is a fifth of them, and nobody is paged for it.
#[test]
fn a_share_of_few_is_no_fault() {
    let change = [(REQUESTS, APP, "", Some("0+1x500")), (ERRORS, APP, "", Some("0x40 1x4 2x4 3x4 4x400"))];
    compare(&Naive {
        expr: "sum(rate(inference_errors_total[5m])) / sum(rate(inference_requests_total[5m])) > 0.05",
        case: case("four of few fail", &change, &[]),
        fires: 1,
    });
}

/// A sum that loses one pod's counter looks like a restart of all, and counts what the others had before once more.
#[test]
fn a_rate_of_a_sum_counts_a_restart_as_failures() {
    let change = [(ERRORS, APP, "", Some("1000x45 0x400")), (ERRORS, IDLE, "", Some("1000x500"))];
    compare(&Naive {
        expr: "increase(sum(inference_errors_total)[10m:1m]) / sum(increase(inference_requests_total[10m])) > 0.05",
        case: case("a pod restarts, and nothing fails", &change, &[]).at(53),
        fires: 1,
    });
}

/// A GPU that works is what was paid for: it is too little only where no pod can be added.
#[test]
fn a_busy_gpu_is_no_fault() {
    compare(&Naive { expr: "DCGM_FI_DEV_GPU_UTIL > 95", case: case("a healthy service", &[], &[]), fires: 1 });
}

/// Where Prometheus has lost its targets there is nothing to add up, and a sum of nothing is not 0.
#[test]
fn a_sum_of_no_targets_is_not_zero() {
    compare(&Naive {
        expr: "sum(up{job=\"ai-inference\"}) == 0",
        case: case("no target is known", &[(UP, APP, "", None)], &[("InferenceMetricsAbsent", 1)]),
        fires: 0,
    });
}

/// The series of a condition that does not hold is there too, and is 0.
#[test]
fn a_condition_without_its_value_is_no_fault() {
    compare(&Naive {
        expr: "kube_horizontalpodautoscaler_status_condition{condition=\"ScalingActive\",status=\"false\"}",
        case: case("a healthy service", &[], &[]),
        fires: 1,
    });
}
