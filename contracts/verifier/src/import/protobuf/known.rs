//! The well-known types that have a form of their own.

use counterpart::contract::Role;
use counterpart_engine::json::{Json, Object};

use super::descriptors::{EnumType, Scalar};
use super::error::{ProtobufError, ProtobufOption};
use super::messages::{Maker, Narrowed, OWN_NAME};
use super::values::{
    any_of, exact_json, int32, matching, read_duration, read_moment, texts, typed, written, written_duration,
    written_moment,
};
use super::written_by::{Anys, Durations, Dynamic, FieldMasks, NotFinite, NullValues, Timestamps, Wrappers};

impl Maker<'_> {
    /// The schema of a well-known type that has a form of its own.
    pub(super) fn well_known(&mut self, name: &str) -> Result<Option<Json>, ProtobufError> {
        let Some(own) = name.strip_prefix(OWN_NAME) else {
            return Ok(None);
        };
        let is_written = self.role == Role::Emits;
        let known = self.profile.known;
        let fraction = r"(\.([0-9]{3}|[0-9]{6}|[0-9]{9}))?";
        Ok(match own {
            "Timestamp" => match known.timestamp {
                Timestamps::Parts => None,
                _ if !is_written => Some(read_moment()),
                Timestamps::Utc => Some(written_moment(fraction, "Z")),
                Timestamps::UtcOffset => Some(written_moment(fraction, r"\+00:00")),
                Timestamps::Millis => Some(written_moment(r"\.[0-9]{3}", "Z")),
            },
            "Duration" => match known.duration {
                Durations::Parts => None,
                Durations::Text if is_written => Some(written_duration()),
                Durations::Text => Some(read_duration()),
            },
            "FieldMask" => match known.field_mask {
                FieldMasks::Parts => None,
                FieldMasks::Camel => Some(matching("^[^_]*$")),
                FieldMasks::Joined => Some(typed("string", [])),
            },
            "Struct" | "ListValue" | "Value" => match known.dynamic {
                Dynamic::Parts => None,
                Dynamic::JsonExactly if !is_written => Some(self.exact_json(own)),
                _ if own == "Struct" => Some(typed("object", [])),
                _ if own == "ListValue" => Some(typed("array", [])),
                _ => Some(Json::Object(Object::default())),
            },
            "Any" => self.any(),
            _ => match (wrapped(name), known.wrappers) {
                (Some(scalar), Wrappers::Bare(not_finite)) => Some(self.bare(scalar, not_finite)),
                (Some(scalar), Wrappers::Raw) => Some(self.raw(scalar, false)),
                _ => None,
            },
        })
    }

    /// JSON whose integers an `f64` holds.
    fn exact_json(&mut self, own: &str) -> Json {
        let name = format!("{OWN_NAME}Value");
        let itself = Json::from([("$ref", Json::String(format!("#/$defs/{name}")))]);
        self.definitions
            .entry(name)
            .or_insert_with(|| exact_json(&itself));
        match own {
            "Struct" => typed("object", [("additionalProperties", itself)]),
            "ListValue" => typed("array", [("items", itself)]),
            _ => itself,
        }
    }

    fn any(&mut self) -> Option<Json> {
        let empty = || typed("object", [("maxProperties", Json::Number(0.into()))]);
        let form = self.profile.known.any;
        if form == Anys::Parts {
            return None;
        }
        if self.role == Role::Consumes {
            self.narrowed.insert(Narrowed::Any);
            return Some(match form {
                Anys::Typed => Json::from([("not", Json::Object(Object::default()))]),
                _ => empty(),
            });
        }
        let typed_any = typed(
            "object",
            [
                ("required", Json::Array(texts(["@type"]))),
                ("properties", Json::from([("@type", typed("string", []))])),
            ],
        );
        Some(match form {
            Anys::TypedOrEmpty => any_of(vec![typed_any, empty()]),
            Anys::TypedOrParts => {
                let value = matching("^[A-Za-z0-9+/]*={0,2}$");
                let parts = Json::from([("type_url", typed("string", [])), ("value", value)]);
                let parts = typed(
                    "object",
                    [("properties", parts), ("additionalProperties", Json::Bool(false))],
                );
                any_of(vec![typed_any, parts])
            }
            Anys::Typed | Anys::Parts => typed_any,
        })
    }

    pub(super) fn bare(&self, scalar: Scalar, not_finite: NotFinite) -> Json {
        match self.writes() {
            Some(writes) => written(scalar, writes, not_finite),
            None => self.scalar(scalar),
        }
    }

    /// A wrapped value as JavaScript holds it.
    pub(super) fn raw(&self, scalar: Scalar, is_inside: bool) -> Json {
        match (self.writes(), scalar) {
            // An object with a member for each byte.
            (Some(_), Scalar::Bytes) => typed("object", []),
            (Some(writes), scalar) if is_inside => written(scalar, writes, NotFinite::TextsOrNull),
            // What is read of bytes has the form of neither.
            (None, Scalar::Bytes) => typed("object", [("maxProperties", Json::Number(0.into()))]),
            _ => self.scalar(scalar),
        }
    }

    /// `NullValue`, inside a list or a map or as a field. Where null in a list is refused, so is this one.
    pub(super) fn null_value(&mut self, is_inside: bool) -> Json {
        let null = || typed("null", []);
        let is_written = self.role == Role::Emits;
        let one_of = |values: &[Json]| Json::from([("enum", Json::Array([&[Json::Null], values].concat()))]);
        let name = Json::from("NULL_VALUE");
        match self.profile.known.null_value {
            NullValues::AsEnum => {}
            _ if is_written && self.has(ProtobufOption::EnumsAsIntegers) => {
                return any_of(vec![null(), int32()]);
            }
            NullValues::NullOrName if !is_written && is_inside => return Json::from([("const", name)]),
            NullValues::NullOrName if !is_written => return one_of(&[name]),
            NullValues::NullNameOrNumber if !is_written && is_inside => {
                return Json::from([("enum", Json::Array(vec![name, Json::Number(0.into())]))]);
            }
            NullValues::NullNameOrNumber if !is_written => {
                return one_of(&[name, Json::Number(0.into())]);
            }
            _ => return null(),
        }
        self.enumeration(&EnumType {
            values: vec![("NULL_VALUE".to_owned(), 0)],
            is_open: true,
        })
    }
}

/// The scalar in a wrapper.
pub(super) fn wrapped(name: &str) -> Option<Scalar> {
    Some(match name.strip_prefix(OWN_NAME)? {
        "DoubleValue" => Scalar::Double,
        "FloatValue" => Scalar::Float,
        "Int64Value" => Scalar::Int64,
        "UInt64Value" => Scalar::UInt64,
        "Int32Value" => Scalar::Int32,
        "UInt32Value" => Scalar::UInt32,
        "BoolValue" => Scalar::Bool,
        "StringValue" => Scalar::Text,
        "BytesValue" => Scalar::Bytes,
        _ => return None,
    })
}
