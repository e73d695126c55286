//! `plan` and `simulate` as a stranger meets them. Runs are short: what the simulation says is tested by its ladder.

mod support;

use support::{Infgen, keep};

const SHORT: &str = "--horizon 1m --replications 2";

/// The built-in `prod` with few requests.
fn small(lines: &str) -> Infgen {
    let head = "extends = \"prod\"\n\n[traffic]\nbase = \"20rps\"\npeak = \"60rps\"\n";
    Infgen::new().file("profiles/mine.toml", format!("{head}{lines}"))
}

fn status(run: &Infgen) -> Option<i32> {
    run.output().status.code()
}

#[test]
fn a_plan_is_a_table() {
    keep("cli", "plan", &Infgen::new().args("plan -p prod").run());
}

#[test]
fn what_nobody_measured_is_assumed() {
    let run = Infgen::new()
        .file(
            "profiles/mine.toml",
            "[service]\nname = \"mine\"\nnamespace = \"mine\"\nenvironment = \"dev\"\n[image]\nrepository = \"r\"\n",
        )
        .args("plan -p mine");
    keep("cli", "plan-unmeasured", &run.run());
}

#[test]
fn a_price_makes_a_bill() {
    let output = Infgen::new().args("plan -p prod --set cost.gpu_hour=1.5 --format json").output();
    let plans: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the plan is JSON");
    let sections = plans[0]["sections"].as_array().expect("sections");
    let bill = sections.last().expect("a bill")["figures"].as_array().expect("figures");
    let cost = bill.iter().find(|figure| figure["name"] == "cost at the floor").expect("a cost");
    assert_eq!(cost["value"], 108.0, "3 pods for 24 hours");
}

#[test]
fn promises_that_hold_end_with_0() {
    keep("cli", "simulate", &small("").args(&format!("simulate -p mine --scenario steady {SHORT}")).run());
}

#[test]
fn promises_that_do_not_hold_end_with_1() {
    let run = small("").args(&format!("simulate -p mine --set slo.p50=30ms {SHORT}"));
    assert_eq!(status(&run), Some(1), "{}", run.run());
}

#[test]
fn one_run_decides_nothing_and_ends_with_3() {
    let run = small("").args("simulate -p mine --scenario steady --horizon 1m --replications 1");
    assert_eq!(status(&run), Some(3), "{}", run.run());
}

