//! A plan as people read it, in 80 columns.

use super::wrap::wrapped;
use super::{Figure, Numbers, Plan, Variant};
use std::fmt::Write as _;

/// Columns that lines are kept to.
const WIDTH: usize = 80;

/// The plan in tables: name, figure, arithmetic, and below what is taken for granted. Where many figures rest on the
/// same assumption, they share its mark.
#[must_use]
pub fn human(plan: &Plan) -> String {
    let mut text = wrapped(&heading(plan), WIDTH, 2);
    let mut marks = Marks::default();
    for section in &plan.sections {
        let _ = writeln!(text, "\n{}", section.title);
        for figure in &section.figures {
            text.push_str(&line(figure, &mut marks));
        }
    }
    text.push_str(&balancers(&plan.balancers, &mut marks));
    if !plan.signals.is_empty() {
        text.push_str("\nwhat the autoscaler sees of an overload\n");
    }
    for signal in &plan.signals {
        let ratio = signal.ratio.map(|ratio| format!(", up to {ratio:.2} of its target")).unwrap_or_default();
        let (metric, target, sight, reason) = (signal.metric, &signal.target, signal.sight, &signal.reason);
        text.push_str(&wrapped(&format!("  {metric:<15} {target:<11} {sight:<12} {reason}{ratio}"), WIDTH, 42));
    }
    text.push_str(&marks.legend());
    text
}

fn heading(plan: &Plan) -> String {
    match &plan.measured_at {
        Some(at) => format!("{} (measured: {at})", plan.profile),
        None => plan.profile.clone(),
    }
}

/// Assumptions in the order in which they are first met.
#[derive(Default)]
struct Marks(Vec<String>);

impl Marks {
    /// The marks of these, such as ` [a, c]`.
    fn of<'a>(&mut self, assumed: impl IntoIterator<Item = &'a String>) -> String {
        let mut marks: Vec<String> = assumed.into_iter().map(|each| self.mark(each)).collect();
        marks.dedup();
        if marks.is_empty() { String::new() } else { format!(" [assumed {}]", marks.join(", ")) }
    }

    fn mark(&mut self, assumed: &String) -> String {
        let place = self.0.iter().position(|known| known == assumed).unwrap_or_else(|| {
            self.0.push(assumed.clone());
            self.0.len() - 1
        });
        (place + 1).to_string()
    }

    fn legend(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let lines = self.0.iter().enumerate();
        let lines = lines.map(|(place, assumed)| wrapped(&format!("  {:>2}  {assumed}", place + 1), WIDTH, 6));
        format!("\nassumed, because nobody measured it\n{}", lines.collect::<String>())
    }
}

fn line(figure: &Figure, marks: &mut Marks) -> String {
    let Figure { name, text, arithmetic, assumed, .. } = figure;
    let marks = marks.of(assumed);
    wrapped(&format!("  {name:<33} {text:>14}  {arithmetic}{marks}"), WIDTH, 51)
}

fn balancers(all: &[Variant], marks: &mut Marks) -> String {
    let Some(first) = all.first() else {
        return String::new();
    };
    let assumed = marks.of(&first.assumed);
    let mut text = format!("\n{} over {}, by how the balancer chooses{assumed}\n", first.load, first.pods);
    let _ = writeln!(text, "  {:<18} {:>9} {:>8} {:>8} {:>8} {:>8}", "", "rejected", "mean", "p50", "p95", "p99");
    for each in all {
        let name = if each.chosen { format!("* {}", each.balancer) } else { format!("  {}", each.balancer) };
        let percent = format!("{:.3}%", each.numbers.rejected * 100.0);
        let Numbers { mean, p50, p95, p99, basis, .. } = each.numbers;
        let times = [mean, p50, p95, p99];
        let times: Vec<String> = times.iter().map(|time| format!("{time:>7.3}s")).collect();
        let _ = writeln!(text, "{name:<20} {percent:>9} {}  {basis}", times.join(" "));
    }
    text
}
