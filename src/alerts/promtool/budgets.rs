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
    cases.push(tier.rise());
    cases.push(tier.recovery());
    cases.extend(tier.other_spelling());
    cases
}

impl Tier<'_> {
    fn case(&self, name: &str, scene: Scene, asked: Vec<(u64, bool)>) -> Case {
        Case::new(self.stack, self.alert, name, scene, asked)
    }

    fn with(&self, all: &Curve, bad: &Curve) -> Scene {
        let mut scene = Scene::healthy(self.stack, self.long * 2 + 10 * BEFORE);
        scene.serve(all);
        match self.bad {
            Bad::Slow(bound) => scene.bad_slow(bound, &bad.less_than(all)),
            Bad::Failed => scene.fail(bad),
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
        let restart = self.long - self.short / 2;
        let again = |curve: &Curve| curve.clone().restarted(restart);
        vec![
            self.case("just above the threshold", self.with(&all, &over), late.clone()),
            self.case("just below the threshold", self.with(&all, &under), silent.clone()),
            self.case("just above it, and the pod restarts", self.with(&again(&all), &again(&over)), late),
            self.case("just below it, and the pod restarts", self.with(&again(&all), &again(&under)), silent.clone()),
            self.case("nobody asks", self.with(&nobody, &nobody), silent),
        ]
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

    /// A healthy service that breaks: the short window is full of it long before the long one has enough.
    fn rise(&self) -> Case {
        let share = (self.threshold * 3).min(self.threshold.midpoint(BILLION));
        let (all, bad) = self.share(share);
        let begin = self.long + BEFORE;
        let bad = self.share(0).1.then(begin, &bad);
        let crosses = u64::try_from(self.threshold * u128::from(self.long) / share).unwrap_or(self.long);
        // A twentieth of the window on each side: the rates' own five minutes, and the step of the evaluation.
        let margin = (self.long / 20).max(8);
        let asked = vec![(begin + crosses - margin, false), (begin + crosses + margin, true)];
        self.case("it begins: silent while the long window has little of it", self.with(&all, &bad), asked)
    }

    /// A service that recovers: the long window is full of it long after the short one has none.
    fn recovery(&self) -> Case {
        let share = (self.threshold * 3).min(self.threshold.midpoint(BILLION));
        let (all, bad) = self.share(share);
        let end = self.long + BEFORE;
        let ended = bad.then(end, &self.share(0).1);
        let left = self.short - u64::try_from(self.threshold * u128::from(self.short) / share).unwrap_or(0);
        let margin = (self.short / 6).max(2);
        let asked = vec![(end + left.saturating_sub(margin), true), (end + left + margin + 5, false)];
        self.case("it ends: silent soon after, though the long window is full", self.with(&all, &ended), asked)
    }

    fn other_spelling(&self) -> Option<Case> {
        let Bad::Slow(bound) = self.bad else { return None };
        if !bound.is_whole_seconds() {
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
