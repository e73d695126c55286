//! The load over time, and what it is before anything happens.

use super::{nanos, per_second};
use crate::profile::{Pattern, PatternKind};
use crate::simulation::{Burst, Diurnal, LoadState, Nanos, Trace, Traffic};
use crate::stack::Stack;
use crate::units::{Duration, Rate};
use std::sync::Arc;

pub(super) fn base(stack: &Stack) -> Result<Rate, String> {
    let base = stack.capacity.base.as_deref().copied();
    base.ok_or_else(|| "state the load at the quietest hour: `traffic.base`".to_owned())
}

pub(super) fn peak(stack: &Stack) -> Result<Rate, String> {
    let peak = stack.capacity.peak.as_deref().copied();
    peak.ok_or_else(|| "state the load at the busiest hour: `traffic.peak`".to_owned())
}

pub(super) fn constant(rate: Rate) -> (Traffic, Rate) {
    (Traffic::Constant(per_second(rate)), rate)
}

/// The stated pattern, or a step from the base to the peak; and the load before it.
pub(super) fn pattern(stack: &Stack, trace: Option<Arc<Trace>>) -> Result<(Traffic, Rate), String> {
    let default = Pattern::default();
    let pattern = stack.profile.traffic.pattern.as_ref().unwrap_or(&default);
    let low = || pattern.low.as_deref().copied().map_or_else(|| base(stack), Ok);
    let high = || pattern.high.as_deref().copied().map_or_else(|| peak(stack), Ok);
    let start = nanos(*pattern.start);
    Ok(match *pattern.kind {
        PatternKind::Constant => constant(high()?),
        PatternKind::Step => {
            let (before, after) = (low()?, high()?);
            (Traffic::Step { before: per_second(before), after: per_second(after), at: start }, before)
        }
        PatternKind::Ramp => {
            let (from, to) = (low()?, high()?);
            let end = start + rise(stack, pattern, from, to);
            (Traffic::Ramp { from: per_second(from), to: per_second(to), start, end }, from)
        }
        PatternKind::Diurnal => diurnal(pattern, low()?, high()?),
        PatternKind::Burst => {
            let (base, peak) = (low()?, high()?);
            let rise = rise(stack, pattern, base, peak);
            let (hold, fall) = (nanos(*pattern.hold), nanos(*pattern.fall));
            let burst = Burst { base: per_second(base), peak: per_second(peak), at: start, rise, hold, fall };
            (Traffic::Burst(burst), base)
        }
        PatternKind::Modulated => modulated(pattern)?,
        PatternKind::Replay => {
            let trace = trace.ok_or_else(|| "name the recorded requests: `traffic.pattern.file`".to_owned())?;
            (Traffic::Replay(trace), low()?)
        }
    })
}

/// The stated time, or what the stated growth takes, or none.
fn rise(stack: &Stack, pattern: &Pattern, low: Rate, high: Rate) -> Nanos {
    if let Some(rise) = &pattern.rise {
        return nanos(**rise);
    }
    let Some(growth) = &stack.profile.traffic.growth else {
        return Nanos::ZERO;
    };
    let minutes = (high - low).milli() * 60_000 / growth.milli_per_minute().max(1);
    nanos(Duration::from_millis(minutes))
}

fn diurnal(pattern: &Pattern, low: Rate, high: Rate) -> (Traffic, Rate) {
    let (low_rps, high_rps) = (low.as_f64(), high.as_f64());
    let mean = f64::midpoint(low_rps, high_rps);
    let swing = if mean > 0.0 { ((high_rps - low_rps) / (2.0 * mean)).clamp(0.0, 1.0) } else { 0.0 };
    let (period, peak_at) = (nanos(*pattern.period), nanos(*pattern.start));
    let mean = crate::queueing::PerSecond::new(mean);
    let turn = std::f64::consts::TAU * peak_at.over(period);
    let at_start = mean.value() * (1.0 + swing * libm::cos(turn));
    (Traffic::Diurnal(Diurnal { mean, swing, period, peak_at }), Rate::from_f64(at_start))
}

fn modulated(pattern: &Pattern) -> Result<(Traffic, Rate), String> {
    let first = pattern.states.first().ok_or("list the states of the load: `traffic.pattern.states`")?;
    let states = pattern.states.iter();
    let states = states.map(|state| LoadState { rate: per_second(*state.rate), stay: nanos(*state.stay) });
    Ok((Traffic::Modulated(states.collect()), *first.rate))
}
