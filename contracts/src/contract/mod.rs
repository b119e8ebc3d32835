//! The contract file: what one consumer requires of one event, or what one producer sends for it.
//!
//! A contract file is a JSON Schema 2020-12 document with one annotation keyword, `x-contract`, which says whose it is.
//! This room names it ([`Identity`]), reads and writes it ([`ContractFile`]) and keeps a folder of them ([`folder`]).

mod document;
mod encoding;
mod event_form;
mod event_reader;
pub mod folder;
mod header;
mod identity;
#[doc(hidden)]
pub mod leap_seconds;
mod library;
mod message_metadata;
mod name;
#[doc(hidden)]
pub mod number_form;
mod replace;
mod retention;

pub use document::{ContractFile, DocumentError};
pub use encoding::Encoding;
pub use event_form::NotInMode;
#[doc(hidden)]
pub use event_form::{describes_data_of_events, describes_events, not_in_mode};
pub use event_reader::EventReader;
pub use header::{Assumption, FORMAT, Header, HeaderError, RustType, Trust};
pub use identity::{Identity, Role};
pub use library::Library;
pub use message_metadata::{Binding, Envelope, MessageMetadata};
pub use name::{NameError, check_name};
#[doc(hidden)]
pub use name::{decode, encode};
pub use retention::Retention;
