//! An LLM engine with continuous batching as an M/M/1 queue whose rate depends on its state.

use super::error::{ModelError, at_least_one, not_negative, positive};
use super::numerics::birth_death::stationary;
use super::numerics::count::{index, real};
use super::quantity::{PerSecond, Seconds, Share};

/// Parameters of the token-level model of Inferno (`llm-inferno/queue-analysis`, the analyser of llm-d's workload
/// variant autoscaler): means only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenServer {
    /// Poisson arrivals per second.
    pub arrival_rate: PerSecond,
    /// Sequences that one iteration computes together.
    pub max_batch: u32,
    /// Requests that may wait.
    pub queue_places: u32,
    /// Tokens of a request.
    pub request: RequestTokens,
    /// Fitted times of the engine.
    pub times: TokenTimes,
    /// Sequences that an iteration counts beyond those in service: 0, or 1 in older fits.
    pub batch_offset: u32,
}

/// Mean size of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RequestTokens {
    /// Tokens of the prompt, `L`.
    pub input: f64,
    /// Tokens that are generated, `m`.
    pub output: f64,
    /// Iterations that the prompt is spread over, `c`.
    pub prefill_chunks: u32,
}

/// Fitted times of an engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenTimes {
    /// Time of an iteration whatever its batch, `alpha`.
    pub fixed: Seconds,
    /// Compute time of a token, `beta`.
    pub compute: Seconds,
    /// Memory access time of a token of context, `gamma`.
    pub memory: Seconds,
}

/// Means of a token server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenMeans {
    /// Requests completed per second.
    pub throughput: PerSecond,
    /// Share of requests that find the queue full.
    pub p_reject: Share,
    /// Largest rate of completions: at a full batch.
    pub ceiling: PerSecond,
    /// Time-average number of requests in service.
    pub mean_in_service: f64,
    /// Mean time from arrival to the last token.
    pub mean_response: Seconds,
    /// Mean time in the queue.
    pub mean_wait: Seconds,
    /// Mean time from arrival to the first token.
    pub mean_first_token: Seconds,
    /// Mean time from one token to the next.
    pub mean_token: Seconds,
}

impl RequestTokens {
    /// Iterations of a request: `c + m`.
    #[must_use]
    pub fn iterations(&self) -> f64 {
        f64::from(self.prefill_chunks) + self.output
    }
}

impl TokenTimes {
    /// Work of a prompt: `(beta + gamma (c + 1) / 2) L`.
    fn prefill(&self, request: &RequestTokens) -> f64 {
        let chunks = f64::from(request.prefill_chunks);
        (self.compute.value() + self.memory.value() * (chunks + 1.0) / 2.0) * request.input
    }

    /// Work of the generated tokens: `beta m + gamma m (L + (m + 1) / 2)`.
    fn decode(&self, request: &RequestTokens) -> f64 {
        let context = request.input + f64::midpoint(request.output, 1.0);
        request.output * (self.compute.value() + self.memory.value() * context)
    }

    /// Time that one more sequence adds to an iteration, `delta`: all work of a request over its iterations.
    #[must_use]
    pub fn each(&self, request: &RequestTokens) -> Seconds {
        Seconds::new(self.per_sequence(request))
    }

    fn per_sequence(&self, request: &RequestTokens) -> f64 {
        (self.prefill(request) + self.decode(request)) / request.iterations()
    }
}

impl TokenServer {
    /// Solves the birth-death chain `mu(n) = n / ((c + m) (alpha + (n + offset) delta))`, `n` up to `max_batch`, with
    /// `queue_places` more that wait, in product form.
    ///
    /// # Errors
    /// A parameter out of range. Every load is stable, because the room is bounded.
    pub fn solve(self) -> Result<TokenMeans, ModelError> {
        self.check()?;
        let arrival = self.arrival_rate.value();
        let places = self.max_batch.saturating_add(self.queue_places);
        let ratios = (1..=places).map(|n| arrival / self.service_rate(n.min(self.max_batch)));
        let states = stationary(ratios);
        let batch = index(self.max_batch);
        let accepted: f64 = states[..states.len() - 1].iter().sum();
        let throughput = arrival * accepted;
        let mean_in_service = states.iter().enumerate().map(|(n, p)| real(n.min(batch)) * p).sum();
        let queue: f64 = states.iter().enumerate().skip(batch).map(|(n, p)| real(n - batch) * p).sum();
        let wait = queue / throughput;
        let service = mean_in_service / throughput;
        let prefill = self.prefill(mean_in_service);
        let token = (service - prefill) / self.request.output;
        Ok(TokenMeans {
            throughput: PerSecond::new(throughput),
            p_reject: Share::new(states[states.len() - 1]),
            ceiling: PerSecond::new(self.service_rate(self.max_batch)),
            mean_in_service,
            mean_response: Seconds::new(wait + service),
            mean_wait: Seconds::new(wait),
            mean_first_token: Seconds::new(wait + prefill + token),
            mean_token: Seconds::new(token),
        })
    }

