//! Federated and peer-to-peer networks.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// ActivityPub: an activity as a server gets it.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Activity {
    #[serde(rename = "@context")]
    context: JsonLdContext,
    id: String,
    actor: String,
    #[serde(flatten)]
    kind: ActivityKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Recipients>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cc: Option<Recipients>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<Signature>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum JsonLdContext {
    One(String),
    Many(Vec<Value>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Recipients {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "object")]
pub(crate) enum ActivityKind {
    Create(Note),
    Announce(String),
    Follow(String),
    Like(String),
    Undo(Box<Reference>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Reference {
    Id(String),
    Embedded {
        id: String,
        #[serde(rename = "type")]
        kind: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Note {
    id: String,
    #[serde(rename = "type")]
    kind: NoteKind,
    content: String,
    #[serde(default)]
    in_reply_to: Option<String>,
    published: String,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    tag: Vec<NoteTag>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum NoteKind {
    Note,
    Article,
    Question,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type")]
pub(crate) enum NoteTag {
    Mention { href: String, name: Option<String> },
    Hashtag { href: String, name: String },
    Emoji { name: String, updated: Option<String> },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Signature {
    #[serde(rename = "type")]
    kind: String,
    creator: String,
    signature_value: String,
}

/// Nostr: a signed event.
#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub(crate) struct NostrEvent {
    id: String,
    pubkey: String,
    created_at: u64,
    kind: u16,
    tags: Vec<Vec<String>>,
    content: String,
    sig: String,
}

/// A stream of an AT Protocol relay, in JSON.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Jetstream {
    Commit {
        did: String,
        time_us: u64,
        commit: Commit,
    },
    Identity {
        did: String,
        time_us: u64,
        identity: Identity,
    },
    Account {
        did: String,
        time_us: u64,
        account: AccountState,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "operation", rename_all = "lowercase")]
pub(crate) enum Commit {
    Create {
        rev: String,
        collection: String,
        rkey: String,
        record: Value,
        cid: String,
    },
    Update {
        rev: String,
        collection: String,
        rkey: String,
        record: Value,
        cid: String,
    },
    Delete {
        rev: String,
        collection: String,
        rkey: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Identity {
    handle: Option<String>,
    seq: u64,
    time: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct AccountState {
    active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<AccountStatus>,
    seq: u64,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AccountStatus {
    Takendown,
    Suspended,
    Deleted,
    Deactivated,
    #[serde(other)]
    Other,
}

/// A node's subscription to the logs of contracts, over JSON-RPC. Numbers are hexadecimal text.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ChainNotification {
    jsonrpc: JsonRpc,
    method: ChainMethod,
    params: ChainParams,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum JsonRpc {
    #[serde(rename = "2.0")]
    V2,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum ChainMethod {
    #[serde(rename = "eth_subscription")]
    Subscription,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ChainParams {
    subscription: String,
    result: ChainResult,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum ChainResult {
    Log(ChainLog),
    Head(ChainHead),
    Hash(String),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChainLog {
    address: String,
    topics: Vec<String>,
    data: String,
    block_number: Option<String>,
    transaction_hash: Option<String>,
    log_index: Option<String>,
    #[serde(default)]
    removed: bool,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChainHead {
    number: String,
    parent_hash: String,
    gas_limit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base_fee_per_gas: Option<String>,
}
