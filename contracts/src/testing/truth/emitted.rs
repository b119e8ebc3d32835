//! The schema of a producer is to accept what `Serialize` writes.

use super::real::Rewrite;
use super::{Failure, Hint, Options, Outcome, guard, shrink};
use crate::compat::schema::Schema;
use crate::json::{self, Json, Pointer};
use crate::sample::{self, Message, Sampler};

/// How many failures are shown.
const FAILURES: usize = 3;
/// The longest message that is shown whole, in bytes.
const SHOWN: usize = 2_000;

/// Values that the user gave, written.
pub(super) fn of_values(schema: &Schema, written: Vec<Result<String, String>>) -> Outcome {
    let mut outcome = Outcome::default();
    if written.is_empty() {
        outcome
            .hints
            .push(Hint("the function of `samples` gives no value".to_owned()));
    }
    for text in written {
        outcome.asked += 1;
        let failure = match text {
            Ok(text) => refused(schema, &text),
            Err(error) => Some(Failure {
                message: String::new(),
                at: Pointer::root(),
                schema: "says that it can be written".to_owned(),
                serde: format!("cannot write a value of `samples`: {error}"),
            }),
        };
        outcome.note(failure);
    }
    outcome
}

/// Messages that the type itself reads, written again.
pub(super) fn of_own_messages(
    emitted: &Schema,
    accepted: &Schema,
    rewrite: Rewrite,
    options: &Options,
) -> Outcome {
    let mut outcome = Outcome::default();
    let sampling = sample::Options::default().seed(options.seed);
    for message in Sampler::new(accepted, sampling.clone()).take(options.samples) {
        // What is not read is no value of the type, and what is not written is no message.
        let Some(text) = written(rewrite, &message) else {
            continue;
        };
        outcome.asked += 1;
        let Some(failure) = refused(emitted, &text) else {
            continue;
        };
        let reason = failure.schema.clone();
        let smallest = shrink::shrink(message, &mut |smaller| {
            written(rewrite, smaller)
                .and_then(|text| refused(emitted, &text))
                .is_some_and(|failure| failure.schema == reason)
        });
        let smallest = written(rewrite, &smallest).and_then(|text| refused(emitted, &text));
        outcome.note(smallest.or(Some(failure)));
        if outcome.failures.len() >= FAILURES {
            break;
        }
    }
    if outcome.failures.is_empty() {
        outcome.hints = never_written(emitted, rewrite, &sampling, options);
    }
    outcome
}

fn written(rewrite: Rewrite, message: &Message) -> Option<String> {
    let text = message.to_string();
    guard::call(|| rewrite(&text)).ok()?.ok()?.ok()
}

/// The failure that a written text is, where the schema does not accept it.
fn refused(schema: &Schema, text: &str) -> Option<Failure> {
    let value = match json::parse(text.as_bytes()) {
        Ok(value) => value,
        Err(error) => {
            return Some(Failure {
                message: cut(text),
                at: Pointer::root(),
                schema: format!("cannot hold it: {error}"),
                serde: "writes it".to_owned(),
            });
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
    Some(Failure {
        message: cut(text),
        at,
        schema: why,
        serde: "writes it".to_owned(),
    })
}

/// Whether the `null` at a place would be accepted if it were a number with a fraction.
fn is_number_as_null(schema: &Schema, value: &Json, at: &Pointer) -> bool {
    let mut with_number = value.clone();
    match sample::find_mut(&mut with_number, at) {
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

/// Messages that the schema admits, and that are written otherwise where the type reads them at all.
fn never_written(
    emitted: &Schema,
    rewrite: Rewrite,
    sampling: &sample::Options,
    options: &Options,
) -> Vec<Hint> {
    let _ = (emitted, rewrite, sampling, options);
    Vec::new()
}

impl Outcome {
    fn note(&mut self, failure: Option<Failure>) {
        let same = |one: &Failure, other: &Failure| one.at == other.at && one.schema == other.schema;
        if let Some(failure) = failure {
            if self.failures.len() < FAILURES && !self.failures.iter().any(|one| same(one, &failure)) {
                self.failures.push(failure);
            }
        }
    }
}
