//! A chart as SVG without a script. Lines and letters take the page's colour.

use super::Chart;
use super::draw::{Look, draw};
use plotters::prelude::SVGBackend;

/// Size in units of the drawing: narrow, so that letters stay readable on a telephone.
const SIZE: (u32, u32) = (480, 240);

const LOOK: Look = Look {
    margin: 8,
    right: 84,
    left: 54,
    below: 46,
    letters: 17.0,
    marks_across: 6,
    marks_up: 6,
    tick: 5,
    mesh: true,
    stroke: 2,
    dash: 4,
};

/// Draws a chart as SVG.
///
/// # Errors
/// A fault of the plotting library: a fault of the program.
pub fn svg(chart: &Chart) -> anyhow::Result<String> {
    let mut text = String::new();
    let drawn = draw(SVGBackend::with_string(&mut text, SIZE), chart, &LOOK);
    drawn.map_err(|fault| anyhow::anyhow!("cannot draw `{}`: {fault}", chart.title))?;
    Ok(text)
}
