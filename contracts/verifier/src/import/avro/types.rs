//! An Avro schema as types, with its names resolved.

use std::collections::BTreeMap;

use counterpart_engine::json::{Json, Object};

use super::error::AvroError;

/// The limits of what is read. Each is far above what services have.
const DEEPEST: usize = 100;
const MOST_TYPES: usize = 5_000;
const MOST_PARTS: usize = 50_000;
/// Avro's own limit is that of an `int`; such a text would be no message.
const LARGEST_FIXED: u32 = 1 << 20;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Type {
    Primitive(Primitive, Option<Logical>),
    Array(Box<Type>),
    Map(Box<Type>),
    Union(Vec<Type>),
    /// A record, an enum or a fixed, by its full name.
    Named(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Primitive {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    Text,
}

/// The logical types whose values are fewer than those of their type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logical {
    Decimal,
    Uuid,
    Date,
    TimeMillis,
    TimeMicros,
    TimestampMillis,
    TimestampMicros,
    /// A `duration`, a `big-decimal`, and a decimal that its fixed has no room for. apache-avro reads them from Avro's
    /// binary encoding alone.
    OnlyBinary,
    /// Another one, or one that is not for its type: it means nothing.
    Other,
}

/// A type with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Record(Vec<Field>),
    Enum {
        symbols: Vec<String>,
        /// A symbol stands for those that are not known.
        has_default: bool,
    },
    Fixed(u32, Option<Logical>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) default: Option<Json>,
}

/// A whole schema.
#[derive(Debug)]
pub(super) struct Types {
    pub(super) root: Type,
    pub(super) named: BTreeMap<String, Named>,
}

impl Primitive {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Primitive::Null,
            "boolean" => Primitive::Boolean,
            "int" => Primitive::Int,
            "long" => Primitive::Long,
            "float" => Primitive::Float,
            "double" => Primitive::Double,
            "bytes" => Primitive::Bytes,
            "string" => Primitive::Text,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Primitive::Null => "null",
            Primitive::Boolean => "boolean",
            Primitive::Int => "int",
            Primitive::Long => "long",
            Primitive::Float => "float",
            Primitive::Double => "double",
            Primitive::Bytes => "bytes",
            Primitive::Text => "string",
        }
    }
}

impl Types {
    /// Reads a schema.
    pub(super) fn read(schema: &Json) -> Result<Self, AvroError> {
        let mut reader = Reader {
            named: BTreeMap::new(),
            path: Vec::new(),
            parts: 0,
        };
        let root = reader.read(schema, "", 0)?;
        let mut named = BTreeMap::new();
        for (name, defined) in reader.named {
            let Some(defined) = defined else { continue };
            named.insert(name, defined);
        }
        Ok(Self { root, named })
    }
}

struct Reader {
    /// Nothing for a type that is being defined.
    named: BTreeMap<String, Option<Named>>,
    /// The names on the way to the present place.
    path: Vec<String>,
    parts: usize,
}

impl Reader {
    fn wrong(&self, why: impl Into<String>) -> AvroError {
        AvroError::NotASchema {
            at: self.path.join("."),
            why: why.into(),
        }
    }

