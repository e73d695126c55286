//! Why a scenario cannot be simulated.

use std::fmt;

use super::Scenario;
use crate::queueing::{PerSecond, Share};
use crate::simulation::scenario::{Policy, Scaling};
use crate::simulation::time::Nanos;

/// The reason a scenario makes no sense.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScenarioError {
    /// A batch of some size takes no time, or there is no size.
    NoBatchTime,
    /// A pod has no engine, or more than are followed.
    Engines(u32),
    /// A distribution has impossible parameters.
    Distribution(&'static str),
    /// A rate is negative or no number.
    Rate(PerSecond),
    /// A share lies outside 0 to 1.
    Share(&'static str, Share),
    /// The swing of a daily wave lies outside 0 to 1, or its period is zero.
    Diurnal,
    /// Modulated traffic has no state, or one that lasts no time.
    Modulation,
    /// There are no clients to stick to a pod or to run the load test.
    NoClients,
    /// There are no zones.
    NoZones,
    /// More latency objectives than are counted.
    TooManyObjectives(usize),
    /// A window is no multiple of the slot.
    Window(Nanos),
    /// Slot, bin and horizon are zero or no multiples of each other.
    Steps,
    /// No replication is asked for.
    NoReplications,
    /// The metrics of the autoscaler and what they measure differ in number.
    Signals {
        /// What is measured.
        signals: usize,
        /// What the spec names.
        metrics: usize,
    },
    /// Scrape interval or window of the metrics is zero.
    Pipeline,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBatchTime => write!(out, "a batch takes no time"),
            Self::Engines(engines) => write!(out, "a pod has {engines} engines, outside 1 to 64"),
            Self::Distribution(what) => write!(out, "the distribution of {what} has no meaning"),
            Self::Rate(rate) => write!(out, "a rate is {} requests/s", rate.value()),
            Self::Share(what, share) => {
                write!(out, "a share of the {what} is {}, outside 0 to 1", share.value())
            }
            Self::Diurnal => write!(out, "the daily wave has no period or swings below zero"),
            Self::Modulation => write!(out, "modulated traffic lacks a state that lasts"),
            Self::NoClients => write!(out, "there are no clients"),
            Self::NoZones => write!(out, "there are no zones"),
            Self::TooManyObjectives(count) => {
                write!(out, "{count} latency objectives are more than are counted")
            }
            Self::Window(window) => {
                let seconds = window.as_seconds();
                write!(out, "a window of {seconds} s is no multiple of the slot")
            }
            Self::Steps => write!(out, "slot, bin and horizon do not divide each other"),
            Self::NoReplications => write!(out, "no replication is asked for"),
            Self::Signals { signals, metrics } => {
                write!(out, "{signals} signals are given for {metrics} metrics")
            }
            Self::Pipeline => write!(out, "the scrape interval or the rate window is zero"),
        }
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    /// Whether it can be simulated.
    ///
    /// # Errors
    /// The first part that makes no sense.
    pub fn check(&self) -> Result<(), ScenarioError> {
        self.service.check()?;
        self.traffic.check()?;
        self.start_up.check()?;
        self.drain.deregistration.check("deregistration")?;
        self.check_steps()?;
        self.slo.check(self.slot)?;
        self.check_clients()?;
        if self.zones == 0 {
            return Err(ScenarioError::NoZones);
        }
        if self.replications.first == 0 {
            return Err(ScenarioError::NoReplications);
        }
        self.scaling.as_ref().map_or(Ok(()), Scaling::check)
    }

    fn check_steps(&self) -> Result<(), ScenarioError> {
        let fits = |small: Nanos, large: Nanos| small > Nanos::ZERO && large % small == Nanos::ZERO;
        if fits(self.slot, self.bin) && fits(self.bin, self.horizon) && self.horizon > Nanos::ZERO {
            return Ok(());
        }
        Err(ScenarioError::Steps)
    }

    fn check_clients(&self) -> Result<(), ScenarioError> {
        if self.load_test.is_some_and(|test| test.clients == 0) {
            return Err(ScenarioError::NoClients);
        }
        let Policy::Sticky { clients, largest_share, .. } = self.policy else {
            return Ok(());
        };
        if clients == 0 {
            return Err(ScenarioError::NoClients);
        }
        if !(0.0..=1.0).contains(&largest_share.value()) {
            return Err(ScenarioError::Share("clients", largest_share));
        }
        Ok(())
    }
}
