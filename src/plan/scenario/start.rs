//! The steps of a pod's start: as measured, with their spread where it is stated.

use super::nanos;
use crate::profile::Spread;
use crate::simulation::{Delay, StartUp};
use crate::stack::Stack;
use crate::units::Duration;

pub(super) fn start_up(stack: &Stack) -> StartUp {
    let (spreads, startup) = (&stack.profile.measured.start, &stack.startup);
    StartUp {
        scheduling: delay(spreads.scheduling.as_ref(), Duration::ZERO),
        node: delay(spreads.node.as_ref(), *startup.node),
        image: delay(spreads.image.as_ref(), *startup.image),
        load: delay(spreads.load.as_ref(), *startup.load),
        readiness: delay(spreads.readiness.as_ref(), startup.readiness),
        registration: delay(spreads.registration.as_ref(), startup.registration),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a million parts are exact")]
fn delay(spread: Option<&Spread>, always: Duration) -> Delay {
    let Some(spread) = spread else {
        return Delay::Fixed(nanos(always));
    };
    let usual = nanos(*spread.usual);
    if let Some(sigma) = &spread.sigma {
        return Delay::LogNormal { median: usual, sigma: sigma.ppm() as f64 / 1e6 };
    }
    if spread.low.is_none() && spread.high.is_none() {
        return Delay::Fixed(usual);
    }
    let low = spread.low.as_ref().map_or(usual, |low| nanos(**low));
    let high = spread.high.as_ref().map_or(usual, |high| nanos(**high));
    Delay::Triangular { low, mode: usual, high }
}