    fn read(&mut self, schema: &Json, namespace: &str, depth: usize) -> Result<Type, AvroError> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(AvroError::TooMuch("50,000 parts"));
        }
        if depth > DEEPEST {
            return Err(AvroError::TooMuch("100 levels"));
        }
        match schema {
            Json::String(name) => self.reference(name, namespace),
            Json::Array(branches) => self.union(branches, namespace, depth),
            Json::Object(members) => self.complex(members, namespace, depth),
            _ => Err(self.wrong("a schema is a name, an object or a list")),
        }
    }

    fn reference(&self, name: &str, namespace: &str) -> Result<Type, AvroError> {
        if let Some(primitive) = Primitive::of(name) {
            return Ok(Type::Primitive(primitive, None));
        }
        let full = full_name(name, namespace);
        // A name without a namespace may be one of the null namespace.
        let found = [full.as_str(), name]
            .into_iter()
            .find(|name| self.named.contains_key(*name));
        match found {
            Some(found) => Ok(Type::Named(found.to_owned())),
            None => Err(self.wrong(format!("there is no type `{full}`"))),
        }
    }

    fn union(&mut self, branches: &[Json], namespace: &str, depth: usize) -> Result<Type, AvroError> {
        let branches: Vec<Type> = branches
            .iter()
            .map(|branch| self.read(branch, namespace, depth + 1))
            .collect::<Result<_, _>>()?;
        if branches.is_empty() {
            return Err(self.wrong("a union has branches"));
        }
        if branches.iter().any(|branch| matches!(branch, Type::Union(_))) {
            return Err(self.wrong("a union is directly inside another one"));
        }
        let names: std::collections::BTreeSet<&str> = branches.iter().map(branch_name).collect();
        if names.len() < branches.len() {
            return Err(self.wrong("a union has two branches of one type"));
        }
        Ok(Type::Union(branches))
    }

    fn complex(&mut self, members: &Object, namespace: &str, depth: usize) -> Result<Type, AvroError> {
        let kind = match members.get("type") {
            Some(Json::String(kind)) => kind.as_str(),
            // `{"type": {"type": "int", …}}` is the schema inside.
            Some(inside) => return self.read(inside, namespace, depth + 1),
            None => return Err(self.wrong("it has no `type`")),
        };
        if let Some(primitive) = Primitive::of(kind) {
            return Ok(Type::Primitive(
                primitive,
                logical(members, Of::Primitive(primitive)),
            ));
        }
        let inside = |keyword: &str| {
            members
                .get(keyword)
                .ok_or_else(|| self.wrong(format!("it has no `{keyword}`")))
        };
        match kind {
            "array" => {
                let items = inside("items")?;
                Ok(Type::Array(Box::new(self.read(items, namespace, depth + 1)?)))
            }
            "map" => {
                let values = inside("values")?;
                Ok(Type::Map(Box::new(self.read(values, namespace, depth + 1)?)))
            }
            "record" | "error" | "enum" | "fixed" => self.define(kind, members, namespace, depth),
            other => self.reference(other, namespace),
        }
    }

    fn define(
        &mut self,
        kind: &str,
        members: &Object,
        namespace: &str,
        depth: usize,
    ) -> Result<Type, AvroError> {
        let text = |keyword: &str| members.get(keyword).and_then(Json::as_str);
        let Some(name) = text("name").filter(|name| is_name(name)) else {
            return Err(self.wrong(format!("a {kind} has a name of letters, digits and underscores")));
        };
        let namespace = text("namespace").unwrap_or(namespace);
        let full = full_name(name, namespace);
        let own_namespace = full
            .rsplit_once('.')
            .map_or("", |(namespace, _)| namespace)
            .to_owned();
        if self.named.len() >= MOST_TYPES {
            return Err(AvroError::TooMuch("5,000 types with a name"));
        }
        if self.named.insert(full.clone(), None).is_some() {
            return Err(AvroError::DefinedTwice(full));
        }
        let defined = match kind {
            "enum" => {
                let symbols = members
                    .get("symbols")
                    .and_then(Json::as_array)
                    .unwrap_or_default();
                let symbols: Option<Vec<String>> = symbols
                    .iter()
                    .map(|symbol| symbol.as_str().map(str::to_owned))
                    .collect();
                match symbols.filter(|symbols| !symbols.is_empty()) {
                    Some(symbols) => Named::Enum {
                        has_default: text("default")
                            .is_some_and(|default| symbols.iter().any(|symbol| symbol == default)),
                        symbols,
                    },
                    None => return Err(self.wrong("an enum has `symbols`, a list of texts")),
                }
            }
            "fixed" => {
                let size = members.get("size").and_then(Json::as_number);
                let size = size.and_then(|size| size.to_string().parse::<u32>().ok());
                match size.filter(|size| *size <= LARGEST_FIXED) {
                    Some(size) => Named::Fixed(size, logical(members, Of::Fixed(size))),
                    None => return Err(self.wrong("a fixed has a `size` of up to 1 MiB")),
                }
            }
            _ => Named::Record(self.fields(members, &own_namespace, depth)?),
        };
        self.named.insert(full.clone(), Some(defined));
        Ok(Type::Named(full))
    }

    fn fields(&mut self, members: &Object, namespace: &str, depth: usize) -> Result<Vec<Field>, AvroError> {
        let Some(fields) = members.get("fields").and_then(Json::as_array) else {
            return Err(self.wrong("a record has `fields`, a list"));
        };
        let mut read: Vec<Field> = Vec::new();
        for field in fields {
            let name = field.get("name").and_then(Json::as_str);
            let Some(name) = name.filter(|name| is_name(name) && !name.contains('.')) else {
                return Err(self.wrong("a field has a name of letters, digits and underscores"));
            };
            self.path.push(name.to_owned());
            let Some(kind) = field.get("type") else {
                return Err(self.wrong("a field has a `type`"));
            };
            if read.iter().any(|field| field.name == name) {
                return Err(self.wrong("a record has two fields of this name"));
            }
            let kind = self.read(kind, namespace, depth + 1)?;
            self.path.pop();
            read.push(Field {
                name: name.to_owned(),
                kind,
                default: field.get("default").cloned(),
            });
        }
        Ok(read)
    }
}

