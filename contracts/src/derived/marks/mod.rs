//! Marks: facts about a schema that are known while it is made, and that JSON Schema cannot express.
//!
//! The derive (through the functions of [`written`]), the [wire types](super::wire) and neighbouring modules leave
//! marks. The checks and the passes of `crate::schema` read them, and no mark is left in a contract file. All marks
//! of a schema are one object under one keyword. [`MarksIn`] lists them, and only this module knows their JSON
//! form.
//!
//! schemars merges the schema of a flattened field with its surroundings. It joins their properties, required
//! properties and alternatives, and of any other keyword it keeps the first. A mark on a property or on an
//! alternative survives that unchanged. The marks of the field itself would be lost next to those of another. So
//! they are [set aside](FlattenedField::set_aside) under a keyword of their own, and
//! [taken up](FlattenedField::take_all) when all fields are there.

mod codec;
mod flattened_field;
mod tree;
mod values;
pub(crate) mod written;

use schemars::_private::serde_json::Value;
use schemars::Schema;

use codec::Mark;
pub(super) use flattened_field::FlattenedField;
pub(crate) use tree::Tree;
pub(crate) use values::{Denies, FieldsIn, NoContent, Other, OwnNames, TakenBy};

/// The keyword under which the marks of a schema are.
const KEYWORD: &str = "x-counterpart";

