//! The form of a format's strings, as lengths and regular expressions. It is used to compare a format with a
//! pattern, a length or another format.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::compat::regex::Pattern;

/// The known properties of a format's strings.
#[derive(Debug)]
pub struct Shape {
    /// The minimum and maximum length, in code points.
    pub lengths: (u64, Option<u64>),
    /// Each text matches.
    pub outer: Pattern,
    /// True if each text that matches `outer` is of the format.
    pub is_exact: bool,
    /// Expressions whose matches are of the format, or nearly all of them are; the last one for long texts.
    pub inner: Vec<Pattern>,
}

/// The shape of the format with this name, if the table has one.
pub(super) fn of(name: &str) -> Option<&'static Shape> {
    SHAPES.get(name)
}

const DATE: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)\
    |02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
/// Days that every month has, in realistic years.
const PLAIN_DATE: &str = "20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])";
const MINUTE: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const OCTET: &str = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const LABEL: &str = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const POINTER: &str = "(?:/(?:[^/~]|~[01])*)*";
/// Of a URI, after its scheme.
const URI: &str = r"[!#-;=?-Z\[\]_a-z~]";
/// The characters of an IRI: ASCII characters that a URI may not contain are denied.
const IRI: &str = r#"[^\x00- "<>\\^`{|}\x7f]"#;

