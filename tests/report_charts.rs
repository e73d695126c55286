//! The drawings of `report`, read back by their own marks: every point is a number that `simulate` or `plan` prints.

mod support;

use serde_json::Value;
use support::Infgen;

/// The shipped `prod` with few requests and, for some minutes, fewer pods than they need, so that there is something to
/// see in all and no curve lies on another.
const OVERLOADED: &str = "extends = \"prod\"\n\n[traffic]\nbase = \"30rps\"\npeak = \"300rps\"\n\n[traffic.pattern]\n\
    kind = \"step\"\nstart = \"2m\"\n\n[slo]\nthroughput = \"300rps\"\n\n[autoscaling]\nmin = 1\nmax = 4\n";
const RUNS: &str = "--horizon 8m --replications 2";

fn stdout(arguments: &str) -> String {
    let run = Infgen::new().file("profiles/mine.toml", OVERLOADED).args(arguments);
    String::from_utf8(run.output().stdout).expect("text")
}

fn json(arguments: &str) -> Value {
    serde_json::from_str(&stdout(&format!("{arguments} --format json"))).expect("JSON")
}

/// What stands between two texts, at each place.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).map(move |rest| rest.split(close).next().expect("it is closed"))
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("{name} in {tag}"));
    rest.split('"').next().expect("it is closed")
}

/// An axis, by the first and the last of its marks: a place in the drawing and what stands there.
struct Scale {
    marks: Vec<(f64, f64)>,
    logarithmic: bool,
}

impl Scale {
    fn of(svg: &str, anchor: &str, place: &str, logarithmic: bool) -> Self {
        let texts = between(svg, "<text ", "</text>").map(|text| text.split_once(">\n").expect("a tag"));
        let named = texts.filter(|(tag, _)| attribute(tag, "text-anchor") == anchor);
        let marks: Vec<(f64, f64)> = named
            .filter_map(|(tag, label)| Some((attribute(tag, place).parse().ok()?, label.trim().parse().ok()?)))
            .collect();
        assert!(marks.len() > 1, "{marks:?}");
        let scale = Self { marks, logarithmic };
        // The marks between the ends stand where the ends say.
        for (at, value) in &scale.marks {
            assert!(scale.fits(*at, *value), "{value} stands at {at} in {:?}", scale.marks);
        }
        scale
    }

    fn value(&self, at: f64) -> f64 {
        let scaled = |value: f64| if self.logarithmic { value.ln() } else { value };
        let (first, last) = (self.marks[0], self.marks[self.marks.len() - 1]);
        let along = (at - first.0) / (last.0 - first.0);
        let value = scaled(first.1) + along * (scaled(last.1) - scaled(first.1));
        if self.logarithmic { value.exp() } else { value }
    }

    /// Whether a value stands at a place, to a unit of the drawing and a half.
    fn fits(&self, at: f64, value: f64) -> bool {
        let (one, other) = (self.value(at - 1.5), self.value(at + 1.5));
        (one.min(other)..=one.max(other)).contains(&value)
    }
}

/// Holds the curve of a colour in the drawing of a title against points.
fn same(page: &str, title: &str, colour: &str, points: &[(f64, f64)]) {
    let figure = between(page, "<figcaption>", "</figure>").find(|figure| figure.starts_with(title));
    let svg = between(figure.unwrap_or_else(|| panic!("no `{title}`")), "<svg ", "</svg>").next();
    let svg = svg.unwrap_or_else(|| panic!("`{title}` is not drawn"));
    let across = Scale::of(svg, "middle", "x", false);
    let up = Scale::of(svg, "end", "y", title.starts_with("Time"));
    let (own, others): (Vec<&str>, Vec<&str>) =
        between(svg, "<polyline ", "/>").partition(|line| attribute(line, "stroke") == colour);
    let drawn = drawn(own.first().unwrap_or_else(|| panic!("no {colour} in `{title}`")));
    assert_eq!(drawn.len(), points.len(), "points of {colour} in `{title}`");
    for ((x, y), (at, value)) in drawn.iter().zip(points) {
        assert!(across.fits(*x, *at), "`{title}`: {at} is drawn at {}", across.value(*x));
        assert!(up.fits(*y, *value), "`{title}`, {colour} at {at}: {value} is drawn as {}", up.value(*y));
    }
    // A curve that lies on this one would have passed for it.
    for other in others.into_iter().map(self::drawn).filter(|other| other.len() == points.len()) {
        let apart = other.iter().zip(points).any(|((_, y), (_, value))| !up.fits(*y, *value));
        assert!(apart, "`{title}`: another curve lies on that of {colour}");
    }
}

/// The points of a curve, in units of the drawing.
fn drawn(line: &str) -> Vec<(f64, f64)> {
    let points = attribute(line, "points").split_whitespace();
    let points = points.map(|point| point.split_once(',').expect("two numbers"));
    points.map(|(x, y)| (x.parse().expect("a number"), y.parse().expect("a number"))).collect()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} of {value}"))
}

const GREEN: &str = "#10A37F";
const BLUE: &str = "#3B82F6";
const VIOLET: &str = "#8B5CF6";
const ORANGE: &str = "#E2840F";
const RED: &str = "#E03E3E";

