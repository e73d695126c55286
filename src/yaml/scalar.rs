//! How one text is written: plain, in a literal block, or in double quotes with escapes.
//!
//! Plain is for texts of which every reader says that they are text. YAML 1.1 (kubectl's family, `PyYAML`) and 1.2
//! disagree about words such as `on` and numbers such as `1_000` or `12:30`, so the rule is a list of what is safe
//! and not of what is not: a text of doubt is quoted. (YAML 1.1, <https://yaml.org/type/>; YAML 1.2.2, section 10.3.)

use std::fmt::Write;

/// How a text stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In a literal block, `|` with a line break at the end and `|-` without.
    Block,
    /// In double quotes.
    Quoted,
}

/// The style of a value.
pub(super) fn style(text: &str) -> Style {
    if is_plain(text) {
        Style::Plain
    } else if text.contains('\n') && survives_block(text) {
        Style::Block
    } else {
        Style::Quoted
    }
}

/// Whether a text may stand as it is, as a key or as a value.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let opens = first.is_ascii_alphabetic() || b"/($".contains(&first);
    let opens_as_number = first.is_ascii_digit() || b"+-._".contains(&first);
    (opens && !is_word(text) || opens_as_number && !may_be_number(text))
        && !matches!(last, b' ' | b':')
        && goes_on_plain(text)
}

/// Whether no character of a line needs an escape, no `: ` begins a value and no ` #` a comment. Every byte is looked at
/// once, and not by `windows` and `contains`, of which a sixth of a run was spent on short texts.
fn goes_on_plain(text: &str) -> bool {
    let mut before = 0;
    for &byte in text.as_bytes() {
        match byte {
            b' ' if before == b':' => return false,
            b'#' if before == b' ' => return false,
            b' '..=b'~' | 0x80.. => before = byte,
            _ => return false,
        }
    }
    text.is_ascii() || text.chars().all(stands_as_it_is)
}

/// The words that YAML 1.1 or 1.2 reads as a truth value, as nothing or as no number, in whatever letters.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 12] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"];
    let may_be = |first: &u8| b"yntfoiYNTFOI".contains(first);
    text.len() <= "infinity".len()
        && text.as_bytes().first().is_some_and(may_be)
        && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a text that opens with a digit, a sign, a point or `_` may be a number or a time to some reader: it has only
/// characters that stand in one, or is an infinity or no number. `- ` opens the entry of a list.
fn may_be_number(text: &str) -> bool {
    let in_number = |byte: u8| {
        byte.is_ascii_hexdigit()
            || matches!(byte.to_ascii_lowercase(), b'x' | b'o' | b't' | b'z')
            || b".,_+-: ".contains(&byte)
    };
    text.starts_with("- ") || text.bytes().all(in_number) || is_word(text.trim_start_matches(['+', '-', '.']))
}

/// Whether a character needs no escape anywhere: what is printed, within a line. (YAML 1.2.2, section 5.1.)
fn stands_as_it_is(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text of several lines is read back the same from a literal block, by every reader and after the editors
/// and commit hooks in between, which strip blanks at the ends of lines and empty lines at the end of a file.
///
/// A block takes its indentation from its first line, so that line must have text and no indentation of its own.
fn survives_block(text: &str) -> bool {
    // Without a way out in the middle, so that many bytes are looked at in one step.
    let in_lines = |all, byte| all & matches!(byte, b'\n' | b'\t' | b' '..=b'~');
    !text.starts_with(['\n', ' ', '\t'])
        && !text.ends_with([' ', '\t'])
        && !text.ends_with("\n\n")
        && !text.contains(" \n")
        && !text.contains("\t\n")
        && (text.bytes().fold(true, in_lines)
            || text.chars().all(|character| matches!(character, '\n' | '\t') || stands_as_it_is(character)))
}

/// Where the first character is that needs an escape in double quotes.
fn first_to_escape(text: &str) -> Option<usize> {
    let doubtful = |byte: u8| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\');
    let start = text.bytes().position(doubtful)?;
    let needs_it = |character| matches!(character, '"' | '\\') || !stands_as_it_is(character);
    text[start..].find(needs_it).map(|at| start + at)
}

/// Writes a text in double quotes. (YAML 1.2.2, section 5.7.)
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = first_to_escape(rest) {
        out.push_str(&rest[..at]);
        let mut behind = rest[at..].chars();
        match behind.next().unwrap_or_default() {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // At most four hexadecimal digits; and writing to memory does not fail.
            character => {
                let _ = match u32::from(character) {
                    code @ ..0x100 => write!(out, "\\x{code:02X}"),
                    code => write!(out, "\\u{code:04X}"),
                };
            }
        }
        rest = behind.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes a text of several lines as a literal block whose lines stand at a column.
pub(super) fn push_block(out: &mut String, text: &str, column: usize) {
    let (lines, header) = match text.strip_suffix('\n') {
        Some(lines) => (lines, "|"),
        None => (text, "|-"),
    };
    out.push_str(header);
    for line in lines.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            push_blanks(out, column);
            out.push_str(line);
        }
    }
}

