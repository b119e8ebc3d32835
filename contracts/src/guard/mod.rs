//! The contract at run time: a consumer reads messages through it, and a message that cannot be read gives a value that
//! says why.
//!
//! A [`Refusal`] has the vocabulary of `cargo counterpart verify`: its rules, and its places. It contains no values of
//! the message unless they are asked for, so that it may stand in logs, headers and dead letters.

mod refusal;

pub use refusal::{Found, Part, Refusal, RefusalRule, Role};