    fn check(&self) -> Result<(), ModelError> {
        positive("arrival_rate", self.arrival_rate.value())?;
        at_least_one("max_batch", self.max_batch)?;
        at_least_one("prefill_chunks", self.request.prefill_chunks)?;
        not_negative("input tokens", self.request.input)?;
        positive("output tokens", self.request.output)?;
        positive("fixed", self.times.fixed.value())?;
        not_negative("compute", self.times.compute.value())?;
        not_negative("memory", self.times.memory.value()).map(|_| ())
    }

    /// Requests completed per second while `in_service` share the engine.
    fn service_rate(&self, in_service: u32) -> f64 {
        let batch = f64::from(in_service) + f64::from(self.batch_offset);
        let iteration = self.times.fixed.value() + batch * self.times.per_sequence(&self.request);
        f64::from(in_service) / (self.request.iterations() * iteration)
    }

    /// Time to compute a prompt beside the other sequences of a batch of this mean size.
    fn prefill(&self, in_service: f64) -> f64 {
        let others = (in_service - 1.0) * self.times.per_sequence(&self.request);
        let background = (self.times.fixed.value() + others).max(0.0);
        f64::from(self.request.prefill_chunks) * background + self.times.prefill(&self.request)
    }
}

#[cfg(test)]
mod tests {
    use super::{PerSecond, RequestTokens, Seconds, TokenMeans, TokenServer, TokenTimes};

    fn server(rate: f64) -> TokenServer {
        TokenServer {
            arrival_rate: PerSecond::new(rate),
            max_batch: 48,
            queue_places: 128,
            request: RequestTokens { input: 128.0, output: 512.0, prefill_chunks: 1 },
            times: TokenTimes {
                fixed: Seconds::new(0.012),
                compute: Seconds::new(0.000_05),
                memory: Seconds::new(0.000_000_5),
            },
            batch_offset: 0,
        }
    }

    #[test]
    fn the_published_example_answers_in_ten_seconds() {
        let means = server(3.0).solve().unwrap();
        assert!((means.mean_response.value() - 10.348).abs() < 0.0005, "{means:?}");
    }

    #[test]
    fn an_alone_request_takes_all_its_iterations() {
        let quiet = server(1e-9);
        let means = quiet.solve().unwrap();
        let alone = 513.0 * 0.012 + quiet.times.prefill(&quiet.request) + quiet.times.decode(&quiet.request);
        assert!((means.mean_response.value() / alone - 1.0).abs() < 1e-7);
        let tokens = means.mean_first_token.value() + 511.0 * means.mean_token.value();
        assert!((tokens / alone - 1.0).abs() < 1e-7);
    }

    #[test]
    fn chunks_add_iterations_and_reread_the_prompt() {
        let mut chunked = server(1.0);
        chunked.request.prefill_chunks = 4;
        let (one, four) = (server(1.0).solve().unwrap(), chunked.solve().unwrap());
        assert!(four.mean_response > one.mean_response);
        assert!(four.ceiling < one.ceiling);
    }

    #[test]
    fn rejects_grow_with_the_load_and_throughput_stays_below_the_ceiling() {
        let means: Vec<_> = (1..40).map(|n| server(0.2 * f64::from(n)).solve().unwrap()).collect();
        assert!(means.windows(2).all(|pair| pair[0].p_reject <= pair[1].p_reject));
        let below = |m: &TokenMeans| m.throughput.value() <= m.ceiling.value() * (1.0 + 1e-12);
        assert!(means.iter().all(below));
    }
}