/// Writes blanks up to a column.
pub(super) fn push_blanks(out: &mut String, column: usize) {
    const BLANKS: &str = "                ";
    for _ in 0..column / BLANKS.len() {
        out.push_str(BLANKS);
    }
    out.push_str(&BLANKS[..column % BLANKS.len()]);
}

#[cfg(test)]
mod tests {
    use super::{Style, push_block, push_quoted, style};

    #[test]
    fn what_every_reader_takes_for_text_is_plain() {
        for text in [
            "ai-inference",
            "500m",
            "4Gi",
            "30s",
            "10.0.0.0/8",
            "/models",
            "a: b".trim_end_matches(": b"),
            "registry:5000/x",
            "sum by (le) (rate(x_bucket[5m]))",
            "-Xmx1g",
            ".hidden",
            "naïve",
            "$(POD_IP)",
            "yesterday",
            "1h30m",
        ] {
            assert_eq!(style(text), Style::Plain, "{text:?}");
        }
    }

    #[test]
    fn what_some_reader_takes_for_something_else_is_quoted() {
        for text in [
            "",
            " a",
            "a ",
            "a:",
            "a: b",
            "a #b",
            "y",
            "No",
            "ON",
            "Null",
            "~",
            "1",
            "-1",
            "0x1f",
            "0o17",
            "1_000",
            "1e3",
            ".5",
            ".inf",
            "-.INF",
            ".NaN",
            "+.inf",
            "12:30",
            "190:20:30.15",
            "2025-10-01",
            "2001-12-14 21:59:43.10 -5",
            "- a",
            "-",
            "---",
            "...",
            "=",
            "<<",
            "? a",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "{a}",
            "[a]",
            "'a'",
            "\"a\"",
            "|",
            ">",
            "#a",
            "a\tb",
            "é\u{85}",
            "\u{feff}a",
        ] {
            assert_eq!(style(text), Style::Quoted, "{text:?}");
        }
    }

    #[test]
    fn a_block_is_for_lines_that_nothing_on_the_way_changes() {
        for (text, expected) in [
            ("one\ntwo", Style::Block),
            ("one\n", Style::Block),
            ("one\ttwo\n\tthree\n\n  four\n", Style::Block),
            ("\none\n", Style::Quoted),
            (" one\ntwo\n", Style::Quoted),
            ("\tone\ntwo\n", Style::Quoted),
            ("one \ntwo\n", Style::Quoted),
            ("one\ntwo\t", Style::Quoted),
            ("one\n\n", Style::Quoted),
            ("one\r\ntwo\r\n", Style::Quoted),
            ("one\u{7f}\ntwo", Style::Quoted),
        ] {
            assert_eq!(style(text), expected, "{text:?}");
        }
    }

    #[test]
    fn writes_blocks_and_quotes() {
        let mut out = String::new();
        push_block(&mut out, "a\n\n b\n", 2);
        assert_eq!(out, "|\n  a\n\n   b");
        out.clear();
        push_block(&mut out, "a\nb", 2);
        assert_eq!(out, "|-\n  a\n  b");
        out.clear();
        push_quoted(&mut out, "\"\\\n\r\t\u{0}\u{85}\u{2028}é🚀");
        assert_eq!(out, r#""\"\\\n\r\t\x00\x85\u2028é🚀""#);
    }
}
