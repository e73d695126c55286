//! Texts without the secrets that they hold, so that no excerpt carries one into a log.

use crate::document::{Node, Value, parse};
use crate::located::SourceId;
use crate::suspicion;
use std::ops::Range;

/// A text in which what looks like a secret's value is hidden. Every byte and every column stays where it is.
pub(crate) fn redacted(text: &str) -> String {
    let (tree, faults) = parse(SourceId(0), text);
    let mut secrets = Vec::new();
    secrets_of("", &tree, &mut secrets);
    // What is no TOML has no values: there a name alone speaks for a secret.
    if !faults.is_empty() {
        secrets.extend(secret_lines(text));
    }
    let mut hidden = text.to_owned();
    for span in secrets {
        let covered: String = text[span.clone()].chars().map(cover).collect();
        hidden.replace_range(span, &covered);
    }
    hidden
}

/// The values of a tree that look like secrets, without their quotes.
fn secrets_of(path: &str, node: &Node, secrets: &mut Vec<Range<usize>>) {
    let inside = |node: &Node| node.place.span().start + 1..node.place.span().end.saturating_sub(1);
    match &node.value {
        Value::Table(entries) => {
            for (key, node) in entries {
                secrets_of(&format!("{path}.{key}"), node, secrets);
            }
        }
        Value::Array(items) if path == ".app.args" => {
            let texts: Vec<String> = items.iter().map(text).collect();
            secrets.extend(suspicion::of_arguments(&texts).map(|(index, _)| inside(&items[index])));
        }
        Value::Array(items) => items.iter().for_each(|item| secrets_of(path, item, secrets)),
        Value::Text(value) if suspicion::of(name(path), value).is_some() => secrets.push(inside(node)),
        // Not a text, and refused: but a number may be a password.
        Value::Integer(_) | Value::Float(_) if suspicion::is_secret_name(name(path)) => {
            secrets.push(node.place.span());
        }
        _ => {}
    }
}

/// The path where it names something of the team's own. Elsewhere names are infgen's, and only a value can tell.
fn name(path: &str) -> &str {
    let own = [".app.env.", ".service.labels.", ".service.annotations.", ".alerts.labels."];
    if own.iter().any(|table| path.starts_with(table)) { path } else { "" }
}

fn text(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        _ => String::new(),
    }
}

/// What follows `=` in lines whose key names a secret.
fn secret_lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let (begin, end) = (start, start + line.trim_end().len());
        start += line.len();
        let (key, _) = line.split_once('=')?;
        let from = begin + key.len() + 1;
        (suspicion::is_secret_name(key) && !key.trim_start().starts_with('#')).then(|| from..end.max(from))
    })
}

/// A mark that is as long in bytes as what it covers.
fn cover(letter: char) -> char {
    match letter {
        '\n' | '\r' => letter,
        _ => ['*', '\u{b7}', '\u{2022}', '\u{10101}'][letter.len_utf8() - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn only_secrets_are_hidden_and_nothing_moves() {
        let text = concat!(
            "[app]\nargs = [\"serve\", \"--api-key\", \"abc\", \"--token=x\", \"--max-tokens\", \"4\"]\n\n",
            "[app.env]\nDB_PASSWORD = \"h\u{e9}\u{20ac}\" # \u{e9}\nPIN_TOKEN = 1234\nMAX_TOKENS = \"4096\"\n\n",
            "[secrets]\nkeys = [\"postgres-password\"]\n"
        );
        let hidden = redacted(text);
        assert_eq!(hidden.len(), text.len());
        assert_eq!(hidden.chars().count(), text.chars().count());
        for secret in ["abc", "=x", "h\u{e9}", "1234"] {
            assert!(!hidden.contains(secret), "{secret}: {hidden}");
        }
        for kept in ["serve", "--api-key", "4096", "# \u{e9}", "postgres-password", "\"4\""] {
            assert!(hidden.contains(kept), "{kept}: {hidden}");
        }
    }

    #[test]
    fn a_text_that_cannot_be_read_hides_what_its_names_say() {
        let hidden = redacted("[app.env]\nDB_PASSWORD = \"hunter2\nA = 1\n");
        assert!(!hidden.contains("hunter2") && hidden.contains("DB_PASSWORD") && hidden.contains("A = 1"), "{hidden}");
    }
}
