//! The cases of an alert, by what drives it.

use super::scene::{Scene, le, series};
use super::steps::{Curve, MILLION, crossing, minutes};
use super::{Case, states};
use crate::alerts::{Alert, Driver};
use crate::stack::Stack;
use crate::units::{Duration, Share};

/// Minutes after the time at which it must have fired, so that a case is not about that minute.
const SETTLED: u64 = 2;

pub(super) fn cases(stack: &Stack, alert: &Alert) -> Vec<Case> {
    match alert.driver {
        Driver::Slow { bound, above, window, least } => {
            let slow = Part { stack, alert, kind: Kind::Slow(bound), threshold: above, window };
            let mut cases = slow.cases();
            cases.extend(slow.traffic(u64::from(least.get())));
            cases.extend(slow.other_spelling(bound));
            cases
        }
        Driver::Failed { above, window, least } => {
            let failed = Part { stack, alert, kind: Kind::Failed, threshold: above, window };
            let mut cases = failed.cases();
            cases.extend(failed.traffic(u64::from(least.get())));
            cases.push(failed.case(
                "no failure yet, and no series of failures",
                failed.healthy(),
                failed.late(),
                false,
            ));
            cases.extend(failed.others());
            cases.extend(failed.beside(u64::from(least.get())));
            cases
        }
        Driver::FailedOfFew { above, window, least_failed } => {
            let failed = Part { stack, alert, kind: Kind::Failed, threshold: above, window };
            let mut cases = failed.cases();
            cases.extend(failed.few(u64::from(least_failed.get())));
            cases.extend(failed.long_ago(u64::from(least_failed.get())));
            cases
        }
        Driver::Hit { below, window, least } => {
            let missed = Part { stack, alert, kind: Kind::Missed, threshold: below.complement(), window };
            let mut cases = missed.cases();
            cases.extend(missed.traffic(u64::from(least.get())));
            cases
        }
        _ => states::cases(stack, alert),
    }
}

/// Which part of the requests is a bad one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Slow(Duration),
    Failed,
    Missed,
}

/// An alert on a part of the requests in a window.
struct Part<'a> {
    stack: &'a Stack,
    alert: &'a Alert,
    kind: Kind,
    threshold: Share,
    window: Duration,
}

