//! The coverage table of `docs/checks/README.md`: every condition has a verdict, and what a verdict names is there.

use infgen::checks::{ALL, find};
use std::collections::BTreeSet;

/// A row of a table of conditions.
struct Row {
    id: String,
    condition: String,
    verdict: String,
}

fn page() -> String {
    std::fs::read_to_string("docs/checks/README.md").expect("docs/checks/README.md is there")
}

/// The cells of the rows of a text's tables, without the heads.
fn cells(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>())
        .filter(|cells| !["id", "check"].contains(&cells[0]))
}

/// The tables of conditions, and the list of what is infgen's own.
fn parts(page: &str) -> (Vec<Row>, BTreeSet<String>) {
    let (conditions, own) = page.split_once("\n## infgen's own\n").expect("the page ends with infgen's own checks");
    let row = |cells: Vec<&str>| match cells[..] {
        [id, condition, verdict] => {
            Row { id: id.to_owned(), condition: condition.to_owned(), verdict: verdict.to_owned() }
        }
        _ => panic!("a row has an id, a condition and a verdict: {cells:?}"),
    };
    let own = cells(own).flat_map(|cells| links(cells[0]).into_iter().map(str::to_owned).collect::<Vec<_>>());
    (cells(conditions).map(row).collect(), own.collect())
}

/// The checks that a text links to, each by its name and its page.
fn links(text: &str) -> Vec<&str> {
    let links = text.split('[').skip(1).filter_map(|rest| rest.split_once("](")).map(|(name, rest)| {
        let target = rest.split(')').next().unwrap_or_default();
        assert_eq!(target, format!("{name}.md"), "a link to `{name}` leads to its page");
        name
    });
    links.collect()
}

/// The items that a text names: `` `stack::names::selector` ``.
fn items(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|quoted| quoted.contains("::")).collect()
}

/// Whether a file of `src` declares the item.
fn is_declared(item: &str) -> bool {
    let (module, name) = item.rsplit_once("::").expect("a path has a module");
    let path = format!("src/{}.rs", module.replace("::", "/"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        return false;
    };
    let kinds = ["fn", "const", "static", "struct", "enum", "type", "trait"];
    let declared = |line: &str| {
        let words: Vec<&str> = line.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        words.windows(2).any(|pair| kinds.contains(&pair[0]) && pair[1] == name)
    };
    // What stands below the tests of a file is no part of the program.
    text.lines().take_while(|line| *line != "mod tests {").any(declared)
}

/// What is wrong with the verdict of a row.
fn faults(verdict: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let (checks, items) = (links(verdict), items(verdict));
    faults.extend(checks.iter().filter(|name| find(name).is_none()).map(|name| format!("there is no check `{name}`")));
    if let Some(reason) = verdict.strip_prefix("out of scope, because ") {
        if reason.split_whitespace().count() < 5 {
            faults.push(format!("`{reason}` is no reason"));
        }
        return faults;
    }
    if checks.is_empty() && !verdict.contains("by construction, in `") {
        faults.push("there is neither a check, nor a function, nor a reason".to_owned());
    }
    if verdict.contains("by construction") && items.is_empty() {
        faults.push("no function is named".to_owned());
    }
    faults.extend(items.iter().filter(|item| !is_declared(item)).map(|item| format!("there is no `{item}`")));
    faults
}

#[test]
fn every_condition_has_a_verdict_that_holds() {
    let (rows, _) = parts(&page());
    let mut wrong = Vec::new();
    for row in &rows {
        wrong.extend(faults(&row.verdict).into_iter().map(|fault| format!("{} ({}): {fault}", row.id, row.condition)));
    }
    let scope = rows.iter().filter(|row| row.verdict.starts_with("out of scope")).count();
    let made = rows.iter().filter(|row| row.verdict.contains("by construction")).count();
    println!("{} conditions: {made} hold by construction (some with a check), {scope} are out of scope", rows.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The tables, each by the prefix of its ids and the number of its rows. The first eleven begin with the conditions of the
/// literature in their own order: 181, behind which three tables go on with conditions of infgen's.
const TABLES: [(&str, usize); 18] = [
    ("LAT", 12),
    ("CAP", 18),
    ("AUT", 28),
    ("ROL", 25),
    ("AVA", 16),
    ("LBA", 16),
    ("STO", 14),
    ("SEC", 19),
    ("OBS", 15),
    ("CFG", 16),
    ("CST", 8),
    ("END", 14),
    ("WISH", 18),
    ("ANN", 22),
    ("RULE", 17),
    ("ALERT", 15),
    ("SIG", 19),
    ("HPA", 24),
];

/// Rows of the first eleven tables that go beyond the literature's.
const BEYOND: usize = 2 + 3 + 1;

#[test]
fn no_condition_is_missing() {
    let (rows, _) = parts(&page());
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let expected: Vec<String> =
        TABLES.iter().flat_map(|(prefix, count)| (1..=*count).map(move |row| format!("{prefix}-{row:02}"))).collect();
    assert_eq!(ids, expected, "the rows stand in order, each once");
    let literature: usize = TABLES[..11].iter().map(|(_, count)| count).sum();
    assert_eq!(literature - BEYOND, 181);
    for row in &rows {
        assert!(row.condition.len() > 10, "{}: `{}` says no condition", row.id, row.condition);
    }
}

#[test]
fn every_check_stands_in_a_row_or_is_infgens_own() {
    let (rows, own) = parts(&page());
    let in_scope = rows.iter().filter(|row| !row.verdict.starts_with("out of scope"));
    let named: BTreeSet<String> =
        in_scope.flat_map(|row| links(&row.verdict)).map(str::to_owned).chain(own.clone()).collect();
    let missing: Vec<&str> = ALL.iter().map(|check| check.name).filter(|name| !named.contains(*name)).collect();
    assert!(missing.is_empty(), "in no row: {missing:?}");
    let gone: Vec<&String> = own.iter().filter(|name| find(name).is_none()).collect();
    assert!(gone.is_empty(), "no checks: {gone:?}");
}

#[test]
fn a_wrong_verdict_is_noticed() {
    assert!(faults("[grace-shorter-than-drain](grace-shorter-than-drain.md)").is_empty());
    assert!(faults("by construction, in `stack::names::selector`").is_empty());
    for wrong in [
        "",
        "later",
        "out of scope, because no",
        "out of scope, because [grace-too-short](grace-too-short.md) says already what there is",
        "[grace-too-short](grace-too-short.md)",
        "by construction, in `stack::names::chosen`",
        "by construction, in `stack::nobody::selector`",
        "by construction",
    ] {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
}
