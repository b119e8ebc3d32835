//! A schema of Avro as a contract: what JSON a library writes or reads of its messages.

mod error;
mod made;
mod resolved;
mod types;
mod written_by;

use std::path::Path;

use counterpart::bounded;
use counterpart::contract::{
    Assumption, ContractFile, Encoding, Header, Identity, MessageMetadata, Retention, Role, check_name,
    leap_seconds,
};
use counterpart_engine::compat::schema::node::Types as JsonTypes;
use counterpart_engine::compat::schema::{self, Schema};
use counterpart_engine::json::{self, Json, Object};

pub use error::AvroError;
pub use written_by::{AVRO_PROFILES, AvroProfile, avro_profile};

use self::made::Maker;
use self::types::Types;
use self::written_by::Reader;

/// The target of an import from Avro, and the encoding.
#[derive(Debug, Clone)]
pub struct AvroOptions {
    /// The identity of the contract file.
    pub identity: Identity,
    /// For a consumer that trusts one producer only: that service.
    pub producer: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// How long messages may be read after they were sent. Only for an emitted schema; a consumer's is ignored.
    pub retention: Option<Retention>,
    /// The encoding that the service writes or reads.
    pub encoding: Encoding,
}

/// Makes a contract file of an Avro schema.
///
/// The same schema gives the same contract file. Nothing is fetched: all types that are named must be in the file.
///
/// ```
/// use counterpart::contract::{Encoding, Identity, Role};
/// use counterpart_verifier::import::{AvroOptions, import_avro};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("ping.avsc");
/// std::fs::write(&file, r#"{"type": "record", "name": "Ping", "fields": [{"name": "at", "type": ["null", "long"]}]}"#)?;
///
/// let contract = import_avro(
///     &file,
///     &AvroOptions {
///         identity: Identity::new("shop", Role::Emits, "ping", None)?,
///         producer: None,
///         owner: None,
///         retention: None,
///         encoding: Encoding::AvroJson,
///     },
/// )?;
/// assert!(contract.to_text().contains("as-avro-json-writes"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if the file cannot be read or is not an Avro schema, has more than is taken in, or the encoding has no reader
/// that was measured.
pub fn import_avro(file: &Path, options: &AvroOptions) -> Result<ContractFile, AvroError> {
    let role = options.identity.role();
    let emits = role == Role::Emits;
    if emits && options.identity.name().is_some() {
        return Err(AvroError::OnlyForContracts("name"));
    }
    if emits && options.producer.is_some() {
        return Err(AvroError::OnlyForContracts("producer"));
    }
    if let Some(producer) = &options.producer {
        check_name(producer).map_err(AvroError::Name)?;
    }
    let profile = avro_profile(options.encoding).ok_or(AvroError::NotOfAvro(options.encoding))?;
    if !emits && profile.reader == Reader::Unknown {
        return Err(AvroError::OnlyWritten(options.encoding));
    }
    let bytes = bounded::read(file, bounded::MAX_BYTES).map_err(AvroError::Read)?;
    let document = json::parse(&bytes).map_err(AvroError::Json)?;
    let types = Types::read(&document)?;
    let made = Maker::new(&types, profile, role).document()?;
    let header = Header {
        identity: options.identity.clone(),
        producer: options.producer.clone(),
        owner: options.owner.clone(),
        metadata: MessageMetadata {
            retention: options.retention.filter(|_| emits),
            ..MessageMetadata::default()
        },
        types: Vec::new(),
        imported: vec![
            file.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        ],
        assumes: assumptions(&made, options.encoding, role),
        trusts: Vec::new(),
    };
    let contract = ContractFile::new(header, made);
    ContractFile::parse(contract.to_text().as_bytes()).map_err(AvroError::Result)
}

fn assumptions(made: &Object, encoding: Encoding, role: Role) -> Vec<Assumption> {
    if role == Role::Consumes {
        let leap = leap_seconds::occur_in(made).then_some(Assumption::NoLeapSeconds);
        return leap.into_iter().chain([Assumption::ReadIn(encoding)]).collect();
    }
    let schema = Schema::from_json(Json::Object(made.clone()), &schema::Options::default());
    let sends = |types: JsonTypes| match &schema {
        Ok(schema) => schema.types_anywhere().intersects(types),
        Err(_) => true,
    };
    let of_types = [
        (JsonTypes::INTEGER, Assumption::PlainIntegers),
        (JsonTypes::NUMBER, Assumption::NumbersFitF64),
        (JsonTypes::FRACTION, Assumption::FiniteFloats),
    ];
    let mut assumes: Vec<Assumption> = of_types
        .into_iter()
        .filter(|(types, _)| sends(*types))
        .map(|(_, assumption)| assumption)
        .collect();
    assumes.extend([
        Assumption::NestingUnder128,
        Assumption::UniqueKeys,
        Assumption::WrittenIn(encoding),
    ]);
    assumes
}

/// A construct of Avro, and what each library writes for it, in the order of [`AVRO_PROFILES`].
pub fn avro_table() -> Vec<(&'static str, Vec<&'static str>)> {
    let row = |(at, construct): (usize, &&'static str)| {
        let cells = AVRO_PROFILES.iter().map(|profile| profile.cells[at]);
        (*construct, cells.collect())
    };
    written_by::CONSTRUCTS.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests;
