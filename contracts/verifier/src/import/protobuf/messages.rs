//! The schema of a message, with what it refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use counterpart::contract::Role;
use counterpart_engine::json::{Json, Object};

use super::descriptors::{Descriptors, Field, MessageType, Presence, Scalar, Shape, Value};
use super::enums::unnamed;
use super::error::{ProtobufError, ProtobufOption};
use super::known::wrapped;
use super::names::name_of;
use super::pairs::{MOST_PAIRS, pairs};
use super::values::{any_of, keys, or_null, read, texts, typed, written};
use super::written_by::{
    ClosedEnums, FieldMasks, Implicit, Maps, Names, Null, NullInOneof, ProtobufProfile, ReadLongs, ReadNames,
    Reads, Wrappers, Writes,
};

/// The limits of what is written. Each is far above what services have.
const MOST_TYPES: usize = 5_000;
const MOST_FIELDS: usize = 50_000;

pub(super) const OWN_NAME: &str = "google.protobuf.";
const NULL_VALUE: &str = "google.protobuf.NullValue";

/// A field of which a consumer reads more than the contract says, because no schema says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Narrowed {
    /// An `Any`: the types that may be in it depend on the program.
    Any,
    /// Extensions: the known ones depend on the program.
    Extensions,
}

impl fmt::Display for Narrowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Narrowed::Any => {
                "a message in a `google.protobuf.Any`: which types are read depends on the program, so the contract takes none"
            }
            Narrowed::Extensions => {
                "extensions: which ones are known depends on the program, so the contract takes none"
            }
        })
    }
}

pub(super) struct Made {
    pub(super) schema: Object,
    pub(super) narrowed: Vec<Narrowed>,
}

