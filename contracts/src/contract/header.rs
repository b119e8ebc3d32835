use std::fmt;

use super::encoding::Encoding;
use super::event_reader::EventReader;
use super::identity::{Identity, Role};
use super::library::Library;
use super::message_metadata::MessageMetadata;
use super::name::NameError;
use counterpart_engine::json::{Json, Object};

/// The version of the file format that this library reads and writes.
pub const FORMAT: u32 = 1;

/// The content of `x-contract`: the file's identity, and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Service, role, event, name.
    pub identity: Identity,
    /// For a consumer that trusts one producer only: that service.
    pub producer: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// The metadata of the messages: envelope, key, headers, retention.
    pub metadata: MessageMetadata,
    /// The Rust types that the schema was made from; empty for an imported schema.
    pub types: Vec<RustType>,
    /// The files that the schema was imported from; empty for a schema made from Rust.
    pub imported: Vec<String>,
    /// Assumptions that the schema cannot express and the verdict depends on.
    pub assumes: Vec<Assumption>,
    /// The places that a person answers for, sorted; empty for an imported schema.
    pub trusts: Vec<Trust>,
}

/// A Rust type that a contract file was made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RustType {
    /// The path of the type: `auth_service::events::UserRegistered`.
    pub path: String,
    /// The cargo package that declares it.
    pub package: String,
    /// The source file, relative to the package, with `/`.
    pub file: String,
}

/// A place in the source with `#[contract(trust = "reason")]`: a person answers for something that the derive would
/// have refused there, and that the schema cannot express.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trust {
    /// The path of a type, and the variant or field in it: `auth_service::Login`, `auth_service::Login.at`,
    /// `auth_service::Kind::Card.number`.
    pub place: String,
    /// The reason why the contract holds there anyway.
    pub reason: String,
}

/// In bytes. The derive refuses a longer one.
const LONGEST_REASON: usize = 500;

/// An assumption that a verdict makes about a producer's messages, because JSON Schema cannot express it. The ids
/// are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Assumption {
    /// Integers are written without fraction or exponent (serde refuses `1.0` as a `u64`).
    PlainIntegers,
    /// Numbers fit `f64`.
    NumbersFitF64,
    /// Floats are finite (serde_json writes NaN as `null`).
    FiniteFloats,
    /// Values nest fewer than 128 levels deep.
    NestingUnder128,
    /// No object repeats a key.
    UniqueKeys,
    /// Integers without bounds are within `i64` (an imported schema).
    IntegersAreI64,
    /// Integers without bounds are within ±(2^53 − 1) (an imported schema).
    IntegersAreU53,
    /// Objects with declared properties have no others (an imported schema).
    ClosedObjects,
    /// Dates and times are ones that RFC 3339 can say: years 0000 to 9999, offsets of whole minutes, a leap second only
    /// as the last one of a day in UTC. For other ones each crate has a notation of its own. Of moments and spans of time that
    /// serde_with writes as numbers, none is so near to an end of its type's range, or to 2^64 of the unit, that rounding may
    /// leave it: within two seconds, or within 1024 of the unit.
    PlainTimes,
    /// The time zone of a zoned time is one that the reader's database has, with the offset that it has then.
    KnownTimeZones,
    /// Objects of the crate geojson have no foreign members that RFC 7946 (section 7.1) forbids, and those of its `GeoJson`
    /// no `id` that is neither a text nor a number.
    StandardGeojson,
    /// No `Decimal` that rust_decimal writes as a float is so great that it becomes 2^96, which rust_decimal does not read.
    DecimalsBelow2To96,
    /// The consumer treats 1 and 1.0 as two values, and the producer writes floats with a fraction or an exponent
    /// even if they are whole, as serde does (a pact with `decimal`).
    FloatsHaveFractions,
    /// No time has the seconds `60` (an imported consumer that reads times: RFC 3339 and JSON Schema allow leap
    /// seconds, and most readers refuse them). Such strings are left out of the emitted schema.
    NoLeapSeconds,
    /// Each time of day is written with its offset from UTC (an imported schema of a library whose schemas do not say).
    TimesHaveOffsets,
    /// No time of day is written with an offset from UTC (an imported schema of a library whose schemas do not say).
    TimesAreLocal,
    /// The producer writes as this library does, and its schema was corrected for that (an imported schema).
    AsWritten(Library),
    /// The consumer reads as this library does, and its schema was corrected for that (an imported schema).
    AsRead(Library),
    /// The producer writes messages of a Protobuf or Avro schema in this encoding (an imported schema).
    WrittenIn(Encoding),
    /// The consumer reads messages of a Protobuf or Avro schema in this encoding (an imported schema).
    ReadIn(Encoding),
    /// Fields without presence, lists and maps are always written, also where they are empty (an imported schema of
    /// Protobuf).
    EmptyIsWritten,
    /// Fields are written by the names of the `.proto` file (an imported schema of Protobuf).
    OriginalNames,
    /// Values of enums are written as numbers (an imported schema of Protobuf).
    EnumsAreNumbers,
    /// The reader ignores unknown fields (an imported schema of Protobuf).
    UnknownIsIgnored,
    /// The consumer reads its CloudEvents with this, and the schema of the envelope is what this reads.
    EventsReadBy(EventReader),
}

