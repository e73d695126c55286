//! An engine that computes token by token, as language models do.

use crate::located::Located;
use crate::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An engine with continuous batching, as measured: requests share it token by token. It goes before the times of
/// batches; `performance.max_batch` is then how many requests are in service at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// Mean tokens of a prompt.
    pub prompt: Located<f64>,
    /// Mean tokens of an answer.
    pub answer: Located<f64>,
    /// Time of an iteration whatever is in it, `alpha`.
    pub iteration: Located<Duration>,
    /// Time to compute a token, `beta`, in microseconds.
    pub compute_us: Located<f64>,
    /// Time to read a token of context from memory, `gamma`, in microseconds. Left out: none.
    pub context_us: Option<Located<f64>>,
    /// Iterations that a prompt is spread over. Left out: one.
    pub prefill_chunks: Option<Located<u32>>,
    /// Standard deviation of a request's tokens over their mean (`80%`). Left out: 100 %, and said to be assumed.
    pub deviation: Option<Located<Share>>,
}
