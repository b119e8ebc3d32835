//! What the modules of other crates read and write, which no type here describes more generally. The derive names these
//! types for such modules, and nobody else does.

use std::marker::PhantomData;

use schemars::_private::serde_json::json;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::hex::bytes_of;
use super::{Digits, Number, is_read, matching, written_out};
use crate::derived::making::held_as;
use crate::derived::{in_range, of_type};

/// A list of numbers. The bytes of a text are read as well.
pub enum Bytes {}

/// `serde_bytes`: the same, or what the field's own type makes of it: an array has its length, an option may be `null`.
pub enum FieldBytes {}

/// `http_serde::status_code`.
pub enum HttpStatus {}

/// `http_serde::method`.
pub enum HttpMethod {}

/// `http_serde::uri`. Which texts are read is a matter of hosts and ports, so the set has a name.
pub enum HttpUri {}

/// `rust_decimal::serde::str`: no number is read.
pub enum DecimalText {}

/// `rust_decimal::serde::float`: a text is read as well.
pub enum DecimalFloat {}

/// `serde_aux`'s `deserialize_number_from_string`: a number, or the text of one. It is read from a buffer.
pub struct NumberOrText<T: Number>(PhantomData<T>);

impl<T: Number + JsonSchema> JsonSchema for NumberOrText<T> {
    written_out!("NumberOrText");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<T>();
        let text = generator.subschema_for::<Digits<T>>();
        json_schema!({ "anyOf": [number, text] })
    }
}

impl JsonSchema for Bytes {
    written_out!("Bytes");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let types = if is_read(generator) {
            json!(["array", "string"])
        } else {
            json!("array")
        };
        json_schema!({ "type": types, "items": { "type": "integer", "minimum": 0, "maximum": 255 } })
    }
}

impl JsonSchema for FieldBytes {
    written_out!("FieldBytes");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let held = held_as();
        let mut schema = Bytes::json_schema(generator);
        if let Some(count) = bytes_of(held) {
            // A text is read, too, if it has as many bytes, which no schema can say.
            schema.insert("type".to_owned(), json!("array"));
            schema.insert("minItems".to_owned(), json!(count));
            schema.insert("maxItems".to_owned(), json!(count));
        }
        match held.starts_with("core::option::Option<") {
            true => json_schema!({ "anyOf": [schema, { "type": "null" }] }),
            false => schema,
        }
    }
}

impl JsonSchema for HttpStatus {
    written_out!("HttpStatus");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 100, "maximum": 999 })
    }
}

impl JsonSchema for HttpMethod {
    written_out!("HttpMethod");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        matching("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
    }
}

impl JsonSchema for HttpUri {
    written_out!("HttpUri");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "http-uri", "minLength": 1 })
    }
}

impl JsonSchema for DecimalText {
    written_out!("DecimalText");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = matching(DECIMAL);
        of_type(&mut schema, generator, "rust_decimal::decimal::Decimal");
        schema
    }
}

impl JsonSchema for DecimalFloat {
    written_out!("DecimalFloat");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if !is_read(generator) {
            // The last `f64` below 2^96: what is greater would be written as 2^96, which is not read.
            const LAST: i128 = 79_228_162_514_264_328_797_450_928_128;
            let mut schema = json_schema!({ "type": "number" });
            in_range(&mut schema, generator, -LAST, LAST);
            return schema;
        }
        let mut schema = matching(DECIMAL);
        schema.insert("type".to_owned(), json!(["string", "number"]));
        of_type(&mut schema, generator, "rust_decimal::decimal::Decimal");
        schema
    }
}

/// As schemars describes decimal numbers, which the passes know.
const DECIMAL: &str = "^-?\\d+(\\.\\d+)?([eE]\\d+)?$";
