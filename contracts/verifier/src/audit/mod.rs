//! Judges the messages of a log against contracts, and counts what is refused, by contract and
//! place.
//!
//! [`Subjects`] are the contracts, compiled by event. [`Framing`] says where a message has its
//! event and its payload. [`run`] reads, judges on several threads, and puts the results together
//! in the order of the log: the [`Audit`] is the same for any number of threads. [`Parts`] does the same with messages that a program
//! hands over, and [`Single`] judges one message after the other where it is. [`Places`] hide the keys of maps in places.
//!
//! Messages are judged as they are, unless a [`Reading`](crate::lakes::Reading) says that an engine exported them. What a
//! contract assumes about its producer is not assumed, and allowances do not apply: an audit says what was really sent.

mod document;
mod finding;
mod framing;
mod judge;
mod judged;
mod listing;
mod noted;
mod parts;
mod place;
mod refused;
mod results;
mod run;
mod single;
mod subjects;
mod tally;

pub use self::document::{FORMAT, SCHEMA};
pub use self::finding::{Finding, Kind, Seen};
pub use self::framing::{Framing, Strings};
pub use self::listing::{Entry, Listing, Remark};
pub use self::parts::Parts;
pub use self::place::Places;
pub use self::results::{Audit, Example, Fitting, Judgement, Unmatched};
pub use self::run::{Progress, Run, run};
pub use self::single::{Heard, Said, Single};
pub use self::subjects::{SubjectError, Subjects};