impl Assumption {
    const ALONE: [Assumption; 20] = [
        Assumption::PlainIntegers,
        Assumption::NumbersFitF64,
        Assumption::FiniteFloats,
        Assumption::NestingUnder128,
        Assumption::UniqueKeys,
        Assumption::IntegersAreI64,
        Assumption::IntegersAreU53,
        Assumption::ClosedObjects,
        Assumption::PlainTimes,
        Assumption::KnownTimeZones,
        Assumption::StandardGeojson,
        Assumption::DecimalsBelow2To96,
        Assumption::FloatsHaveFractions,
        Assumption::NoLeapSeconds,
        Assumption::TimesHaveOffsets,
        Assumption::TimesAreLocal,
        Assumption::EmptyIsWritten,
        Assumption::OriginalNames,
        Assumption::EnumsAreNumbers,
        Assumption::UnknownIsIgnored,
    ];

    /// The assumption with this id.
    fn of_id(id: &str) -> Option<Assumption> {
        let is_it = |assumption: &Assumption| assumption.id() == id;
        let library = || {
            Library::ALL
                .into_iter()
                .flat_map(|one| [Self::AsWritten(one), Self::AsRead(one)])
        };
        let encoding = || {
            Encoding::ALL
                .into_iter()
                .flat_map(|one| [Self::WrittenIn(one), Self::ReadIn(one)])
        };
        let events = || EventReader::ALL.into_iter().map(Self::EventsReadBy);
        // Most are among the first, and every header names some.
        let alone = Self::ALONE.iter().copied().find(is_it);
        alone.or_else(|| library().chain(encoding()).chain(events()).find(is_it))
    }

    /// The assumptions of every contract made from a Rust type.
    pub const OF_SERDE: [Assumption; 5] = [
        Assumption::PlainIntegers,
        Assumption::NumbersFitF64,
        Assumption::FiniteFloats,
        Assumption::NestingUnder128,
        Assumption::UniqueKeys,
    ];

