//! The published formats.

use std::fmt;

use super::timestamp::seconds_of_date;
use super::{Measure, TracedRequest};
use crate::simulation::time::Nanos;

/// Why a text is no trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceError {
    /// The header is of no known format.
    UnknownHeader(String),
    /// A field is not what its column holds.
    Field {
        /// Line of the text, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        wanted: &'static str,
    },
}

impl fmt::Display for TraceError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownHeader(header) => {
                write!(out, "the header `{header}` is of no known trace format")
            }
            Self::Field { line, found, wanted } => write!(out, "line {line}: `{found}` is no {wanted}"),
        }
    }
}

impl std::error::Error for TraceError {}

/// Where a format has what.
struct Format {
    time: usize,
    dated: bool,
    input: Option<usize>,
    output: Option<usize>,
    work: Option<usize>,
}

impl Format {
    fn of(header: &str) -> Option<Self> {
        let names: Vec<String> = fields(header).map(str::to_ascii_lowercase).collect();
        let column = |name: &str| names.iter().position(|each| each == name);
        if let (Some(input), Some(output)) = (column("contexttokens"), column("generatedtokens")) {
            return Some(Self {
                time: column("timestamp")?,
                dated: true,
                input: Some(input),
                output: Some(output),
                work: None,
            });
        }
        if let (Some(input), Some(output)) = (column("request tokens"), column("response tokens")) {
            return Some(Self {
                time: column("timestamp")?,
                dated: false,
                input: Some(input),
                output: Some(output),
                work: None,
            });
        }
        Some(Self { time: column("seconds")?, dated: false, input: None, output: None, work: column("work") })
    }

    fn request(&self, row: &Row<'_>, measure: Measure) -> Result<TracedRequest, TraceError> {
        let at = if self.dated {
            row.date(self.time)?
        } else {
            let (wanted, time) = ("number of seconds", row.text(self.time));
            let fault = || row.fault(time, wanted);
            let seconds: f64 = time.parse().map_err(|_| fault())?;
            if !(seconds.is_finite() && seconds >= 0.0) {
                return Err(fault());
            }
            Nanos::of_seconds(seconds)
        };
        let output = || self.output.map_or(Ok(1.0), |column| row.number(column));
        let work = match (self.work, measure) {
            (Some(column), _) => row.number(column)?,
            (None, Measure::Requests) => 1.0,
            (None, Measure::OutputTokens) => output()?,
            (None, Measure::TotalTokens) => self.input.map_or(Ok(0.0), |column| row.number(column))? + output()?,
        };
        Ok(TracedRequest { at, work })
    }
}

/// One row of the table.
struct Row<'a> {
    line: usize,
    fields: Vec<&'a str>,
}

impl Row<'_> {
    fn text(&self, column: usize) -> &str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    fn fault(&self, found: &str, wanted: &'static str) -> TraceError {
        TraceError::Field { line: self.line, found: short(found), wanted }
    }

    fn number(&self, column: usize) -> Result<f64, TraceError> {
        let text = self.text(column);
        let number = text.parse().ok();
        number.filter(|number: &f64| number.is_finite() && *number >= 0.0).ok_or_else(|| self.fault(text, "count"))
    }

    fn date(&self, column: usize) -> Result<Nanos, TraceError> {
        let text = self.text(column);
        seconds_of_date(text).ok_or_else(|| self.fault(text, "date and time"))
    }
}

/// As much of a text as a message takes: a file that is no table may be one line.
fn short(text: &str) -> String {
    const MOST: usize = 80;
    text.chars().take(MOST).collect()
}

fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(|field| field.trim().trim_matches('"').trim_start_matches('\u{feff}'))
}

/// The requests of a trace as they stand there.
pub(super) fn read(text: &str, measure: Measure) -> Result<Vec<TracedRequest>, TraceError> {
    let mut lines = text.lines().zip(1..);
    let header = lines.next().map_or("", |(header, _)| header);
    let format = Format::of(header).ok_or_else(|| TraceError::UnknownHeader(short(header)))?;
    let rows = lines.filter(|(line, _)| !line.trim().is_empty());
    rows.map(|(text, line)| {
        let fields = fields(text).collect();
        format.request(&Row { line, fields }, measure)
    })
    .collect()
}
