//! The types of `counterpart::wire`, with real functions of serde as the judge.

mod bytes;
mod digits;
mod limits;
mod moments;
mod spans;

use std::fmt::Debug;

use counterpart::__private::schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::kinds::judge::{holds, read, schema};

/// Reads these texts and ones near them, and says how many more serde reads than the contract accepts.
#[track_caller]
fn reads<T: DeserializeOwned + Debug + JsonSchema>(texts: &[String]) -> usize {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (taken, more) = read::<T>(&texts);
    assert!(taken >= 2, "{taken} of {texts:?}");
    more
}

/// serde reads a text if and only if the contract accepts it.
#[track_caller]
fn reads_exactly<T: DeserializeOwned + Debug + JsonSchema>(texts: &[String]) {
    assert_eq!(reads::<T>(texts), 0);
}

/// The contract of a consumer accepts the one and refuses the other.
#[track_caller]
fn accepts<T: JsonSchema>(taken: &[&str], refused: &[&str]) {
    let accepted = schema::<T>(counterpart::contract::Role::Consumes);
    for text in taken {
        assert_eq!(
            holds(&accepted, text),
            Some(true),
            "{text}: {}",
            accepted.document()
        );
    }
    for text in refused {
        assert_eq!(
            holds(&accepted, text),
            Some(false),
            "{text}: {}",
            accepted.document()
        );
    }
}
