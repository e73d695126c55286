//! The curves of a plan and of a simulation, drawn alike on a page and in a terminal.
//!
//! No number is made here: each is one of [`Plan`]'s, or of the simulation's [`Report`].

mod axis;
mod draw;
mod svg;
mod terminal;

pub use svg::svg;
pub use terminal::terminal;

use crate::plan::{LoadPoint, Model, Plan, carried_rate};
use crate::simulation::{CurvePoint, Report};
use crate::stack::{Stack, promises};
use crate::units::Rate;

/// How a curve is told from the others: its colour on a page, its letter and its colour in a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hue {
    /// Red, green, blue: told from the ground in the dark and in the light.
    pub rgb: (u8, u8, u8),
    /// The letter of which the curve is made in a terminal.
    pub mark: char,
    /// The colour of a terminal (ECMA-48, select graphic rendition).
    pub ansi: u8,
}

const BLUE: Hue = Hue { rgb: (59, 130, 246), mark: '*', ansi: 34 };
const GREEN: Hue = Hue { rgb: (16, 163, 127), mark: 'o', ansi: 32 };
const ORANGE: Hue = Hue { rgb: (226, 132, 15), mark: '+', ansi: 33 };
const RED: Hue = Hue { rgb: (224, 62, 62), mark: '#', ansi: 31 };
const VIOLET: Hue = Hue { rgb: (139, 92, 246), mark: 'x', ansi: 35 };
/// Of what is promised.
const GREY: Hue = Hue { rgb: (128, 128, 128), mark: '-', ansi: 90 };

/// A curve.
#[derive(Debug, Clone)]
pub struct Curve {
    /// What it shows.
    pub name: String,
    /// How it is told from the others.
    pub hue: Hue,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// A level that is promised, with its name.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The promise.
    pub name: String,
    /// The level.
    pub value: f64,
}

/// What is drawn in one frame.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it shows, with its unit.
    pub title: &'static str,
    /// What goes from left to right.
    pub across: &'static str,
    /// The curves; those behind lie over those before.
    pub curves: Vec<Curve>,
    /// What is promised of them.
    pub bounds: Vec<Bound>,
    /// Whether each decade is as high as the next.
    pub logarithmic: bool,
    /// What is said where all values are zero, instead of drawing nothing.
    pub nothing: &'static str,
}

impl Chart {
    /// Whether there is nothing to see.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.curves.iter().flat_map(|curve| &curve.points).all(|(_, value)| *value <= 0.0)
    }
}

/// The time to the answer over the load of a pod; none where no batch time is known.
#[must_use]
pub fn of_plan(plan: &Plan, stack: &Stack) -> Option<Chart> {
    let curve = |name: &str, hue, value: fn(&LoadPoint) -> f64| Curve {
        name: name.to_owned(),
        hue,
        points: plan.loads.iter().map(|point| (point.rate, value(point))).collect(),
    };
    (!plan.loads.is_empty()).then(|| Chart {
        title: "Time to the answer by load, seconds",
        across: "requests a second for each pod",
        curves: vec![
            curve("p50", GREEN, |point| point.numbers.p50),
            curve("p95", BLUE, |point| point.numbers.p95),
            curve("p99", VIOLET, |point| point.numbers.p99),
        ],
        bounds: promised(stack),
        logarithmic: true,
        nothing: "no answer takes any time",
    })
}

/// Load, pods, time to the answer, failures and budget over the simulated time.
#[must_use]
pub fn of_run(stack: &Stack, report: &Report) -> Vec<Chart> {
    let carried = carried_rate(stack, Model::of(stack).as_ref()).map_or(0.0, Rate::as_f64);
    let curve = |name: &str, hue, value: &dyn Fn(&CurvePoint) -> f64| Curve {
        name: name.to_owned(),
        hue,
        points: report.curve.iter().map(|point| (minutes(point), value(point))).collect(),
    };
    let over_time = |title, curves, nothing| Chart {
        title,
        across: "minutes",
        curves,
        bounds: Vec::new(),
        logarithmic: false,
        nothing,
    };
    let load = vec![
        curve("arriving", BLUE, &|point| point.offered_rate),
        curve("carried by the pods in service", GREEN, &|point| point.in_service * carried),
    ];
    let pods = vec![
        curve("ordered", ORANGE, &|point| point.ordered),
        curve("started", VIOLET, &|point| point.started),
        curve("in service", GREEN, &|point| point.in_service),
    ];
    let latency = vec![
        curve("p50", GREEN, &|point| point.p50),
        curve("p95", BLUE, &|point| point.p95),
        curve("p99", VIOLET, &|point| point.p99),
    ];
    let failed = vec![curve("rejected, abandoned or lost", RED, &|point| point.failed * 100.0)];
    let spent = report.curve.iter().zip(report.budget_spent());
    let spent = spent.map(|(point, spent)| (minutes(point), spent * 100.0)).collect();
    let spent = vec![Curve { name: "spent".to_owned(), hue: RED, points: spent }];
    vec![
        over_time("Load, requests a second", load, "nothing arrives"),
        over_time("Pods", pods, "there are none"),
        Chart {
            bounds: promised(stack),
            logarithmic: true,
            ..over_time("Time to the answer, seconds", latency, "nothing is answered")
        },
        over_time("Failed, percent of a minute's requests", failed, "no request failed in any run"),
        over_time("Error budget of the whole run spent, percent", spent, "none of it was spent in any run"),
    ]
}

fn minutes(point: &CurvePoint) -> f64 {
    point.at.as_seconds() / 60.0
}

fn promised(stack: &Stack) -> Vec<Bound> {
    let objectives = promises::objectives(&stack.profile);
    let bound = |(percentile, bound): (_, &crate::located::Located<crate::units::Duration>)| Bound {
        name: format!("{percentile} {bound}"),
        value: bound.as_secs_f64(),
    };
    objectives.map(bound).collect()
}
