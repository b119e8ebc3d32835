//! A line of a log was written: internally tagged, with `other`, and a flattened `Map`.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::pair::pair;

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "log.line_written")]
#[serde(tag = "level", rename_all = "lowercase")]
enum LineWritten {
    Info(Line),
    Warn(Line),
    Error {
        message: String,
        code: i32,
        #[serde(flatten)]
        fields: Map<String, Value>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
struct Line {
    message: String,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

/// The alarms.
#[derive(Deserialize, Contract)]
#[contract(consumes = "log.line_written")]
#[serde(tag = "level", rename_all = "lowercase")]
enum Logged {
    Error {
        message: String,
        #[serde(flatten)]
        fields: Map<String, Value>,
    },
    #[serde(other)]
    Ignored,
}

/// Errors that have no message.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "level", rename_all = "lowercase")]
enum NextLineWritten {
    Info(Line),
    Error { code: i32 },
}

pair!(LineWritten => Logged, NextLineWritten, "(error)/message");
