//! The alerts, and the recording rules that they read: typed, so that rules, tests and pages come from one list.
//!
//! The eight of the service's own list stand beside those without which they are blind. Forms that look right and are
//! silent, or fire for a healthy pod, are described where the right one is built.

use crate::profile::AlertSeverity;
use crate::runtime::{Runtime, Selectors};
use crate::stack::Stack;
use crate::units::Duration;
use std::collections::BTreeMap;

mod burn;
mod cache;
mod driver;
mod pods;
mod requests;
mod saturation;
mod sight;
mod traffic;

pub use driver::Driver;

/// Rules that are evaluated one after the other, so that a reader of a recording sees this evaluation's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What its rules are about.
    pub name: &'static str,
    /// Series that its alerts read.
    pub recordings: Vec<Recording>,
    /// Its alerts.
    pub alerts: Vec<Alert>,
}

/// A series that Prometheus computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Its name, `infgen:<what>:<how>`.
    pub name: String,
    /// Labels besides those of the expression.
    pub labels: BTreeMap<String, String>,
    /// PromQL.
    pub expr: String,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its name. Alerts of one name differ in severity or threshold.
    pub name: &'static str,
    /// Who is told.
    pub severity: AlertSeverity,
    /// The promise that it watches, or that what it reports breaks first.
    pub slo: Promise,
    /// Time that the expression holds before it fires.
    pub r#for: Duration,
    /// What makes it fire.
    pub driver: Driver,
    /// PromQL.
    pub expr: String,
    /// One line. Prometheus fills in `{{ $labels.pod }}` and the like.
    pub summary: String,
    /// What is the case, with the value, and where to look.
    pub description: String,
    /// The objective whose budget it watches, as recordings call it.
    pub objective: Option<String>,
}

/// A promise to users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// Answers within a time.
    Latency,
    /// Few failures.
    Errors,
    /// Pods that stay.
    Availability,
    /// The load that the others hold under.
    Throughput,
    /// Each of them: what nobody sees may be broken.
    Every,
}

impl Promise {
    /// As the label `slo` spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Errors => "errors",
            Self::Availability => "availability",
            Self::Throughput => "throughput",
            Self::Every => "every",
        }
    }
}

impl Alert {
    /// All its labels: those of the profile, and infgen's own, which no other may replace.
    #[must_use]
    pub fn labels(&self, stack: &Stack) -> BTreeMap<String, String> {
        let stated = &stack.profile.alerts.labels;
        let mut labels: BTreeMap<String, String> =
            stated.iter().map(|(key, value)| (key.clone(), value.get().clone())).collect();
        let mut put = |key: &str, value: &str| labels.insert(key.to_owned(), value.to_owned());
        put("severity", self.severity.name());
        put("service", &stack.names.service);
        // Every alert has it, also one on a series that is absent or carries the namespace under another name.
        put("namespace", &stack.names.namespace);
        put("environment", &stack.names.environment);
        put("slo", self.slo.name());
        if let Some(threshold) = self.driver.threshold() {
            put("threshold", &threshold);
        }
        if let Some(objective) = &self.objective {
            put("objective", objective);
        }
        if let Driver::Burn { tier, .. } = self.driver {
            put("tier", tier);
        }
        labels
    }

    /// Its texts, and where to read on.
    #[must_use]
    pub fn annotations(&self, stack: &Stack) -> BTreeMap<String, String> {
        let runbooks = stack.profile.service.runbooks.trim_end_matches('/');
        let mut annotations = BTreeMap::from([
            ("summary".to_owned(), self.summary.clone()),
            ("description".to_owned(), self.description.clone()),
            ("runbook_url".to_owned(), format!("{runbooks}/{}", self.name)),
        ]);
        if *stack.profile.dashboard.enabled {
            let path = format!("/d/{}", stack.names.dashboard_uid);
            annotations.insert("dashboard".to_owned(), path);
        }
        annotations
    }
}

/// The groups of a stack's rules.
#[must_use]
pub fn groups(stack: &Stack) -> Vec<Group> {
    let rules = Rules::of(stack);
    let mut saturation = saturation::group(&rules);
    saturation.alerts.extend(cache::alert(&rules));
    let groups = [requests::group(&rules), burn::group(&rules), pods::group(&rules), saturation, sight::group(&rules)];
    groups.into_iter().filter(|group| !(group.recordings.is_empty() && group.alerts.is_empty())).collect()
}

/// Whether the rules record how much of each error budget is used.
#[must_use]
pub fn records_budgets(stack: &Stack) -> bool {
    burn::records(&Rules::of(stack))
}

/// All alerts of a stack, in the order of its groups.
#[must_use]
pub fn all(stack: &Stack) -> Vec<Alert> {
    groups(stack).into_iter().flat_map(|group| group.alerts).collect()
}

/// The age under which the profile excuses a pod that is not ready.
fn youngest(stack: &Stack) -> Option<Duration> {
    Rules::of(stack).youngest()
}

/// Whether an alert reports that a series is gone: its name and labels as a test writes them.
fn is_needed(stack: &Stack, series: &str) -> bool {
    sight::is_needed(&Rules::of(stack), series)
}

/// The window of the ratios, and of the queue's average, since a gauge shows the moment of its scrape only: the shortest
/// of the rules.
pub const WINDOW: Duration = Duration::from_secs(300);
/// Scrapes that a window holds at least: with fewer, one that is missed leaves nothing to compare, and from Prometheus
/// 3.0 a window of one scrape interval holds a single sample.
pub const SCRAPES: u64 = 4;

/// What alerts are made from.
struct Rules<'a> {
    stack: &'a Stack,
    runtime: Runtime,
    select: Selectors,
}

impl<'a> Rules<'a> {
    fn of(stack: &'a Stack) -> Self {
        let runtime = Runtime::of(&stack.profile);
        let select = Selectors::of(&stack.names, &runtime);
        Self { stack, runtime, select }
    }

    /// The labels by which the application's own series are found, for a series that no expression brings them to.
    fn own_labels(&self) -> BTreeMap<String, String> {
        let names = &self.stack.names;
        BTreeMap::from([("namespace".to_owned(), names.namespace.clone()), ("job".to_owned(), names.service.clone())])
    }

    /// A window that holds [`SCRAPES`] at least.
    fn window(&self, usual: Duration) -> Duration {
        usual.max(*self.stack.profile.metrics.scrape_interval * SCRAPES)
    }

    /// The age under which a pod may be starting still, where the profile excuses that.
    fn youngest(&self) -> Option<Duration> {
        let start = self.stack.slowest_until_ready();
        (*self.stack.profile.alerts.excuse_startup).then_some(*start)
    }
}

#[cfg(test)]
pub(crate) mod example;
#[cfg(test)]
mod handmade;
pub mod promtool;
#[cfg(test)]
mod tests;
