//! Messages that are made of another one on purpose: with a name that serde knows and the schema does not, and with
//! an item that is repeated. Chance seldom makes the one, and never the other.

use std::collections::BTreeSet;

use super::applied::by_place;
use super::guard;
use super::record::{NamesOf, Record};
use crate::sample::{Message, find_mut};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, NodeId};
use counterpart_engine::json::{Json, Number, Object, Pointer};

/// The number of messages that are varied, and how many variations are made of all of them.
const MESSAGES: usize = 60;
const MADE: usize = 400;

pub(super) struct Variations<'c> {
    schema: &'c Schema,
    record: Option<Record>,
    /// The variations that were made already: by the schemas of the place, and by the name.
    done: BTreeSet<(Vec<NodeId>, String)>,
    messages: usize,
    made: usize,
    /// Names that serde knows and the schema does not, at any place.
    names: BTreeSet<&'static str>,
}

impl<'c> Variations<'c> {
    pub(super) fn of(schema: &'c Schema, record: Option<Record>) -> Self {
        Self {
            schema,
            record,
            done: BTreeSet::new(),
            messages: 0,
            made: 0,
            names: BTreeSet::new(),
        }
    }

    /// The variations of a message that were not made yet.
    pub(super) fn of_message(&mut self, message: &Message) -> Vec<Message> {
        if self.messages >= MESSAGES || self.made >= MADE {
            return Vec::new();
        }
        self.messages += 1;
        let places = by_place(self.schema, message.value());
        let mut values = Vec::new();
        for (at, (nodes, _)) in places.iter().filter(|(_, (_, has_items))| *has_items) {
            if let Some(Json::Array(items)) = at.find(message.value()) {
                if let (Some(last), true) = (items.last(), self.is_new(nodes, "")) {
                    let mut items = items.clone();
                    items.push(last.clone());
                    values.extend(with(message, at, Json::Array(items)));
                }
            }
        }
        let record = self.record.into_iter();
        let noted = record.flat_map(|record| guard::call(|| record(message.text())).unwrap_or_default());
        let noted: Vec<_> = noted.collect();
        for names in noted {
            let Some((nodes, _)) = places.get(&names.at) else {
                continue;
            };
            for name in names.names {
                let is_known = match names.of {
                    NamesOf::Fields => self.names_field(nodes, name),
                    NamesOf::Variants => self.names_variant(nodes, name),
                };
                if is_known || !self.is_new(nodes, name) {
                    continue;
                }
                self.names.insert(name);
                let inner = contents().into_iter();
                match names.of {
                    NamesOf::Fields => {
                        values.extend(inner.filter_map(|part| with_member(message, &names.at, name, part)));
                    }
                    NamesOf::Variants => {
                        let held = inner.map(|part| Json::from([(*name, part)]));
                        let all = [Json::from(*name)].into_iter().chain(held);
                        values.extend(all.filter_map(|part| with(message, &names.at, part)));
                    }
                }
            }
        }
        self.made += values.len();
        values
            .into_iter()
            .map(|value| message.with_value(value))
            .collect()
    }

    /// The names that serde knows and the schema does not.
    pub(super) fn unknown_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.names.iter().copied()
    }

    fn is_new(&mut self, nodes: &[NodeId], name: &str) -> bool {
        self.done.insert((nodes.to_vec(), name.to_owned()))
    }

    /// Returns true if one of the schemas says something of a property.
    fn names_field(&self, nodes: &[NodeId], name: &str) -> bool {
        nodes.iter().any(|node| match &self.schema.node(*node).body {
            Body::Keywords(keywords) => keywords.properties.contains_key(name),
            Body::Always(_) => false,
        })
    }

    /// Returns true if a schema of an enum has the variant, as a constant or as the only property. These schemas
    /// belong to the variant that is present, so the whole schema is searched.
    fn names_variant(&self, nodes: &[NodeId], name: &str) -> bool {
        let mut waiting = nodes.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(node) = waiting.pop() {
            let Body::Keywords(keywords) = &self.schema.node(node).body else {
                continue;
            };
            let is_constant = |value: &Json| value.as_str() == Some(name);
            if keywords.properties.contains_key(name) || keywords.values.iter().flatten().any(is_constant) {
                return true;
            }
            if seen.insert(node) {
                waiting.extend(keywords.in_place());
            }
        }
        false
    }
}

/// A value of each kind, as most fields would refuse one of them.
fn contents() -> [Json; 8] {
    [
        Json::Null,
        Json::Bool(true),
        Json::Number(Number::from(-1)),
        Json::Number(Number::from(7)),
        Json::Number(Number::new(5.into(), -1)),
        Json::from("a"),
        Json::Array(Vec::new()),
        Json::Object(Object::default()),
    ]
}

fn with(message: &Message, at: &Pointer, part: Json) -> Option<Json> {
    let mut value = message.value().clone();
    *find_mut(&mut value, at)? = part;
    Some(value)
}

fn with_member(message: &Message, at: &Pointer, name: &str, part: Json) -> Option<Json> {
    let mut value = message.value().clone();
    let Json::Object(members) = find_mut(&mut value, at)? else {
        return None;
    };
    members.insert(name.to_owned(), part);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::compat::schema::Options;
    use counterpart_engine::json::parse;

    #[test]
    fn an_item_is_repeated_although_the_first_array_of_its_kind_was_empty() {
        let schema = Schema::parse(
            br#"{"type": "array", "items": {"type": "integer"}}"#,
            &Options::default(),
        );
        let schema = schema.unwrap();
        let mut variations = Variations::of(&schema, None);
        let mut of = |text: &str| -> Vec<String> {
            let message = Message::plainly(parse(text.as_bytes()).unwrap());
            let made = variations.of_message(&message).into_iter();
            made.map(|message| message.to_string()).collect()
        };
        assert!(of("[]").is_empty());
        assert_eq!(of("[1,2]"), ["[1,2,2]"]);
        assert!(of("[3]").is_empty(), "one for each kind of array");
    }
}
