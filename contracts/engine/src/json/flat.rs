//! A document as one list, for callers that walk it once and keep little of it.
//!
//! The values are in the order of the text, a container before its parts, and strings without escapes are places in
//! it. So a document of any size needs one allocation, not one for each of its parts.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::{HashSet, HashSetExt};

use super::parse::mixed;
use super::{Json, Number, Object, ParseError, fingerprint, parse_flat};

/// The list, and the text that it points into.
#[derive(Debug)]
pub struct Flat<'t> {
    text: Cow<'t, str>,
    values: Vec<Value>,
    /// Strings with escapes in the text, and numbers beyond 64 bits or with a fraction.
    escaped: Vec<Box<str>>,
    numbers: Vec<Number>,
    keys: Keys,
}

/// Tells of most texts that no object has them as a key.
#[derive(Debug, Clone, Copy)]
struct Keys([u64; Keys::WORDS]);

impl Keys {
    const WORDS: usize = 32;

    #[inline]
    fn place(fingerprint: u64) -> (usize, u64) {
        let mixed = mixed(fingerprint) >> 32;
        (mixed as usize / 64 % Self::WORDS, 1 << (mixed % 64))
    }

    #[inline]
    fn add(&mut self, fingerprint: u64) {
        let (word, bit) = Self::place(fingerprint);
        self.0[word] |= bit;
    }

    fn may_contain(&self, key: &str) -> bool {
        let (word, bit) = Self::place(fingerprint(key.as_bytes()));
        self.0[word] & bit != 0
    }
}

/// Places are held in 32 bits: see [`MAX_LENGTH`].
#[derive(Debug, Clone, Copy)]
enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    /// The place among the numbers.
    Number(u32),
    /// From here to there in the text.
    Text(u32, u32),
    /// The place among the strings with escapes.
    Escaped(u32),
    Array(Extent, Written),
    /// Each member is two values, the first of them a text.
    Object(Extent, Written),
    /// A member that was omitted, with the position of the next one, in the place of its key.
    Omitted(u32),
}

/// The parts of a container.
#[derive(Debug, Clone, Copy)]
struct Extent {
    /// The number of items or members.
    count: u32,
    /// The position of the value after it.
    end: u32,
}

impl Extent {
    const OPEN: Self = Self { count: 0, end: 0 };
}

/// The place of a container in the text; [`Written::NOWHERE`] if it was not read from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    start: u32,
    end: u32,
    facts: Facts,
}

/// What the text of a container is known to have in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// An object is inside it.
    pub(super) has_objects: bool,
    /// A key of it, or of an object inside it, begins with `$` or has escapes.
    pub(super) may_refer: bool,
}

impl Facts {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            has_objects: self.has_objects | other.has_objects,
            may_refer: self.may_refer | other.may_refer,
        }
    }
}

impl Written {
    const NOWHERE: Self = Self {
        start: 0,
        end: 0,
        facts: Facts {
            has_objects: false,
            may_refer: false,
        },
    };
}

/// The maximum length of a text, in bytes.
pub(super) const MAX_LENGTH: usize = u32::MAX as usize;

