//! Texts from outside, as a terminal and a log may get them: a name that holds an escape sequence must not act on
//! either.

use std::borrow::Cow;

/// The text with what acts instead of being seen written as `\u{1b}`; its lines and tabs stay.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |character| acts(character) && !matches!(character, '\n' | '\t'))
}

/// The same as one line.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    escaped(text, acts)
}

fn escaped(text: &str, acts: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&acts) {
        return Cow::Borrowed(text);
    }
    let shown = |character: char| {
        let seen = Some(character).filter(|character| !acts(*character));
        let code = seen.is_none().then(|| character.escape_unicode());
        seen.into_iter().chain(code.into_iter().flatten())
    };
    Cow::Owned(text.chars().flat_map(shown).collect())
}

/// Control characters, breaks of lines, and the marks that turn the direction of what follows. (Unicode 17, UAX #9.)
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{lines, one_line};

    #[test]
    fn what_acts_is_written_and_what_is_seen_stays() {
        assert_eq!(one_line("naïve 🚀 \"a\\b\""), "naïve 🚀 \"a\\b\"");
        assert_eq!(one_line("\u{1b}[31m\u{9b}1m\u{202e}\0\n"), "\\u{1b}[31m\\u{9b}1m\\u{202e}\\u{0}\\u{a}");
        assert_eq!(lines("a\n\tb\r\n"), "a\n\tb\\u{d}\n");
    }
}
