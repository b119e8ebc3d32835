//! A descriptor set as the messages and enums in it, by their full names.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;

use super::error::ProtobufError;
use super::wire;

/// The limits of what is read. Each is far above what services have.
const MOST_TYPES: usize = 100_000;
const MOST_FIELDS: usize = 20_000;
const MOST_VALUES: usize = 100_000;
const DEEPEST: usize = 64;

/// The editions that are known, as the descriptor set numbers them.
const EDITION_PROTO2: i32 = 998;
const EDITION_PROTO3: i32 = 999;
const EDITION_2023: i32 = 1000;
const EDITION_2024: i32 = 1001;

/// All messages and enums of a descriptor set.
#[derive(Debug)]
pub(super) struct Descriptors {
    messages: BTreeMap<String, Raw<wire::Type>>,
    enums: BTreeMap<String, Raw<wire::Enum>>,
}

/// A declaration with the features that it inherits.
#[derive(Debug)]
struct Raw<T> {
    declared: T,
    features: Features,
}

/// The features that decide about JSON.
#[derive(Debug, Clone, Copy)]
struct Features {
    presence: Presence,
    is_open: bool,
}

/// How a field tells that it is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// The default is not told from an absent value.
    Implicit,
    /// The default is told from an absent value.
    Explicit,
    /// It must be set.
    Required,
}

/// A message with its fields.
#[derive(Debug)]
pub(super) struct MessageType {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// The fields of each `oneof` that has several, by their positions.
    pub(super) oneofs: Vec<Vec<usize>>,
    pub(super) has_extensions: bool,
}

#[derive(Debug)]
pub(super) struct Field {
    /// The name in the `.proto` file.
    pub(super) name: String,
    /// The name that the JSON mapping gives it.
    pub(super) json_name: String,
    pub(super) value: Value,
    pub(super) shape: Shape,
}

/// How often a field has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One(Presence),
    List,
    /// With the kind of the keys.
    Map(Scalar),
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Scalar(Scalar),
    /// By its full name.
    Enum(String),
    /// By its full name.
    Message(String),
    /// A message that proto2 calls a group.
    Group(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Double,
    Float,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Bool,
    Text,
    Bytes,
}

/// An enum with its values.
#[derive(Debug)]
pub(super) struct EnumType {
    /// In the order of the `.proto` file; several names may have one number.
    pub(super) values: Vec<(String, i32)>,
    /// True if a number without a name is a value, too.
    pub(super) is_open: bool,
}

impl EnumType {
    /// The numbers that have a name.
    pub(super) fn numbers(&self) -> BTreeSet<i32> {
        self.values.iter().map(|(_, number)| *number).collect()
    }
}

