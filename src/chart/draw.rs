//! A chart on whatever can draw lines and letters.

use super::axis::Axis;
use super::{Chart, GREY, Hue};
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged as _;
use plotters::prelude::{
    BLACK, ChartBuilder, Color as _, DashedLineSeries, DrawingArea, DrawingAreaErrorKind, DrawingBackend,
    IntoDrawingArea as _, LineSeries, RGBColor, Text, TextStyle,
};
use plotters::style::IntoTextStyle as _;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Sizes in units of the drawing: those of a page are small, those of a terminal are letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) margin: i32,
    /// Room beside the right end, for the names of promises.
    pub(super) right: i32,
    pub(super) left: i32,
    pub(super) below: i32,
    pub(super) letters: f64,
    pub(super) marks_across: u32,
    pub(super) marks_up: u32,
    pub(super) tick: i32,
    pub(super) mesh: bool,
    pub(super) stroke: u32,
    pub(super) dash: i32,
}

pub(super) fn colour(hue: Hue) -> RGBColor {
    let (red, green, blue) = hue.rgb;
    RGBColor(red, green, blue)
}

/// Draws a chart.
pub(super) fn draw<DB: DrawingBackend>(
    backend: DB,
    chart: &Chart,
    look: &Look,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let root: DrawingArea<DB, Shift> = backend.into_drawing_area();
    let (across, up) = axes(chart, look);
    let end = across.range().end;
    let right = if chart.bounds.is_empty() { look.margin.max(look.right / 3) } else { look.right };
    let mut context = ChartBuilder::on(&root)
        .margin(look.margin)
        .margin_right(right)
        .x_label_area_size(look.below)
        .y_label_area_size(look.left)
        .build_cartesian_2d(across, up)?;
    let letters = ("sans-serif", look.letters).into_text_style(&root);
    let mut mesh = context.configure_mesh();
    mesh.light_line_style(BLACK.mix(0.0)).bold_line_style(BLACK.mix(0.15));
    mesh.label_style(letters.clone()).x_desc(chart.across).set_all_tick_mark_size(look.tick);
    if !look.mesh {
        mesh.disable_mesh();
    }
    mesh.draw()?;
    for bound in &chart.bounds {
        let line = [(0.0, bound.value), (end, bound.value)];
        let style = colour(GREY).stroke_width(1);
        context.draw_series(DashedLineSeries::new(line, look.dash, look.dash, style))?;
        let named: TextStyle<'_> = letters.pos(Pos::new(HPos::Left, VPos::Center));
        context.plotting_area().draw(&Text::new(format!(" {}", bound.name), (end, bound.value), named))?;
    }
    for curve in &chart.curves {
        let points = curve.points.iter().copied();
        context.draw_series(LineSeries::new(points, colour(curve.hue).stroke_width(look.stroke)))?;
    }
    drop(context);
    root.present()
}

fn axes(chart: &Chart, look: &Look) -> (Axis, Axis) {
    let points = || chart.curves.iter().flat_map(|curve| &curve.points);
    let values = || points().map(|(_, value)| *value).chain(chart.bounds.iter().map(|bound| bound.value));
    let right = points().map(|(at, _)| *at).fold(0.0, f64::max);
    let across = Axis::linear(right, 0.0, look.marks_across);
    let largest = values().fold(0.0, f64::max);
    let up = if chart.logarithmic {
        let smallest = values().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
        Axis::logarithmic(smallest.min(largest), largest, look.marks_up)
    } else {
        Axis::linear(largest, 0.05, look.marks_up)
    };
    (across, up)
}
