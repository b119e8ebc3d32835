//! The table of formats: each is a set of strings with a name, a test, samples, and the sets that contain it.
//!
//! Each test is our own, written from the document that defines the format. The second evaluator uses its own code
//! for the formats that it knows (`library`), so two readings of that document confirm a string. A test compares
//! them and lists the differences. A format outside this table decides nothing.
//!
//! A name is in the table only if everyone uses it for the same set of strings. `base64`, `base64url` and `decimal`
//! are not in it: pydantic writes line ends into base64, and zod does not read them. Those of zod come with a
//! pattern beside them, which then decides. `url` is a browser's URL to one tool, RFC 3986 to another, a regular
//! expression to ajv. Formats that depend on more than the string are left out as well, such as pydantic's
//! `file-path`.

mod addresses;
mod edges;
mod identifiers;
#[cfg(feature = "second-evaluator")]
pub(super) mod library;
mod moments;
mod notations;
mod shapes;

use super::regex;
pub use shapes::Shape;

/// A named set of strings.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    /// Realistic members of the set, the shortest first if that matters little.
    pub samples: &'static [&'static str],
    /// The smallest sets that contain this one.
    within: &'static [&'static str],
    test: Test,
}

#[derive(Debug, Clone, Copy)]
enum Test {
    /// Decides each text.
    Whole(fn(&str) -> bool),
    /// Leaves some strings undecided, for the given reason.
    Partial(fn(&str) -> Option<bool>, &'static str),
}

/// The formats of the documents that JSON Schema refers to, each named at its test; those that schemars writes for
/// types of chrono, jiff and std; `byte` of OpenAPI, which is base64 of RFC 4648 with its padding; and of pydantic
/// UUIDs of one version and addresses as Python reads them.
static TABLE: &[Format] = &[
    whole(
        "date",
        moments::is_date,
        &["2024-01-31", "2000-02-29"],
        &["hostname"],
    ),
    whole(
        "date-time",
        moments::is_date_time,
        &["2024-01-31T12:00:00Z", "1985-04-12T23:20:50.52-05:00"],
        &[],
    ),
    whole(
        "time",
        moments::is_time,
        &["12:00:00Z", "08:30:06.283185+02:00"],
        &[],
    ),
    whole(
        "duration",
        moments::is_duration,
        &["P1D", "PT36H", "P3Y6M4DT12H30M5S"],
        &[],
    ),
    whole(
        "partial-time",
        moments::is_partial_time,
        &["12:00:00", "08:30:06.5"],
        &[],
    ),
    whole(
        "partial-date-time",
        moments::is_partial_date_time,
        &["2024-01-31T12:00:00", "1985-04-12T23:20:50.52"],
        &[],
    ),
    whole(
        "zoned-date-time",
        moments::is_zoned_date_time,
        &["2024-01-31T12:00:00+01:00[Europe/Paris]"],
        &[],
    ),
    partial(
        "email",
        (addresses::email, addresses::OF_MAILBOXES),
        &["user@example.com", "a@b.co", "*@b.co"],
        &["idn-email"],
    ),
    partial(
        "idn-email",
        (addresses::idn_email, addresses::OF_ASCII),
        &["user@example.com", "a@b.co"],
        &[],
    ),
    partial(
        "hostname",
        (addresses::hostname, addresses::OF_PUNYCODE),
        &["example.com", "a"],
        &["uri-reference", "regex", "idn-hostname"],
    ),
    partial(
        "idn-hostname",
        (addresses::idn_hostname, addresses::OF_ASCII),
        &["example.com", "a"],
        &[],
    ),
    whole(
        "ipv4",
        addresses::is_ipv4,
        &["192.0.2.1", "127.0.0.1"],
        &["ip", "hostname"],
    ),
    whole("ipv6", addresses::is_ipv6, &["::1", "2001:db8::1"], &["ip"]),
    whole(
        "ip",
        addresses::is_ip,
        &["192.0.2.1", "::1"],
        &["regex", "ipvanyaddress"],
    ),
    whole(
        "ipvanyaddress",
        addresses::is_address_of_python,
        &["192.0.2.1", "::1", "fe80::1%eth0"],
        &[],
    ),
    whole(
        "uri",
        identifiers::is_uri,
        &["https://example.com/a", "urn:a:b"],
        &["uri-reference", "iri"],
    ),
    whole(
        "uri-reference",
        identifiers::is_uri_reference,
        &["/a", "https://example.com/a", "a?b#c", ""],
        &["iri-reference"],
    ),
    whole(
        "iri",
        identifiers::is_iri,
        &["https://example.com/ä", "https://example.com/a"],
        &["iri-reference"],
    ),
    whole(
        "iri-reference",
        identifiers::is_iri_reference,
        &["/ä", "https://example.com/ä", "a"],
        &["uri-template"],
    ),
    whole(
        "uri-template",
        identifiers::is_uri_template,
        &["https://example.com/{id}", "/users{/id}"],
        &[],
    ),
    whole(
        "uuid",
        notations::is_uuid,
        &["123e4567-e89b-12d3-a456-426614174000"],
        &["hostname"],
    ),
    uuid_of(
        "uuid1",
        notations::is_uuid_of::<'1'>,
        &["c232ab00-9414-11ec-b3c8-9f6bdeced846"],
    ),
    uuid_of(
        "uuid3",
        notations::is_uuid_of::<'3'>,
        &["5df41881-3aed-3515-88a7-2f4a814cf09e"],
    ),
    uuid_of(
        "uuid4",
        notations::is_uuid_of::<'4'>,
        &["919108f7-52d1-4320-9bac-f847db4148a8"],
    ),
    uuid_of(
        "uuid5",
        notations::is_uuid_of::<'5'>,
        &["2ed6657d-e927-568b-95e1-2665a8aea6a2"],
    ),
    uuid_of(
        "uuid6",
        notations::is_uuid_of::<'6'>,
        &["1ec9414c-232a-6b00-b3c8-9f6bdeced846"],
    ),
    uuid_of(
        "uuid7",
        notations::is_uuid_of::<'7'>,
        &["017f22e2-79b0-7cc3-98c4-dc0c0c07398f"],
    ),
    uuid_of(
        "uuid8",
        notations::is_uuid_of::<'8'>,
        &["2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"],
    ),
    whole("byte", notations::is_base64, &["TWFu", "AA==", ""], &[]),
    whole(
        "json-pointer",
        notations::is_json_pointer,
        &["/a/0", "", "/%", "/("],
        &[],
    ),
    partial(
        "relative-json-pointer",
        (notations::is_relative_json_pointer, notations::OF_SHIFTS),
        &["1/a", "0#", "0/%", "0/("],
        &[],
    ),
    partial(
        "regex",
        (
            regex::is_expression,
            "is not decided for flags and what dialects read differently",
        ),
        &["^[a-z]+$", "a"],
        &[],
    ),
];

const fn whole(
    name: &'static str,
    test: fn(&str) -> bool,
    samples: &'static [&'static str],
    within: &'static [&'static str],
) -> Format {
    Format {
        name,
        samples,
        within,
        test: Test::Whole(test),
    }
}

