//! AsyncAPI documents as contract files, and contract files as AsyncAPI documents.
//!
//! [`import()`] reads versions 2.0 to 3.1. Each message of an operation becomes a contract or an emitted schema of the
//! described service. Its payload is imported as any other schema of another team is.

mod contracts;
mod document;
mod error;
pub mod export;
mod extract;
mod formats;
mod messages;
mod mode;
mod operations;
mod ours;
mod schemas;
mod traits;
mod versions;

use std::fmt;
use std::path::Path;

pub use error::{AsyncApiError, Refusal};

use self::document::Documents;
use self::versions::Version;
use crate::import::{Base, Imported, Integers, SchemaSettings, on_a_large_stack};
use counterpart::contract::{Retention, Role};

/// What is imported of a document, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The described service. A document that Counterpart wrote names its services itself.
    pub service: Option<String>,
    /// Only what it sends, or only what it receives. Also the role of messages in a document without operations.
    pub role: Option<Role>,
    /// The source of the events' names. Without one, the address of the channel for documents of FastStream, else the
    /// name of the message.
    pub naming: Option<Naming>,
    /// The event of the only message.
    pub event: Option<String>,
    /// Only messages with these names; all without one.
    pub messages: Vec<String>,
    /// Without messages of these names.
    pub skipped: Vec<String>,
    /// Only these operations; all without one.
    pub operations: Vec<String>,
    /// The field of each payload whose value is the message's key.
    pub key: Option<String>,
    /// The only producer that the contracts are for.
    pub producer: Option<String>,
    /// The team to ask.
    pub owner: Option<String>,
    /// How long sent messages may be read.
    pub retention: Option<Retention>,
    /// How schemas are read. One without a draft has that of its AsyncAPI document.
    pub schemas: SchemaSettings,
}

impl Options {
    /// The usual options, for a service.
    pub fn new(service: &str) -> Self {
        Self {
            service: Some(service.to_owned()),
            role: None,
            naming: None,
            event: None,
            messages: Vec::new(),
            skipped: Vec::new(),
            operations: Vec::new(),
            key: None,
            producer: None,
            owner: None,
            retention: None,
            schemas: SchemaSettings::default(),
        }
    }
}

impl Options {
    /// The flags of the options that change contracts, as far as they differ from the usual ones.
    fn changing(&self) -> Vec<&'static str> {
        let flags = [
            ("--event", self.event.is_some()),
            ("--event-by", self.naming.is_some()),
            ("--key", self.key.is_some()),
            ("--producer", self.producer.is_some()),
            ("--owner", self.owner.is_some()),
            ("--retention", self.retention.is_some()),
            ("--integers", self.schemas.integers != Integers::default()),
            ("--open", self.schemas.open),
            ("--draft", self.schemas.draft.is_some()),
            ("--anything", self.schemas.anything),
            ("--patterns", self.schemas.patterns.is_some()),
            ("--from", self.schemas.from.is_some()),
        ];
        let given = flags.into_iter().filter(|(_, is_given)| *is_given);
        given.map(|(flag, _)| flag).collect()
    }
}

/// The source of an event's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// `name` of the message, else `messageId`, else its key in the document.
    Message,
    /// The address of the channel. Messages of one channel are alternatives.
    Address,
}

/// The contract files of a document.
#[derive(Debug)]
pub struct Document {
    /// The document, relative to the base folder, as the contract files name it.
    pub file: String,
    /// The version of AsyncAPI.
    pub version: String,
    /// By identity.
    pub contracts: Vec<FromMessage>,
    /// Parts of the document that its author should know about.
    pub notes: Vec<Note>,
    /// True if the whole document was imported, and not only some of its messages.
    pub is_whole: bool,
}

/// A contract file, and the operations that it was made of.
#[derive(Debug)]
pub struct FromMessage {
    /// The operations, as the document names them.
    pub operations: Vec<String>,
    /// The contract, and what was added to it and corrected.
    pub imported: Imported,
    /// True if the document has the contract with it, because Counterpart wrote it.
    pub is_ours: bool,
}

/// A part of a document that does not say what its author may think.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The place, as `asyncapi.yaml#/components/messages/Placed`.
    pub place: String,
    /// What holds there.
    pub says: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.says)
    }
}

/// Makes contract files of an AsyncAPI document.
///
/// ```
/// use counterpart::contract::Role;
/// use counterpart_verifier::asyncapi::{Options, import};
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("asyncapi.yaml");
/// std::fs::write(&file, "
/// asyncapi: 2.6.0
/// info: {title: Shop, version: '1'}
/// channels:
///   orders:
///     subscribe:
///       message: {name: order.placed, payload: {type: object, required: [id], properties: {id: {type: integer}}}}
/// ")?;
/// let document = import(&file, &Options::new("shop"))?;
/// let identity = &document.contracts[0].imported.contract.header.identity;
/// // What others subscribe to is what the service sends.
/// assert_eq!((identity.role(), identity.event()), (Role::Emits, "order.placed"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails if a file cannot be read, a message cannot be described by a contract, or two messages have one event. All
/// messages that cannot be taken in are named at once. Nothing is ever fetched.
pub fn import(file: &Path, options: &Options) -> Result<Document, AsyncApiError> {
    on_a_large_stack(|| import_here(file, options))
}

fn import_here(file: &Path, options: &Options) -> Result<Document, AsyncApiError> {
    let base = Base::open(&[file.to_owned()], options.schemas.base.as_deref())?;
    let name = base.name_of(file)?;
    let documents = Documents::new(&base);
    let top = documents.top(&name)?;
    let version = Version::of(&top)?;
    let operations = operations::operations(&documents, &top, &version, options.role)?;
    let (contracts, notes) = contracts::contracts(&documents, &top, &version, &operations, options)?;
    Ok(Document {
        file: name,
        version: version.text,
        contracts,
        notes,
        is_whole: options.role.is_none()
            && options.messages.is_empty()
            && options.skipped.is_empty()
            && options.operations.is_empty(),
    })
}
