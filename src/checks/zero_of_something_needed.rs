//! `zero-of-something-needed`: a number that must be one at least is zero.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::located::Located;
use crate::profile::Profile;

pub(super) static CHECK: Check = Check {
    name: "zero-of-something-needed",
    code: "INF910",
    severity: Severity::Error,
    summary: "a zero where nothing works without one",
    doc: include_str!("../../docs/checks/zero-of-something-needed.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (cluster, performance) = (&profile.cluster, &profile.performance);
    let (slo, metrics) = (&profile.slo, &profile.metrics);
    zero("cluster.zones", &cluster.zones, "pods run in a zone", found);
    zero("performance.workers", &performance.workers, "a process answers requests", found);
    zero("performance.max_batch", &performance.max_batch, "a batch holds a request", found);
    zero("slo.window", &slo.window, "promises are judged over some time", found);
    zero("slo.error_rate", &slo.error_rate, "no service answers every request, and no alert can watch that", found);
    zero("metrics.scrape_interval", &metrics.scrape_interval, "between two scrapes is some time", found);
    zero("metrics.scrape_timeout", &metrics.scrape_timeout, "a scrape takes some time", found);
    zero("metrics.rate_window", &metrics.rate_window, "a rate is taken over some time", found);
    optional(profile, found);
    let resources = &profile.resources;
    zero("resources.cpu_request", &resources.cpu_request, "a share of it is the autoscaler's target", found);
    zero("resources.memory_request", &resources.memory_request, "a share of it is the autoscaler's target", found);
    zero("resources.ephemeral_storage", &resources.ephemeral_storage, "logs alone take some", found);
    Verdict::Checked
}

/// What need not be stated, and is something if it is.
fn optional(profile: &Profile, found: &mut Findings) {
    let (measured, traffic, slo) = (&profile.measured, &profile.traffic, &profile.slo);
    let promises = [("slo.p50", &slo.p50), ("slo.p95", &slo.p95), ("slo.p99", &slo.p99)];
    for (key, promise) in promises {
        some(key, promise.as_ref(), "an answer takes some time", found);
    }
    some("measured.capacity", measured.capacity.as_ref(), "a pod that answers nothing needs no autoscaler", found);
    some("traffic.peak", traffic.peak.as_ref(), "pods are counted for it", found);
    some("traffic.longest_request", traffic.longest_request.as_ref(), "a request takes some time", found);
    some("traffic.clients", traffic.clients.as_ref(), "somebody sends the requests", found);
    some("performance.queue_limit", profile.performance.queue_limit.as_ref(), "a batch is made of what waits", found);
    if *profile.rate_limit.enabled {
        zero("rate_limit.per_client", &profile.rate_limit.per_client, "it refuses every request", found);
    }
    if *profile.cache.enabled {
        zero("cache.ttl", &profile.cache.ttl, "it keeps no answer", found);
    }
}

fn some<T: Default + PartialEq>(key: &str, value: Option<&Located<T>>, why: &str, found: &mut Findings) {
    if let Some(value) = value {
        zero(key, value, why, found);
    }
}

fn zero<T: Default + PartialEq>(key: &str, value: &Located<T>, why: &str, found: &mut Findings) {
    if **value == T::default() {
        found.push(&CHECK, format!("`{key}` is zero, and must be more: {why}")).label(value, "nothing");
    }
}
