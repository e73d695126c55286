//! What the stated numbers are worth: capacity, pods, what the service absorbs, what its autoscaler sees, and the bill.
//!
//! Arithmetic is that of [`crate::stack`] and of [`crate::queueing`]; here it is asked and put in order. A figure that
//! rests on something that nobody measured says so.

mod absorb;
mod cost;
mod figure;
mod loads;
mod model;
mod replicas;
pub mod scenario;
mod signals;
mod tokens;
mod variants;
pub mod verdict;
mod wrap;
pub mod write;

pub use figure::{Figure, Section};
pub use loads::LoadPoint;
pub use model::{Model, balancer, carried_rate};
pub use signals::{Sight, Signal};
pub use variants::{Numbers, Variant};

use crate::stack::Stack;
use serde::Serialize;

/// The plan of a profile.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The profile.
    pub profile: String,
    /// Where and when its numbers were measured, in the words of the profile.
    pub measured_at: Option<String>,
    /// Figures, by subject.
    pub sections: Vec<Section>,
    /// The peak behind each kind of balancer.
    pub balancers: Vec<Variant>,
    /// What requests meet by the load of a pod, behind the profile's balancer.
    pub loads: Vec<LoadPoint>,
    /// What each metric of the autoscaler reads under the peak on the fewest pods.
    pub signals: Vec<Signal>,
}

impl Plan {
    /// The plan of a stack.
    #[must_use]
    pub fn of(profile: &str, stack: &Stack) -> Self {
        let model = Model::of(stack);
        Self {
            profile: profile.to_owned(),
            measured_at: stack.profile.measured.at.as_ref().map(|at| at.get().clone()),
            sections: vec![
                one_pod(stack, model.as_ref()),
                Section { title: "pods", figures: replicas::figures(stack, model.as_ref()) },
                Section { title: "what it absorbs", figures: absorb::figures(stack, model.as_ref()) },
                Section { title: "GPU-hours a day", figures: cost::figures(stack, model.as_ref()) },
            ],
            balancers: variants::variants(stack, model.as_ref()),
            loads: loads::loads(stack, model.as_ref()),
            signals: signals::signals(stack),
        }
    }
}

/// What one pod carries: by its batches, or token by token.
fn one_pod(stack: &Stack, model: Option<&Model>) -> Section {
    let mut figures = tokens::figures(stack).unwrap_or_else(|| model::ceiling_figures(stack, model));
    figures.extend(model::figures(stack, model));
    Section { title: "one pod", figures }
}
