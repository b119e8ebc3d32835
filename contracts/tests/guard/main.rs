//! Messages read and written through their contract, with serde's real `Deserialize` and `Serialize` as the judge.

#![allow(
    dead_code,
    unnameable_test_items,
    reason = "serde reads these types; in functions they are declared and make no files"
)]

mod around;
mod attributes;
mod breaks;
mod hostile;
mod modes;
mod same_answer;
mod types;
mod witnesses;
mod writing;