#[test]
fn batches_that_nobody_measured_are_asked_for() {
    let run = Infgen::new()
        .file(
            "profiles/mine.toml",
            "[service]\nname = \"mine\"\nnamespace = \"mine\"\nenvironment = \"dev\"\n[image]\nrepository = \"r\"\n",
        )
        .args("simulate -p mine");
    keep("cli", "simulate-unmeasured", &run.run());
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed: u32| {
        let line = format!("simulate -p mine --format json --seed {seed} {SHORT}");
        small("").args(&line).output().stdout
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

#[test]
fn the_curve_has_a_line_a_minute() {
    let output = small("").args("simulate -p mine --format csv --horizon 3m --replications 2").output();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.starts_with("at_s,offered_rps,failed,p50_s"), "{text}");
}

#[test]
fn every_scenario_runs() {
    for name in
        ["pattern", "step", "flash-crowd", "steady", "zone-loss", "spot-loss", "rollout", "cold-start", "load-test"]
    {
        let lines = "[load_test]\nmode = \"closed\"\nconcurrency = 10\nrequests = 500\n";
        let run = small(lines).args(&format!("simulate -p mine --scenario {name} {SHORT}"));
        assert!(matches!(status(&run), Some(0 | 1 | 3)), "{name}: {}", run.run());
    }
}

#[test]
fn every_pattern_runs() {
    let patterns = [
        "kind = \"constant\"",
        "kind = \"step\"\nstart = \"30s\"",
        "kind = \"ramp\"\nrise = \"30s\"",
        "kind = \"diurnal\"\nperiod = \"1m\"",
        "kind = \"burst\"\nhigh = \"90rps\"\nhold = \"10s\"",
        "kind = \"modulated\"\nstates = [{ rate = \"10rps\", stay = \"5s\" }, { rate = \"90rps\", stay = \"1s\" }]",
        "kind = \"replay\"\nfile = \"trace.csv\"\nfactor = 2.0",
    ];
    for pattern in patterns {
        let run = small(&format!("[traffic.pattern]\n{pattern}\n"))
            .file("trace.csv", "seconds\n0.5\n1.0\n20.25\n59\n")
            .args(&format!("simulate -p mine {SHORT}"));
        assert!(matches!(status(&run), Some(0 | 1 | 3)), "{pattern}: {}", run.run());
    }
}

#[test]
fn a_trace_that_is_not_there_is_named() {
    let run = small("[traffic.pattern]\nkind = \"replay\"\nfile = \"absent.csv\"\n").args("simulate -p mine");
    assert_eq!(status(&run), Some(2), "{}", run.run());
    assert!(run.run().contains("absent.csv"));
}

/// An engine that computes token by token, beside `prod`.
const TOKENS: &str = concat!(
    "[measured.tokens]\nprompt = 128.0\nanswer = 64.0\niteration = \"12ms\"\ncompute_us = 50.0\ncontext_us = 0.5\n",
    "[performance]\nmax_batch = 8\nqueue_limit = 16\n"
);

#[test]
fn an_engine_that_computes_token_by_token_is_planned_and_simulated_alike() {
    let plan = small(TOKENS).args("plan -p mine --format json").output();
    let plans: serde_json::Value = serde_json::from_slice(&plan.stdout).expect("the plan is JSON");
    let pod = plans[0]["sections"][0]["figures"].as_array().expect("figures").clone();
    let planned = |name: &str| pod.iter().find(|figure| figure["name"] == name).expect(name)["value"].as_f64();
    let (last, ceiling) = (planned("to the last token").expect("a time"), planned("ceiling").expect("a rate"));
    assert!((8.0..10.0).contains(&ceiling), "8 of 65 iterations of 12.8 ms: {ceiling}");
    assert!(planned("to the first token") < Some(last), "{pod:?}");
    // The same load on the same number of pods, with requests as the plan has them.
    let fixed = "--set autoscaling.min=20 --set autoscaling.max=20 --set measured.tokens.deviation=100%";
    let line = format!("simulate -p mine --scenario steady --horizon 20m --replications 4 --format json {fixed}");
    let output = small(TOKENS).args(&line).output();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    let mean = report["latency"]["mean"]["mean"].as_f64().expect("a mean");
    assert!((mean / last - 1.0).abs() < 0.05, "simulated {mean} s, planned {last} s");
}

/// The slowest answer of a trace, whose two requests meet nobody, in seconds.
fn slowest(lines: &str, trace: &str) -> f64 {
    let run = small(&format!("{lines}[traffic.pattern]\nkind = \"replay\"\nfile = \"trace.csv\"\n"));
    let output = run.file("trace.csv", trace).args("simulate -p mine --horizon 1m --replications 1 --format json");
    let report: serde_json::Value = serde_json::from_slice(&output.output().stdout).expect("the answer is JSON");
    report["latency"]["max"]["mean"].as_f64().expect("a time")
}

#[test]
fn requests_of_a_trace_are_as_long_as_they_were() {
    // 1 and 300 iterations, of 12 ms and the work of a request of 100 and 149.5 tokens over its 150.5 iterations:
    // (50 + 0.5) us x 100 for the prompt, (50 + 0.5 x (100 + 75.25)) us for each token.
    let azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:05,100,0\n2023-11-16 18:15:35,100,299\n";
    let each = (50.5 * 100.0 + (50.0 + 0.5 * 175.25) * 149.5) * 1e-6 / 150.5;
    let (found, exact) = (slowest(TOKENS, azure), 300.0 * (0.012 + each));
    assert!((found / exact - 1.0).abs() < 2e-3, "{found} s, by hand {exact} s");
    // A batch of one whose request is 1.5 of the mean, where what a request adds is stated apart.
    let batches = "[measured]\nbatch_constant = \"40ms\"\nbatch_per_request = \"900ms\"\n";
    let found = slowest(batches, "seconds,work\n5,1\n35,3\n");
    assert!((found / (0.040 + 0.900 * 1.5) - 1.0).abs() < 2e-3, "{found} s");
}

#[test]
fn what_nobody_measured_of_tokens_is_said() {
    let run = small(TOKENS).args(&format!("simulate -p mine --scenario steady {SHORT}")).run();
    assert!(run.contains("[rests on 1 assumption, below]"), "{run}");
    assert!(run.contains("measured.tokens.deviation"), "{run}");
}

#[test]
fn steps_of_a_start_may_vary_and_batches_may_be_a_table() {
    let lines = concat!(
        "[measured]\nbatch_times = [\"34ms\", \"40ms\", \"46ms\", \"52ms\", \"58ms\", \"64ms\", \"70ms\", \"76ms\"]\n",
        "[measured.start]\nimage = { usual = \"20s\", low = \"5s\", high = \"2m\" }\n",
        "load = { usual = \"150s\", sigma = \"30%\" }\n"
    );
    let run = small(lines).args(&format!("simulate -p mine {SHORT}"));
    assert!(matches!(status(&run), Some(0 | 1 | 3)), "{}", run.run());
}

/// The reference service of the ladder as a profile: 3 pods of 71.4 requests a second, 330 s to start.
const REFERENCE: &str = include_str!("fixtures/reference.toml");

#[test]
fn a_profile_becomes_the_scenario_that_the_ladder_validates() {
    let run = Infgen::new()
        .file("profiles/reference.toml", REFERENCE)
        .args("simulate -p reference --format json --horizon 20m --replications 2");
    let output = run.output();
    assert_eq!(output.status.code(), Some(1), "{}", run.run());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    let windows = &report["promises"][0]["windows"];
    let broken = |window: usize| windows[window]["broken"]["mean"].as_f64().expect("a share");
    // By hand: 785.7 a second until the first four pods serve, then 500 and 214: 9.2 % of an hour, 78.6 % of the worst
    // five minutes.
    assert!((broken(0) - 0.786).abs() < 0.001, "{}", broken(0));
    assert!((broken(1) / 3.0 - 0.092).abs() < 0.002, "{}", broken(1));
    let sizes: Vec<u64> =
        report["decisions"].as_array().expect("decisions").iter().filter_map(|made| made["to"].as_u64()).collect();
    assert_eq!(sizes.last(), Some(&19), "{sizes:?}");
}
