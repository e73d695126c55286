//! Charts as the page shows them: drawings with their legends.

use crate::chart::{self, Chart};
use serde::Serialize;

/// A drawing with its legend.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What it shows, with its unit.
    pub title: &'static str,
    /// The drawing; none where there is nothing to see.
    pub svg: Option<String>,
    /// What is said instead.
    pub nothing: &'static str,
    /// Names of the curves with their colours.
    pub legend: Vec<(String, String)>,
}

pub(super) fn figure(chart: &Chart) -> anyhow::Result<Figure> {
    let svg = if chart.is_flat() { None } else { Some(chart::svg(chart)?) };
    let hex = |(red, green, blue): (u8, u8, u8)| format!("#{red:02x}{green:02x}{blue:02x}");
    let legend = chart.curves.iter().map(|curve| (curve.name.clone(), hex(curve.hue.rgb))).collect();
    Ok(Figure { title: chart.title, svg, nothing: chart.nothing, legend })
}