macro_rules! marks {
    ($($(#[$doc:meta])* $mark:ident: $ty:ty,)*) => {
        /// The marks of one schema, which is a `J`.
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) struct MarksIn<J> {
            $($(#[$doc])* pub(crate) $mark: $ty,)*
        }

        impl<J> Default for MarksIn<J> {
            fn default() -> Self {
                Self { $($mark: Default::default(),)* }
            }
        }

        impl<J: Tree> MarksIn<J> {
            fn read(marks: &J) -> Self {
                let of = |name: &str| marks.member(name);
                Self { $($mark: of(stringify!($mark)).map(<$ty as Mark<J>>::read).unwrap_or_default(),)* }
            }

            fn write(self) -> Vec<(String, J)> {
                let marks = [$((stringify!($mark), self.$mark.write()),)*];
                marks.into_iter().filter_map(|(name, mark)| Some((name.to_owned(), mark?))).collect()
            }

            /// The same with the marks of `others` for missing ones.
            pub(crate) fn or(self, others: Self) -> Self {
                Self { $($mark: Mark::<J>::or(self.$mark, others.$mark),)* }
            }
        }
    };
}

marks! {
    /// On a definition: the name of its type, before schemars has numbered it.
    name: Option<String>,
    /// On a property: the other names under which its field is read.
    aliases: Vec<String>,
    /// Names that are read in addition to those in the schema.
    other: Option<Other>,
    /// On a variant without content: the place of its content.
    no_content: Option<NoContent>,
    /// On the content of a variant: a message may lack it, as that of an `Option`.
    may_be_absent: bool,
    /// On an item of a tuple: a message may end before it.
    may_end: bool,
    /// On the schema of a flattened `Duration` or `SystemTime`.
    is_time: bool,
    /// The place of a type of another crate: the Rust type from which the schema was made, as the compiler names
    /// it.
    rust_type: Option<String>,
    /// On a number: the least and the greatest one, in digits. (A number of schemars has 64 bits.)
    range: Vec<String>,
    /// On a list: serde refuses one that has an item twice.
    distinct: bool,
    /// On a map: the schema of its keys as values. A key is a string in a message.
    keys: Option<J>,
    /// On a schema that constrains the names of a map's keys: it does not apply to the properties that are declared
    /// next to them.
    names_keys: bool,
    /// On a schema that serde reads from a buffer, if it is part of something whose type is not known yet: the
    /// reason. It applies to the whole schema, references included.
    buffered: Option<String>,
    /// On a type that serde reads from no buffer: what it is.
    unbuffered: Option<String>,
    /// The same as `buffered` for a flattened field, whose schema is merged with its surroundings: only the keys and the
    /// reference there are read from a buffer.
    buffered_part: Option<String>,
    /// On a property of a flattened field: which field takes its key out of the message.
    taken_by: Option<TakenBy>,
    /// On the schema of a type with a flattened map: the number of its field.
    flattened_map: Option<u64>,
    /// On the schema of a type that consumes no keys if it is flattened.
    leaves_keys: bool,
    /// On an alternative of a flattened field that consumes no keys: the keys that it denies.
    denies: Option<Denies>,
    /// On a type or a variant that flattens: what its own fields are called.
    own_names: Option<OwnNames>,
    /// On an object: a name that two of its fields have.
    duplicate_name: Option<String>,
    /// On a schema that the macro cannot refuse, because a part of a message does not know whether it is read: why no
    /// consumer may have it.
    refused: Option<String>,
    /// On a text: the pattern that an attribute gives it.
    declared_pattern: Option<String>,
    /// On a schema that no contract may have, in any role: why.
    misused: Option<String>,
    /// The place in the source that is trusted, `module::Type.field`. It goes through the passes.
    trusted: Option<String>,
    /// On a property, in tests only: its field as the source writes it. It goes into no contract, and decides nothing
    /// there.
    field: Option<String>,
}

impl<J: Tree> MarksIn<J> {
    /// The marks of a schema.
    pub(crate) fn of(schema: &J::Members) -> Self {
        J::get(schema, KEYWORD).map(Self::read).unwrap_or_default()
    }

    /// Takes the marks out of a schema.
    pub(crate) fn take(schema: &mut J::Members) -> Self {
        J::remove(schema, KEYWORD)
            .map(|marks| Self::read(&marks))
            .unwrap_or_default()
    }

    /// Makes these the marks of a schema.
    pub(crate) fn put(self, schema: &mut J::Members) {
        let marks = self.write();
        if marks.is_empty() {
            J::remove(schema, KEYWORD);
        } else {
            J::insert(schema, KEYWORD, J::object(marks));
        }
    }

    /// Changes the marks of a schema.
    pub(crate) fn edit<R>(schema: &mut J::Members, change: impl FnOnce(&mut Self) -> R) -> R {
        let before = Self::of(schema);
        let mut marks = before.clone();
        let result = change(&mut marks);
        // Anything that is not our mark stays unchanged.
        if marks != before {
            marks.put(schema);
        }
        result
    }
}

/// The marks of what schemars calls a schema.
pub(crate) type Marks = MarksIn<Value>;

impl Marks {
    /// The marks of a schema, which may have no keywords.
    pub(crate) fn of_schema(schema: &Schema) -> Self {
        schema.as_object().map(Self::of).unwrap_or_default()
    }

    /// Changes the marks of a schema; one of no keywords becomes an object.
    pub(crate) fn edit_schema(schema: &mut Schema, change: impl FnOnce(&mut Self)) {
        Self::edit(schema.ensure_object(), change);
    }
}

/// Returns true if a keyword is ours.
pub(crate) fn is_keyword(keyword: &str) -> bool {
    keyword == KEYWORD
}

#[cfg(test)]
mod tests {
    use schemars::_private::serde_json::{Map, json};

    use super::*;

    fn full() -> Marks {
        let text = |text: &str| Some(text.to_owned());
        Marks {
            name: text("T"),
            aliases: vec!["a".to_owned(), "b".to_owned()],
            other: Some(Other::Strings),
            no_content: Some(NoContent::BesideTag),
            may_be_absent: true,
            may_end: true,
            is_time: true,
            rust_type: text("uuid::Uuid"),
            range: vec!["-1".to_owned(), "1".to_owned()],
            distinct: true,
            keys: Some(json!({"type": "integer"})),
            names_keys: true,
            buffered: text("why"),
            unbuffered: text("a `T`"),
            buffered_part: text("why"),
            taken_by: Some(TakenBy::Field(3)),
            flattened_map: Some(2),
            leaves_keys: true,
            denies: Some(Denies {
                itself: true,
                allowed: vec!["id".to_owned()],
                until_known: Some(7),
            }),
            own_names: Some(OwnNames {
                read: vec!["r".to_owned()],
                written: Vec::new(),
                place: FieldsIn::OnlyProperty,
            }),
            duplicate_name: text("twice"),
            refused: text("why"),
            declared_pattern: text("^a$"),
            misused: text("why"),
            trusted: text("m::T.f"),
            field: text("f: u8"),
        }
    }

    #[test]
    fn every_mark_is_read_as_it_was_written() {
        let others = Marks {
            other: Some(Other::Tags("kind".to_owned())),
            no_content: Some(NoContent::Under("content".to_owned())),
            taken_by: Some(TakenBy::None),
            denies: Some(Denies::default()),
            own_names: Some(OwnNames {
                read: Vec::new(),
                written: vec!["w".to_owned()],
                place: FieldsIn::Property("content".to_owned()),
            }),
            ..Marks::default()
        };
        for marks in [Marks::default(), full(), others] {
            let mut schema = Map::new();
            marks.clone().put(&mut schema);
            assert_eq!(Marks::of(&schema), marks);
            assert_eq!(Marks::take(&mut schema), marks);
            assert!(schema.is_empty());
        }
    }

    #[test]
    fn a_schema_without_marks_has_no_keyword_for_them() {
        let mut schema = Map::new();
        full().put(&mut schema);
        Marks::edit(&mut schema, |marks| *marks = Marks::default());
        assert!(schema.is_empty());
    }

    #[test]
    fn foreign_marks_are_read_as_none() {
        for theirs in [
            json!(5),
            json!([]),
            json!({"aliases": "a", "taken_by": {}, "denies": 1, "more": true}),
        ] {
            let mut schema = Map::from_iter([(KEYWORD.to_owned(), theirs)]);
            assert_eq!(Marks::take(&mut schema).aliases, Vec::<String>::new());
        }
    }

    #[test]
    fn the_first_word_counts_for_each_mark() {
        let own = Marks {
            field: Some("own".to_owned()),
            ..Marks::default()
        };
        let both = own.or(full());
        assert_eq!(both.field.as_deref(), Some("own"));
        assert_eq!(both.name, full().name);
    }
}
