//! The table of formats: each a set of strings with a name, a test, samples, and the sets that it lies in.
//!
//! Both evaluators speak of these sets: what `jsonschema` knows is asked of it, and the rest is registered with it
//! ([`register`]). A format that is not here decides nothing.
//!
//! A name stands here only where it means one set of strings to all who write it. `base64`, `base64url` and `decimal` do
//! not: pydantic writes line ends into base64, zod does not read them. Those of zod come with a pattern beside them, which
//! then decides. `url` is what a browser reads to one, RFC 3986 to another, a regular expression to ajv. What depends on more than the text stays out as well, such as pydantic's `file-path`.

mod edges;
mod shapes;

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::{ValidationOptions, Validator};
use serde_json::{Value, json};

pub use shapes::Shape;

/// A named set of strings.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    /// Members of the set as one meets them, the shortest first where that matters little.
    pub samples: &'static [&'static str],
    /// The sets that contain this one, as far as no other of them stands between.
    within: &'static [&'static str],
    test: Test,
}

#[derive(Debug, Clone, Copy)]
enum Test {
    /// What `jsonschema` holds the name to be.
    Library,
    /// That, and this too.
    Narrowed(fn(&str) -> bool),
    Own(fn(&str) -> bool),
    /// Of ASCII texts those of this format; of others it is not decided, because the tables of Unicode that it takes are no
    /// part of this crate.
    OfAscii(&'static str),
}

/// RFC 3339, RFC 5321, RFC 6531, RFC 1123, RFC 5890, RFC 3986, RFC 3987, RFC 6570, RFC 6901, RFC 4122, ECMA-262; what
/// schemars writes for chrono's, jiff's and std's types; `byte` of OpenAPI, which is base64 of RFC 4648 with its padding; and
/// of pydantic UUIDs of one version and addresses as Python reads them.
static TABLE: &[Format] = &[
    format("date", &["2024-01-31", "2000-02-29"], &["hostname"]),
    format(
        "date-time",
        &["2024-01-31T12:00:00Z", "1985-04-12T23:20:50.52-05:00"],
        &[],
    ),
    format("time", &["12:00:00Z", "08:30:06.283185+02:00"], &[]),
    format("duration", &["P1D", "PT36H", "P3Y6M4DT12H30M5S"], &[]),
    own("partial-time", &["12:00:00", "08:30:06.5"], is_partial_time),
    own(
        "partial-date-time",
        &["2024-01-31T12:00:00", "1985-04-12T23:20:50.52"],
        is_partial_date_time,
    ),
    own(
        "zoned-date-time",
        &["2024-01-31T12:00:00+01:00[Europe/Paris]"],
        is_zoned_date_time,
    ),
    Format {
        test: Test::Narrowed(has_no_display_name),
        ..format("email", &["user@example.com", "a@b.co", "*@b.co"], &["idn-email"])
    },
    Format {
        test: Test::OfAscii("email"),
        ..format("idn-email", &["user@example.com", "a@b.co"], &[])
    },
    format(
        "hostname",
        &["example.com", "a"],
        &["uri-reference", "regex", "idn-hostname"],
    ),
    Format {
        test: Test::OfAscii("hostname"),
        ..format("idn-hostname", &["example.com", "a"], &[])
    },
    format("ipv4", &["192.0.2.1", "127.0.0.1"], &["ip", "hostname"]),
    format("ipv6", &["::1", "2001:db8::1"], &["ip"]),
    Format {
        within: &["regex", "ipvanyaddress"],
        ..own("ip", &["192.0.2.1", "::1"], is_ip)
    },
    own(
        "ipvanyaddress",
        &["192.0.2.1", "::1", "fe80::1%eth0"],
        is_address_of_python,
    ),
    format(
        "uri",
        &["https://example.com/a", "urn:a:b"],
        &["uri-reference", "iri"],
    ),
    format(
        "uri-reference",
        &["/a", "https://example.com/a", "a?b#c", ""],
        &["iri-reference"],
    ),
    format(
        "iri",
        &["https://example.com/ä", "https://example.com/a"],
        &["iri-reference"],
    ),
    format(
        "iri-reference",
        &["/ä", "https://example.com/ä", "a"],
        &["uri-template"],
    ),
    format("uri-template", &["https://example.com/{id}", "/users{/id}"], &[]),
    format("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["hostname"]),
    uuid_of("uuid1", &["c232ab00-9414-11ec-b3c8-9f6bdeced846"], is_uuid::<'1'>),
    uuid_of("uuid3", &["5df41881-3aed-3515-88a7-2f4a814cf09e"], is_uuid::<'3'>),
    uuid_of("uuid4", &["919108f7-52d1-4320-9bac-f847db4148a8"], is_uuid::<'4'>),
    uuid_of("uuid5", &["2ed6657d-e927-568b-95e1-2665a8aea6a2"], is_uuid::<'5'>),
    uuid_of("uuid6", &["1ec9414c-232a-6b00-b3c8-9f6bdeced846"], is_uuid::<'6'>),
    uuid_of("uuid7", &["017f22e2-79b0-7cc3-98c4-dc0c0c07398f"], is_uuid::<'7'>),
    uuid_of("uuid8", &["2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"], is_uuid::<'8'>),
    own("byte", &["TWFu", "AA==", ""], is_base64),
    format("json-pointer", &["/a/0", "", "/%", "/("], &[]),
    format("relative-json-pointer", &["1/a", "0#", "0/%", "0/("], &[]),
    format("regex", &["^[a-z]+$", "a"], &[]),
];

const fn format(
    name: &'static str,
    samples: &'static [&'static str],
    within: &'static [&'static str],
) -> Format {
    Format {
        name,
        samples,
        within,
        test: Test::Library,
    }
}

