//! One pass after another over one autoscaler. [`horizontal.go`, `reconcileAutoscaler`]

mod gate;
mod normalize;
mod outcome;
mod state;

pub use outcome::{Outcome, PassError, RescaleReason};
pub use state::{Autoscaler, Environment, Scale, State};

use gate::Gate;
use normalize::{Moment, normalize};

use super::combine::{Combined, MetricFailure, combine};
use super::conditions::{AbleToScale, ScalingActive};
use super::events::Events;
use super::limits::Limited;
use super::metrics::{Evaluation, Metric, MetricError, Source, Summary};
use super::pods::Pod;
use super::stabilize::{Recommendation, RecommendationLog};
use super::tolerance::Tolerance;
use super::units::{Replicas, Time};
use super::zero::ZeroGate;

/// The controller of one autoscaler.
#[derive(Clone, Debug, PartialEq)]
pub struct Controller {
    environment: Environment,
    autoscaler: Autoscaler,
    tolerance: Tolerance,
    state: State,
}

/// The size that a pass wants.
struct Decision {
    desired: Replicas,
    reason: Option<RescaleReason>,
    raw: Option<Replicas>,
    failure: Option<MetricFailure>,
}

impl Decision {
    const fn jump(desired: Replicas, reason: RescaleReason) -> Self {
        Self { desired, reason: Some(reason), raw: None, failure: None }
    }
}

impl Controller {
    /// A controller that has never seen the autoscaler.
    #[must_use]
    pub fn new(environment: Environment, autoscaler: Autoscaler) -> Self {
        Self::resume(environment, autoscaler, State::default())
    }

    /// A controller in the middle of its work.
    #[must_use]
    pub fn resume(environment: Environment, autoscaler: Autoscaler, state: State) -> Self {
        let tolerance = environment.tolerance(autoscaler.behavior.as_ref());
        Self { environment, autoscaler, tolerance, state }
    }

    /// What it remembers.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Forgets what a restart or a change of leader loses: both logs, but not the conditions.
    pub fn restart(&mut self) {
        self.state.recommendations = None;
        self.state.events = Events::default();
    }

