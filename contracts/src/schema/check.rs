use std::fmt;

use super::duplicate_property;
use crate::derived::making::InfiniteType;
use counterpart_engine::compat::schema::{Draft, Schema};
use counterpart_engine::json::{Json, Object, Pointer};

/// The reason why cannot make a contract of a type's schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// A `$ref` that does not lead to a definition of the type.
    Reference(String),
    /// A keyword that a contract cannot hold.
    Keyword(String),
    /// A property is repeated in one object: a field and a field of a flattened type share a name.
    DuplicateProperty(String),
    /// A type that serde cannot read from the buffer in which it is held there.
    BufferedContent {
        /// The name of the type and of the property in it.
        place: String,
        /// The part that cannot be read.
        what: String,
        /// The reason why it is held in a buffer.
        why: String,
    },
    /// A flattened map reads a property of another flattened field too.
    FlattenMapCapture {
        /// The type that flattens both.
        ty: String,
        /// The property.
        property: String,
    },
    /// Types that hold each other without a field in between, each the next one's whole: their messages have no end.
    InfiniteType(Vec<String>),
    /// A field that no consumer may have, in a type that does not know whether it is read.
    Refused {
        /// The name of the type and of the property in it.
        place: String,
        /// The alternative to write.
        why: String,
    },
    /// The schema breaks the rules of JSON Schema.
    Invalid {
        /// A JSON Pointer into the schema.
        place: String,
        /// The problem there.
        why: String,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaError::Reference(reference) => write!(
                f,
                "the schema refers to {reference}, which is not one of its definitions: a hand-written \
                 JsonSchema may only refer to definitions made by the generator"
            ),
            SchemaError::Keyword(keyword) => write!(
                f,
                "the schema has {keyword:?}, which a contract cannot contain: remove it from the \
                 hand-written JsonSchema"
            ),
            SchemaError::DuplicateProperty(property) => write!(
                f,
                "the property {property:?} would be written twice, and read into only one of two fields: a \
                 field and a field of a flattened type share this name; rename one of them"
            ),
            SchemaError::BufferedContent { place, what, why } => write!(
                f,
                "serde cannot read `{place}`: it contains {what}, and {why}, so serde buffers it, and the \
                 buffer does not support that. Use types there that it supports, such as `String`, 64-bit integers, \
                 maps with `String` keys and `serde_json::Value`. If you know better, add \
                 `#[contract(trust = \"reason\")]` to the field"
            ),
            SchemaError::InfiniteType(cycle) => write!(f, "{}", InfiniteType(cycle.clone())),
            SchemaError::Refused { place, why } => write!(f, "`{place}`: {why}"),
            SchemaError::FlattenMapCapture { ty, property } => write!(
                f,
                "the flattened map of `{ty}` also reads {property:?}, which belongs to another flattened \
                 field: serde refuses a message in which that is not a value of the map. Move the map after \
                 the others. If one of these is an enum or flattens something itself, make the map's values \
                 `serde_json::Value`, or give the map a field of its own"
            ),
            SchemaError::Invalid { place, why } => {
                write!(
                    f,
                    "the schema is not valid JSON Schema 2020-12 at {place:?}: {why}"
                )
            }
        }
    }
}

impl std::error::Error for SchemaError {}

impl From<InfiniteType> for SchemaError {
    fn from(InfiniteType(cycle): InfiniteType) -> Self {
        SchemaError::InfiniteType(cycle)
    }
}

/// Returns true if a finished schema is one.
pub(super) fn check(document: &Object) -> Result<(), SchemaError> {
    let document = Json::Object(document.clone());
    if let Some(property) = duplicate_property::find(&document) {
        return Err(SchemaError::DuplicateProperty(property));
    }
    let metaschema = Schema::metaschema(Draft::Draft202012);
    match metaschema.accepts(&document) {
        Ok(true) => Ok(()),
        Ok(false) => Err(invalid(&document, metaschema)),
        // No document of a type gets there: the metaschema asks nothing that is not decided, and its work is bounded.
        Err(undecided) => Err(SchemaError::Invalid {
            place: String::new(),
            why: undecided.to_string(),
        }),
    }
}

/// Returns the first refusal of the metaschema.
fn invalid(document: &Json, metaschema: &Schema) -> SchemaError {
    let refusal = metaschema.explain(document).into_iter().next();
    let at = refusal
        .as_ref()
        .map_or_else(Pointer::root, |refusal| refusal.at.clone());
    let found = at.steps().iter().try_fold(document, |value, step| match value {
        Json::Object(members) => members.get(step),
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    });
    let found = found.map(Json::to_string).unwrap_or_default();
    let keyword = refusal.map_or("false", |refusal| refusal.keyword);
    SchemaError::Invalid {
        place: at.to_string(),
        why: format!("{found} fails the keyword `{keyword}` of the metaschema"),
    }
}
