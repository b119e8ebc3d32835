//! A date or time format of a pact (Java's letters), as a pattern of a schema.
//!
//! Pact reads a text letter by letter and takes as many digits as the letter allows, never fewer; the day must be one of
//! its month. Formats with names of time zones, and a few that no schema can say, are refused with the reason.

use pact_models::time_utils::{DateTimePatternToken as Token, parse_pattern};

use super::regex::escaped;

const MONTHS: [(&str, &str, u8); 12] = [
    ("jan", "january", 31),
    ("feb", "february", 28),
    ("mar", "march", 31),
    ("apr", "april", 30),
    ("may", "may", 31),
    ("jun", "june", 30),
    ("jul", "july", 31),
    ("aug", "august", 31),
    ("sep", "september", 30),
    ("oct", "october", 31),
    ("nov", "november", 30),
    ("dec", "december", 31),
];
const DAYS: [(&str, &str); 7] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
];

/// The pattern, and the strings that Pact accepts but the pattern does not.
pub(super) struct Format {
    pub(super) pattern: String,
    pub(super) narrower: Option<&'static str>,
}

/// The error gives the reason for the missing pattern, as a fragment. Text that is not a format matches nothing in
/// Pact.
pub(super) fn pattern(format: &str) -> Result<Option<Format>, String> {
    let Ok(tokens) = parse_pattern(format) else {
        return Ok(None);
    };
    let count = |is: fn(&Token) -> bool| tokens.iter().filter(|token| is(token)).count();
    let days = count(|token| matches!(token, Token::DayInMonth));
    let months = count(|token| matches!(token, Token::Month(_)));
    let years = count(|token| matches!(token, Token::Year(_)));
    if days > 1 || months > 1 || years > 1 {
        return Err("it names the day, the month or the year twice".to_owned());
    }
    let dates: Vec<Date> = match (days, months) {
        (1, 1) => {
            let mut dates = vec![
                Date {
                    days: Days::To28,
                    months: Months::All,
                    leap: false,
                },
                Date {
                    days: Days::From29To30,
                    months: Months::NotFebruary,
                    leap: false,
                },
                Date {
                    days: Days::Day31,
                    months: Months::Long,
                    leap: false,
                },
            ];
            if years == 1 {
                dates.push(Date {
                    days: Days::Day29,
                    months: Months::February,
                    leap: true,
                });
            }
            dates
        }
        _ => vec![Date {
            days: Days::All,
            months: Months::All,
            leap: false,
        }],
    };
    let branches: Result<Vec<String>, String> = dates.iter().map(|date| write(&tokens, date)).collect();
    let leaves_out = days == 1
        && months == 1
        && tokens
            .iter()
            .any(|token| matches!(token, Token::Year(digits) if *digits != 4))
        || tokens
            .iter()
            .any(|token| matches!(token, Token::Year(digits) if *digits > 4));
    Ok(Some(Format {
        pattern: format!("^(?:{})$", branches?.join("|")),
        narrower: leaves_out
            .then_some("years of other than four digits in February 29, or of more than four"),
    }))
}

struct Date {
    days: Days,
    months: Months,
    leap: bool,
}

enum Days {
    All,
    To28,
    From29To30,
    Day29,
    Day31,
}

#[derive(PartialEq)]
enum Months {
    All,
    NotFebruary,
    Long,
    February,
}

impl Months {
    fn has(&self, index: usize, days: u8) -> bool {
        match self {
            Months::All => true,
            Months::NotFebruary => index != 1,
            Months::Long => days == 31,
            Months::February => index == 1,
        }
    }
}

fn write(tokens: &[Token], date: &Date) -> Result<String, String> {
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let digit_follows = tokens.get(index + 1).is_some_and(starts_with_digit);
        text.push_str(&one(token, digit_follows, date)?);
    }
    Ok(text)
}

