//! Times in cron's notation, as KEDA reads them: robfig/cron with the five standard fields and no descriptors.

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// A field: its first and last number, and names for these in their order.
struct Field {
    first: u8,
    last: u8,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { first: 0, last: 59, names: &[] },
    Field { first: 0, last: 23, names: &[] },
    Field { first: 1, last: 31, names: &[] },
    Field { first: 1, last: 12, names: &MONTHS },
    Field { first: 0, last: 6, names: &DAYS },
];

/// Whether a text is a time: `0 8 * * 1-5`.
pub(super) fn is_cron(text: &str) -> bool {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let one_line = !text.contains(char::is_control);
    one_line && parts.len() == FIELDS.len() && parts.iter().zip(&FIELDS).all(|(part, field)| field.takes(part))
}

impl Field {
    /// Ranges divided by commas.
    fn takes(&self, text: &str) -> bool {
        text.split(',').all(|range| self.takes_range(range))
    }

    /// `*`, a number, or two with `-` between, and perhaps `/` and a step behind.
    fn takes_range(&self, text: &str) -> bool {
        let (range, step) = text.split_once('/').map_or((text, None), |(range, step)| (range, Some(step)));
        let is_step = |step: &str| digits(step).is_some_and(|step| step > 0);
        let is_range = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => true,
            Some((from, to)) => self.number(from).zip(self.number(to)).is_some_and(|(from, to)| from <= to),
            None => self.number(range).is_some(),
        };
        is_range && step.is_none_or(is_step)
    }

    fn number(&self, text: &str) -> Option<u8> {
        let named = self.names.iter().zip(self.first..).find(|(name, _)| text.eq_ignore_ascii_case(name));
        let number = named.map(|(_, number)| number).or_else(|| digits(text))?;
        (self.first..=self.last).contains(&number).then_some(number)
    }
}

fn digits(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::is_cron;

    #[test]
    fn a_time_is_one_that_keda_reads() {
        for text in ["0 8 * * 1-5", "*/15 0,12 1 jan-mar MON", "0 20 ? * 0", "5/10 * * * *", " 0 8 * * * "] {
            assert!(is_cron(text), "{text}");
        }
        for text in [
            "",
            "0 8 * *",
            "0 8 * * * *",
            "60 8 * * *",
            "0 24 * * *",
            "0 8 0 * *",
            "0 8 * 13 *",
            "0 8 * * 7",
            "0 8 * * 5-1",
            "0 8 * * mo",
            "@daily",
            "-1 8 * * *",
            "*/0 8 * * *",
            "0, 8 * * *",
            "0\n8 * * *",
            "+1 8 * * *",
        ] {
            assert!(!is_cron(text), "{text}");
        }
    }
}
