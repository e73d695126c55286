//! "Did you mean".

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
pub(crate) fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().max(name.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let keys = ["max", "min", "cross_zone", "idle_timeout"];
        assert_eq!(closest("idle_timout", keys.into_iter()), Some("idle_timeout"));
        assert_eq!(closest("mx", keys.into_iter()), Some("max"));
        assert_eq!(closest("replicas", keys.into_iter()), None);
    }
}
