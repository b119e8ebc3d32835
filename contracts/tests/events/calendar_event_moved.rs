//! An event in a calendar was moved: chrono's `FixedOffset`, jiff's `SignedDuration`.

use chrono::{DateTime, FixedOffset, NaiveDate};
use counterpart::Contract;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "calendar.event_moved")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EventMoved {
    uid: String,
    start: Start,
    moved_by: SignedDuration,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<NaiveDate>,
    #[serde(rename = "attendees")]
    guests: Vec<Guest>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Start {
    Moment { at: DateTime<FixedOffset> },
    Day { on: NaiveDate },
}

#[derive(Serialize, Deserialize, Contract)]
struct Guest {
    email: String,
    #[serde(default)]
    optional: bool,
}

/// The notifier.
#[derive(Deserialize, Contract)]
#[contract(consumes = "calendar.event_moved")]
#[serde(rename_all = "camelCase")]
struct Moved {
    uid: String,
    start: Start,
    moved_by: SignedDuration,
    #[serde(default)]
    exceptions: Vec<NaiveDate>,
    attendees: Vec<Guest>,
}

/// Nobody knows by how much.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
struct NextEventMoved {
    uid: String,
    start: Start,
    moved_by: Option<SignedDuration>,
    attendees: Vec<Guest>,
}

pair!(EventMoved => Moved, NextEventMoved, "/movedBy");
