//! A reaction was added: a set of flags by bitflags, a kind of serde_repr.

use bitflags::bitflags;
use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};

use crate::pair::pair;

bitflags! {
    #[derive(Serialize, Deserialize, Contract)]
    struct Marks: u8 {
        const PINNED = 1;
        const MUTED = 2;
        const STARRED = 4;
    }
}

#[derive(Serialize_repr, Deserialize_repr, Contract)]
#[repr(i8)]
enum Kind {
    Down = -1,
    Neutral = 0,
    Up = 1,
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "reaction.added")]
struct ReactionAdded {
    message: u64,
    by: String,
    kind: Kind,
    marks: Marks,
}

/// The statistics.
#[derive(Deserialize, Contract)]
#[contract(consumes = "reaction.added")]
struct Reaction {
    message: u64,
    kind: Kind,
    marks: Marks,
}

/// A strength instead of a kind.
#[derive(Serialize, Deserialize, Contract)]
struct NextReactionAdded {
    message: u64,
    kind: i8,
    marks: Marks,
}

pair!(ReactionAdded => Reaction, NextReactionAdded, "/kind");
