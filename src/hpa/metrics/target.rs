//! Which rule a metric is held against. [`horizontal.go`, `computeStatusFor*Metric`]

use super::MetricError;
use crate::hpa::spec::TargetSpec;
use crate::hpa::units::{Milli, Percent};

/// Target of a `Resource` or `ContainerResource` metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceTarget {
    /// Share of the request.
    Utilization(Percent),
    /// Average over pods.
    AverageValue(Milli),
}

impl ResourceTarget {
    /// The field that is set decides, `averageValue` first; `target.type` is not looked at.
    ///
    /// # Errors
    /// Neither field is set.
    pub fn of(target: &TargetSpec) -> Result<Self, MetricError> {
        let average = target.average_value.as_ref().map(|q| Self::AverageValue(q.milli()));
        let utilization = target.average_utilization.map(|p| Self::Utilization(Percent::new(p)));
        average.or(utilization).ok_or(MetricError::InvalidTarget)
    }
}

/// Target of an `Object` or `External` metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalTarget {
    /// The total itself; the proposal depends on ready pods.
    Value(Milli),
    /// The total over replicas; the proposal depends on the total alone.
    AverageValue(Milli),
}

impl TotalTarget {
    /// Target of an `Object` metric: `target.type` decides and its field must be set.
    ///
    /// # Errors
    /// The type is another one, or its field is not set.
    pub fn of_object(target: &TargetSpec) -> Result<Self, MetricError> {
        let chosen = match target.kind.as_str() {
            "Value" => value(target),
            "AverageValue" => average(target),
            _ => None,
        };
        chosen.ok_or(MetricError::InvalidTarget)
    }

    /// Target of an `External` metric: the field that is set decides, `averageValue` first.
    ///
    /// # Errors
    /// Neither field is set.
    pub fn of_external(target: &TargetSpec) -> Result<Self, MetricError> {
        average(target).or_else(|| value(target)).ok_or(MetricError::InvalidTarget)
    }
}

fn value(target: &TargetSpec) -> Option<TotalTarget> {
    target.value.as_ref().map(|q| TotalTarget::Value(q.milli()))
}

fn average(target: &TargetSpec) -> Option<TotalTarget> {
    target.average_value.as_ref().map(|q| TotalTarget::AverageValue(q.milli()))
}

#[cfg(test)]
mod tests {
    use super::{ResourceTarget, TotalTarget};
    use crate::hpa::{MetricError, Milli, Percent, Quantity, TargetSpec};

    fn both(kind: &str) -> TargetSpec {
        TargetSpec {
            kind: kind.to_owned(),
            value: Some(Quantity::from_milli(7)),
            average_value: Some(Quantity::from_milli(9)),
            average_utilization: Some(50),
        }
    }

    #[test]
    fn only_objects_look_at_the_type() {
        let value = Ok(TotalTarget::Value(Milli::new(7)));
        let average = Ok(TotalTarget::AverageValue(Milli::new(9)));
        assert_eq!(TotalTarget::of_object(&both("Value")), value);
        assert_eq!(TotalTarget::of_object(&both("AverageValue")), average);
        assert_eq!(TotalTarget::of_object(&both("Utilization")), Err(MetricError::InvalidTarget));
        assert_eq!(TotalTarget::of_external(&both("Value")), average);
    }

    #[test]
    fn a_resource_prefers_the_average_value() {
        let mut target = both("Utilization");
        assert_eq!(ResourceTarget::of(&target), Ok(ResourceTarget::AverageValue(Milli::new(9))));
        target.average_value = None;
        assert_eq!(ResourceTarget::of(&target), Ok(ResourceTarget::Utilization(Percent::new(50))));
        target.average_utilization = None;
        assert_eq!(ResourceTarget::of(&target), Err(MetricError::InvalidTarget));
    }
}
