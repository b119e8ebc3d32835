//! The attributes of CloudEvents that an emitted contract allows: those that every SDK reads.

use crate::guard::Binding;

/// The expected form, if the text is none for the attribute of this name.
pub(super) fn unfit(name: &str, text: &str) -> Option<&'static str> {
    let (fits, expected) = match name {
        _ if text.is_empty() => (false, "a string that is not empty"),
        "time" => (
            is_time(text),
            "a time of RFC 3339, from the year 1 on, without a leap second",
        ),
        "datacontenttype" => (
            is_media_type(text),
            "`application/json`, `text/json`, or a media type that ends with `+json` in lower case",
        ),
        "dataschema" => (
            is_uri(text),
            "a URI of `http`, `https` or `urn`, with a host that is a name",
        ),
        _ => (true, ""),
    };
    (!fits).then_some(expected)
}

/// The expected form, if the text is none for a header of a contract that declares binary mode.
pub(super) fn unfit_in_binary(binding: Binding, name: &str, text: &str) -> Option<&'static str> {
    if name == "datacontenttype" {
        let is_known = CONTENT_TYPES.contains(&text);
        return (!is_known).then_some("`application/json` or `application/json; charset=utf-8`");
    }
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'%');
    match binding {
        Binding::Http if text.is_empty() || !text.bytes().all(is_plain) => {
            Some("visible ASCII characters other than `\"` and `%`, which all SDKs read without escapes")
        }
        _ => None,
    }
}

/// The media types of a payload in binary mode that all SDKs read as JSON.
const CONTENT_TYPES: [&str; 2] = ["application/json", "application/json; charset=utf-8"];

/// The media type of a payload in binary mode.
pub(super) fn content_type(declared: Option<&str>) -> &'static str {
    let mut known = CONTENT_TYPES.into_iter();
    known
        .find(|known| declared == Some(known))
        .unwrap_or(CONTENT_TYPES[0])
}

/// Splits so many digits off, and reads them.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let digits = text.get(..count)?;
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    Some((are_digits.then(|| digits.parse().ok())??, &text[count..]))
}

fn is_time(text: &str) -> bool {
    fn read(text: &str) -> Option<bool> {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (hour, rest) = digits(rest.strip_prefix(['T', 't'])?, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let rest = match rest.strip_prefix('.') {
            None => rest,
            Some(fraction) => {
                let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                (rest.len() < fraction.len()).then_some(rest)?
            }
        };
        let is_zone = match rest.strip_prefix(['+', '-']) {
            None => matches!(rest, "Z" | "z"),
            Some(offset) => {
                let (hours, rest) = digits(offset, 2)?;
                let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
                hours < 24 && minutes < 60 && rest.is_empty()
            }
        };
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u32::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let is_day = year > 0 && (1..=12).contains(&month) && (1..=days).contains(&day);
        Some(is_day && hour < 24 && minute < 60 && second < 60 && is_zone)
    }
    read(text) == Some(true)
}

fn is_media_type(text: &str) -> bool {
    let plain = text
        .strip_prefix("application/json")
        .or(text.strip_prefix("text/json"));
    if let Some(rest) = plain {
        let parameters = rest.trim_start_matches(' ');
        let is_line = !parameters.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
        if rest.is_empty() || parameters.starts_with(';') && is_line {
            return true;
        }
    }
    let is_token = |text: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
        !text.is_empty() && text.bytes().all(fits)
    };
    let parts = text.strip_suffix("+json").and_then(|start| start.split_once('/'));
    parts.is_some_and(|(kind, name)| is_token(kind) && is_token(name))
}

fn is_uri(text: &str) -> bool {
    let characters = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte))
    };
    if let Some(rest) = text.strip_prefix("urn:") {
        return rest.split_once(':').is_some_and(|(namespace, name)| {
            let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !namespace.is_empty()
                && !namespace.starts_with('-')
                && namespace.bytes().all(fits)
                && !name.is_empty()
                && is_tail(name)
                && characters(name)
        });
    }
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
        let is_port = (1..=4).contains(&port.len())
            && !port.starts_with('0')
            && port.bytes().all(|byte| byte.is_ascii_digit());
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let is_label = |label: &str| label.split('-').all(is_word);
        let is_name = host.split('.').all(is_label);
        let last = host.rsplit('.').next().unwrap_or_default();
        is_name
            && last.starts_with(|c: char| c.is_ascii_lowercase())
            && is_port
            && characters(tail)
            && is_tail(tail)
    })
}

/// A path, query and fragment of RFC 3986: each `%` has two digits, and there is one `#`.
fn is_tail(tail: &str) -> bool {
    let is_escaped = tail.split('%').skip(1).all(|after| {
        let digits = after.get(..2);
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    is_escaped && tail.matches('#').count() < 2 && !tail.contains(['[', ']'])
}
