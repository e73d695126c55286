//! Lines that are no wider than a terminal.

/// The line, broken between words where it is longer than `width` characters; what follows is indented. A run of blanks
/// that aligns columns stays as it is.
#[must_use]
pub(crate) fn wrapped(line: &str, width: usize, indent: usize) -> String {
    let line = line.trim_end();
    let mut text = String::new();
    let mut rest = line;
    let mut room = width;
    while rest.chars().count() > room {
        let head: String = rest.chars().take(room + 1).collect();
        let own = rest.len() - rest.trim_start().len();
        let Some(at) = head[own.min(head.len())..].rfind(' ').map(|at| at + own).filter(|at| *at > 0) else {
            break;
        };
        text.push_str(rest[..at].trim_end());
        text.push('\n');
        text.push_str(&" ".repeat(indent));
        rest = rest[at..].trim_start();
        room = width.saturating_sub(indent).max(20);
    }
    text.push_str(rest);
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn breaks_between_words() {
        assert_eq!(wrapped("a  b", 80, 2), "a  b\n");
        assert_eq!(wrapped("  name  one two three", 14, 4), "  name  one\n    two three\n");
        assert_eq!(wrapped("unbreakable-as-it-is", 5, 2), "unbreakable-as-it-is\n");
    }
}
