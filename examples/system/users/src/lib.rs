//! The user service as a server. Event types and rules are those of the package `user-service`.
//!
//! [`routes`] answers requests, [`command`] reads them, [`store`] changes state and outbox in one transaction. The
//! [`relay`] hands on what the outbox has, and writes it to the [`sent_log`]. [`feed`] and [`dump`] are for readers.

#[cfg(feature = "real")]
pub mod broker;
pub mod command;
pub mod dump;
pub mod entry;
pub mod feed;
pub mod measures;
pub mod relay;
pub mod retention;
pub mod routes;
pub mod sent_log;
pub mod settings;
pub mod store;
