//! A part of messages does not know who uses it. What no consumer may have is refused where it is consumed.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;

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

#[test]
fn integer_keys_behind_an_alias_have_no_range_and_behind_a_parameter_they_have() {
    type Counts = BTreeMap<u8, u8>;
    #[derive(Deserialize, Contract)]
    struct Aliased {
        counts: Option<Counts>,
    }
    assert!(serde_json::from_str::<Aliased>(r#"{"counts":{"300":1}}"#).is_err());
    let error = generate::<Aliased>(Role::Consumes).unwrap_err();
    insta::assert_snapshot!(error, @"`Aliased.counts`: the range of a map's integer keys cannot be seen behind an alias or in the argument of a type: write the type of the map in the field, or in a newtype");
    assert!(generate::<Aliased>(Role::Emits).is_ok());
    #[derive(Deserialize, Contract)]
    struct Envelope<T> {
        body: Vec<T>,
    }
    let schema = counterpart::json::Json::Object(generate::<Envelope<Counts>>(Role::Consumes).unwrap());
    insta::assert_snapshot!(schema, @r#"{"type":"object","properties":{"body":{"type":"array","items":{"type":"object","patternProperties":{"^(0|[1-9][0-9]{0,1}|1[0-9]{2}|2[0-4][0-9]|25[0-4]|255)$":{"type":"integer","minimum":0,"maximum":255}},"additionalProperties":false}}},"required":["body"]}"#);
}
