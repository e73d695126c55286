//! A placed edit, carried out on the text: every byte that it does not speak of stays, comments and layout too.

use super::Placement;
use toml_edit::{DocumentMut, Item, Key, Table, TableLike, Value};

/// The text after the edit; `None` where the edit is none of the text, or the text takes no such key.
#[must_use]
pub fn apply(text: &str, placement: &Placement) -> Option<String> {
    match placement {
        Placement::Replace { place, text: replacement } => {
            let span = place.span();
            Some([text.get(..span.start)?, replacement, text.get(span.end..)?].concat())
        }
        Placement::Add { table, line } => add(text, table, line),
        Placement::Argument { .. } => None,
    }
}

/// Adds a line to a table, which is made where it is not there. How the table is written decides how the key is:
/// `[rollout]`, `rollout = { … }` or `rollout.pre_stop = …`, which is why `toml_edit` does it.
fn add(text: &str, table: &str, line: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let (key, value) = line.split_once('=')?;
    let key: Key = key.trim().parse().ok()?;
    let mut value: Value = value.trim().parse().ok()?;
    let mut under: &mut dyn TableLike = document.as_table_mut();
    let steps: Vec<&str> = table.split('.').filter(|step| !step.is_empty()).collect();
    let mut inline = false;
    for (index, step) in steps.iter().enumerate() {
        let last = index + 1 == steps.len();
        let item = under.entry(step).or_insert_with(|| new_table(last, text.is_empty()));
        inline = item.is_inline_table();
        under = item.as_table_like_mut()?;
    }
    if inline {
        take_end(&mut value, under);
    }
    under.entry_format(&key).or_insert(Item::Value(value));
    Some(with_line_ends_of(text, document.to_string()))
}

/// The blank before the brace of `{ a = 1 }` belongs to its last value, which a new one then is.
fn take_end(value: &mut Value, under: &mut dyn TableLike) {
    let last = under.iter_mut().last().and_then(|(_, item)| item.as_value_mut());
    if let Some(decor) = last.map(Value::decor_mut)
        && let Some(end) = decor.suffix().cloned()
    {
        decor.set_suffix("");
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix(end);
    }
}

/// A table with a blank line above it; one that only holds another gets no header.
fn new_table(last: bool, first: bool) -> Item {
    let mut table = Table::new();
    table.set_implicit(!last);
    if !first {
        table.decor_mut().set_prefix("\n");
    }
    Item::Table(table)
}

/// `toml_edit` ends its own lines with a line feed alone.
fn with_line_ends_of(old: &str, new: String) -> String {
    if old.contains("\r\n") { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str, table: &str, line: &str) -> String {
        let placement = Placement::Add { table: table.to_owned(), line: line.to_owned() };
        apply(text, &placement).expect("the text takes the key")
    }

    #[test]
    fn a_line_goes_to_the_end_of_its_table() {
        let text = "# mine\na = 1\n\n[rollout] # ours\npre_stop = \"1s\" # why\n\n# theirs\n[slo]\np50 = \"1s\"\n";
        let expected = text.replace("# why\n", "# why\ngrace_period = \"9s\"\n");
        assert_eq!(added(text, "rollout", "grace_period = \"9s\""), expected);
    }

    #[test]
    fn a_table_that_is_not_there_is_made() {
        assert_eq!(added("a = 1\n", "rollout", "b = 2"), "a = 1\n\n[rollout]\nb = 2\n");
        assert_eq!(added("a = 1\n", "x.y", "b = 2"), "a = 1\n\n[x.y]\nb = 2\n");
        assert_eq!(added("[x]\na = 1\n\n[z]\n", "x.y", "b = 2"), "[x]\na = 1\n\n[x.y]\nb = 2\n\n[z]\n");
        assert_eq!(added("", "x", "b = 2"), "[x]\nb = 2\n");
    }

    #[test]
    fn a_table_is_added_to_in_the_way_it_is_written() {
        assert_eq!(added("x = { a = 1 }\n", "x", "b = 2"), "x = { a = 1, b = 2 }\n");
        assert_eq!(added("x.a = 1\n\n[z]\n", "x", "b = 2"), "x.a = 1\nx.b = 2\n\n[z]\n");
        assert_eq!(added("a = 1\n\n[z]\n", "", "b = 2"), "a = 1\nb = 2\n\n[z]\n");
        assert_eq!(added("[[accept]]\ncheck = \"x\"\n", "z", "b = 2"), "[[accept]]\ncheck = \"x\"\n\n[z]\nb = 2\n");
    }

    #[test]
    fn a_key_in_quotes_stays_one() {
        assert_eq!(added("[x]\na = 1\n", "x", "\"/tmp\" = \"1Gi\""), "[x]\na = 1\n\"/tmp\" = \"1Gi\"\n");
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        assert_eq!(added("a = 1\r\n\r\n[x]\r\ny = 1\r\n", "x", "b = 2"), "a = 1\r\n\r\n[x]\r\ny = 1\r\nb = 2\r\n");
    }

    #[test]
    fn a_value_that_is_no_table_takes_no_key() {
        let placement = Placement::Add { table: "x".to_owned(), line: "b = 2".to_owned() };
        assert_eq!(apply("x = 1\n", &placement), None);
    }
}
