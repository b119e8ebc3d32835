//! A moment, as records and reports write it.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use counterpart::config::Date;

/// A moment, to the second, in UTC. Records of a store are ordered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// The last second of the year 9999. RFC 3339 has no form beyond it.
const LAST: u64 = 253_402_300_799;

impl Timestamp {
    /// The last moment that RFC 3339 has a form for: the last second of the year 9999, in UTC.
    pub const END: Self = Self(LAST);

    /// Now, by the clock of this machine.
    pub fn now() -> Self {
        Self::of(SystemTime::now())
    }

    /// The second of a moment. An earlier moment becomes the first second.
    pub(crate) fn of(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(since.as_secs().min(LAST))
    }

    /// Reads `2026-11-23T15:00:00Z`. A date without a time is its first second.
    pub fn parse(text: &str) -> Option<Self> {
        let whole = if text.len() == 10 {
            format!("{text}T00:00:00Z")
        } else {
            text.to_owned()
        };
        let at = humantime::parse_rfc3339(&whole).ok()?;
        Some(Self(at.duration_since(UNIX_EPOCH).ok()?.as_secs()))
    }

    /// The day of the moment.
    pub fn day(self) -> Date {
        Date::parse(&self.to_string()[..10]).expect("RFC 3339 begins with the day")
    }

    /// The moment earlier by this span.
    #[must_use]
    pub fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.as_secs()))
    }

    /// The moment later by this span.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.as_secs()).min(LAST))
    }

    /// A part of a key, which may not contain a colon: `20261123t150000z`.
    pub(crate) fn to_key(self) -> String {
        self.to_string().to_ascii_lowercase().replace(['-', ':'], "")
    }

    /// Reads the output of [`to_key`](Self::to_key).
    pub(crate) fn from_key(text: &str) -> Option<Self> {
        if text.len() != 16 || !text.is_ascii() {
            return None;
        }
        let (day, time) = text.strip_suffix('z')?.split_once('t')?;
        let part = |text: &str, from: usize, to: usize| text.get(from..to).map(str::to_owned);
        Self::parse(&format!(
            "{}-{}-{}T{}:{}:{}Z",
            part(day, 0, 4)?,
            part(day, 4, 6)?,
            part(day, 6, 8)?,
            part(time, 0, 2)?,
            part(time, 2, 4)?,
            part(time, 4, 6)?
        ))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = UNIX_EPOCH + Duration::from_secs(self.0);
        write!(f, "{}", humantime::format_rfc3339_seconds(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_back_from_texts_and_from_keys() {
        for text in [
            "2026-11-23T15:00:07Z",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            let at = Timestamp::parse(text).unwrap();
            assert_eq!(at.to_string(), text);
            assert_eq!(Timestamp::from_key(&at.to_key()), Some(at));
            assert_eq!(at.day().to_string(), text[..10]);
        }
        assert_eq!(
            Timestamp::parse("2026-11-23").unwrap().to_key(),
            "20261123t000000z"
        );
        for text in [
            "",
            "2026",
            "tomorrow",
            "2026-13-01",
            "2026-11-23T15:00:00+01:00",
            "1969-12-31",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        for text in [
            "",
            "20261123t150000",
            "x0261123t150000z",
            "2026112ät150000z",
            "20261323t150000z",
        ] {
            assert_eq!(Timestamp::from_key(text), None, "{text}");
        }
    }

    #[test]
    fn spans_stop_at_the_ends_of_time() {
        let at = Timestamp::parse("1970-01-02").unwrap();
        assert_eq!(at.before(Duration::from_secs(86_401)), Timestamp(0));
        assert_eq!(at.after(Duration::MAX), Timestamp(LAST));
    }
}
