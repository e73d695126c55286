//! The curves of a simulation as SVG without a script. Lines and letters take the page's colour; curves have one that
//! is told from the ground in the dark and in the light.

use crate::plan::{Model, carried_rate};
use crate::simulation::{CurvePoint, Report};
use crate::stack::{Stack, promises};
use plotters::prelude::{
    BLACK, ChartBuilder, Color as _, DrawingAreaErrorKind, IntoDrawingArea as _, IntoFont as _, LineSeries, RGBColor,
    SVGBackend,
};
use serde::Serialize;

/// Size in units of the drawing: narrow, so that letters stay readable on a telephone.
const SIZE: (u32, u32) = (480, 240);

const BLUE: RGBColor = RGBColor(59, 130, 246);
const GREEN: RGBColor = RGBColor(16, 163, 127);
const ORANGE: RGBColor = RGBColor(226, 132, 15);
const RED: RGBColor = RGBColor(224, 62, 62);
const VIOLET: RGBColor = RGBColor(139, 92, 246);
const GREY: RGBColor = RGBColor(128, 128, 128);

/// A drawing with its legend.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// What it shows, with its unit.
    pub title: &'static str,
    /// The drawing.
    pub svg: String,
    /// Names of the curves with their colours.
    pub legend: Vec<(String, String)>,
}

struct Curve {
    name: String,
    colour: RGBColor,
    points: Vec<(f64, f64)>,
}

type Fault = DrawingAreaErrorKind<std::io::Error>;

/// Load, pods, latency, failures and budget over time.
pub(super) fn charts(stack: &Stack, report: &Report) -> anyhow::Result<Vec<Chart>> {
    let carried = carried_rate(stack, Model::of(stack).as_ref()).map_or(0.0, crate::units::Rate::as_f64);
    let curve = |name: &str, colour, value: &dyn Fn(&CurvePoint) -> f64| Curve {
        name: name.to_owned(),
        colour,
        points: report.curve.iter().map(|point| (minutes(point), value(point))).collect(),
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
    let mut latency = vec![
        curve("p50", GREEN, &|point| point.p50),
        curve("p95", BLUE, &|point| point.p95),
        curve("p99", VIOLET, &|point| point.p99),
    ];
    latency.extend(promises::objectives(&stack.profile).map(|(percentile, bound)| {
        let name = format!("promised {percentile} {bound}");
        curve(&name, GREY, &|_| bound.as_secs_f64())
    }));
    let failed = vec![curve("rejected, abandoned or lost", RED, &|point| point.failed * 100.0)];
    Ok(vec![
        drawn("Load, requests a second", load)?,
        drawn("Pods", pods)?,
        drawn("Time to the answer, seconds", latency)?,
        drawn("Failed, percent of a minute's requests", failed)?,
        drawn("Error budget of the whole run spent, percent", vec![budget(report)])?,
    ])
}

fn minutes(point: &CurvePoint) -> f64 {
    point.at.as_seconds() / 60.0
}

/// Failures so far over those that the whole run may have.
fn budget(report: &Report) -> Curve {
    let allowed = report.promises.first().map_or(0.01, |promise| promise.allowed);
    let total: f64 = report.curve.iter().map(|point| point.offered_rate).sum();
    let mut failed = 0.0;
    let mut points = Vec::new();
    for point in &report.curve {
        failed += point.offered_rate * point.failed;
        points.push((minutes(point), failed / (total * allowed).max(1e-9) * 100.0));
    }
    Curve { name: "spent".to_owned(), colour: RED, points }
}

fn drawn(title: &'static str, curves: Vec<Curve>) -> anyhow::Result<Chart> {
    let svg = svg(&curves).map_err(|fault| anyhow::anyhow!("cannot draw `{title}`: {fault}"))?;
    let hex = |RGBColor(red, green, blue)| format!("#{red:02x}{green:02x}{blue:02x}");
    let legend = curves.into_iter().map(|curve| (curve.name, hex(curve.colour))).collect();
    Ok(Chart { title, svg, legend })
}

fn svg(curves: &[Curve]) -> Result<String, Fault> {
    let all = || curves.iter().flat_map(|curve| &curve.points);
    let right = all().map(|(at, _)| *at).fold(1.0, f64::max);
    let top = all().map(|(_, value)| *value).fold(0.0, f64::max);
    let top = if top > 0.0 { top * 1.08 } else { 1.0 };
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .margin(10)
            .margin_right(18)
            .x_label_area_size(40)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..right, 0.0..top)?;
        chart
            .configure_mesh()
            .light_line_style(BLACK.mix(0.0))
            .bold_line_style(BLACK.mix(0.15))
            .x_labels(7)
            .y_labels(6)
            .label_style(("sans-serif", 14).into_font())
            .x_desc("minutes")
            .draw()?;
        for curve in curves {
            chart.draw_series(LineSeries::new(curve.points.iter().copied(), curve.colour.stroke_width(2)))?;
        }
        root.present()?;
    }
    Ok(text)
}
