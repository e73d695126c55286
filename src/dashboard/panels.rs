//! What the dashboard draws.

mod pods;
mod service;

use super::grafana::{Panel, lay_out};
use crate::runtime::{Runtime, Selectors};
use crate::stack::Stack;
use crate::text::template;
use serde::Serialize;

/// Grafana's own window: four scrapes, or one point of the picture if that is longer.
const WINDOW: &str = "$__rate_interval";

/// Every panel, in the order in which somebody woken up looks.
pub(super) fn all(stack: &Stack, runtime: &Runtime, select: &Selectors) -> Vec<Panel> {
    let drafts = [
        service::budget_left(stack, select),
        service::burn_rate(stack, select),
        service::buckets(runtime, select),
        service::response_time(stack, runtime, select),
        Some(service::traffic(stack, runtime, select)),
        Some(service::errors(stack, runtime, select)),
        Some(pods::pods(stack, select)),
        pods::requests_of_a_pod(stack, runtime, select),
        Some(pods::queue(stack, runtime, select)),
        pods::gpu(stack, runtime, select),
        Some(pods::processor(stack, select)),
        Some(pods::memory(stack, select)),
        pods::cache(stack, runtime, select),
    ];
    lay_out(drafts.into_iter().flatten().collect())
}

/// A share of one rate in another.
#[derive(Serialize)]
struct PanelRatio {
    part: String,
    whole: String,
}
template!(PanelRatio, "promql/panel-ratio.promql");
