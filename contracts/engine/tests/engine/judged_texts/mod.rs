//! Texts judged without a tree, against the exact evaluator on the parsed value, and against `serde_json`.
//!
//! `COUNTERPART_TEST_TEXTS` says how many texts of each family are judged, 1,000 if it is not set. 1.1 million in
//! all, half of them against the exact evaluator and a third against types:
//! `COUNTERPART_TEST_TEXTS=130000 cargo test --release -p counterpart-engine --test engine judged_texts::`.
//! `COUNTERPART_TEST_TEXT` judges the texts of one number.
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

mod read_types;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Explanation, Malformed, Outcome, Scratch, Validator};
use counterpart_engine::json::{self, ErrorKind};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use self::texts::{Class, Made, made};
use crate::random_pairs::chance::Chance;
use crate::random_pairs::shapes::{self, Side};
use crate::random_pairs::{crossed, wild};

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The texts of each number.
const PER_NUMBER: u64 = 20;

fn numbers() -> std::ops::Range<u64> {
    match number("COUNTERPART_TEST_TEXT") {
        Some(one) => one..one + 1,
        None => {
            0..number("COUNTERPART_TEST_TEXTS")
                .unwrap_or(1_000)
                .div_ceil(PER_NUMBER)
        }
    }
}

fn read(schema: &Value) -> Option<Arc<Schema>> {
    Schema::parse(schema.to_string().as_bytes(), &Options::default())
        .ok()
        .map(Arc::new)
}

/// What was judged.
#[derive(Debug, Default)]
struct Tally {
    texts: usize,
    outcomes: BTreeMap<&'static str, usize>,
    classes: BTreeMap<Class, usize>,
    contradictions: Vec<String>,
}

impl Tally {
    fn judge(
        &mut self,
        number: u64,
        validator: &Validator,
        class: Class,
        made: &Made,
        scratch: &mut Scratch,
    ) {
        self.texts += 1;
        *self.classes.entry(class).or_default() += 1;
        let result = validator.judge(&made.text, scratch).map(<[Outcome]>::to_vec);
        let syntax = serde_json::from_slice::<IgnoredAny>(&made.text);
        let wrong = match (&result, &syntax) {
            (Err(malformed), Err(error)) => {
                *self.outcomes.entry("malformed").or_default() += 1;
                disagreement(malformed, error, &made.text)
            }
            (Ok(_), Err(error)) => Some(format!("serde_json says {error}")),
            (Err(malformed), Ok(_)) => Some(format!("refused: {malformed}")),
            (Ok(outcomes), Ok(_)) => outcomes.iter().enumerate().find_map(|(index, outcome)| {
                let name = match outcome {
                    Outcome::Accepted => "accepted",
                    Outcome::Refused => "refused",
                    Outcome::Undecided(_) => "undecided",
                };
                *self.outcomes.entry(name).or_default() += 1;
                contradiction(validator, index, outcome, made)
            }),
        };
        if let Some(wrong) = wrong {
            let schemas: Vec<String> = validator
                .schemas()
                .iter()
                .map(|schema| schema.document().to_string())
                .collect();
            self.contradictions.push(format!(
                "{number} ({class:?}): {wrong}\n  {}\n  {}",
                String::from_utf8_lossy(&made.text)
                    .chars()
                    .take(2_000)
                    .collect::<String>(),
                schemas.join("\n  ")
            ));
        }
    }

    fn report(&self, family: &str) {
        println!(
            "{family}: {} texts, {:?}, {:?}",
            self.texts, self.outcomes, self.classes
        );
        assert!(
            self.contradictions.is_empty(),
            "{family}: {} contradictions:\n{}",
            self.contradictions.len(),
            self.contradictions[..self.contradictions.len().min(5)].join("\n")
        );
        if self.texts >= 1_000 {
            let all: usize = self.outcomes.values().sum();
            let accepted = self.outcomes.get("accepted").copied().unwrap_or_default();
            assert!(accepted * 5 >= all, "{family}: {accepted} of {all} are accepted");
            for class in Class::ALL {
                let count = self.classes.get(&class).copied().unwrap_or_default();
                assert!(
                    count * 20 >= self.texts,
                    "{family}: {count} of {} are {class:?}",
                    self.texts
                );
            }
            assert!(
                self.outcomes
                    .get("malformed")
                    .is_some_and(|count| count * 20 >= all)
            );
            assert!(
                self.outcomes
                    .get("refused")
                    .is_some_and(|count| count * 20 >= all)
            );
        }
    }
}

