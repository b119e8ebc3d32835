//! The envelope that events come in from the server of `user-service`. The server that reads it is in `examples/system`.

use counterpart::Contract;
use serde::Deserialize;

/// What this service needs of an event besides its data, which has a contract of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "user.feed_entry", owner = "team-identity")]
pub struct FeedEntry {
    /// With the source it is the identity of the event, the same in each delivery.
    pub id: String,
    /// The sender.
    pub source: String,
    /// The event, such as `user.registered`.
    #[serde(rename = "type")]
    pub event: String,
    /// The user's id: dead letters of one user are redriven in order.
    pub subject: String,
    /// The number of the event among those of its user.
    pub sequence: u64,
    /// The place in the stream of all users' events.
    pub position: u64,
}