static SHAPES: LazyLock<HashMap<&'static str, Shape>> = LazyLock::new(|| {
    let offset = format!("(?:[Zz]|[+-]{MINUTE})");
    // A leap second only counts if it is the last one of a day in UTC.
    let time = format!("{MINUTE}:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?{offset}");
    let plain_time = format!("{MINUTE}:[0-5][0-9](?:\\.[0-9]+)?{offset}");
    let local_time = format!("(?:{MINUTE}:[0-5][0-9]|23:59:60)(?:\\.[0-9]+)?");
    let number = "(?:0|[1-9][0-9]*)";
    let zone = "(?:\\[!?[A-Za-z0-9._/+=:-]+\\])+";
    let ipv4 = format!("{OCTET}(?:\\.{OCTET}){{3}}");
    let ipv6 = [
        "::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?",
        "(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}",
    ];
    let hostname = format!("{LABEL}(?:\\.{LABEL})*");
    let plain_hostname = "[a-z]{1,63}(?:\\.[a-z]{1,63})*";
    let long_hostname = "(?:[a-z]{63}\\.){0,3}(?:[a-z]{1,31}\\.)?[a-z]{1,63}";
    let plain_uri = ["[a-z]+:[a-z]+", "https://[a-z]+(?:/[a-z0-9]*)*"];
    let plain_reference = ["[a-z]*", "(?:/[a-z0-9]+)*"];
    HashMap::from([
        (
            "date",
            Shape {
                inner: vec![whole(PLAIN_DATE)],
                ..exact((10, Some(10)), DATE)
            },
        ),
        (
            "date-time",
            near(
                (20, None),
                &format!("{DATE}[Tt]{time}"),
                [format!("{PLAIN_DATE}T{plain_time}")],
            ),
        ),
        ("time", near((9, None), &time, [plain_time.clone()])),
        (
            "duration",
            exact(
                (3, None),
                "P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)(?:T(?:[0-9]+H(?:[0-9]+M(?:\
                [0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?|T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|\
                [0-9]+S))",
            ),
        ),
        ("partial-time", exact((8, None), &local_time)),
        (
            "partial-date-time",
            exact((19, None), &format!("{DATE}[Tt]{local_time}")),
        ),
        (
            "zoned-date-time",
            near(
                (23, None),
                &format!("{DATE}[Tt]{time}{zone}"),
                [format!("{PLAIN_DATE}T{plain_time}{zone}")],
            ),
        ),
        (
            "email",
            near(
                (3, Some(318)),
                &format!(r"[\x00-\x7f]+@(?:{hostname}|\[[0-9A-Za-z:.]+\])"),
                [
                    format!("[a-z]{{1,64}}@{plain_hostname}"),
                    format!("[a-z]{{64}}@{long_hostname}"),
                ],
            ),
        ),
        (
            "idn-email",
            near(
                (3, None),
                r"[\s\S]+@[\s\S]+",
                [format!("[a-z]{{1,64}}@{plain_hostname}")],
            ),
        ),
        (
            "idn-hostname",
            near(
                (1, None),
                r"[^\x00-,/:-@\[-`{-\x7f]+",
                [plain_hostname, long_hostname],
            ),
        ),
        (
            "hostname",
            near((1, Some(253)), &hostname, [plain_hostname, long_hostname]),
        ),
        ("ipv4", exact((7, Some(15)), &ipv4)),
        ("ipv6", near((2, Some(45)), "[0-9A-Fa-f:.]+", ipv6)),
        (
            "ip",
            near((2, Some(45)), "[0-9A-Fa-f:.]+", [ipv4.as_str(), ipv6[0], ipv6[1]]),
        ),
        (
            "ipvanyaddress",
            near(
                (2, None),
                "[0-9A-Fa-f:.]+(?:%[^%/]+)?",
                [
                    ipv4.clone(),
                    ipv6[0].to_owned(),
                    format!("(?:{})%[a-z]+", ipv6[0]),
                ],
            ),
        ),
        (
            "uri",
            near((2, None), &format!("[A-Za-z][A-Za-z0-9+.-]*:{URI}*"), plain_uri),
        ),
        (
            "uri-reference",
            near((0, None), &format!("{URI}*"), plain_reference),
        ),
        (
            "iri",
            near((2, None), &format!("[A-Za-z][A-Za-z0-9+.-]*:{IRI}*"), plain_uri),
        ),
        (
            "iri-reference",
            near((0, None), &format!("{IRI}*"), plain_reference),
        ),
        ("uri-template", near((0, None), r"[^\x00- ]*", plain_reference)),
        (
            "uuid",
            exact(
                (36, Some(36)),
                "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
            ),
        ),
        ("uuid1", uuid('1')),
        ("uuid3", uuid('3')),
        ("uuid4", uuid('4')),
        ("uuid5", uuid('5')),
        ("uuid6", uuid('6')),
        ("uuid7", uuid('7')),
        ("uuid8", uuid('8')),
        (
            "byte",
            exact(
                (0, None),
                "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
            ),
        ),
        ("json-pointer", exact((0, None), POINTER)),
        (
            "relative-json-pointer",
            near(
                (1, None),
                &format!("{number}(?:[+-]{number})?(?:#|{POINTER})"),
                [format!("{number}#"), format!("{number}{POINTER}")],
            ),
        ),
        ("regex", near((0, None), r"[\s\S]*", ["[a-z]*", "\\^[a-z]*\\$"])),
    ])
});

fn uuid(version: char) -> Shape {
    let hex = "[0-9A-Fa-f]";
    exact(
        (36, Some(36)),
        &format!("{hex}{{8}}-{hex}{{4}}-{version}{hex}{{3}}-[89ABab]{hex}{{3}}-{hex}{{12}}"),
    )
}

fn exact(lengths: (u64, Option<u64>), expression: &str) -> Shape {
    Shape {
        lengths,
        outer: whole(expression),
        is_exact: true,
        inner: Vec::new(),
    }
}

fn near<T: AsRef<str>>(
    lengths: (u64, Option<u64>),
    outer: &str,
    inner: impl IntoIterator<Item = T>,
) -> Shape {
    Shape {
        lengths,
        outer: whole(outer),
        is_exact: false,
        inner: inner
            .into_iter()
            .map(|expression| whole(expression.as_ref()))
            .collect(),
    }
}

