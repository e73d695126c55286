//! Dates of traces, such as `2023-11-16 18:15:46.6805900` or `2024-05-10 00:00:00.009930+00:00`.

use crate::simulation::time::Nanos;

/// The time since the beginning of 1970, in UTC; none for what is no date after it.
pub(super) fn seconds_of_date(text: &str) -> Option<Nanos> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let zone = time.find(['+', '-', 'Z']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    let local = Nanos::from_seconds(days(year, month, day) * 86_400) + of_clock(clock)?;
    match zone.split_at_checked(1) {
        None | Some(("Z", "")) => Some(local),
        Some(("+", offset)) => Some(local - of_clock(offset)?),
        Some(("-", offset)) => Some(local + of_clock(offset)?),
        Some(_) => None,
    }
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`.
fn of_clock(text: &str) -> Option<Nanos> {
    let mut parts = text.splitn(3, ':');
    let hours: u64 = parts.next()?.parse().ok()?;
    let minutes: u64 = parts.next()?.parse().ok()?;
    let (seconds, fraction) =
        parts.next().map_or(("0", ""), |seconds| seconds.split_once('.').unwrap_or((seconds, "")));
    let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let whole = hours.checked_mul(3600)? + minutes.checked_mul(60)? + seconds.parse::<u64>().ok()?;
    Some(Nanos::from_seconds(whole) + Nanos::new(nanos.parse().ok()?))
}

/// Days from the beginning of 1970. [H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`]
const fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::seconds_of_date;
    use crate::simulation::time::Nanos;

    #[test]
    fn dates_count_from_1970() {
        let at = |text| seconds_of_date(text).map(Nanos::get);
        assert_eq!(at("1970-01-01 00:00:00"), Some(0));
        // 19 675 days and 65 746 s, as `date -u -d ... +%s` says.
        assert_eq!(at("2023-11-16 18:15:46.6805900"), Some(1_700_158_546_680_590_000));
        let zone = at("2024-05-10 02:00:00.5+02:00");
        assert_eq!(zone, at("2024-05-10T00:00:00.500000Z"));
        assert_eq!(at("2024-02-29 00:00:00"), Some(1_709_164_800_000_000_000));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "12", "2023-13-01 00:00:00", "2023-11-16", "2023-11-16 18", "2023-11-16 1:2:x"] {
            assert_eq!(seconds_of_date(text), None, "{text}");
        }
    }
}
