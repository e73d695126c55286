//! infgen's model of the autoscaler, given what the real one is given.

use infgen::hpa::{
    Autoscaler, BehaviorSpec, Controller, Environment, HpaSpec, Metric, Milli, Percent, Pod, PodSamples, PolicySpec,
    Quantity, Replicas, Requests, Resource, ResourceMetric, ResourceTarget, RulesSpec, Sample, Scale, Span, Time,
    TotalTarget, Version,
};
use serde_json::{Map, Value, json};

/// The minor of the control plane under test.
const MINOR: u8 = 35;

/// Thousandths of its target at which each metric stands.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    all: i64,
    but: Option<(usize, i64)>,
}

impl Load {
    pub(crate) fn of_all(thousandths: i64) -> Self {
        Self { all: thousandths, but: None }
    }

    /// The same, with another value for one of the metrics.
    pub(crate) fn but(&self, metric: usize, thousandths: i64) -> Self {
        Self { all: self.all, but: Some((metric, thousandths)) }
    }

    fn of(&self, metric: usize) -> i64 {
        self.but.filter(|(at, _)| *at == metric).map_or(self.all, |(_, thousandths)| thousandths)
    }

    /// What the metrics APIs say.
    pub(crate) fn answers(&self, autoscaler: &Value, deployment: &Value, pods: &[String]) -> Value {
        let template = &deployment["spec"]["template"];
        let container = &template["spec"]["containers"][0];
        let (mut usage, mut of_pods, mut external) = (Map::new(), Map::new(), Map::new());
        for (at, metric) in metrics(autoscaler).iter().enumerate() {
            let value = |target: i64| quantity(target * self.of(at) / 1_000);
            if let Some(source) = metric.get("containerResource") {
                let name = source["name"].as_str().unwrap();
                let request = milli(&container["resources"]["requests"][name]);
                let share = source["target"]["averageUtilization"].as_i64().unwrap();
                usage.insert(name.to_owned(), json!(value(request * share / 100)));
            } else if let Some(source) = metric.get("pods") {
                let value = value(milli(&source["target"]["averageValue"]));
                let each = pods.iter().map(|pod| (pod.clone(), json!(value))).collect();
                of_pods.insert(source["metric"]["name"].as_str().unwrap().to_owned(), Value::Object(each));
            } else {
                let source = &metric["external"];
                let value = value(milli(&source["target"]["value"]));
                external.insert(source["metric"]["name"].as_str().unwrap().to_owned(), json!(value));
            }
        }
        let usage: Map<String, Value> = pods.iter().map(|pod| (pod.clone(), Value::Object(usage.clone()))).collect();
        json!({ "container": container["name"], "labels": template["metadata"]["labels"], "usage": usage,
                "pods": of_pods, "external": external })
    }
}

fn metrics(autoscaler: &Value) -> &[Value] {
    autoscaler["spec"]["metrics"].as_array().unwrap()
}

fn milli(value: &Value) -> i64 {
    value.as_str().unwrap().parse::<Quantity>().unwrap().milli().get()
}

fn quantity(thousandths: i64) -> String {
    format!("{thousandths}m")
}

fn whole(value: &Value) -> i32 {
    i32::try_from(value.as_i64().unwrap()).unwrap()
}

/// The controller of an autoscaler.
pub(crate) struct Model<'a> {
    autoscaler: &'a Value,
    controller: Controller,
    second: i64,
}

