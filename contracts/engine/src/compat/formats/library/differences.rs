//! The differences between our tests of formats and those of the library, with the text of the document that
//! defines the format.
//!
//! The strings are the cases below, those in the table for each format, strings of the expressions of its shape,
//! and all of these changed at one or several places. Each string on which the two differ must be one of the listed
//! differences.

#![allow(clippy::print_stdout, reason = "a report of what was measured")]

use std::collections::{BTreeMap, BTreeSet};

use super::{KNOWN, is_valid};
use crate::compat::formats::{self, TABLE};
use crate::compat::regex::{Search, StringSet, find};

/// One difference: which texts have it, and how the document reads that decides.
struct Difference {
    format: &'static str,
    /// Some of the texts.
    texts: &'static [&'static str],
    /// Our answer for them; the library gives the opposite one.
    ours: bool,
    is_one: fn(&str) -> bool,
    reading: &'static str,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        format: "email",
        texts: &["\"a\tb\"@c.d"],
        ours: false,
        is_one: |text| text.contains('\t'),
        reading: "RFC 5321, 4.1.2: qtextSMTP begins at the space, %d32; a tab is white space of RFC 5322, which is about headers",
    },
    Difference {
        format: "email",
        texts: &["\"a\\ b\"@c.d", "\"\\ \"@c.d"],
        ours: true,
        is_one: |text| text.contains("\\ "),
        reading: "RFC 5321, 4.1.2: quoted-pairSMTP = %d92 %d32-126, so that a space may be escaped",
    },
    Difference {
        format: "email",
        texts: &["\"a <b\"@c.d"],
        ours: true,
        is_one: |text| text.contains(" <") && text.starts_with('"'),
        reading: "RFC 5321, 4.1.2: `<` is qtextSMTP; the library takes a space before it for the end of a display name",
    },
    Difference {
        format: "email",
        texts: &[" <a@b.co>"],
        ours: false,
        is_one: |text| text.contains(" <") && text.ends_with('>'),
        reading: "RFC 5321, 4.1.2: a Mailbox has no angle brackets around it; the library takes them after an empty display name",
    },
    Difference {
        format: "uri-template",
        texts: &["\u{80}", "\u{fdd0}", "a\u{fffe}b", "\u{10ffff}"],
        ours: false,
        is_one: |text| text.contains(|c| !is_of_iris(c)),
        reading: "RFC 6570, 2.1: beyond ASCII literals are ucschar and iprivate of RFC 3987, which have no controls and no noncharacters",
    },
];

/// Returns true for ASCII characters, and for those that RFC 3987 lists by code point.
fn is_of_iris(c: char) -> bool {
    let code = u32::from(c);
    let is_left_out = matches!(code, 0x80..=0x9F | 0xFDD0..=0xFDEF | 0xFFF0..=0xFFFF | 0xE_0000..=0xE_0FFF);
    !is_left_out && (code & 0xFFFF) < 0xFFFE
}