/// Returns true if the letter's value begins with a digit, so that the letter before it takes as many digits as it
/// may.
fn starts_with_digit(token: &Token) -> bool {
    match token {
        Token::Text(text) => text.starts_with(|c: char| c.is_ascii_digit()),
        Token::Era(_)
        | Token::DayName(_)
        | Token::AmPm
        | Token::TimezoneOffset(_)
        | Token::TimezoneOffsetX(_)
        | Token::TimezoneOffsetXZZero(_)
        | Token::TimezoneOffsetGmt(_)
        | Token::TimezoneName(_)
        | Token::TimezoneId(_) => false,
        Token::Month(letters) => *letters <= 2,
        Token::DayOfWeek(letters) => *letters <= 2,
        Token::QuarterOfYear(letters) => *letters != 3,
        _ => true,
    }
}

fn one(token: &Token, digit_follows: bool, date: &Date) -> Result<String, String> {
    let two = |least, most| Ok(two_digits(least, most, digit_follows));
    match token {
        Token::Text(text) => Ok(text.chars().map(escaped).collect()),
        Token::Era(_) => Ok(any_case(&["ad", "bc"])),
        Token::AmPm => Ok(any_case(&["am", "pm"])),
        Token::Year(digits) => {
            if date.leap {
                const LEAP: &str =
                    "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
                // Of a year with other digits, no such day is let through: see `narrower`.
                let is_plain = *digits >= 4 && !(digit_follows && *digits > 4);
                return Ok(if is_plain { LEAP } else { "(?!)" }.to_owned());
            }
            let most = (*digits).min(4);
            Ok(match (digit_follows, *digits > 4) {
                (true, true) => "(?!)".to_owned(),
                (true, false) => format!("[0-9]{{{most}}}"),
                (false, _) => format!("[0-9]{{1,{most}}}"),
            })
        }
        Token::Month(letters) if *letters <= 2 => {
            let months = MONTHS
                .iter()
                .enumerate()
                .filter(|(index, month)| date.months.has(*index, month.2));
            let months: Vec<u8> = months.map(|(index, _)| index as u8 + 1).collect();
            Ok(digits_of(&months, digit_follows))
        }
        Token::Month(letters) => {
            let months = MONTHS
                .iter()
                .enumerate()
                .filter(|(index, month)| date.months.has(*index, month.2));
            let names: Vec<&str> = months
                .map(|(_, (short, long, _))| if *letters == 3 { *short } else { *long })
                .collect();
            Ok(any_case(&names))
        }
        Token::MonthNum(_) => two(1, 12),
        Token::DayInMonth => Ok(match date.days {
            Days::All => two_digits(1, 31, digit_follows),
            Days::To28 => two_digits(1, 28, digit_follows),
            Days::From29To30 => "(?:29|30)".to_owned(),
            Days::Day29 => "29".to_owned(),
            Days::Day31 => "31".to_owned(),
        }),
        // Pact's year ends there.
        Token::DayInYear => {
            let mut texts: Vec<String> = (1..=356).map(|day| format!("{day:03}")).collect();
            if !digit_follows {
                texts.extend((1..100).map(|day| format!("{day:02}")));
                texts.extend((1..10).map(|day| day.to_string()));
            }
            Ok(format!("(?:{})", texts.join("|")))
        }
        Token::WeekInYear => two(1, 56),
        Token::WeekInMonth(true) => two(1, 5),
        Token::WeekInMonth(false) => two(0, 4),
        Token::DayName(letters) => Ok(day_names(*letters)),
        Token::DayOfWeek(letters) if *letters > 2 => Ok(day_names(*letters)),
        Token::DayOfWeek(_) => Ok("[1-7]".to_owned()),
        Token::Hour24 => two(1, 24),
        Token::Hour24ZeroBased => two(0, 23),
        Token::Hour12 => two(1, 12),
        Token::Hour12ZeroBased => two(0, 11),
        Token::Minute => two(0, 59),
        Token::Second => two(0, 60),
        Token::Millisecond(digits) if *digits <= 18 => Ok(match digit_follows {
            true => format!("[0-9]{{{digits}}}"),
            false => format!("[0-9]{{1,{digits}}}"),
        }),
        Token::Nanosecond(_) | Token::MillisecondOfDay | Token::NanosecondOfDay if !digit_follows => {
            Ok("[0-9]+".to_owned())
        }
        Token::QuarterOfYearNum(_) => two(1, 4),
        Token::QuarterOfYear(letters) => Ok(match letters {
            0..=2 => two_digits(1, 4, digit_follows),
            3 => "[Qq][1-4]".to_owned(),
            _ => format!(
                "{}{}",
                any_case(&["1st", "2nd", "3rd", "4th"]),
                any_case(&[" quarter"])
            ),
        }),
        _ if digit_follows => Err("digits follow where Pact takes as many as there are".to_owned()),
        Token::TimezoneOffsetX(letters) => Ok(offset(*letters)),
        Token::TimezoneOffsetXZZero(letters) => Ok(format!("(?:Z|{})", offset(*letters))),
        Token::TimezoneOffset(letters) => Ok(match letters {
            1..=3 => offset(2),
            4 => format!("(?:(?:GMT|UTC){}|GMT|UTC)", offset(3)),
            _ => offset(3),
        }),
        Token::TimezoneOffsetGmt(letters) => {
            let hour = two_digits(0, 11, false);
            let minute = two_digits(0, 59, false);
            Ok(match letters {
                1..=3 => format!("(?:GMT|UTC)[+-]+{hour}(?::{minute})?"),
                _ => format!("(?:GMT|UTC)[+-]+{hour}:{minute}"),
            })
        }
        Token::TimezoneName(_) | Token::TimezoneId(_) => Err("it names time zones".to_owned()),
        _ => Err("its fraction of a second is too long".to_owned()),
    }
}