const fn partial(
    name: &'static str,
    (test, why): (fn(&str) -> Option<bool>, &'static str),
    samples: &'static [&'static str],
    within: &'static [&'static str],
) -> Format {
    Format {
        name,
        samples,
        within,
        test: Test::Partial(test, why),
    }
}

const fn uuid_of(name: &'static str, test: fn(&str) -> bool, samples: &'static [&'static str]) -> Format {
    whole(name, test, samples, &["uuid"])
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

/// Returns true if a pattern beside an unknown format expresses its meaning, as generators write it. `url` is
/// written for `url::Url` beside a pattern that only bounds it.
pub fn may_be_a_pattern(name: &str) -> bool {
    name != "url"
}

/// Returns true if the format only describes: OpenAPI's `password` asks a form to hide the input, `binary` is any
/// sequence of octets, `html` and `commonmark` say how a string is displayed, and pydantic's `path` accepts every
/// string.
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

/// Returns true if the text is of the format; `None` if that is not decided.
pub fn is_valid(name: &str, text: &str) -> Option<bool> {
    named(name)?.decide(text)
}

/// The reason why it is not decided whether a text is of the format.
pub fn undecided(name: &str) -> String {
    match named(name).map(|format| format.test) {
        Some(Test::Partial(_, why)) => format!("the format `{name}` {why}"),
        _ => format!("the format `{name}` is not in the table of formats"),
    }
}

/// Strings for which each format excludes at least one: candidates for a string that must not have some format.
pub const ODD: &[&str] = &["a", "", " ", "{", "(", "%", "é"];

/// Returns true if every text of the one format is of the other. `false` says only that this is not known.
pub fn is_within(inner: &str, outer: &str) -> bool {
    let (inner, outer) = (canonical(inner), canonical(outer));
    inner == outer
        || named(inner).is_some_and(|format| format.within.iter().any(|&between| is_within(between, outer)))
}

impl Format {
    /// Returns true if the text is of the format; `None` if that is not decided.
    fn decide(&self, text: &str) -> Option<bool> {
        match self.test {
            Test::Whole(test) => Some(test(text)),
            Test::Partial(test, _) => test(text),
        }
    }

    /// Returns true if the text is of the format; `None` if that is not decided.
    #[cfg(feature = "validate")]
    pub fn decides(&self, text: &str) -> Option<bool> {
        self.decide(text)
    }

    /// Returns true if the text is known to be of the format.
    pub fn is_valid(&self, text: &str) -> bool {
        self.decide(text) == Some(true)
    }

    /// Members of the set that programs disagree about, or forget.
    pub fn edges(&self) -> impl Iterator<Item = &'static str> {
        edges::TEXTS.iter().copied().filter(|text| self.is_valid(text))
    }

    /// The form of its strings.
    pub fn shape(&self) -> Option<&'static Shape> {
        shapes::of(self.name)
    }
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
            // A space is a regular expression; half a template is a string of no other format.
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
