//! The schema of a producer is to accept what `Serialize` writes.

use super::contract::Contract;
use super::real::Rewrite;
use super::{Failure, Hint, Options, Outcome, guard, shrink};
use crate::compat::schema::Schema;
use crate::json::{self, Json, Object, Pointer};
use crate::sample::{Message, Sampler, find_mut};

/// How many failures are shown.
const FAILURES: usize = 3;
/// One of so many messages is made to see whether it is ever written.
const ADMITTED_OF: usize = 4;
/// The longest message that is shown whole, in bytes.
const SHOWN: usize = 2_000;

/// Values that the user gave, written.
pub(super) fn of_values(contract: &Contract, written: Vec<Result<String, String>>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found = Vec::new();
    if written.is_empty() {
        let none =
            "the function of `samples` gives no value, so nothing was compared with what `Serialize` does";
        outcome.hints.push(Hint(none.to_owned()));
    }
    for text in written {
        outcome.asked += 1;
        let failure = match text {
            Ok(text) => refused(contract, &text),
            Err(error) => Some(Failure::new(
                "a value of `samples`".to_owned(),
                Pointer::root(),
                "says that it can be written",
                format!("cannot write it: {error}"),
            )),
        };
        note(&mut found, failure);
    }
    found.into_iter().for_each(|failure| outcome.take(failure));
    outcome
}

/// Messages that the type itself reads, written again.
pub(super) fn of_own_messages(
    emitted: &Contract,
    accepted: &Contract,
    rewrite: Rewrite,
    options: &Options,
) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found = Vec::new();
    let mut unwritten = None;
    for message in Sampler::new(&accepted.schema, options.sampling()).take(options.samples) {
        let text = match written(rewrite, &message) {
            Written::As(text) => text,
            // What is not read is no value of the type.
            Written::Unread => continue,
            Written::Not(error) => {
                unwritten.get_or_insert((message, error));
                continue;
            }
        };
        outcome.asked += 1;
        let Some(failure) = refused(emitted, &text) else {
            continue;
        };
        let reason = failure.schema.clone();
        let again = |message: &Message| match written(rewrite, message) {
            Written::As(text) => refused(emitted, &text),
            _ => None,
        };
        let smallest = shrink::shrink(message, &mut |smaller| {
            again(smaller).is_some_and(|failure| failure.schema == reason)
        });
        note(&mut found, again(&smallest).or(Some(failure)));
        if found.len() >= FAILURES {
            break;
        }
    }
    if let Some((message, error)) = unwritten {
        let read = message.to_string();
        outcome.hints.push(Hint(format!(
            "`Serialize` cannot write what was read of {}: {error}",
            cut(&read)
        )));
    }
    found.into_iter().for_each(|failure| outcome.take(failure));
    if outcome.failures.is_empty() {
        outcome.hints.extend(never_written(emitted, rewrite, options));
    }
    outcome
}

enum Written {
    As(String),
    Unread,
    Not(String),
}

fn written(rewrite: Rewrite, message: &Message) -> Written {
    let text = message.to_string();
    match guard::call(|| rewrite(&text)) {
        Ok(Ok(Ok(text))) => Written::As(text),
        Ok(Ok(Err(error))) => Written::Not(error),
        Ok(Err(_)) => Written::Unread,
        Err(panic) => Written::Not(format!("it panics: {panic}")),
    }
}

/// The failure that a written text is, where the schema does not accept it.
fn refused(contract: &Contract, text: &str) -> Option<Failure> {
    let schema = &contract.schema;
    let value = match json::parse(text.as_bytes()) {
        Ok(value) => value,
        Err(error) => {
            return Some(Failure::new(
                cut(text),
                Pointer::root(),
                format!("cannot hold it: {error}"),
                "writes it",
            ));
        }
    };
    if schema.accepts(&value) != Ok(false) {
        return None;
    }
    let refusal = schema.explain(&value).into_iter().next();
    let at = refusal
        .as_ref()
        .map_or_else(Pointer::root, |refusal| refusal.at.clone());
    let mut why = match &refusal {
        Some(refusal) => format!(
            "refuses it: `{}` at `{}` of the schema",
            refusal.keyword, refusal.schema
        ),
        None => "refuses it".to_owned(),
    };
    if is_number_as_null(schema, &value, &at) {
        why.push_str(
            ". serde_json writes NaN and infinities as null, and the contract assumes finite floats",
        );
    }
    Some(contract.explained(&value, Failure::new(cut(text), at, why, "writes it")))
}

