//! Judges the messages of a log against contracts, and counts what is refused, by contract and
//! place.
//!
//! [`Subjects`] are the contracts, compiled by event. [`Framing`] says where a message has its
//! event and its payload. [`run`] reads, judges on several threads, and puts the results together
//! in the order of the log: the [`Audit`] is the same for any number of threads.
//!
//! Messages are judged as they are, unless a [`Reading`](crate::lakes::Reading) says that an engine exported them. What a
//! contract assumes about its producer is not assumed, and allowances do not apply: an audit says what was really sent.

mod block;
mod document;
mod finding;
mod framing;
mod listing;
mod place;
mod refused;
mod results;
mod run;
mod subjects;
mod tally;

pub use self::document::{FORMAT, SCHEMA};
pub use self::finding::{Finding, Kind, Seen};
pub use self::framing::{Framing, Strings};
pub use self::listing::{Entry, Listing, Remark};
pub use self::results::{Audit, Example, Fitting, Judgement, Unmatched};
pub use self::run::{Progress, Run, run};
pub use self::subjects::{SubjectError, Subjects};
