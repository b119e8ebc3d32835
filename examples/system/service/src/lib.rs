//! The parts that both services share and that know nothing of users: settings, logs, HTTP, metrics, patience with
//! others, a graceful end, and in test builds the points at which a process kills itself.

pub mod client;
pub mod fault;
pub mod logs;
pub mod metrics;
pub mod patience;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod server;
pub mod settings;
pub mod stop;
