//! Types of other crates that have no schema of their own, or a wrong one: the compiler's names tell what they are.

mod containers;
mod dates;
mod keys;
mod numbers;
mod others;
mod texts;

use std::fmt::Debug;

use counterpart::__private::schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::kinds::judge::read;

/// serde reads a text if and only if the contract accepts it, among these texts and ones near them.
#[track_caller]
fn reads_exactly<T: DeserializeOwned + Debug + JsonSchema>(texts: &[&str]) {
    let (taken, more) = read::<T>(texts);
    assert!(
        taken >= 2 && more == 0,
        "{taken} are taken, {more} are read as well"
    );
}

/// A newtype of each type.
macro_rules! held {
    ($($name:ident: $(#[$attr:meta])* $ty:ty;)*) => {$(
        #[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
        struct $name($(#[$attr])* $ty);
    )*};
}
use held;