/// A value in a [`Flat`].
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
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
                escaped: Vec::new(),
                numbers: Vec::new(),
                keys: Keys([0; Keys::WORDS]),
            },
        }
    }

    pub(super) fn null(&mut self) {
        self.flat.values.push(Value::Null);
    }

    pub(super) fn bool(&mut self, value: bool) {
        self.flat.values.push(Value::Bool(value));
    }

    #[inline]
    pub(super) fn integer(&mut self, value: i64) {
        self.flat.values.push(Value::Integer(value));
    }

    pub(super) fn number(&mut self, value: Number) {
        self.flat
            .values
            .push(Value::Number(self.flat.numbers.len() as u32));
        self.flat.numbers.push(value);
    }

    /// The part of the text between two positions.
    #[inline]
    pub(super) fn text(&mut self, start: usize, end: usize) {
        self.flat.values.push(Value::Text(start as u32, end as u32));
    }

    /// A string with escapes in the text.
    pub(super) fn escaped(&mut self, text: String) {
        self.flat
            .values
            .push(Value::Escaped(self.flat.escaped.len() as u32));
        self.flat.escaped.push(text.into());
    }

    /// Opens an array; the returned value closes it.
    pub(super) fn open_array(&mut self) -> usize {
        self.flat
            .values
            .push(Value::Array(Extent::OPEN, Written::NOWHERE));
        self.flat.values.len() - 1
    }

    /// Opens an object; the returned value closes it.
    #[inline]
    pub(super) fn open_object(&mut self) -> usize {
        self.flat
            .values
            .push(Value::Object(Extent::OPEN, Written::NOWHERE));
        self.flat.values.len() - 1
    }

    /// Closes the container that was opened there and has so many items or members, and keeps its place in the text.
    #[inline]
    pub(super) fn close(&mut self, opened: usize, count: usize, start: usize, end: usize, facts: Facts) {
        let next = self.flat.values.len() as u32;
        match &mut self.flat.values[opened] {
            Value::Array(extent, written) | Value::Object(extent, written) => {
                (extent.count, extent.end) = (count as u32, next);
                (written.start, written.end) = (start as u32, end as u32);
                written.facts = facts;
            }
            _ => unreachable!("only containers are opened"),
        }
    }

    /// Remembers a key by its fingerprint.
    #[inline]
    pub(super) fn saw_key(&mut self, fingerprint: u64) {
        self.flat.keys.add(fingerprint);
    }

    /// The string that was added last.
    #[inline]
    pub(super) fn last_text(&self) -> &str {
        let last = self.flat.values.len() - 1;
        self.flat.text_at(last).unwrap_or_default()
    }

    /// The number of the first member of the object opened there whose key already occurred.
    pub(super) fn repeated_key(&self, opened: usize) -> Option<usize> {
        let members = Members::of(&self.flat, opened)?;
        let mut keys = members.map(|(key, _)| key);
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

impl<'t> Flat<'t> {
    /// Reads a text, as [`parse`](super::parse()) does.
    ///
    /// # Errors
    /// Fails if the text is not JSON.
    pub fn parse(text: &'t [u8]) -> Result<Self, ParseError> {
        parse_flat(text, false).map(|(flat, _)| flat)
    }
}

impl Flat<'_> {
    /// The value as a list; `None` if it is larger than one can be.
    pub fn of(value: &Json) -> Option<Flat<'static>> {
        let mut builder = Builder::new("");
        builder.add(value);
        let flat = builder.finish();
        (flat.text.len().max(flat.values.len()) <= MAX_LENGTH).then_some(flat)
    }

    /// The text that it points into.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Omits members of the top, as if they were not in the text.
    pub(crate) fn omit(&mut self, names: &[&str]) {
        for name in names {
            let Some(mut members) = Members::of(self, 0) else {
                return;
            };
            let found = loop {
                let place = members.place();
                match members.next() {
                    Some((key, _)) if key == *name => break place,
                    Some(_) => {}
                    None => break None,
                }
            };
            let Some(place) = found else { continue };
            self.values[place] = Value::Omitted(self.after(place + 1) as u32);
            if let Value::Object(extent, written) = &mut self.values[0] {
                extent.count -= 1;
                *written = Written::NOWHERE;
            }
        }
    }

    /// The same with a text of its own.
    pub(crate) fn into_owned(self) -> Flat<'static> {
        Flat {
            text: Cow::Owned(self.text.into_owned()),
            values: self.values,
            escaped: self.escaped,
            numbers: self.numbers,
            keys: self.keys,
        }
    }

    /// The whole.
    pub fn top(&self) -> Part<'_> {
        Part { flat: self, at: 0 }
    }

    /// The position of the value after this one and its parts.
    #[inline]
    fn after(&self, at: usize) -> usize {
        match self.values[at] {
            Value::Array(extent, _) | Value::Object(extent, _) => extent.end as usize,
            _ => at + 1,
        }
    }

    #[inline]
    fn text_at(&self, at: usize) -> Option<&str> {
        match self.values[at] {
            Value::Text(start, end) => Some(&self.text[start as usize..end as usize]),
            Value::Escaped(text) => Some(&self.escaped[text as usize]),
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
                self.close(opened, items.len(), 0, 0, Facts::default());
            }
            Json::Object(members) => {
                let opened = self.open_object();
                for (key, value) in members {
                    self.saw_key(fingerprint(key.as_bytes()));
                    self.add_text(key);
                    self.add(value);
                }
                self.close(opened, members.len(), 0, 0, Facts::default());
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
    #[inline]
    pub(crate) fn view(self) -> View<'a> {
        match self.flat.values[self.at] {
            Value::Null => View::Null,
            Value::Bool(value) => View::Bool(value),
            Value::Integer(_) | Value::Number(_) => View::Number,
            Value::Text(..) | Value::Escaped(_) | Value::Omitted(_) => {
                View::Text(self.flat.text_at(self.at).unwrap_or_default())
            }
            Value::Array(extent, _) => View::Array(Items {
                flat: self.flat,
                next: self.at + 1,
                left: extent.count as usize,
            }),
            Value::Object(extent, _) => View::Object(Members {
                flat: self.flat,
                next: self.at + 1,
                left: extent.count as usize,
            }),
        }
    }

    pub fn as_bool(self) -> Option<bool> {
        match self.view() {
            View::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub fn as_str(self) -> Option<&'a str> {
        self.flat.text_at(self.at)
    }

    pub(crate) fn as_number(self) -> Option<Number> {
        match self.flat.values[self.at] {
            Value::Integer(value) => Some(Number::from(value)),
            Value::Number(number) => Some(self.flat.numbers[number as usize].clone()),
            _ => None,
        }
    }

    pub fn as_array(self) -> Option<Items<'a>> {
        match self.view() {
            View::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_object(self) -> Option<Members<'a>> {
        match self.view() {
            View::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The value of `key`, if this is an object that has it.
    pub fn get(self, key: &str) -> Option<Part<'a>> {
        self.as_object()?.get(key)
    }

    /// The text of a container that has no objects in it, if it was read from a text.
    pub(crate) fn written(self) -> Option<&'a str> {
        match self.flat.values[self.at] {
            Value::Array(_, written) | Value::Object(_, written)
                if written != Written::NOWHERE && !written.facts.has_objects =>
            {
                Some(&self.flat.text[written.start as usize..written.end as usize])
            }
            _ => None,
        }
    }

    /// The place in the text of an object that refers to nothing outside of it, if it was read from a text: no key in it
    /// begins with `$`.
    pub(crate) fn alone_in_text(self) -> Option<(u32, u32)> {
        match self.flat.values[self.at] {
            Value::Object(_, written) if written != Written::NOWHERE && !written.facts.may_refer => {
                Some((written.start, written.end))
            }
            _ => None,
        }
    }

    /// Returns false only if no object of the list has such a key. May be true if none has.
    pub(crate) fn may_have_key(self, key: &str) -> bool {
        self.flat.keys.may_contain(key)
    }

    /// The number of times that a key or another string of the list is this text.
    pub(crate) fn count_of_string(self, text: &str) -> usize {
        let (mut next, mut count) = (0, 0);
        while let Some(value) = self.flat.values.get(next) {
            match value {
                Value::Omitted(after) => next = *after as usize,
                _ => {
                    count += usize::from(self.flat.text_at(next) == Some(text));
                    next += 1;
                }
            }
        }
        count
    }

    /// A value that distinguishes the place from every other place in any list that exists now.
    #[inline]
    pub(crate) fn identity(self) -> Identity {
        (std::ptr::from_ref(self.flat).cast(), self.at)
    }

    /// The number of places in the list: the second parts of identities are below that.
    pub(crate) fn places(self) -> usize {
        self.flat.values.len()
    }

    /// The value at one step of a pointer.
    pub fn step(self, step: &str) -> Option<Part<'a>> {
        match self.view() {
            View::Object(members) => members.get(step),
            View::Array(mut items) if step == "0" || !step.starts_with('0') => items.nth(step.parse().ok()?),
            _ => None,
        }
    }

    /// The value by itself.
    pub fn to_json(self) -> Json {
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
pub struct Lookup<'a> {
    wide: HashMap<Identity, HashMap<&'a str, Part<'a>>>,
}

impl<'a> Lookup<'a> {
    /// Like [`Part::step`].
    pub fn step(&mut self, value: Part<'a>, step: &str) -> Option<Part<'a>> {
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

/// A place in a list, distinct from every other place in any list that exists now.
pub type Identity = (*const (), usize);

/// The items of an array.
#[derive(Debug, Clone, Copy)]
pub struct Items<'a> {
    flat: &'a Flat<'a>,
    next: usize,
    left: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Part<'a>;

    #[inline]
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
pub struct Members<'a> {
    flat: &'a Flat<'a>,
    next: usize,
    left: usize,
}

impl<'a> Members<'a> {
    fn of(flat: &'a Flat<'a>, at: usize) -> Option<Self> {
        Part { flat, at }.as_object()
    }

    /// The place of the next key.
    #[inline]
    fn place(&self) -> Option<usize> {
        let mut next = self.next;
        while let Some(Value::Omitted(after)) = self.flat.values.get(next) {
            next = *after as usize;
        }
        (self.left > 0).then_some(next)
    }

    /// The value of `key`.
    pub fn get(mut self, key: &str) -> Option<Part<'a>> {
        self.find(|(other, _)| *other == key).map(|(_, value)| value)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Part<'a>);

    #[inline]
    fn next(&mut self) -> Option<(&'a str, Part<'a>)> {
        let place = self.place()?;
        self.left -= 1;
        let at = place + 1;
        let key = self.flat.text_at(place).unwrap_or_default();
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
    fn omitted_members_of_the_top_are_not_there() {
        let text = r#"{"a": {"b": [1]}, "b": 2, "c": {"id": 3}, "d": 4}"#;
        for (omitted, rest) in [
            (&["a"][..], r#"{"b": 2, "c": {"id": 3}, "d": 4}"#),
            (&["b", "a", "x"], r#"{"c": {"id": 3}, "d": 4}"#),
            (&["d", "c"], r#"{"a": {"b": [1]}, "b": 2}"#),
            (&["a", "b", "c", "d"], "{}"),
        ] {
            let (mut flat, _) = parse_flat(text.as_bytes(), false).unwrap();
            flat.omit(omitted);
            let (rest, _) = parse_flat(rest.as_bytes(), false).unwrap();
            assert_eq!(flat.top().to_json(), rest.top().to_json());
            for name in ["a", "b", "c", "d", "id"] {
                assert_eq!(flat.top().count_of_string(name), rest.top().count_of_string(name));
                assert!(rest.top().count_of_string(name) == 0 || flat.top().may_have_key(name));
            }
            assert_eq!(
                flat.top().as_object().map(|members| members.len()),
                rest.top().as_object().map(|members| members.len())
            );
        }
    }

    #[test]
    fn flat_list_has_the_content_of_the_value() {
        let text =
            r#"{"a": [1, -2.5, {"b": null}, []], "c": {"d": {}, "e": "\u00e9x"}, "f": 12345678901234567890}"#;
        let value = parse(text.as_bytes()).unwrap();
        let flat = Flat::of(&value).unwrap();
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
