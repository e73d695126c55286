//! What the autoscaler sees of a pod, and how it files pods before averaging. [`replica_calculator.go`, `groupPods`]

use super::settings::Settings;
use super::units::{Milli, Span, Time};
use super::version::Version;

/// `status.phase` of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not yet started: images, volumes or a node are missing.
    Pending,
    /// At least one container runs.
    Running,
    /// Every container ended well.
    Succeeded,
    /// Every container ended, at least one of them badly.
    Failed,
    /// The node does not answer.
    Unknown,
}

/// Status of the `Ready` condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyStatus {
    /// Ready.
    True,
    /// Not ready.
    False,
    /// The node does not answer; not the same as not ready.
    Unknown,
}

/// The `Ready` condition of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadyCondition {
    /// Its status.
    pub status: ReadyStatus,
    /// Its `lastTransitionTime`.
    pub since: Time,
}

/// A pod that matches the selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pod {
    /// `status.phase`.
    pub phase: Phase,
    /// Whether a deletion timestamp is set.
    pub deleting: bool,
    /// `status.startTime`.
    pub start: Option<Time>,
    /// The `Ready` condition, if there is one.
    pub ready: Option<ReadyCondition>,
}

/// One value of a metric for one pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The value.
    pub value: Milli,
    /// When it was taken.
    pub at: Time,
    /// The time it averages over.
    pub window: Span,
}

/// Which metric a pod is filed for: only CPU looks at readiness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `cpu`, of a pod or of a container.
    Cpu,
    /// Memory, any other resource, and every custom metric.
    Other,
}

impl Resource {
    /// The resource of a name; only `cpu` is told apart.
    #[must_use]
    pub fn named(name: &str) -> Self {
        if name == "cpu" { Self::Cpu } else { Self::Other }
    }
}

/// Where a pod is filed for one metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Leaving or ended: takes no part.
    Ignored,
    /// Starting or not ready: counts as idle, and only when the size would grow.
    Unready,
    /// Without a sample: counts against any change.
    Missing,
    /// Counts with its sample.
    Ready,
}

impl Class {
    /// Files a pod at the moment `now`; the first rule that matches wins and every comparison of times is strict.
    #[must_use]
    pub fn of(
        pod: &Pod,
        sample: Option<&Sample>,
        resource: Resource,
        now: Time,
        settings: &Settings,
        version: Version,
    ) -> Self {
        if pod.deleting || has_ended(pod.phase, version) {
            return Self::Ignored;
        }
        if pod.phase == Phase::Pending {
            return Self::Unready;
        }
        match sample {
            None => Self::Missing,
            Some(sample) if resource == Resource::Cpu && is_cold(pod, sample, now, settings) => Self::Unready,
            Some(_) => Self::Ready,
        }
    }
}

fn has_ended(phase: Phase, version: Version) -> bool {
    phase == Phase::Failed || (phase == Phase::Succeeded && version.ignores_succeeded_pods())
}

/// Whether the CPU sample of a pod says nothing yet about serving.
fn is_cold(pod: &Pod, sample: &Sample, now: Time, settings: &Settings) -> bool {
    let (Some(ready), Some(start)) = (pod.ready, pod.start) else {
        return true;
    };
    let unready = ready.status == ReadyStatus::False;
    if start + settings.cpu_initialization_period > now {
        unready || sample.at < ready.since + sample.window
    } else {
        unready && start + settings.initial_readiness_delay > ready.since
    }
}

/// Pods that are Running and Ready, the factor of a `value` target. Terminating ones count too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadyCount {
    /// Pods that match the selector.
    pub pods: u32,
    /// Those of them that are Running and Ready.
    pub ready: u32,
}

impl ReadyCount {
    /// Counts the pods. [`replica_calculator.go`, `getReadyPodsCount`]
    #[must_use]
    pub fn of(pods: &[Pod]) -> Self {
        pods.iter().fold(Self::default(), |count, pod| Self {
            pods: count.pods + 1,
            ready: count.ready + u32::from(is_serving(pod)),
        })
    }
}

fn is_serving(pod: &Pod) -> bool {
    pod.phase == Phase::Running && pod.ready.is_some_and(|ready| ready.status == ReadyStatus::True)
}

#[cfg(test)]
mod tests {
    use super::{Class, Phase, Pod, ReadyCondition, ReadyCount, ReadyStatus, Resource, Sample};
    use crate::hpa::{Milli, Settings, Span, Time, Version};

    const NOW: Time = Time::from_nanos(1_000_000_000_000);

    fn ago(seconds: i64) -> Time {
        NOW - Span::from_seconds(seconds)
    }

    fn pod(start: i64, status: ReadyStatus, since: i64) -> Pod {
        let since = ago(since);
        Pod {
            phase: Phase::Running,
            deleting: false,
            start: Some(ago(start)),
            ready: Some(ReadyCondition { status, since }),
        }
    }

    fn class(pod: &Pod, version: Version) -> Class {
        let sample = Sample { value: Milli::new(1), at: NOW, window: Span::from_seconds(60) };
        Class::of(pod, Some(&sample), Resource::Cpu, NOW, &Settings::default(), version)
    }

    #[test]
    fn the_end_of_the_initialization_period_is_outside_it() {
        let version = Version::default();
        // Ready for 10 s with a window of 60 s: cold inside the period of 300 s, warm at its end.
        assert_eq!(class(&pod(299, ReadyStatus::True, 10), version), Class::Unready);
        assert_eq!(class(&pod(300, ReadyStatus::True, 10), version), Class::Ready);
    }

    #[test]
    fn a_full_window_after_the_transition_is_enough() {
        let version = Version::default();
        assert_eq!(class(&pod(100, ReadyStatus::True, 60), version), Class::Ready);
        assert_eq!(class(&pod(100, ReadyStatus::True, 59), version), Class::Unready);
    }

    #[test]
    fn turning_unready_at_the_readiness_delay_means_it_was_ready() {
        let version = Version::default();
        assert_eq!(class(&pod(600, ReadyStatus::False, 571), version), Class::Unready);
        assert_eq!(class(&pod(600, ReadyStatus::False, 570), version), Class::Ready);
        assert_eq!(class(&pod(600, ReadyStatus::Unknown, 600), version), Class::Ready);
    }

    #[test]
    fn a_succeeded_pod_is_missing_until_37_and_ignored_after() {
        let mut done = pod(600, ReadyStatus::False, 600);
        done.phase = Phase::Succeeded;
        let settings = Settings::default();
        let of = |version| Class::of(&done, None, Resource::Cpu, NOW, &settings, version);
        assert_eq!(of(Version::NEWEST), Class::Missing);
        assert_eq!(of(Version::NEXT), Class::Ignored);
    }

    #[test]
    fn terminating_pods_still_serve() {
        let mut leaving = pod(600, ReadyStatus::True, 500);
        leaving.deleting = true;
        let starting = pod(5, ReadyStatus::False, 5);
        let mut lost = pod(600, ReadyStatus::True, 500);
        lost.phase = Phase::Unknown;
        let count = ReadyCount::of(&[leaving, starting, lost]);
        assert_eq!(count, ReadyCount { pods: 3, ready: 1 });
    }
}
