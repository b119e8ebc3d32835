//! A day, as configuration and records write it.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

/// A day of the calendar, `2026-12-31`. Days are days in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2026-12-31`; `None` if the text has another form, or the calendar has no such day.
    ///
    /// ```
    /// use counterpart::config::Date;
    ///
    /// assert!(Date::parse("2026-12-31") > Date::parse("2026-02-28"));
    /// assert_eq!(Date::parse("2026-02-29"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let has_form = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !has_form {
            return None;
        }
        let (year, month, day) = (
            text[..4].parse().ok()?,
            text[5..7].parse().ok()?,
            text[8..].parse().ok()?,
        );
        (1..=days_of(year, month)?)
            .contains(&day)
            .then_some(Self { year, month, day })
    }
}

fn days_of(year: u16, month: u8) -> Option<u8> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => return None,
    })
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A TOML date, or its text.
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Date;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date, as in 2026-12-31")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
                Date::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Date, M::Error> {
                let moment = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
                self.visit_str(&moment.to_string())
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_and_days_are_ordered() {
        for text in [
            "2026-11-23",
            "0000-01-01",
            "9999-12-31",
            "2024-02-29",
            "2000-02-29",
        ] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        assert!(Date::parse("2026-09-30") < Date::parse("2026-10-01"));
    }

    #[test]
    fn day_that_the_calendar_does_not_have_is_refused() {
        for text in [
            "",
            "2026-11-31",
            "2026-02-29",
            "1900-02-29",
            "2026-00-01",
            "2026-13-01",
            "2026-01-00",
            "2026-1-01",
            "+026-01-01",
            "2026-11-23T00:00:00Z",
            "2026/11/23",
            "２026-1-1",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn toml_writes_a_day_with_or_without_quotes() {
        #[derive(Deserialize)]
        struct Holder {
            until: Date,
        }
        let read = |text: &str| toml::from_str::<Holder>(text).map(|holder| holder.until.to_string());
        assert_eq!(read("until = 2026-12-31").unwrap(), "2026-12-31");
        assert_eq!(read("until = \"2026-12-31\"").unwrap(), "2026-12-31");
        insta::assert_snapshot!(read("until = 2026-12-31T10:00:00Z").unwrap_err(), @r#"
        TOML parse error at line 1, column 9
          |
        1 | until = 2026-12-31T10:00:00Z
          |         ^^^^^^^^^^^^^^^^^^^^
        invalid value: string "2026-12-31T10:00:00Z", expected a date, as in 2026-12-31
        "#);
        insta::assert_snapshot!(read("until = \"next year\"").unwrap_err(), @r#"
        TOML parse error at line 1, column 9
          |
        1 | until = "next year"
          |         ^^^^^^^^^^^
        invalid value: string "next year", expected a date, as in 2026-12-31
        "#);
        insta::assert_snapshot!(read("until = 2026").unwrap_err(), @r#"
        TOML parse error at line 1, column 9
          |
        1 | until = 2026
          |         ^^^^
        invalid type: integer `2026`, expected a date, as in 2026-12-31
        "#);
    }
}
