//! Moments as documents write them: RFC 3339 in UTC, to the millisecond.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last moment that RFC 3339 has a form for.
const LAST: Duration = Duration::from_millis(253_402_300_799_999);

/// The moment to the millisecond. Moments without a form in RFC 3339 become the nearest one.
pub(super) fn to_milliseconds(at: SystemTime) -> SystemTime {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
    UNIX_EPOCH + Duration::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The moment so many milliseconds after the beginning of 1970.
pub(super) fn of_milliseconds(milliseconds: u64) -> SystemTime {
    to_milliseconds(UNIX_EPOCH + Duration::from_millis(milliseconds).min(LAST))
}

pub(super) fn write(at: SystemTime) -> String {
    humantime::format_rfc3339_millis(to_milliseconds(at)).to_string()
}

/// Reads a moment in UTC. More than milliseconds are cut off.
pub(super) fn read(text: &str) -> Option<SystemTime> {
    // The library's own reader takes a time without `Z` too.
    let is_utc = text.ends_with('Z') && text.is_ascii();
    let at = humantime::parse_rfc3339(text).ok().filter(|_| is_utc)?;
    Some(to_milliseconds(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_back_to_the_millisecond() {
        for text in [
            "1970-01-01T00:00:00.000Z",
            "2026-11-29T11:41:15.839Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            assert_eq!(write(read(text).unwrap()), text);
        }
        let of_nats = read("2026-11-29T11:41:15.839791395Z").unwrap();
        assert_eq!(write(of_nats), "2026-11-29T11:41:15.839Z");
        for text in [
            "",
            "2026-11-29",
            "2026-11-29T11:41:15",
            "2026-11-29T11:41:15+01:00",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn moments_beyond_the_calendar_become_its_ends() {
        assert_eq!(of_milliseconds(u64::MAX), UNIX_EPOCH + LAST);
        assert_eq!(to_milliseconds(UNIX_EPOCH - Duration::from_secs(1)), UNIX_EPOCH);
    }
}