impl<'a> Model<'a> {
    pub(crate) fn new(autoscaler: &'a Value) -> Self {
        let spec = &autoscaler["spec"];
        let rules = |direction: &str| {
            let rules = &spec["behavior"][direction];
            let policies = rules["policies"].as_array().unwrap().iter().map(|policy| PolicySpec {
                kind: policy["type"].as_str().unwrap().to_owned(),
                value: whole(&policy["value"]),
                period_seconds: whole(&policy["periodSeconds"]),
            });
            RulesSpec {
                stabilization_window_seconds: Some(whole(&rules["stabilizationWindowSeconds"])),
                select_policy: rules["selectPolicy"].as_str().map(str::to_owned),
                policies: Some(policies.collect()),
                ..RulesSpec::default()
            }
        };
        let behavior = BehaviorSpec { scale_up: Some(rules("scaleUp")), scale_down: Some(rules("scaleDown")) };
        let spec = HpaSpec {
            min_replicas: Some(whole(&spec["minReplicas"])),
            max_replicas: whole(&spec["maxReplicas"]),
            behavior: Some(behavior),
            ..HpaSpec::default()
        };
        let environment = Environment::of(Version::new(MINOR).unwrap());
        Self { autoscaler, controller: Controller::new(environment, Autoscaler::of(&spec)), second: 1_000_000 }
    }

    /// The size that passes of a second each come to under a load, or the same after ten minutes; and the seconds.
    pub(crate) fn next_size(&mut self, size: i64, load: &Load) -> (i64, i64) {
        let start = self.second;
        while self.second < start + 600 {
            self.second += 1;
            let desired = self.pass(size, load);
            if desired != size {
                return (desired, self.second - start);
            }
        }
        (size, 600)
    }

    fn pass(&mut self, size: i64, load: &Load) -> i64 {
        let now = Time::from_nanos(self.second * 1_000_000_000);
        let count = usize::try_from(size).unwrap();
        let pods = vec![ready_since(now); count];
        let readings: Vec<Vec<Option<Sample>>> =
            (0..metrics(self.autoscaler).len()).map(|at| vec![Some(self.sample(at, load, now)); count]).collect();
        let totals: Vec<[Milli; 1]> = readings.iter().map(|samples| [samples[0].as_ref().unwrap().value]).collect();
        let metrics: Vec<Metric<'_>> = metrics(self.autoscaler)
            .iter()
            .zip(readings.iter().zip(&totals))
            .map(|(metric, (samples, total))| read(metric, samples, total))
            .collect();
        let replicas = Replicas::new(i32::try_from(size).unwrap());
        i64::from(self.controller.reconcile(now, Scale::new(replicas, replicas), &pods, &metrics).desired.get())
    }

    /// A utilization is measured against a request of a hundred thousand, so that no digit is lost.
    fn sample(&self, at: usize, load: &Load, now: Time) -> Sample {
        let metric = &metrics(self.autoscaler)[at];
        let target = match metric.get("containerResource") {
            Some(source) => source["target"]["averageUtilization"].as_i64().unwrap() * 1_000,
            None => metric.get("pods").map_or_else(
                || milli(&metric["external"]["target"]["value"]),
                |source| milli(&source["target"]["averageValue"]),
            ),
        };
        Sample { value: Milli::new(target * load.of(at) / 1_000), at: now, window: Span::from_seconds(15) }
    }
}

fn read<'a>(metric: &Value, samples: &'a [Option<Sample>], total: &'a [Milli]) -> Metric<'a> {
    let samples = Ok(PodSamples { of_pods: samples, strangers: &[] });
    if let Some(source) = metric.get("containerResource") {
        let share = Percent::new(whole(&source["target"]["averageUtilization"]));
        return Metric::ContainerResource(ResourceMetric {
            resource: Resource::named(source["name"].as_str().unwrap()),
            target: Ok(ResourceTarget::Utilization(share)),
            samples,
            requests: Requests::Same(Milli::new(100_000)),
        });
    }
    match metric.get("pods") {
        Some(source) => Metric::Pods { target: Milli::new(milli(&source["target"]["averageValue"])), samples },
        None => Metric::External {
            target: Ok(TotalTarget::Value(Milli::new(milli(&metric["external"]["target"]["value"])))),
            values: Ok(total),
        },
    }
}

fn ready_since(now: Time) -> Pod {
    let long_ago = now + Span::from_seconds(-86_400);
    Pod {
        phase: infgen::hpa::Phase::Running,
        deleting: false,
        start: Some(long_ago),
        ready: Some(infgen::hpa::ReadyCondition { status: infgen::hpa::ReadyStatus::True, since: long_ago }),
    }
}
