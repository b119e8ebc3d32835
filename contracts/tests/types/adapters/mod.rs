//! `#[serde_as]` of serde_with, which is the judge of what its adapters read and write.

mod bytes;
mod choices;
mod maps;
mod names;
mod objects;
mod other_clocks;
mod places;
mod texts;
mod times;

use std::fmt::Debug;

use counterpart::__private::schemars::JsonSchema;
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::kinds::judge::{holds, read, schema};

/// serde reads a text if and only if the contract accepts it, among these texts and ones near them.
#[track_caller]
fn reads_exactly<T: DeserializeOwned + Debug + JsonSchema>(texts: &[String]) {
    let (taken, more) = reads(texts, read::<T>);
    assert!(
        taken >= 2 && more == 0,
        "{taken} are taken, {more} are read as well: {}",
        schema::<T>(Role::Consumes).document()
    );
}

/// serde reads what the contract accepts. It may read more.
#[track_caller]
fn reads_at_least<T: DeserializeOwned + Debug + JsonSchema>(texts: &[String]) {
    let (taken, _) = reads(texts, read::<T>);
    assert!(taken >= 2, "{}", schema::<T>(Role::Consumes).document());
}

#[track_caller]
fn reads(texts: &[String], judge: fn(&[&str]) -> (usize, usize)) -> (usize, usize) {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    judge(&texts)
}

/// The contract has each of these values, as serde_with writes it. Its own reader may refuse some.
#[track_caller]
fn only_written<T: Serialize + JsonSchema>(values: impl IntoIterator<Item = T>) {
    let emitted = schema::<T>(Role::Emits);
    for value in values {
        let text = serde_json::to_string(&value).expect("serde writes it");
        assert_eq!(
            holds(&emitted, &text),
            Some(true),
            "{text}: {}",
            emitted.document()
        );
    }
}

/// A message that the first type writes is refused by the contract of the second.
#[track_caller]
fn refuses<P: JsonSchema, C: JsonSchema>() {
    let verdict = check(
        &schema::<P>(Role::Emits),
        &schema::<C>(Role::Consumes),
        &Limits::default(),
    );
    assert!(matches!(verdict, Verdict::Incompatible(_)), "{verdict:?}");
}

/// These texts of JSON, and each as a JSON string.
fn also_as_strings(texts: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    all.extend(
        texts
            .iter()
            .map(|text| serde_json::to_string(text).expect("a string")),
    );
    all
}

/// Newtypes, each with an adapter.
macro_rules! adapted {
    ($($name:ident: $adapter:literal, $ty:ty;)*) => {$(
        #[serde_with::serde_as]
        #[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
        pub(super) struct $name(#[serde_as(as = $adapter)] $ty);
    )*};
}
use adapted;