/// An offset without the `Z`, as many letters as there are `X`.
fn offset(letters: usize) -> String {
    let alone = two_digits(0, 11, false);
    let before_digits = two_digits(0, 11, true);
    let (minute, full_minute) = (two_digits(0, 59, false), two_digits(0, 59, true));
    let second = two_digits(0, 60, false);
    let after = match letters {
        1 => format!("(?:{before_digits}{minute}|{alone})"),
        2 => format!("{before_digits}{minute}"),
        3 => format!("{alone}:{minute}"),
        4 => format!("(?:{before_digits}{full_minute}{second}|{before_digits}{minute})"),
        _ => format!("{alone}:{minute}(?::{second})?"),
    };
    format!("[+-]+{after}")
}

fn two_digits(least: u8, most: u8, full: bool) -> String {
    let values: Vec<u8> = (least..=most).collect();
    digits_of(&values, full)
}

/// The numbers in two digits, or, unless a digit follows, in one.
fn digits_of(values: &[u8], full: bool) -> String {
    let mut texts: Vec<String> = values.iter().map(|value| format!("{value:02}")).collect();
    if !full {
        texts.extend(values.iter().filter(|value| **value < 10).map(u8::to_string));
    }
    format!("(?:{})", texts.join("|"))
}

fn day_names(letters: usize) -> String {
    let names: Vec<&str> = DAYS
        .iter()
        .map(|(short, long)| if letters <= 3 { *short } else { *long })
        .collect();
    any_case(&names)
}

fn any_case(words: &[&str]) -> String {
    let word = |word: &&str| -> String {
        word.chars()
            .map(|c| match c.is_ascii_alphabetic() {
                true => format!("[{}{c}]", c.to_ascii_uppercase()),
                false => escaped(c),
            })
            .collect()
    };
    let words: Vec<String> = words.iter().map(word).collect();
    format!("(?:{})", words.join("|"))
}

#[cfg(test)]
mod tests {
    use pact_models::time_utils::validate_datetime;

    use super::*;
    use counterpart_engine::compat::regex::Pattern;

