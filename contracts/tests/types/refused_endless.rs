//! Types whose messages have no end are an error that names the cycle, and never an overflow of the stack. Types that only
//! look so have a contract.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;

use crate::agreement::agree;
use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use serde::Deserialize;

fn endless<T: JsonSchema>() -> String {
    let [consumed, emitted] =
        [Role::Consumes, Role::Emits].map(|role| generate::<T>(role).unwrap_err().to_string());
    assert_eq!(consumed, emitted);
    consumed
}

#[test]
fn a_flattened_field_of_its_own_type() {
    #[derive(Contract)]
    struct Chain {
        #[serde(flatten)]
        inner: Option<Box<Chain>>,
    }
    insta::assert_snapshot!(endless::<Chain>(), @"`types::refused_endless::a_flattened_field_of_its_own_type::Chain` in `types::refused_endless::a_flattened_field_of_its_own_type::Chain` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
    #[derive(Contract)]
    struct One {
        #[serde(flatten)]
        other: Option<Box<Other>>,
    }
    #[derive(Contract)]
    struct Other {
        #[serde(flatten)]
        one: Box<One>,
    }
    insta::assert_snapshot!(endless::<Vec<Other>>(), @"`types::refused_endless::a_flattened_field_of_its_own_type::Other` in `types::refused_endless::a_flattened_field_of_its_own_type::One` in `types::refused_endless::a_flattened_field_of_its_own_type::Other` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
}

#[test]
fn a_transparent_field_of_its_own_type() {
    #[derive(Contract)]
    #[serde(transparent)]
    struct Itself(Box<Itself>);
    insta::assert_snapshot!(endless::<Itself>(), @"`types::refused_endless::a_transparent_field_of_its_own_type::Itself` in `types::refused_endless::a_transparent_field_of_its_own_type::Itself` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
    #[derive(Contract)]
    #[serde(transparent)]
    struct Maybe {
        inner: Option<Box<Maybe>>,
    }
    #[derive(Contract)]
    struct Holds {
        field: Maybe,
        #[serde(flatten)]
        flat: Maybe,
    }
    assert!(generate::<Maybe>(Role::Consumes).is_err());
    assert!(generate::<Holds>(Role::Consumes).is_err());
}

#[test]
fn a_tagged_variant_of_its_own_type() {
    #[derive(Contract)]
    #[serde(tag = "t")]
    enum Tagged {
        Leaf,
        Again(Box<Tagged>),
        Twice(Box<Tagged>),
    }
    insta::assert_snapshot!(endless::<Tagged>(), @"`types::refused_endless::a_tagged_variant_of_its_own_type::Tagged` in `types::refused_endless::a_tagged_variant_of_its_own_type::Tagged` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
}

/// serde overflows the stack on any other value than `null`, or than a number.
#[test]
fn a_newtype_or_an_untagged_variant_of_its_own_type_is_read_for_ever() {
    #[derive(Contract)]
    struct List(Option<Box<List>>);
    #[derive(Contract)]
    #[serde(untagged)]
    enum Untagged {
        Again(Box<Untagged>),
        Leaf(u8),
    }
    let endless = |made: Result<_, counterpart::schema::SchemaError>| {
        made.map(|_: counterpart::json::Object| ())
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(endless(generate::<List>(Role::Consumes)), @"`List` in `List` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
    insta::assert_snapshot!(endless(generate::<Vec<Untagged>>(Role::Consumes)), @"`Untagged` in `Untagged` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
    assert!(generate::<List>(Role::Emits).is_ok());
}

#[test]
fn a_type_that_is_written_as_itself() {
    #[derive(Contract)]
    #[contract(with = "Written")]
    struct Written;
    insta::assert_snapshot!(endless::<Written>(), @"`types::refused_endless::a_type_that_is_written_as_itself::Written` in `types::refused_endless::a_type_that_is_written_as_itself::Written` contains itself without a field or an item in between (flattened, transparent, a newtype, or the only field of a variant), so its messages are infinite: put it into a field of its own");
}

#[test]
fn empty_lists_and_maps_end_recursion() {
    #[derive(Deserialize, Contract, Debug)]
    #[serde(transparent)]
    struct Tree(Vec<Tree>);
    agree::<Tree>(&["[]", "[[],[[]]]", "[1]", "[[[null]]]"]);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(transparent)]
    struct Folders {
        inner: BTreeMap<String, Option<Files>>,
    }
    #[derive(Deserialize, Contract, Debug)]
    #[serde(transparent)]
    struct Files(Vec<Folders>);
    #[derive(Deserialize, Contract, Debug)]
    struct Disk {
        root: Folders,
    }
    agree::<Disk>(&[
        r#"{"root":{}}"#,
        r#"{"root":{"a":[{"b":null}]}}"#,
        r#"{"root":{"a":[{"b":[1]}]}}"#,
        r#"{"root":[]}"#,
    ]);

    #[derive(Deserialize, Contract, Debug)]
    #[serde(untagged)]
    enum Json {
        Leaf(u8),
        Many(Vec<Json>),
    }
    agree::<Json>(&["1", "[1,[2]]", "[true]", "[[[]]]"]);
}