impl Part<'_> {
    fn lasting(&self) -> u64 {
        minutes(self.alert.r#for)
    }

    fn window(&self) -> u64 {
        minutes(self.window)
    }

    /// A minute at which it has fired if it ever does.
    fn late(&self) -> u64 {
        self.window() + self.lasting() + SETTLED
    }

    fn healthy(&self) -> Scene {
        Scene::healthy(self.stack, 3 * self.window() + self.lasting() + 20)
    }

    fn case(&self, name: &str, scene: Scene, minute: u64, fires: bool) -> Case {
        Case::new(self.stack, self.alert, name, scene, vec![(minute, fires)])
    }

    /// The service with this curve of bad requests.
    fn with(&self, all: &Curve, bad: &Curve) -> Scene {
        let mut scene = self.healthy();
        scene.serve(all);
        match self.kind {
            Kind::Slow(bound) => scene.bad_slow(bound, &bad.less_than(all)),
            Kind::Failed => scene.fail(all, Some(bad)),
            Kind::Missed => scene.hit(all, bad),
        }
        scene
    }

    /// The service of which a share is bad for ever.
    fn share(&self, ppm: u128) -> (Curve, Curve) {
        let rate = self.healthy().names.rate;
        (Curve::constant(rate), Curve::share(rate, ppm, 1_000_000))
    }

    fn above(&self) -> u128 {
        let ppm = u128::from(self.threshold.ppm());
        (ppm * 11 / 10).min(ppm.midpoint(1_000_000))
    }

    fn below(&self) -> u128 {
        u128::from(self.threshold.ppm()) * 9 / 10
    }

    /// The same counters have other series too, as many: of what clients do wrong, and of what no model answers, which
    /// would halve the share.
    fn others(&self) -> Vec<Case> {
        let (all, over) = self.share(self.above());
        let mut wrong = self.healthy();
        let mut diluted = self.with(&all, &over);
        let silent = wrong.fail_clients(&all).map(|()| ("clients do wrong, and nothing fails", wrong, false));
        let fires = diluted.serve_others(&all).map(|()| ("just above it, and others are answered", diluted, true));
        silent.into_iter().chain(fires).map(|(name, scene, fires)| self.case(name, scene, self.late(), fires)).collect()
    }

    /// Counted beside the others, failures are read twice: as bad ones, and among all. Where they are all that comes, a
    /// longer or shorter window of the second reading shows.
    fn beside(&self, least: u64) -> Vec<Case> {
        let names = self.healthy().names;
        if !names.counts_failures_beside() {
            return Vec::new();
        }
        let (change, window) = (self.late(), self.window());
        let case = |name, all: &Curve, share, after, fires| {
            let bad = all.part(share, MILLION);
            self.case(name, self.with(all, &bad), change + after, fires)
        };
        let all = Curve::constant(names.rate);
        let ended = Curve::share(names.rate, 1, 2).then(change, &Curve::constant(0));
        let few = all.then(change, &Curve::share(1, u128::from(least) * 85, u128::from(window) * 100));
        let fewer = Curve::share(names.rate, 4 * MILLION, u128::from(self.threshold.ppm())).then(change, &all);
        vec![
            case("all failed, and nobody asks any more", &ended, MILLION, window / 2 + 1, true),
            case("just above it, and nobody asks any more", &ended, self.above(), window / 2 + 1, true),
            case("all of too few fail, and of many before the window", &few, MILLION, window + 1, false),
            case("just above it, of too few and of many before the window", &few, self.above(), window + 1, false),
            case("all fail, and many more did before the window", &fewer, MILLION, window + 1, true),
        ]
    }

    fn cases(&self) -> Vec<Case> {
        let (all, over) = self.share(self.above());
        let (_, under) = self.share(self.below());
        let restart = self.window() / 2 + 1;
        let again = |curve: &Curve| curve.clone().restarted(restart);
        let nobody = Curve::constant(0);
        let mut cases = vec![
            self.case("just above the threshold", self.with(&all, &over), self.late(), true),
            self.case("just below the threshold", self.with(&all, &under), self.late(), false),
            self.case("just above it, and the pod restarts", self.with(&again(&all), &again(&over)), self.late(), true),
            self.case(
                "just below it, and the pod restarts",
                self.with(&again(&all), &again(&under)),
                self.late(),
                false,
            ),
            self.case("nobody asks", self.with(&nobody, &nobody), self.late(), false),
            self.step(),
        ];
        cases.extend(self.fall());
        cases.extend(self.weighted());
        cases
    }

    /// A healthy service that breaks at a minute: the last minute at which it is silent, and the first of the alert.
    fn step(&self) -> Case {
        let window = self.window() + u64::from(self.kind == Kind::Missed && self.healthy().has_hit_gauge());
        let crossing = crossing(u128::from(self.threshold.ppm()) * 1_000, window);
        let begin = self.window() + 1;
        let (all, none) = self.share(0);
        let rate = self.healthy().names.rate;
        let bad = none.then(begin, &Curve::share(rate, crossing.share, 1_000_000_000));
        let fires = begin + crossing.minutes + self.lasting();
        let name = "it begins, and lasts too short, then long enough";
        Case::new(self.stack, self.alert, name, self.with(&all, &bad), vec![(fires - 1, false), (fires, true)])
    }

    /// All is bad, of too few requests to say so, and of just enough.
    fn traffic(&self, least: u64) -> Vec<Case> {
        let window = u128::from(self.window());
        let scene = |percent: u128| {
            let all = Curve::share(1, u128::from(least) * percent, window * 100);
            self.with(&all, &all)
        };
        let late = self.late();
        vec![
            self.case("all of too few", scene(85), late + self.window(), false),
            self.case("all of just enough", scene(115), late, true),
        ]
    }

    /// All fail, of too few to say so, and of just enough, in a window that is full.
    fn few(&self, least: u64) -> Vec<Case> {
        self.traffic(least)
    }

    /// What was before the window does not count: of the failures too few, of the requests too many.
    fn long_ago(&self, least: u64) -> Vec<Case> {
        let (all, over) = self.share(self.above());
        let begin = self.window() + 10;
        let later = self.late() + begin;
        let busy = Curve::constant(self.healthy().names.rate * 10).then(begin, &all);
        let some = over.then(begin, &self.share(0).1);
        let few = Curve::share(1, u128::from(least) * 85, u128::from(self.window()) * 100);
        let fewer = all.then(begin, &few);
        vec![
            self.case("all of too few, and of many before the window", self.with(&fewer, &fewer), later, false),
            self.case("just above it, and busier before", self.with(&busy, &over.then(begin, &over)), later, true),
            self.case("failures before the window", self.with(&all, &some), later, false),
        ]
    }

    /// A gauge is weighted by the requests of the same window, on both sides: how many come changes no share.
    fn weighted(&self) -> Vec<Case> {
        if self.kind != Kind::Missed || !self.healthy().has_hit_gauge() {
            return Vec::new();
        }
        let rate = self.healthy().names.rate;
        let change = self.late() - self.window() - 2;
        let case = |name, part, whole| {
            let (all, over) = self.share(self.above());
            let (then, bad) =
                (Curve::share(rate, part, whole), Curve::share(rate, self.above() * part, 1_000_000 * whole));
            self.case(name, self.with(&all.then(change, &then), &over.then(change, &bad)), self.late(), true)
        };
        vec![case("just above it, and many more come", 10, 1), case("just above it, and far fewer come", 1, 3)]
    }

    /// Fewer and fewer come, and as many of them are bad as before: the share rises with the window of all.
    fn fall(&self) -> Option<Case> {
        if self.kind == Kind::Missed && self.healthy().has_hit_gauge() {
            return None;
        }
        let window = self.window();
        let minutes = window / 2 + 1;
        // From nine tenths of the threshold: all in the window have to fall by a tenth, `(1 - k)(minutes - 1/4)` of
        // `window`, so that it passes between two minutes.
        let begin = window + 1;
        let (all, bad) = self.share(self.below());
        let (rate, quarters) = (self.healthy().names.rate, u128::from(4 * minutes - 1));
        let left = quarters - u128::from(window) * 4 / 10;
        let fewer = all.then(begin, &Curve::share(rate, left, quarters));
        let fires = begin + minutes + self.lasting();
        let name = "fewer come, and as many are bad";
        let scene = self.with(&fewer, &bad.then(begin, &bad));
        Some(Case::new(self.stack, self.alert, name, scene, vec![(fires - 1, false), (fires, true)]))
    }

    /// Go's client writes a whole bucket without a point; Prometheus 2 keeps it so.
    fn other_spelling(&self, bound: Duration) -> Option<Case> {
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
        Some(self.case("just above it, as Go writes the bucket", scene, self.late(), true))
    }
}
