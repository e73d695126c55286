//! Recorded requests, read from the CSV formats in which traces are published.

mod reader;
mod timestamp;

pub use reader::TraceError;

use super::number::{count, real, whole};
use super::time::Nanos;

/// The most requests that a trace is multiplied to: a day at a thousand a second.
const MOST_REQUESTS: f64 = 86_400_000.0;

/// What makes one recorded request heavier than another, where the trace has no column `work`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Nothing: all alike.
    Requests,
    /// The iterations of an engine: one for each token that was generated, and those of the prompt.
    Iterations {
        /// Iterations that a prompt is spread over.
        prefill_chunks: u32,
    },
}

/// Mean tokens of the recorded requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TracedTokens {
    /// Of a prompt.
    pub input: f64,
    /// That were generated.
    pub output: f64,
}

/// A recorded request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TracedRequest {
    /// When it arrived, counted from the first one.
    pub at: Nanos,
    /// Its work in multiples of the mean.
    pub work: f64,
}

/// Recorded requests in the order of their arrival.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    requests: Vec<TracedRequest>,
    tokens: Option<TracedTokens>,
}

impl Trace {
    /// Reads a trace whose header names its format:
    ///
    /// - Azure LLM inference traces of 2023 to 2025: `TIMESTAMP,ContextTokens,GeneratedTokens[,NumImages]`, in UTC;
    /// - `BurstGPT`: `Timestamp,...,Request tokens,Response tokens,Total tokens,Log Type`, in seconds; requests with no
    ///   response tokens failed and count like any other arrival;
    /// - any table with a column `seconds`, and perhaps one named `work`.
    ///
    /// Rows need not be in order. [github.com/Azure/AzurePublicDataset, github.com/HPMLL/BurstGPT]
    ///
    /// # Errors
    /// An unknown header, or a row that does not follow it.
    pub fn parse(text: &str, measure: Measure) -> Result<Self, TraceError> {
        let (requests, tokens) = reader::read(text, measure)?;
        Ok(Self { tokens, ..Self::of(requests) })
    }

    /// The trace of these requests, its work scaled to a mean of 1 and its first arrival moved to zero.
    #[must_use]
    pub fn of(mut requests: Vec<TracedRequest>) -> Self {
        requests.sort_by_key(|request| request.at);
        let total: f64 = requests.iter().map(|request| request.work).sum();
        let mean = total / real(count(requests.len()));
        let start = requests.first().map_or(Nanos::ZERO, |request| request.at);
        for request in &mut requests {
            request.at = request.at - start;
            request.work = if mean > 0.0 { request.work / mean } else { 1.0 };
        }
        Self { requests, tokens: None }
    }

    /// Requests at these moments, all alike; the first moment becomes zero.
    #[must_use]
    pub fn at(moments: impl IntoIterator<Item = Nanos>) -> Self {
        let request = |at| TracedRequest { at, work: 1.0 };
        Self::of(moments.into_iter().map(request).collect())
    }

    /// The same requests with all times between them multiplied.
    #[must_use]
    pub fn stretched(mut self, factor: f64) -> Self {
        for request in &mut self.requests {
            request.at = Nanos::of_seconds(request.at.as_seconds() * factor);
        }
        self
    }

    /// Whether so many times as many requests are a number that a simulation can follow.
    #[must_use]
    pub fn can_be_multiplied(&self, factor: f64) -> bool {
        factor >= 0.0 && real(count(self.requests.len())) * factor <= MOST_REQUESTS
    }

    /// So many times as many requests: each is left out, kept or repeated, evenly over the trace. Repeats are spread
    /// over the time until the next request, so that they form no clumps.
    #[must_use]
    pub fn multiplied(&self, factor: f64) -> Self {
        let mut requests = Vec::new();
        let upto = |index: usize| whole(real(count(index)) * factor);
        for (index, request) in self.requests.iter().enumerate() {
            let copies = upto(index + 1) - upto(index);
            let next = self.requests.get(index + 1).map_or(request.at, |next| next.at);
            for copy in 0..copies {
                let ahead = Nanos::new(next.since(request.at).get() / copies * copy);
                let at = request.at + ahead;
                requests.push(TracedRequest { at, ..*request });
            }
        }
        Self { requests, tokens: self.tokens }
    }

    /// Mean tokens of the requests, where the trace counts them.
    #[must_use]
    pub const fn tokens(&self) -> Option<TracedTokens> {
        self.tokens
    }

    /// Whether some requests are more work than others.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.requests.windows(2).any(|pair| (pair[0].work - pair[1].work).abs() > f64::EPSILON)
    }

    /// The requests.
    #[must_use]
    pub fn requests(&self) -> &[TracedRequest] {
        &self.requests
    }
}

#[cfg(test)]
mod tests {
    use super::{Measure, Trace, TracedTokens};
    use crate::simulation::time::Nanos;

    const AZURE: &str = "TIMESTAMP,ContextTokens,GeneratedTokens\n\
        2023-11-16 18:15:46.6805900,374,44\n\
        2023-11-16 18:15:50.9951690,396,109\n";

    const BURST: &str = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n\
        45,ChatGPT,451,0,451,Conversation log\n\
        5,ChatGPT,472,18,490,Conversation log\n";

    #[test]
    fn azure_keeps_the_time_between_requests_and_scales_tokens() {
        let trace = Trace::parse(AZURE, Measure::Iterations { prefill_chunks: 2 }).expect("a trace");
        let [first, second] = trace.requests() else {
            panic!("two requests");
        };
        assert_eq!((first.at, second.at), (Nanos::ZERO, Nanos::new(4_314_579_000)));
        assert!((first.work - 46.0 / 78.5).abs() < 1e-12 && trace.differs());
        assert_eq!(trace.multiplied(3.0).tokens(), Some(TracedTokens { input: 385.0, output: 76.5 }));
    }

    #[test]
    fn burst_gpt_is_in_seconds_and_in_any_order() {
        let trace = Trace::parse(BURST, Measure::Requests).expect("a trace");
        let times: Vec<Nanos> = trace.requests().iter().map(|request| request.at).collect();
        assert_eq!(times, [Nanos::ZERO, Nanos::from_seconds(40)]);
        assert!(!trace.differs());
    }

    #[test]
    fn multiplied_keeps_the_count_and_the_order() {
        let trace = Trace::at((0..1000).map(Nanos::from_millis));
        assert_eq!(trace.multiplied(2.5).requests().len(), 2500);
        assert_eq!(trace.multiplied(0.1).requests().len(), 100);
        assert!(trace.multiplied(2.5).requests().is_sorted_by_key(|request| request.at));
    }

    #[test]
    fn a_factor_is_bounded_by_what_can_be_followed() {
        let trace = Trace::at((0..10).map(Nanos::from_millis));
        assert!(trace.can_be_multiplied(0.0) && trace.can_be_multiplied(8_640_000.0));
        for factor in [8_640_001.0, f64::INFINITY, f64::NAN, -1.0] {
            assert!(!trace.can_be_multiplied(factor), "{factor}");
        }
    }

    #[test]
    fn says_which_line_is_wrong() {
        let error = Trace::parse("seconds\n1.5\nx\n", Measure::Requests).expect_err("a bad row");
        assert_eq!(error.to_string(), "line 3: `x` is no number of seconds");
        let error = Trace::parse("a,b\n", Measure::Requests).expect_err("a bad header");
        assert_eq!(error.to_string(), "the header `a,b` is of no known trace format");
    }
}