    /// One pass over pods and metrics, in the order of `spec.metrics`.
    pub fn reconcile(&mut self, now: Time, scale: Scale, pods: &[Pod], metrics: &[Metric<'_>]) -> Outcome {
        let evaluation = self.evaluation(now, scale);
        self.pass(now, scale, || {
            let proposals = metrics.iter().map(|metric| {
                let summary = metric.summarise(pods, &evaluation);
                (metric.source(), summary)
            });
            combine(proposals, &evaluation)
        })
    }

    /// One pass over metrics that are sums already, in the order of `spec.metrics`.
    pub fn reconcile_summaries(
        &mut self,
        now: Time,
        scale: Scale,
        summaries: &[(Source, Result<Summary, MetricError>)],
    ) -> Outcome {
        let evaluation = self.evaluation(now, scale);
        self.pass(now, scale, || combine(summaries.iter().copied(), &evaluation))
    }

    /// One pass whose metrics ask for `raw` replicas.
    pub fn reconcile_raw(&mut self, now: Time, scale: Scale, raw: Replicas) -> Outcome {
        self.pass(now, scale, || Ok(Combined { replicas: raw, metric: 0, failure: None }))
    }

    /// A pass that cannot read the scale. It changes nothing else, and the size it reports is the last it set.
    pub fn fail_to_read_scale(&mut self) -> Outcome {
        self.state.conditions.able_to_scale = Some(AbleToScale::FailedGetScale);
        let size = self.state.desired.unwrap_or_default();
        self.outcome(size, None, Some(PassError::ScaleUnreadable))
    }

    /// What the rules of this autoscaler need to know in a pass.
    #[must_use]
    pub fn evaluation(&self, now: Time, scale: Scale) -> Evaluation {
        Evaluation {
            now,
            version: self.environment.version,
            settings: self.environment.settings,
            tolerance: self.tolerance,
            spec: scale.spec,
            status: scale.status,
        }
    }

    fn pass(&mut self, now: Time, scale: Scale, evaluate: impl FnOnce() -> Result<Combined, MetricFailure>) -> Outcome {
        self.state.conditions.able_to_scale = Some(AbleToScale::SucceededGetScale);
        let first = Recommendation { at: now, replicas: scale.spec };
        self.state.recommendations.get_or_insert_with(|| RecommendationLog::new(vec![first]));
        let works_from_zero = self.zero().evaluates(self.state.conditions.scaled_to_zero);
        match Gate::of(self.autoscaler.bounds, scale.spec, works_from_zero) {
            Gate::Disabled => self.disable(scale.spec),
            Gate::Jump(size, reason) => self.settle(now, scale, &Decision::jump(size, reason)),
            Gate::Evaluate => match self.decide(now, scale, evaluate) {
                Ok(decision) => self.settle(now, scale, &decision),
                Err(error) => self.outcome(scale.spec, None, Some(error)),
            },
        }
    }

    fn zero(&self) -> ZeroGate {
        ZeroGate {
            version: self.environment.version,
            gates: self.environment.gates,
            bounds: self.autoscaler.bounds,
            works_at_zero: self.autoscaler.works_at_zero,
        }
    }

    fn disable(&mut self, size: Replicas) -> Outcome {
        let zero = self.zero();
        let conditions = &mut self.state.conditions;
        conditions.scaling_active = Some(ScalingActive::ScalingDisabled);
        conditions.scaled_to_zero = zero.after_disabled(conditions.scaled_to_zero);
        self.state.desired = Some(size);
        self.outcome(size, None, None)
    }

    /// Reads the metrics and normalizes what they ask for.
    fn decide(
        &mut self,
        now: Time,
        scale: Scale,
        evaluate: impl FnOnce() -> Result<Combined, MetricFailure>,
    ) -> Result<Decision, PassError> {
        if let Some(fault) = scale.fault {
            self.state.conditions.scaling_active = Some(ScalingActive::Selector(fault));
            return Err(PassError::Selector(fault));
        }
        let combined = evaluate().map_err(|failure| {
            self.state.conditions.scaling_active = Some(ScalingActive::Metric(failure));
            PassError::Metric(failure)
        })?;
        self.state.conditions.scaling_active = Some(ScalingActive::ValidMetricFound);
        let (current, raw) = (scale.spec, combined.replicas.max(Replicas::ZERO));
        let limited = self.normalize(now, current, raw);
        let mut decision = Decision {
            desired: limited.replicas,
            reason: RescaleReason::of(current, raw, combined.metric),
            raw: Some(raw),
            failure: combined.failure,
        };
        if current == Replicas::ZERO {
            self.raise_from_zero(&mut decision);
        }
        Ok(decision)
    }

    fn raise_from_zero(&self, decision: &mut Decision) {
        let raised = self.zero().raise(self.state.conditions.scaled_to_zero, decision.desired);
        if raised != decision.desired {
            decision.desired = raised;
            decision.reason = decision.reason.or(Some(RescaleReason::BelowMin));
        }
    }

    fn normalize(&mut self, now: Time, current: Replicas, raw: Replicas) -> Limited {
        let normalized =
            normalize(&self.autoscaler, &self.environment.settings, &mut self.state, &Moment { now, current }, raw);
        self.state.conditions.able_to_scale = Some(normalized.able_to_scale);
        self.state.conditions.scaling_limited = Some(normalized.limited.reason);
        normalized.limited
    }

    /// Writes the size if it changes.
    fn settle(&mut self, now: Time, scale: Scale, decision: &Decision) -> Outcome {
        let (before, after) = (scale.spec, decision.desired);
        let failed = decision.failure.map(PassError::Metric);
        if after == before {
            self.state.desired = Some(after);
            return self.outcome(after, decision.raw, failed);
        }
        let zero = self.zero();
        let conditions = &mut self.state.conditions;
        if !scale.writable {
            conditions.able_to_scale = Some(AbleToScale::FailedUpdateScale);
            return self.outcome(before, decision.raw, Some(PassError::ScaleUnwritable));
        }
        conditions.able_to_scale = Some(AbleToScale::SucceededRescale);
        conditions.scaled_to_zero = zero.after_write(conditions.scaled_to_zero, before, after);
        self.state.events.record(self.autoscaler.behavior.as_ref(), now, before, after);
        self.state.desired = Some(after);
        self.state.last_scale = Some(now);
        Outcome { rescaled: true, reason: decision.reason, ..self.outcome(after, decision.raw, failed) }
    }

    fn outcome(&self, desired: Replicas, raw: Option<Replicas>, error: Option<PassError>) -> Outcome {
        Outcome { desired, rescaled: false, reason: None, raw, error, conditions: self.state.conditions }
    }
}
