//! The shared place for contracts and emitted schemas of services that live in different repositories.
//!
//! A store is a set of files that are **written once and never changed**: versions of services,
//! entries of branches, records of deployments. Nothing in it is updated in place. So a backend
//! needs only one atomic operation, to create a file that is not there yet. Writers at the same
//! time cannot undo each other's work.
//!
//! ```text
//! services/<service>/versions/<version>/consumes/<event>[@<name>].json
//! services/<service>/versions/<version>/emits/<event>.json
//! services/<service>/versions/<version>/version.json              written last: with it, the version is there
//! services/<service>/branches/<branch>/<sequence>~<version>       the latest of a branch has the highest sequence number
//! environments/<environment>/<service>/<time>~<version>~<change>  deployed, undeployed, released, withdrawn; first
//! store.toml                                                      written by people: rules for everyone who reads
//! ```
//!
//! Names are percent-encoded ([`Key`]). Readers refuse anything that this tool never writes.

mod address;
mod affected_producers;
mod backend;
mod cache;
mod catalogue;
mod deployment;
mod digest;
mod directory;
mod error;
mod git;
mod key;
pub(crate) mod layout;
#[cfg(feature = "object-store")]
mod object;
pub mod prune;
mod publish;
mod rules;
mod unsealed;
mod version;

pub use crate::timestamp::Timestamp;
pub use address::{Address, bucket_of_messages, open};
pub use affected_producers::{AffectedProducers, affected_producers};
pub use backend::{Created, Each, NewFile, Store, Writer};
pub use cache::cache_folder;
pub use catalogue::{Catalogue, Contents, DeploymentRecord, Span, contents, documents, seals};
pub use deployment::{Holds, RecordError, holds, record, record_first};
pub use digest::Digest;
pub use directory::Directory;
pub use error::StoreError;
pub use git::{GitAddress, GitStore};
pub use key::{Key, KeyError};
pub use layout::DeploymentChange;
#[cfg(feature = "object-store")]
pub use object::ObjectStore;
/// The crate whose object stores [`ObjectStore::within`] accepts.
#[cfg(feature = "object-store")]
pub use object_store;
pub use publish::{Change, Publication, PublishError, Published, SETTINGS, publish, sealed};
pub use rules::{PublishRule, Rules, ServiceRules, begin};
pub use version::{Branch, Origin, Version, VersionFile};
