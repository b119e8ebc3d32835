//! The auth service as a server. Event types and rules are those of the package `auth-service`.
//!
//! [`feed`] pulls events, [`message`] reads them through their contracts, [`copy`] keeps what they say, together with the
//! inbox and the position, in one transaction. What cannot be read goes to the [`letters`], and comes back by [`redrive`].
//! [`reconcile`] compares the copy with a dump.

#[cfg(feature = "real")]
pub mod broker;
pub mod copy;
pub mod dump;
pub mod feed;
pub mod letters;
pub mod measures;
pub mod message;
pub mod reconcile;
pub mod redrive;
pub mod routes;
pub mod settings;

/// The version that dead letters name.
pub const VERSION: &str = if cfg!(feature = "by-phone") {
    concat!(env!("CARGO_PKG_VERSION"), "+by-phone")
} else {
    env!("CARGO_PKG_VERSION")
};

/// The service that contracts and dead letters name.
pub const SERVICE: &str = "auth-service";
