//! The services as processes, and what must be true of them whatever happens.

pub mod copies;
pub mod process;
pub mod proxy;
pub mod requests;
