//! The schema of messages of an Avro schema, as they are written or read in JSON.

use std::collections::BTreeMap;

use counterpart::contract::Role;
use counterpart_engine::json::{Json, Object};

use super::error::AvroError;
use super::resolved;
use super::types::{Field, Logical, Named, Primitive, Type, Types, branch_name};
use super::written_by::{AvroProfile, Bytes, NotFinite, Reader, Unions, Uuids};

/// Makes the document of a schema.
pub(super) struct Maker<'a> {
    types: &'a Types,
    profile: &'a AvroProfile,
    role: Role,
    definitions: BTreeMap<String, Json>,
    waiting: Vec<String>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(types: &'a Types, profile: &'a AvroProfile, role: Role) -> Self {
        Self {
            types,
            profile,
            role,
            definitions: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// The document. Named types are definitions, the root included.
    pub(super) fn document(mut self) -> Result<Object, AvroError> {
        if self.role == Role::Consumes && !self.is_resolved() {
            self.is_not_recursive()?;
        }
        let types = self.types;
        let root = self.value(&types.root);
        while let Some(next) = self.waiting.pop() {
            if self.definitions.contains_key(&next) {
                continue;
            }
            // A name that was resolved has a definition.
            if let Some(named) = types.named.get(&next) {
                let schema = self.named(named);
                self.definitions.insert(next, schema);
            }
        }
        let mut schema = match root {
            Json::Object(members) => members,
            _ => Object::default(),
        };
        if !self.definitions.is_empty() {
            let definitions = self.definitions.into_iter().collect();
            schema.insert("$defs".to_owned(), Json::Object(definitions));
        }
        Ok(schema)
    }

    /// Returns true if the contract is of what apache-avro reads.
    fn is_resolved(&self) -> bool {
        self.role == Role::Consumes && self.profile.reader == Reader::Resolves
    }

    /// Not every library reads a type that contains itself.
    fn is_not_recursive(&self) -> Result<(), AvroError> {
        fn names(kind: &Type, found: &mut Vec<String>) {
            match kind {
                Type::Primitive(..) => {}
                Type::Array(inside) | Type::Map(inside) => names(inside, found),
                Type::Union(branches) => branches.iter().for_each(|branch| names(branch, found)),
                Type::Named(name) => found.push(name.clone()),
            }
        }
        for start in self.types.named.keys() {
            let mut seen = std::collections::BTreeSet::new();
            let mut open = vec![start.clone()];
            while let Some(name) = open.pop() {
                let Some(Named::Record(fields)) = self.types.named.get(&name) else {
                    continue;
                };
                let mut inside = Vec::new();
                fields.iter().for_each(|field| names(&field.kind, &mut inside));
                if inside.contains(start) {
                    return Err(AvroError::Recursive(start.clone()));
                }
                open.extend(inside.into_iter().filter(|name| seen.insert(name.clone())));
            }
        }
        Ok(())
    }

    fn named(&mut self, named: &Named) -> Json {
        match named {
            Named::Enum {
                has_default: true, ..
            } if self.is_resolved() => Json::from([("type", Json::from("string"))]),
            Named::Enum { symbols, .. } => Json::from([("enum", texts(symbols))]),
            Named::Fixed(size, logical) => self.bytes(Some(*size), *logical),
            Named::Record(fields) => self.record(fields),
        }
    }

    fn record(&mut self, fields: &[Field]) -> Json {
        let is_written = self.role == Role::Emits;
        let required: Vec<&String> = fields
            .iter()
            .filter(|field| is_written || !self.may_be_absent(field))
            .map(|field| &field.name)
            .collect();
        let required = texts(required);
        let properties: Object = fields
            .iter()
            .map(|field| (field.name.clone(), self.value(&field.kind)))
            .collect();
        let mut members = Object::default();
        members.insert("type".to_owned(), Json::from("object"));
        if required.as_array().is_some_and(|required| !required.is_empty()) {
            members.insert("required".to_owned(), required);
        }
        members.insert("properties".to_owned(), Json::Object(properties));
        if is_written {
            members.insert("additionalProperties".to_owned(), Json::Bool(false));
        }
        Json::Object(members)
    }

    /// Bytes, and values of a branch other than null, are no defaults that each library takes.
    fn may_be_absent(&self, field: &Field) -> bool {
        if self.is_resolved() {
            return resolved::may_be_absent(self.types, field);
        }
        let Some(default) = &field.default else {
            return false;
        };
        match &field.kind {
            Type::Primitive(Primitive::Bytes, _) => false,
            Type::Union(_) => *default == Json::Null,
            Type::Named(name) => !matches!(self.types.named.get(name), Some(Named::Fixed(..))),
            _ => true,
        }
    }

    fn value(&mut self, kind: &Type) -> Json {
        match kind {
            Type::Primitive(primitive, logical) => self.primitive(*primitive, *logical),
            Type::Array(items) => {
                let items = self.value(items);
                Json::from([("type", Json::from("array")), ("items", items)])
            }
            Type::Map(values) => {
                let values = self.value(values);
                Json::from([("type", Json::from("object")), ("additionalProperties", values)])
            }
            Type::Named(name) => {
                if !self.definitions.contains_key(name) {
                    self.waiting.push(name.clone());
                }
                Json::from([("$ref", Json::String(format!("#/$defs/{name}")))])
            }
            Type::Union(branches) => {
                let schemas = branches.iter().map(|branch| match self.branch(branch) {
                    schema if self.is_resolved() => resolved::branch(branches, branch, schema),
                    schema => schema,
                });
                Json::from([("anyOf", Json::Array(schemas.collect()))])
            }
        }
    }

    fn branch(&mut self, branch: &Type) -> Json {
        let value = self.value(branch);
        let is_null = matches!(branch, Type::Primitive(Primitive::Null, _));
        if is_null || self.profile.unions == Unions::Plain {
            return value;
        }
        let name = branch_name(branch);
        let properties: Object = [(name.to_owned(), value)].into_iter().collect();
        Json::from([
            ("type", Json::from("object")),
            ("required", texts([name])),
            ("properties", Json::Object(properties)),
            ("additionalProperties", Json::Bool(false)),
        ])
    }

    fn primitive(&self, primitive: Primitive, logical: Option<Logical>) -> Json {
        let typed = |kind: &str| Json::from([("type", Json::from(kind))]);
        let is_written = self.role == Role::Emits;
        match primitive {
            Primitive::Null => typed("null"),
            Primitive::Boolean => typed("boolean"),
            Primitive::Int | Primitive::Long => {
                let is_whole = is_written || self.is_resolved();
                let (least, greatest) = range(primitive, logical.filter(|_| !is_whole), is_whole);
                Json::from([
                    ("type", Json::from("integer")),
                    ("minimum", number(least)),
                    ("maximum", number(greatest)),
                ])
            }
            Primitive::Float | Primitive::Double if self.is_resolved() => resolved::float(),
            Primitive::Float | Primitive::Double => match self.profile.not_finite {
                NotFinite::Null if is_written => Json::from([("type", texts(["number", "null"]))]),
                _ => typed("number"),
            },
            Primitive::Bytes => self.bytes(None, logical),
            Primitive::Text if logical == Some(Logical::Uuid) && !is_written => Json::from([
                ("type", Json::from("string")),
                ("format", Json::from("uuid")),
                ("pattern", Json::from("^[0-9A-Fa-f-]{36}$")),
            ]),
            Primitive::Text if logical == Some(Logical::Uuid) && self.profile.uuids == Uuids::Hyphenated => {
                hyphenated()
            }
            Primitive::Text => typed("string"),
        }
    }

    fn bytes(&self, size: Option<u32>, logical: Option<Logical>) -> Json {
        if self.is_resolved() {
            return resolved::bytes(size, logical);
        }
        if logical == Some(Logical::Uuid) && self.profile.uuids == Uuids::Hyphenated {
            return hyphenated();
        }
        let mut members = Object::default();
        let (kind, least, greatest) = match self.profile.bytes {
            Bytes::Latin => ("string", "minLength", "maxLength"),
            Bytes::Numbers => ("array", "minItems", "maxItems"),
        };
        members.insert("type".to_owned(), Json::from(kind));
        match self.profile.bytes {
            Bytes::Latin => members.insert("pattern".to_owned(), Json::from("^[\\u0000-\\u00ff]*$")),
            Bytes::Numbers => members.insert(
                "items".to_owned(),
                Json::from([
                    ("type", Json::from("integer")),
                    ("minimum", number(0)),
                    ("maximum", number(255)),
                ]),
            ),
        };
        if let Some(size) = size {
            members.insert(least.to_owned(), number(size.into()));
            members.insert(greatest.to_owned(), number(size.into()));
        }
        Json::Object(members)
    }
}

/// A UUID as it is written by what knows that it is one.
fn hyphenated() -> Json {
    Json::from([
        ("type", Json::from("string")),
        ("format", Json::from("uuid")),
        (
            "pattern",
            Json::from("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
        ),
    ])
}

/// The integers of a type; the whole range, or what each library of the specification reads. That is what JavaScript holds exactly, and what Python has a date or a time for.
fn range(primitive: Primitive, logical: Option<Logical>, is_whole: bool) -> (i64, i64) {
    const SAFE: i64 = (1 << 53) - 1;
    const FIRST_DAY: i64 = -719_162;
    const LAST_DAY: i64 = 2_932_896;
    const DAY: i64 = 86_400_000;
    match (primitive, logical) {
        (_, Some(Logical::Date)) => (FIRST_DAY, LAST_DAY),
        (_, Some(Logical::TimeMillis)) => (0, DAY - 1),
        (_, Some(Logical::TimeMicros)) => (0, DAY * 1000 - 1),
        (_, Some(Logical::TimestampMillis)) => (FIRST_DAY * DAY, (LAST_DAY + 1) * DAY - 1),
        (Primitive::Int, _) => (i32::MIN.into(), i32::MAX.into()),
        _ if is_whole => (i64::MIN, i64::MAX),
        _ => (-SAFE, SAFE),
    }
}

fn number(number: i64) -> Json {
    Json::Number(number.into())
}

fn texts(values: impl IntoIterator<Item = impl ToString>) -> Json {
    Json::Array(
        values
            .into_iter()
            .map(|text| Json::String(text.to_string()))
            .collect(),
    )
}
