//! A message of Protobuf as a contract: what JSON a library writes or reads of it.
//!
//! [`import_protobuf`] reads a descriptor set, which any compiler of `.proto` files writes. The encodings of Protobuf in
//! JSON refuse each other's messages, so it needs the [`Encoding`] besides.

mod descriptors;
mod enums;
mod error;
mod known;
mod messages;
mod names;
mod pairs;
mod told;
mod values;
mod wire;
mod written_by;

use std::path::Path;

use counterpart::bounded;
use counterpart::contract::{
    Assumption, ContractFile, Encoding, Header, Identity, MessageMetadata, Retention, Role, check_name,
    leap_seconds,
};
use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::schema::{self, Schema};
use counterpart_engine::json::Json;

pub use error::{ProtobufError, ProtobufOption};
pub use messages::Narrowed;
pub use told::{Construct, protobuf_sentences, protobuf_table};
pub use written_by::{PROTOBUF_PROFILES, ProtobufProfile, protobuf_profile};

use self::descriptors::Descriptors;
use self::messages::Maker;

/// The target of an import from Protobuf, and the encoding.
#[derive(Debug, Clone)]
pub struct ProtobufOptions {
    /// The identity of the contract file.
    pub identity: Identity,
    /// For a consumer that trusts one producer only: that service.
    pub producer: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// How long messages may be read after they were sent. Only for an emitted schema; a consumer's is ignored.
    pub retention: Option<Retention>,
    /// The full name of the message, as `shop.v1.Event`.
    pub message: String,
    /// The encoding that the service writes or reads.
    pub encoding: Encoding,
    /// The options of the library that are on.
    pub library_options: Vec<ProtobufOption>,
}

/// The result of an import from Protobuf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedMessage {
    /// The contract file.
    pub contract: ContractFile,
    /// The fields that a consumer reads more of than the contract says, sorted.
    pub narrowed: Vec<Narrowed>,
}

/// Makes a contract file of a message in a descriptor set.
///
/// The same descriptor set gives the same contract file. Nothing is run or fetched.
///
/// ```
/// use counterpart::contract::{Encoding, Identity, Role};
/// use counterpart_verifier::import::{ProtobufOptions, import_protobuf};
///
/// // `message Ping { int64 at = 1; }`, as `protoc --descriptor_set_out=ping.binpb ping.proto` writes it.
/// let set = b"\x0a\x28\x0a\x0aping.proto\x22\x12\x0a\x04Ping\x12\x0a\x0a\x02at\x18\x01\x20\x01\x28\x03b\x06proto3";
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("ping.binpb");
/// std::fs::write(&file, set)?;
///
/// let options = ProtobufOptions {
///     identity: Identity::new("shop", Role::Emits, "ping", None)?,
///     producer: None,
///     owner: None,
///     retention: None,
///     message: "Ping".to_owned(),
///     encoding: Encoding::ProtoJson,
///     library_options: Vec::new(),
/// };
/// let imported = import_protobuf(&file, &options)?;
/// assert!(imported.contract.to_text().contains("as-protojson-writes"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if the file cannot be read or is not a descriptor set, lacks the message or a type, has more than is taken in,
/// or has a construct whose JSON was not measured for the encoding.
pub fn import_protobuf(file: &Path, options: &ProtobufOptions) -> Result<ImportedMessage, ProtobufError> {
    let role = options.identity.role();
    check(options, role)?;
    let profile = protobuf_profile(options.encoding).ok_or(ProtobufError::NotOfProtobuf(options.encoding))?;
    if role == Role::Consumes && profile.reads.is_none() {
        return Err(ProtobufError::OnlyWritten(options.encoding));
    }
    for option in &options.library_options {
        if !profile.options.contains(option) {
            return Err(ProtobufError::NoSuchOption {
                encoding: options.encoding,
                option: *option,
                is_always_on: profile.always.contains(option),
            });
        }
    }
    let bytes = bounded::read(file, bounded::MAX_BYTES).map_err(ProtobufError::Read)?;
    let set = Descriptors::read(&bytes)?;
    let name = options.message.strip_prefix('.').unwrap_or(&options.message);
    if set.message_type(name)?.is_none() {
        return Err(ProtobufError::NoMessage {
            name: options.message.clone(),
            is_enum: set.enum_type(name)?.is_some(),
            known: set.message_names().map(str::to_owned).collect(),
        });
    }
    let maker = Maker::new(&set, profile, role, &options.library_options);
    let made = maker.document(name)?;
    let file_name = file.file_name().unwrap_or_default().to_string_lossy();
    let header = Header {
        identity: options.identity.clone(),
        producer: options.producer.clone(),
        owner: options.owner.clone(),
        metadata: MessageMetadata {
            retention: options.retention.filter(|_| role == Role::Emits),
            ..MessageMetadata::default()
        },
        types: Vec::new(),
        imported: vec![format!("{file_name}#{name}")],
        assumes: assumptions(&made.schema, options, role),
        trusts: Vec::new(),
    };
    let contract = ContractFile::new(header, made.schema);
    let contract = ContractFile::parse(contract.to_text().as_bytes()).map_err(ProtobufError::Result)?;
    Ok(ImportedMessage {
        contract,
        narrowed: made.narrowed,
    })
}

