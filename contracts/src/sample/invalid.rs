//! Messages that a schema refuses, and only just: one change away from one that it accepts.

use std::collections::BTreeSet;

use num_bigint::BigInt;

use super::message::Message;
use super::{STEPS, Sampler};
use counterpart_engine::compat::schema::node::{Body, NodeId};
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::Pointer;
use counterpart_engine::json::{Json, Number};

/// Makes messages that a schema refuses, each by one change of a message that it accepts: a value of another type, a
/// number beyond a bound, a property that is absent, or unknown, or named otherwise, one item too many.
#[derive(Debug)]
pub struct NearMisses<'s> {
    sampler: Sampler<'s>,
    numbers: Vec<Number>,
    texts: Vec<String>,
    /// Where messages are changed; `None` for anywhere.
    place: Option<Place>,
}

/// The number of changes that are tried for one message.
const TRIES: usize = 60;

impl<'s> NearMisses<'s> {
    /// Near misses of what [`Sampler::new`] would make.
    pub fn new(sampler: Sampler<'s>) -> Self {
        let (numbers, texts) = mentioned(&sampler);
        Self {
            sampler,
            numbers,
            texts,
            place: None,
        }
    }

    /// The same, but for changes only at a place and below it. An alternative that the place names is passed over.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl Iterator for NearMisses<'_> {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        for _ in 0..TRIES {
            let message = self.sampler.next()?;
            let missed = self.of(&message);
            if missed.is_some() {
                return missed;
            }
        }
        None
    }
}

impl NearMisses<'_> {
    /// A near miss of a message, if the attempted change makes one.
    pub(crate) fn of(&mut self, message: &Message) -> Option<Message> {
        let mut value = message.value().clone();
        match &self.place {
            None => {
                let at = self.sampler.choices.below(count(&value));
                self.change(nth_mut(&mut value, at)?);
            }
            Some(place) => {
                let mut at = places(&value);
                at.retain(|at| is_within(at, place));
                let at = at.get(self.sampler.choices.below(at.len().max(1)))?;
                self.change(find_mut(&mut value, at)?);
            }
        }
        let schema = self.sampler.schema;
        let is_refused =
            schema.node_accepts(schema.root(), &value, STEPS + self.sampler.steps_of_schema()) == Ok(false);
        is_refused.then(|| message.with_value(value))
    }

    fn change(&mut self, value: &mut Json) {
        let choices = &mut self.sampler.choices;
        let names = &self.sampler.names;
        let other = [
            Json::Null,
            Json::Bool(true),
            Json::from(Number::from(7)),
            Json::from(Number::new(BigInt::from(5), -1)),
            Json::from("7"),
            Json::from("a"),
        ];
        match value {
            Json::Object(members) if !members.is_empty() && choices.percent(40) => {
                let at = choices.below(members.len());
                members.shift_remove_index(at);
            }
            Json::Object(members) if choices.percent(60) => {
                let name = names[choices.below(names.len())].clone();
                members.insert(name, Json::from(Number::from(1)));
            }
            Json::Array(items) if choices.percent(60) => match items.last().cloned() {
                Some(last) if choices.percent(50) => items.push(last),
                Some(_) => {
                    items.pop();
                }
                None => items.push(other[choices.below(other.len())].clone()),
            },
            Json::Number(number) if choices.percent(70) => {
                let step = Number::from(if choices.percent(50) { 1 } else { -1 });
                *number = match choices.below(self.numbers.len() + 1) {
                    0 => -number.clone(),
                    at => &self.numbers[at - 1] + &step,
                };
            }
            Json::String(text) if choices.percent(70) => match choices.below(4) {
                0 => text.push('x'),
                1 => {
                    text.pop();
                }
                2 if !self.texts.is_empty() => *text = self.texts[choices.below(self.texts.len())].clone(),
                _ => *text = text.to_uppercase(),
            },
            _ => *value = other[choices.below(other.len())].clone(),
        }
    }
}

/// The bounds and the constant texts of a schema.
fn mentioned(sampler: &Sampler) -> (Vec<Number>, Vec<String>) {
    let (mut numbers, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for node in (0..sampler.schema.len() as u32).map(NodeId) {
        if let Body::Keywords(keywords) = &sampler.schema.node(node).body {
            let bounds = [
                &keywords.minimum,
                &keywords.maximum,
                &keywords.exclusive_minimum,
                &keywords.exclusive_maximum,
            ];
            numbers.extend(bounds.into_iter().flatten().cloned());
            texts.extend(
                keywords
                    .values
                    .iter()
                    .flatten()
                    .filter_map(Json::as_str)
                    .map(str::to_owned),
            );
        }
    }
    (numbers.into_iter().collect(), texts.into_iter().collect())
}

/// The number of places that a value has.
fn count(value: &Json) -> usize {
    match value {
        Json::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Json::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// The part of the value with this number, in order from the top.
fn nth_mut(value: &mut Json, number: usize) -> Option<&mut Json> {
    let mut left = number;
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        if left == 0 {
            return Some(value);
        }
        left -= 1;
        match value {
            Json::Array(items) => waiting.extend(items.iter_mut().rev()),
            Json::Object(members) => waiting.extend(members.values_mut().rev()),
            _ => {}
        }
    }
    None
}

/// All places in a value, the top first.
pub(crate) fn places(value: &Json) -> Vec<Pointer> {
    let mut places = Vec::new();
    let mut waiting = vec![(Pointer::root(), value)];
    while let Some((at, value)) = waiting.pop() {
        match value {
            Json::Array(items) => {
                let parts = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| (at.child(index.to_string()), item));
                waiting.extend(parts.rev());
            }
            Json::Object(members) => {
                let parts = members
                    .iter()
                    .map(|(name, member)| (at.child(name.as_str()), member));
                waiting.extend(parts.rev());
            }
            _ => {}
        }
        places.push(at);
    }
    places
}

/// Returns true if a position in a message is at a place of its shape, or below it.
fn is_within(at: &Pointer, place: &Place) -> bool {
    let mut inner = at.steps().iter();
    let mut steps = place.0.iter();
    steps.all(|step| match step {
        PlaceStep::Alternative(_) => true,
        PlaceStep::Property(name) => inner.next() == Some(name),
        PlaceStep::Item(index) => inner.next().is_some_and(|step| *step == index.to_string()),
        PlaceStep::AnyItem | PlaceStep::AnyProperty => inner.next().is_some(),
    })
}

/// The part at a place, to change it.
pub(crate) fn find_mut<'v>(value: &'v mut Json, at: &Pointer) -> Option<&'v mut Json> {
    at.steps().iter().try_fold(value, |value, step| match value {
        Json::Object(members) => members.get_mut(step),
        Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}