#[test]
fn every_point_of_a_drawing_is_one_that_simulate_or_plan_prints() {
    let page = stdout(&format!("report -p mine {RUNS}"));
    let run = json(&format!("simulate -p mine {RUNS}"));
    let plan = json("plan -p mine");
    let curve = run["curve"].as_array().expect("a curve");
    let of = |value: &dyn Fn(&Value) -> f64| -> Vec<(f64, f64)> {
        curve.iter().map(|point| (number(point, "at") / 60.0, value(point))).collect()
    };
    let key = |key: &'static str| of(&|point| number(point, key));

    let figures = plan[0]["sections"].as_array().expect("sections").iter();
    let mut figures = figures.flat_map(|section| section["figures"].as_array().expect("figures"));
    let carried = number(figures.find(|figure| figure["name"] == "capacity planned with").expect("planned"), "value");
    same(&page, "Load", BLUE, &key("offered_rate"));
    same(&page, "Load", GREEN, &of(&|point| number(point, "in_service") * carried));
    same(&page, "Pods", ORANGE, &key("ordered"));
    same(&page, "Pods", VIOLET, &key("started"));
    same(&page, "Pods", GREEN, &key("in_service"));
    for (name, colour) in [("p50", GREEN), ("p95", BLUE), ("p99", VIOLET)] {
        same(&page, "Time to the answer, seconds", colour, &key(name));
        let loads = plan[0]["loads"].as_array().expect("loads").iter();
        let loads: Vec<(f64, f64)> = loads.map(|point| (number(point, "rate"), number(point, name))).collect();
        same(&page, "Time to the answer by load", colour, &loads);
    }
    same(&page, "Failed", RED, &of(&|point| number(point, "failed") * 100.0));

    // The budget: failures so far over those that are allowed, which ends at what `simulate` prints.
    let promise = &run["promises"][0];
    let total: f64 = curve.iter().map(|point| number(point, "offered_rate")).sum();
    let mut failed = 0.0;
    let mut spent = Vec::new();
    for point in curve {
        failed += number(point, "offered_rate") * number(point, "failed");
        spent.push((number(point, "at") / 60.0, failed / total / number(promise, "allowed") * 100.0));
    }
    same(&page, "Error budget", RED, &spent);
    let printed = number(&promise["budget_spent"], "mean") * 100.0;
    let last = spent.last().expect("a curve").1;
    assert!((last / printed - 1.0).abs() < 0.02, "{last} of {printed}");
}

#[test]
fn the_promises_stand_beside_the_drawings() {
    let page = stdout(&format!("report -p mine {RUNS}"));
    for title in ["Time to the answer, seconds", "Time to the answer by load"] {
        let figure = between(&page, "<figcaption>", "</figure>").find(|figure| figure.starts_with(title));
        let figure = figure.expect("it is there");
        let up = Scale::of(figure, "end", "y", true);
        let named = between(figure, "<text ", "</text>").filter(|text| text.contains("\"start\""));
        let named: Vec<(f64, &str)> = named
            .map(|text| text.split_once(">\n").expect("a tag"))
            .map(|(tag, name)| (attribute(tag, "y").parse().expect("a number"), name.trim()))
            .collect();
        let promised = [("p50 500ms", 0.5), ("p95 2s", 2.0), ("p99 3s", 3.0)];
        for ((at, name), (expected, seconds)) in named.iter().zip(promised) {
            assert_eq!(*name, expected);
            assert!(up.fits(*at, seconds), "{name} stands at {}", up.value(*at));
        }
        assert_eq!(named.len(), promised.len());
    }
}

/// What a program prints where a terminal is, by `script`, which gives it one.
fn in_a_terminal(arguments: &str) -> String {
    let run = Infgen::new().file("profiles/mine.toml", OVERLOADED);
    let program = format!("{} {arguments}", env!("CARGO_BIN_EXE_infgen"));
    let output = std::process::Command::new("script")
        .args(["-qec", &program, "/dev/null"])
        .current_dir(run.path())
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .output()
        .expect("`script` of util-linux is there");
    String::from_utf8(output.stdout).expect("text").replace("\r\n", "\n")
}

#[test]
fn a_terminal_gets_the_charts_and_a_pipe_does_not() {
    let simulate = format!("simulate -p mine -q {RUNS}");
    for (arguments, titles) in [
        ("plan -p mine", &["Time to the answer by load, seconds"][..]),
        (
            simulate.as_str(),
            &["Load, requests a second", "Pods", "Time to the answer, seconds", "Failed, percent", "Error budget"][..],
        ),
    ] {
        let (shown, piped) = (in_a_terminal(arguments), stdout(arguments));
        let charts = shown.strip_prefix(piped.as_str()).unwrap_or_else(|| panic!("{shown}\nis not\n{piped}"));
        for title in titles {
            assert!(charts.contains(title) && !piped.contains(title), "{title} in\n{charts}");
        }
        assert!(charts.contains("p99 3s") && charts.contains("x p99"), "{charts}");
        assert!(!charts.contains('\x1b'), "NO_COLOR is heard\n{charts}");
        assert!(charts.lines().all(|line| line.chars().count() <= 80), "{charts}");
    }
}
