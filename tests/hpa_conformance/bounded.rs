//! Ranges whose end was not seen. A case with `certainty: bounded` comes from a change that its author found in one tree
//! only; the release that brought it may lie further inside the range. Such a case must hold on the releases from some
//! point on to the other end, at least on one, and where it does not hold is printed.

use infgen::hpa::Version;

use crate::case::Range;

/// What the releases say about the end of a range that was not seen; `None` if they say nothing, or contradict it.
pub(crate) fn narrowed(range: &Range, runs: &[(Version, Vec<String>)]) -> Option<String> {
    if !range.is_bounded() {
        return None;
    }
    let holds = |run: &(Version, Vec<String>)| run.1.is_empty();
    let first = runs.iter().position(holds)?;
    let last = runs.iter().rposition(holds)?;
    let (from, to) = (runs.get(first)?.0, runs.get(last)?.0);
    let unbroken = runs.get(first..=last)?.iter().all(holds);
    let (open_start, open_end) = (range.has_since() && first > 0, range.has_until() && last + 1 < runs.len());
    let outside_only = (first == 0 || open_start) && (last + 1 == runs.len() || open_end);
    (unbroken && outside_only && (open_start || open_end)).then(|| format!("holds from {from} to {to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(holds: &str) -> Vec<(Version, Vec<String>)> {
        let releases = Version::all();
        let run = |holds| if holds == '+' { Vec::new() } else { vec!["differs".to_owned()] };
        releases.zip(holds.chars().map(run)).collect()
    }

    #[test]
    fn only_an_unseen_end_may_move_inside() {
        let since = Range::new(Some("1.28"), None, true);
        let until = Range::new(None, Some("1.31"), true);
        assert_eq!(narrowed(&since, &runs("--++")).as_deref(), Some("holds from 1.30 to 1.31"));
        assert_eq!(narrowed(&until, &runs("++--")).as_deref(), Some("holds from 1.28 to 1.29"));
        assert_eq!(narrowed(&since, &runs("++--")), None, "the newest releases must agree");
        assert_eq!(narrowed(&until, &runs("--++")), None);
        assert_eq!(narrowed(&since, &runs("-+-+")), None, "it comes once and stays");
        assert_eq!(narrowed(&since, &runs("----")), None);
        assert_eq!(narrowed(&since, &runs("++++")), None, "nothing to say");
        let exact = Range::new(Some("1.28"), None, false);
        assert_eq!(narrowed(&exact, &runs("--++")), None);
    }
}