const fn own(name: &'static str, samples: &'static [&'static str], test: fn(&str) -> bool) -> Format {
    Format {
        name,
        samples,
        within: &[],
        test: Test::Own(test),
    }
}

const fn uuid_of(name: &'static str, samples: &'static [&'static str], test: fn(&str) -> bool) -> Format {
    Format {
        within: &["uuid"],
        ..own(name, samples, test)
    }
}

/// Other names of formats: local times of OpenAPI's registry.
const ALIASES: [(&str, &str); 2] = [
    ("date-time-local", "partial-date-time"),
    ("time-local", "partial-time"),
];

fn canonical(name: &str) -> &str {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    alias.map_or(name, |(_, meant)| meant)
}

/// Whether a pattern beside a format that is not in the table says what the format means, as generators write it. `url` is
/// written for `url::Url` beside a pattern that only bounds it.
pub fn may_be_a_pattern(name: &str) -> bool {
    name != "url"
}

/// Whether the format only describes: OpenAPI's `password` asks a form not to show what is typed, `binary` is any sequence of
/// octets, `html` and `commonmark` say how a text is shown, and pydantic's `path` takes every text.
pub fn only_describes(name: &str) -> bool {
    matches!(name, "password" | "binary" | "html" | "commonmark" | "path")
}

/// The names of the table, in its order.
#[cfg(test)]
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|format| format.name)
}

/// The samples of all formats.
pub fn samples() -> impl Iterator<Item = &'static str> {
    TABLE.iter().flat_map(|format| format.samples).copied()
}

/// The format of this name, if the table has it.
pub fn named(name: &str) -> Option<&'static Format> {
    let name = canonical(name);
    TABLE.iter().find(|format| format.name == name)
}

/// Whether the text is of the format; `None` where that is not decided.
pub fn is_valid(name: &str, text: &str) -> Option<bool> {
    let format = named(name)?;
    match format.test {
        Test::OfAscii(_) if !text.is_ascii() => None,
        _ => Some(format.is_valid(text)),
    }
}

/// Why it is not decided whether a text is of the format.
pub fn undecided(name: &str) -> String {
    match named(name) {
        None => format!("the format `{name}` is not in the table of formats"),
        Some(_) => format!("the format `{name}` is decided for ASCII texts alone"),
    }
}

/// Texts of which each format lacks some: what is tried where a text must not be of one.
pub const ODD: &[&str] = &["a", "", " ", "{", "(", "%", "é"];

/// Whether every text of the one format is of the other. `false` says only that this is not known.
pub fn is_within(inner: &str, outer: &str) -> bool {
    let (inner, outer) = (canonical(inner), canonical(outer));
    inner == outer
        || named(inner).is_some_and(|format| format.within.iter().any(|&between| is_within(between, outer)))
}

impl Format {
    /// Whether the text is known to be of the format.
    pub fn is_valid(&self, text: &str) -> bool {
        match self.test {
            Test::OfAscii(meant) => text.is_ascii() && is_valid(meant, text) == Some(true),
            Test::Own(test) => test(text),
            Test::Library => self.library_has(text),
            Test::Narrowed(test) => test(text) && self.library_has(text),
        }
    }

