//! The published formats.

use std::fmt;

use super::timestamp::seconds_of_date;
use super::{Measure, TracedRequest, TracedTokens};
use crate::simulation::number::{count, real};
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

    /// A request, and its tokens of prompt and answer where the format counts them.
    fn request(&self, row: &Row<'_>, measure: Measure) -> Result<(TracedRequest, Option<(f64, f64)>), TraceError> {
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
        let tokens = match self.input.zip(self.output) {
            Some((input, output)) => Some((row.number(input)?, row.number(output)?)),
            None => None,
        };
        let work = match (self.work, measure, tokens) {
            (Some(column), ..) => row.number(column)?,
            (None, Measure::Iterations { prefill_chunks }, Some((_, output))) => f64::from(prefill_chunks) + output,
            (None, ..) => 1.0,
        };
        Ok((TracedRequest { at, work }, tokens))
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

/// The requests of a trace as they stand there, and their mean tokens where it counts them.
pub(super) fn read(text: &str, measure: Measure) -> Result<(Vec<TracedRequest>, Option<TracedTokens>), TraceError> {
    let mut lines = text.lines().zip(1..);
    let header = lines.next().map_or("", |(header, _)| header);
    let format = Format::of(header).ok_or_else(|| TraceError::UnknownHeader(short(header)))?;
    let (mut requests, mut sum) = (Vec::new(), (0.0, 0.0));
    for (text, line) in lines.filter(|(line, _)| !line.trim().is_empty()) {
        let fields = fields(text).collect();
        let (request, tokens) = format.request(&Row { line, fields }, measure)?;
        let (input, output) = tokens.unwrap_or_default();
        sum = (sum.0 + input, sum.1 + output);
        requests.push(request);
    }
    let all = real(count(requests.len()));
    let counted = format.input.is_some() && !requests.is_empty();
    Ok((requests, counted.then(|| TracedTokens { input: sum.0 / all, output: sum.1 / all })))
}