    /// The stable id, as files write it.
    pub fn id(self) -> &'static str {
        match self {
            Assumption::PlainIntegers => "plain-integers",
            Assumption::NumbersFitF64 => "numbers-fit-f64",
            Assumption::FiniteFloats => "finite-floats",
            Assumption::NestingUnder128 => "nesting-under-128",
            Assumption::UniqueKeys => "unique-keys",
            Assumption::IntegersAreI64 => "integers-are-i64",
            Assumption::IntegersAreU53 => "integers-are-u53",
            Assumption::ClosedObjects => "closed-objects",
            Assumption::PlainTimes => "plain-times",
            Assumption::KnownTimeZones => "known-time-zones",
            Assumption::StandardGeojson => "standard-geojson",
            Assumption::DecimalsBelow2To96 => "decimals-below-2-to-96",
            Assumption::FloatsHaveFractions => "floats-have-fractions",
            Assumption::NoLeapSeconds => "no-leap-seconds",
            Assumption::TimesHaveOffsets => "times-have-offsets",
            Assumption::TimesAreLocal => "times-are-local",
            Assumption::AsWritten(library) => library.writes(),
            Assumption::AsRead(library) => library.reads(),
            Assumption::WrittenIn(encoding) => encoding.writes(),
            Assumption::ReadIn(encoding) => encoding.reads(),
            Assumption::EmptyIsWritten => "empty-is-written",
            Assumption::OriginalNames => "original-names",
            Assumption::EnumsAreNumbers => "enums-are-numbers",
            Assumption::UnknownIsIgnored => "unknown-is-ignored",
            Assumption::EventsReadBy(reader) => reader.reads(),
        }
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The reason why `x-contract` cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// The document has no `x-contract`.
    Absent,
    /// The file was written by a newer version of this tool.
    NewerFormat(String),
    /// A key is missing.
    Missing(&'static str),
    /// A key holds something else than it should.
    Malformed {
        /// The key.
        key: &'static str,
        /// The expected content.
        expected: &'static str,
    },
    /// A key that this format does not have.
    Unknown(String),
    /// A name that cannot be one.
    Name(NameError),
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderError::Absent => f.write_str(
                "it has no `x-contract`, so it is a plain schema: make a contract file of it with `cargo \
                 counterpart import`",
            ),
            HeaderError::NewerFormat(found) => write!(
                f,
                "format {found} of `x-contract` is newer than {FORMAT}, the newest that this version \
                 supports: update counterpart",
            ),
            HeaderError::Missing(key) => write!(f, "`x-contract` lacks `{key}`"),
            HeaderError::Malformed { key, expected } => {
                write!(f, "`{key}` in `x-contract` should be {expected}")
            }
            HeaderError::Unknown(key) => write!(f, "`x-contract` has an unknown key {key:?}"),
            HeaderError::Name(error) => write!(f, "in `x-contract`, {error}"),
        }
    }
}

impl std::error::Error for HeaderError {}

impl From<NameError> for HeaderError {
    fn from(error: NameError) -> Self {
        HeaderError::Name(error)
    }
}