impl Descriptors {
    /// Reads a descriptor set.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ProtobufError> {
        let set = wire::Set::decode(bytes).map_err(|_| ProtobufError::NotADescriptorSet)?;
        if set.files.is_empty() {
            return Err(ProtobufError::NotADescriptorSet);
        }
        let mut read = Self {
            messages: BTreeMap::new(),
            enums: BTreeMap::new(),
        };
        for bytes in &set.files {
            read.file(bytes)?;
        }
        Ok(read)
    }

    fn file(&mut self, bytes: &[u8]) -> Result<(), ProtobufError> {
        let file: wire::File = decoded(bytes)?;
        let name = file.name.unwrap_or_default();
        let edition = match (file.syntax.as_deref(), file.edition) {
            (None | Some("" | "proto2"), None) => EDITION_PROTO2,
            (Some("proto3"), None) => EDITION_PROTO3,
            (_, Some(edition)) => edition,
            (Some(syntax), None) => {
                return Err(ProtobufError::Syntax {
                    file: name,
                    syntax: syntax.to_owned(),
                });
            }
        };
        let features = match edition {
            EDITION_PROTO2 => Features {
                presence: Presence::Explicit,
                is_open: false,
            },
            EDITION_PROTO3 => Features {
                presence: Presence::Implicit,
                is_open: true,
            },
            EDITION_2023 | EDITION_2024 => Features {
                presence: Presence::Explicit,
                is_open: true,
            },
            other => {
                return Err(ProtobufError::Syntax {
                    file: name,
                    syntax: format!("edition number {other}"),
                });
            }
        };
        let features = features.with(file.options.and_then(|options| options.features));
        let package = file.package.unwrap_or_default();
        for bytes in &file.enums {
            self.enumeration(bytes, &package, features)?;
        }
        for bytes in &file.messages {
            self.message(bytes, &package, features, 0)?;
        }
        Ok(())
    }

    fn message(
        &mut self,
        bytes: &[u8],
        scope: &str,
        features: Features,
        depth: usize,
    ) -> Result<(), ProtobufError> {
        if depth > DEEPEST {
            return Err(ProtobufError::TooMuch("messages nested deeper than 64 levels"));
        }
        let mut declared: wire::Type = decoded(bytes)?;
        let features = features.with(declared.options.and_then(|options| options.features));
        let name = full_name(scope, declared.name.as_deref())?;
        for bytes in std::mem::take(&mut declared.enums) {
            self.enumeration(&bytes, &name, features)?;
        }
        for bytes in std::mem::take(&mut declared.types) {
            self.message(&bytes, &name, features, depth + 1)?;
        }
        self.room_for_one_more()?;
        // A set that has a file twice is one that two tools put together; both say the same.
        self.messages.insert(name, Raw { declared, features });
        Ok(())
    }

    fn enumeration(&mut self, bytes: &[u8], scope: &str, features: Features) -> Result<(), ProtobufError> {
        let declared: wire::Enum = decoded(bytes)?;
        let features = features.with(declared.options.and_then(|options| options.features));
        let name = full_name(scope, declared.name.as_deref())?;
        self.room_for_one_more()?;
        self.enums.insert(name, Raw { declared, features });
        Ok(())
    }

    fn room_for_one_more(&self) -> Result<(), ProtobufError> {
        if self.messages.len() + self.enums.len() >= MOST_TYPES {
            return Err(ProtobufError::TooMuch("100,000 messages and enums"));
        }
        Ok(())
    }

    /// The full names of the messages that can be an event, sorted.
    pub(super) fn message_names(&self) -> impl Iterator<Item = &str> {
        let is_entry = |raw: &Raw<wire::Type>| is_map_entry(&raw.declared);
        self.messages
            .iter()
            .filter(move |(_, raw)| !is_entry(raw))
            .map(|(name, _)| name.as_str())
    }

    /// The message of a full name, without a dot in front.
    pub(super) fn message_type(&self, name: &str) -> Result<Option<MessageType>, ProtobufError> {
        let Some(raw) = self.messages.get(name) else {
            return Ok(None);
        };
        if raw.declared.fields.len() > MOST_FIELDS {
            return Err(ProtobufError::TooMuch("20,000 fields of one message"));
        }
        let fields = raw.declared.fields.iter();
        let fields = fields.map(|bytes| decoded::<wire::Field>(bytes));
        let fields: Vec<wire::Field> = fields.collect::<Result<_, _>>()?;
        let mut oneofs: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (at, field) in fields.iter().enumerate() {
            // `optional` of proto3 is written down as a oneof of its own.
            if let (Some(oneof), false) = (field.oneof, field.proto3_optional()) {
                oneofs.entry(oneof).or_default().push(at);
            }
        }
        let fields = fields.iter().map(|field| self.field(field, name, raw.features));
        Ok(Some(MessageType {
            name: name.to_owned(),
            fields: fields.collect::<Result<_, _>>()?,
            oneofs: oneofs.into_values().filter(|fields| fields.len() > 1).collect(),
            has_extensions: !raw.declared.extension_ranges.is_empty(),
        }))
    }

    fn field(&self, field: &wire::Field, of: &str, features: Features) -> Result<Field, ProtobufError> {
        const REQUIRED: i32 = 2;
        const REPEATED: i32 = 3;
        let features = features.with(field.options.and_then(|options| options.features));
        let name = field.name.clone().unwrap_or_default();
        if !is_identifier(&name) {
            return Err(ProtobufError::Malformed("a field without a name"));
        }
        let in_oneof = field.oneof.is_some() && !field.proto3_optional();
        let value = self.value(field, of, &name)?;
        let is_message = matches!(value, Value::Message(_) | Value::Group(_));
        let mut of_field = Field {
            json_name: field
                .json_name
                .clone()
                .unwrap_or_else(|| super::names::json_name(&name)),
            name,
            value,
            shape: Shape::List,
        };
        if field.label() == REPEATED {
            if let Some((key, value)) = self.map_entry(&of_field.value)? {
                of_field.shape = Shape::Map(key);
                of_field.value = value;
            }
            return Ok(of_field);
        }
        of_field.shape = Shape::One(match features.presence {
            _ if field.label() == REQUIRED => Presence::Required,
            _ if in_oneof || field.proto3_optional() => Presence::Explicit,
            Presence::Implicit if is_message => Presence::Explicit,
            presence => presence,
        });
        Ok(of_field)
    }

    /// The types of keys and values, if a repeated message is what a map is written down as.
    fn map_entry(&self, value: &Value) -> Result<Option<(Scalar, Value)>, ProtobufError> {
        let Value::Message(name) = value else {
            return Ok(None);
        };
        let Some(raw) = self.messages.get(name).filter(|raw| is_map_entry(&raw.declared)) else {
            return Ok(None);
        };
        let fields = raw.declared.fields.iter().take(2);
        let fields: Vec<wire::Field> = fields.map(|bytes| decoded(bytes)).collect::<Result<_, _>>()?;
        let [key, value] = &fields[..] else {
            return Err(ProtobufError::Malformed("a map without keys or values"));
        };
        let Value::Scalar(key) = self.value(key, name, "key")? else {
            return Err(ProtobufError::Malformed("a map whose keys are no scalars"));
        };
        if matches!(key, Scalar::Double | Scalar::Float | Scalar::Bytes) {
            return Err(ProtobufError::Malformed("a map with such keys"));
        }
        Ok(Some((key, self.value(value, name, "value")?)))
    }

    fn value(&self, field: &wire::Field, of: &str, name: &str) -> Result<Value, ProtobufError> {
        let named = || {
            let name = field.type_name.as_deref().unwrap_or_default();
            name.strip_prefix('.').unwrap_or(name).to_owned()
        };
        Ok(Value::Scalar(match field.kind.unwrap_or_default() {
            1 => Scalar::Double,
            2 => Scalar::Float,
            3 | 16 | 18 => Scalar::Int64,
            4 | 6 => Scalar::UInt64,
            5 | 15 | 17 => Scalar::Int32,
            7 | 13 => Scalar::UInt32,
            8 => Scalar::Bool,
            9 => Scalar::Text,
            10 => return Ok(Value::Group(named())),
            11 => return Ok(Value::Message(named())),
            12 => Scalar::Bytes,
            14 => return Ok(Value::Enum(named())),
            number => {
                return Err(ProtobufError::UnknownType {
                    message: of.to_owned(),
                    field: name.to_owned(),
                    number,
                });
            }
        }))
    }

    /// The enum of a full name, without a dot in front.
    pub(super) fn enum_type(&self, name: &str) -> Result<Option<EnumType>, ProtobufError> {
        let Some(raw) = self.enums.get(name) else {
            return Ok(None);
        };
        if raw.declared.values.len() > MOST_VALUES {
            return Err(ProtobufError::TooMuch("100,000 values of one enum"));
        }
        let values = raw.declared.values.iter().map(|bytes| {
            let value: wire::EnumValue = decoded(bytes)?;
            let number = value.number();
            match value.name.filter(|name| is_identifier(name)) {
                Some(name) => Ok((name, number)),
                None => Err(ProtobufError::Malformed("a value of an enum without a name")),
            }
        });
        Ok(Some(EnumType {
            values: values.collect::<Result<_, _>>()?,
            is_open: raw.features.is_open,
        }))
    }
}

impl Features {
    /// These, where others do not say something else.
    fn with(mut self, others: Option<wire::Features>) -> Self {
        let Some(others) = others else { return self };
        self.presence = match others.field_presence {
            Some(1) => Presence::Explicit,
            Some(2) => Presence::Implicit,
            Some(3) => Presence::Required,
            _ => self.presence,
        };
        self.is_open = match others.enum_type {
            Some(1) => true,
            Some(2) => false,
            _ => self.is_open,
        };
        self
    }
}

fn is_map_entry(declared: &wire::Type) -> bool {
    declared.options.is_some_and(|options| options.map_entry())
}

fn decoded<T: Message + Default>(bytes: &[u8]) -> Result<T, ProtobufError> {
    T::decode(bytes).map_err(|_| ProtobufError::NotADescriptorSet)
}

fn full_name(scope: &str, name: Option<&str>) -> Result<String, ProtobufError> {
    let name = name.filter(|name| is_identifier(name));
    let name = name.ok_or(ProtobufError::Malformed("a message or enum without a name"))?;
    Ok(match scope {
        "" => name.to_owned(),
        scope => format!("{scope}.{name}"),
    })
}

fn is_identifier(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_letter) && !name.as_bytes()[0].is_ascii_digit()
}
