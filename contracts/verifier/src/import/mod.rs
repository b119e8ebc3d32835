//! JSON Schema files of other teams as contract files.
//!
//! A service that is not written in Rust has its schemas in files: of any draft since draft-04, and rarely in one
//! file. [`import`] reads them from one folder only, includes their references, and writes the same as one 2020-12
//! document. For an emitted schema it also writes what such schemas leave unsaid: objects have only the properties
//! that they describe, and integers have a size.

mod address;
mod alone;
mod apart;
mod assertions;
mod asserts;
mod avro;
mod base;
mod candidates;
mod closing;
mod compound;
mod dialect;
mod document;
mod draft;
mod encodings;
mod error;
mod kind;
mod names;
mod never_sent;
mod nulls;
mod places;
mod polarity;
mod profiles;
mod protobuf;
mod settings;
mod warning;
mod write;
mod written;
mod yaml;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use alone::{Reading, SchemaFile};
pub use avro::{AVRO_PROFILES, AvroError, AvroOptions, AvroProfile, avro_profile, avro_table, import_avro};
pub(crate) use base::{Base, Place};
pub(crate) use compound::Root;
pub use draft::{DraftTaken, WhyDraft};
pub use encodings::{EncodingNotes, encoding_notes};
pub use error::{ImportError, NotASchema, ReferenceProblem};
pub use kind::DocumentKind;
pub use never_sent::NeverSent;
pub(crate) use places::encoded;
pub use profiles::{
    Corrected, Correction, Omission, Omits, Omitted, PROFILES, Profile, Times, Unseen, profile,
};
pub use protobuf::{
    Construct, ImportedMessage, Narrowed, PROTOBUF_PROFILES, ProtobufError, ProtobufOption, ProtobufOptions,
    ProtobufProfile, import_protobuf, messages_in, protobuf_profile, protobuf_sentences, protobuf_table,
};
pub use settings::{Integers, SchemaSettings};
pub use warning::{Doubt, Warning};
pub use yaml::YamlError;

use self::address::Address;
use self::compound::{Compound, References};
use self::kind::{certainly_not_a_schema, kind_of};
use self::places::place_in_file;
use self::warning::Found;
use self::write::{Taken, Written};
use counterpart::contract::Retention;
use counterpart::contract::leap_seconds;
use counterpart::contract::{Assumption, ContractFile, Header, Identity, MessageMetadata, Role, check_name};
use counterpart_engine::compat::schema::{self, Dialect, Draft, Schema, SchemaError};
use counterpart_engine::json::{Json, Pointer};

/// The target of an import, and how the schemas are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The identity of the contract file.
    pub identity: Identity,
    /// For a consumer that trusts one producer only: that service.
    pub producer: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// How long messages may be read after they were sent. Only for an emitted schema; a consumer's is ignored.
    pub retention: Option<Retention>,
    /// How the schemas are read.
    pub schemas: SchemaSettings,
}

impl Options {
    /// The usual options.
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            producer: None,
            owner: None,
            retention: None,
            schemas: SchemaSettings::default(),
        }
    }
}

/// The result of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The contract file.
    pub contract: ContractFile,
    /// The places in the contract file where an object was closed, in their order there.
    pub closed: Vec<Pointer>,
    /// Words of the files that may not mean what their author thinks.
    pub warnings: Vec<Warning>,
    /// The files that do not name their draft although it makes a difference, with the assumed draft.
    pub drafts: Vec<DraftTaken>,
    /// Parts that an emitted schema describes but that can never be sent.
    pub never_sent: Vec<NeverSent>,
    /// The corrections for the library that wrote the files.
    pub corrected: Vec<Corrected>,
}

