//! The lines of a dump of all users: a header, and then one row a user. The server is in `examples/system`.

use counterpart::Contract;
use serde::Serialize;

use crate::events::{Plan, UnixMillis};

/// The first line of a dump: which moment it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
#[contract(emits = "user.dump_header", samples = header_samples)]
pub struct DumpHeader {
    /// The identity of the stream of events.
    pub stream: String,
    /// The identities that the stream had before, while its positions went on.
    pub earlier: Vec<String>,
    /// Every event up to this position is in the dump. A user who is absent and was last heard of at or below it is gone.
    pub watermark: u64,
    /// The id of the event at the watermark, to read the feed from; absent while there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_event_id: Option<String>,
    /// The number of rows that follow, so that a dump that was cut is noticed.
    pub rows: u64,
}

/// A user in a dump. Rows come in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
#[contract(emits = "user.dump_row", samples = row_samples)]
pub struct DumpRow {
    /// The user.
    pub user_id: u64,
    /// The sequence number of the user's last event.
    pub sequence: u64,
    /// The user's address; `null` for users who have none.
    pub email: Option<String>,
    /// The user's plan.
    pub plan: Plan,
    /// The language that the user chose; left out if none was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The time of the sign-up.
    pub signed_up_at: UnixMillis,
}

#[cfg(test)]
fn header_samples() -> Vec<DumpHeader> {
    let header = DumpHeader {
        stream: "5f0c".into(),
        earlier: vec!["a81e".into()],
        watermark: 17,
        last_event_id: Some("7/2".into()),
        rows: 1,
    };
    let empty = DumpHeader {
        earlier: vec![],
        watermark: 0,
        last_event_id: None,
        rows: 0,
        ..header.clone()
    };
    vec![header, empty]
}

#[cfg(test)]
fn row_samples() -> Vec<DumpRow> {
    let row = DumpRow {
        user_id: 7,
        sequence: 2,
        email: Some("ada@example.org".into()),
        plan: Plan::Pro,
        locale: Some("en".into()),
        signed_up_at: UnixMillis(1_795_000_000_000),
    };
    let without = DumpRow {
        email: None,
        locale: None,
        ..row.clone()
    };
    vec![row, without]
}