impl Header {
    #[doc(hidden)]
    pub fn to_json(&self) -> Json {
        let text = |text: &str| Json::from(text);
        let mut members = Object::default();
        members.insert("format".into(), Json::Number(FORMAT.into()));
        members.insert("role".into(), text(self.identity.role().as_str()));
        members.insert("service".into(), text(self.identity.service()));
        members.insert("event".into(), text(self.identity.event()));
        let optional = [
            ("name", self.identity.name()),
            ("producer", self.producer.as_deref()),
            ("owner", self.owner.as_deref()),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                members.insert(key.into(), text(value));
            }
        }
        self.metadata.write(&mut members);
        if !self.types.is_empty() {
            let types = self.types.iter().map(|rust| {
                Json::from([
                    ("path", text(&rust.path)),
                    ("package", text(&rust.package)),
                    ("file", text(&rust.file)),
                ])
            });
            members.insert("types".into(), Json::Array(types.collect()));
        }
        if !self.imported.is_empty() {
            members.insert(
                "imported".into(),
                Json::Array(self.imported.iter().map(|file| text(file)).collect()),
            );
        }
        let assumes = self.assumes.iter().map(|assumption| text(assumption.id()));
        members.insert("assumes".into(), Json::Array(assumes.collect()));
        if !self.trusts.is_empty() {
            let trusts = self
                .trusts
                .iter()
                .map(|trust| Json::from([("place", text(&trust.place)), ("reason", text(&trust.reason))]));
            members.insert("trusts".into(), Json::Array(trusts.collect()));
        }
        Json::Object(members)
    }

    pub(super) fn from_json(header: &Json) -> Result<Self, HeaderError> {
        let members = header.as_object().ok_or(HeaderError::Malformed {
            key: "x-contract",
            expected: "an object",
        })?;
        match members.get("format") {
            None => return Err(HeaderError::Missing("format")),
            Some(Json::Number(format)) if *format == FORMAT.into() => {}
            Some(Json::Number(format)) if *format > FORMAT.into() => {
                return Err(HeaderError::NewerFormat(format.to_string()));
            }
            Some(_) => {
                return Err(HeaderError::Malformed {
                    key: "format",
                    expected: "1",
                });
            }
        }
        const KEYS: [&str; 17] = [
            "format",
            "role",
            "service",
            "event",
            "name",
            "producer",
            "owner",
            "envelope",
            "mode",
            "binding",
            "key",
            "headers",
            "retention",
            "types",
            "imported",
            "assumes",
            "trusts",
        ];
        if let Some(key) = members.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(HeaderError::Unknown(key.clone()));
        }
        let role = match required(members, "role")? {
            "consumes" => Role::Consumes,
            "emits" => Role::Emits,
            _ => {
                return Err(HeaderError::Malformed {
                    key: "role",
                    expected: "`consumes` or `emits`",
                });
            }
        };
        let identity = Identity::new(
            required(members, "service")?,
            role,
            required(members, "event")?,
            optional(members, "name")?,
        )?;
        if role == Role::Emits && identity.name().is_some() {
            return Err(HeaderError::Malformed {
                key: "name",
                expected: "absent: only contracts have a name",
            });
        }
        if role == Role::Consumes && members.contains_key("retention") {
            return Err(HeaderError::Malformed {
                key: "retention",
                expected: "absent: only producers declare how long messages stay",
            });
        }
        let producer = optional(members, "producer")?;
        producer.map_or(Ok(()), super::check_name)?;
        Ok(Self {
            identity,
            producer: producer.map(str::to_owned),
            owner: optional(members, "owner")?.map(str::to_owned),
            metadata: MessageMetadata::read(members)?,
            types: list(
                members,
                "types",
                "a list of objects with `path`, `package` and `file`",
                |rust| {
                    let part = |key| Some(rust.get(key)?.as_str()?.to_owned());
                    Some(RustType {
                        path: part("path")?,
                        package: part("package")?,
                        file: part("file")?,
                    })
                },
            )?,
            imported: list(members, "imported", "a list of file names", |file| {
                Some(file.as_str()?.to_owned())
            })?,
            assumes: list(members, "assumes", "a list of known assumptions", |id| {
                Assumption::of_id(id.as_str()?)
            })?,
            trusts: list(
                members,
                "trusts",
                "a list of objects with `place` and `reason`, one line each, the reason of up to 500 bytes",
                |trust| {
                    let line = |key| {
                        let text = trust.get(key)?.as_str()?;
                        let fits = !text.trim().is_empty() && !text.chars().any(char::is_control);
                        fits.then(|| text.to_owned())
                    };
                    Some(Trust {
                        place: line("place")?,
                        reason: line("reason").filter(|reason| reason.len() <= LONGEST_REASON)?,
                    })
                },
            )?,
        })
    }
}

fn required<'a>(members: &'a Object, key: &'static str) -> Result<&'a str, HeaderError> {
    optional(members, key)?.ok_or(HeaderError::Missing(key))
}

fn optional<'a>(members: &'a Object, key: &'static str) -> Result<Option<&'a str>, HeaderError> {
    match members.get(key) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(HeaderError::Malformed {
            key,
            expected: "a string",
        }),
    }
}

fn list<T>(
    members: &Object,
    key: &'static str,
    expected: &'static str,
    read: impl Fn(&Json) -> Option<T>,
) -> Result<Vec<T>, HeaderError> {
    let Some(value) = members.get(key) else {
        return Ok(Vec::new());
    };
    let items = value.as_array().ok_or(HeaderError::Malformed { key, expected })?;
    items
        .iter()
        .map(|item| read(item).ok_or(HeaderError::Malformed { key, expected }))
        .collect()
}
