//! Changes of a rule: a comparison turned, a threshold or a window a little larger or smaller, a `for` twice or half as
//! long.

use serde_json::Value;
use std::fmt::Write as _;

/// One change of one rule of a file.
#[derive(Debug, Clone)]
pub(crate) struct Mutant {
    /// Which rule, and what of it.
    pub(crate) what: String,
    /// The rule, as it was.
    pub(crate) of_what: String,
    rule: usize,
    key: &'static str,
    value: String,
}

impl Mutant {
    /// The rules with the change.
    pub(crate) fn of(&self, rules: &Value) -> Value {
        let mut rules = rules.clone();
        rules["groups"][0]["rules"][self.rule][self.key] = Value::from(self.value.clone());
        rules
    }
}

/// Every change of every rule of a file with one group.
pub(crate) fn mutants(rules: &Value) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (rule, value) in rules["groups"][0]["rules"].as_array().into_iter().flatten().enumerate() {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let (name, whole) = (text("record") + &text("alert"), value.to_string());
        let mut put = |key, what: String, value| {
            mutants.push(Mutant { what: format!("{name}: {what}"), of_what: whole.clone(), rule, key, value });
        };
        for (what, expr) in of_expression(&text("expr")) {
            put("expr", what, expr);
        }
        let lasting = text("for");
        // A tier has none, since its long window is its delay.
        if !lasting.is_empty() && lasting != "0s" {
            for (what, changed) in of_duration(&lasting) {
                put("for", format!("for {what}"), changed);
            }
        }
    }
    mutants
}

/// A number and its unit, twice and half.
fn of_duration(duration: &str) -> Vec<(String, String)> {
    let split = duration.find(|c: char| !c.is_ascii_digit()).unwrap_or(duration.len());
    let (number, unit) = duration.split_at(split);
    let number: u64 = number.parse().unwrap_or_else(|_| panic!("{duration} is a number and a unit"));
    let seconds = number
        * match unit {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            _ => 1,
        };
    [seconds * 2, seconds / 2].map(|changed| (format!("{duration} to {changed}s"), format!("{changed}s"))).to_vec()
}

/// Longest first, so that `>=` is not taken for `>`.
const COMPARISONS: [(&str, &str); 6] = [(">=", "<"), ("<=", ">"), ("==", "!="), ("!=", "=="), (">", "<"), ("<", ">")];

/// Every change of an expression, with what is changed. Texts and matchers are left as they are: a name that is wrong is
/// found by `tests/promql.rs`.
fn of_expression(expr: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let (mut at, mut inside, mut windows) = (0, false, 0);
    while at < expr.len() {
        let rest = &expr[at..];
        if let Some(text) = rest.strip_prefix('"') {
            at += text.find('"').map_or(rest.len(), |end| end + 2);
        } else if inside || rest.starts_with(['{', '}']) {
            inside = rest.starts_with('{') || inside && !rest.starts_with('}');
            at += rest.chars().next().map_or(1, char::len_utf8);
        } else if rest.starts_with('[') {
            let end = rest.find([']', ':']).unwrap_or(rest.len());
            windows += 1;
            for (what, changed) in of_duration(&rest[1..end]) {
                found.push((format!("window {windows}, {what}"), format!("{}[{changed}{}", &expr[..at], &rest[end..])));
            }
            at += end;
        } else if let Some((comparison, turned)) =
            COMPARISONS.iter().find(|(comparison, _)| rest.starts_with(comparison))
        {
            let after = &rest[comparison.len()..];
            let mut what = format!("`{comparison}` to `{turned}`");
            let _ = write!(what, " before {:?}", after.trim_start().chars().take(12).collect::<String>());
            found.push((what, format!("{}{turned}{after}", &expr[..at])));
            found.extend(of_threshold(&expr[..at + comparison.len()], after));
            at += comparison.len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// A number behind a comparison, by a quarter; a small whole one by one. The zero of a denominator stays: beside
/// nothing, any rate above it is traffic.
fn of_threshold(before: &str, after: &str) -> Vec<(String, String)> {
    let begin = after.len() - after.trim_start().len();
    let end = after[begin..].find(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(after.len(), |end| begin + end);
    let Ok(number) = after[begin..end].parse::<f64>() else { return Vec::new() };
    if number == 0.0 {
        return Vec::new();
    }
    let small = number < 5.0 && number.fract() == 0.0;
    let changed = if small { [number + 1.0, number - 1.0] } else { [number * 1.25, number * 0.8] };
    let changed = changed.map(|changed| {
        (format!("threshold {number} to {changed}"), format!("{before}{}{changed}{}", &after[..begin], &after[end..]))
    });
    changed.to_vec()
}

#[test]
fn every_part_is_changed_once() {
    let expr = "avg(rate(a{b=~\"> 5{2}\"}[5m])) > 0.5\nand (c >= 2)";
    let found: Vec<String> = of_expression(expr).into_iter().map(|(what, _)| what).collect();
    let expected = [
        "window 1, 5m to 600s",
        "window 1, 5m to 150s",
        "`>` to `<` before \"0.5\\nand (c >\"",
        "threshold 0.5 to 0.625",
        "threshold 0.5 to 0.4",
        "`>=` to `<` before \"2)\"",
        "threshold 2 to 3",
        "threshold 2 to 1",
    ];
    assert_eq!(found, expected);
}
