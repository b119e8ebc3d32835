//! The services as processes, and what must be true of them whatever happens.

#[cfg(feature = "real")]
pub mod broker;
pub mod checks;
pub mod copies;
pub mod database;
pub mod expected;
pub mod fresh;
pub mod load;
pub mod operations;
pub mod process;
pub mod proxy;
pub mod requests;
pub mod servers;
pub mod supervisor;

/// The result of a step of a test.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
