//! The schemas of types of other crates, by the compiler's names of the types. So no crate becomes a dependency, and no
//! feature must be turned on.
//!
//! A schema that schemars has for a type under a feature is written here in the same way: the passes know these, and
//! narrow them down. The derived test asks serde about each of them, in the user's own build.

mod bson;
mod dates;
mod geo;
mod nets;
mod numbers;
mod texts;

use super::making;
use super::marks::Marks;
use schemars::_private::serde_json::Value;
use schemars::{Schema, SchemaGenerator};

/// A type of another crate.
struct Foreign {
    /// The crate, and the type in any module of it.
    of: (&'static str, &'static str),
    /// The schema; `None` for arguments that are not known.
    says: fn(&mut Asked) -> Option<Value>,
}

/// The type whose schema is asked.
struct Asked<'a> {
    /// The compiler's names of its arguments.
    arguments: Vec<&'a str>,
    /// Asked is what is read, not what is written.
    is_read: bool,
    /// For types that contain themselves.
    generator: &'a mut SchemaGenerator,
}

/// The types whose own schemas, by a feature of their crates, are not what they read and write.
const REPLACED: [(&str, &str); 3] = [("ipnet", "IpNet"), ("ipnet", "Ipv4Net"), ("ipnet", "Ipv6Net")];

/// The types that serde reads from no buffer.
const UNBUFFERED: [(&str, &str); 1] = [("serde_json", "RawValue")];

/// The types that hold a type, and are written as another one that holds it.
const SHAPES: [(&str, &str); 4] = [
    ("core", "RangeFrom"),
    ("core", "RangeTo"),
    ("core", "Saturating"),
    ("ecow", "EcoVec"),
];

fn table() -> impl Iterator<Item = &'static Foreign> {
    [
        bson::TYPES,
        dates::TYPES,
        geo::TYPES,
        nets::TYPES,
        numbers::TYPES,
        texts::TYPES,
    ]
    .into_iter()
    .flatten()
}

/// The crate and the last step of a path.
fn ends(path: &str) -> Option<(&str, &str)> {
    let (krate, _) = path.split_once("::")?;
    Some((krate, path.rsplit("::").next()?))
}

/// Returns true if the schema of the type with this name is replaced by the one here.
pub(super) fn is_replaced(name: &str) -> bool {
    ends(name).is_some_and(|ends| REPLACED.contains(&ends))
}

/// Returns true if the type with this name is written as another one that holds the same.
pub(super) fn is_shape(name: &str) -> bool {
    let (path, _) = super::by_name::parts(name);
    ends(path).is_some_and(|ends| SHAPES.contains(&ends))
}

/// The schema of the type with this name.
pub(super) fn schema(name: &str, generator: &mut SchemaGenerator) -> Option<Schema> {
    let (path, arguments) = super::by_name::parts(name);
    let ends = ends(path)?;
    let foreign = table().find(|foreign| foreign.of == ends)?;
    let is_read = generator.contract().is_deserialize();
    let value = (foreign.says)(&mut Asked {
        arguments,
        is_read,
        generator,
    })?;
    if ends.0 == "geojson" && !is_read {
        making::note_assumed(making::Assumed::StandardGeojson);
    }
    let mut schema = Schema::try_from(value).ok()?;
    if UNBUFFERED.contains(&ends) && making::for_contract(generator) {
        Marks::edit_schema(&mut schema, |marks| {
            marks.unbuffered = Some(format!("a `{}`", ends.1))
        });
    }
    Some(schema)
}
