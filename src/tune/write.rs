//! What was tuned, as people read it, in 80 columns.

use super::{Candidate, Choice, Rules, Tuned};
use crate::profile::Cost;
use std::fmt::Write as _;

/// The answer, the table of cost against attainment, and what it rests on.
#[must_use]
pub fn human(profile: &str, tuned: &Tuned, cost: &Cost) -> String {
    let mut text = format!("{profile}: {}\n", saying(tuned));
    text.push_str(&table(tuned));
    text.push_str(&bill(tuned, cost));
    let hidden = tuned.candidates.iter().filter(|one| !is_shown(one, tuned)).count();
    let _ = writeln!(text, "{} tried; {hidden} are both dearer and no better than one above", tuned.candidates.len());
    if tuned.cut {
        text.push_str("the time was over before the search was: `--budget` gives it more\n");
    }
    text
}

/// The verdict in a line.
fn saying(tuned: &Tuned) -> String {
    let before = &tuned.before;
    match &tuned.best {
        None if tuned.cut => "nothing that was tried in time keeps the promises".to_owned(),
        None => "nothing that was tried keeps the promises".to_owned(),
        Some(best) if best.choice == before.choice && tuned.cut => {
            "PASS as it is; nothing cheaper was found in time".to_owned()
        }
        Some(best) if best.choice == before.choice => "PASS as it is; nothing cheaper keeps the promises".to_owned(),
        Some(best) => format!(
            "{} at {:.1} GPU-hours of the simulated time (now {} at {:.1})",
            best.verdict, best.gpu_hours, before.verdict, before.gpu_hours
        ),
    }
}

fn is_named(one: &Candidate, tuned: &Tuned) -> bool {
    one.choice == tuned.before.choice || tuned.best.as_ref().is_some_and(|best| best.choice == one.choice)
}

fn is_shown(one: &Candidate, tuned: &Tuned) -> bool {
    one.on_the_front || is_named(one, tuned)
}

/// A column of the table.
struct Column {
    head: &'static str,
    cell: fn(&Candidate) -> String,
    /// Whether it is left out where all rows say the same.
    turned: bool,
}

const COLUMNS: [Column; 13] = [
    Column { head: "min", cell: |one| one.choice.min.get().to_string(), turned: false },
    Column { head: "max", cell: |one| one.choice.max.get().to_string(), turned: true },
    Column { head: "target", cell: |one| one.choice.target.map_or_else(none, |rate| rate.to_string()), turned: true },
    Column { head: "gpu", cell: |one| one.choice.gpu.map_or_else(none, |share| share.to_string()), turned: true },
    Column { head: "up", cell: |one| rules(one.choice.up), turned: true },
    Column { head: "down", cell: |one| rules(one.choice.down), turned: true },
    Column { head: "batch", cell: |one| one.choice.batch.get().to_string(), turned: true },
    Column { head: "queue", cell: |one| queue(&one.choice), turned: true },
    Column { head: "GPU-h", cell: |one| format!("{:.1}", one.gpu_hours), turned: false },
    Column { head: "min/day", cell: |one| format!("{:.0}", one.floor_gpu_hours), turned: false },
    Column { head: "worst 5m", cell: |one| format!("{:.2}%", one.failed * 100.0), turned: false },
    Column { head: "strain", cell: |one| format!("{:.1}", one.strain), turned: false },
    Column { head: "verdict", cell: verdict, turned: false },
];

fn none() -> String {
    "-".to_owned()
}

fn queue(choice: &Choice) -> String {
    choice.queue.map_or_else(none, |limit| limit.get().to_string())
}

/// Pods in a period, once it has been asked for long enough.
fn rules(rules: Rules) -> String {
    format!("{}/{}/{}", rules.pods.get(), rules.period, rules.stabilization)
}

fn verdict(one: &Candidate) -> String {
    if one.replications < 10 { format!("{} ({})", one.verdict, one.replications) } else { one.verdict.to_string() }
}

/// The front and the two that are named, in the columns in which they differ.
fn table(tuned: &Tuned) -> String {
    let shown: Vec<&Candidate> = tuned.candidates.iter().filter(|one| is_shown(one, tuned)).collect();
    let differ = |column: &&Column| {
        let first = shown.first().map(|one| (column.cell)(one));
        !column.turned || shown.iter().any(|one| Some((column.cell)(one)) != first)
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(differ).collect();
    let mut lines = vec![String::from(" "); shown.len() + 1];
    for (line, one) in lines[1..].iter_mut().zip(&shown) {
        line.clear();
        line.push(mark(one, tuned));
    }
    for column in columns {
        let cells = std::iter::once(column.head.to_owned()).chain(shown.iter().map(|one| (column.cell)(one)));
        let cells: Vec<String> = cells.collect();
        let width = cells.iter().map(String::len).max().unwrap_or(0);
        for (line, cell) in lines.iter_mut().zip(&cells) {
            let _ = if column.head == "verdict" { write!(line, " {cell}") } else { write!(line, " {cell:>width$}") };
        }
    }
    let head = "\ncost against attainment (* the answer, > as it is; strain 1 just holds)\n";
    head.to_owned() + &lines.join("\n") + "\n\n"
}

fn mark(one: &Candidate, tuned: &Tuned) -> char {
    if tuned.best.as_ref().is_some_and(|best| best.choice == one.choice) {
        '*'
    } else if one.choice == tuned.before.choice {
        '>'
    } else {
        ' '
    }
}

/// What the answer costs beside the profile as it is: in GPU-hours, and in money where a price is stated.
fn bill(tuned: &Tuned, cost: &Cost) -> String {
    let Some(best) = &tuned.best else { return String::new() };
    let day = |one: &Candidate| one.floor_gpu_hours;
    let mut text = format!("the fewest pods cost {:.0} GPU-hours a day (now {:.0})", day(best), day(&tuned.before));
    if let Some(price) = &cost.gpu_hour {
        let money = |one: &Candidate| day(one) * **price;
        let _ = write!(text, ", {:.0} {} (now {:.0})", money(best), cost.currency, money(&tuned.before));
    }
    text.push('\n');
    text
}
