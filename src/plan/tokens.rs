//! A pod that computes token by token.

use super::figure::Figure;
use crate::profile::{Percentile, Profile};
use crate::queueing::{PerSecond, RequestTokens, Seconds, Share, TokenMeans, TokenServer, TokenTimes};
use crate::simulation::{Iterations, Service, Trace, TracedTokens, Work};
use crate::stack::{Stack, capacity, promises};
use crate::units::{Duration, Rate};

/// Requests that may wait where the profile states no end of the queue: more than ever do.
const MANY: u32 = 10_000;

/// The engine under a load of so many requests a second; none where it was not measured.
fn server(profile: &Profile, load: f64) -> Option<TokenServer> {
    let tokens = profile.measured.tokens.as_ref()?;
    let micros = |micros: f64| Seconds::new(micros / 1e6);
    Some(TokenServer {
        arrival_rate: PerSecond::new(load),
        max_batch: profile.performance.max_batch.get().get(),
        queue_places: profile.performance.queue_limit.as_ref().map_or(MANY, |limit| limit.get().get()),
        request: RequestTokens {
            input: *tokens.prompt.get(),
            output: *tokens.answer.get(),
            prefill_chunks: tokens.prefill_chunks.as_deref().copied().unwrap_or(1),
        },
        times: TokenTimes {
            fixed: Seconds::new(tokens.iteration.as_secs_f64()),
            compute: micros(*tokens.compute_us.get()),
            memory: micros(tokens.context_us.as_deref().copied().unwrap_or(0.0)),
        },
        batch_offset: 0,
    })
}

/// The engine as it is simulated, for the requests of a trace or for those that the profile states; and a note on
/// whose they are.
pub(super) fn service(stack: &Stack, trace: Option<&Trace>) -> Option<(Service, Option<String>)> {
    let mut server = server(&stack.profile, 1.0)?;
    let (work, note) = match trace.and_then(Trace::tokens) {
        Some(TracedTokens { input, output }) => {
            server.request = RequestTokens { input, output, ..server.request };
            let means = format!("{input:.0} tokens of a prompt and {output:.0} of an answer in the mean");
            (Work::Traced, Some(format!("simulated: requests as long as those of the trace, {means}")))
        }
        None if trace.is_some_and(Trace::differs) => (Work::Traced, None),
        None => stated_work(&stack.profile),
    };
    let iterations = Iterations {
        fixed: server.times.fixed,
        each: server.times.each(&server.request),
        count: server.request.iterations(),
    };
    Some((Service::shared(iterations, server.max_batch).with_work(work), note))
}

/// How requests differ by the profile, and what is taken for granted where it does not say.
fn stated_work(profile: &Profile) -> (Work, Option<String>) {
    let deviation = profile.measured.tokens.as_ref().and_then(|tokens| tokens.deviation.as_deref().copied());
    let implied = "assumed: tokens of a request deviate by 100%; `measured.tokens.deviation` is not stated";
    let note = deviation.is_none().then(|| implied.to_owned());
    let deviation = deviation.map_or(1.0, crate::units::Share::as_f64);
    let work = if deviation > 0.0 { Work::LogNormal { scv: deviation * deviation } } else { Work::Equal };
    (work, note)
}

/// Means of a pod that gets its share of the peak, and the most that keeps them within the promises.
pub(super) fn figures(stack: &Stack) -> Option<Vec<Figure>> {
    let profile = &stack.profile;
    let means = |load: f64| server(profile, load)?.solve().ok();
    let ceiling = means(1.0)?.ceiling.value();
    let size = profile.performance.max_batch.get();
    let mut figures = vec![Figure::rate("ceiling", Rate::from_f64(ceiling), format!("{size} in service"))];
    figures.push(match most(profile, ceiling, &means) {
        Some((rate, words)) => Figure::rate("capacity by the mean", rate, words),
        None => Figure::unknown("capacity by the mean", "a lone request already breaks a promise"),
    });
    if let Some(peak) = &stack.capacity.peak {
        let pods = capacity::most(profile);
        let each = peak.as_f64() / f64::from(pods.get().max(1));
        if let Some(found) = means(each) {
            let of = format!("mean, at {peak} / {pods}");
            figures.extend([
                time("to the first token", found.mean_first_token, of.clone()),
                time("between tokens", found.mean_token, of.clone()),
                time("to the last token", found.mean_response, of.clone()),
                Figure::rate("answered", Rate::from_f64(found.throughput.value()), of),
            ]);
        }
    }
    Some(figures)
}

fn time(name: &'static str, time: Seconds, arithmetic: String) -> Figure {
    Figure::seconds(name, time.value(), arithmetic)
}

/// The largest load whose mean answer is within the promised median and whose rejects are within the promise. The mean
/// is all that this model has: a long answer is later, and `infgen simulate` says how often.
fn most(profile: &Profile, ceiling: f64, means: &dyn Fn(f64) -> Option<TokenMeans>) -> Option<(Rate, String)> {
    let median = promises::objectives(profile).find(|(percentile, _)| *percentile == Percentile::P50);
    let (bound, name) = median.map_or_else(
        || promises::objectives(profile).map(|(_, bound)| **bound).min().map(|bound| (bound, "the lowest promise")),
        |(_, bound)| Some((**bound, "p50")),
    )?;
    let allowed = Share::new(profile.slo.error_rate.as_f64());
    let keeps = |load: f64| {
        means(load).is_some_and(|found| found.mean_response.value() <= bound.as_secs_f64() && found.p_reject <= allowed)
    };
    let (mut low, mut high) = (ceiling * 1e-6, ceiling);
    if !keeps(low) {
        return None;
    }
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if keeps(middle) { low = middle } else { high = middle }
    }
    Some((Rate::from_f64(low), words(bound, name)))
}

fn words(bound: Duration, name: &str) -> String {
    format!("mean answer within {name}, {bound}")
}
