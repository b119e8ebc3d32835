//! A message was posted to a chat: adjacent tags, a `RawValue` attachment.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "chat.message_posted")]
struct MessagePosted {
    room: String,
    body: Body,
    attachment: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    mentions: Vec<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
enum Body {
    Text(String),
    Picture { url: url::Url, alt: Option<String> },
    Deleted,
}

/// The search index.
#[derive(Deserialize, Contract)]
#[contract(consumes = "chat.message_posted")]
struct Message {
    room: String,
    body: Indexed,
    attachment: Option<Box<RawValue>>,
    #[serde(default)]
    mentions: Vec<String>,
}

#[derive(Deserialize, Contract)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
enum Indexed {
    Text(String),
    Picture { alt: Option<String> },
    Deleted,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
enum NextBody {
    Text(String),
    Poll(Vec<String>),
}

#[derive(Serialize, Deserialize, Contract)]
struct NextMessagePosted {
    room: String,
    body: NextBody,
}

pair!(MessagePosted => Message, NextMessagePosted, "/body(poll)");