/// What a text that is no JSON is said to be, against what serde_json says.
fn disagreement(malformed: &Malformed, error: &serde_json::Error, text: &[u8]) -> Option<String> {
    let before = &text[..malformed.offset.min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let told = error.to_string();
    // A column is that of the last byte read, or 0 if it is the end of a line.
    let near = (before.len() - line_start + 1).abs_diff(error.column()) <= 1 || error.line() != line;
    (!told.starts_with(&malformed.why) || !near).then(|| format!("{malformed}, and serde_json says {told}"))
}

/// What contradicts an outcome of a text that is JSON.
fn contradiction(validator: &Validator, index: usize, outcome: &Outcome, made: &Made) -> Option<String> {
    let schema = &validator.schemas()[index];
    let exact = |text: &[u8]| match json::parse(text).map(|value| schema.accepts(&value)) {
        Ok(Ok(true)) => Ok(Outcome::Accepted),
        Ok(Ok(false)) => Ok(Outcome::Refused),
        Ok(Err(why)) => Ok(Outcome::Undecided(why)),
        Err(error) => Err(error.kind),
    };
    let is_unreadable = || {
        *outcome == Outcome::Refused
            && matches!(validator.explain(index, &made.text), Explanation::Unreadable(_))
    };
    let expected = match exact(&made.text) {
        Ok(expected) if *outcome == expected => {
            // What is refused can be explained.
            let explained = match outcome {
                Outcome::Refused => !matches!(validator.explain(index, &made.text), Explanation::Accepted),
                _ => true,
            };
            return (!explained).then(|| format!("{index}: refused, and explained as accepted"));
        }
        Ok(_) if is_deep(&made.text) && is_unreadable() => return None,
        Ok(expected) => expected,
        Err(ErrorKind::DuplicateKey(_)) => {
            let (last, plain) = (
                json::parse_last_of_repeated(&made.text).map(|value| schema.accepts(&value)),
                made.plain.as_deref().map(exact),
            );
            let is_right = match outcome {
                Outcome::Accepted => last == Ok(Ok(true)) && plain != Some(Ok(Outcome::Refused)),
                Outcome::Refused => {
                    last == Ok(Ok(false)) && plain != Some(Ok(Outcome::Accepted)) || is_unreadable()
                }
                Outcome::Undecided(_) => true,
            };
            return (!is_right)
                .then(|| format!("{index}: {outcome:?} of a repeated key, else {last:?} or {plain:?}"));
        }
        Err(ErrorKind::Exponent) => return None,
        Err(ErrorKind::Depth) => match made.plain.as_deref().map(exact) {
            Some(Ok(expected)) if *outcome == expected => return None,
            _ if is_unreadable() || matches!(outcome, Outcome::Undecided(_)) => return None,
            Some(Ok(expected)) => expected,
            other => return Some(format!("{index}: {outcome:?}, else {other:?}")),
        },
        Err(ErrorKind::Utf8 | ErrorKind::Escape) => {
            if is_unreadable() || matches!(outcome, Outcome::Undecided(_)) {
                return None;
            }
            // Nobody looks at what cannot be read: any text may stand there.
            let mended = mended(&made.text);
            match exact(&mended) {
                Ok(expected) if *outcome == expected => return None,
                Ok(expected) => expected,
                Err(_) => return None,
            }
        }
        Err(kind) => {
            return Some(format!(
                "{index}: {outcome:?}, and the exact reader says {kind:?}"
            ));
        }
    };
    Some(format!(
        "{index}: {outcome:?}, and the exact evaluator says {expected:?}"
    ))
}

fn is_deep(text: &[u8]) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest > 127
}

/// The text with whole characters in place of what is none.
fn mended(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let mut mended = String::new();
    let mut rest = &*text;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        let length = if rest[at + 1..].starts_with('u') { 6 } else { 2 };
        let escape = &rest[at..at + length];
        let is_half = length == 6
            && u16::from_str_radix(&escape[2..], 16).is_ok_and(|unit| (0xd800..0xe000).contains(&unit));
        mended.push_str(if is_half { "\\ufffd" } else { escape });
        rest = &rest[at + length..];
    }
    mended.push_str(rest);
    mended.into_bytes()
}

