//! The lines of a dump of all users, as this service needs them. The program that reads them is in `examples/system`.

use counterpart::Contract;
use serde::Deserialize;

use crate::events::Plan;

/// The first line: which moment the dump shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.dump_header", owner = "team-identity")]
pub struct DumpHeader {
    /// The identity of the stream of events.
    pub stream: String,
    /// The identities that the stream had before.
    pub earlier: Vec<String>,
    /// Every event up to this position is in the dump.
    pub watermark: u64,
    /// The id of the event at the watermark; none while nothing happened.
    pub last_event_id: Option<String>,
    /// The number of rows that follow.
    pub rows: u64,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.dump_row", owner = "team-identity")]
pub struct DumpRow {
    /// The user. Rows come in this order.
    pub user_id: u64,
    /// The sequence number of the user's last event.
    pub sequence: u64,
    /// The address with which the user signs in, if there is one.
    pub email: Option<String>,
    /// The user's plan.
    #[serde(default)]
    pub plan: Plan,
    /// The language to write to the user in.
    pub locale: Option<String>,
}
