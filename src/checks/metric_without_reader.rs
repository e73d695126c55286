//! `metric-without-reader`: nothing in the cluster serves a metric that the autoscaler asks for.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{Autoscaling, Controller, GpuMetric, MetricsBackend, Profile};
use crate::units::Gpus;

pub(super) static CHECK: Check = Check {
    name: "metric-without-reader",
    code: "INF225",
    severity: Severity::Error,
    summary: "nothing in the cluster serves a metric that the autoscaler asks for",
    doc: include_str!("../../docs/checks/metric-without-reader.md"),
    stage: Stage::Stack(run),
};

/// What serves metrics to an HPA, or measures them.
const SERVERS: [Controller; 4] =
    [Controller::MetricsServer, Controller::PrometheusAdapter, Controller::Keda, Controller::DcgmExporter];

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if !*profile.autoscaling.enabled {
        return Verdict::NotApplicable("no autoscaler");
    }
    let metrics = metrics(&profile.autoscaling);
    let installed = &profile.cluster.controllers;
    let missing: Vec<_> = SERVERS
        .into_iter()
        .map(|server| (server, served(profile, server, &metrics)))
        .filter(|(server, served)| !served.is_empty() && !runs(installed, *server))
        .collect();
    let all = installed.iter().chain(missing.iter().map(|(server, _)| server));
    let all: Vec<String> = all.map(|controller| format!("\"{controller}\"")).collect();
    for (server, served) in &missing {
        let (part, whole) = (served.len(), metrics.len());
        let finding = found.push(
            &CHECK,
            format!("{server} is not installed, which serves {part} of the autoscaler's {whole} metrics"),
        );
        finding.label(installed, format!("{server} is not among them"));
        for metric in served {
            finding.label(&metric.stated, format!("{} comes from it", metric.name));
        }
        finding
            .note("while one metric cannot be read the autoscaler takes no pod away, and while none can it adds none")
            .fix(Fix::set(
                "cluster.controllers",
                format!("[{}]", all.join(", ")),
                "install what is missing, and name it",
            ));
    }
    no_gpu(profile, found);
    Verdict::Checked
}

/// Of a pod without a GPU nobody measures one.
fn no_gpu(profile: &Profile, found: &mut Findings) {
    let gpus = &profile.resources.gpus;
    let Some(gpu) = profile.autoscaling.gpu.as_ref().filter(|_| **gpus == Gpus::new(0)) else {
        return;
    };
    found
        .push(
            &CHECK,
            format!("pods are added when GPUs are busy for more than {gpu} of the time, and a pod has {gpus}"),
        )
        .label(gpu, "a metric of nothing")
        .label(gpus, "asks for none")
        .fix(Fix::remove("autoscaling.gpu", "scale by the request rate or the queue"));
}

/// A metric that is used: what it is called, where it was stated, and who serves it.
struct Metric {
    name: &'static str,
    stated: Located<()>,
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Kubelet,
    Application,
    Gpu,
}

fn metrics(autoscaling: &Autoscaling) -> Vec<Metric> {
    fn metric<T>(name: &'static str, stated: Option<&Located<T>>, source: Source) -> Option<Metric> {
        let stated = stated?.map(|_| ());
        Some(Metric { name, stated, source })
    }
    let latency = autoscaling.latency.as_ref().map(|latency| &latency.target);
    let all = [
        metric("CPU", autoscaling.cpu.as_ref(), Source::Kubelet),
        metric("memory", autoscaling.memory.as_ref(), Source::Kubelet),
        metric("GPU utilisation", autoscaling.gpu.as_ref(), Source::Gpu),
        metric("the request rate", autoscaling.requests_per_pod.as_ref(), Source::Application),
        metric("the response time", latency, Source::Application),
        metric("the queue", autoscaling.queue.as_ref(), Source::Application),
    ];
    all.into_iter().flatten().collect()
}

/// The metrics that come from a server.
fn served<'a>(profile: &Profile, server: Controller, metrics: &'a [Metric]) -> Vec<&'a Metric> {
    let backend = *profile.autoscaling.metrics_backend;
    let dcgm = *profile.metrics.gpu == GpuMetric::Dcgm;
    let comes = |metric: &&Metric| match server {
        Controller::MetricsServer => metric.source == Source::Kubelet,
        Controller::PrometheusAdapter => {
            metric.source != Source::Kubelet && backend == MetricsBackend::PrometheusAdapter
        }
        Controller::Keda => backend == MetricsBackend::Keda,
        Controller::DcgmExporter => metric.source == Source::Gpu && dcgm,
        _ => false,
    };
    metrics.iter().filter(comes).collect()
}

/// Whether a server is there; the GPU operator brings the exporter.
fn runs(installed: &[Controller], server: Controller) -> bool {
    let brought = server == Controller::DcgmExporter && installed.contains(&Controller::NvidiaGpuOperator);
    brought || installed.contains(&server)
}
