//! Parts that an emitted schema describes but that can never be sent, so that it proves more than its author meant.

use std::fmt;

use counterpart_engine::compat::Impossible;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::json::{Json, Pointer};

/// Something that the emitted schema names and that can never be sent. The places are those of the contract file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeverSent(pub Impossible);

impl fmt::Display for NeverSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Impossible::Anything => f.write_str(
                "the schema accepts nothing, so nothing can be sent and every consumer is compatible",
            ),
            Impossible::Members { at } => write!(
                f,
                "the object at {} can only be empty, so every consumer of its content is compatible",
                At(at)
            ),
            Impossible::Property { at, name } => write!(
                f,
                "the object at {} can never have the property {} that it declares, so every consumer of it \
                 is compatible",
                At(at),
                Json::from(name.as_str())
            ),
            _ => f.write_str("a part of the schema can never be sent, so every consumer of it is compatible"),
        }
    }
}

/// A pointer for people: the empty one is named.
struct At<'a>(&'a Pointer);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.steps().is_empty() {
            f.write_str("the top of the schema")
        } else {
            write!(f, "`{}`", self.0)
        }
    }
}

/// All of it.
pub(super) fn of_emitted(schema: &Schema) -> Vec<NeverSent> {
    schema.impossible().into_iter().map(NeverSent).collect()
}