/// Texts at which readers of the documents may part.
const CASES: &[(&str, &[&str])] = &[
    (
        "date",
        &[
            "0000-01-01",
            "9999-12-31",
            "+024-01-31",
            "2024-1-031",
            "2024-02-29\n",
            "2024–01–31",
        ],
    ),
    (
        "time",
        &[
            "23:59:60+00:00",
            "00:59:60+01:00",
            "22:59:60-01:00",
            "00:00:60+00:01",
            "23:59:60-24:00",
            "12:00:00.0000000000000000001Z",
            "12:00:00-00:00",
            "12:00:00+23:59",
            "12:00:00+1:00",
            "12:00:00 Z",
            "12:00:00z",
            "12:00:00,5Z",
            "24:00:00Z",
        ],
    ),
    (
        "date-time",
        &[
            "2024-01-31t23:59:60z",
            "2024-01-31T23:59:60+00:30",
            "2024-01-31_12:00:00Z",
            "2024-01-3TT12:00:00Z",
            "2024-01-31T",
        ],
    ),
    (
        "duration",
        &[
            "P1Y1W",
            "P1W1Y",
            "PT1S1H",
            "P1MT1M",
            "P1M1Y",
            "P1YT",
            "P1H",
            "PT1D",
            "P01D",
            "P1D ",
            "p1d",
            "P1DT1HT1M",
            "P99999999999999999999D",
            "P1Y1D",
            "PT1H1S",
            "P1Y1MT1H1M1S",
            "PW",
            "P1WT1H",
            "P1,5D",
        ],
    ),
    (
        "email",
        &[
            "a@b",
            "a@-b",
            "a@b-",
            "a@b..c",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "a@[ipv6:::1]",
            "a@[IPv6:1.2.3.4]",
            "a@[999.1.1.1]",
            "a@[1.2.3.4",
            "a@1.2.3.4]",
            "a@[]",
            "a@b.c.",
            "\"\"@b",
            "\"@b",
            "\"\"\"@b",
            "\"a\\\"@b",
            "\"a\\\"\"@b",
            "a\"b@c",
            "\"a\"b@c",
            "\"a@b\"@c",
            "a@b@c",
            "a b@c",
            "a\\@b@c",
            "a@b c",
            "é@b",
            "a@é",
            "a,b@c",
            "a@b_c",
            "!#$%&'*+-/=?^_`{|}~@a",
            "a@b.c\n",
            "\n@b",
            "a@[x]",
            "a@[IPv6:::1%a]",
            "\"a\u{7f}b\"@c",
            "\"é\"@c",
        ],
    ),
    (
        "hostname",
        &[
            "a", "-a", "a-", "a--b", "ab--c", "a.b.", ".", "", "a..b", "1", "1.2.3.4", "a_b", "a b", "é",
            "A.B", "a.-b", "0-0",
        ],
    ),
    (
        "ipv4",
        &[
            "0.0.0.0",
            "255.255.255.255",
            "256.1.1.1",
            "1.1.1",
            "1.1.1.1.1",
            "00.1.1.1",
            "1.1.1.1 ",
            "0x1.1.1.1",
            "1.1.1.-1",
            "1..1.1",
        ],
    ),
    (
        "ipv6",
        &[
            "::",
            "::1",
            "1::",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1::3:4:5:6:7:8",
            "1:2:3:4:5:6:1.2.3.4",
            "::1.2.3.4",
            "1.2.3.4::",
            "::01.2.3.4",
            "::256.1.1.1",
            "1::2::3",
            ":1",
            "1:",
            "12345::",
            "::g",
            "::1%1",
            "[::1]",
            "::ffff:1.2.3",
            "1:2:3:4:5:6:7:1.2.3.4",
        ],
    ),
    (
        "uri",
        &[
            "a:",
            "a:b",
            "a://",
            "a:///",
            "a://b@c:1/d?e#f",
            "a://[::1]:80",
            "a://[::1]a",
            "a://[1.2.3.4]",
            "a://[v1.a]",
            "a://[v1]",
            "a://[v.a]",
            "a://[vz.a]",
            "a://b:c",
            "a://b@c@d",
            "a://%41",
            "a://%4",
            "a:%",
            "a:#",
            "a:##",
            "a:?#?",
            "a: b",
            "a:\\",
            "a:|",
            "a:^",
            "a:`",
            "a:{}",
            "a:<>",
            "a:\"",
            "a:[]",
            "1a:b",
            "+a:b",
            "a+:b",
            "a_:b",
            ":a",
            "//a",
            "",
            "a",
            "a:é",
            "a://é",
            "A:B",
            "a://[::ffff:1.2.3.4]",
            "a://[::1%25a]",
            "a:b:c",
            "a://b:80:90",
            "a://:80",
            "a://@",
            "a://[]",
            "a://[",
            "a://]",
            "a://b[::1]",
        ],
    ),
    (
        "uri-reference",
        &[
            "", "a", "a:b", "1:b", ":b", "a/b:c", "//", "///", "//a:b", "//a:1", "?", "#", "?#", "#?", "##",
            "./1:b", "é", "%", "%zz", "%20", "a b", "@:", "a@:b",
        ],
    ),
    (
        "iri",
        &[
            "a:é",
            "a://é:1/é?é#é",
            "é:a",
            "a:?\u{e000}",
            "a:\u{e000}",
            "a:#\u{e000}",
            "a://\u{e000}",
            "a:\u{80}",
            "a:\u{a0}",
            "a:\u{fffd}",
            "a:\u{fdd0}",
            "a:\u{e0001}",
            "a:\u{e1000}",
            "a:?\u{10fffe}",
            "a:?\u{fffff}",
            "a:?\u{100000}",
            "a:\u{10000}",
            "a:\u{1fffe}",
            "a://[é]",
            "a://[v1.é]",
            "a:\u{202e}",
        ],
    ),
    (
        "iri-reference",
        &[
            "é",
            "é:a",
            "é/b:c",
            "//é@é",
            "?\u{f8ff}",
            "\u{f8ff}",
            "#é",
            "\u{fff0}",
            "\u{efff0}",
            "?\u{f0000}",
            "%é",
            "\u{7f}",
        ],
    ),
    (
        "uri-template",
        &[
            "",
            "{a}",
            "{a,b}",
            "{a*,b:3}",
            "{a:10000}",
            "{a:0}",
            "{a:01}",
            "{a:1}",
            "{}",
            "{,}",
            "{a,}",
            "{+a}",
            "{=a}",
            "{,a}",
            "{!a}",
            "{@a}",
            "{|a}",
            "{$a}",
            "{a.b}",
            "{.a}",
            "{a.}",
            "{a..b}",
            "{%41}",
            "{%4}",
            "{a b}",
            "{é}",
            "}",
            "{{a}}",
            "a}b",
            "%",
            "%41",
            "'",
            "\"",
            "<",
            ">",
            "\\",
            "^",
            "`",
            "|",
            " ",
            "é",
            "\u{e000}",
            "\u{80}",
            "\u{fdd0}",
            "\u{fffe}",
            "\u{10ffff}",
            "{a:3*}",
            "{a**}",
            "{a*:3}",
            "{a-b}",
        ],
    ),
    (
        "uuid",
        &[
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-ffff-ffff-ffff-ffffffffffff",
            "0000000000000000-0000-000000000000-0000",
            "urn:uuid:00000000-0000-0000-0000-000000000000",
        ],
    ),
    (
        "json-pointer",
        &[
            "", "/", "//", "a", "/~", "/~0", "/~1", "/~2", "/a~", "/~~", "#/a", "/é\n", "/~01",
        ],
    ),
    (
        "relative-json-pointer",
        &[
            "0", "0#", "00", "01", "1", "10/a", "0a", "#", "-1", "0##", "0#/", "0/~", "1~0", "", "0+1",
            "1-1/a", "٠",
        ],
    ),
    (
        "regex",
        &[
            "",
            "a",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "a{1}",
            "a{1",
            "a{1,}",
            "a{2,1}",
            "{1}",
            "a**",
            "a*?",
            "a??",
            "^*",
            "$?",
            "\\b+",
            "(?=a)",
            "(?=a)*",
            "(?!a)",
            "(?:a)*",
            "(?<n>a)",
            "(?<1>a)",
            "(?<n>a)(?<n>b)",
            "(?<n>a)|(?<n>b)",
            "(?<é>a)",
            "(?<\\u0061>a)",
            "(?",
            "(?a",
            "(?<",
            "(?P<n>a)",
            "\\d",
            "\\a",
            "\\z",
            "\\0",
            "\\01",
            "\\1",
            "(a)\\1",
            "\\k",
            "\\k<n>",
            "(?<n>a)\\k<n>",
            "(?<n>a)\\k<m>",
            "\\x41",
            "\\x4",
            "\\u0041",
            "\\u{41}",
            "\\u{110000}",
            "\\u41",
            "\\cA",
            "\\c1",
            "\\p{L}",
            "\\p{Foo}",
            "\\p{Script=Greek}",
            "\\pL",
            "[a-z]",
            "[z-a]",
            "[a-\\d]",
            "[\\d-a]",
            "[\\d-]",
            "[a-]",
            "[-a]",
            "[]",
            "[^]",
            "[]a]",
            "[[]",
            "[a&&b]",
            "[a--b]",
            "[\\b]",
            "[\\B]",
            "[\\-]",
            "\\-",
            "\\/",
            "/",
            "\\",
            "(?i:a)",
            "(?i)a",
            "(?<=a)",
            "(?<!a)",
            "|",
            "a|",
            "(|)",
            "\\ud800",
            "\\ud83d\\ude00",
            "a{,3}",
            "a{ 1 }",
            "\\<",
            "[\\k]",
            "[\\1]",
            "[\\c]",
            ".",
            "\\.",
            "\\é",
            "\\_",
        ],
    ),
];

