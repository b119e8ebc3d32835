//! Dates, times and durations: RFC 3339 with its appendix A, and RFC 9557.

/// `full-date` of RFC 3339.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [_, _, _, _, b'-', _, _, b'-', _, _] = bytes else {
        return false;
    };
    let (year, month, day) = (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..]));
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => (1..=days_of(month, year)).contains(&day),
        _ => false,
    }
}

/// None of a month that there is not.
fn days_of(month: u32, year: u32) -> u32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        _ => 0,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        Some(number * 10 + digit)
    })
}

/// `partial-time` of RFC 3339 at the start of a text.
struct Clock {
    /// The minute of the day.
    minutes: u32,
    seconds: u32,
}

impl Clock {
    /// Returns it with the rest of the text.
    fn read(text: &str) -> Option<(Self, &str)> {
        let [h1, h2, b':', m1, m2, b':', s1, s2, ..] = *text.as_bytes() else {
            return None;
        };
        let (hours, minutes, seconds) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
        if hours > 23 || minutes > 59 || seconds > 60 {
            return None;
        }
        let clock = Self {
            minutes: hours * 60 + minutes,
            seconds,
        };
        let rest = &text[8..];
        let Some(fraction) = rest.strip_prefix('.') else {
            return Some((clock, rest));
        };
        let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < fraction.len()).then_some((clock, rest))
    }

    /// A leap second is the last one of a day in UTC (RFC 3339, section 5.7).
    fn is_of_a_day(&self, offset: i64) -> bool {
        self.seconds < 60 || (i64::from(self.minutes) - offset).rem_euclid(24 * 60) == 24 * 60 - 1
    }
}

/// `time-offset` of RFC 3339, in minutes.
fn offset(text: &str) -> Option<i64> {
    let [sign, h1, h2, b':', m1, m2] = *text.as_bytes() else {
        return text.eq_ignore_ascii_case("z").then_some(0);
    };
    let (hours, minutes) = (number(&[h1, h2])?, number(&[m1, m2])?);
    let offset = i64::from(hours * 60 + minutes);
    match sign {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

/// `full-time` of RFC 3339.
pub(super) fn is_time(text: &str) -> bool {
    Clock::read(text)
        .is_some_and(|(clock, rest)| offset(rest).is_some_and(|offset| clock.is_of_a_day(offset)))
}

/// A time without its offset, read as UTC.
pub(super) fn is_partial_time(text: &str) -> bool {
    Clock::read(text).is_some_and(|(clock, rest)| rest.is_empty() && clock.is_of_a_day(0))
}

/// `date-time` of RFC 3339.
pub(super) fn is_date_time(text: &str) -> bool {
    is_after_a_date(text, is_time)
}

/// A date and a time without its offset, read as UTC.
pub(super) fn is_partial_date_time(text: &str) -> bool {
    is_after_a_date(text, is_partial_time)
}

fn is_after_a_date(text: &str, is_rest: fn(&str) -> bool) -> bool {
    let (Some(date), Some(rest)) = (text.get(..10), text.get(10..)) else {
        return false;
    };
    is_date(date) && rest.strip_prefix(['T', 't']).is_some_and(is_rest)
}

/// RFC 9557 with at least one suffix: `2024-01-31T12:00:00+01:00[Europe/Paris]`.
pub(super) fn is_zoned_date_time(text: &str) -> bool {
    let Some((instant, suffixes)) = text.split_once('[') else {
        return false;
    };
    let Some(suffixes) = suffixes.strip_suffix(']') else {
        return false;
    };
    let is_suffix = |suffix: &str| {
        let suffix = suffix.strip_prefix('!').unwrap_or(suffix);
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._/+-=:".contains(c);
        !suffix.is_empty() && suffix.chars().all(allowed)
    };
    is_date_time(instant) && suffixes.split("][").all(is_suffix)
}

/// `duration` of RFC 3339, appendix A: among years, months and days, and among hours, minutes and seconds, no unit
/// between two present ones is left out, and weeks are used by themselves.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('P') else {
        return false;
    };
    match text.split_once('T') {
        Some((date, time)) => (date.is_empty() || is_run(date, "YMD")) && is_run(time, "HMS"),
        None => is_run(text, "YMD") || is_run(text, "W"),
    }
}

/// Returns true if the text is a number of one unit, then perhaps of the next one, and so on.
fn is_run(mut text: &str, units: &str) -> bool {
    let mut left: Option<&str> = None;
    while !text.is_empty() {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let Some(found) = unit.chars().next().filter(|_| unit.len() < text.len()) else {
            return false;
        };
        let next = match left {
            Some(left) => left.strip_prefix(found),
            None => units.split_once(found).map(|(_, after)| after),
        };
        let Some(next) = next else { return false };
        left = Some(next);
        text = &unit[found.len_utf8()..];
    }
    left.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leap_days_follow_the_gregorian_calendar() {
        for (year, has) in [
            (2024, true),
            (2023, false),
            (1900, false),
            (2000, true),
            (0, true),
        ] {
            assert_eq!(is_date(&format!("{year:04}-02-29")), has, "{year}");
        }
        assert!(is_date("9999-12-31") && !is_date("2024-00-10") && !is_date("2024-10-00"));
    }

    #[test]
    fn a_leap_second_is_the_last_one_of_a_day_in_utc() {
        for text in ["23:59:60Z", "22:59:60-01:00", "00:29:60+00:30", "23:59:60.9z"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["22:59:60Z", "23:59:60+01:00", "23:58:60Z", "23:59:61Z"] {
            assert!(!is_time(text), "{text}");
        }
    }

    #[test]
    fn units_of_a_duration_follow_each_other() {
        for text in ["P1Y", "P1Y2M3DT4H5M6S", "P1M", "P2W", "PT1M", "P1DT1S", "P00000D"] {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "P1Y2D", "PT1H1S", "P1W1D", "P1WT1H", "P", "PT", "P1DT", "P1D1Y", "P1d", "1D", "P1", "PD",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }
}
