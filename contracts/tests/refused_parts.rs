//! A part of messages does not know who uses it. What no consumer may have is refused where it is consumed.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::borrow::Cow;

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
struct Part<'a> {
    #[serde(borrow)]
    owned_where_needed: Cow<'a, str>,
    text: Option<&'a str>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Newtype<'a>(#[serde(borrow)] Part<'a>);

#[derive(Serialize, Deserialize, Contract)]
struct Message<'a> {
    #[serde(borrow)]
    parts: Vec<Newtype<'a>>,
}

#[test]
fn borrowed_text_is_refused_where_it_is_read_and_nowhere_else() {
    let message = r#"{"parts":[{"owned_where_needed":"\n","text":"\n"}]}"#;
    assert!(serde_json::from_str::<Message>(message).is_err());
    let error = generate::<Message>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Part.text`: serde reads a borrowed value only where the message holds it unescaped, so a contract cannot promise to read it: use `String`, or `Cow<'_, str>` with `#[serde(borrow)]`");
    assert!(generate::<Message>(Role::Emits).is_ok());
}

#[test]
fn borrowed_text_in_a_tuple_or_behind_a_trust() {
    #[derive(Contract)]
    struct Tuple<'a>(u8, &'a [u8]);
    assert!(generate::<Tuple>(Role::Consumes).is_err());
    #[derive(Contract)]
    struct Trusted<'a> {
        #[contract(trust = "the producer escapes nothing")]
        text: &'a str,
    }
    assert!(generate::<Trusted>(Role::Consumes).is_ok());
    #[derive(Contract)]
    struct OnlyWritten<'a> {
        #[serde(skip_deserializing)]
        text: &'a str,
    }
    assert!(generate::<OnlyWritten>(Role::Consumes).is_ok());
}