fn texts_of(format: &'static formats::Format) -> BTreeSet<String> {
    let cases = CASES.iter().filter(|(name, _)| *name == format.name);
    let mut texts: BTreeSet<String> = cases
        .flat_map(|(_, texts)| *texts)
        .chain(format.samples)
        .map(|text| (*text).to_owned())
        .collect();
    let listed = DIFFERENCES
        .iter()
        .filter(|difference| difference.format == format.name);
    texts.extend(
        listed
            .flat_map(|difference| difference.texts)
            .map(|text| (*text).to_owned()),
    );
    if let Some(shape) = format.shape() {
        for pattern in shape.inner.iter().chain([&shape.outer]) {
            for min_length in [0, 1, 5, 9, 14, 22, 37] {
                let set = StringSet {
                    within: vec![pattern],
                    min_length,
                    ..StringSet::default()
                };
                if let Search::Found(text) = find(&set, &mut 2_000_000) {
                    texts.insert(text);
                }
            }
        }
    }
    let mut changed = Changes(0x9E37_79B9_7F4A_7C15);
    let before: Vec<String> = texts.iter().cloned().collect();
    for text in &before {
        for _ in 0..CHANGES {
            texts.insert(changed.of(text, &before));
        }
    }
    texts.extend(formats::tests::all_texts().map(str::to_owned));
    texts
}

