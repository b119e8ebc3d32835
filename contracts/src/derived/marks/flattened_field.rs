//! The marks of a flattened field, and the other facts about it that are lost when it is merged with its
//! surroundings.

use schemars::_private::serde_json::{Map, Value};

use super::codec::{list, texts};
use super::tree::Tree;
use super::{KEYWORD, Marks};

/// A flattened field, as it was before schemars merged it.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct FlattenedField {
    /// Its number, in the order in which schemas are made.
    pub(in super::super) number: u64,
    /// It takes no keys away.
    pub(in super::super) leaves_keys: bool,
    /// The names of its properties.
    pub(in super::super) names: Vec<String>,
    /// The schema of all other properties.
    pub(in super::super) others: Option<Value>,
    /// Its marks.
    pub(in super::super) marks: Marks,
}

impl FlattenedField {
    /// Leaves it in its schema, under a keyword with its number: of a keyword that two fields have, schemars would keep one.
    pub(in super::super) fn set_aside(self, schema: &mut Map<String, Value>) {
        let mut members = vec![
            ("leaves_keys".to_owned(), self.leaves_keys.into()),
            ("names".to_owned(), list(&self.names)),
            ("marks".to_owned(), Value::object(self.marks.write())),
        ];
        members.extend(self.others.map(|others| ("others".to_owned(), others)));
        schema.insert(format!("{KEYWORD}:{}", self.number), Value::object(members));
    }

    /// Takes all flattened fields of an object, in the order in which they were merged; gives the object the marks of them
    /// that it does not have itself.
    pub(in super::super) fn take_all(schema: &mut Map<String, Value>) -> Vec<Self> {
        let mut fields: Vec<Self> = schema
            .iter()
            .filter_map(|(key, value)| Self::read(key, value))
            .collect();
        if fields.is_empty() {
            return fields;
        }
        fields.sort_by_key(|field| field.number);
        schema.retain(|key, _| number(key).is_none());
        Marks::edit(schema, |marks| {
            for field in &fields {
                *marks = std::mem::take(marks).or(field.marks.clone());
            }
        });
        fields
    }

    fn read(key: &str, value: &Value) -> Option<Self> {
        Some(Self {
            number: number(key)?,
            leaves_keys: value.get("leaves_keys")?.as_bool()?,
            names: texts(value.get("names")?)?,
            others: value.get("others").cloned(),
            marks: Marks::read(value.get("marks")?),
        })
    }
}

fn number(key: &str) -> Option<u64> {
    key.strip_prefix(KEYWORD)?.strip_prefix(':')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use schemars::_private::serde_json::json;

    use super::*;

    #[test]
    fn fields_are_taken_in_the_order_of_their_numbers_and_the_first_word_counts() {
        let field = |number: u64, word: &str| FlattenedField {
            number,
            leaves_keys: number == 9,
            names: vec![word.to_owned()],
            others: (number == 10).then(|| json!({"type": "string"})),
            marks: Marks {
                refused: Some(word.to_owned()),
                ..Marks::default()
            },
        };
        let mut schema = Map::new();
        for field in [field(10, "later"), field(9, "earlier")] {
            field.set_aside(&mut schema);
        }
        let taken = FlattenedField::take_all(&mut schema);
        assert_eq!(taken, [field(9, "earlier"), field(10, "later")]);
        assert_eq!(Marks::of(&schema).refused.as_deref(), Some("earlier"));
        assert_eq!(FlattenedField::take_all(&mut schema), []);
    }
}
