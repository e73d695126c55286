//! The forms, by what they are about.

use super::*;

pub(super) fn latency() -> Vec<Naive> {
    let buckets = [r#"le="0.5""#, r#"le="1.5""#, r#"le="2.0""#];
    let mut slow: Vec<_> = buckets.map(|le| (BUCKET, APP, le, Some("0+20x500"))).into();
    slow.push((BUCKET, APP, r#"le="+Inf""#, Some("0+100x500")));
    let quick = [
        (BUCKET, APP, r#"le="2.5""#, Some("0+96x500")),
        (BUCKET, APP, r#"le="2.0""#, None),
        (BUCKET, APP, r#"le="1.5""#, Some("0+96x500")),
        (BUCKET, APP, r#"le="0.5""#, Some("0+20x500")),
        (BUCKET, APP, r#"le="5.0""#, Some("0+100x500")),
        (BUCKET, APP, r#"le="+Inf""#, Some("0+100x500")),
    ];
    let some = [(BUCKET, APP, r#"le="1.5""#, Some("0+94x500")), (BUCKET, APP, r#"le="2.0""#, Some("0+94x500"))];
    vec![
        // A quantile ends at the highest finite bucket: four of five that take longer than 2 s still read as 2 s.
        Naive {
            of: "InferenceResponseTimeHigh",
            expr: "histogram_quantile(0.95, rate(inference_response_time_seconds_bucket[5m])) > 2",
            case: case("most answers are slow", &slow, &[("InferenceResponseTimeHigh", 2)]),
            fires: 0,
        },
        // It also interpolates inside a bucket: nobody waits for 3 s, and it reads more. That the bound of the other
        // alert is no bucket here is said too.
        Naive {
            of: "InferenceResponseTimeHigh",
            expr: "histogram_quantile(0.99, sum by (le) (rate(inference_response_time_seconds_bucket[5m]))) > 3",
            case: case("four of a hundred take just over 2.5 s", &quick, &[("InferenceSeriesMissing", 1)]),
            fires: 1,
        },
        // Prometheus 3 writes the bucket of 2 s as `2.0`, whatever the program wrote.
        Naive {
            of: "InferenceResponseTimeHigh",
            expr: "1 - sum(rate(inference_response_time_seconds_bucket{le=\"2\"}[5m])) \
                   / sum(rate(inference_response_time_seconds_count[5m])) > 0.05",
            case: case("6 of 100 are slow", &some, &[("InferenceResponseTimeHigh", 2)]),
            fires: 0,
        },
    ]
}

pub(super) fn failures() -> Vec<Naive> {
    let coded = [(ERRORS, APP, r#"code="500""#, Some("0+6x500"))];
    let few = [(REQUESTS, APP, "", Some("0+1x500")), (ERRORS, APP, "", Some("0x40 1x4 2x4 3x4 4x400"))];
    let restart = [(ERRORS, APP, "", Some("1000x45 0x400")), (ERRORS, IDLE, "", Some("1000x500"))];
    let trickle = [(REQUESTS, APP, "", Some("0+10x500")), (ERRORS, APP, "", Some("0+10x500"))];
    let over = [(ERRORS, APP, "", Some("0+50x40 2000x460"))];
    vec![
        // Per series the ratio is empty as soon as the labels of the two counters differ.
        Naive {
            of: "InferenceErrorRateHigh",
            expr: "rate(inference_errors_total[5m]) / rate(inference_requests_total[5m]) > 0.05",
            case: case("6 of 100 fail", &coded, &[("InferenceErrorRateHigh", 1), ("InferenceErrorsAtLowTraffic", 1)]),
            fires: 0,
        },
        // One failure among the five requests of five minutes is a fifth of them, and nobody is paged for it.
        Naive {
            of: "InferenceErrorRateHigh",
            expr: "sum(rate(inference_errors_total[5m])) / sum(rate(inference_requests_total[5m])) > 0.05",
            case: case("four of few fail", &few, &[]),
            fires: 1,
        },
        // A sum that loses one pod's counter looks like a restart of all, and counts what the others had once more.
        Naive {
            of: "InferenceErrorRateHigh",
            expr: "increase(sum(inference_errors_total)[10m:1m]) / sum(increase(inference_requests_total[10m])) > 0.05",
            case: case("a pod restarts, and nothing fails", &restart, &[]).at(53),
            fires: 1,
        },
        // The guard against few requests silences a service that fails for all of its few users
        // (fedora-homelab-containers#165).
        Naive {
            of: "InferenceErrorsAtLowTraffic",
            expr: "sum(rate(inference_errors_total[5m])) / sum(rate(inference_requests_total[5m])) > 0.05 \
                   and on () sum(increase(inference_requests_total[5m])) > 100",
            case: case("all of few fail", &trickle, &[("InferenceErrorsAtLowTraffic", 1)]),
            fires: 0,
        },
        // One long window fires on for most of it after the fault is over.
        Naive {
            of: BURN,
            expr: "sum(rate(inference_errors_total[1h])) / sum(rate(inference_requests_total[1h])) > 0.144",
            case: case("half failed, until half an hour ago", &over, &[]).at(75),
            fires: 1,
        },
    ]
}

pub(super) fn requests() -> Vec<Naive> {
    let shared = [(REQUESTS, APP, "", Some("0+36000x500")), (REQUESTS, IDLE, "", Some("0+36000x500"))];
    vec![
        // A counter that is gone has no rate, not even one of 0.
        Naive {
            of: "InferenceRequestsVanished",
            expr: "sum(rate(inference_requests_total[5m])) == 0",
            case: case(
                "the counter is gone",
                &[(REQUESTS, APP, "", Some("0+100x50"))],
                &[("InferenceRequestsVanished", 1)],
            )
            .at(80),
            fires: 0,
        },
        // Each pod has a part of the load.
        Naive {
            of: "InferenceLoadOverPromise",
            expr: "rate(inference_requests_total[5m]) > 1000",
            case: case("two pods get 600 requests a second each", &shared, &[("InferenceLoadOverPromise", 1)]),
            fires: 0,
        },
    ]
}

/// A pod that is ready for every fifth minute.
const FLAPS: &str = "0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1 0x3 1";

pub(super) fn pods() -> Vec<Naive> {
    let idle = r#"namespace="pixelated-prod",pod="ai-inference-7d4b9c-bbbbb""#;
    let starts = [(POD_READY, idle, r#"condition="true""#, Some("0x500")), (POD_CREATED, idle, "", Some("3120x500"))];
    let flaps = [(POD_READY, POD, r#"condition="true""#, Some(FLAPS)), (PODS_READY, DEPLOYMENT, "", Some("1x500"))];
    let dies = [
        (RESTARTS, CONTAINER, "", Some("0x40 1x5 2x5 3x5 4x400")),
        ("inference_model_load_failures_total", APP, "", Some("_x40 1 _x4 1 _x4 1 _x400")),
    ];
    vec![
        // The series of the conditions `false` and `unknown` are 0 for every healthy pod (kubernetes-mixin#1239).
        Naive {
            of: "InferencePodNotReady",
            expr: "kube_pod_status_ready == 0",
            case: case("a healthy service", &[], &[]),
            fires: 1,
        },
        // A model takes longer to load than five minutes may be.
        Naive {
            of: "InferencePodNotReady",
            expr: "kube_pod_status_ready{condition=\"true\"} == 0",
            case: case("a pod was added eight minutes ago", &starts, &[]),
            fires: 1,
        },
        // A pod that comes and goes begins its time anew whenever it comes.
        Naive {
            of: "InferenceReadyPodsBelowMinimum",
            expr: "kube_pod_status_ready{condition=\"true\"} == 0",
            case: case("a pod comes and goes", &flaps, &[("InferenceReadyPodsBelowMinimum", 1)]),
            fires: 0,
        },
        // A pod that dies of its model is gone before its own counter is scraped twice.
        Naive {
            of: "InferenceModelLoadingFailure",
            expr: "increase(inference_model_load_failures_total[15m]) > 0",
            case: case("the model does not load", &dies, &[("InferenceModelLoadingFailure", 1)]),
            fires: 0,
        },
    ]
}

/// At the autoscaler's maximum, with busy GPUs.
const FULL: &[(&str, u32)] = &[("InferenceAutoscalerAtMaximum", 1), ("InferenceGpuUtilizationHigh", 1)];

pub(super) fn saturation() -> Vec<Naive> {
    let most = (REPLICAS, HPA, "", Some("20x500"));
    let wanted = ("kube_horizontalpodautoscaler_status_desired_replicas", HPA, "", Some("20x500"));
    let mapped = [
        ("container_memory_usage_bytes", CONTAINER, "", Some("96x500")),
        ("container_spec_memory_limit_bytes", CONTAINER, "", Some("100x500")),
    ];
    let cold = [(HIT_RATE, IDLE, "", Some("0x500")), (REQUESTS, IDLE, "", Some("0+1x500"))];
    let naive = |of, expr, case, fires| Naive { of, expr, case, fires };
    vec![
        // No exporter has the name, and nothing says so.
        naive("InferenceGpuUtilizationHigh", "gpu_utilization > 95", case("busy, and full", &[most], FULL), 0),
        // The namespace of a GPU's series is its exporter's own (dcgm-exporter#27).
        naive(
            "InferenceGpuUtilizationHigh",
            "DCGM_FI_DEV_GPU_UTIL{namespace=\"pixelated-prod\"} > 95",
            case("busy, and full", &[most], FULL),
            0,
        ),
        // A GPU that works is what was paid for: it is too little only where no pod can be added.
        naive("InferenceGpuUtilizationHigh", "DCGM_FI_DEV_GPU_UTIL > 95", case("a healthy service", &[], &[]), 1),
        // The autoscaler never wants more than it may.
        naive(
            "InferenceAutoscalerAtMaximum",
            "kube_horizontalpodautoscaler_status_desired_replicas > kube_horizontalpodautoscaler_spec_max_replicas",
            case("busy, and full", &[most, wanted], FULL),
            0,
        ),
        // What a container uses counts the files that the kernel may drop, such as weights that are mapped into memory.
        naive(
            "InferenceMemoryUsageHigh",
            "container_memory_usage_bytes / container_spec_memory_limit_bytes > 0.9",
            case("weights are read from a file", &mapped, &[]),
            1,
        ),
        // The autoscaler's target is where the queue belongs.
        naive(
            "InferenceQueueDepthHigh",
            "inference_queue_depth > 10",
            case("a pod just above the target", &[(QUEUE, APP, "", Some("11x500"))], &[]),
            1,
        ),
        // A pod that nobody asks has a cold cache.
        naive("InferenceCacheHitRateLow", "cache_hit_rate < 0.7", case("a pod is idle", &cold, &[]), 1),
    ]
}

pub(super) fn sight() -> Vec<Naive> {
    let missing = [(BUCKET, APP, r#"le="2.0""#, None)];
    vec![
        // Where Prometheus has lost its targets there is nothing to add up, and a sum of nothing is not 0.
        Naive {
            of: "InferenceMetricsAbsent",
            expr: "sum(up{job=\"ai-inference\"}) == 0",
            case: case("no target is known", &[(UP, APP, "", None)], &[("InferenceMetricsAbsent", 1)]),
            fires: 0,
        },
        // A pod that starts cannot be scraped yet.
        Naive {
            of: "InferenceTargetDown",
            expr: "up == 0",
            case: case("a pod starts", &[(UP, IDLE, "", Some("0x500"))], &[]),
            fires: 1,
        },
        // A histogram is there without the one bucket that an alert reads.
        Naive {
            of: "InferenceSeriesMissing",
            expr: "absent(inference_response_time_seconds_bucket)",
            case: case("2 s is no bucket", &missing, &[("InferenceSeriesMissing", 1)]),
            fires: 0,
        },
        // The series of a condition that does not hold is there too, and is 0.
        Naive {
            of: "InferenceAutoscalerBlind",
            expr: "kube_horizontalpodautoscaler_status_condition{condition=\"ScalingActive\",status=\"false\"}",
            case: case("a healthy service", &[], &[]),
            fires: 1,
        },
    ]
}
