//! What a YAML 1.1 reader takes an unquoted scalar for: the patterns of `PyYAML` and of go-yaml, joined.

/// Whether some YAML 1.1 reader takes the unquoted word for something that is not text.
pub(crate) fn is_not_text(word: &str) -> bool {
    is_word(word) || is_integer(word) || is_float(&word.replace('_', "")) || is_base_sixty(word) || is_time(word)
}

fn is_word(word: &str) -> bool {
    let words = [
        "", "~", "<<", "=", "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".nan", ".inf", "-.inf",
        "+.inf",
    ];
    words.contains(&word.to_lowercase().as_str())
}

fn unsigned(word: &str) -> &str {
    word.strip_prefix(['-', '+']).unwrap_or(word)
}

/// `0b1`, `017`, `0o17`, `0x1f`, `1_000`.
fn is_integer(word: &str) -> bool {
    let word = unsigned(word).to_lowercase();
    let of = |digits: &str, radix: u32| !digits.is_empty() && digits.chars().all(|c| c == '_' || c.is_digit(radix));
    let prefixed = [("0b", 2), ("0o", 8), ("0x", 16)]
        .into_iter()
        .any(|(prefix, radix)| word.strip_prefix(prefix).is_some_and(|digits| of(unsigned(digits), radix)));
    prefixed || (word.starts_with(|c: char| c.is_ascii_digit()) && of(&word, 10))
}

/// `1.`, `.5`, `1e3`, `1.5e+3`.
fn is_float(word: &str) -> bool {
    let word = unsigned(word).to_lowercase();
    let (mantissa, exponent) = match word.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, unsigned(exponent).to_owned()),
        None => (word.as_str(), "0".to_owned()),
    };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    !exponent.is_empty()
        && digits(&exponent)
        && digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
}

/// `12:30`, `190:20:30.15`; a whole number begins with no zero.
fn is_base_sixty(word: &str) -> bool {
    let (whole, fraction) = match word.split_once('.') {
        Some((whole, fraction)) => (unsigned(whole), fraction),
        None if unsigned(word).starts_with('0') => return false,
        None => (unsigned(word), ""),
    };
    let digits = |text: &str| text.chars().all(|c| c == '_' || c.is_ascii_digit());
    let sixtieth = |part: &str| part.len() < 3 && part.parse().is_ok_and(|n: u32| n < 60);
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    whole.contains(':')
        && digits(fraction)
        && first.starts_with(|c: char| c.is_ascii_digit())
        && digits(first)
        && parts.all(|part| !part.contains(['+', '-']) && sixtieth(part))
}

/// `2024-01-01`, alone or followed by a time, as the timestamp type of YAML 1.1 has them: what follows the date and is no
/// time makes it a text.
fn is_time(word: &str) -> bool {
    let (date, rest) = word.find(['T', 't', ' ', '\t']).map_or((word, None), |at| (&word[..at], Some(&word[at + 1..])));
    if rest.is_some_and(|rest| !is_clock(rest.trim_start_matches([' ', '\t']))) {
        return false;
    }
    let parts: Vec<&str> = date.split('-').collect();
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    parts.len() == 3 && parts[0].len() == 4 && parts.iter().all(|part| digits(part) && part.len() < 5)
}

/// `1:02:03`, with a fraction and a zone or without.
fn is_clock(text: &str) -> bool {
    let clock = text.split(['.', 'Z', '+', '-', ' ', '\t']).next().unwrap_or_default();
    let parts: Vec<&str> = clock.split(':').collect();
    let digits = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(digits)
}

/// The unquoted scalars of a document in block style: keys, values and items.
pub(crate) fn unquoted(document: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut block: Option<usize> = None;
    for line in document.lines() {
        let indentation = line.len() - line.trim_start_matches(' ').len();
        if block.is_some_and(|parent| indentation > parent || line.trim_start_matches(' ').is_empty()) {
            continue;
        }
        block = None;
        if line.starts_with('#') || line.starts_with("---") {
            continue;
        }
        let mut rest = &line[indentation..];
        let mut parent = indentation;
        while let Some(item) = rest.strip_prefix("- ") {
            rest = item;
            parent += 2;
        }
        let is_item = parent > indentation;
        let value = after_key(rest, &mut found);
        if value.is_none() && is_item {
            parent -= 2;
        }
        let value = value.unwrap_or(rest);
        match value.chars().next() {
            Some('|') => block = Some(parent),
            None | Some('"' | '\'' | '[' | '{') => {}
            Some(_) => found.push(value),
        }
    }
    found
}

/// What follows the key of a line, if it has one; an unquoted key is noted.
fn after_key<'a>(line: &'a str, found: &mut Vec<&'a str>) -> Option<&'a str> {
    if let Some(quote @ ('"' | '\'')) = line.chars().next() {
        let end = end_of_quoted(line, quote);
        return line[end..].strip_prefix(':').map(str::trim_start);
    }
    let (key, value) = match line.split_once(": ") {
        Some(split) => split,
        None => (line.strip_suffix(':')?, ""),
    };
    found.push(key);
    Some(value)
}

fn end_of_quoted(line: &str, quote: char) -> usize {
    let mut chars = line.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if quote == '"' && c == '\\' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && line[at + 1..].starts_with('\'') {
                chars.next();
            } else {
                return at + 1;
            }
        }
    }
    line.len()
}

mod tests {
    use super::{is_not_text, unquoted};

    #[test]
    fn the_table_knows_what_is_not_text() {
        for word in [
            "y",
            "NO",
            "~",
            "",
            "<<",
            "0644",
            "08",
            "0o17",
            "0b1010",
            "0x1F",
            "1_000",
            "-1",
            ".5",
            "1.",
            "1e3",
            "1E+3",
            "12:30",
            "190:20:30.15",
            "2024-01-01",
            "2001-12-14t21:59:43.10-05:00",
            ".NaN",
            "-.Inf",
        ] {
            assert!(is_not_text(word), "{word}");
        }
        for word in ["yep", "1.2.3", "v1", "8Gi", "500m", "10.0.0.0/8", "a:1", "1:75", "e3", "1-2-3", "-", "0xg"] {
            assert!(!is_not_text(word), "{word}");
        }
    }

    #[test]
    fn the_scanner_finds_keys_values_and_items() {
        let document = "# no\nkey: word\n\"a: b\": 'it''s: x'\nlist:\n- one\n- \"two\"\n- a: b\n  c: |\n    not: this\n  d: e\n- |-\n  nor: this\nlast: {}\n";
        assert_eq!(unquoted(document), ["key", "word", "list", "one", "a", "b", "c", "d", "e", "last"]);
    }
}
