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

/// From the base to the peak at once.
pub(super) fn step(stack: &Stack) -> Result<(Traffic, Rate), String> {
    let (before, after) = (base(stack)?, peak(stack)?);
    Ok((Traffic::Step { before: per_second(before), after: per_second(after), at: Nanos::ZERO }, before))
}

/// From the base to the peak in half a minute, ten minutes there, and back in a minute.
pub(super) fn flash_crowd(stack: &Stack) -> Result<(Traffic, Rate), String> {
    let (base, peak) = (base(stack)?, peak(stack)?);
    let burst = Burst {
        base: per_second(base),
        peak: per_second(peak),
        at: Nanos::from_minutes(5),
        rise: Nanos::from_seconds(30),
        hold: Nanos::from_minutes(10),
        fall: Nanos::from_minutes(1),
    };
    Ok((Traffic::Burst(burst), base))
}

/// As long as the load moves and half an hour more, in whole minutes; one hour at least.
pub(super) fn horizon(traffic: &Traffic) -> Nanos {
    let moves = match traffic {
        Traffic::Constant(_) | Traffic::Modulated(_) => Nanos::ZERO,
        Traffic::Step { at, .. } => *at,
        Traffic::Ramp { end, .. } => *end,
        Traffic::Burst(burst) => burst.at + burst.rise + burst.hold + burst.fall,
        Traffic::Diurnal(day) => return whole_minutes(day.period).max(Nanos::from_hours(1)),
        Traffic::Replay(trace) => {
            let last = trace.requests().last().map_or(Nanos::ZERO, |request| request.at);
            return whole_minutes(last + Nanos::from_seconds(1)).max(Nanos::from_minutes(1));
        }
    };
    whole_minutes(moves + Nanos::from_minutes(30)).max(Nanos::from_hours(1))
}

fn whole_minutes(time: Nanos) -> Nanos {
    let minute = Nanos::from_minutes(1).get();
    Nanos::new(time.get().div_ceil(minute) * minute)
}

/// The stated pattern; else from the base to the peak, at the stated growth or at once. And the load before it.
pub(super) fn pattern(stack: &Stack, trace: Option<Arc<Trace>>) -> Result<(Traffic, Rate), String> {
    let traffic = &stack.profile.traffic;
    let kind = if traffic.growth.is_some() { PatternKind::Ramp } else { PatternKind::Step };
    let default = Pattern { kind: crate::located::Located::by_default(kind), ..Pattern::default() };
    let pattern = traffic.pattern.as_ref().unwrap_or(&default);
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
    let minutes = (high - low).milli().saturating_mul(60_000) / growth.milli_per_minute().max(1);
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
