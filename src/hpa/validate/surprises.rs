//! What the API server accepts although it cannot work, or works otherwise than it reads.

use crate::hpa::spec::{Direction, HpaSpec, MetricSpec, RulesSpec, TargetSpec};

/// A spec that is valid and yet not what its author means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surprise {
    /// `target.type` names a field that is not set; the field that is set decides.
    TargetTypeIgnored {
        /// Place in `metrics`.
        metric: usize,
    },
    /// An `Object` metric whose `target.type` names a field that is not set fails every pass.
    ObjectTargetFails {
        /// Place in `metrics`.
        metric: usize,
    },
    /// A scale-down policy of more than 100 percent is no limit at all.
    PercentAboveAll {
        /// Place in `behavior.scaleDown.policies`.
        policy: usize,
    },
    /// Scale-up policies in percent alone never leave zero.
    StuckAtZero,
    /// A scale-down tolerance of 1 or more: metrics never make it shrink.
    NeverShrinks,
}

/// Every surprise of a valid spec with its defaults.
#[must_use]
pub fn surprises(spec: &HpaSpec) -> Vec<Surprise> {
    let mut found: Vec<Surprise> =
        spec.metrics.iter().enumerate().filter_map(|(index, metric)| surprise_of_metric(index, metric)).collect();
    let rules = |direction| {
        spec.behavior.as_ref().and_then(|behavior| match direction {
            Direction::Up => behavior.scale_up.as_ref(),
            Direction::Down => behavior.scale_down.as_ref(),
        })
    };
    found.extend(rules(Direction::Down).into_iter().flat_map(surprises_of_scale_down));
    let stuck = rules(Direction::Up).is_some_and(only_percent);
    if stuck && spec.min_replicas == Some(0) {
        found.push(Surprise::StuckAtZero);
    }
    found
}

fn surprise_of_metric(index: usize, metric: &MetricSpec) -> Option<Surprise> {
    if let Some(object) = &metric.object {
        let fails = !names_a_set_field(&object.target);
        return fails.then_some(Surprise::ObjectTargetFails { metric: index });
    }
    let target = [
        metric.pods.as_ref().map(|source| &source.target),
        metric.resource.as_ref().map(|source| &source.target),
        metric.container_resource.as_ref().map(|source| &source.target),
        metric.external.as_ref().map(|source| &source.target),
    ]
    .into_iter()
    .flatten()
    .next()?;
    (!names_a_set_field(target)).then_some(Surprise::TargetTypeIgnored { metric: index })
}

fn names_a_set_field(target: &TargetSpec) -> bool {
    match target.kind.as_str() {
        "Utilization" => target.average_utilization.is_some(),
        "Value" => target.value.is_some(),
        "AverageValue" => target.average_value.is_some(),
        _ => false,
    }
}

fn surprises_of_scale_down(rules: &RulesSpec) -> Vec<Surprise> {
    let policies = rules.policies.iter().flatten().enumerate();
    let mut found: Vec<Surprise> = policies
        .filter(|(_, policy)| policy.kind == "Percent" && policy.value > 100)
        .map(|(policy, _)| Surprise::PercentAboveAll { policy })
        .collect();
    if rules.tolerance.is_some_and(|tolerance| tolerance.milli().get() >= 1000) {
        found.push(Surprise::NeverShrinks);
    }
    found
}

fn only_percent(rules: &RulesSpec) -> bool {
    let policies = rules.policies.as_deref().unwrap_or_default();
    !policies.is_empty() && policies.iter().all(|policy| policy.kind == "Percent")
}

#[cfg(test)]
mod tests {
    use super::{Surprise, surprises};
    use crate::hpa::{
        BehaviorSpec, HpaSpec, MetricSpec, ObjectSource, PolicySpec, Quantity, ResourceSource, RulesSpec, TargetSpec,
        default_spec,
    };

    fn percent(value: i32) -> RulesSpec {
        let policy = PolicySpec { kind: "Percent".to_owned(), value, period_seconds: 15 };
        RulesSpec { policies: Some(vec![policy]), ..RulesSpec::default() }
    }

    #[test]
    fn a_spec_of_defaults_surprises_nobody() {
        let mut spec = HpaSpec { behavior: Some(BehaviorSpec::default()), ..HpaSpec::default() };
        default_spec(&mut spec);
        assert!(surprises(&spec).is_empty());
    }

    #[test]
    fn a_target_type_without_its_field_is_found() {
        let average = Some(Quantity::from_milli(500));
        let target = TargetSpec { kind: "Utilization".to_owned(), average_value: average, ..TargetSpec::default() };
        let resource = Some(ResourceSource { name: "cpu".to_owned(), target: target.clone() });
        let object = Some(ObjectSource { target, ..ObjectSource::default() });
        let metrics =
            vec![MetricSpec { resource, ..MetricSpec::default() }, MetricSpec { object, ..MetricSpec::default() }];
        let spec = HpaSpec { metrics, ..HpaSpec::default() };
        let expected = [Surprise::TargetTypeIgnored { metric: 0 }, Surprise::ObjectTargetFails { metric: 1 }];
        assert_eq!(surprises(&spec), expected);
    }

    #[test]
    fn rules_that_cannot_work_are_found() {
        let down = RulesSpec { tolerance: Some(Quantity::from_milli(1000)), ..percent(101) };
        let behavior = BehaviorSpec { scale_up: Some(percent(100)), scale_down: Some(down) };
        let spec = HpaSpec { min_replicas: Some(0), behavior: Some(behavior), ..HpaSpec::default() };
        let expected = [Surprise::PercentAboveAll { policy: 0 }, Surprise::NeverShrinks, Surprise::StuckAtZero];
        assert_eq!(surprises(&spec), expected);
    }
}
