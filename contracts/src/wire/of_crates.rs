//! What the modules of other crates read and write, which no type here describes more generally. The derive names these
//! types for such modules, and nobody else does.

use std::marker::PhantomData;

use schemars::_private::serde_json::json;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::hex::bytes_of;
use super::{Digits, Number, is_read, matching, written_out};
use crate::derived::digits::positive_up_to;
use crate::derived::making::{Assumed, held_as, note_assumed};
use crate::derived::{in_range, of_type, unbuffered};

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

/// `http_serde::authority`: a host, with a port or a user. The set has a name, as that of [`HttpUri`].
pub enum HttpAuthority {}

/// `http_serde::header_map`: a text for each name, or a list of texts. What is no visible text is not written.
pub enum HttpHeaders {}

/// `http_serde::version`.
pub enum HttpVersion {}

/// `rust_decimal::serde::str`: no number is read.
pub enum DecimalText {}

/// `DisplayFromStr` of a `Decimal`: no exponent is read.
pub enum DecimalFromStr {}

/// `rust_decimal::serde::float`: a text is read as well.
pub enum DecimalFloat {}

/// An option of the modules of rust_decimal. From a buffer of serde's, they read no `null`.
pub struct OptionalDecimal<W>(PhantomData<W>);

/// An option of `http_serde::option`, which reads no `null` from a buffer either.
pub struct OptionalHttp<W>(PhantomData<W>);

/// `serde_aux`'s `deserialize_number_from_string`: a number, or the text of one. It is read from a buffer.
pub struct NumberOrText<T: Number>(PhantomData<T>);

/// `deserialize_option_number_from_string`: the same, or an empty text or `null`.
pub struct OptionalNumberOrText<T: Number>(PhantomData<T>);

/// `deserialize_string_from_number`: a text or a number.
pub enum TextOrNumber {}

macro_rules! unbuffered_options {
    ($($ty:ident: $name:literal, $what:literal;)*) => {$(
        impl<W: JsonSchema> JsonSchema for $ty<W> {
            written_out!($name);
            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let mut schema = Option::<W>::json_schema(generator);
                unbuffered(&mut schema, generator, $what);
                schema
            }
        }
    )*};
}

unbuffered_options! {
    OptionalDecimal: "OptionalDecimal", "an option of a module of `rust_decimal::serde`";
    OptionalHttp: "OptionalHttp", "an option of a module of `http_serde::option`";
}

impl<T: Number + JsonSchema> JsonSchema for OptionalNumberOrText<T> {
    written_out!("OptionalNumberOrText");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let number = generator.subschema_for::<T>();
        let text = generator.subschema_for::<Digits<T>>();
        json_schema!({ "anyOf": [number, text, { "type": "string", "const": "" }, { "type": "null" }] })
    }
}

impl JsonSchema for TextOrNumber {
    written_out!("TextOrNumber");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"] })
    }
}

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

impl JsonSchema for HttpAuthority {
    written_out!("HttpAuthority");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "http-authority", "minLength": 1 })
    }
}

impl JsonSchema for HttpHeaders {
    written_out!("HttpHeaders");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // Names are read in any case. A value may have any letter but the controls.
        let (letters, value) = match is_read(generator) {
            true => ("0-9A-Za-z", "^[^\\u0000-\\u0008\\u000a-\\u001f\\u007f]*$"),
            false => ("0-9a-z", "^[\\t -~]*$"),
        };
        let name = format!("^[!#$%&'*+.^_`|~{letters}-]+$");
        let value = matching(value);
        json_schema!({
            "type": "object",
            "propertyNames": { "pattern": name },
            "additionalProperties": { "anyOf": [value, { "type": "array", "items": value }] },
        })
    }
}

impl JsonSchema for HttpVersion {
    written_out!("HttpVersion");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": ["HTTP/0.9", "HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0"] })
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

impl JsonSchema for DecimalFromStr {
    written_out!("DecimalFromStr");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if !is_read(generator) {
            return DecimalText::json_schema(generator);
        }
        // 96 bits. More digits after the point are rounded, so the greatest number must have none.
        let below = positive_up_to("79228162514264337593543950334").join("|");
        matching(&format!(
            "^-?0*((0|{below})(\\.[0-9]+)?|79228162514264337593543950335)$"
        ))
    }
}

impl JsonSchema for DecimalFloat {
    written_out!("DecimalFloat");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // The last `f64` below 2^96, as it is written, in the fewest digits. What is greater is written as 2^96, which is not
        // read: the contract assumes that there is no such number, and accepts none.
        const LAST: i128 = 79_228_162_514_264_330_000_000_000_000;
        let mut schema = match is_read(generator) {
            true => {
                let below = positive_up_to(&(LAST - 1).to_string()).join("|");
                let exponent = "[eE]([+]?(1?[0-9]|2[0-7])|-(1?[0-9]|2[0-8]))";
                let mut schema = matching(&format!(
                    "^-?0*((0|{below})(\\.[0-9]+)?|{LAST}|[0-9](\\.[0-9]{{1,27}})?{exponent})$"
                ));
                schema.insert("type".to_owned(), json!(["string", "number"]));
                schema
            }
            false => {
                note_assumed(Assumed::DecimalsBelow2To96);
                json_schema!({ "type": "number" })
            }
        };
        in_range(&mut schema, generator, -LAST, LAST);
        schema
    }
}

/// As schemars describes decimal numbers, which the passes know.
const DECIMAL: &str = "^-?\\d+(\\.\\d+)?([eE]\\d+)?$";