    const FORMATS: [&str; 22] = [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ssX",
        "yyyy-MM-dd'T'HH:mm:ssXXX",
        "yyyy-MM-dd'T'HH:mm:ss.SSSX",
        "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        "yyyy-MM-dd'T'HH:mm:ssZ",
        "yyyy-MM-dd'T'HH:mm:ssx",
        "yyyy-MM-dd'T'HH:mm:ssXXXXX",
        "yyyy-MM-dd'T'HH:mm:ssXXXX",
        "HH:mm:ss",
        "yyyyMMdd",
        "yyyyMMddHHmmss",
        "EEE, d MMM yyyy",
        "MMMM d",
        "dd.MM.yyyy",
        "h:mm a",
        "DDD",
        "yyyy-'W'ww-e",
        "QQQ yyyy",
        "yyyy-MM",
        "dd",
        "''yyyy''",
    ];

    const TEXTS: [&str; 52] = [
        "2026-01-02",
        "2026-1-2",
        "2026-02-30",
        "2026-02-29",
        "2024-02-29",
        "1900-02-29",
        "2000-02-29",
        "0000-02-29",
        "2026-04-31",
        "2026-12-31",
        "2026-13-01",
        "2026-00-10",
        "26-01-02",
        "12026-01-02",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+01:00",
        "2026-01-02T03:04:05+0100",
        "2026-01-02T03:04:05+01",
        "2026-01-02T03:04:05-1",
        "2026-01-02T03:04:05+12:00",
        "2026-01-02T03:04:05.1Z",
        "2026-01-02T03:04:05.123Z",
        "2026-01-02T03:04:05.1234Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T23:59:60Z",
        "2026-01-02T23:59:61Z",
        "2026-01-02T03:04:05",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05++01:00",
        "2026-01-02T03:04:05+01:00:30",
        "2026-01-02T03:04:05+010030",
        "2026-01-02T03:04:05.123+02:00",
        "03:04:05",
        "3:4:5",
        "20260102",
        "2026112",
        "20260102030405",
        "2026010203045",
        "Fri, 2 Jan 2026",
        "fri, 30 FEB 2026",
        "Fri, 29 Feb 2024",
        "January 31",
        "february 29",
        "feb 28",
        "31.04.2026",
        "30.04.2026",
        "0:08 PM",
        "12:08 pm",
        "356",
        "366",
        "2026-W27-3",
        "'2026'",
    ];

    #[test]
    fn pattern_matches_exactly_the_strings_that_pact_reads() {
        let more = [
            "Q3 2026",
            "Q5 2026",
            "2026-02",
            "31",
            "32",
            "",
            "x",
            "2026-01-02T03:04:05Zx",
            "1-1-1",
            "800-02-28",
        ];
        for format in FORMATS {
            let made = pattern(format)
                .unwrap_or_else(|why| panic!("{format}: {why}"))
                .unwrap();
            let found = Pattern::parse(&made.pattern).unwrap_or_else(|error| panic!("{format}: {error:?}"));
            for text in TEXTS.iter().chain(&more) {
                let (ours, theirs) = (found.is_match(text), validate_datetime(text, format).is_ok());
                assert_eq!(ours, theirs, "{format} {text} {}", made.pattern);
            }
        }
    }

    #[test]
    fn every_day_of_a_leap_year_and_another_is_read_as_pact_does() {
        let made = pattern("yyyy-MM-dd").unwrap().unwrap();
        let found = Pattern::parse(&made.pattern).unwrap();
        for year in [2023, 2024, 2100] {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year}-{month:02}-{day:02}");
                assert_eq!(
                    found.is_match(&text),
                    validate_datetime(&text, "yyyy-MM-dd").is_ok(),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn inexpressible_date_format_is_refused_with_the_reason() {
        assert_eq!(pattern("HH:mm z").err().unwrap(), "it names time zones");
        assert!(pattern("dd/dd").is_err());
        assert!(
            pattern("not a format!").unwrap().is_none() || validate_datetime("x", "not a format!").is_err()
        );
    }
}
