//! A document as one list, for callers that walk it once and keep little of it.
//!
//! The values are in the order of the text, a container before its parts, and strings without escapes are places in
//! it. So a document of any size needs one allocation, not one for each of its parts.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::{HashSet, HashSetExt};

use super::{Json, Number, Object};

/// The list, and the text that it points into.
#[derive(Debug)]
pub(crate) struct Flat<'t> {
    text: Cow<'t, str>,
    values: Vec<Value>,
}

#[derive(Debug)]
enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Number(Box<Number>),
    /// From here to there in the text.
    Text(usize, usize),
    Escaped(Box<str>),
    /// The number of items, and the position of the value after it.
    Array(usize, usize),
    /// The same; each member is two values, the first of them a text.
    Object(usize, usize),
}

/// A value in a [`Flat`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    flat: &'a Flat<'a>,
    at: usize,
}

/// The kind and content of a value.
pub(crate) enum View<'a> {
    Null,
    Bool(bool),
    Number,
    Text(&'a str),
    Array(Items<'a>),
    Object(Members<'a>),
}

/// Adds values to a [`Flat`] in the order of the text.
#[derive(Debug)]
pub(super) struct Builder<'t> {
    flat: Flat<'t>,
}

impl<'t> Builder<'t> {
    /// For a text whose values follow.
    pub(super) fn new(text: &'t str) -> Self {
        // Documents have about a value for so many bytes.
        const BYTES_PER_VALUE: usize = 7;
        Self {
            flat: Flat {
                text: Cow::Borrowed(text),
                values: Vec::with_capacity(text.len() / BYTES_PER_VALUE + 1),
            },
        }
    }

    pub(super) fn null(&mut self) {
        self.flat.values.push(Value::Null);
    }

    pub(super) fn bool(&mut self, value: bool) {
        self.flat.values.push(Value::Bool(value));
    }

    pub(super) fn integer(&mut self, value: i64) {
        self.flat.values.push(Value::Integer(value));
    }

    pub(super) fn number(&mut self, value: Number) {
        self.flat.values.push(Value::Number(Box::new(value)));
    }

    /// The part of the text between two positions.
    pub(super) fn text(&mut self, start: usize, end: usize) {
        self.flat.values.push(Value::Text(start, end));
    }

    /// A string with escapes in the text.
    pub(super) fn escaped(&mut self, text: String) {
        self.flat.values.push(Value::Escaped(text.into()));
    }

    /// Opens an array; the returned value closes it.
    pub(super) fn open_array(&mut self) -> usize {
        self.flat.values.push(Value::Array(0, 0));
        self.flat.values.len() - 1
    }

    /// Opens an object; the returned value closes it.
    pub(super) fn open_object(&mut self) -> usize {
        self.flat.values.push(Value::Object(0, 0));
        self.flat.values.len() - 1
    }

    /// Closes the container that was opened there and has so many items or members.
    pub(super) fn close(&mut self, opened: usize, count: usize) {
        let next = self.flat.values.len();
        match &mut self.flat.values[opened] {
            Value::Array(length, end) | Value::Object(length, end) => (*length, *end) = (count, next),
            _ => unreachable!("only containers are opened"),
        }
    }

    /// The number of the first member of the object opened there whose key already occurred.
    pub(super) fn repeated_key(&self, opened: usize) -> Option<usize> {
        /// Up to so many keys are compared each with each.
        const FEW: usize = 12;
        let members = Members::of(&self.flat, opened)?;
        let mut keys = members.map(|(key, _)| key);
        if members.len() <= FEW {
            let is_repeated = |(index, key): &(usize, &str)| {
                let mut before = members.take(*index).map(|(key, _)| key);
                before.any(|other| other == *key)
            };
            return keys.enumerate().find(is_repeated).map(|(index, _)| index);
        }
        let mut seen = HashSet::with_capacity(members.len());
        keys.position(|key| !seen.insert(key))
    }

    /// The key of the member of this number.
    pub(super) fn key_of(&self, opened: usize, number: usize) -> String {
        let member = Members::of(&self.flat, opened).and_then(|mut members| members.nth(number));
        member.map(|(key, _)| key.to_owned()).unwrap_or_default()
    }

    pub(super) fn finish(self) -> Flat<'t> {
        self.flat
    }
}

impl Flat<'_> {
    /// The value as a list.
    pub(crate) fn of(value: &Json) -> Flat<'static> {
        let mut builder = Builder::new("");
        builder.add(value);
        builder.finish()
    }

    /// The same with a text of its own.
    pub(crate) fn into_owned(self) -> Flat<'static> {
        Flat {
            text: Cow::Owned(self.text.into_owned()),
            values: self.values,
        }
    }

    /// The whole.
    pub(crate) fn top(&self) -> Part<'_> {
        Part { flat: self, at: 0 }
    }

    /// The position of the value after this one and its parts.
    fn after(&self, at: usize) -> usize {
        match self.values[at] {
            Value::Array(_, end) | Value::Object(_, end) => end,
            _ => at + 1,
        }
    }

    fn text_at(&self, at: usize) -> Option<&str> {
        match &self.values[at] {
            Value::Text(start, end) => Some(&self.text[*start..*end]),
            Value::Escaped(text) => Some(text),
            _ => None,
        }
    }
}

impl Builder<'_> {
    fn add(&mut self, value: &Json) {
        match value {
            Json::Null => self.null(),
            Json::Bool(value) => self.bool(*value),
            Json::Number(number) => self.number(number.clone()),
            Json::String(text) => self.add_text(text),
            Json::Array(items) => {
                let opened = self.open_array();
                items.iter().for_each(|item| self.add(item));
                self.close(opened, items.len());
            }
            Json::Object(members) => {
                let opened = self.open_object();
                for (key, value) in members {
                    self.add_text(key);
                    self.add(value);
                }
                self.close(opened, members.len());
            }
        }
    }

    fn add_text(&mut self, text: &str) {
        let all = self.flat.text.to_mut();
        let start = all.len();
        all.push_str(text);
        let end = all.len();
        self.text(start, end);
    }
}

