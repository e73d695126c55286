//! How the load moves, for `infgen simulate`.

use super::default;
use crate::located::Located;
use crate::units::{Duration, Rate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the load moves while it is simulated. Which keys count depends on the kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pattern {
    /// Its shape.
    pub kind: Located<PatternKind>,
    /// Load before it rises, or of the trough. Left out: the load at the quietest hour.
    pub low: Option<Located<Rate>>,
    /// Load after it has risen, or of the peak. Left out: the load at the busiest hour.
    pub high: Option<Located<Rate>>,
    /// When it begins to rise; of a diurnal pattern when the peak is.
    pub start: Located<Duration>,
    /// Time of the rise (ramp, burst). Left out: what the stated growth takes, or no time without one.
    pub rise: Option<Located<Duration>>,
    /// Time at the peak (burst).
    pub hold: Located<Duration>,
    /// Time of the fall (burst).
    pub fall: Located<Duration>,
    /// Time from peak to peak (diurnal).
    pub period: Located<Duration>,
    /// States between which the load jumps at random (modulated).
    pub states: Vec<PatternState>,
    /// CSV file of recorded requests (replay), from the working directory: an Azure LLM inference trace, a `BurstGPT`
    /// trace, or a table with `seconds` and perhaps `work`, in multiples of any unit. With `measured.tokens` its requests
    /// have the tokens that were counted.
    pub file: Option<Located<String>>,
    /// How many times as many requests as were recorded (replay).
    pub factor: Located<f64>,
}

impl Default for Pattern {
    fn default() -> Self {
        Self {
            kind: default(PatternKind::Step),
            low: None,
            high: None,
            start: default(Duration::ZERO),
            rise: None,
            hold: default(Duration::from_secs(300)),
            fall: default(Duration::ZERO),
            period: default(Duration::from_secs(86_400)),
            states: Vec::new(),
            file: None,
            factor: default(1.0),
        }
    }
}

/// The shape of the load over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// The high load all the time.
    Constant,
    /// From low to high at once.
    Step,
    /// From low to high evenly.
    Ramp,
    /// A wave between low and high.
    Diurnal,
    /// From low to high, a stay there, and back.
    Burst,
    /// Jumps between states at random (Markov-modulated Poisson).
    Modulated,
    /// Recorded requests.
    Replay,
}

/// A state of a modulated load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternState {
    /// Load in it.
    pub rate: Located<Rate>,
    /// Mean time in it.
    pub stay: Located<Duration>,
}
