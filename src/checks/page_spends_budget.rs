//! `page-spends-budget`: by the time of the page the month's errors are spent.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;
use crate::profile::{AlertSeverity, Profile};
use crate::stack::promises;
use crate::units::{Duration, Share};

pub(super) static CHECK: Check = Check {
    name: "page-spends-budget",
    code: "INF813",
    severity: Severity::Warning,
    summary: "a page that comes when much of the error budget is gone",
    doc: include_str!("../../docs/checks/page-spends-budget.md"),
    stage: Stage::Stack(run),
};

/// What may be spent before somebody is woken, and before somebody looks in the morning (Google, The Site Reliability
/// Workbook, chapter 5: 2% in an hour, 10% in three days).
const PAGE: Share = Share::percent(2);
const TICKET: Share = Share::percent(10);
/// The shortest window over which a page's share of the budget is counted.
const HOUR: Duration = Duration::from_secs(3600);

/// An alert on a promise: what may be broken, when it fires, and after how long.
struct Watch<'a> {
    key: String,
    allowed: Share,
    threshold: Option<&'a Located<Share>>,
    lasting: &'a Located<Duration>,
    severity: AlertSeverity,
}

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    for watch in watches(cx.profile()) {
        late(cx.profile(), &watch, found);
        deaf(cx.profile(), &watch, found);
    }
    Verdict::Checked
}

fn watches(profile: &Profile) -> Vec<Watch<'_>> {
    let (alerts, budget) = (&profile.alerts, *profile.slo.error_rate);
    let latency = alerts.latency.iter().enumerate().map(|(index, alert)| Watch {
        key: format!("alerts.latency.{index}"),
        allowed: promises::may_be_slower(profile, *alert.bound).0,
        threshold: Some(&alert.slower),
        lasting: &alert.r#for,
        severity: *alert.severity,
    });
    let errors = alerts.errors.iter().enumerate().map(|(index, alert)| Watch {
        key: format!("alerts.errors.{index}"),
        allowed: budget,
        threshold: Some(&alert.threshold),
        lasting: &alert.r#for,
        severity: *alert.severity,
    });
    let pods = [("alerts.not_ready", &alerts.not_ready), ("alerts.load_failure", &alerts.load_failure)];
    let pods = pods.map(|(key, rule)| Watch {
        key: key.to_owned(),
        allowed: budget,
        threshold: None,
        lasting: &rule.r#for,
        severity: AlertSeverity::Critical,
    });
    let saturation = [("gpu", &alerts.gpu.r#for), ("memory", &alerts.memory.r#for)];
    let saturation = saturation.map(|(key, lasting)| (format!("alerts.{key}"), lasting));
    let queue = [("alerts.queue".to_owned(), &alerts.queue_for)];
    let saturation = saturation.into_iter().chain(queue).map(|(key, lasting)| Watch {
        key,
        allowed: budget,
        threshold: None,
        lasting,
        severity: AlertSeverity::Warning,
    });
    latency.chain(errors).chain(pods).chain(saturation).collect()
}

/// In an outage, in which everything is broken, the alert waits its time.
fn late(profile: &Profile, watch: &Watch<'_>, found: &mut Findings) {
    let (part, whom) = match watch.severity {
        AlertSeverity::Critical => (PAGE, "the page"),
        AlertSeverity::Warning => (TICKET, "the warning"),
    };
    let window = &profile.slo.window;
    let budget = Duration::from_millis(watch.allowed.of(window.millis()));
    let most = Duration::from_millis(part.of(budget.millis()));
    let lasting = watch.lasting;
    if **lasting <= most {
        return;
    }
    let over = **lasting - most;
    let whole = Duration::from_secs(most.millis() / 60_000 * 60);
    let finding = found.push(
        &CHECK,
        format!("{whom} comes {lasting} into an outage, {over} after {part} of the errors of {window} are spent"),
    );
    finding
        .label(lasting, format!("waits {lasting}"))
        .label(window, format!("{} of {window} may be broken, which is {budget}", watch.allowed));
    if whole > Duration::ZERO {
        let key =
            if watch.key == "alerts.queue" { "alerts.queue_for".to_owned() } else { format!("{}.for", watch.key) };
        finding.fix(Fix::quoted(&key, whole, "tell while there is something left"));
    }
}

/// Below its threshold a page is silent, however long it lasts.
fn deaf(profile: &Profile, watch: &Watch<'_>, found: &mut Findings) {
    let (Some(threshold), AlertSeverity::Critical) = (watch.threshold, watch.severity) else {
        return;
    };
    let window = &profile.slo.window;
    // As many times the allowed share spend 2% of the window's budget in an hour.
    let highest = PAGE.of(window.millis()).saturating_mul(watch.allowed.ppm()) / HOUR.millis();
    let highest = Share::from_ppm(highest.max(watch.allowed.ppm()));
    if **threshold <= highest {
        return;
    }
    let times = threshold.ppm() / watch.allowed.ppm().max(1);
    let key = if watch.key.starts_with("alerts.errors") { "threshold" } else { "slower" };
    found
        .push(
            &CHECK,
            format!(
                "a page comes from {threshold} on, {times} times the {} that may be broken, and more than {highest}",
                watch.allowed
            ),
        )
        .label(threshold, format!("silent up to {threshold}"))
        .label(window, format!("above {highest} an hour spends {PAGE} of the errors of {window}"))
        .fix(Fix::quoted(&format!("{}.{key}", watch.key), highest, "page at the fast burn rate"));
}