/// Judges the texts of all numbers, on all cores. A number gives schemas and values.
fn judge(family: &str, make: impl Fn(u64, &mut Chance) -> Option<(Vec<Value>, Vec<Value>)> + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let make = &make;
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let work = move || {
                    let mut tally = Tally::default();
                    let mut scratch = Scratch::default();
                    for number in numbers().skip(worker).step_by(threads) {
                        let chance = &mut Chance::of(number);
                        let Some((schemas, values)) = make(number, chance) else {
                            continue;
                        };
                        let schemas: Vec<Arc<Schema>> = schemas.iter().filter_map(read).collect();
                        if schemas.is_empty() || values.is_empty() {
                            continue;
                        }
                        let validator = Validator::new(schemas);
                        for text in 0..PER_NUMBER {
                            let class = Class::ALL[(number * PER_NUMBER + text) as usize % Class::ALL.len()];
                            let made = made(class, chance.one(&values), chance);
                            tally.judge(number, &validator, class, &made, &mut scratch);
                        }
                    }
                    tally
                };
                let builder = std::thread::Builder::new().stack_size(16 << 20);
                builder.spawn_scoped(scope, work).expect("a thread")
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"))
            .collect()
    });
    let mut all = Tally::default();
    for tally in tallies {
        all.texts += tally.texts;
        all.contradictions.extend(tally.contradictions);
        for (name, count) in tally.outcomes {
            *all.outcomes.entry(name).or_default() += count;
        }
        for (class, count) in tally.classes {
            *all.classes.entry(class).or_default() += count;
        }
    }
    assert!(all.texts > 0, "{family}: nothing was judged");
    all.report(family);
}

#[test]
fn texts_of_serdes_shapes_are_judged_as_the_exact_evaluator_judges_their_values() {
    judge("shapes", |_, chance| {
        let depth = 1 + chance.below(3);
        let shape = shapes::shape(chance, depth);
        let other = shape.widened(chance);
        let mut schemas = vec![shape.document(Side::Emitted), other.document(Side::Accepted)];
        schemas.extend(shape.narrowed(chance).map(|shape| shape.document(Side::Accepted)));
        let values = (0..8).map(|_| shape.value(chance, 2)).collect();
        Some((schemas, values))
    });
}

#[test]
fn texts_are_judged_as_the_exact_evaluator_judges_their_values_by_schemas_of_any_keywords() {
    let values = wild::values();
    judge("wild", |_, chance| {
        let depth = 1 + chance.below(3);
        let count = 1 + chance.below(4);
        let schemas: Vec<Value> = (0..count).map(|_| wild::schema(chance, depth)).collect();
        // Some values that one of them accepts, as most accept little.
        let read: Vec<_> = schemas.iter().filter_map(read).collect();
        let accepted = |value: &&Value| {
            read.iter()
                .any(|schema| schema.accepts(&(*value).into()) == Ok(true))
        };
        let mut chosen: Vec<Value> = values.iter().filter(accepted).take(40).cloned().collect();
        for _ in 0..10 {
            chosen.push(chance.one(&values).clone());
        }
        Some((schemas, chosen))
    });
}

#[test]
fn texts_are_judged_as_the_exact_evaluator_judges_their_values_by_schemas_that_people_wrote() {
    for cases in needs::cases("containment", "containment") {
        let collections = crossed::collections(&cases.folder);
        let family = if cases.is_own { "own" } else { "labelled" };
        judge(family, |number, chance| {
            let collection = &collections[number as usize % collections.len()];
            let pair = collection.pair(number);
            let schemas = vec![pair.emitted, pair.accepted];
            let read: Vec<_> = schemas.iter().filter_map(read).collect();
            let accepted = |value: &Value| {
                read.iter()
                    .all(|schema| schema.accepts(&value.into()) == Ok(true))
            };
            let mut values: Vec<Value> = pair
                .values
                .iter()
                .filter(|value| accepted(value))
                .cloned()
                .collect();
            values.extend(pair.values.into_iter().take(1 + chance.below(4)));
            Some((schemas, values))
        });
    }
}

