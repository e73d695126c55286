//! The models by the names that vectors use, and all the answers each can give.

use std::collections::BTreeMap;

use infgen::queueing::{
    AllenCunneen, BatchServer, ErlangA, Erlangs, Md1, Mg1, Mmc, Mmck, ModelError, PerSecond, PowerOfD, QueueRoom,
    RequestTokens, Seconds, ServiceLaw, ServiceTable, Share, TokenServer, TokenTimes, UnlimitedBatch,
    blocking_probability, waiting_probability,
};

use super::vector::{Inputs, Vector};

type Answers = BTreeMap<&'static str, f64>;

/// Everything that the vector's model has to say about its inputs.
pub(crate) fn answers(vector: &Vector) -> Result<Answers, String> {
    let inputs = Inputs::of(vector);
    let solve = match vector.kind.as_str() {
        "erlang_b" => erlang_b,
        "erlang_c" => erlang_c,
        "erlang_a" => erlang_a,
        "mmc" => mmc,
        "mmck" => mmck,
        "md1" => md1,
        "mg1" => mg1,
        "allen_cunneen" => allen_cunneen,
        "power_of_d_meanfield" => power_of_d,
        "batch_greedy" => batch_greedy,
        "mm1_state_dependent" => state_dependent,
        "inoue_bound" => inoue_bound,
        kind => return Err(format!("unknown kind `{kind}`")),
    };
    let answers = solve(&inputs)?;
    inputs.all_read()?;
    Ok(answers)
}

fn said(error: ModelError) -> String {
    error.to_string()
}

fn erlang_b(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let offered = Erlangs::new(inputs.number("offered_erlangs")?);
    let blocking = blocking_probability(inputs.count("servers")?, offered).map_err(said)?;
    Ok(Answers::from([("blocking", blocking.value())]))
}

fn erlang_c(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let offered = Erlangs::new(inputs.number("offered_erlangs")?);
    let waiting = waiting_probability(inputs.count("servers")?, offered).map_err(said)?;
    Ok(Answers::from([("p_wait", waiting.value())]))
}

fn erlang_a(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let queue = ErlangA {
        servers: inputs.count("servers")?,
        arrival_rate: inputs.rate("lambda")?,
        service_rate: inputs.rate("mu")?,
        abandonment_rate: inputs.rate("abandon_rate")?,
    };
    let impatience = queue.solve().map_err(said)?;
    Ok(Answers::from([
        ("p_abandon", impatience.p_abandon().value()),
        ("p_wait", impatience.p_wait().value()),
        ("mean_queue", impatience.mean_queue()),
        ("mean_wait", impatience.mean_wait().value()),
    ]))
}

fn mmc(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let queue = Mmc {
        servers: inputs.count("servers")?,
        arrival_rate: inputs.rate("lambda")?,
        service_rate: inputs.rate("mu")?,
    };
    let wait = queue.solve().map_err(said)?;
    let mut answers = Answers::from([
        ("p_wait", wait.p_wait().value()),
        ("mean_wait", wait.mean_wait().value()),
        ("mean_sojourn", wait.mean_sojourn().value()),
    ]);
    for (wait_key, sojourn_key, level) in [
        ("wait_p50", "sojourn_p50", Share::P50),
        ("wait_p95", "sojourn_p95", Share::P95),
        ("wait_p99", "sojourn_p99", Share::P99),
    ] {
        answers.insert(wait_key, wait.wait_quantile(level).map_err(said)?.value());
        answers.insert(sojourn_key, wait.sojourn_quantile(level).map_err(said)?.value());
    }
    Ok(answers)
}

fn mmck(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let queue = Mmck {
        servers: inputs.count("servers")?,
        capacity_in_system: inputs.count("capacity_in_system")?,
        arrival_rate: inputs.rate("lambda")?,
        service_rate: inputs.rate("mu")?,
    };
    let wait = queue.solve().map_err(said)?;
    let quantile = |level| wait.wait_quantile(level).map_err(said).map(Seconds::value);
    Ok(Answers::from([
        ("p_reject", wait.p_reject().value()),
        ("throughput", wait.throughput().value()),
        ("mean_in_system", wait.mean_in_system()),
        ("mean_wait_accepted", wait.mean_wait().value()),
        ("wait_accepted_p50", quantile(Share::P50)?),
        ("wait_accepted_p95", quantile(Share::P95)?),
        ("wait_accepted_p99", quantile(Share::P99)?),
    ]))
}

fn md1(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let service = inputs.seconds("service")?;
    let arrival_rate = PerSecond::new(inputs.number("rho")? / service.value());
    let wait = Md1 { arrival_rate, service }.solve().map_err(said)?;
    let mut answers = Answers::from([
        ("mean_wait", wait.mean_wait().value()),
        ("mean_sojourn", wait.mean_sojourn().value()),
        ("mean_queue", wait.mean_queue()),
    ]);
    for (wait_key, sojourn_key, level) in [
        ("wait_p50", "sojourn_p50", Share::P50),
        ("wait_p95", "sojourn_p95", Share::P95),
        ("wait_p99", "sojourn_p99", Share::P99),
    ] {
        answers.insert(wait_key, wait.wait_quantile(level).map_err(said)?.value());
        answers.insert(sojourn_key, wait.sojourn_quantile(level).map_err(said)?.value());
    }
    Ok(answers)
}

