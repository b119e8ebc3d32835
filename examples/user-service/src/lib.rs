//! A producer: owns the users, and tells other services what happens to them.
//!
//! [`events`] holds the types that it sends. They are the truth of the wire: what other services may rely on is what
//! these types serialize to, and `examples/contracts/user-service/emits/` says the same as JSON Schema.
//! [`users`] changes users and appends the event in the same step, to the [`outbox`]. [`commands`] is the language that
//! the program reads:
//!
//! ```text
//! $ printf 'register ada@example.org pro\n' | cargo run -q -p user-service
//! {"specversion":"1.0","id":"1","source":"user-service","sequence":1,"type":"user.registered","data":{"user_id":1,…}}
//! ```
//!
//! The cargo feature `breaking` makes one change that no test of this crate notices, and that would break
//! `auth-service`: see [`events::UserRegistered`]. This finds it before anything is released:
//!
//! ```text
//! $ cargo counterpart verify -p user-service --features breaking
//! ```

pub mod commands;
pub mod dump;
pub mod events;
pub mod feed;
pub mod outbox;
pub mod users;
