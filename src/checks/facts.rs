//! The facts that nobody can compute, and how to come by each: what a check says while one is missing.

/// A key, and the command or the place that has its value. In a query `REQUESTS` stands for the counter of requests, in
/// a command `URL` for the address of one pod.
pub const FACTS: &[(&str, &str)] = &[
    (
        "app.connection_age",
        "the server's setting (`max_connection_age` of gRPC and Envoy, `--max-requests` of gunicorn); most servers have none",
    ),
    (
        "app.health_waits_for_model",
        "start a pod and ask it each second: `curl -o /dev/null -w '%{http_code}\\n' POD:PORT/PATH` must fail until an \
         inference succeeds",
    ),
    (
        "app.keep_alive",
        "the server's setting (`--timeout-keep-alive`, `keepAliveTimeout`); most default to 5 s or less",
    ),
    ("cluster.gpu_memory", "`nvidia-smi --query-gpu=memory.total --format=csv` on a GPU node"),
    (
        "cluster.gpu_nodes",
        "the largest size of the GPU node group over all zones: `aws eks describe-nodegroup --cluster-name CLUSTER \
         --nodegroup-name GROUP --query nodegroup.scalingConfig.maxSize`",
    ),
    (
        "cluster.gpu_quota",
        "`aws service-quotas list-service-quotas --service-code ec2` has the vCPUs of the GPU family; divide by those of a \
         node, and multiply by its GPUs",
    ),
    (
        "cluster.load_balancer_controller",
        "`kubectl get deployment -n kube-system aws-load-balancer-controller -o jsonpath='{..image}'`, the image's tag",
    ),
    (
        "cluster.node_provisioning",
        "`kubectl get pods -o json` has it of each pod, from `creationTimestamp` to the condition `PodScheduled`: the 99th \
         percentile, or `0s` where enough nodes wait",
    ),
    (
        "cluster.prometheus.retention",
        "`kubectl get prometheus -A -o jsonpath='{..spec.retention}'`, or the flag `storage.tsdb.retention.time` on its page \
         *Command-line flags*",
    ),
    (
        "cost.gpu_hour",
        "divide the price of a node's hour by its GPUs: `aws pricing get-products --service-code AmazonEC2 --filters \
         Type=TERM_MATCH,Field=instanceType,Value=TYPE`",
    ),
    (
        "dependencies.max_connections",
        "ask the server (`SHOW max_connections`, `CONFIG GET maxclients`), and the pooler before it",
    ),
    ("dependencies.timeout", "read the client's settings; many drivers wait for ever by default"),
    (
        "image.version",
        "ask the image: `vllm --version`, `python3 -m pip show sglang`, the line `Triton … Release` of Triton's banner, \
         `text-generation-launcher --version`",
    ),
    ("load_test.concurrency", "the clients that send at once (`hey -c`)"),
    ("load_test.duration", "the time that the tool is told to send (`hey -z`, `vegeta attack -duration`)"),
    ("load_test.mode", "`closed` if each client waits for its answer (`hey`, `ab`), `open` if requests come at a rate"),
    ("load_test.rate", "the rate that the tool is told to send (`vegeta attack -rate`)"),
    (
        "measured.batch_constant",
        "time batches of 1 and of the largest size on one pod (`perf_analyzer -b SIZE` on Triton, a loop around the model's \
         call elsewhere); the line through both gives it and `measured.batch_per_request`",
    ),
    (
        "measured.capacity",
        "raise an open load on one pod, `vegeta attack -rate=60 -duration=5m <targets | vegeta report`, until p95 or the \
         share of errors leaves its promise",
    ),
    (
        "measured.health_response",
        "`hey -z 5m -c 1 -q 1 URL` on the health path while a load test holds the pod at its capacity: the line of 99%",
    ),
    ("measured.idle_memory", "`kubectl top pod --containers` an hour after the start, without load"),
    (
        "measured.image_pull",
        "`kubectl get events --field-selector reason=Pulled` says `Successfully pulled image … in …`: the 99th percentile \
         on new nodes",
    ),
    (
        "measured.model_load",
        "`kubectl get pods -o json` has it of each pod, from the container's `startedAt` to the condition `Ready`: the 99th \
         percentile, with cold caches",
    ),
    (
        "measured.peak_memory",
        "`max_over_time(container_memory_rss[1d])` over a start of the pod and a load test, the highest pod",
    ),
    (
        "measured.unloaded_p95",
        "`hey -n 500 -c 1 URL` on a pod that does nothing else, one request after another: the line of 95%",
    ),
    ("model.size", "`du -sh` of the folder that holds the model's files"),
    (
        "performance.queue_limit",
        "read the server's setting, or send a burst, `hey -n 1000 -c 1000 URL`, and count what it does not refuse",
    ),
    ("slo.p50", "take the median that users are promised"),
    ("traffic.base", "`min_over_time(sum(rate(REQUESTS[5m]))[30d:5m])` in Prometheus is the quietest hour of a month"),
    (
        "traffic.clients",
        "count the API keys, users or addresses by which the limit tells clients apart, in a day of access logs",
    ),
    (
        "traffic.growth",
        "`60 * max_over_time(deriv(sum(rate(REQUESTS[1m]))[5m:30s])[30d:1m])` in Prometheus is the steepest rise of a month, \
         a minute",
    ),
    (
        "traffic.longest_request",
        "the longest `target_processing_time` in a month of an ALB's access logs, or the application's own limit",
    ),
    (
        "traffic.peak",
        "`max_over_time(sum(rate(REQUESTS[5m]))[30d:5m])` in Prometheus is the busiest hour of a month; or promise a rate by \
         `slo.throughput`",
    ),
];

/// How to come by a fact.
#[must_use]
pub fn how(key: &str) -> &'static str {
    FACTS.iter().find(|(known, _)| *known == key).map_or("see the page of the check", |(_, how)| *how)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_stands_once_in_order() {
        assert!(FACTS.is_sorted_by(|one, other| one.0 < other.0));
    }

    #[test]
    fn what_is_measured_is_measured_by_a_command() {
        for (key, how) in FACTS.iter().filter(|(key, _)| key.starts_with("measured.") || key.starts_with("cluster.")) {
            assert!(how.split('`').nth(1).is_some_and(|command| command.contains([' ', '('])), "{key}: {how}");
        }
    }

    /// Every key that a check asks for is here: none falls back.
    #[test]
    fn no_check_asks_for_an_unknown_fact() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
        for entry in std::fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("readable").path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let asks = ["unverified(&CHECK, \"", "unstated(found, \"", "say(check, found, \""];
            for key in asks.iter().flat_map(|ask| text.split(ask).skip(1)).filter_map(|rest| rest.split('"').next()) {
                assert!(FACTS.iter().any(|(known, _)| *known == key), "{}: {key}", path.display());
            }
        }
    }
}
