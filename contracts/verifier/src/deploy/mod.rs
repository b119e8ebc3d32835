//! A broker's answers, computed from the files of a [store](crate::store): who breaks, whose change
//! did it, what is pending, what may be deployed, what is still in flight.
//!
//! Nothing here writes, prints, or reads a clock: every answer is a function of a store and a moment.
//!
//! - [`Scope`]: the versions that count: the latest of each main branch, and those in each
//!   environment.
//! - [`against`]: a run's documents, checked against those in the store.
//! - [`can_i_deploy`]: whether versions may be deployed, including messages in flight.
//! - [`against_revision`]: a run's documents, checked against those of a revision of its
//!   repository.
//! - [`impact`]: the readers of a field, and those that would break if it changed.
//! - [`diff`]: the changes, the pairs that they break, and the consumers of these.
//! - [`attribution`](fn@attribution): whose change broke it, from the four combinations of old and new.
//!
//! A contract is *pending* at a place while no version on its producer's main branch has satisfied
//! it there since it required that. A pending finding is shown to the producer and fails the
//! consumer.
//!
//! [What is old, what is pending, what counts](deployments), with the tables.

mod against;
mod alternatives;
mod attribution;
mod can_i_deploy;
mod diff;
mod document;
mod edit;
mod error;
mod hashed;
mod impact;
mod judge;
mod mended;
mod named;
mod past;
mod paths;
mod pending;
mod published;
mod revision;
mod snapshot;
mod stopped;
mod timeline;
mod unread;

#[cfg(doc)]
#[doc = include_str!("../../DEPLOYMENTS.md")]
pub mod deployments {}

pub use against::{Own, against};
pub use attribution::{PairOutcome, attribution};
pub use can_i_deploy::{Deployment, can_i_deploy};
pub use diff::{Changed, Diff, diff};
pub use document::{FORMAT, IMPACT_SCHEMA, diff_document, diff_schema, impact_document};
pub use edit::{Edit, with_place};
pub use error::DeployError;
pub use impact::{
    Effect, Impact, Impacts, Reader, impact, impacts, included_documents, included_with_allowances,
};
pub use published::Published;
pub use revision::{Revision, against_revision};
pub use snapshot::Snapshot;
pub use timeline::{Branches, Scope};