impl<'a> Part<'a> {
    pub(crate) fn view(self) -> View<'a> {
        match &self.flat.values[self.at] {
            Value::Null => View::Null,
            Value::Bool(value) => View::Bool(*value),
            Value::Integer(_) | Value::Number(_) => View::Number,
            Value::Text(..) | Value::Escaped(_) => View::Text(self.flat.text_at(self.at).unwrap_or_default()),
            Value::Array(count, _) => View::Array(Items {
                flat: self.flat,
                next: self.at + 1,
                left: *count,
            }),
            Value::Object(count, _) => View::Object(Members {
                flat: self.flat,
                next: self.at + 1,
                left: *count,
            }),
        }
    }

    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.view() {
            View::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> Option<&'a str> {
        self.flat.text_at(self.at)
    }

    pub(crate) fn as_number(self) -> Option<Number> {
        match &self.flat.values[self.at] {
            Value::Integer(value) => Some(Number::from(*value)),
            Value::Number(number) => Some(number.as_ref().clone()),
            _ => None,
        }
    }

    pub(crate) fn as_array(self) -> Option<Items<'a>> {
        match self.view() {
            View::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_object(self) -> Option<Members<'a>> {
        match self.view() {
            View::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The value of `key`, if this is an object that has it.
    pub(crate) fn get(self, key: &str) -> Option<Part<'a>> {
        self.as_object()?.get(key)
    }

    /// A value that distinguishes the place from every other place in any list that exists now.
    pub(crate) fn identity(self) -> Identity {
        (std::ptr::from_ref(self.flat).cast(), self.at)
    }

    /// The number of places in the list: the second parts of identities are below that.
    pub(crate) fn places(self) -> usize {
        self.flat.values.len()
    }

    /// The value at one step of a pointer.
    pub(crate) fn step(self, step: &str) -> Option<Part<'a>> {
        match self.view() {
            View::Object(members) => members.get(step),
            View::Array(mut items) if step == "0" || !step.starts_with('0') => items.nth(step.parse().ok()?),
            _ => None,
        }
    }

    /// The value by itself.
    pub(crate) fn to_json(self) -> Json {
        match self.view() {
            View::Null => Json::Null,
            View::Bool(value) => Json::Bool(value),
            View::Number => Json::Number(self.as_number().unwrap_or_else(Number::zero)),
            View::Text(text) => Json::String(text.to_owned()),
            View::Array(items) => Json::Array(items.map(Part::to_json).collect()),
            View::Object(members) => {
                let mut object =
                    Object::with_capacity_and_hasher(members.len(), foldhash::fast::RandomState::default());
                object.extend(members.map(|(key, value)| (key.to_owned(), value.to_json())));
                Json::Object(object)
            }
        }
    }
}

/// Finds members by their keys, with a table for each object of many: as many references may lead into one `$defs`.
#[derive(Debug, Default)]
pub(crate) struct Lookup<'a> {
    wide: HashMap<Identity, HashMap<&'a str, Part<'a>>>,
}

impl<'a> Lookup<'a> {
    /// Like [`Part::step`].
    pub(crate) fn step(&mut self, value: Part<'a>, step: &str) -> Option<Part<'a>> {
        const FEW: usize = 32;
        match value.as_object() {
            Some(members) if members.len() > FEW => {
                let table = self.wide.entry(value.identity());
                table.or_insert_with(|| members.collect()).get(step).copied()
            }
            _ => value.step(step),
        }
    }
}

/// See [`Part::identity`].
pub(crate) type Identity = (*const (), usize);

/// The items of an array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Items<'a> {
    flat: &'a Flat<'a>,
    next: usize,
    left: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        self.left = self.left.checked_sub(1)?;
        let at = self.next;
        self.next = self.flat.after(at);
        Some(Part { flat: self.flat, at })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The members of an object, in the order of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'a> {
    flat: &'a Flat<'a>,
    next: usize,
    left: usize,
}

impl<'a> Members<'a> {
    fn of(flat: &'a Flat<'a>, at: usize) -> Option<Self> {
        Part { flat, at }.as_object()
    }

    /// The value of `key`.
    pub(crate) fn get(mut self, key: &str) -> Option<Part<'a>> {
        self.find(|(other, _)| *other == key).map(|(_, value)| value)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Part<'a>);

    fn next(&mut self) -> Option<(&'a str, Part<'a>)> {
        self.left = self.left.checked_sub(1)?;
        let at = self.next + 1;
        let key = self.flat.text_at(self.next).unwrap_or_default();
        self.next = self.flat.after(at);
        Some((key, Part { flat: self.flat, at }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Members<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn flat_list_has_the_content_of_the_value() {
        let text =
            r#"{"a": [1, -2.5, {"b": null}, []], "c": {"d": {}, "e": "\u00e9x"}, "f": 12345678901234567890}"#;
        let value = parse(text.as_bytes()).unwrap();
        let flat = Flat::of(&value);
        assert_eq!(flat.top().to_json(), value);
        let step = |steps: &[&str]| steps.iter().try_fold(flat.top(), |part, step| part.step(step));
        assert_eq!(step(&["a", "2", "b"]).map(Part::to_json), Some(Json::Null));
        assert!(step(&["a", "02"]).is_none());
        assert_eq!(
            flat.top().get("f").and_then(Part::as_number),
            value.get("f").unwrap().as_number().cloned()
        );
        assert_eq!(flat.top().as_object().map(|members| members.len()), Some(3));
    }
}
