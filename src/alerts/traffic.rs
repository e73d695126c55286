//! Alerts on how many requests come: none that are counted any more, and more than was promised.
//!
//! They stand in the group of the error budgets: what makes a guard on few requests safe, and what the budgets are for.

use super::burn::{Constant, WINDOW};
use super::{Alert, Driver, Promise, Recording, Rules};
use crate::profile::AlertSeverity;
use crate::runtime::queries::{Gain, gained_by_service};
use crate::text::{render, rps, template};
use crate::units::{Duration, Rate};
use serde::Serialize;
use std::collections::BTreeMap;

/// How far back requests were still counted when they are said to have vanished.
const BEFORE: Duration = Duration::from_secs(3600);
/// Time over the promised load that is no peak any more.
const OVER: Duration = Duration::from_secs(900);
/// The rate of requests.
const REQUESTS: &str = "infgen:requests:rate";

/// The rate of requests, of which no objective has to speak.
pub(super) fn requests(rules: &Rules<'_>) -> Recording {
    let window = rules.window(WINDOW).prometheus();
    let counter = rules.runtime.requests.selector(&rules.select.app);
    let expr = gained_by_service(Gain::Rate, &[counter], &window);
    Recording { name: format!("{REQUESTS}{window}"), labels: BTreeMap::new(), expr }
}

/// The load up to which the promises hold, for the dashboard.
pub(super) fn promised_throughput(rules: &Rules<'_>, throughput: Rate) -> Recording {
    Recording {
        name: "infgen:slo:throughput_rate".to_owned(),
        labels: rules.own_labels(),
        expr: render(&Constant { value: rps(throughput) }),
    }
}

#[derive(Serialize)]
struct Vanished<'a> {
    rate: String,
    matchers: &'a str,
    before: String,
}
template!(Vanished<'_>, "promql/requests-vanished.promql");

/// What makes the traffic guard of the tiers safe: a share of nothing is silent, and so is a guard on nothing. It asks
/// for what was there an hour before, so that a service that had no request yet fires nothing. It waits as long as an
/// outage of everything would need to page.
pub(super) fn vanished(rules: &Rules<'_>, earliest: Duration) -> Alert {
    let least = rules.window(WINDOW);
    Alert {
        name: "InferenceRequestsVanished",
        severity: AlertSeverity::Critical,
        slo: Promise::Availability,
        r#for: least.max(earliest.scaled(1, 60) * 60).min(BEFORE.scaled(1, 2)),
        driver: Driver::Vanished { before: BEFORE, window: least },
        expr: render(&Vanished {
            rate: format!("{REQUESTS}{}", least.prometheus()),
            matchers: &rules.select.app,
            before: BEFORE.prometheus(),
        }),
        summary: "requests are not counted any more".to_owned(),
        description: format!(
            "{} before, {{{{ $value | humanize }}}} requests a second were counted; now the pods are scraped and the \
             counter is gone. Every alert on response time and errors is blind.",
            BEFORE.prometheus()
        ),
        objective: None,
    }
}

#[derive(Serialize)]
struct OverThroughput<'a> {
    rate: String,
    matchers: &'a str,
    threshold: String,
}
template!(OverThroughput<'_>, "promql/over-throughput.promql");

/// The promises hold up to a load. Beyond it answers may be slow without a fault, and somebody has to promise more.
pub(super) fn over_throughput(rules: &Rules<'_>, throughput: Rate) -> Alert {
    let window = rules.window(WINDOW);
    Alert {
        name: "InferenceLoadOverPromise",
        severity: AlertSeverity::Warning,
        slo: Promise::Throughput,
        r#for: OVER,
        driver: Driver::Load { above: throughput, window },
        expr: render(&OverThroughput {
            rate: format!("{REQUESTS}{}", window.prometheus()),
            matchers: &rules.select.app,
            threshold: rps(throughput),
        }),
        summary: format!("more than {throughput} come in"),
        description: format!(
            "{{{{ $value | humanize }}}} requests a second come in, for {}; the promises hold up to {throughput}.",
            OVER.prometheus()
        ),
        objective: None,
    }
}
