//! Counts of cases by kind, and every mismatch.

use std::collections::BTreeMap;

use infgen::hpa::Version;

use crate::case::Case;

#[derive(Default)]
pub(crate) struct Report {
    counts: BTreeMap<String, Count>,
    mismatches: Vec<String>,
    narrowed: Vec<String>,
}

#[derive(Default)]
struct Count {
    cases: usize,
    runs: usize,
    out_of_range: usize,
}

impl Report {
    pub(crate) fn count(&mut self, case: &Case, runs: usize) {
        let count = self.counts.entry(format!("{}/{}", case.kind, case.op)).or_default();
        count.cases += 1;
        count.runs += runs;
        count.out_of_range += usize::from(runs == 0);
    }

    pub(crate) fn mismatch(&mut self, case: &Case, version: Version, difference: &str) {
        let Case { id, kind, op, .. } = case;
        self.mismatches.push(format!("{id} ({kind}/{op}) on {version}: {difference}"));
    }

    pub(crate) fn narrowed(&mut self, case: &Case, holds: &str) {
        self.narrowed.push(format!("{}: the file is not certain of its releases; it {holds}", case.id));
    }

    pub(crate) fn mismatches(&self) -> usize {
        self.mismatches.len()
    }

    /// Prints the counts, then fails with all mismatches if there is one.
    #[expect(clippy::print_stdout, reason = "the counts are what a person runs this test for")]
    pub(crate) fn finish(&self) {
        let (mut cases, mut runs) = (0, 0);
        for (op, count) in &self.counts {
            let Count { out_of_range, .. } = count;
            println!("{op:40} {:4} cases {:5} runs {out_of_range:3} out of range", count.cases, count.runs);
            cases += count.cases;
            runs += count.runs;
        }
        println!("{:40} {cases:4} cases {runs:5} runs", "total");
        for narrowed in &self.narrowed {
            println!("{narrowed}");
        }
        assert!(runs > 0, "no case was run");
        let found = self.mismatches.len();
        assert!(found == 0, "{found} mismatches:\n{}", self.mismatches.join("\n"));
    }
}
