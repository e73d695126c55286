//! What the API server fills in. [`pkg/apis/autoscaling/v2/defaults.go`]

use super::spec::{BehaviorSpec, Direction, HpaSpec, MetricSpec, PolicySpec, ResourceSource, RulesSpec, TargetSpec};

const MIN_REPLICAS: i32 = 1;
const CPU_UTILIZATION_PERCENT: i32 = 80;
const POLICY_PERIOD_SECONDS: i32 = 15;
const SCALE_UP_PODS: i32 = 4;
const ALL_PERCENT: i32 = 100;

/// Fills in everything that an autoscaler leaves out. An absent `behavior` stays absent.
pub fn default_spec(spec: &mut HpaSpec) {
    spec.min_replicas.get_or_insert(MIN_REPLICAS);
    if spec.metrics.is_empty() {
        spec.metrics = default_metrics();
    }
    if let Some(BehaviorSpec { scale_up, scale_down }) = &mut spec.behavior {
        *scale_up = Some(default_rules(Direction::Up, scale_up.take()));
        *scale_down = Some(default_rules(Direction::Down, scale_down.take()));
    }
}

/// The one metric of an autoscaler that states none: CPU at 80 % of the request.
#[must_use]
pub fn default_metrics() -> Vec<MetricSpec> {
    let target = TargetSpec {
        kind: "Utilization".to_owned(),
        average_utilization: Some(CPU_UTILIZATION_PERCENT),
        ..TargetSpec::default()
    };
    let resource = Some(ResourceSource { name: "cpu".to_owned(), target });
    vec![MetricSpec { kind: "Resource".to_owned(), resource, ..MetricSpec::default() }]
}

/// Rules of one direction with every field filled in that has a default, each field alone.
///
/// Up: no window, `Max` of 4 pods and 100 % per 15 s. Down: the controller's window, taken at each pass and so left
/// absent here, `Max` of 100 % per 15 s.
#[must_use]
pub fn default_rules(direction: Direction, rules: Option<RulesSpec>) -> RulesSpec {
    let rules = rules.unwrap_or_default();
    let window = match direction {
        Direction::Up => Some(0),
        Direction::Down => None,
    };
    RulesSpec {
        stabilization_window_seconds: rules.stabilization_window_seconds.or(window),
        select_policy: Some(rules.select_policy.unwrap_or_else(|| "Max".to_owned())),
        policies: Some(rules.policies.unwrap_or_else(|| default_policies(direction))),
        tolerance: rules.tolerance,
    }
}

fn default_policies(direction: Direction) -> Vec<PolicySpec> {
    let policy = |kind: &str, value| PolicySpec { kind: kind.to_owned(), value, period_seconds: POLICY_PERIOD_SECONDS };
    match direction {
        Direction::Up => vec![policy("Pods", SCALE_UP_PODS), policy("Percent", ALL_PERCENT)],
        Direction::Down => vec![policy("Percent", ALL_PERCENT)],
    }
}

#[cfg(test)]
mod tests {
    use super::{default_metrics, default_rules, default_spec};
    use crate::hpa::{BehaviorSpec, Direction, HpaSpec, RulesSpec};

    #[test]
    fn an_absent_behavior_stays_absent_and_an_empty_one_is_filled() {
        let mut spec = HpaSpec::default();
        default_spec(&mut spec);
        assert_eq!((spec.min_replicas, spec.behavior.as_ref()), (Some(1), None));
        assert_eq!(spec.metrics, default_metrics());
        spec.behavior = Some(BehaviorSpec::default());
        default_spec(&mut spec);
        let behavior = spec.behavior.unwrap_or_default();
        assert_eq!(behavior.scale_up, Some(default_rules(Direction::Up, None)));
        assert_eq!(behavior.scale_down, Some(default_rules(Direction::Down, None)));
    }

    #[test]
    fn an_empty_list_of_policies_is_kept() {
        let rules = RulesSpec { policies: Some(Vec::new()), ..RulesSpec::default() };
        let filled = default_rules(Direction::Up, Some(rules));
        assert_eq!(filled.policies, Some(Vec::new()));
        assert_eq!(filled.stabilization_window_seconds, Some(0));
    }

    #[test]
    fn filling_in_twice_changes_nothing() {
        let mut once = HpaSpec { behavior: Some(BehaviorSpec::default()), ..HpaSpec::default() };
        default_spec(&mut once);
        let mut twice = once.clone();
        default_spec(&mut twice);
        assert_eq!(once, twice);
    }
}