/// The full names of the messages in a descriptor set, sorted.
///
/// # Errors
/// Fails if the file cannot be read or is not a descriptor set.
pub fn messages_in(file: &Path) -> Result<Vec<String>, ProtobufError> {
    let bytes = bounded::read(file, bounded::MAX_BYTES).map_err(ProtobufError::Read)?;
    let set = Descriptors::read(&bytes)?;
    Ok(set.message_names().map(str::to_owned).collect())
}

fn check(options: &ProtobufOptions, role: Role) -> Result<(), ProtobufError> {
    let emits = role == Role::Emits;
    if emits && options.identity.name().is_some() {
        return Err(ProtobufError::OnlyForContracts("name"));
    }
    if emits && options.producer.is_some() {
        return Err(ProtobufError::OnlyForContracts("producer"));
    }
    match &options.producer {
        Some(producer) => check_name(producer).map_err(ProtobufError::Name),
        None => Ok(()),
    }
}

/// Writers write what they are: integers without a fraction, and each name once.
fn assumptions(
    made: &counterpart_engine::json::Object,
    options: &ProtobufOptions,
    role: Role,
) -> Vec<Assumption> {
    let mut assumes = Vec::new();
    if role == Role::Consumes {
        if leap_seconds::occur_in(made) {
            assumes.push(Assumption::NoLeapSeconds);
        }
        assumes.push(Assumption::ReadIn(options.encoding));
    } else {
        let schema = Schema::from_json(Json::Object(made.clone()), &schema::Options::default());
        let sends = |types: Types| match &schema {
            Ok(schema) => schema.types_anywhere().intersects(types),
            Err(_) => true,
        };
        if sends(Types::INTEGER) {
            assumes.push(Assumption::PlainIntegers);
        }
        if sends(Types::NUMBER) {
            assumes.push(Assumption::NumbersFitF64);
        }
        assumes.extend([
            Assumption::NestingUnder128,
            Assumption::UniqueKeys,
            Assumption::WrittenIn(options.encoding),
        ]);
    }
    for option in ProtobufOption::ALL {
        if options.library_options.contains(&option) {
            assumes.push(match option {
                ProtobufOption::AlwaysPrint => Assumption::EmptyIsWritten,
                ProtobufOption::OriginalNames => Assumption::OriginalNames,
                ProtobufOption::EnumsAsIntegers => Assumption::EnumsAreNumbers,
                ProtobufOption::IgnoreUnknown => Assumption::UnknownIsIgnored,
            });
        }
    }
    assumes
}

#[cfg(test)]
mod tests;
