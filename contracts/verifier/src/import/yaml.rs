//! YAML as JSON: what YAML 1.2 calls the JSON schema and the core schema, and nothing whose meaning depends on the reader.

use std::collections::HashMap;
use std::fmt;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use counterpart_engine::json::{Json, MAX_DEPTH, Number, Object};

/// The maximum size of a text.
const MAX_BYTES: usize = 4 << 20;

/// The number of values that a document may have after its aliases were followed, and how many bytes of text.
const MAX_VALUES: usize = 1_000_000;
const MAX_TEXT: usize = 64 << 20;

/// The reason why a YAML text is not read as JSON, and the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// The problem.
    pub problem: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at line {}, column {}",
            self.problem, self.line, self.column
        )
    }
}

impl std::error::Error for YamlError {}

/// Returns true if a file is YAML by its name.
pub(super) fn is_yaml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// Reads the one document of a text.
pub(super) fn parse(text: &[u8]) -> Result<Json, YamlError> {
    let fail = |problem: &str| YamlError {
        problem: problem.to_owned(),
        line: 1,
        column: 1,
    };
    if text.len() > MAX_BYTES {
        return Err(fail("the text is larger than 4 MiB: turn it into JSON"));
    }
    let text = std::str::from_utf8(text).map_err(|_| fail("the text is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        anchors: HashMap::new(),
        open: Vec::new(),
        documents: 0,
        values: 0,
        bytes: 0,
        whole: None,
    };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| at(error.marker(), error.info()))?;
        reader.take(event).map_err(|problem| at(&span.start, &problem))?;
    }
    Ok(reader.whole.unwrap_or(Json::Null))
}

