//! An event as the server sends it, in the feed, to the broker and in its log. The server is in `examples/system`.

use counterpart::{Contract, contract};
use serde::Serialize;

/// The attributes of CloudEvents 1.0 and two extensions, around the data of an event. The data has a contract of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Contract)]
pub struct FeedEntry<Data> {
    /// The version of CloudEvents.
    pub specversion: Specversion,
    /// `USER_ID/SEQUENCE`. With the source it is the identity of the event, the same in each delivery.
    pub id: String,
    /// The service.
    pub source: String,
    /// The event, such as `user.registered`.
    #[serde(rename = "type")]
    pub event: String,
    /// The user's id.
    pub subject: String,
    /// The time of the change, in RFC 3339 and UTC. Some readers invent one if it is absent.
    pub time: String,
    /// Always `application/json`.
    pub datacontenttype: MediaType,
    /// 1 for the user's first event, one more for each that follows. A reader tells old from new by it.
    pub sequence: u64,
    /// The place in the stream of all users' events. A reader compares it with the watermark of a dump.
    pub position: u64,
    /// The event's own data.
    pub data: Data,
}

/// The version of CloudEvents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Contract)]
pub enum Specversion {
    /// 1.0
    #[serde(rename = "1.0")]
    V1,
}

/// The media type of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Contract)]
pub enum MediaType {
    /// JSON, spelled as every library reads it.
    #[serde(rename = "application/json")]
    Json,
}

contract!(
    FeedEntry<serde_json::Value>,
    emits = "user.feed_entry",
    samples = samples
);

#[cfg(test)]
fn samples() -> Vec<FeedEntry<serde_json::Value>> {
    vec![FeedEntry {
        specversion: Specversion::V1,
        id: "7/2".into(),
        source: "user-service".into(),
        event: "user.deleted".into(),
        subject: "7".into(),
        time: "2026-11-18T10:26:40.000Z".into(),
        datacontenttype: MediaType::Json,
        sequence: 2,
        position: 17,
        data: serde_json::json!({"user_id": 7}),
    }]
}
