//! Types that serde cannot read from a buffer. If the type of a value is not known yet, serde buffers it: a
//! flattened field, or an enum whose variant only becomes known later. The buffer has no 128-bit integers, and the
//! keys of a map in it are only strings. Such a type compiles, and then reads no message.

use std::collections::BTreeSet;

use super::check::SchemaError;
use super::marks::Marks;
use super::working_schema::WorkingSchema;
use super::{passes, places};
use counterpart_engine::json::{Json, Object};

/// Finds the first type that cannot be read in its place, or that the derive refuses when it is read.
pub(super) fn check(working: &WorkingSchema) -> Result<(), SchemaError> {
    let mut reader = Reader {
        working,
        seen: BTreeSet::new(),
    };
    for definition in working.definitions.values() {
        reader.outside(&definition.schema, &definition.name)?;
    }
    Ok(())
}

struct Reader<'a> {
    working: &'a WorkingSchema,
    /// Definitions that were read as parts of a buffer.
    seen: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    /// Searches everything that is read from a buffer.
    fn outside(&mut self, schema: &'a Json, at: &str) -> Result<(), SchemaError> {
        let Some((members, marks)) = untrusted(schema) else {
            return Ok(());
        };
        refused_by_the_derive(&marks, at)?;
        unknown_keys(&marks, at)?;
        if let Some(why) = &marks.buffered {
            return self.inside(schema, at, why);
        }
        if let Some(why) = &marks.buffered_part {
            keys(members, &marks, at, why)?;
            self.reference(members, why)?;
        }
        if has_digits(members) && marks.keys.is_none() {
            return Err(SchemaError::Refused {
                place: at.to_owned(),
                why: "the range of a map's integer keys cannot be seen through an alias or a type argument: \
                      write the map's type in the field, or in a newtype; in a `JsonSchema` of your own, give the \
                      keys their pattern, `^(0|[1-9][0-9]?)$` or another one, or derive `Contract` instead"
                    .to_owned(),
            });
        }
        self.each(members, at, &mut |reader, schema, at| reader.outside(schema, at))
    }

    fn inside(&mut self, schema: &'a Json, at: &str, why: &str) -> Result<(), SchemaError> {
        let Some((members, marks)) = untrusted(schema) else {
            return Ok(());
        };
        refused_by_the_derive(&marks, at)?;
        unknown_keys(&marks, at)?;
        if let Some(what) = &marks.unbuffered {
            return Err(refused(at, what, why));
        }
        let format = members.get("format").and_then(Json::as_str);
        if matches!(format, Some("int128" | "uint128")) {
            return Err(refused(at, "128-bit integers", why));
        }
        keys(members, &marks, at, why)?;
        self.reference(members, why)?;
        self.each(members, at, &mut |reader, schema, at| {
            reader.inside(schema, at, why)
        })
    }

    fn reference(&mut self, members: &'a Object, why: &str) -> Result<(), SchemaError> {
        let reference = members.get("$ref").and_then(Json::as_str);
        let definition = reference.and_then(|key| self.working.definitions.get_key_value(key));
        match definition {
            Some((key, definition)) if self.seen.insert(key) => {
                self.inside(&definition.schema, &definition.name, why)
            }
            _ => Ok(()),
        }
    }

    /// Continues into every schema inside a schema.
    fn each(
        &mut self,
        members: &'a Object,
        at: &str,
        go_on: &mut dyn FnMut(&mut Self, &'a Json, &str) -> Result<(), SchemaError>,
    ) -> Result<(), SchemaError> {
        for (schema, place) in places::inside(members, at) {
            go_on(self, schema, &place)?;
        }
        Ok(())
    }
}

/// A schema that is not a trusted place, and its marks.
fn untrusted(schema: &Json) -> Option<(&Object, Marks)> {
    let members = schema.as_object()?;
    let marks = Marks::of(members);
    marks.trusted.is_none().then_some((members, marks))
}

fn refused_by_the_derive(marks: &Marks, at: &str) -> Result<(), SchemaError> {
    match &marks.refused {
        Some(why) => Err(SchemaError::Refused {
            place: at.to_owned(),
            why: why.clone(),
        }),
        None => Ok(()),
    }
}

/// Refuses a map of whose keys no schema says which ones are read.
fn unknown_keys(marks: &Marks, at: &str) -> Result<(), SchemaError> {
    match marks.keys.as_ref().and_then(passes::unknown_keys) {
        Some(why) => Err(SchemaError::Refused {
            place: at.to_owned(),
            why,
        }),
        None => Ok(()),
    }
}

/// The keys in the schema that schemars makes of a map with integer keys, marked by the derive or not.
fn keys(members: &Object, marks: &Marks, at: &str, why: &str) -> Result<(), SchemaError> {
    let digits = has_digits(members);
    let declared = marks.keys.as_ref().and_then(|keys| keys.get("type"));
    let is = |name: &str| match declared {
        Some(Json::Array(types)) => types.iter().any(|one| one.as_str() == Some(name)),
        Some(one) => one.as_str() == Some(name),
        None => false,
    };
    let what = match () {
        () if digits || is("integer") => "a map with integer keys",
        () if is("boolean") => "a map with `bool` keys",
        () if is("number") => "a map with float keys",
        () => return Ok(()),
    };
    Err(refused(at, what, why))
}

/// Returns true for the schema that schemars makes of integer keys.
fn has_digits(members: &Object) -> bool {
    let patterns = members.get("patternProperties").and_then(Json::as_object);
    patterns.is_some_and(|patterns| {
        patterns
            .keys()
            .any(|pattern| [r"^\d+$", r"^-?\d+$"].contains(&pattern.as_str()))
    })
}

fn refused(at: &str, what: &str, why: &str) -> SchemaError {
    SchemaError::BufferedContent {
        place: at.to_owned(),
        what: what.to_owned(),
        why: why.to_owned(),
    }
}
