//! Moments as documents write them: RFC 3339 in UTC, to the millisecond.
//!
//! A crate for it would be one more in production, and in every user's tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last moment that RFC 3339 has a form for.
const LAST: Duration = Duration::from_millis(253_402_300_799_999);

/// The days of 400 years, after which the calendar repeats itself.
const CYCLE: u64 = 146_097;

/// The days from 0000-03-01 to 1970-01-01.
const BEFORE: u64 = 719_468;

/// The moment to the millisecond. Moments without a form in RFC 3339 become the nearest one.
pub(super) fn to_milliseconds(at: SystemTime) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(since(at))
}

/// The moment so many milliseconds after the beginning of 1970.
pub(super) fn of_milliseconds(milliseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(milliseconds).min(LAST)
}

fn since(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn write(at: SystemTime) -> String {
    let milliseconds = since(at);
    let (days, of_day) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    let (year, month, day) = date(days);
    let seconds = of_day / 1000;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        of_day % 1000
    )
}

/// Reads a moment in UTC, from 1970 on. More than milliseconds are cut off. A leap second is the last one before it.
pub(super) fn read(text: &str) -> Option<SystemTime> {
    let bytes = text.strip_suffix('Z')?.as_bytes();
    let (whole, fraction) = (bytes.get(..19)?, &bytes[19..]);
    let number = |from: usize, to: usize| {
        let digits = &whole[from..to];
        let is_number = digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| {
            digits
                .iter()
                .fold(0, |all, digit| 10 * all + u64::from(digit - b'0'))
        })
    };
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if signs.iter().any(|(at, sign)| whole[*at] != *sign) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days(year, month, day)?;
    let seconds = 86_400 * days + 3600 * hour + 60 * minute + second.min(59);
    let milliseconds = milliseconds(fraction)?;
    Some(UNIX_EPOCH + Duration::from_millis(1000 * seconds + milliseconds))
}

/// `.839791` is 839.
fn milliseconds(fraction: &[u8]) -> Option<u64> {
    let digits = match fraction {
        [] => return Some(0),
        [b'.', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => digits,
        _ => return None,
    };
    let first = digits.iter().copied().chain([b'0', b'0']).take(3);
    Some(first.fold(0, |all, digit| 10 * all + u64::from(digit - b'0')))
}

/// The date of a day after the beginning of 1970. Years begin in March here, so that the leap day is the last of one.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + BEFORE;
    let (cycles, of_cycle) = (days / CYCLE, days % CYCLE);
    let year = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (400 * cycles + year + u64::from(month <= 2), month, day)
}

/// The days from the beginning of 1970; `None` if the calendar has no such date, or it is earlier.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let (march_year, from_march) = match month {
        1 | 2 => (year.checked_sub(1)?, month + 9),
        _ => (year, month - 3),
    };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_cycle = march_year % 400;
    let of_cycle = 365 * of_cycle + of_cycle / 4 - of_cycle / 100 + of_year;
    let days = (march_year / 400 * CYCLE + of_cycle).checked_sub(BEFORE)?;
    // The 30th of February becomes another date.
    (date(days) == (year, month, day)).then_some(days)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moments_read_back_to_the_millisecond() {
        for text in [
            "1970-01-01T00:00:00.000Z",
            "2000-02-29T23:59:59.999Z",
            "2026-11-29T11:41:15.839Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            assert_eq!(write(read(text).unwrap()), text);
        }
        let of_nats = read("2026-11-29T11:41:15.839791395Z").unwrap();
        assert_eq!(write(of_nats), "2026-11-29T11:41:15.839Z");
        assert_eq!(read("2026-11-29T11:41:15.8Z"), read("2026-11-29T11:41:15.800Z"));
        assert_eq!(read("2016-12-31T23:59:60Z"), read("2016-12-31T23:59:59Z"));
        for text in [
            "",
            "2026-11-29",
            "2026-11-29T11:41:15",
            "2026-11-29T11:41:15+01:00",
            "2026-11-29t11:41:15Z",
            "2026-11-29T11:41:15.Z",
            "2026-11-29T24:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "+026-04-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "ä026-11-29T11:41:15Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn moments_beyond_the_calendar_become_its_ends() {
        assert_eq!(of_milliseconds(u64::MAX), UNIX_EPOCH + LAST);
        assert_eq!(to_milliseconds(UNIX_EPOCH - Duration::from_secs(1)), UNIX_EPOCH);
    }

    proptest! {
        #[test]
        fn it_is_what_humantime_says(milliseconds in 0..=253_402_300_799_999_u64) {
            let at = of_milliseconds(milliseconds);
            let text = write(at);
            prop_assert_eq!(&text, &humantime::format_rfc3339_millis(at).to_string());
            prop_assert_eq!(read(&text), Some(at));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*", digits in "[0-9TZ:.-]{0,30}") {
            let _ = (read(&text), read(&digits));
        }
    }
}