fn whole(expression: &str) -> Pattern {
    Pattern::parse(&format!("^(?:{expression})$")).expect("the expressions of the table are well formed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::formats::{self, Format};
    use crate::compat::regex::{Search, StringSet, find};

    fn shaped() -> impl Iterator<Item = (&'static Format, &'static Shape)> {
        formats::TABLE.iter().map(|format| {
            let shape = of(format.name);
            (
                format,
                shape.unwrap_or_else(|| panic!("{} has no shape", format.name)),
            )
        })
    }

    /// Texts that are of a format or nearly: its samples, other texts of its expressions, and all of them with a
    /// character changed, added or left out.
    fn texts_near(format: &Format, shape: &Shape) -> Vec<String> {
        let mut texts: Vec<String> = format.samples.iter().map(|&text| text.to_owned()).collect();
        for pattern in shape.inner.iter().chain([&shape.outer]) {
            for min_length in [0, 1, 5, 9, 14, 22, 37] {
                let set = StringSet {
                    within: vec![pattern],
                    min_length,
                    ..StringSet::default()
                };
                if let Search::Found(text) = find(&set, &mut 2_000_000) {
                    texts.push(text);
                }
            }
        }
        for text in texts.clone() {
            let characters: Vec<char> = text.chars().take(60).collect();
            for at in 0..=characters.len() {
                let (before, after) = characters.split_at(at);
                for middle in [
                    "", "0", "1", "2", "3", "6", "9", "a", "F", "g", ":", "-", ".", "~", "/", "Z", "T", "é",
                    " ", "\n",
                ] {
                    let joined = |after: &[char]| -> String {
                        let before: String = before.iter().collect();
                        before + middle + &after.iter().collect::<String>()
                    };
                    texts.push(joined(after));
                    if let Some((_, rest)) = after.split_first() {
                        texts.push(joined(rest));
                    }
                }
            }
        }
        texts.extend(formats::tests::all_texts().map(str::to_owned));
        texts
    }

    #[test]
    fn every_string_of_a_format_has_its_shape_and_exact_shapes_have_no_others() {
        for (format, shape) in shaped() {
            let mut valid = 0;
            for text in texts_near(format, shape) {
                let is_valid = format.is_valid(&text);
                let length = text.chars().count() as u64;
                let fits = length >= shape.lengths.0
                    && shape.lengths.1.is_none_or(|most| length <= most)
                    && shape.outer.is_match(&text);
                assert!(fits || !is_valid, "{}: {text:?} is of the format", format.name);
                assert!(
                    is_valid || !fits || !shape.is_exact,
                    "{}: {text:?} is not of the format",
                    format.name
                );
                valid += usize::from(is_valid);
            }
            assert!(valid > 10, "{}: {valid} texts were of the format", format.name);
        }
    }

    #[test]
    fn the_longest_texts_of_bounded_formats_are_as_long_as_their_shape_says() {
        for (format, shape) in shaped() {
            let Some(most) = shape.lengths.1 else { continue };
            let labels = |length: usize| {
                let text = format!("{}.", "a".repeat(63)).repeat(5);
                text[..length].to_owned()
            };
            let longest = match format.name {
                "email" => format!("{}@{}", "a".repeat(64), labels(253)),
                "hostname" => labels(253),
                "ipv6" | "ip" => "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".to_owned(),
                "ipv4" => "255.255.255.255".to_owned(),
                _ => format.samples[0].to_owned(),
            };
            assert!(format.is_valid(&longest), "{}: {longest}", format.name);
            assert_eq!(longest.len() as u64, most, "{}", format.name);
            assert!(shape.outer.is_match(&longest), "{}", format.name);
        }
    }

    #[test]
    fn first_strings_of_the_inner_expressions_have_the_format() {
        for (format, shape) in shaped() {
            for pattern in &shape.inner {
                let set = StringSet {
                    within: vec![pattern],
                    ..StringSet::default()
                };
                let Search::Found(text) = find(&set, &mut 2_000_000) else {
                    panic!("{}: {}", format.name, pattern.as_str());
                };
                assert!(format.is_valid(&text), "{}: {text:?}", format.name);
            }
        }
    }
}
