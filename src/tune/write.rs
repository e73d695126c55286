//! What was tuned, as people read it.

use super::{Candidate, Tuned};
use crate::profile::Cost;
use std::fmt::Write as _;

/// The table of cost against attainment and what it says.
#[must_use]
pub fn human(profile: &str, tuned: &Tuned, cost: &Cost) -> String {
    let mut text = format!("{profile}: ");
    let _ = match &tuned.best {
        None => writeln!(text, "nothing that was tried keeps the promises"),
        Some(best) if best.choice == tuned.before.choice => writeln!(text, "nothing cheaper keeps the promises"),
        Some(best) => writeln!(text, "{}", saying(&tuned.before, best)),
    };
    let _ = writeln!(text, "\ncost against attainment (* the answer, > the profile as it is)");
    let heads = ["min", "max", "target", "step", "wait", "GPU-h run", "floor/day", "worst 5m"];
    let _ = writeln!(text, "  {}  verdict", columns(&heads.map(str::to_owned)));
    let shown = tuned.candidates.iter().filter(|one| one.on_the_front || is_named(one, tuned));
    for one in shown {
        text.push_str(&line(one, tuned));
    }
    text.push_str(&bill(tuned, cost));
    let hidden = tuned.candidates.iter().filter(|one| !one.on_the_front && !is_named(one, tuned)).count();
    let _ = writeln!(text, "\n{} tried; {hidden} are both dearer and no better than one above", tuned.candidates.len());
    if tuned.cut {
        text.push_str("the time was over before the search was: `--budget` gives it more\n");
    }
    text
}

fn saying(before: &Candidate, best: &Candidate) -> String {
    format!(
        "{} at {:.1} GPU-hours a run ({} at {:.1} before)",
        best.verdict, best.gpu_hours, before.verdict, before.gpu_hours
    )
}

fn is_named(one: &Candidate, tuned: &Tuned) -> bool {
    one.choice == tuned.before.choice || tuned.best.as_ref().is_some_and(|best| best.choice == one.choice)
}

fn line(one: &Candidate, tuned: &Tuned) -> String {
    let best = tuned.best.as_ref().is_some_and(|best| best.choice == one.choice);
    let mark = if best {
        '*'
    } else if one.choice == tuned.before.choice {
        '>'
    } else {
        ' '
    };
    let [min, max, target, step, wait] = one.choice.row();
    let hours = format!("{:.1}", one.gpu_hours);
    let floor = format!("{:.0}", one.floor_gpu_hours);
    let failed = format!("{:.3}%", one.failed * 100.0);
    let few = if one.replications < 10 { format!(" ({} runs)", one.replications) } else { String::new() };
    let cells = columns(&[min, max, target, step, wait, hours, floor, failed]);
    format!("{mark} {cells}  {}{few}\n", one.verdict)
}

fn columns(cells: &[String; 8]) -> String {
    let [min, max, target, step, wait, hours, floor, failed] = cells;
    format!("{min:>3} {max:>3} {target:>9} {step:>4} {wait:>4} {hours:>9} {floor:>9} {failed:>9}")
}

fn bill(tuned: &Tuned, cost: &Cost) -> String {
    let (Some(best), Some(price)) = (&tuned.best, &cost.gpu_hour) else {
        return String::new();
    };
    let (old, new) = (tuned.before.floor_gpu_hours * **price, best.floor_gpu_hours * **price);
    format!("\nthe fewest pods cost {new:.0} {} a day ({old:.0} before)\n", cost.currency)
}
