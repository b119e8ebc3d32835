//! How long messages of an event may still be read after they were sent.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{self, Deserializer};

/// The time that messages stay: `14d`, or `forever`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Retention {
    /// So long, in whole seconds.
    For(Duration),
    /// Without end: a log that is never cut.
    Forever,
}

/// The units and their seconds, the largest first.
const UNITS: [(&str, u64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// A thousand years. Anything longer is `forever`.
const LONGEST: u64 = 365_000 * 86_400;

impl Retention {
    /// The form of a retention, for messages.
    pub const FORM: &'static str =
        "a number with a unit, as in `14d` (`s`, `m`, `h`, `d`, `w`), or `forever`";

    /// Reads `90s`, `30m`, `12h`, `14d`, `2w` or `forever`; `None` if the text has another form, or the time is longer
    /// than a thousand years.
    ///
    /// ```
    /// use counterpart::contract::Retention;
    ///
    /// assert!(Retention::parse("14d") < Retention::parse("forever"));
    /// assert_eq!(Retention::parse("2w"), Retention::parse("14d"));
    /// assert_eq!(Retention::parse("14"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if text == "forever" {
            return Some(Self::Forever);
        }
        let (_, seconds) = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
        let number = &text[..text.len() - 1];
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let whole = number.parse::<u64>().ok()?.checked_mul(*seconds)?;
        (whole <= LONGEST).then(|| Self::For(Duration::from_secs(whole)))
    }
}

/// Like [`parse`](Retention::parse) reads it, in the largest unit that fits but weeks.
impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::For(time) = self else {
            return f.write_str("forever");
        };
        let whole = time.as_secs();
        let fits = |(_, seconds): &&(&str, u64)| whole % seconds == 0;
        let (unit, seconds) = UNITS[1..].iter().find(fits).expect("seconds fit");
        write!(f, "{}{unit}", whole / seconds)
    }
}

impl<'de> Deserialize<'de> for Retention {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &Self::FORM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_reads_back_in_its_largest_unit() {
        let shown = |text: &str| Retention::parse(text).unwrap().to_string();
        for text in ["14d", "12h", "90m", "61s", "0d", "forever"] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(shown("2w"), "14d");
        assert_eq!(shown("48h"), "2d");
        assert_eq!(shown("365000d"), "365000d");
    }

    #[test]
    fn text_of_another_form_is_not_a_retention() {
        for text in [
            "",
            "d",
            "14",
            "14 d",
            "-1d",
            "+1d",
            "1.5d",
            "1y",
            "14D",
            "Forever",
            "365001d",
            "99999999999999999999d",
            "1dd",
            "１d",
            "1ä",
        ] {
            assert_eq!(Retention::parse(text), None, "{text}");
        }
    }
}
