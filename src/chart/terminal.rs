//! A chart in letters: each curve of its own, so that they are told apart without colour too.

use super::draw::{Look, draw};
use super::{BLUE, Chart, GREEN, GREY, Hue, ORANGE, RED, VIOLET};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, rasterizer,
};
use std::convert::Infallible;
use std::fmt::Write as _;

/// Columns and lines of a chart; a terminal has 80 columns.
const SIZE: (u32, u32) = (78, 14);

const LOOK: Look = Look {
    margin: 0,
    right: 11,
    left: 7,
    below: 2,
    letters: 1.0,
    marks_across: 6,
    marks_up: 5,
    tick: 0,
    mesh: false,
    stroke: 1,
    dash: 1,
};

const HUES: [Hue; 6] = [BLUE, GREEN, ORANGE, RED, VIOLET, GREY];

/// Draws a chart in 80 columns, with the colours of a terminal; who prints it takes them out where none is.
#[must_use]
pub fn terminal(chart: &Chart) -> String {
    let mut text = format!("\n{}\n", chart.title);
    if chart.is_flat() {
        let _ = writeln!(text, "  {}", chart.nothing);
        return text;
    }
    let mut letters = Letters { cells: vec![(' ', None); (SIZE.0 * SIZE.1) as usize] };
    match draw(&mut letters, chart, &LOOK) {
        Ok(()) => text.push_str(&letters.text()),
        Err(fault) => {
            let _ = writeln!(text, "  cannot be drawn: {fault}");
        }
    }
    let names = chart
        .curves
        .iter()
        .map(|curve| format!("{} {}", painted(&curve.hue.mark.to_string(), Some(curve.hue)), curve.name));
    let _ = writeln!(text, "  {}", names.collect::<Vec<_>>().join("   "));
    text
}

fn painted(letters: &str, hue: Option<Hue>) -> String {
    hue.map_or_else(|| letters.to_owned(), |hue| format!("\x1b[{}m{letters}\x1b[0m", hue.ansi))
}

/// Letters in lines.
struct Letters {
    cells: Vec<(char, Option<Hue>)>,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Letters {
    fn put(&mut self, (column, line): BackendCoord, letter: char, hue: Option<Hue>) {
        let place = u32::try_from(column).ok().filter(|column| *column < SIZE.0).zip(u32::try_from(line).ok());
        let cell = place.and_then(|(column, line)| self.cells.get_mut((line * SIZE.0 + column) as usize));
        if let Some(cell) = cell {
            *cell = (letter, hue);
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for line in self.cells.chunks(SIZE.0 as usize) {
            let used = line.iter().rposition(|(letter, _)| *letter != ' ').map_or(0, |last| last + 1);
            for run in line[..used].chunk_by(|(_, one), (_, next)| one == next) {
                let letters: String = run.iter().map(|(letter, _)| letter).collect();
                text.push_str(&painted(&letters, run[0].1));
            }
            text.push('\n');
        }
        text
    }
}

/// The hue that has this colour; none is that of axes.
fn hue(colour: BackendColor) -> Option<Hue> {
    HUES.into_iter().find(|hue| hue.rgb == colour.rgb)
}

impl DrawingBackend for &mut Letters {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        SIZE
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        if colour.alpha > 0.5 {
            let hue = hue(colour);
            self.put(at, hue.map_or('.', |hue| hue.mark), hue);
        }
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        if style.color().alpha < 0.5 || hue(style.color()).is_some() {
            return rasterizer::draw_line(self, from, to, style);
        }
        let upright = from.0 == to.0;
        for column in from.0.min(to.0)..=from.0.max(to.0) {
            for line in from.1.min(to.1)..=from.1.max(to.1) {
                self.put((column, line), if upright { '|' } else { '-' }, None);
            }
        }
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((u32::try_from(text.chars().count()).unwrap_or(u32::MAX), 1))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let width = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
        let left = match style.anchor().h_pos {
            HPos::Left => 0,
            HPos::Right => -width,
            HPos::Center => -width / 2,
        };
        let above = match style.anchor().v_pos {
            VPos::Top | VPos::Center => 0,
            VPos::Bottom => -1,
        };
        for (column, letter) in (at.0 + left..).zip(text.chars()) {
            if letter != ' ' {
                self.put((column, at.1 + above), letter, None);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Chart, Curve};
    use super::{BLUE, GREEN, SIZE, terminal};

    fn chart(value: f64) -> Chart {
        let curve = |name: &str, hue, value: f64| Curve {
            name: name.to_owned(),
            hue,
            points: vec![(0.0, 0.0), (30.0, value), (60.0, value)],
        };
        Chart {
            title: "Load",
            across: "minutes",
            curves: vec![curve("low", BLUE, value / 2.0), curve("high", GREEN, value)],
            bounds: Vec::new(),
            logarithmic: false,
            nothing: "nothing arrives",
        }
    }

    /// The text without what sets colours.
    fn plain(text: &str) -> String {
        let mut parts = text.split('\x1b');
        let first = parts.next().unwrap_or("").to_owned();
        parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
    }

    #[test]
    fn a_curve_is_told_from_another_without_colour() {
        let text = plain(&terminal(&chart(1000.0)));
        let line = |mark: &str| text.lines().position(|line| line.matches(mark).count() > 20).expect("it is drawn");
        assert!(line("o") < line("*"), "the higher curve stands higher\n{text}");
        assert!(text.contains("* low   o high") && text.contains("minutes") && text.contains("1000"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= SIZE.0 as usize), "{text}");
    }

    #[test]
    fn what_is_flat_is_said() {
        assert_eq!(terminal(&chart(0.0)), "\nLoad\n  nothing arrives\n");
    }
}