#[test]
fn many_schemas_have_the_outcomes_that_each_has_alone() {
    let documents = |chance: &mut Chance| {
        let shape = shapes::shape(chance, 3);
        let mut shapes = vec![shape.clone()];
        for _ in 0..40 {
            let next = shape.narrowed(chance).filter(|_| chance.percent(30));
            shapes.push(next.unwrap_or_else(|| shape.widened(chance)));
        }
        let schemas: Vec<Value> = shapes
            .iter()
            .map(|shape| shape.document(Side::Accepted))
            .collect();
        let values: Vec<Value> = shapes.iter().map(|shape| shape.value(chance, 2)).collect();
        (schemas, values)
    };
    let mut scratch = Scratch::default();
    let (mut accepted, mut all) = (0, 0);
    for number in 0..numbers().count().min(200) as u64 / 4 {
        let chance = &mut Chance::of(!number);
        let (schemas, values) = documents(chance);
        let schemas: Vec<_> = schemas.iter().filter_map(read).collect();
        let together = Validator::new(schemas.clone());
        let alone: Vec<_> = schemas
            .iter()
            .map(|schema| Validator::new(vec![Arc::clone(schema)]))
            .collect();
        for class in Class::ALL {
            let made = made(class, chance.one(&values), chance);
            let expected: Vec<_> = alone
                .iter()
                .map(|validator| {
                    validator
                        .judge(&made.text, &mut scratch)
                        .map(|outcomes| outcomes[0].clone())
                })
                .collect();
            match together.judge(&made.text, &mut scratch) {
                Err(malformed) => assert!(expected.iter().all(|one| *one == Err(malformed.clone()))),
                Ok(outcomes) => {
                    let expected: Vec<_> = expected.into_iter().map(|one| one.expect("it is JSON")).collect();
                    assert_eq!(
                        outcomes,
                        expected,
                        "{number} {class:?} {}",
                        String::from_utf8_lossy(&made.text)
                    );
                    all += outcomes.len();
                    accepted += outcomes.iter().filter(|one| **one == Outcome::Accepted).count();
                }
            }
        }
    }
    assert!(accepted * 5 >= all && accepted < all, "{accepted} of {all}");
}

#[test]
fn texts_of_a_shape_that_came_before_are_judged_as_if_they_were_the_first() {
    let mut all = 0;
    let mut differing = 0;
    for number in numbers() {
        let chance = &mut Chance::of(number.rotate_left(32));
        let depth = 1 + chance.below(3);
        let shape = shapes::shape(chance, depth);
        let schemas = [
            shape.document(Side::Emitted),
            shape.widened(chance).document(Side::Accepted),
        ];
        let validator = Validator::new(schemas.iter().filter_map(read).collect());
        let mut warm = Scratch::default();
        let values: Vec<Value> = (0..2).map(|_| shape.value(chance, 1)).collect();
        let texts: Vec<Vec<u8>> = values
            .iter()
            .map(|value| value.to_string().into_bytes())
            .collect();
        for turn in 0..40 {
            let text = chance.one(&texts).clone();
            // Mostly as before but for the values, so that its shape is known.
            let text = match turn % 4 {
                0 => text,
                1 => made(*chance.one(&Class::ALL), chance.one(&values), chance).text,
                _ => respelt(text, chance),
            };
            let known = validator.judge(&text, &mut warm).map(<[Outcome]>::to_vec);
            let mut cold = Scratch::default();
            let first = validator.judge(&text, &mut cold).map(<[Outcome]>::to_vec);
            assert_eq!(known, first, "{number}: {}", String::from_utf8_lossy(&text));
            all += 1;
            differing += usize::from(first.is_ok_and(|outcomes| outcomes[0] != Outcome::Accepted));
        }
    }
    assert!(
        differing * 20 > all && differing * 20 < all * 19,
        "{differing} of {all}"
    );
}

/// The text with other characters in some of its strings and numbers.
fn respelt(mut text: Vec<u8>, chance: &mut Chance) -> Vec<u8> {
    for _ in 0..1 + chance.below(3) {
        let at = chance.below(text.len());
        if text[at].is_ascii_digit() {
            text[at] = b'0' + chance.below(10) as u8;
        } else if text[at].is_ascii_alphabetic() {
            text[at] = *chance.one(b"abxVv\\\"\xff0");
        }
    }
    text
}