/// Makes the document of one message.
pub(super) struct Maker<'a> {
    set: &'a Descriptors,
    pub(super) profile: &'a ProtobufProfile,
    pub(super) role: Role,
    options: &'a [ProtobufOption],
    root: String,
    pub(super) definitions: BTreeMap<String, Json>,
    /// Types that are referred to and not yet defined.
    waiting: Vec<String>,
    pub(super) narrowed: BTreeSet<Narrowed>,
    fields: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        set: &'a Descriptors,
        profile: &'a ProtobufProfile,
        role: Role,
        options: &'a [ProtobufOption],
    ) -> Self {
        Self {
            set,
            profile,
            role,
            options,
            root: String::new(),
            definitions: BTreeMap::new(),
            waiting: Vec::new(),
            narrowed: BTreeSet::new(),
            fields: 0,
        }
    }

    /// The document of a message that the descriptor set has.
    pub(super) fn document(mut self, name: &str) -> Result<Made, ProtobufError> {
        name.clone_into(&mut self.root);
        let root = match self.well_known(name)? {
            Some(schema) => schema,
            None => self.message(name, ("the import", name))?,
        };
        while let Some(next) = self.waiting.pop() {
            if self.definitions.contains_key(&next) {
                continue;
            }
            if self.definitions.len() >= MOST_TYPES {
                return Err(ProtobufError::TooMuch("5,000 types in one message"));
            }
            let schema = match self.set.enum_type(&next)? {
                Some(found) => self.enumeration(&found),
                None => self.message(&next, ("it", &next))?,
            };
            self.definitions.insert(next, schema);
        }
        let mut schema = match root {
            Json::Object(members) => members,
            _ => Object::default(),
        };
        if !self.definitions.is_empty() {
            let definitions = self.definitions.into_iter().collect();
            schema.insert("$defs".to_owned(), Json::Object(definitions));
        }
        Ok(Made {
            schema,
            narrowed: self.narrowed.into_iter().collect(),
        })
    }

    pub(super) fn has(&self, option: ProtobufOption) -> bool {
        self.options.contains(&option)
    }

    /// Returns true if an option is on for a message.
    fn has_for(&self, option: ProtobufOption, message: &MessageType) -> bool {
        let is_brought = self.profile.brings_known && message.name.starts_with(OWN_NAME);
        self.has(option) && !is_brought
    }

    pub(super) fn writes(&self) -> Option<&'a Writes> {
        (self.role == Role::Emits).then_some(&self.profile.writes)
    }

    /// Only asked of a profile that reads, which `import_protobuf` makes sure of.
    pub(super) fn reads(&self) -> Option<&'a Reads> {
        self.profile.reads.as_ref()
    }

    fn not_measured(&self, message: &str, construct: &'static str) -> ProtobufError {
        ProtobufError::NotMeasured {
            message: message.to_owned(),
            construct,
            encoding: self.profile.encoding,
        }
    }

    fn message(&mut self, name: &str, (message, field): (&str, &str)) -> Result<Json, ProtobufError> {
        let Some(found) = self.set.message_type(name)? else {
            return Err(ProtobufError::NoType {
                message: message.to_owned(),
                field: field.to_owned(),
                name: name.to_owned(),
            });
        };
        self.fields += found.fields.len();
        if self.fields > MOST_FIELDS {
            return Err(ProtobufError::TooMuch("50,000 fields in one message"));
        }
        if found.has_extensions && !self.profile.has_proto2 {
            return Err(self.not_measured(name, "extensions"));
        }
        match self.role {
            Role::Emits => self.written_message(&found),
            Role::Consumes => self.read_message(&found),
        }
    }

    fn written_message(&mut self, message: &MessageType) -> Result<Json, ProtobufError> {
        let writes = &self.profile.writes;
        let names = match self.has_for(ProtobufOption::OriginalNames, message) {
            true => Names::Original,
            false => writes.names,
        };
        let is_written =
            writes.implicit == Implicit::Written || self.has_for(ProtobufOption::AlwaysPrint, message);
        let mut properties = Object::default();
        let mut required = Vec::new();
        for field in &message.fields {
            let name = name_of(field, names);
            let schema = self.written_field(message, field)?;
            if is_written && !matches!(field.shape, Shape::One(Presence::Explicit | Presence::Required)) {
                required.push(name.clone());
            }
            if properties.insert(name.clone(), schema).is_some() {
                return Err(same_name(message, name));
            }
        }
        let mut members = Object::default();
        members.insert("type".to_owned(), Json::from("object"));
        if !required.is_empty() {
            members.insert("required".to_owned(), Json::Array(texts(required)));
        }
        members.insert("properties".to_owned(), Json::Object(properties));
        if message.has_extensions {
            let anything = Json::Object(Object::default());
            members.insert(
                "patternProperties".to_owned(),
                Json::from([(r"^\[.*\]$", anything)]),
            );
        }
        members.insert("additionalProperties".to_owned(), Json::Bool(false));
        if writes.keeps_oneofs {
            let groups = message.oneofs.iter().map(|oneof| {
                let fields = oneof.iter().map(|at| &message.fields[*at]);
                fields.map(|field| (vec![name_of(field, names)], false)).collect()
            });
            let (pairs, count) = pairs(groups);
            if count <= MOST_PAIRS && !pairs.is_empty() {
                members.insert("allOf".to_owned(), Json::Array(pairs));
            }
        }
        Ok(Json::Object(members))
    }

    fn read_message(&mut self, message: &MessageType) -> Result<Json, ProtobufError> {
        let Some(reads) = self.reads() else {
            return Err(ProtobufError::OnlyWritten(self.profile.encoding));
        };
        let has_original_names = self.has(ProtobufOption::OriginalNames);
        let names = |field: &Field| match reads.names {
            ReadNames::JsonOrOriginal if field.json_name == field.name => vec![field.name.clone()],
            ReadNames::JsonOrOriginal => vec![field.json_name.clone(), field.name.clone()],
            ReadNames::CamelOfProtobufjs if has_original_names => vec![field.name.clone()],
            ReadNames::CamelOfProtobufjs => vec![name_of(field, Names::CamelOfProtobufjs)],
        };
        let mut properties = Object::default();
        let mut all_of = Vec::new();
        for field in &message.fields {
            let schema = self.read_field(message, field, reads)?;
            let names = names(field);
            if field.shape == Shape::One(Presence::Required) && reads.demands_required {
                let named = |name: &String| Json::from([("required", Json::Array(texts([name.as_str()])))]);
                all_of.push(match &names[..] {
                    [only] => named(only),
                    both => any_of(both.iter().map(named).collect()),
                });
            }
            for name in names {
                // The JSON name of a field has precedence over the own name of another one.
                if properties.insert(name.clone(), schema.clone()).is_some() {
                    return Err(same_name(message, name));
                }
            }
        }
        // Under another library's name a field would be ignored, and what it says lost.
        if reads.names == ReadNames::CamelOfProtobufjs {
            for name in message
                .fields
                .iter()
                .flat_map(|field| [&field.json_name, &field.name])
            {
                properties.entry(name.clone()).or_insert(Json::Bool(false));
            }
        }
        let is_skipped = |field: &Field| match reads.null_in_oneof {
            NullInOneof::None => false,
            NullInOneof::Scalars => matches!(field.value, Value::Scalar(_)),
            NullInOneof::All => match &field.value {
                Value::Enum(name) => name != NULL_VALUE,
                Value::Message(name) => name != "google.protobuf.Value",
                _ => true,
            },
        };
        let groups = message.oneofs.iter().map(|oneof| {
            let fields = oneof.iter().map(|at| &message.fields[*at]);
            fields.map(|field| (names(field), is_skipped(field))).collect()
        });
        let both_names = message.fields.iter().map(|field| {
            let names = names(field);
            names.into_iter().map(|name| (vec![name], false)).collect()
        });
        let (pairs, count) = pairs(groups.chain(both_names));
        if count > MOST_PAIRS {
            return Err(ProtobufError::TooMuch("200 fields in one `oneof`"));
        }
        all_of.extend(pairs);
        let mut members = Object::default();
        members.insert("type".to_owned(), Json::from("object"));
        members.insert("properties".to_owned(), Json::Object(properties));
        let ignores = ProtobufOption::IgnoreUnknown;
        if !self.has_for(ignores, message) && !self.profile.always.contains(&ignores) {
            members.insert("additionalProperties".to_owned(), Json::Bool(false));
        } else if message.has_extensions {
            members.insert(
                "patternProperties".to_owned(),
                Json::from([(r"^\[", Json::Bool(false))]),
            );
        }
        if message.has_extensions {
            self.narrowed.insert(Narrowed::Extensions);
        }
        if !all_of.is_empty() {
            members.insert("allOf".to_owned(), Json::Array(all_of));
        }
        Ok(Json::Object(members))
    }

    fn written_field(&mut self, message: &MessageType, field: &Field) -> Result<Json, ProtobufError> {
        let writes = &self.profile.writes;
        let place = (message.name.as_str(), field.name.as_str());
        match field.shape {
            Shape::One(_) => self.value(&field.value, place, false),
            Shape::List => {
                let mut items = self.value(&field.value, place, true)?;
                if let (Value::Enum(name), ClosedEnums::OpenInLists) = (&field.value, writes.closed_enums) {
                    if let Some(found) = self.set.enum_type(name)?.filter(|found| !found.is_open) {
                        let mut ways = vec![items];
                        ways.extend(unnamed(&found.numbers()));
                        items = any_of(ways);
                    }
                }
                Ok(typed("array", [("items", items)]))
            }
            Shape::Map(key) => {
                let value = match (&field.value, writes.maps) {
                    // They are not looked at, so they are as JavaScript has them.
                    (Value::Scalar(Scalar::Bytes), Maps::Pairs) => typed("object", []),
                    _ => self.map_value(&field.value, place)?,
                };
                if writes.maps == Maps::Pairs {
                    let key = written(key, writes, writes.not_finite);
                    let pair = [
                        ("prefixItems", Json::Array(vec![key, value])),
                        ("items", Json::Bool(false)),
                        ("minItems", Json::Number(2.into())),
                    ];
                    return Ok(typed("array", [("items", typed("array", pair))]));
                }
                Ok(map(keys(key, false), value))
            }
        }
    }

    fn read_field(
        &mut self,
        message: &MessageType,
        field: &Field,
        reads: &Reads,
    ) -> Result<Json, ProtobufError> {
        let place = (message.name.as_str(), field.name.as_str());
        let (schema, has_presence, is_required) = match field.shape {
            Shape::One(presence) => (
                self.value(&field.value, place, false)?,
                presence == Presence::Explicit,
                presence == Presence::Required && reads.demands_required,
            ),
            Shape::List => {
                let items = self.value(&field.value, place, true)?;
                (typed("array", [("items", items)]), false, false)
            }
            Shape::Map(key) => {
                let values = self.map_value(&field.value, place)?;
                let keys = keys(key, reads.longs == ReadLongs::Safe);
                (map(keys, values), false, false)
            }
        };
        // Null would be its one item, which no list takes.
        let holds_null = matches!(&field.value, Value::Enum(name) if name == NULL_VALUE)
            || matches!(&field.value, Value::Message(name) if name.strip_prefix(OWN_NAME) == Some("Value"));
        let takes_null = has_presence || reads.null == Null::Anywhere;
        let is_null_read = takes_null && !is_required && (field.shape != Shape::List || !holds_null);
        Ok(if is_null_read { or_null(schema) } else { schema })
    }

    /// The schema of one value, inside a list or a map or as a field.
    fn value(&mut self, value: &Value, place: (&str, &str), is_inside: bool) -> Result<Json, ProtobufError> {
        match value {
            Value::Scalar(scalar) => Ok(self.scalar(*scalar)),
            Value::Enum(name) if name == NULL_VALUE => Ok(self.null_value(is_inside)),
            Value::Enum(name) => {
                if self.set.enum_type(name)?.is_none() {
                    return Err(no_type(place, name));
                }
                Ok(self.reference(name))
            }
            Value::Group(name) if !self.profile.has_proto2 => Err(self.not_measured(name, "a group")),
            Value::Group(name) | Value::Message(name) => {
                if let Some(scalar) = wrapped(name) {
                    match self.profile.known.wrappers {
                        Wrappers::Bare(not_finite) => return Ok(self.bare(scalar, not_finite)),
                        Wrappers::Raw => return Ok(self.raw(scalar, is_inside)),
                        Wrappers::Parts => {}
                    }
                }
                if let Some(schema) = self.well_known(name)? {
                    return Ok(schema);
                }
                if self.set.message_type(name)?.is_none() {
                    return Err(no_type(place, name));
                }
                Ok(self.reference(name))
            }
        }
    }

    /// The schema of a value of a map.
    fn map_value(&mut self, value: &Value, place: (&str, &str)) -> Result<Json, ProtobufError> {
        let is_mask =
            matches!(value, Value::Message(name) if name.strip_prefix(OWN_NAME) == Some("FieldMask"));
        if is_mask && self.profile.known.field_mask == FieldMasks::Joined {
            // The paths are not joined there.
            return Ok(typed("array", [("items", typed("string", []))]));
        }
        self.value(value, place, true)
    }

    fn reference(&mut self, name: &str) -> Json {
        if name == self.root {
            return Json::from([("$ref", Json::from("#"))]);
        }
        if !self.definitions.contains_key(name) {
            self.waiting.push(name.to_owned());
        }
        Json::from([("$ref", Json::String(format!("#/$defs/{name}")))])
    }

    pub(super) fn scalar(&self, scalar: Scalar) -> Json {
        match self.writes() {
            Some(writes) => written(scalar, writes, writes.not_finite),
            None => self
                .reads()
                .map_or(Json::Bool(false), |reads| read(scalar, reads)),
        }
    }
}

fn map(keys: Option<Json>, value: Json) -> Json {
    let mut members = Object::default();
    members.insert("type".to_owned(), Json::from("object"));
    if let Some(keys) = keys {
        members.insert("propertyNames".to_owned(), keys);
    }
    members.insert("additionalProperties".to_owned(), value);
    Json::Object(members)
}

fn same_name(message: &MessageType, name: String) -> ProtobufError {
    let of_name = |field: &&Field| field.json_name == name || field.name == name;
    let fields = message.fields.iter().filter(of_name);
    ProtobufError::SameName {
        message: message.name.clone(),
        fields: fields.map(|field| field.name.clone()).collect(),
        name,
    }
}

fn no_type((message, field): (&str, &str), name: &str) -> ProtobufError {
    ProtobufError::NoType {
        message: message.to_owned(),
        field: field.to_owned(),
        name: name.to_owned(),
    }
}
