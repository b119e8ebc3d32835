//! A consumer whose producer is not written in Rust: a bot that keeps a board of what goes on in a team's repositories.
//!
//! It hears ten of GitHub's webhooks. [`events`] declares what it needs of each, and nothing else;
//! `examples/contracts/github-webhooks/consumes/` says the same as JSON Schema. What GitHub sends stands in schemas that
//! GitHub publishes, so `cargo counterpart import` makes contract files of those, and `verify` checks one against the
//! other: the bot learns of a change of GitHub's from a red build and not from its log.
//!
//! [`board`] is what the bot does with what it hears.

pub mod board;
pub mod events;
