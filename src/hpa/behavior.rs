//! Scaling rules as the controller works with them. [KEP-853]

use super::defaults::default_rules;
use super::spec::{BehaviorSpec, Direction, PolicySpec, RulesSpec};
use super::units::Span;

/// Which of several policies decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectPolicy {
    /// The one that allows the largest change.
    Max,
    /// The one that allows the smallest change.
    Min,
    /// None: the direction is switched off.
    Disabled,
}

/// What the value of a policy counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// Pods.
    Pods,
    /// Percent of the size at the start of the period.
    Percent,
}

/// How much the size may change in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What `value` counts.
    pub kind: PolicyKind,
    /// Pods or percent.
    pub value: i32,
    /// The trailing time over which changes are added up.
    pub period: Span,
}

/// Rules of one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct ScalingRules {
    /// `stabilizationWindowSeconds`; `None` takes the controller's downscale window at each pass.
    pub window: Option<Span>,
    /// `selectPolicy`.
    pub select: SelectPolicy,
    /// `policies`.
    pub policies: Vec<Policy>,
    /// `tolerance`; `None` takes the controller's.
    pub tolerance: Option<f64>,
}

/// Rules of both directions.
#[derive(Clone, Debug, PartialEq)]
pub struct Behavior {
    /// Rules for more replicas.
    pub up: ScalingRules,
    /// Rules for fewer replicas.
    pub down: ScalingRules,
}

impl ScalingRules {
    /// The rules of a direction with their defaults.
    ///
    /// What validation refuses is read as the controller reads it: an unknown `selectPolicy` is `Max`, a policy of
    /// unknown type has no say.
    #[must_use]
    pub fn of(direction: Direction, rules: Option<&RulesSpec>) -> Self {
        let rules = default_rules(direction, rules.cloned());
        let select = match rules.select_policy.as_deref() {
            Some("Disabled") => SelectPolicy::Disabled,
            Some("Min") => SelectPolicy::Min,
            _ => SelectPolicy::Max,
        };
        let seconds = |seconds: i32| Span::from_seconds(i64::from(seconds));
        Self {
            window: rules.stabilization_window_seconds.map(seconds),
            select,
            policies: rules.policies.iter().flatten().filter_map(policy).collect(),
            tolerance: rules.tolerance.map(super::Quantity::approximate),
        }
    }

    /// The longest period among the policies: how long a scale event may still matter.
    #[must_use]
    pub fn longest_period(&self) -> Span {
        self.policies.iter().map(|policy| policy.period).max().unwrap_or(Span::ZERO)
    }
}

fn policy(spec: &PolicySpec) -> Option<Policy> {
    let kind = match spec.kind.as_str() {
        "Pods" => PolicyKind::Pods,
        "Percent" => PolicyKind::Percent,
        _ => return None,
    };
    let period = Span::from_seconds(i64::from(spec.period_seconds));
    Some(Policy { kind, value: spec.value, period })
}

impl Behavior {
    /// The rules of a `behavior` with their defaults.
    #[must_use]
    pub fn of(behavior: &BehaviorSpec) -> Self {
        Self {
            up: ScalingRules::of(Direction::Up, behavior.scale_up.as_ref()),
            down: ScalingRules::of(Direction::Down, behavior.scale_down.as_ref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Behavior, SelectPolicy};
    use crate::hpa::{BehaviorSpec, PolicySpec, RulesSpec, Span};

    #[test]
    fn an_empty_behavior_allows_four_pods_or_doubling_in_15_s() {
        let behavior = Behavior::of(&BehaviorSpec::default());
        assert_eq!(behavior.up.window, Some(Span::ZERO));
        assert_eq!(behavior.down.window, None);
        assert_eq!(behavior.up.policies.len(), 2);
        assert_eq!(behavior.down.longest_period(), Span::from_seconds(15));
    }

    #[test]
    fn what_validation_refuses_is_read_as_the_controller_does() {
        let policy = PolicySpec { kind: "hm".to_owned(), value: 1, period_seconds: 5 };
        let rules = RulesSpec {
            select_policy: Some("incorrect".to_owned()),
            policies: Some(vec![policy]),
            ..RulesSpec::default()
        };
        let spec = BehaviorSpec { scale_up: Some(rules), scale_down: None };
        let up = Behavior::of(&spec).up;
        assert_eq!((up.select, up.policies.len()), (SelectPolicy::Max, 0));
        assert_eq!(up.longest_period(), Span::ZERO);
    }
}