/// Changed texts for each text.
const CHANGES: usize = 300;

/// Changes by the numbers of a generator of numbers, the same in each run.
struct Changes(u64);

impl Changes {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }

    fn of(&mut self, text: &str, others: &[String]) -> String {
        const PIECES: &[&str] = &[
            "a", "Z", "0", "1", "5", "9", "60", "23:59:60", "f", "g", ":", "::", "-", "--", "+", ".", "..",
            "/", "//", "?", "#", "@", "[", "]", "{", "}", "(", ")", "*", "|", "^", "$", "\\", "\\d", "%",
            "%41", "~", "~0", "~2", "T", "P", "Z", "z", "W", "\"", "'", "<", ">", " <", " ", "\t", "\n",
            "\0", "é", "\u{80}", "\u{e000}", "\u{fdd0}", "😀", "v1.", "IPv6:", "1.2.3.4", ",", "=", "!", "&",
            "_", ";", "`", "\u{7f}", "\u{202e}", "(?", "p{L}", "u",
        ];
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        characters.truncate(90);
        for _ in 0..=self.below(3) {
            let at = self.below(characters.len() + 1);
            match self.below(6) {
                0 | 1 => characters.insert(at, PIECES[self.below(PIECES.len())].to_owned()),
                2 if at < characters.len() => characters[at] = PIECES[self.below(PIECES.len())].to_owned(),
                3 if at < characters.len() => drop(characters.remove(at)),
                4 if at + 1 < characters.len() => characters.swap(at, at + 1),
                _ => {
                    let other: Vec<char> = others[self.below(others.len())].chars().collect();
                    let from = self.below(other.len());
                    let piece: String = other[from..].iter().take(1 + self.below(5)).collect();
                    characters.insert(at, piece);
                }
            }
        }
        characters.concat()
    }
}

#[test]
fn each_difference_from_the_library_is_listed_with_its_reading() {
    let mut unlisted: BTreeMap<&str, Vec<(String, bool)>> = BTreeMap::new();
    let (mut asked, mut decided, mut differ) = (0, 0, 0);
    for format in TABLE.iter().filter(|format| KNOWN.contains_key(format.name)) {
        for text in texts_of(format) {
            let theirs = is_valid(format.name, &text).expect("it knows the format");
            asked += 1;
            let Some(ours) = formats::is_valid(format.name, &text) else {
                continue;
            };
            decided += 1;
            if ours == theirs {
                continue;
            }
            differ += 1;
            let is_listed = DIFFERENCES
                .iter()
                .any(|known| known.format == format.name && known.ours == ours && (known.is_one)(&text));
            if !is_listed {
                unlisted.entry(format.name).or_default().push((text, ours));
            }
        }
    }
    println!("{asked} texts, {decided} of them decided, {differ} differ");
    let shown: Vec<String> = unlisted
        .iter()
        .map(|(name, texts)| format!("{name}: {} {:?}", texts.len(), &texts[..texts.len().min(12)]))
        .collect();
    assert!(unlisted.is_empty(), "{}", shown.join("\n"));
    assert!(asked > 100_000, "{asked}");
}

#[test]
fn each_listed_difference_is_one() {
    for difference in DIFFERENCES {
        for text in difference.texts {
            let place = format!("{} {text:?}: {}", difference.format, difference.reading);
            assert!((difference.is_one)(text), "{place}");
            assert_eq!(
                formats::is_valid(difference.format, text),
                Some(difference.ours),
                "{place}"
            );
            assert_eq!(
                is_valid(difference.format, text),
                Some(!difference.ours),
                "{place}"
            );
        }
    }
}