/// Makes one contract file of one or more schema files. Of several, a message fits any.
///
/// A file is named by its path, and a schema inside a file by `PATH#POINTER`, such as
/// `api.yaml#/components/schemas/Order`. Files that end in `.yaml` or `.yml` are YAML, all others JSON. The same
/// files give the same contract file, regardless of their order.
///
/// ```
/// use counterpart::contract::{Identity, Role};
/// use counterpart_verifier::import::{Options, import};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("registered.json");
/// std::fs::write(&file, r#"{"type": "object", "properties": {"id": {"type": "integer"}}}"#)?;
///
/// let identity = Identity::new("user", Role::Emits, "user.registered", None)?;
/// let imported = import(&[file], &Options::new(identity))?;
/// assert_eq!(imported.closed.len(), 1);
/// assert_eq!(imported.contract.header.imported, ["registered.json"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if a file cannot be read, is not a schema, or is one that asserts nothing, a reference leads nowhere or out
/// of the base folder, or there is more of something than is taken in. Nothing is ever fetched.
pub fn import(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
    on_a_large_stack(|| import_here(files, options))
}

/// Schemas nest up to 512 levels, and each takes several frames: more than the caller's stack may have left.
pub(crate) fn on_a_large_stack<T: Send, E: From<ImportError> + Send>(
    work: impl FnOnce() -> Result<T, E> + Send,
) -> Result<T, E> {
    const STACK: usize = 64 << 20;
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK);
        let worker = worker
            .spawn_scoped(scope, work)
            .map_err(|error| E::from(ImportError::Thread(error)))?;
        worker
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn import_here(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
    if files.is_empty() {
        return Err(ImportError::NoFiles);
    }
    let addresses: Vec<Address> = files.iter().map(|named| Address::of(named)).collect();
    let paths: Vec<PathBuf> = addresses.iter().map(|address| address.file.clone()).collect();
    let base = Base::open(&paths, options.schemas.base.as_deref())?;
    let mut documents = BTreeMap::new();
    let mut named = BTreeMap::new();
    for address in &addresses {
        let file = base.name_of(&address.file)?;
        if !documents.contains_key(&file) {
            documents.insert(file.clone(), base.read(&file)?);
        }
        let at = address.find(&documents[&file])?;
        let shown = address.file.display().to_string();
        named.entry(Root { file, at }).or_insert(shown);
    }
    let prepared = Prepared {
        base: &base,
        documents,
        named,
        draft: options.schemas.draft.map(|draft| (draft, WhyDraft::Told)),
    };
    import_prepared(&prepared, options)
}

/// Documents of a base folder that are read, and the places in them that are schemas.
pub(crate) struct Prepared<'b> {
    /// The folder that references between files lead into.
    pub(crate) base: &'b Base,
    /// By name.
    pub(crate) documents: BTreeMap<String, Json>,
    /// The alternatives, each with the file's name for people.
    pub(crate) named: BTreeMap<Root, String>,
    /// The draft of files without `$schema`, and who says so.
    pub(crate) draft: Option<(Draft, WhyDraft)>,
}

