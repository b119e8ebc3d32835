//! The schema of a producer is to accept what `Serialize` writes.

use super::contract::Contract;
use super::own::Own;
use super::reach::Reach;
use super::real::Rewrite;
use super::record::Record;
use super::{Failure, Hint, Options, Outcome, guard};
use crate::sample::{Message, Sampler, find_mut, shrink};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::json::{self, Json, Object, Pointer};

/// The number of failures that are shown.
const FAILURES: usize = 3;
/// One of so many messages is made to see whether it is ever written.
const ADMITTED_OF: usize = 4;
/// The hint for a `null` in the place of a number.
const NOT_FINITE: &str =
    ". serde_json writes NaN and infinities as null, and the contract assumes finite floats";
/// The longest message that is shown whole, in bytes.
const SHOWN: usize = 2_000;

/// The output of a type, compared with its emitted schema.
pub(super) struct Writing<'c> {
    pub(super) emitted: &'c Contract,
    /// The parts of the emitted schema for which something was written.
    pub(super) reach: Reach<'c>,
    pub(super) outcome: Outcome,
    found: Vec<Failure>,
}

impl<'c> Writing<'c> {
    pub(super) fn of(emitted: &'c Contract) -> Self {
        Self {
            emitted,
            reach: Reach::of(&emitted.schema),
            outcome: Outcome::default(),
            found: Vec::new(),
        }
    }

    /// Values that the user gave, written.
    pub(super) fn values(&mut self, written: Vec<Result<String, String>>) {
        if written.is_empty() {
            let none = "the `samples` function returns no values, so nothing was compared with what \
                        `Serialize` writes";
            self.outcome.hints.push(Hint(none.to_owned()));
        }
        for text in written {
            self.outcome.asked += 1;
            let failure = match text {
                Ok(text) => self.refused(&text),
                Err(error) => Some(Failure::new(
                    "a value of `samples`".to_owned(),
                    Pointer::root(),
                    "says that it can be written",
                    format!("cannot write it: {error}"),
                )),
            };
            self.note(failure);
        }
    }

    /// Messages that the type itself reads, written again.
    pub(super) fn own_messages(
        &mut self,
        accepted: &Contract,
        rewrite: Rewrite,
        record: Option<Record>,
        options: &Options,
    ) {
        let is_alone = self.outcome.asked == 0;
        let mut own = Own::of(self, accepted, rewrite, record);
        own.run(options);
        own.unreached(is_alone);
        if self.found.is_empty() {
            let hints = never_written(&self.emitted.schema, rewrite, options);
            self.outcome.hints.extend(hints);
        }
    }

    /// Returns the result for everything that was written.
    pub(super) fn outcome(mut self) -> Outcome {
        let mut outcome = self.outcome;
        self.found.drain(..).for_each(|failure| outcome.take(failure));
        if outcome.asked > 0 {
            self.reach.name(&mut outcome, |_| " was written there".to_owned());
        }
        outcome
    }

    /// The failure for a written text that the schema does not accept.
    pub(super) fn refused(&mut self, text: &str) -> Option<Failure> {
        match held(self.emitted, text) {
            Ok(value) => {
                self.reach.note(&value);
                None
            }
            Err(failure) => Some(*failure),
        }
    }

    pub(super) fn has_found(&self) -> bool {
        !self.found.is_empty()
    }

    /// Returns true if as many failures were found as are shown.
    pub(super) fn is_enough(&self) -> bool {
        self.found.len() >= FAILURES
    }

    /// One failure for each place and reason.
    pub(super) fn note(&mut self, failure: Option<Failure>) {
        let Some(failure) = failure else {
            return;
        };
        let is_same = |other: &Failure| {
            other.at == failure.at && (other.schema == failure.schema || failure.is_unasked)
        };
        if self.found.len() < FAILURES && !self.found.iter().any(is_same) {
            self.found.push(failure);
        }
    }
}

/// The output of a type for a message.
pub(super) enum Written {
    As(String),
    Unread(String),
    Not(String),
}

pub(super) fn written(rewrite: Rewrite, message: &Message) -> Written {
    match guard::call(|| rewrite(message.text())) {
        Ok(Ok(Ok(text))) => Written::As(text),
        Ok(Ok(Err(error))) => Written::Not(error),
        Ok(Err(error)) => Written::Unread(error),
        Err(panic) => Written::Not(format!("it panics: {panic}")),
    }
}

/// A written text compared with the schema: its value, or the failure if the schema does not accept it.
pub(super) fn held(contract: &Contract, text: &str) -> Result<Json, Box<Failure>> {
    let schema = &contract.schema;
    let value = json::parse(text.as_bytes()).map_err(|error| {
        let why = format!("cannot hold it: {error}");
        Box::new(Failure::new(cut(text), Pointer::root(), why, "writes it"))
    })?;
    if schema.accepts(&value) != Ok(false) {
        return Ok(value);
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
        why.push_str(NOT_FINITE);
    }
    let failure = Failure::new(cut(text), at, why, "writes it");
    Err(Box::new(contract.explained(&value, failure)))
}

/// Returns true if the `null` at a place would be accepted if it were a number with a fraction.
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

pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text.to_owned(),
    }
}

/// Messages that the schema allows, but that the type writes differently after reading them: with other properties,
/// items or types of values. Changes of strings and numbers are not examined.
fn never_written(schema: &Schema, rewrite: Rewrite, options: &Options) -> Vec<Hint> {
    let difference = |message: &Message| match written(rewrite, message) {
        Written::As(text) => {
            let value = json::parse(text.as_bytes()).ok()?;
            Some((difference(message.value(), &value, &Pointer::root())?, text))
        }
        _ => None,
    };
    // The shortest message for each place: it is quickly made smaller still.
    let mut found: Vec<(Pointer, Message)> = Vec::new();
    let mut bytes = 0;
    let sampler = Sampler::new(schema, options.sampling());
    for (made, message) in sampler.take(options.samples / ADMITTED_OF).enumerate() {
        if options.is_enough(made * ADMITTED_OF, bytes * ADMITTED_OF) {
            break;
        }
        bytes += message.text().len();
        if let Some((at, _)) = difference(&message) {
            match found.iter_mut().find(|(other, _)| *other == at) {
                Some((_, shortest)) if message.text().len() < shortest.text().len() => *shortest = message,
                Some(_) => {}
                None => found.push((at, message)),
            }
        }
    }
    let mut hints = Vec::new();
    for (at, message) in found.into_iter().take(FAILURES) {
        let smallest = shrink(message, &mut |smaller| {
            schema.accepts(smaller.value()) == Ok(true)
                && difference(smaller).is_some_and(|(other, _)| other == at)
        });
        if let Some((at, text)) = difference(&smallest) {
            hints.push(Hint(format!(
                "the contract allows {}, which the type writes as {} (at `{at}`): the contract asks more of \
                 consumers than necessary",
                cut(smallest.text()),
                cut(&text)
            )));
        }
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
