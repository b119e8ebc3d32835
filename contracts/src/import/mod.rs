//! JSON Schema files of other teams as contract files.
//!
//! A service that is not written in Rust has its schemas in files: of any draft since draft-04, and rarely in one file.
//! [`import`] reads them from one folder and nowhere else, takes in what they refer to, and says the same in one
//! 2020-12 document. For an emitted schema it also writes down what such schemas leave unsaid: that objects have the
//! properties that they describe and no others, and that integers have a size.

mod apart;
mod assertions;
mod base;
mod closing;
mod compound;
mod error;
mod names;
mod places;
mod warnings;
mod write;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub use error::{ImportError, ReferenceProblem};
pub use warnings::Warning;

use self::base::Base;
use self::compound::{Compound, References};
use self::places::place_in_file;
use self::write::{Taken, Written};
use crate::compat::schema::{self, Dialect, Draft, Schema, SchemaError};
use crate::contract::{Assumption, ContractFile, Header, Identity, Role, Transport, check_name};
use crate::json::{Json, Number, Pointer};
use crate::retention::Retention;

/// What the imported schemas become, and how they are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose contract file it is.
    pub identity: Identity,
    /// For a consumer that trusts one producer only: that service.
    pub producer: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// How long messages may be read after they were sent. Of an emitted schema alone; a consumer's is left out.
    pub retention: Option<Retention>,
    /// The folder that references between files start from and never leave. Without one, the innermost folder that
    /// holds all named files.
    pub base: Option<PathBuf>,
    /// The range of integers without bounds, in an emitted schema.
    pub integers: Integers,
    /// Leave objects of an emitted schema open where the schema does.
    pub open: bool,
    /// The draft of files without `$schema`. Without one, the draft that the named files agree on, else 2020-12.
    pub draft: Option<Draft>,
    /// The dialect of the files' patterns. They are rewritten to ECMA-262; what cannot be rewritten decides nothing.
    pub patterns: Dialect,
}

impl Options {
    /// What is usual: the files' own folder, 64-bit integers, closed objects.
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            producer: None,
            owner: None,
            retention: None,
            base: None,
            integers: Integers::default(),
            open: false,
            draft: None,
            patterns: Dialect::Ecma,
        }
    }
}

/// The range of an integer of which the schema does not say one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Integers {
    /// That of `i64`.
    #[default]
    I64,
    /// ±(2^53 − 1): what a JavaScript number holds exactly.
    U53,
    /// None: any integer is sent.
    Unbounded,
}

impl Integers {
    fn range(self) -> Option<(Number, Number)> {
        const U53: i64 = (1 << 53) - 1;
        match self {
            Integers::I64 => Some((i64::MIN.into(), i64::MAX.into())),
            Integers::U53 => Some(((-U53).into(), U53.into())),
            Integers::Unbounded => None,
        }
    }
}

/// What an import made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The contract file.
    pub contract: ContractFile,
    /// The places in the contract file where an object was closed, in the order in which they stand there.
    pub closed: Vec<Pointer>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// Makes one contract file of one or more schema files. Of several, a message fits any.
///
/// The same files give the same contract file, in whatever order they are named.
///
/// ```
/// use counterpart::contract::{Identity, Role};
/// use counterpart::import::{Options, import};
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
/// Where a file cannot be read or is no schema, a reference leads nowhere or out of the base folder, or there is more of
/// something than is taken in. Nothing is ever fetched.
pub fn import(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
    // Schemas nest up to 512 levels, and each takes several frames: more than the caller's stack may have left.
    const STACK: usize = 64 << 20;
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK);
        let worker = worker
            .spawn_scoped(scope, || import_here(files, options))
            .map_err(ImportError::Thread)?;
        worker
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn import_here(files: &[PathBuf], options: &Options) -> Result<Imported, ImportError> {
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
    if files.is_empty() {
        return Err(ImportError::NoFiles);
    }
    let base = Base::open(files, options.base.as_deref())?;
    let names: BTreeSet<String> = files
        .iter()
        .map(|file| base.name_of(file))
        .collect::<Result<_, _>>()?;
    let names: Vec<String> = names.into_iter().collect();
    let compound = Compound::load(&base, &names, options.draft)?;
    let read = |document: Json| {
        Schema::from_json(document, &schema::Options::default())
            .map_err(|error| said_of_a_file(error, &compound.references, &base))
    };
    let mut schema = read(compound.document)?;
    let foreign = if options.patterns == Dialect::Ecma {
        schema.foreign_patterns()
    } else {
        let rewritten = schema.with_patterns_of(options.patterns);
        schema = read(rewritten.document)?;
        rewritten.kept
    };
    let mut warnings: Vec<Warning> = foreign.into_iter().map(warnings::of_pattern).collect();
    let taken = Taken {
        closed: emits && !options.open,
        integers: if emits {
            options.integers
        } else {
            Integers::Unbounded
        },
    };
    let written = write::write(&schema, taken)?;
    let header = Header {
        identity: options.identity.clone(),
        producer: options.producer.clone(),
        owner: options.owner.clone(),
        transport: Transport {
            retention: options.retention.filter(|_| emits),
            ..Transport::default()
        },
        types: Vec::new(),
        imported: names,
        assumes: assumptions(emits, options.integers, &written),
        trusts: vec![],
    };
    let contract = ContractFile::new(header, written.schema);
    // What is written is read again: what came in within the bounds may have grown beyond them.
    let contract = ContractFile::parse(contract.to_text().as_bytes()).map_err(ImportError::Result)?;
    if emits {
        let document = Json::Object(contract.schema().clone());
        if let Ok(emitted) = Schema::from_json(document, &schema::Options::default()) {
            warnings.extend(warnings::of_emitted(&emitted));
        }
    }
    Ok(Imported {
        contract,
        closed: written.closed,
        warnings,
    })
}

/// An imported consumer is what its schema says. Of an imported producer some things are taken for granted that no
/// schema can say, and that its messages would have to keep to be read by serde.
fn assumptions(emits: bool, integers: Integers, written: &Written) -> Vec<Assumption> {
    if !emits {
        return Vec::new();
    }
    let mut assumes = vec![
        Assumption::PlainIntegers,
        Assumption::NumbersFitF64,
        Assumption::NestingUnder128,
        Assumption::UniqueKeys,
    ];
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

/// An error of the compound document as one of the file that it stands in.
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
