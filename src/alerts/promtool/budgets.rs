//! The cases of an error budget's tiers.

use super::Case;
use super::scene::{Scene, le, series};
use super::steps::{Curve, minutes};
use crate::alerts::{Alert, Driver};
use crate::stack::Stack;
use crate::stack::budget::Bad;

/// Healthy minutes before something happens.
const BEFORE: u64 = 20;

/// What a tier's driver says, in minutes and billionths.
struct Tier<'a> {
    stack: &'a Stack,
    alert: &'a Alert,
    bad: Bad,
    threshold: u128,
    short: u64,
    long: u64,
    least: u64,
}

const BILLION: u128 = 1_000_000_000;

/// Minutes between evaluations of a tier: six in its short window, so that the shares of a window are told apart. A tier
/// has no `for`, so that a longer step than Prometheus' own loses nothing but time.
pub(super) fn step(alert: &Alert) -> u64 {
    let Driver::Burn { short, .. } = alert.driver else { return 1 };
    (minutes(short) / 6).max(1)
}

pub(super) fn cases(stack: &Stack, alert: &Alert) -> Vec<Case> {
    let Driver::Burn { bad, threshold, short, long, least, .. } = alert.driver else {
        return Vec::new();
    };
    let threshold = u128::from(threshold.billionths());
    let tier = Tier { stack, alert, bad, threshold, short: minutes(short), long: minutes(long), least };
    let mut cases = tier.level();
    cases.extend(tier.traffic());
    cases.extend(tier.traffic_changes());
    cases.push(tier.rise());
    cases.push(tier.recovery());
    cases.extend(tier.fewer());
    cases.extend(tier.beside());
    cases.extend(tier.other_spelling());
    cases
}

