//! The two kinds of JSON that a schema is made of: schemars' while it is made, ours in the passes.

use schemars::_private::serde_json::{Map, Value};

/// A JSON value that marks are written to and read from.
pub(crate) trait Tree: Clone + PartialEq + Sized {
    /// The members of an object.
    type Members;

    fn text(text: &str) -> Self;
    fn flag(value: bool) -> Self;
    fn number(value: u64) -> Self;
    fn list(items: Vec<Self>) -> Self;
    fn object(members: Vec<(String, Self)>) -> Self;

    fn as_text(&self) -> Option<&str>;
    fn as_flag(&self) -> Option<bool>;
    fn as_count(&self) -> Option<u64>;
    fn as_list(&self) -> Option<&[Self]>;
    /// A member, if it is an object.
    fn member(&self, key: &str) -> Option<&Self>;

    fn get<'a>(members: &'a Self::Members, key: &str) -> Option<&'a Self>;
    fn insert(members: &mut Self::Members, key: &str, value: Self);
    fn remove(members: &mut Self::Members, key: &str) -> Option<Self>;
}

impl Tree for Value {
    type Members = Map<String, Value>;

    fn text(text: &str) -> Self {
        text.into()
    }
    fn flag(value: bool) -> Self {
        value.into()
    }
    fn number(value: u64) -> Self {
        value.into()
    }
    fn list(items: Vec<Self>) -> Self {
        Value::Array(items)
    }
    fn object(members: Vec<(String, Self)>) -> Self {
        Value::Object(members.into_iter().collect())
    }

    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }
    fn as_flag(&self) -> Option<bool> {
        self.as_bool()
    }
    fn as_count(&self) -> Option<u64> {
        self.as_u64()
    }
    fn as_list(&self) -> Option<&[Self]> {
        self.as_array().map(Vec::as_slice)
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
        members.remove(key)
    }
}
