//! The marks of the derive in the JSON of the passes.

use crate::derived::marks::{MarksIn, Tree};
use counterpart_engine::json::{Json, Object};

pub(super) type Marks = MarksIn<Json>;

/// The field of a schema in schemars' form, as the source writes it, if its attributes decide the form on the wire.
pub(crate) fn field_of(schema: &Json) -> Option<String> {
    Marks::of(schema.as_object()?).field
}

impl Tree for Json {
    type Members = Object;

    fn text(text: &str) -> Self {
        text.into()
    }
    fn flag(value: bool) -> Self {
        value.into()
    }
    fn number(value: u64) -> Self {
        Json::Number(value.into())
    }
    fn list(items: Vec<Self>) -> Self {
        Json::Array(items)
    }
    fn object(members: Vec<(String, Self)>) -> Self {
        Json::Object(members.into_iter().collect())
    }

    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }
    fn as_flag(&self) -> Option<bool> {
        self.as_bool()
    }
    fn as_count(&self) -> Option<u64> {
        u64::try_from(self.as_number()?.to_integer()?).ok()
    }
    fn as_list(&self) -> Option<&[Self]> {
        self.as_array()
    }
    fn member(&self, key: &str) -> Option<&Self> {
        self.get(key)
    }

    fn get<'a>(members: &'a Self::Members, key: &str) -> Option<&'a Self> {
        members.get(key)
    }
    fn insert(members: &mut Self::Members, key: &str, value: Self) {
        members.insert(key.to_owned(), value);
    }
    fn remove(members: &mut Self::Members, key: &str) -> Option<Self> {
        members.shift_remove(key)
    }
}