#[test]
fn hostile_texts_are_judged_within_bounds() {
    let open = read(&json!({"type": "object", "properties": {"id": {"type": "integer"}}})).unwrap();
    let tree = read(&json!({"type": "array", "items": {"$ref": "#"}, "uniqueItems": true})).unwrap();
    let list = read(&json!({"type": ["array", "integer"], "items": {"$ref": "#"}})).unwrap();
    let map = read(&json!({"type": "object", "additionalProperties": {"type": "string"}})).unwrap();
    let validator = Validator::new(vec![open, tree, list, map]);
    let mut scratch = Scratch::default();
    let outcomes = |text: &[u8]| {
        let mut scratch = Scratch::default();
        let outcomes = validator.judge(text, &mut scratch);
        outcomes.map(|outcomes| {
            outcomes
                .iter()
                .map(|one| format!("{one:?}")[..3].to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        })
    };
    let levels = 1_000_000;
    let deep = "[".repeat(levels) + &"]".repeat(levels);
    assert!(outcomes(&deep.as_bytes()[..levels]).is_err());
    assert_eq!(outcomes(deep.as_bytes()).unwrap(), "Ref Und Ref Ref");
    let inside = format!(r#"{{"id": 1, "more": {deep}}}"#);
    assert_eq!(outcomes(inside.as_bytes()).unwrap(), "Acc Ref Ref Ref");
    let objects = format!(
        r#"{{"more": {}1{}, "id": 1}}"#,
        "{\"a\":".repeat(levels),
        "}".repeat(levels)
    );
    assert_eq!(outcomes(objects.as_bytes()).unwrap(), "Acc Ref Ref Ref");

    let long = format!(r#"{{"id": 1, "text": "{}"}}"#, "x".repeat(10_000_000));
    assert_eq!(outcomes(long.as_bytes()).unwrap(), "Acc Ref Ref Ref");
    assert!(outcomes(&long.as_bytes()[..long.len() - 2]).is_err());
    let digits = format!(r#"{{"id": {}}}"#, "9".repeat(1_000_000));
    assert!(outcomes(digits.as_bytes()).is_ok());
    for nothing in [
        &b""[..],
        b"\0",
        &[0; 1_000_000],
        b" ",
        b"\n",
        &[b' '; 1_000_000],
        b"\xef\xbb\xbf{}",
        b"{}\0",
    ] {
        assert!(validator.judge(nothing, &mut scratch).is_err());
    }
    let keys: String = (0..200_000).map(|key| format!("\"key {key}\":\"\",")).collect();
    assert_eq!(
        outcomes(format!("{{{keys}\"id\":1}}").as_bytes()).unwrap(),
        "Acc Ref Ref Ref"
    );
    assert_eq!(
        outcomes(format!("{{{keys}\"id\":\"\"}}").as_bytes()).unwrap(),
        "Ref Ref Ref Acc"
    );
    assert_eq!(
        outcomes(format!("{{{keys}\"key 7\":\"\"}}").as_bytes()).unwrap(),
        "Acc Ref Ref Und"
    );
}

/// A bound at the end of 128 bits bounds nothing that the compiled form holds, and all that it does not.
#[test]
fn bounds_at_the_ends_of_128_bits_hold_for_numbers_beyond() {
    let ends = [i128::MIN.to_string(), i128::MAX.to_string()];
    let beyond = [
        "-170141183460469231731687303715884105729",
        "170141183460469231731687303715884105728",
        "1e39",
        "-1e39",
        "340282366920938463463374607431768211456.5",
    ];
    for keyword in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"] {
        for bound in ends.iter().map(String::as_str).chain(beyond) {
            for kind in ["integer", "number"] {
                let text = format!(r#"{{"type": "{kind}", "{keyword}": {bound}}}"#);
                let schema = Arc::new(Schema::parse(text.as_bytes(), &Options::default()).expect("a schema"));
                let validator = Validator::new(vec![Arc::clone(&schema)]);
                for value in ends.iter().map(String::as_str).chain(beyond).chain(["0", "0.5"]) {
                    let exact = schema.accepts(&json::parse(value.as_bytes()).expect("a number"));
                    let wanted = if exact == Ok(true) {
                        Outcome::Accepted
                    } else {
                        Outcome::Refused
                    };
                    let mut scratch = Scratch::default();
                    let told = validator.judge(value.as_bytes(), &mut scratch).expect("JSON");
                    assert_eq!(told, [wanted], "{text} {value}");
                }
            }
        }
    }
}
