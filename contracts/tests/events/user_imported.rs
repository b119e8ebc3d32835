//! A user was imported from MongoDB: bson's `ObjectId` and `DateTime`.

use bson::oid::ObjectId;
use counterpart::Contract;
use serde::{Deserialize, Serialize};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "user.imported")]
struct UserImported {
    #[serde(rename = "_id")]
    id: ObjectId,
    created: bson::DateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<ObjectId>,
    session: bson::Uuid,
    tags: Vec<String>,
}

/// The newsletter.
#[derive(Deserialize, Contract)]
#[contract(consumes = "user.imported")]
struct User {
    #[serde(rename = "_id")]
    id: ObjectId,
    created: bson::DateTime,
    team: Option<ObjectId>,
    #[serde(default)]
    tags: Vec<String>,
}

/// Plain texts as ids.
#[derive(Serialize, Deserialize, Contract)]
struct NextUserImported {
    #[serde(rename = "_id")]
    id: uuid::Uuid,
    created: bson::DateTime,
    tags: Vec<String>,
}

pair!(UserImported => User, NextUserImported, "/_id");