fn at(marker: &Marker, problem: &str) -> YamlError {
    YamlError {
        problem: problem.to_owned(),
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// A value that an alias may repeat.
#[derive(Clone)]
struct Anchored {
    value: Json,
    values: usize,
    bytes: usize,
    depth: usize,
}

/// A collection whose end was not read.
struct Open {
    anchor: usize,
    collection: Collection,
    values_before: usize,
    bytes_before: usize,
    /// The depth of its deepest value.
    depth: usize,
}

enum Collection {
    List(Vec<Json>),
    /// With the key that waits for its value.
    Map(Object, Option<String>),
}

struct Reader {
    anchors: HashMap<usize, Anchored>,
    open: Vec<Open>,
    documents: usize,
    values: usize,
    bytes: usize,
    whole: Option<Json>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err("a second document begins: split the file".to_owned());
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref()),
            Event::Alias(anchor) => {
                let Some(known) = self.anchors.get(&anchor).cloned() else {
                    return Err("an alias is inside the part that it repeats".to_owned());
                };
                if self.waits_for_key() {
                    return Err("an alias is used as a key: write the key".to_owned());
                }
                self.count(known.values, known.bytes)?;
                self.add(known.value, known.depth)
            }
            Event::SequenceStart(anchor, tag) => {
                known_tag(tag.as_deref(), &["seq"])?;
                self.begin(anchor, Collection::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                known_tag(tag.as_deref(), &["map"])?;
                self.begin(anchor, Collection::Map(Object::default(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
        }
    }

    fn waits_for_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                collection: Collection::Map(_, None),
                ..
            })
        )
    }

    fn count(&mut self, values: usize, bytes: usize) -> Result<(), String> {
        self.values = self.values.saturating_add(values);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.values > MAX_VALUES || self.bytes > MAX_TEXT {
            return Err(
                "the document is too large with the parts that its aliases repeat (more than a million \
                 values)"
                    .to_owned(),
            );
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), String> {
        known_tag(tag, &["str"])?;
        let is_plain = style == ScalarStyle::Plain && tag.is_none();
        if self.waits_for_key() {
            return self.key(text, is_plain);
        }
        let value = if is_plain {
            self.plain(text)?
        } else {
            Json::from(text)
        };
        self.count(1, text.len())?;
        if anchor > 0 {
            let anchored = Anchored {
                value: value.clone(),
                values: 1,
                bytes: text.len(),
                depth: 0,
            };
            self.anchors.insert(anchor, anchored);
        }
        self.add(value, 0)
    }

    /// Keys are names, so that the text of a plain one is the name: `200`, `on`, `y`.
    fn key(&mut self, text: &str, is_plain: bool) -> Result<(), String> {
        if is_plain && text == "<<" {
            return Err("a merge key (`<<`) is not part of YAML 1.2: write out what it merges".to_owned());
        }
        self.count(0, text.len())?;
        let Some(Open {
            collection: Collection::Map(members, key),
            ..
        }) = self.open.last_mut()
        else {
            return Ok(());
        };
        if members.contains_key(text) {
            let text = Json::from(text);
            return Err(format!("the key {text} stands twice in one object"));
        }
        *key = Some(text.to_owned());
        Ok(())
    }

    fn plain(&self, text: &str) -> Result<Json, String> {
        Ok(match text {
            "" | "~" | "null" | "Null" | "NULL" => Json::Null,
            "true" | "True" | "TRUE" => Json::Bool(true),
            "false" | "False" | "FALSE" => Json::Bool(false),
            _ => match number(text)? {
                Some(number) => Json::Number(number),
                None => {
                    if depends_on_the_version(text) && !self.is_note() {
                        return Err(format!(
                            "`{text}` is a string in YAML 1.2 and something else in YAML 1.1: quote it, or \
                             write true, false or a plain number"
                        ));
                    }
                    Json::from(text)
                }
            },
        })
    }

    /// Returns true if the value that comes says nothing of a message.
    fn is_note(&self) -> bool {
        let keys = self.open.iter().rev().map(|open| match &open.collection {
            Collection::Map(_, key) => key.as_deref(),
            Collection::List(_) => None,
        });
        let nearest = keys.flatten().next();
        matches!(
            nearest,
            Some(
                "description"
                    | "title"
                    | "summary"
                    | "example"
                    | "examples"
                    | "default"
                    | "$comment"
                    | "version"
            )
        )
    }

    fn begin(&mut self, anchor: usize, collection: Collection) -> Result<(), String> {
        if self.waits_for_key() {
            return Err("a key is a collection: in JSON, only strings can be keys".to_owned());
        }
        if self.open.len() == MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        self.count(1, 0)?;
        self.open.push(Open {
            anchor,
            collection,
            values_before: self.values - 1,
            bytes_before: self.bytes,
            depth: 0,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = match open.collection {
            Collection::List(items) => Json::Array(items),
            Collection::Map(members, _) => Json::Object(members),
        };
        let depth = open.depth + 1;
        if open.anchor > 0 {
            let anchored = Anchored {
                value: value.clone(),
                values: self.values - open.values_before,
                bytes: self.bytes - open.bytes_before,
                depth,
            };
            self.anchors.insert(open.anchor, anchored);
        }
        self.add(value, depth)
    }

    fn add(&mut self, value: Json, depth: usize) -> Result<(), String> {
        if self.open.len() + depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH} levels"));
        }
        match self.open.last_mut() {
            None => self.whole = Some(value),
            Some(open) => {
                open.depth = open.depth.max(depth);
                match &mut open.collection {
                    Collection::List(items) => items.push(value),
                    Collection::Map(members, key) => {
                        if let Some(key) = key.take() {
                            members.insert(key, value);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

fn known_tag(tag: Option<&Tag>, known: &[&str]) -> Result<(), String> {
    match tag {
        None => Ok(()),
        Some(tag) if tag.is_yaml_core_schema() && known.contains(&tag.suffix.as_str()) => Ok(()),
        Some(tag) => Err(format!(
            "the tag `{}{}` is not supported: remove it, and write the value as in JSON",
            tag.handle, tag.suffix
        )),
    }
}

/// A number of the core schema, as JSON writes it.
fn number(text: &str) -> Result<Option<Number>, String> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let digits = std::str::from_utf8(digits).unwrap_or_default();
    if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(&digits) {
        return Err(format!("`{text}` is a number that JSON cannot represent"));
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        let Some(digits) = digits.strip_prefix(prefix) else {
            continue;
        };
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Ok(None);
        }
        let value = u128::from_str_radix(digits, radix);
        return match value {
            Ok(value) if !negative => Ok(Some(value.into())),
            _ => Err(format!(
                "`{text}` is not a supported number: write it with decimal digits"
            )),
        };
    }
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (&digits[..at], &digits[at..]),
        None => (digits, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = are_digits(whole) && are_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    if !is_number || whole.len() > 1 && whole.starts_with('0') {
        return Ok(None);
    }
    let sign = if negative { "-" } else { "" };
    // JSON wants a digit on both sides of the point.
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    let written = format!("{sign}{whole}.{fraction}{exponent}");
    match written.parse::<Number>() {
        Ok(number) => Ok(Some(number)),
        Err(counterpart_engine::json::NumberError::Malformed) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Returns true if YAML 1.1 reads a plain text differently from YAML 1.2: as a boolean, a number, or a time.
fn depends_on_the_version(text: &str) -> bool {
    const TRUTHS: [&str; 4] = ["yes", "no", "on", "off"];
    TRUTHS.iter().any(|truth| text.eq_ignore_ascii_case(truth)) || is_older_number(text) || is_time(text)
}

/// A number with an octal or binary base, on the base 60, or with `_` between its digits.
fn is_older_number(text: &str) -> bool {
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let consists = |text: &str, radix: u32, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_digit(radix) || more.contains(c))
    };
    if let Some(bits) = number.strip_prefix("0b") {
        return consists(bits, 2, "_");
    }
    if let Some(digits) = number.strip_prefix("0x") {
        return consists(digits, 16, "_");
    }
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if let Some((first, sixtieths)) = whole.split_once(':') {
        let is_sixtieth = |digits: &str| {
            let tens = digits.len() == 1 || digits.starts_with(|c| ('0'..='5').contains(&c));
            digits.len() <= 2 && tens && consists(digits, 10, "")
        };
        let is_fraction = fraction.is_empty() || consists(fraction, 10, "_");
        return consists(first, 10, "_") && sixtieths.split(':').all(is_sixtieth) && is_fraction;
    }
    if !number.contains('.') && !number.contains(['e', 'E']) {
        return consists(number, 10, "_");
    }
    // YAML 1.1 asks for the sign of an exponent, which its readers do not.
    let (fraction, exponent) = match fraction.find(['e', 'E']) {
        Some(at) => (&fraction[..at], Some(&fraction[at + 1..])),
        None => (fraction, None),
    };
    let is_exponent = exponent.is_none_or(|digits| {
        let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        consists(digits, 10, "_")
    });
    let digits = |text: &str| text.is_empty() || consists(text, 10, "_");
    let has_digit = number.contains(|c: char| c.is_ascii_digit());
    has_digit && number.contains('.') && digits(whole) && digits(fraction) && is_exponent
}

/// A date, or a date and a time of day.
fn is_time(text: &str) -> bool {
    let digits = |text: &str, lengths: &[usize]| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut date = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (date.next(), date.next(), date.next()) else {
        return false;
    };
    let day_ends = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, rest) = rest.split_at(day_ends);
    if !digits(year, &[4]) || !digits(month, &[1, 2]) || !digits(day, &[1, 2]) {
        return false;
    }
    if rest.is_empty() {
        return true;
    }
    let clock = match rest.strip_prefix(['T', 't']) {
        Some(clock) => clock,
        None => rest.trim_start_matches([' ', '\t']),
    };
    if clock.len() == rest.len() {
        return false;
    }
    let clock_ends = clock
        .find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.')
        .unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(clock_ends);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let is_clock = match clock.split(':').collect::<Vec<_>>()[..] {
        [hour, minute, second] => digits(hour, &[1, 2]) && digits(minute, &[2]) && digits(second, &[2]),
        _ => false,
    };
    let zone = zone.trim_start_matches([' ', '\t']);
    let is_zone = match zone.strip_prefix(['-', '+']) {
        None => zone.is_empty() || zone == "Z",
        Some(offset) => {
            let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
            digits(hours, &[1, 2]) && digits(minutes, &[2])
        }
    };
    is_clock && fraction.bytes().all(|byte| byte.is_ascii_digit()) && is_zone
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;

    fn read(text: &str) -> String {
        match parse(text.as_bytes()) {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn yaml_has_the_meaning_of_its_json() {
        let yaml = "# order\ntype: object\nrequired: [id, \"on\"]\nproperties:\n  id: {type: integer, minimum: -1, maximum: 18446744073709551616}\n  on:\n    type: string\n    pattern: '^\\d+$'\n    description: |\n      two\n      lines\n  200: {enum: [null, ~, true, 0x1F, .5, 1e3, +7, '1', \"a\\u00e9\"]}\n";
        let json = r#"{"type":"object","required":["id","on"],"properties":{"id":{"type":"integer","minimum":-1,"maximum":18446744073709551616},
            "on":{"type":"string","pattern":"^\\d+$","description":"two\nlines\n"},"200":{"enum":[null,null,true,31,0.5,1000,7,"1","aé"]}}}"#;
        assert_eq!(read(yaml), json::parse(json.as_bytes()).unwrap().to_string());
        assert_eq!(read(""), "null");
        assert_eq!(read("\u{feff}{\"a\": [1, 2.50]}"), r#"{"a":[1,2.5]}"#);
    }

    #[test]
    fn aliases_repeat_what_was_anchored() {
        assert_eq!(
            read("a: &a {x: [1]}\nb: *a\nc: &t hi\nd: *t\n"),
            r#"{"a":{"x":[1]},"b":{"x":[1]},"c":"hi","d":"hi"}"#
        );
    }

    #[test]
    fn yaml_that_depends_on_the_reader_is_refused_with_its_place() {
        insta::assert_snapshot!(read("enum: [yes]"), @"`yes` is a string in YAML 1.2 and something else in YAML 1.1: quote it, or write true, false or a plain number at line 1, column 8");
        assert_eq!(
            read("title: On\nexample: 01234\nexamples: [no]"),
            r#"{"title":"On","example":"01234","examples":["no"]}"#
        );
        for text in ["a: 0777", "a: 1_000", "a: 0b11", "a: OFF"] {
            assert!(read(text).contains("YAML 1.1"), "{text}: {}", read(text));
        }
        for text in [
            "12:30:45",
            "1:20",
            "-1:30",
            "1:20.5",
            "190:20:30.15",
            "+1_0:05",
            "0.1_0",
            "685_230.15",
            "-1_0.5e+3",
            "1_0.e3",
            "._5",
            "0x_F",
            "0xF_F",
            "0b1_1",
            "2020-01-01",
            "2020-1-1 2:03:04",
            "2020-01-01T12:00:00Z",
            "2020-01-01t12:00:00.25 -05:00",
            "2020-01-01 12:00:00 +1",
        ] {
            let read_as = read(&format!("const: {text}"));
            assert!(read_as.contains("YAML 1.1"), "{text}: {read_as}");
            let noted = read(&format!("example: {text}"));
            assert_eq!(noted, format!(r#"{{"example":"{text}"}}"#));
        }
        for text in [
            "1:99",
            ":30",
            "a:30",
            "1:020",
            "1.2.3",
            "1_0x",
            "_1",
            ".",
            "._",
            "0x",
            "0b2",
            "1-2-3",
            "20-01-01",
            "2020-01",
            "2020-01-01T12",
            "2020-01-01X",
            "2020-001-01",
            "12:00Z",
            "é:30",
            "2020-01-01é",
        ] {
            assert_eq!(
                read(&format!("const: {text}")),
                format!(r#"{{"const":"{text}"}}"#)
            );
        }
        insta::assert_snapshot!(read("a: &a {b: 1}\nc:\n  <<: *a"), @"a merge key (`<<`) is not part of YAML 1.2: write out what it merges at line 3, column 3");
        insta::assert_snapshot!(read("a: 1\na: 2"), @r#"the key "a" stands twice in one object at line 2, column 1"#);
        insta::assert_snapshot!(read("a: !secret 1"), @"the tag `!secret` is not supported: remove it, and write the value as in JSON at line 1, column 4");
        insta::assert_snapshot!(read("a: .inf"), @"`.inf` is a number that JSON cannot represent at line 1, column 4");
        insta::assert_snapshot!(read("a: 1\n---\nb: 2"), @"a second document begins: split the file at line 2, column 1");
        insta::assert_snapshot!(read("? [a]\n: 1"), @"a key is a collection: in JSON, only strings can be keys at line 1, column 3");
        insta::assert_snapshot!(read("a: &a [*a]"), @"an alias is inside the part that it repeats at line 1, column 8");
        insta::assert_snapshot!(read("a: [1"), @"while parsing a flow sequence, expected ',' or ']' at line 2, column 1");
        insta::assert_snapshot!(read("a: *b"), @"while parsing node, found unknown anchor at line 1, column 4");
    }

    #[test]
    fn expansion_of_aliases_is_bounded() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..30 {
            let inner = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
        }
        assert!(read(&bomb).contains("too large"), "{}", read(&bomb));
        let mut deep = "a0: &a0 [x]\n".to_owned();
        for level in 1..600 {
            deep.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
        }
        assert!(read(&deep).contains("nested deeper"), "{}", read(&deep));
        for nested in [
            format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)),
            "- ".repeat(100_000),
            "{a: ".repeat(100_000),
        ] {
            assert!(parse(nested.as_bytes()).is_err());
        }
    }
}