/// One failure for each place and reason.
fn note(found: &mut Vec<Failure>, failure: Option<Failure>) {
    let Some(failure) = failure else {
        return;
    };
    let is_same = |other: &Failure| other.at == failure.at && other.schema == failure.schema;
    if found.len() < FAILURES && !found.iter().any(is_same) {
        found.push(failure);
    }
}

/// Whether the `null` at a place would be accepted if it were a number with a fraction.
fn is_number_as_null(schema: &Schema, value: &Json, at: &Pointer) -> bool {
    let mut with_number = value.clone();
    match find_mut(&mut with_number, at) {
        Some(place @ Json::Null) => *place = Json::Number("0.5".parse().expect("a number")),
        _ => return false,
    }
    schema.accepts(&with_number) == Ok(true)
        || schema
            .explain(&with_number)
            .iter()
            .all(|refusal| refusal.at != *at)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text.to_owned(),
    }
}

/// Messages that the schema admits, and that are written otherwise where the type reads them: with other properties,
/// items or types of values. What a string or a number becomes is not looked at.
fn never_written(emitted: &Contract, rewrite: Rewrite, options: &Options) -> Vec<Hint> {
    let schema = &emitted.schema;
    let difference = |message: &Message| match written(rewrite, message) {
        Written::As(text) => {
            let value = json::parse(text.as_bytes()).ok()?;
            Some((difference(message.value(), &value, &Pointer::root())?, text))
        }
        _ => None,
    };
    let mut places: Vec<Pointer> = Vec::new();
    let mut hints = Vec::new();
    for message in Sampler::new(schema, options.sampling()).take(options.samples / ADMITTED_OF) {
        let Some((at, _)) = difference(&message) else {
            continue;
        };
        if hints.len() >= FAILURES || places.contains(&at) {
            continue;
        }
        let smallest = shrink::shrink(message, &mut |smaller| {
            schema.accepts(smaller.value()) == Ok(true)
                && difference(smaller).is_some_and(|(other, _)| other == at)
        });
        if let Some((at, text)) = difference(&smallest) {
            hints.push(Hint(format!(
                "the contract admits {}, which the type writes as {} (at `{at}`): consumers are held to more than is needed",
                cut(&smallest.to_string()),
                cut(&text)
            )));
        }
        places.push(at);
    }
    hints
}

/// The first place where two values are of different types or have other parts.
fn difference(one: &Json, other: &Json, at: &Pointer) -> Option<Pointer> {
    match (one, other) {
        (Json::Array(one), Json::Array(other)) if one.len() == other.len() => {
            let mut both = one.iter().zip(other).enumerate();
            both.find_map(|(index, (one, other))| difference(one, other, &at.child(index.to_string())))
        }
        (Json::Object(one), Json::Object(other)) => {
            let absent =
                |from: &Object, name: &String| (!from.contains_key(name)).then(|| at.child(name.as_str()));
            let missing = one.keys().find_map(|name| absent(other, name));
            let missing = missing.or_else(|| other.keys().find_map(|name| absent(one, name)));
            missing.or_else(|| {
                let mut both = one
                    .iter()
                    .filter_map(|(name, value)| Some((name, value, other.get(name)?)));
                both.find_map(|(name, one, other)| difference(one, other, &at.child(name.as_str())))
            })
        }
        (Json::Number(_), Json::Number(_)) => None,
        _ => (one.type_name() != other.type_name() || matches!(one, Json::Array(_))).then(|| at.clone()),
    }
}
