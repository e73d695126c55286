//! The rules per pod as `replica_calculator.go` writes them: maps by pod, filled in and averaged again.

use std::collections::BTreeMap;

use infgen::hpa::{Class, Evaluation, MetricError, Milli, Pod, Replicas, Resource, Sample, Span, Time};

/// A pod, its sample if it has one, and its request.
pub(crate) type Drawn = (Pod, Option<i64>, i64);

/// Places of strangers, which no pod has.
const STRANGERS: usize = 1_000;

/// What a pass draws and aims for.
pub(crate) struct Reference<'a> {
    pub(crate) drawn: &'a [Drawn],
    pub(crate) strangers: &'a [i64],
    pub(crate) evaluation: Evaluation,
    pub(crate) resource: Resource,
    /// Utilization in percent, or an average.
    pub(crate) target: Result<i32, i64>,
}

type Entries = BTreeMap<usize, i64>;

/// Pods by class; the ready ones with their samples.
#[derive(Default)]
struct Groups {
    metrics: Entries,
    unready: Vec<usize>,
    missing: Vec<usize>,
}

/// The moment of every pass.
pub(crate) const NOW: Time = Time::from_nanos(0);

/// A sample of the last minute.
pub(crate) fn sample(value: i64) -> Sample {
    Sample { value: Milli::new(value), at: NOW, window: Span::from_seconds(60) }
}

impl Reference<'_> {
    pub(crate) fn propose(&self) -> Result<i32, MetricError> {
        if self.drawn.is_empty() {
            return Err(MetricError::NoPods);
        }
        let mut groups = self.groups();
        let ready = groups.metrics.len();
        let strangers = self.strangers.iter().enumerate();
        groups.metrics.extend(strangers.map(|(place, value)| (STRANGERS + place, *value)));
        if groups.metrics.is_empty() {
            return Err(MetricError::NoMetricsForTargetedPods);
        }
        let Evaluation { tolerance, spec, .. } = self.evaluation;
        let ratio = self.ratio(&groups.metrics).ok_or(MetricError::NoMatchingMetrics)?;
        let damped = !groups.unready.is_empty() && ratio > 1.0;
        if !damped && groups.missing.is_empty() {
            let size = if tolerance.holds(ratio) { spec } else { ceil(ratio, ready) };
            return Ok(size.get());
        }
        self.fill_in(&mut groups, ratio, damped);
        let again = self.ratio(&groups.metrics).ok_or(MetricError::NoMatchingMetrics)?;
        if tolerance.holds(again) || (ratio < 1.0 && again > 1.0) || (ratio > 1.0 && again < 1.0) {
            return Ok(spec.get());
        }
        let size = ceil(again, groups.metrics.len());
        let against = (again < 1.0 && size > spec) || (again > 1.0 && size < spec);
        Ok(if against { spec.get() } else { size.get() })
    }

    fn groups(&self) -> Groups {
        let Evaluation { now, version, settings, .. } = self.evaluation;
        let mut groups = Groups::default();
        for (place, (pod, value, _)) in self.drawn.iter().enumerate() {
            let sample = value.map(sample);
            match Class::of(pod, sample.as_ref(), self.resource, now, &settings, version) {
                Class::Ignored => {}
                Class::Unready => groups.unready.push(place),
                Class::Missing => groups.missing.push(place),
                Class::Ready => groups.metrics.extend(value.map(|value| (place, value))),
            }
        }
        groups
    }

    fn fill_in(&self, groups: &mut Groups, ratio: f64, damped: bool) {
        for place in &groups.missing {
            if ratio < 1.0 {
                groups.metrics.insert(*place, self.assumed(*place));
            } else if ratio > 1.0 {
                groups.metrics.insert(*place, 0);
            }
        }
        if damped {
            groups.metrics.extend(groups.unready.iter().map(|place| (*place, 0)));
        }
    }

    fn assumed(&self, place: usize) -> i64 {
        match self.target {
            Ok(percent) => self.drawn[place].2 * i64::from(percent.max(100)) / 100,
            Err(target) => target,
        }
    }

    fn ratio(&self, metrics: &Entries) -> Option<f64> {
        let (shown, target) = match self.target {
            Ok(percent) => (self.utilization(metrics)?, i64::from(percent)),
            Err(target) => {
                let count = i64::try_from(metrics.len()).ok().filter(|count| *count > 0)?;
                (metrics.values().sum::<i64>() / count, target)
            }
        };
        let float = |value: i64| i32::try_from(value).ok().map(f64::from);
        Some(float(shown)? / float(target)?)
    }

    fn utilization(&self, metrics: &Entries) -> Option<i64> {
        let known = || metrics.iter().filter_map(|(pod, value)| Some((value, self.drawn.get(*pod)?.2)));
        let usage: i64 = known().map(|(value, _)| value).sum();
        let requests: i64 = known().map(|(_, request)| request).sum();
        (requests != 0).then(|| usage * 100 / requests)
    }
}

/// `int32(math.Ceil(ratio * count))`, by way of text and so without a cast.
fn ceil(ratio: f64, count: usize) -> Replicas {
    let count = u32::try_from(count).expect("a dozen pods");
    let size = (ratio * f64::from(count)).ceil();
    Replicas::new(size.to_string().parse().expect("a small whole number"))
}