impl Tier<'_> {
    fn case(&self, name: &str, scene: Scene, asked: Vec<(u64, bool)>) -> Case {
        Case::new(self.stack, self.alert, name, scene, asked)
    }

    fn with(&self, all: &Curve, bad: &Curve) -> Scene {
        let mut scene = Scene::healthy(self.stack, self.long * 3 + 10 * BEFORE);
        scene.serve(all);
        match self.bad {
            Bad::Slow(bound) => scene.bad_slow(bound, &bad.less_than(all)),
            Bad::Failed => scene.fail(all, Some(bad)),
        }
        scene
    }

    fn rate(&self) -> u64 {
        Scene::healthy(self.stack, 1).names.rate
    }

    fn share(&self, billionths: u128) -> (Curve, Curve) {
        (Curve::constant(self.rate()), Curve::share(self.rate(), billionths, BILLION))
    }

    fn above(&self) -> u128 {
        (self.threshold * 11 / 10).min(self.threshold.midpoint(BILLION))
    }

    fn level(&self) -> Vec<Case> {
        let (all, over) = self.share(self.above());
        let (_, under) = self.share(self.threshold * 9 / 10);
        let nobody = Curve::constant(0);
        let late = vec![(self.long + BEFORE, true)];
        let silent = vec![(self.long + BEFORE, false)];
        let mut cases = vec![
            self.case("just above the threshold", self.with(&all, &over), late.clone()),
            self.case("just below the threshold", self.with(&all, &under), silent.clone()),
        ];
        if self.is_first() {
            let restart = self.long - self.short / 2;
            let again = |curve: &Curve| curve.clone().restarted(restart);
            let (above, below) = (self.with(&again(&all), &again(&over)), self.with(&again(&all), &again(&under)));
            cases.push(self.case("just above it, and the pod restarts", above, late));
            cases.push(self.case("just below it, and the pod restarts", below, silent.clone()));
            cases.push(self.case("nobody asks", self.with(&nobody, &nobody), silent));
        }
        cases
    }

    /// Whether it is the first tier of its objective: what concerns the rates, which all tiers add up, is shown where
    /// the windows are shortest.
    fn is_first(&self) -> bool {
        let all = crate::alerts::all(self.stack);
        all.iter().find(|alert| alert.objective == self.alert.objective) == Some(self.alert)
    }

    /// All is bad, of too few requests in the long window, and of just enough.
    fn traffic(&self) -> Vec<Case> {
        let scene = |percent: u128| {
            let all = Curve::share(1, u128::from(self.least) * percent, u128::from(self.long) * 100);
            self.with(&all, &all)
        };
        let at = self.long + BEFORE;
        vec![
            self.case("all of too few", scene(85), vec![(at, false)]),
            self.case("all of just enough", scene(115), vec![(at, true)]),
        ]
    }

    /// All is bad: of many before the long window and of too few in it, and of enough in its first half.
    fn traffic_changes(&self) -> Vec<Case> {
        let (least, long) = (u128::from(self.least), u128::from(self.long));
        let part = |percent: u128| Curve::share(1, least * percent, long * 100);
        let begin = self.long + BEFORE;
        let fell = Curve::constant(self.rate()).then(begin, &part(85));
        let halves = part(200).then(begin, &part(30));
        vec![
            self.case(
                "all of too few, and of many before",
                self.with(&fell, &fell),
                vec![(begin + self.long + BEFORE + self.step(), false)],
            ),
            self.case(
                "all of just enough, most of it long ago",
                self.with(&halves, &halves),
                vec![(begin + self.long / 2, true)],
            ),
        ]
    }

    /// The share while it is bad: three times the threshold, or everything.
    fn worse(&self) -> u128 {
        (self.threshold * 3).min(BILLION)
    }

    /// A service that is not well, at six tenths of the threshold, breaks: the short window is full of it long before
    /// the long one has enough.
    fn rise(&self) -> Case {
        let worse = self.worse();
        let begin = 2 * self.long + BEFORE;
        let (all, bad) = self.share(worse);
        let bad = self.share(self.threshold * 6 / 10).1.then(begin, &bad);
        // Minutes after which the long window has so many tenths of the threshold. The rates are those of the last five
        // minutes, half of which they lag behind.
        let after = |tenths: u128| {
            let minutes = self.threshold * (tenths - 6) * u128::from(self.long) / (10 * worse - 6 * self.threshold);
            u64::try_from(minutes).unwrap_or(self.long) + 3
        };
        let asked = vec![(begin + after(9), false), (begin + after(11) + self.step(), true)];
        self.case("it begins: silent while the long window has little of it", self.with(&all, &bad), asked)
    }

    fn step(&self) -> u64 {
        step(self.alert)
    }

    /// A service that recovers: the long window is full of it long after the short one has none.
    fn recovery(&self) -> Case {
        let worse = self.worse();
        let (all, bad) = self.share(worse);
        let end = self.long + BEFORE;
        let ended = bad.then(end, &self.share(0).1);
        // A window of five minutes holds four or five steps between its samples (Prometheus 3 leaves out the first).
        let left = |steps: u64| u64::try_from((worse - self.threshold) * u128::from(steps) / worse).unwrap_or(0);
        let (still, over) =
            if self.is_shortest() { (left(4), left(5) + 1) } else { (self.short / 2, self.short * 5 / 6) };
        let asked = vec![(end + still, true), (end + over, false)];
        self.case("it ends: silent soon after, though the long window is full", self.with(&all, &ended), asked)
    }

    /// Whether its short window is that of the rates themselves.
    fn is_shortest(&self) -> bool {
        self.short == minutes(crate::alerts::WINDOW)
    }

    /// A service that recovers to nine tenths of the threshold, and of which then fewer ask: the share rises with the
    /// window of all requests. It shows in the window of the rates only.
    fn fewer(&self) -> Option<Case> {
        if !self.is_shortest() {
            return None;
        }
        let end = self.long + BEFORE;
        let bad = self.share(self.worse()).1.then(end, &self.share(self.threshold * 9 / 10).1);
        // Of 5 minutes a tenth is half a minute, which is gone after 2.75 minutes of so much less.
        let fall = end + 12;
        let all = self.share(0).0.then(fall, &Curve::share(self.rate(), 225, 275));
        let asked = vec![(fall + 2, false), (fall + 3, true)];
        Some(self.case("it gets better, then fewer come, and as many are bad", self.with(&all, &bad), asked))
    }

    /// Counted beside the others, failures are read twice: as bad ones, and among all. Where they are all that comes, a
    /// longer or shorter window of the second reading shows.
    fn beside(&self) -> Vec<Case> {
        let names = Scene::healthy(self.stack, 1).names;
        if self.bad != Bad::Failed || !self.is_shortest() || !names.counts_failures_beside() {
            return Vec::new();
        }
        let change = self.long + BEFORE;
        let all = self.share(0).0;
        let ended = all.then(change, &Curve::constant(0));
        let fewer = Curve::share(names.rate, 4 * BILLION, self.threshold).then(change, &all);
        let case = |name, all: &Curve, after| self.case(name, self.with(all, all), vec![(change + after, true)]);
        vec![
            case("all failed, and nobody asks any more", &ended, self.short / 2 + 1),
            case("all fail, and many more did before the short window", &fewer, self.short + 1),
        ]
    }

    fn other_spelling(&self) -> Option<Case> {
        let Bad::Slow(bound) = self.bad else { return None };
        if !bound.is_whole_seconds() || !self.is_first() {
            return None;
        }
        let (all, over) = self.share(self.above());
        let mut scene = self.with(&all, &over);
        let bucket = scene.names.runtime.slow()?.bucket();
        let app = scene.names.app.clone();
        scene.remove(&series(&bucket, &app, &le(bound)));
        let go = series(&bucket, &app, &format!("le=\"{}\"", bound.seconds_text()));
        scene.counter(&go, &over.less_than(&all));
        Some(self.case("just above it, as Go writes the bucket", scene, vec![(self.long + BEFORE, true)]))
    }
}