/// Makes one contract file of prepared documents, as [`import`] does.
pub(crate) fn import_prepared(prepared: &Prepared<'_>, options: &Options) -> Result<Imported, ImportError> {
    let Prepared {
        base,
        documents,
        named,
        draft,
    } = prepared;
    let emits = options.identity.role() == Role::Emits;
    if emits && options.identity.name().is_some() {
        return Err(ImportError::OnlyForContracts("name"));
    }
    if emits && options.producer.is_some() {
        return Err(ImportError::OnlyForContracts("producer"));
    }
    if let Some(producer) = &options.producer {
        check_name(producer).map_err(ImportError::Name)?;
    }
    let profile = options.schemas.from.and_then(profile);
    profiles::check_omitted(profile, options)?;
    let roots: Vec<Root> = named.keys().cloned().collect();
    let targets: Vec<&Json> = roots
        .iter()
        .map(|root| root.at.find(&documents[&root.file]).unwrap_or(&Json::Null))
        .collect();
    if !options.schemas.anything {
        for ((root, shown), target) in named.iter().zip(&targets) {
            if certainly_not_a_schema(target).is_some() {
                return Err(nothing_asserted(shown, &root.at, target, None));
            }
        }
    }
    let compound = Compound::load(base, &roots, documents, draft.clone())?;
    let said = |error| said_of_a_file(error, &compound.references, base);
    let read = |document| Schema::from_json(document, &schema::Options::default()).map_err(said);
    let mut schema = read(compound.document)?;
    let patterns = options
        .schemas
        .patterns
        .or(profile.map(|profile| profile.patterns))
        .unwrap_or(Dialect::Ecma);
    let foreign = if patterns == Dialect::Ecma {
        schema.foreign_patterns()
    } else {
        let rewritten = schema.with_patterns_of(patterns).map_err(said)?;
        schema = read(rewritten.document)?;
        rewritten.kept
    };
    let drafts = draft::said_of_files(&schema, &compound.drafts);
    let mut found = warning::doubts(&schema);
    found.extend(foreign.into_iter().map(warning::of_pattern));
    let is_declared = |at: &Pointer| {
        let (file, _) = place_in_file(at);
        let taken = compound.drafts.get(&file);
        taken.is_some_and(draft::Taken::names_json_schema)
    };
    if let Some(lifted) = dialect::lift(&schema, is_declared).map_err(said)? {
        let (document, more, _) = lifted.into_parts();
        schema = read(document)?;
        found.extend(more);
    }
    let warnings = warnings(found);
    let mut corrected = Vec::new();
    if let Some(profile) = profile {
        let (document, made) = profiles::correct(&schema, profile, options)?;
        corrected = made;
        if let Some(document) = document {
            schema = read(document)?;
        }
    }
    if !options.schemas.anything {
        let alternatives = closing::keywords(&schema, schema.root());
        let alternatives = alternatives.map_or(&[][..], |keywords| &keywords.any_of);
        for (((root, shown), target), &id) in named.iter().zip(&targets).zip(alternatives) {
            if asserts::refuses_a_type(&schema, id) || !is_vacuous(&schema, root) {
                continue;
            }
            let doubtful = warnings.iter().find(|warning| warning.file == root.file);
            return Err(nothing_asserted(shown, &root.at, target, doubtful));
        }
    }
    let taken = Taken {
        closed: emits && !options.schemas.open,
        integers: if emits {
            options.schemas.integers
        } else {
            Integers::Unbounded
        },
    };
    let written = write::write(&schema, taken)?;
    let header = Header {
        identity: options.identity.clone(),
        producer: options.producer.clone(),
        owner: options.owner.clone(),
        metadata: MessageMetadata {
            retention: options.retention.filter(|_| emits),
            ..MessageMetadata::default()
        },
        types: Vec::new(),
        imported: roots.iter().map(Root::to_string).collect(),
        assumes: assumptions(&schema, options, &written),
        trusts: vec![],
    };
    let contract = ContractFile::new(header, written.schema);
    // The result is read again: input within the limits may have grown beyond them.
    let contract = ContractFile::parse(contract.to_text().as_bytes()).map_err(ImportError::Result)?;
    let mut never_sent = Vec::new();
    if emits {
        let document = Json::Object(contract.schema().clone());
        if let Ok(emitted) = Schema::from_json(document, &schema::Options::default()) {
            never_sent = never_sent::of_emitted(&emitted);
        }
    }
    Ok(Imported {
        contract,
        closed: written.closed,
        warnings,
        drafts,
        never_sent,
        corrected,
    })
}

/// Returns true if one of several alternatives accepts everything.
fn is_vacuous(schema: &Schema, root: &Root) -> bool {
    let mut document = schema.document().clone();
    if let Some(members) = document.as_object_mut() {
        members.insert("anyOf".into(), compound::alternatives(std::slice::from_ref(root)));
    }
    let alone = Schema::from_json(document, &schema::Options::default());
    alone.is_ok_and(|alone| !asserts::asserts(&alone))
}

