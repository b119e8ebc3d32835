//! The schema of a message, with what it refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use counterpart::contract::Role;
use counterpart_engine::json::{Json, Object};

use super::descriptors::{Descriptors, EnumType, Field, MessageType, Presence, Scalar, Shape, Value};
use super::error::{ProtobufError, ProtobufOption};
use super::names::name_of;
use super::values::{
    any_of, exact_json, int32, integers, keys, matching, or_null, read, read_duration, read_moment, texts,
    typed, written, written_duration, written_moment,
};
use super::written_by::{
    Anys, ClosedEnums, Durations, Dynamic, Enums, FieldMasks, Implicit, Maps, Names, NotFinite, Null,
    NullInOneof, NullValues, ProtobufProfile, ReadLongs, ReadNames, Reads, Timestamps, Wrappers, Writes,
};

/// The limits of what is written. Each is far above what services have.
const MOST_TYPES: usize = 5_000;
const MOST_FIELDS: usize = 50_000;
/// Pairs of fields of which only one may be there, in one message.
const MOST_PAIRS: usize = 20_000;
/// Ranges of numbers between those that have a name. Beyond, all numbers are sent.
const MOST_GAPS: usize = 16;

const OWN_NAME: &str = "google.protobuf.";
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
    profile: &'a ProtobufProfile,
    role: Role,
    options: &'a [ProtobufOption],
    root: String,
    definitions: BTreeMap<String, Json>,
    /// Types that are referred to and not yet defined.
    waiting: Vec<String>,
    narrowed: BTreeSet<Narrowed>,
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

    fn has(&self, option: ProtobufOption) -> bool {
        self.options.contains(&option)
    }

    /// Returns true if an option is on for a message.
    fn has_for(&self, option: ProtobufOption, message: &MessageType) -> bool {
        let is_brought = self.profile.brings_known && message.name.starts_with(OWN_NAME);
        self.has(option) && !is_brought
    }

    fn writes(&self) -> Option<&'a Writes> {
        (self.role == Role::Emits).then_some(&self.profile.writes)
    }

    /// Only asked of a profile that reads, which `import_protobuf` makes sure of.
    fn reads(&self) -> Option<&'a Reads> {
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
                    _ => self.value(&field.value, place, true)?,
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
                let values = self.value(&field.value, place, true)?;
                let keys = keys(key, reads.longs == ReadLongs::Safe);
                (map(keys, values), false, false)
            }
        };
        let is_null_read = !is_required && (has_presence || reads.null == Null::Anywhere);
        Ok(if is_null_read { or_null(schema) } else { schema })
    }

    /// The schema of one value, inside a list or a map or as a field.
    fn value(&mut self, value: &Value, place: (&str, &str), is_inside: bool) -> Result<Json, ProtobufError> {
        match value {
            Value::Scalar(scalar) => Ok(self.scalar(*scalar)),
            Value::Enum(name) if name == NULL_VALUE => Ok(self.null_value()),
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

    fn reference(&mut self, name: &str) -> Json {
        if name == self.root {
            return Json::from([("$ref", Json::from("#"))]);
        }
        if !self.definitions.contains_key(name) {
            self.waiting.push(name.to_owned());
        }
        Json::from([("$ref", Json::String(format!("#/$defs/{name}")))])
    }

    fn scalar(&self, scalar: Scalar) -> Json {
        match self.writes() {
            Some(writes) => written(scalar, writes, writes.not_finite),
            None => self
                .reads()
                .map_or(Json::Bool(false), |reads| read(scalar, reads)),
        }
    }

    fn bare(&self, scalar: Scalar, not_finite: NotFinite) -> Json {
        match self.writes() {
            Some(writes) => written(scalar, writes, not_finite),
            None => self.scalar(scalar),
        }
    }

    /// A wrapped value as JavaScript holds it.
    fn raw(&self, scalar: Scalar, is_inside: bool) -> Json {
        match (self.writes(), scalar) {
            // An object with a member for each byte.
            (Some(_), Scalar::Bytes) => typed("object", []),
            (Some(writes), scalar) if is_inside => written(scalar, writes, NotFinite::TextsOrNull),
            // What is read of bytes has the form of neither.
            (None, Scalar::Bytes) => typed("object", [("maxProperties", Json::Number(0.into()))]),
            _ => self.scalar(scalar),
        }
    }

    fn null_value(&mut self) -> Json {
        let null = || typed("null", []);
        let is_written = self.role == Role::Emits;
        let one_of = |values: &[Json]| Json::from([("enum", Json::Array([&[Json::Null], values].concat()))]);
        let name = Json::from("NULL_VALUE");
        match self.profile.known.null_value {
            NullValues::AsEnum => {}
            _ if is_written && self.has(ProtobufOption::EnumsAsIntegers) => {
                return any_of(vec![null(), int32()]);
            }
            NullValues::NullOrName if !is_written => return one_of(&[name]),
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

    fn enumeration(&self, found: &EnumType) -> Json {
        let names = || texts(found.values.iter().map(|(name, _)| name.as_str()));
        let named = |names: Vec<Json>| Json::from([("enum", Json::Array(names))]);
        let known_numbers = || {
            let numbers = found.numbers().into_iter();
            Json::from([(
                "enum",
                Json::Array(numbers.map(|number| Json::Number(number.into())).collect()),
            )])
        };
        let Some(writes) = self.writes() else {
            let is_open = self.reads().is_some_and(|reads| match found.is_open {
                true => reads.open_enums,
                false => reads.opens_closed_enums,
            });
            let numbers = if is_open { int32() } else { known_numbers() };
            return any_of(vec![named(names()), numbers]);
        };
        let only_numbers = self.has(ProtobufOption::EnumsAsIntegers);
        let is_open = found.is_open || writes.closed_enums == ClosedEnums::Open;
        match writes.enums {
            Enums::Names if only_numbers => known_numbers(),
            _ if only_numbers && !is_open => known_numbers(),
            Enums::Numbers => int32(),
            _ if only_numbers => int32(),
            Enums::NamesAndNumbers if is_open => {
                let mut ways = vec![named(names())];
                ways.extend(unnamed(&found.numbers()));
                any_of(ways)
            }
            Enums::NamesAndNumbers | Enums::Names => named(names()),
            Enums::NamesOr(other) => {
                let mut all = names();
                if !all.contains(&Json::from(other)) {
                    all.push(Json::from(other));
                }
                named(all)
            }
        }
    }

    /// The schema of a well-known type that has a form of its own.
    fn well_known(&mut self, name: &str) -> Result<Option<Json>, ProtobufError> {
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

/// The scalar in a wrapper.
fn wrapped(name: &str) -> Option<Scalar> {
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

/// A field of a group by its names; true if it does not count where it is null.
type Member = (Vec<String>, bool);

/// For each group: no two members of it. Also the number of pairs.
fn pairs(groups: impl Iterator<Item = Vec<Member>>) -> (Vec<Json>, usize) {
    let mut of_groups = Vec::new();
    let mut count = 0;
    for group in groups {
        let mut pairs = Vec::new();
        for (at, (names, is_skipped)) in group.iter().enumerate() {
            for (others, is_other_skipped) in &group[at + 1..] {
                for name in names {
                    for other in others {
                        count += 1;
                        if count <= MOST_PAIRS {
                            pairs.push(both((name, *is_skipped), (other, *is_other_skipped)));
                        }
                    }
                }
            }
        }
        let any = match pairs.len() {
            0 => continue,
            1 => pairs.remove(0),
            _ => any_of(pairs),
        };
        of_groups.push(Json::from([("not", any)]));
    }
    (of_groups, count)
}

fn both((one, is_one_skipped): (&str, bool), (other, is_other_skipped): (&str, bool)) -> Json {
    let mut both = Object::default();
    let skipped = [(one, is_one_skipped), (other, is_other_skipped)];
    let counted: Object = skipped
        .into_iter()
        .filter(|(_, is_skipped)| *is_skipped)
        .map(|(name, _)| {
            let not_null = Json::from([("not", typed("null", []))]);
            (name.to_owned(), not_null)
        })
        .collect();
    both.insert("required".to_owned(), Json::Array(texts([one, other])));
    if !counted.is_empty() {
        both.insert("properties".to_owned(), Json::Object(counted));
    }
    Json::Object(both)
}

/// The numbers of 32 bits that have no name.
fn unnamed(numbers: &BTreeSet<i32>) -> Vec<Json> {
    let mut gaps = Vec::new();
    let mut next = i64::from(i32::MIN);
    for number in numbers.iter().map(|number| i64::from(*number)) {
        if next < number {
            gaps.push((next, number - 1));
        }
        next = number + 1;
    }
    if next <= i64::from(i32::MAX) {
        gaps.push((next, i64::from(i32::MAX)));
    }
    if gaps.len() > MOST_GAPS {
        return vec![int32()];
    }
    gaps.into_iter()
        .map(|(least, greatest)| integers(least, greatest))
        .collect()
}

fn same_name(message: &MessageType, name: String) -> ProtobufError {
    ProtobufError::SameName {
        message: message.name.clone(),
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
