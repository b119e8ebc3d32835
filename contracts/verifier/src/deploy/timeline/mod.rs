//! Finds the versions that ran in each environment and when, their predecessors, and those whose
//! messages may still be read.

mod flight;
mod history;
mod lineage;
mod scope;

pub(super) use self::flight::{in_flight, unknown_before, why_read};
pub(super) use self::history::History;
pub(super) use self::lineage::{Baseline, Lineage, Participant};
pub use self::scope::{Branches, Scope};
pub(super) use self::scope::{Inclusion, Inclusions, baseline, baseline_of, why_there};
