//! Consumer-driven contract tests for event messages.

#[cfg(feature = "files")]
pub mod collect;
#[cfg(feature = "compat")]
pub mod compat;
#[cfg(feature = "files")]
pub mod config;
#[cfg(feature = "files")]
pub mod contract;
#[cfg(feature = "testing")]
mod declaration;
#[cfg(feature = "verify")]
pub mod import;
#[cfg(feature = "compat")]
pub mod json;
#[cfg(feature = "verify")]
pub mod report;
#[cfg(feature = "testing")]
pub mod schema;
#[cfg(not(feature = "testing"))]
mod schema;
#[cfg(feature = "testing")]
mod testing;
#[cfg(feature = "verify")]
pub mod verify;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use counterpart_macros::Contract;

/// Declares a contract for a type of another crate, or for an instance of a generic type.
#[macro_export]
macro_rules! contract {
    ($($tokens:tt)*) => {
        $crate::__private::contract! { ($crate) $($tokens)* }
    };
}
