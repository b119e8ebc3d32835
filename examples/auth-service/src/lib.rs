//! A consumer: lets users sign in, and for that keeps its own copy of them, made from the events of `user-service`.
//!
//! [`events`] declares what it needs of each event, and nothing else. `examples/contracts/auth-service/consumes/` says
//! the same as JSON Schema, and the build of `user-service` fails when it no longer sends that.
//! [`message`] takes a message apart, [`accounts`] is the copy, [`consumer`] brings one to the other without losing a
//! message, and what cannot be read goes to the [`dead_letters`].
//!
//! ```text
//! $ printf 'register ada@example.org pro\n' | cargo run -q -p user-service | cargo run -q -p auth-service
//! user 1: ada@example.org, pro
//! ```

pub mod accounts;
pub mod consumer;
pub mod dead_letters;
pub mod dump;
pub mod events;
pub mod feed;
pub mod letter;
pub mod message;