/// The name of a branch of a union in JSON.
pub(super) fn branch_name(branch: &Type) -> &str {
    match branch {
        Type::Primitive(primitive, _) => primitive.name(),
        Type::Array(_) => "array",
        Type::Map(_) => "map",
        Type::Union(_) => "union",
        Type::Named(name) => name,
    }
}

fn full_name(name: &str, namespace: &str) -> String {
    match namespace {
        _ if name.contains('.') => name.trim_start_matches('.').to_owned(),
        "" => name.to_owned(),
        namespace => format!("{namespace}.{name}"),
    }
}

fn is_name(name: &str) -> bool {
    let is_part = |part: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !part.is_empty() && part.bytes().all(is_letter) && !part.as_bytes()[0].is_ascii_digit()
    };
    name.split('.').all(is_part)
}

/// The logical type; nothing for a schema that names none.
fn logical(members: &Object, of: Of) -> Option<Logical> {
    use Primitive::{Bytes, Int, Long, Text};
    let name = members.get("logicalType")?.as_str()?;
    Some(match (name, of) {
        ("decimal", Of::Primitive(Bytes)) if decimal_digits(members).is_some() => Logical::Decimal,
        ("decimal", Of::Fixed(size)) => match decimal_digits(members) {
            Some(digits) if digits <= most_digits(size) => Logical::Decimal,
            Some(_) => Logical::OnlyBinary,
            None => Logical::Other,
        },
        ("duration", Of::Fixed(_)) | ("big-decimal", Of::Primitive(Bytes)) => Logical::OnlyBinary,
        ("uuid", Of::Primitive(Text | Bytes) | Of::Fixed(16)) => Logical::Uuid,
        ("date", Of::Primitive(Int)) => Logical::Date,
        ("time-millis", Of::Primitive(Int)) => Logical::TimeMillis,
        ("time-micros", Of::Primitive(Long)) => Logical::TimeMicros,
        ("timestamp-millis" | "local-timestamp-millis", Of::Primitive(Long)) => Logical::TimestampMillis,
        ("timestamp-micros" | "local-timestamp-micros", Of::Primitive(Long)) => Logical::TimestampMicros,
        _ => Logical::Other,
    })
}

/// What a logical type is of.
#[derive(Clone, Copy)]
enum Of {
    Primitive(Primitive),
    /// With its size.
    Fixed(u32),
}

/// The digits of a decimal; nothing if it is none, and so means nothing.
fn decimal_digits(members: &Object) -> Option<u64> {
    let number = |keyword: &str| {
        let number = members.get(keyword).map(|number| number.as_number());
        number.map(|number| number.and_then(|number| number.to_string().parse::<u64>().ok()))
    };
    let digits = number("precision")??;
    let scale = number("scale").unwrap_or(Some(0))?;
    (digits >= 1 && scale <= digits).then_some(digits)
}

/// The digits of each number that so many bytes have room for.
fn most_digits(size: u32) -> u64 {
    // A byte has 8 bits, one of all is the sign, and 1000 bits have 301 digits.
    (u64::from(size) * 8).saturating_sub(1) * 301 / 1000
}