    /// Members of the set that programs disagree about, or forget.
    pub fn edges(&self) -> impl Iterator<Item = &'static str> {
        edges::TEXTS.iter().copied().filter(|text| self.is_valid(text))
    }

    /// What its texts look like.
    pub fn shape(&self) -> Option<&'static Shape> {
        shapes::of(self.name)
    }

    fn library_has(&self, text: &str) -> bool {
        library(self.name).is_valid(&Value::String(text.to_owned()))
    }
}

/// `jsonschema`'s idea of a format, whatever draft it appeared in.
fn library(name: &'static str) -> &'static Validator {
    static VALIDATORS: OnceLock<HashMap<&'static str, Validator>> = OnceLock::new();
    let validators = VALIDATORS.get_or_init(|| {
        let of_library = TABLE
            .iter()
            .filter(|format| !matches!(format.test, Test::Own(_) | Test::OfAscii(_)));
        of_library
            .map(|format| {
                let validator = jsonschema::draft202012::options()
                    .should_validate_formats(true)
                    .should_ignore_unknown_formats(false)
                    .build(&json!({ "format": format.name }))
                    .expect("the table asks for formats that the library knows");
                (format.name, validator)
            })
            .collect()
    });
    &validators[name]
}

/// Makes a validator speak of the same sets, in every draft.
pub fn register(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    let own_names = TABLE.iter().map(|format| (format.name, format));
    let aliases = ALIASES
        .iter()
        .filter_map(|(alias, meant)| Some((*alias, named(meant)?)));
    let options = options.should_validate_formats(true);
    own_names.chain(aliases).fold(options, |options, (name, format)| {
        options.with_format(name, move |text: &str| format.is_valid(text))
    })
}

/// A mailbox of RFC 5321 is an address alone. The library takes `Jo <jo@example.com>` too.
fn has_no_display_name(text: &str) -> bool {
    !text.contains(" <")
}

fn is_partial_time(text: &str) -> bool {
    library("time").is_valid(&Value::String(format!("{text}Z")))
}

fn is_partial_date_time(text: &str) -> bool {
    library("date-time").is_valid(&Value::String(format!("{text}Z")))
}

/// RFC 9557 with at least one suffix: `2024-01-31T12:00:00+01:00[Europe/Paris]`.
fn is_zoned_date_time(text: &str) -> bool {
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
    library("date-time").is_valid(&Value::String(instant.to_owned())) && suffixes.split("][").all(is_suffix)
}

fn is_ip(text: &str) -> bool {
    is_valid("ipv4", text) == Some(true) || is_valid("ipv6", text) == Some(true)
}

/// `ipaddress.ip_address`: an IPv6 address may name its zone.
fn is_address_of_python(text: &str) -> bool {
    match text.split_once('%') {
        None => is_ip(text),
        Some((address, zone)) => {
            let is_zone = !zone.is_empty() && !zone.contains(['%', '/']);
            is_zone && is_valid("ipv6", address) == Some(true)
        }
    }
}

/// A UUID of this version, and of the variant of RFC 4122.
fn is_uuid<const VERSION: char>(text: &str) -> bool {
    let characters = text.as_bytes();
    is_valid("uuid", text) == Some(true)
        && characters
            .get(14)
            .is_some_and(|digit| char::from(*digit) == VERSION)
        && characters.get(19).is_some_and(|digit| b"89abAB".contains(digit))
}

/// RFC 4648, section 4.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.len() % 4 == 0 && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(super) fn all_texts() -> impl Iterator<Item = &'static str> {
        let samples = TABLE.iter().flat_map(|format| format.samples);
        samples.chain(edges::TEXTS).copied()
    }

    #[test]
    fn every_sample_is_of_its_format_and_garbage_is_not() {
        for format in TABLE {
            assert!(!format.samples.is_empty());
            for sample in format.samples {
                assert!(format.is_valid(sample), "{}: {sample:?}", format.name);
            }
            // A space is a regular expression; half a template is none of the others.
            let garbage = if format.name == "regex" { "(" } else { "{ %z\n" };
            assert!(!format.is_valid(garbage), "{}", format.name);
        }
    }

    #[test]
    fn each_format_lacks_one_of_the_odd_texts() {
        for format in TABLE {
            assert!(ODD.iter().any(|text| !format.is_valid(text)), "{}", format.name);
        }
    }

    #[test]
    fn an_inclusion_holds_for_every_text() {
        for inner in TABLE {
            for outer in TABLE.iter().filter(|outer| is_within(inner.name, outer.name)) {
                for text in all_texts().filter(|text| inner.is_valid(text)) {
                    assert!(outer.is_valid(text), "{} in {}: {text:?}", inner.name, outer.name);
                }
            }
        }
    }

    #[test]
    fn inclusions_are_followed_and_none_is_made_up() {
        assert!(is_within("uri", "iri-reference"));
        assert!(is_within("ipv4", "ip") && is_within("ipv6", "ip"));
        assert!(
            is_within("unknown", "unknown"),
            "whatever a name means, it means it twice"
        );
        assert!(!is_within("uri-reference", "uri"));
        assert!(!is_within("date", "date-time"));
        assert!(!is_within("unknown", "ip"));
    }

    #[test]
    fn times_and_dates_are_those_of_rfc_3339() {
        let of = |name: &str| -> Vec<&str> {
            all_texts()
                .filter(|text| is_valid(name, text) == Some(true))
                .collect()
        };
        assert_eq!(of("date"), ["2024-01-31", "2000-02-29"]);
        assert_eq!(
            of("date-time"),
            [
                "2024-01-31T12:00:00Z",
                "1985-04-12T23:20:50.52-05:00",
                "2024-01-31t12:00:00z",
                "2016-12-31T23:59:60Z"
            ]
        );
        assert_eq!(of("time"), ["12:00:00Z", "08:30:06.283185+02:00", "23:59:60Z"]);
        assert_eq!(of("partial-time"), ["12:00:00", "08:30:06.5", "12:00:00"]);
        assert_eq!(
            of("partial-date-time"),
            [
                "2024-01-31T12:00:00",
                "1985-04-12T23:20:50.52",
                "2024-01-31T12:00:00"
            ]
        );
        assert_eq!(
            of("zoned-date-time"),
            [
                "2024-01-31T12:00:00+01:00[Europe/Paris]",
                "2024-01-31T12:00:00Z[UTC]",
                "2024-01-31T12:00:00Z[UTC][u-ca=iso8601]"
            ]
        );
        assert_eq!(of("duration"), ["P1D", "PT36H", "P3Y6M4DT12H30M5S", "P1W"]);
    }

    #[test]
    fn addresses_and_names_are_those_of_their_standards() {
        let of = |name: &str| -> Vec<&str> {
            all_texts()
                .filter(|text| is_valid(name, text) == Some(true))
                .collect()
        };
        assert_eq!(of("ipv4"), ["192.0.2.1", "127.0.0.1", "192.0.2.1", "192.0.2.1"]);
        assert_eq!(
            of("ipv6"),
            [
                "::1",
                "2001:db8::1",
                "::1",
                "::1",
                "1:2:3:4:5:6:7:8",
                "::ffff:1.2.3.4"
            ]
        );
        assert_eq!(of("ip").len(), of("ipv4").len() + of("ipv6").len());
        let uuids = of("uuid");
        assert!(uuids.contains(&"123E4567-E89B-12D3-A456-426614174000"));
        assert_eq!(
            of("uuid4"),
            [
                "919108f7-52d1-4320-9bac-f847db4148a8",
                "919108F7-52D1-4320-9BAC-F847DB4148A8"
            ]
        );
        assert!(
            uuids.contains(&"919108f7-52d1-4320-cbac-f847db4148a8"),
            "of no variant of RFC 4122"
        );
        let base64 = of("byte");
        assert!(base64.contains(&"AA==") && base64.contains(&"AB=="));
        for other in ["AA=", "A===", "=AAA", "AA==\n", "TW-_", "TWE", "a"] {
            assert!(!base64.contains(&other), "{other:?}");
        }
        assert_eq!(
            of("ipvanyaddress").len(),
            of("ip").len() + 2,
            "a zone, as sample and as edge"
        );
        assert_eq!(
            of("email"),
            [
                "user@example.com",
                "a@b.co",
                "*@b.co",
                "user@example.com",
                "a@b.co",
                "user@example",
                "\"a b\"@c.d",
                "\"\"@c.d",
                "a@[1.2.3.4]"
            ]
        );
        assert_eq!(is_valid("iban", "DE"), None);
    }

    #[test]
    fn long_texts_are_tested_without_harm() {
        let long = "a".repeat(1_000_000);
        for format in TABLE {
            format.is_valid(&long);
            format.is_valid(&format!("http://{long}@{long}"));
        }
    }
}
