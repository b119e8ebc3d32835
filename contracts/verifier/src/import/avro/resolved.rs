//! What apache-avro reads: a JSON value that becomes a value of Avro, and is resolved to the schema.

use counterpart_engine::json::{Json, Object};

use super::types::{Field, Logical, Named, Primitive, Type, Types};

/// The texts that are read as a float that is not finite.
const NOT_FINITE: [&str; 5] = ["NaN", "INF", "-INF", "Infinity", "-Infinity"];

/// The parts of a default that are looked at. A default may lead to further ones, and back to itself.
const MOST_PARTS: usize = 1_000;

/// The schema of nothing.
fn never() -> Json {
    Json::from([("not", Json::Object(Object::default()))])
}

fn text(pattern: &str, size: Option<u32>) -> Json {
    let mut members = Object::default();
    members.insert("type".to_owned(), Json::from("string"));
    members.insert("pattern".to_owned(), Json::from(pattern));
    if let Some(size) = size {
        let size = i64::from(size);
        members.insert("minLength".to_owned(), Json::Number(size.into()));
        members.insert("maxLength".to_owned(), Json::Number(size.into()));
    }
    Json::Object(members)
}

/// Bytes, or those of a fixed.
///
/// A text is read as its UTF-8, and that of a decimal as a byte for each character. Beyond ASCII the former are other
/// bytes than libraries write, so only ASCII is taken. A list of numbers is read for bytes, and for nothing else.
pub(super) fn bytes(size: Option<u32>, logical: Option<Logical>) -> Json {
    match (logical, size) {
        (Some(Logical::OnlyBinary), _) | (Some(Logical::Uuid), None) => never(),
        (Some(Logical::Decimal), _) => text("^[\\u0000-\\u00ff]*$", size),
        (_, Some(_)) => text("^[\\u0000-\\u007f]*$", size),
        (_, None) => {
            let byte = Json::from([
                ("type", Json::from("integer")),
                ("minimum", Json::Number(0.into())),
                ("maximum", Json::Number(255.into())),
            ]);
            let list = Json::from([("type", Json::from("array")), ("items", byte)]);
            Json::from([(
                "anyOf",
                Json::Array(vec![text("^[\\u0000-\\u007f]*$", None), list]),
            )])
        }
    }
}

/// A `float` or a `double`.
pub(super) fn float() -> Json {
    let number = Json::from([("type", Json::from("number"))]);
    let texts = Json::from([("enum", Json::Array(NOT_FINITE.map(Json::from).to_vec()))]);
    Json::from([("anyOf", Json::Array(vec![number, texts]))])
}

/// A branch of a union, among all of them.
///
/// A text is read as the branch of texts if there is one, and not as another one if that fails. Only a UUID can fail.
pub(super) fn branch(branches: &[Type], branch: &Type, value: Json) -> Json {
    let is_uuid = |branch: &Type| matches!(branch, Type::Primitive(Primitive::Text, Some(Logical::Uuid)));
    if is_uuid(branch) || !branches.iter().any(is_uuid) {
        return value;
    }
    let no_text = Json::from([("type", Json::from("string"))]);
    Json::from([("allOf", Json::Array(vec![value])), ("not", no_text)])
}

/// Returns true if the field may be absent, because its default is resolved to its type.
///
/// False for some defaults of logical types that are read, too.
pub(super) fn may_be_absent(types: &Types, field: &Field) -> bool {
    let mut rest = MOST_PARTS;
    has_resolved_default(types, field, &mut rest)
}

fn has_resolved_default(types: &Types, field: &Field, rest: &mut usize) -> bool {
    let default = field.default.as_ref();
    default.is_some_and(|default| is_resolved(types, &field.kind, default, rest))
}

fn is_resolved(types: &Types, kind: &Type, default: &Json, rest: &mut usize) -> bool {
    let Some(fewer) = rest.checked_sub(1) else {
        return false;
    };
    *rest = fewer;
    match (kind, default) {
        (Type::Union(branches), _) => branches
            .first()
            .is_some_and(|first| is_resolved(types, first, default, rest)),
        (Type::Array(items), Json::Array(defaults)) => defaults
            .iter()
            .all(|default| is_resolved(types, items, default, rest)),
        (Type::Map(values), Json::Object(defaults)) => defaults
            .values()
            .all(|default| is_resolved(types, values, default, rest)),
        (Type::Primitive(primitive, logical), _) => is_primitive(*primitive, *logical, default),
        (Type::Named(name), _) => match (types.named.get(name), default) {
            (Some(Named::Enum { symbols, .. }), Json::String(symbol)) => symbols.contains(symbol),
            (Some(Named::Fixed(size, None)), Json::String(text)) => {
                text.is_ascii() && u32::try_from(text.len()) == Ok(*size)
            }
            (Some(Named::Record(fields)), Json::Object(members)) => {
                fields.iter().all(|field| match members.get(&field.name) {
                    Some(default) => is_resolved(types, &field.kind, default, rest),
                    None => has_resolved_default(types, field, rest),
                })
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_primitive(primitive: Primitive, logical: Option<Logical>, default: &Json) -> bool {
    match (primitive, default) {
        (Primitive::Null, Json::Null) | (Primitive::Boolean, Json::Bool(_)) => true,
        (Primitive::Int, Json::Number(number)) => number.to_string().parse::<i32>().is_ok(),
        (Primitive::Long, Json::Number(number)) => number.to_string().parse::<i64>().is_ok(),
        (Primitive::Float | Primitive::Double, Json::Number(_)) => true,
        (Primitive::Bytes | Primitive::Text, Json::String(_)) => logical.is_none(),
        _ => false,
    }
}
