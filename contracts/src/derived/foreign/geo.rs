//! Geometries and features of GeoJSON.
//!
//! A position has at least two numbers here, and a polygon among others a ring, as RFC 7946 wants them: geojson refuses
//! such a point, and writes it. In Rust an object may have the members of another kind of object as foreign members, against
//! section 7.1. Contracts of what is written assume that it has none, and say so.

use std::borrow::Cow;

use schemars::_private::serde_json::{Map, Value, json};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::Foreign;

pub(super) const TYPES: &[Foreign] = &[
    Foreign {
        of: ("geojson", "Geometry"),
        says: |asked| Some(asked.generator.subschema_for::<Geometry>().to_value()),
    },
    Foreign {
        of: ("geojson", "Feature"),
        says: |asked| Some(feature(asked.generator)),
    },
    Foreign {
        of: ("geojson", "FeatureCollection"),
        says: |asked| Some(collection(asked.generator)),
    },
    Foreign {
        of: ("geojson", "GeoJson"),
        says: |asked| Some(any_object(asked.generator)),
    },
];

/// A geometry, which may be a collection of geometries.
struct Geometry;

impl JsonSchema for Geometry {
    fn schema_name() -> Cow<'static, str> {
        "Geometry".into()
    }
    fn schema_id() -> Cow<'static, str> {
        "geojson::Geometry".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kinds = geometries(generator);
        json_schema!({ "oneOf": kinds })
    }
}

/// The members that an object has besides its type.
struct Object<'a> {
    kind: &'a str,
    required: &'a [&'a str],
    members: Vec<(&'a str, Value)>,
}

fn is_read(generator: &SchemaGenerator) -> bool {
    generator.contract().is_deserialize()
}

impl Object<'_> {
    fn schema(self, is_read: bool) -> Value {
        let mut properties = Map::new();
        properties.insert("type".to_owned(), json!({ "type": "string", "const": self.kind }));
        let bbox = match is_read {
            true => json!({ "type": ["array", "null"], "items": { "type": "number" } }),
            false => json!({ "type": "array", "items": { "type": "number" } }),
        };
        properties.insert("bbox".to_owned(), bbox);
        for (name, schema) in self.members {
            properties.insert(name.to_owned(), schema);
        }
        let required: Vec<&str> = ["type"].iter().chain(self.required).copied().collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            // Foreign members.
            "additionalProperties": true,
        })
    }
}

/// A member that the object does not have. Some readers take a `null`.
fn absent(is_read: bool) -> Value {
    match is_read {
        true => json!({ "type": "null" }),
        false => json!(false),
    }
}

/// The members of other kinds of objects, which the reader of any object does not take for foreign members.
fn of_others(properties: &mut Map<String, Value>, is_read: bool) {
    for name in ["coordinates", "geometries", "geometry", "properties", "features"] {
        properties.entry(name).or_insert_with(|| absent(is_read));
    }
    properties
        .entry("id")
        .or_insert_with(|| json!({ "type": ["string", "number"] }));
}

fn geometries(generator: &mut SchemaGenerator) -> Vec<Value> {
    let is_read = is_read(generator);
    // geojson counts the numbers of a point alone. Of other positions, it looks at the first one: if that has no number, it
    // is not taken for a position.
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let after =
        |first: &Value, items: &Value| json!({ "type": "array", "prefixItems": [first], "items": items });
    let of_numbers =
        |least: u32| json!({ "type": "array", "items": { "type": "number" }, "minItems": least });
    let (position, any_position) = (of_numbers(2), of_numbers(0));
    let any_line = list(&any_position);
    let line = after(&of_numbers(1), &any_position);
    let lines = after(&line, &any_line);
    let mut polygon = lines.clone();
    polygon["minItems"] = json!(1);
    let polygons = after(&polygon, &list(&any_line));
    let kinds = [
        ("Point", position),
        ("MultiPoint", line.clone()),
        ("LineString", line),
        ("MultiLineString", lines.clone()),
        ("Polygon", lines),
        ("MultiPolygon", polygons),
    ];
    let simple = kinds.into_iter().map(|(kind, coordinates)| {
        let members = vec![("coordinates", coordinates), ("geometries", absent(is_read))];
        let required = &["coordinates"];
        Object {
            kind,
            required,
            members,
        }
        .schema(is_read)
    });
    let mut all: Vec<Value> = simple.collect();
    let geometries = list(&generator.subschema_for::<Geometry>().to_value());
    all.push(
        Object {
            kind: "GeometryCollection",
            required: &["geometries"],
            members: vec![("geometries", geometries), ("coordinates", absent(is_read))],
        }
        .schema(is_read),
    );
    all
}

fn feature(generator: &mut SchemaGenerator) -> Value {
    let is_read = is_read(generator);
    let geometry = generator.subschema_for::<Geometry>();
    let id = match is_read {
        true => json!({ "type": ["string", "number", "null"] }),
        false => json!({ "type": ["string", "number"] }),
    };
    Object {
        kind: "Feature",
        required: if is_read { &[] } else { &["geometry", "properties"] },
        members: vec![
            ("geometry", json!({ "anyOf": [geometry, { "type": "null" }] })),
            ("properties", json!({ "type": ["object", "null"] })),
            ("id", id),
        ],
    }
    .schema(is_read)
}

fn collection(generator: &mut SchemaGenerator) -> Value {
    let features = json!({ "type": "array", "items": feature(generator) });
    Object {
        kind: "FeatureCollection",
        required: &["features"],
        members: vec![("features", features)],
    }
    .schema(is_read(generator))
}

/// The reader of `GeoJson` knows the members of every kind of object. RFC 7946 (section 7.1) forbids them as foreign
/// members, and the same type refuses them. By the assumption of the contract they are never written.
fn any_object(generator: &mut SchemaGenerator) -> Value {
    let is_read = is_read(generator);
    let mut all = geometries(generator);
    all.push(feature(generator));
    all.push(collection(generator));
    for object in &mut all {
        if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
            of_others(properties, is_read);
        }
    }
    json!({ "oneOf": all })
}