fn mg1(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let queue = Mg1 { arrival_rate: inputs.rate("lambda")?, service: service_law(inputs)? };
    let wait = queue.solve().map_err(said)?;
    Ok(Answers::from([
        ("mean_service", wait.mean_service().value()),
        ("scv", wait.scv()),
        ("mean_wait", wait.mean_wait().value()),
        ("mean_sojourn", wait.mean_sojourn().value()),
    ]))
}

fn service_law(inputs: &Inputs<'_>) -> Result<ServiceLaw, String> {
    match inputs.text("service")? {
        "deterministic" => Ok(ServiceLaw::Deterministic { mean: inputs.seconds("mean")? }),
        "exponential" => Ok(ServiceLaw::Exponential { mean: inputs.seconds("mean")? }),
        "erlang" => Ok(ServiceLaw::Erlang { stages: inputs.count("k")?, mean: inputs.seconds("mean")? }),
        "lognormal" | "gamma" => Ok(ServiceLaw::Moments { mean: inputs.seconds("mean")?, scv: inputs.number("scv")? }),
        "hyperexp2" => Ok(ServiceLaw::Hyperexponential {
            first_share: inputs.share("p1")?,
            first_rate: inputs.rate("mu1")?,
            second_rate: inputs.rate("mu2")?,
        }),
        law => Err(format!("unknown service law `{law}`")),
    }
}

fn allen_cunneen(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let pool = AllenCunneen {
        servers: inputs.count("servers")?,
        arrival_rate: inputs.rate("lambda")?,
        service_rate: inputs.rate("mu")?,
        arrival_scv: inputs.number("ca2")?,
        service_scv: inputs.number("cs2")?,
    };
    let wait = pool.solve().map_err(said)?;
    Ok(Answers::from([("mean_wait_approx", wait.mean_wait().value())]))
}

fn power_of_d(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let farm =
        PowerOfD { choices: inputs.count("d")?, utilisation: inputs.share("rho")?, service_rate: inputs.rate("mu")? };
    Ok(Answers::from([("mean_sojourn", farm.mean_sojourn().map_err(said)?.value())]))
}

fn batch_greedy(inputs: &Inputs<'_>) -> Result<Answers, String> {
    if inputs.count("servers")? != 1 {
        return Err("more than one batch server".to_owned());
    }
    let max_batch = inputs.count("max_batch")?;
    let service = if inputs.has("service_table") {
        let times: Vec<Seconds> = inputs.numbers("service_table")?.into_iter().map(Seconds::new).collect();
        ServiceTable::measured(&times)
    } else {
        ServiceTable::linear(inputs.seconds("alpha")?, inputs.seconds("beta")?, max_batch)
    };
    let places = inputs.optional_count("queue_capacity_waiting")?;
    let room = places.map_or(QueueRoom::Unbounded, QueueRoom::Places);
    let server = BatchServer { service: service.map_err(said)?, room };
    let (steady, sojourn) = server.solve(inputs.rate("lambda")?).map_err(said)?;
    let quantile = |level| sojourn.quantile(level).map_err(said).map(Seconds::value);
    Ok(Answers::from([
        ("throughput", steady.throughput.value()),
        ("p_reject", steady.p_reject.value()),
        ("busy_fraction", steady.busy.value()),
        ("mean_batch", steady.mean_batch),
        ("mean_queue", steady.mean_queue),
        ("mean_sojourn", steady.mean_sojourn.value()),
        ("sojourn_p50", quantile(Share::P50)?),
        ("sojourn_p95", quantile(Share::P95)?),
        ("sojourn_p99", quantile(Share::P99)?),
    ]))
}

fn state_dependent(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let server = TokenServer {
        arrival_rate: inputs.rate("rps")?,
        max_batch: inputs.count("max_batch")?,
        queue_places: inputs.count("max_queue")?,
        request: RequestTokens {
            input: inputs.number("avg_input_tokens")?,
            output: inputs.number("avg_output_tokens")?,
            prefill_chunks: inputs.count("prefill_chunks")?,
        },
        times: TokenTimes {
            fixed: inputs.milliseconds("alpha_ms")?,
            compute: inputs.milliseconds("beta_ms")?,
            memory: inputs.milliseconds("gamma_ms")?,
        },
        batch_offset: inputs.count("batch_offset")?,
    };
    let means = server.solve().map_err(said)?;
    let milliseconds = |time: Seconds| time.value() * 1000.0;
    Ok(Answers::from([
        ("throughput_rps", means.throughput.value()),
        ("mean_response_ms", milliseconds(means.mean_response)),
        ("mean_wait_ms", milliseconds(means.mean_wait)),
        ("mean_ttft_ms", milliseconds(means.mean_first_token)),
        ("mean_itl_ms", milliseconds(means.mean_token)),
        ("mean_in_service", means.mean_in_service),
        ("ceiling_rps", means.ceiling.value()),
        ("p_reject", means.p_reject.value()),
    ]))
}

fn inoue_bound(inputs: &Inputs<'_>) -> Result<Answers, String> {
    let server = UnlimitedBatch {
        arrival_rate: inputs.rate("lambda")?,
        fixed: inputs.seconds("tau0")?,
        per_request: inputs.seconds("alpha_slope")?,
    };
    let bound = server.bound().map_err(said)?;
    Ok(Answers::from([
        ("phi0", bound.low_load.value()),
        ("phi1", bound.high_load.value()),
        ("mean_sojourn_upper_bound", bound.mean_sojourn().value()),
    ]))
}
