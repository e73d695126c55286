//! What is different from a healthy service, and what fires then.

use super::*;

/// Two latency alerts, of 2 s and of 1.5 s, in the example's profile.
pub(super) fn latency_cases() -> Vec<Case> {
    let (fast, slow) = (r#"le="1.5""#, r#"le="2.0""#);
    let count = (COUNT, APP, "", Some("0+10x500"));
    vec![
        case("a healthy service is silent", &[], &[]),
        case("p95 is over 1.5 s", &[(BUCKET, APP, fast, Some("0+94x500"))], &[("InferenceResponseTimeHigh", 1)]),
        case(
            "p95 is over 2 s, as Prometheus 3 writes the bucket",
            &[(BUCKET, APP, fast, Some("0+94x500")), (BUCKET, APP, slow, Some("0+94x500"))],
            &[("InferenceResponseTimeHigh", 2)],
        ),
        case(
            "p95 is over 2 s, as Go writes the bucket",
            &[
                (BUCKET, APP, fast, Some("0+94x500")),
                (BUCKET, APP, slow, None),
                (BUCKET, APP, r#"le="2""#, Some("0+94x500")),
            ],
            &[("InferenceResponseTimeHigh", 2)],
        ),
        case(
            "p95 is just under 2 s",
            &[(BUCKET, APP, fast, Some("0+96x500")), (BUCKET, APP, slow, Some("0+96x500"))],
            &[],
        ),
        case(
            "all is slow, of too few to say so",
            &[(BUCKET, APP, fast, Some("0x500")), (BUCKET, APP, slow, Some("0x500")), count],
            &[],
        ),
        case(
            "nobody asks: 0 / 0",
            &[
                (BUCKET, APP, fast, Some("5x500")),
                (BUCKET, APP, slow, Some("5x500")),
                (COUNT, APP, "", Some("5x500")),
                (REQUESTS, APP, "", Some("5x500")),
            ],
            &[],
        ),
        case("the bound is no bucket", &[(BUCKET, APP, slow, None)], &[("InferenceSeriesMissing", 1)]),
    ]
}

pub(super) fn error_cases() -> Vec<Case> {
    vec![
        case(
            "6 of 100 fail",
            &[(ERRORS, APP, "", Some("0+6x500"))],
            &[("InferenceErrorRateHigh", 1), ("InferenceErrorsAtLowTraffic", 1)],
        ),
        case("4 of 100 fail", &[(ERRORS, APP, "", Some("0+4x500"))], &[]),
        case(
            "6 of 100 failed before the pod was restarted, and after",
            &[(ERRORS, APP, "", Some("0+6x30 0+6x400")), (REQUESTS, APP, "", Some("0+100x30 0+100x400"))],
            &[("InferenceErrorRateHigh", 1), ("InferenceErrorsAtLowTraffic", 1)],
        ),
        case(
            "all of few fail",
            &[(ERRORS, APP, "", Some("0+1x500")), (REQUESTS, APP, "", Some("0+1x500"))],
            &[("InferenceErrorsAtLowTraffic", 1)],
        ),
        case(
            "one of two fails",
            &[(ERRORS, APP, "", Some("0x20 1x500")), (REQUESTS, APP, "", Some("0x20 2x500"))],
            &[],
        ),
    ]
}

pub(super) fn pod_cases() -> Vec<Case> {
    let ready = r#"condition="true""#;
    let batch = r#"namespace="pixelated-prod",pod="ai-inference-batch-7d4b9c-aaaaa""#;
    let not_ready = (POD_READY, POD, ready, Some("0x500"));
    vec![
        case("a pod is not ready", &[not_ready], &[("InferencePodNotReady", 1)]),
        case("a pod ends", &[not_ready, ("kube_pod_deletion_timestamp", POD, "", Some("9x500"))], &[]),
        case("a pod was evicted", &[not_ready, (POD_PHASE, POD, r#"phase="Failed""#, Some("1x500"))], &[]),
        // 690 s of start and 5 m of `for` after its creation at minute 45.
        case("a pod starts", &[not_ready, (POD_CREATED, POD, "", Some("2700x500"))], &[]),
        case(
            "a pod starts for too long",
            &[not_ready, (POD_CREATED, POD, "", Some("2400x500"))],
            &[("InferencePodNotReady", 1)],
        ),
        case("a pod of another service is not ready", &[(POD_READY, batch, ready, Some("0x500"))], &[]),
        case(
            "fewer pods than promised are ready",
            &[(PODS_READY, DEPLOYMENT, "", Some("1x500"))],
            &[("InferenceReadyPodsBelowMinimum", 1)],
        ),
        case(
            "the first pods start",
            &[(PODS_READY, DEPLOYMENT, "", Some("0x500")), (DEPLOYMENT_CREATED, DEPLOYMENT, "", Some("3000x500"))],
            &[],
        ),
    ]
}

pub(super) fn start_cases() -> Vec<Case> {
    vec![
        case(
            "the image is missing",
            &[("kube_pod_container_status_waiting_reason", CONTAINER, r#"reason="ImagePullBackOff""#, Some("1x500"))],
            &[("InferenceModelLoadingFailure", 1)],
        ),
        case(
            "a container restarts once a start-up budget",
            &[(RESTARTS, CONTAINER, "", Some("0x40 1x5 2x5 3x5 4x400"))],
            &[("InferenceModelLoadingFailure", 1)],
        ),
        case("a container was restarted twice", &[(RESTARTS, CONTAINER, "", Some("0x40 1x5 2x400"))], &[]),
    ]
}

pub(super) fn saturation_cases() -> Vec<Case> {
    let at_maximum = (REPLICAS, HPA, "", Some("20x500"));
    vec![
        case(
            "busy, and no pod can be added",
            &[at_maximum],
            &[("InferenceAutoscalerAtMaximum", 1), ("InferenceGpuUtilizationHigh", 1)],
        ),
        case(
            "half busy, with corrupt samples between",
            &[at_maximum, (GPU_BUSY, GPU, "", Some("50x5 4294967295x400"))],
            &[("InferenceAutoscalerAtMaximum", 1)],
        ),
        case("memory runs out", &[(MEMORY, CONTAINER, "", Some("91x500"))], &[("InferenceMemoryUsageHigh", 1)]),
        case("memory is well used", &[(MEMORY, CONTAINER, "", Some("89x500"))], &[]),
        case("a container without a limit", &[(LIMITS, CONTAINER, r#"resource="memory""#, None)], &[]),
        case("requests wait", &[(QUEUE, APP, "", Some("22x500"))], &[("InferenceQueueDepthHigh", 1)]),
    ]
}

pub(super) fn cache_cases() -> Vec<Case> {
    vec![
        case(
            "the busy pod's cache is cold, the idle one's is not",
            &[
                (HIT_RATE, APP, "", Some("0.5x500")),
                (HIT_RATE, IDLE, "", Some("1x500")),
                (REQUESTS, IDLE, "", Some("0+1x500")),
            ],
            &[("InferenceCacheHitRateLow", 1)],
        ),
        case(
            "the idle pod's cache is cold, the busy one's is not",
            &[(HIT_RATE, IDLE, "", Some("0x500")), (REQUESTS, IDLE, "", Some("0+1x500"))],
            &[],
        ),
        case(
            "a cold cache beside a pod without a lookup yet",
            &[
                (HIT_RATE, APP, "", Some("0.5x500")),
                (HIT_RATE, IDLE, "", Some("NaN")),
                (REQUESTS, IDLE, "", Some("0+100x500")),
            ],
            &[("InferenceCacheHitRateLow", 1)],
        ),
        case(
            "a warm cache beside a pod without a lookup yet",
            &[(HIT_RATE, IDLE, "", Some("NaN")), (REQUESTS, IDLE, "", Some("0+100x500"))],
            &[],
        ),
        case("cold, at night", &[(HIT_RATE, APP, "", Some("0.1x500")), (REQUESTS, APP, "", Some("0+2x500"))], &[]),
    ]
}

pub(super) fn sight_cases() -> Vec<Case> {
    let up = (UP, APP, "", Some("0x500"));
    vec![
        case(
            "a pod that serves is not scraped, and no other is",
            &[up],
            &[("InferenceMetricsAbsent", 1), ("InferenceTargetDown", 1)],
        ),
        case("a pod that starts is not scraped", &[(UP, IDLE, "", Some("0x500"))], &[]),
        case("Prometheus knows no target", &[(UP, APP, "", None)], &[("InferenceMetricsAbsent", 1)]),
        case(
            "no pod is there to scrape",
            &[(UP, APP, "", None), (PODS_READY, DEPLOYMENT, "", Some("0x500"))],
            &[("InferenceReadyPodsBelowMinimum", 1)],
        ),
        case("the GPU exporter does not know the pods", &[(GPU_BUSY, GPU, "", None)], &[("InferenceSeriesMissing", 1)]),
        case(
            "two exporters are gone",
            &[(PODS_READY, DEPLOYMENT, "", None), (MEMORY, CONTAINER, "", None)],
            &[("InferenceSeriesMissing", 2)],
        ),
        case(
            "the autoscaler reads nothing",
            &[(HPA_CONDITION, HPA, NOT_SCALING, Some("1x500"))],
            &[("InferenceAutoscalerBlind", 1)],
        ),
    ]
}

/// `for` counts from the first evaluation at which the expression holds.
pub(super) fn time_cases() -> Vec<Case> {
    let waits = [(QUEUE, APP, "", Some("100x500"))];
    vec![
        case("requests wait, not long enough", &waits, &[]).at(9),
        case("requests wait, just long enough", &waits, &[("InferenceQueueDepthHigh", 1)]).at(10),
    ]
}
