//! Conditions of the status, as values without text until someone asks. [`horizontal.go`; `autoscaling/v2/types.go`]

use super::combine::MetricFailure;
use super::metrics::Source;

/// Status of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `True`.
    True,
    /// `False`.
    False,
}

impl Status {
    const fn of(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }

    /// The word of the API.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::True => "True",
            Self::False => "False",
        }
    }
}

/// `AbleToScale`: the last thing that happened to the size in a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbleToScale {
    /// The scale could not be read.
    FailedGetScale,
    /// The scale was read.
    SucceededGetScale,
    /// The recommendation stands as it is.
    ReadyForNewScale,
    /// A recent recommendation was higher.
    ScaleDownStabilized,
    /// A recent recommendation was lower.
    ScaleUpStabilized,
    /// The size was written.
    SucceededRescale,
    /// The size could not be written.
    FailedUpdateScale,
}

impl AbleToScale {
    /// Status of the condition.
    #[must_use]
    pub const fn status(self) -> Status {
        Status::of(!matches!(self, Self::FailedGetScale | Self::FailedUpdateScale))
    }

    /// Reason of the condition.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::FailedGetScale => "FailedGetScale",
            Self::SucceededGetScale => "SucceededGetScale",
            Self::ReadyForNewScale => "ReadyForNewScale",
            Self::ScaleDownStabilized => "ScaleDownStabilized",
            Self::ScaleUpStabilized => "ScaleUpStabilized",
            Self::SucceededRescale => "SucceededRescale",
            Self::FailedUpdateScale => "FailedUpdateScale",
        }
    }
}

/// What is wrong with the selector of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorFault {
    /// There is none, or it cannot be parsed.
    Invalid,
    /// Its pods are selected by another autoscaler too.
    Ambiguous,
}

/// `ScalingActive`: whether metrics decide the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalingActive {
    /// They do.
    ValidMetricFound,
    /// The workload is at zero and stays there.
    ScalingDisabled,
    /// The pods could not be told.
    Selector(SelectorFault),
    /// No metric, or not enough of them.
    Metric(MetricFailure),
}

impl ScalingActive {
    /// Status of the condition.
    #[must_use]
    pub const fn status(self) -> Status {
        Status::of(matches!(self, Self::ValidMetricFound))
    }

    /// Reason of the condition.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::ValidMetricFound => "ValidMetricFound",
            Self::ScalingDisabled => "ScalingDisabled",
            Self::Selector(SelectorFault::Invalid) => "InvalidSelector",
            Self::Selector(SelectorFault::Ambiguous) => "AmbiguousSelector",
            Self::Metric(failure) => failure_reason(failure.source),
        }
    }
}

const fn failure_reason(source: Source) -> &'static str {
    match source {
        Source::Resource => "FailedGetResourceMetric",
        Source::ContainerResource => "FailedGetContainerResourceMetric",
        Source::Pods => "FailedGetPodsMetric",
        Source::Object => "FailedGetObjectMetric",
        Source::External => "FailedGetExternalMetric",
        Source::Unknown => "InvalidMetricSourceType",
    }
}

/// `ScalingLimited`: what kept the size from the stabilized recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitReason {
    /// Nothing.
    DesiredWithinRange,
    /// Growth is faster than allowed.
    ScaleUpLimit,
    /// Shrinking is faster than allowed.
    ScaleDownLimit,
    /// `maxReplicas`.
    TooManyReplicas,
    /// `minReplicas`.
    TooFewReplicas,
}

impl LimitReason {
    /// Status of the condition: true exactly when the size differs from the stabilized recommendation.
    #[must_use]
    pub const fn status(self) -> Status {
        Status::of(!matches!(self, Self::DesiredWithinRange))
    }

    /// Reason of the condition.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::DesiredWithinRange => "DesiredWithinRange",
            Self::ScaleUpLimit => "ScaleUpLimit",
            Self::ScaleDownLimit => "ScaleDownLimit",
            Self::TooManyReplicas => "TooManyReplicas",
            Self::TooFewReplicas => "TooFewReplicas",
        }
    }
}

/// `ScaledToZero`: whether the autoscaler itself brought the workload to zero. [KEP-2021]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaledToZero {
    /// It did.
    ScaledToZero,
    /// It did not.
    NotScaledToZero,
}

impl ScaledToZero {
    /// Status of the condition.
    #[must_use]
    pub const fn status(self) -> Status {
        Status::of(matches!(self, Self::ScaledToZero))
    }

    /// Reason of the condition.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::ScaledToZero => "ScaledToZero",
            Self::NotScaledToZero => "NotScaledToZero",
        }
    }
}

/// The conditions of an autoscaler; one that a pass does not set keeps its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// `AbleToScale`.
    pub able_to_scale: Option<AbleToScale>,
    /// `ScalingActive`.
    pub scaling_active: Option<ScalingActive>,
    /// `ScalingLimited`.
    pub scaling_limited: Option<LimitReason>,
    /// `ScaledToZero`, the only state that the API object itself keeps.
    pub scaled_to_zero: Option<ScaledToZero>,
}