fn warnings(found: Vec<Found>) -> Vec<Warning> {
    let warning = |(at, doubt): Found| {
        let (file, at) = place_in_file(&at);
        Warning { file, at, doubt }
    };
    let mut warnings: Vec<Warning> = found.into_iter().map(warning).collect();
    warnings.sort();
    warnings.dedup();
    warnings
}

/// The error that a place in a file is not a schema, or asserts nothing.
fn nothing_asserted(shown: &str, at: &Pointer, target: &Json, doubtful: Option<&Warning>) -> ImportError {
    let (kind, schemas) = kind_of(target);
    let below = |inside: &Pointer| {
        inside
            .steps()
            .iter()
            .fold(at.clone(), |at, step| at.child(step.as_str()))
    };
    ImportError::NotASchema(Box::new(NotASchema {
        file: shown.to_owned(),
        at: at.clone(),
        kind,
        schemas: schemas.iter().map(below).collect(),
        doubtful: doubtful.map(ToString::to_string),
    }))
}

/// An imported consumer is what its schema says, except that it reads no leap seconds. For an imported producer,
/// some assumptions are made that no schema can express, and that its messages must satisfy for serde to read them.
fn assumptions(schema: &Schema, options: &Options, written: &Written) -> Vec<Assumption> {
    let mut assumes = match options.identity.role() {
        Role::Consumes if leap_seconds::occur_in(&written.schema) => vec![Assumption::NoLeapSeconds],
        Role::Consumes => vec![],
        Role::Emits => of_a_producer(schema, options.schemas.integers, written),
    };
    if let Some(library) = options.schemas.from {
        match options.schemas.times {
            Times::Any => {}
            Times::WithOffset => assumes.push(Assumption::TimesHaveOffsets),
            Times::Local => assumes.push(Assumption::TimesAreLocal),
        }
        assumes.push(match options.identity.role() {
            Role::Emits => Assumption::AsWritten(library),
            Role::Consumes => Assumption::AsRead(library),
        });
    }
    assumes
}

fn of_a_producer(schema: &Schema, integers: Integers, written: &Written) -> Vec<Assumption> {
    let mut assumes = vec![
        Assumption::PlainIntegers,
        Assumption::NumbersFitF64,
        Assumption::NestingUnder128,
        Assumption::UniqueKeys,
    ];
    if schema.types_anywhere().intersects(schema::node::Types::FRACTION) {
        assumes.insert(2, Assumption::FiniteFloats);
    }
    match integers {
        Integers::I64 if written.bounded => assumes.push(Assumption::IntegersAreI64),
        Integers::U53 if written.bounded => assumes.push(Assumption::IntegersAreU53),
        _ => {}
    }
    if !written.closed.is_empty() {
        assumes.push(Assumption::ClosedObjects);
    }
    assumes
}

/// Attributes an error in the compound document to the file that contains it.
fn said_of_a_file(error: SchemaError, references: &References, base: &Base) -> ImportError {
    use schema::ReferenceProblem::{Malformed, Outside};
    let (error, file) = match error {
        SchemaError::Keyword { at, expected, found } => {
            let (file, at) = place_in_file(&at);
            (SchemaError::Keyword { at, expected, found }, file)
        }
        SchemaError::Reference {
            at,
            reference,
            problem,
        } => {
            let (file, at) = place_in_file(&at);
            let (reference, failure) = references
                .get(&(file.clone(), reference.clone()))
                .cloned()
                .unwrap_or((reference, None));
            if let (Some(problem), Outside | Malformed) = (failure, problem) {
                return ImportError::Reference {
                    file,
                    reference,
                    problem,
                    base: base.shown.clone(),
                };
            }
            (
                SchemaError::Reference {
                    at,
                    reference,
                    problem,
                },
                file,
            )
        }
        other => (other, base.shown.display().to_string()),
    };
    ImportError::Schema { file, error }
}

#[cfg(test)]
mod tests;
