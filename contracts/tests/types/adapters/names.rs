//! `with_prefix!` and `with_suffix!`.

use std::collections::BTreeMap;

use counterpart::contract::Role;
use counterpart::{Contract, truth};
use serde::{Deserialize, Serialize};
use serde_with::{with_prefix, with_suffix};

use super::super::kinds::judge::{breaks, schema, written};
use super::reads_exactly;

with_prefix!(prefix_ship "ship_");
with_prefix!(prefix_dot "bill.to+");
with_suffix!(suffix_old "_old");

#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
struct Address {
    street: String,
    #[serde(alias = "plz")]
    zip: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<bool>,
}

fn address() -> Address {
    Address {
        street: "a".to_owned(),
        zip: 1,
        more: None,
    }
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Shipped {
    id: u8,
    #[serde(flatten, with = "prefix_ship")]
    #[contract(prefix = "ship_")]
    to: Address,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Both {
    id: u8,
    #[serde(flatten, with = "prefix_ship")]
    #[contract(prefix = "ship_")]
    to: Address,
    #[serde(flatten, with = "prefix_dot")]
    #[contract(prefix = "bill.to+")]
    bill: Option<Address>,
    #[serde(flatten, with = "suffix_old")]
    #[contract(suffix = "_old")]
    old: Option<Nested>,
    #[serde(flatten)]
    plain: Address,
}

#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
struct Nested {
    a: bool,
    #[serde(flatten)]
    b: Inner,
}

#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
struct Inner {
    c: u8,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct OneWay {
    #[serde(
        flatten,
        serialize_with = "suffix_old::serialize",
        skip_deserializing,
        default = "address"
    )]
    #[contract(suffix = "_old")]
    written: Address,
}

fn texts() -> Vec<String> {
    [
        "{}",
        r#"{"id":1,"ship_street":"a","ship_zip":1}"#,
        r#"{"id":1,"ship_street":"a","ship_plz":1}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":65536}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"ship_plz":1}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"ship_more":true,"ship_other":1,"other":2}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"ship_more":1}"#,
        r#"{"id":1,"street":"a","zip":1}"#,
        r#"{"id":1,"ship_street":"a"}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"a_old":true,"c_old":1}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"a_old":true}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"x_old":true}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"_old":true}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"x_older":true}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"bill.to+street":"s","bill.to+zip":1}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"bill.to+street":"s"}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"bill.to+":"s"}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"billxto+":"s"}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"street":"b","zip":2,"bill.too":"s","c":"x"}"#,
        r#"{"id":1,"ship_street":"a","ship_zip":1,"bill.to+street":"s","bill.to+zip":1}"#,
        "[1]",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn names_with_a_prefix_or_a_suffix_are_read_and_written() {
    reads_exactly::<Shipped>(&texts());
    reads_exactly::<Both>(&texts());
    written([
        Shipped { id: 1, to: address() },
        Shipped {
            id: 1,
            to: Address {
                more: Some(true),
                ..address()
            },
        },
    ]);
    let nested = Nested {
        a: true,
        b: Inner { c: 1 },
    };
    for (bill, old) in [
        (None, None),
        (Some(address()), None),
        (None, Some(nested.clone())),
        (Some(address()), Some(nested)),
    ] {
        written([Both {
            id: 1,
            to: address(),
            bill,
            old,
            plain: address(),
        }]);
    }
    insta::assert_snapshot!(schema::<Shipped>(Role::Consumes).document(), @r#"{"type":"object","properties":{"id":{"type":"integer","minimum":0,"maximum":255},"ship_more":{"type":["boolean","null"]},"ship_plz":{"type":"integer","minimum":0,"maximum":65535},"ship_street":{"type":"string"},"ship_zip":{"type":"integer","minimum":0,"maximum":65535}},"required":["id","ship_street"],"allOf":[{"oneOf":[{"required":["ship_zip"]},{"required":["ship_plz"]}]}]}"#);
    insta::assert_snapshot!(schema::<Both>(Role::Consumes).document(), @r#"{"type":"object","properties":{"id":{"type":"integer","minimum":0,"maximum":255},"more":{"type":["boolean","null"]},"plz":{"type":"integer","minimum":0,"maximum":65535},"ship_more":{"type":["boolean","null"]},"ship_plz":{"type":"integer","minimum":0,"maximum":65535},"ship_street":{"type":"string"},"ship_zip":{"type":"integer","minimum":0,"maximum":65535},"street":{"type":"string"},"zip":{"type":"integer","minimum":0,"maximum":65535}},"required":["id","ship_street","street"],"allOf":[{"anyOf":[{"type":"object","properties":{"bill.to+more":{"type":["boolean","null"]},"bill.to+plz":{"type":"integer","minimum":0,"maximum":65535},"bill.to+street":{"type":"string"},"bill.to+zip":{"type":"integer","minimum":0,"maximum":65535}},"required":["bill.to+street"],"allOf":[{"oneOf":[{"required":["bill.to+zip"]},{"required":["bill.to+plz"]}]}]},{"type":"object","patternProperties":{"^bill\\.to\\+":false}}]},{"anyOf":[{"type":"object","properties":{"a_old":{"type":"boolean"},"c_old":{"type":"integer","minimum":0,"maximum":255}},"required":["a_old","c_old"]},{"type":"object","patternProperties":{"^[\\s\\S]*_old$":false}}]},{"oneOf":[{"required":["ship_zip"]},{"required":["ship_plz"]}]},{"oneOf":[{"required":["zip"]},{"required":["plz"]}]}]}"#);
    insta::assert_snapshot!(schema::<Both>(Role::Emits).document(), @r#"{"type":"object","properties":{"id":{"type":"integer","minimum":0,"maximum":255},"more":{"type":"boolean"},"ship_more":{"type":"boolean"},"ship_street":{"type":"string"},"ship_zip":{"type":"integer","minimum":0,"maximum":65535},"street":{"type":"string"},"zip":{"type":"integer","minimum":0,"maximum":65535}},"required":["id","ship_street","ship_zip","street","zip"],"unevaluatedProperties":false,"allOf":[{"anyOf":[{"type":"object","properties":{"bill.to+more":{"type":"boolean"},"bill.to+street":{"type":"string"},"bill.to+zip":{"type":"integer","minimum":0,"maximum":65535}},"required":["bill.to+street","bill.to+zip"]},{"type":"object"}]},{"anyOf":[{"type":"object","properties":{"a_old":{"type":"boolean"},"c_old":{"type":"integer","minimum":0,"maximum":255}},"required":["a_old","c_old"]},{"type":"object"}]}]}"#);
    insta::assert_snapshot!(schema::<OneWay>(Role::Emits).document(), @r#"{"type":"object","properties":{"more_old":{"type":"boolean"},"street_old":{"type":"string"},"zip_old":{"type":"integer","minimum":0,"maximum":65535}},"required":["street_old","zip_old"],"unevaluatedProperties":false}"#);
    breaks::<Shipped, Both>();
}

fn why<T: counterpart::__private::schemars::JsonSchema>(role: Role) -> String {
    match counterpart::schema::generate::<T>(role) {
        Ok(schema) => panic!("{schema:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_module_is_asked_for_its_prefix() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Wrong {
        id: u8,
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "shipping_")]
        to: Address,
    }
    // Such a difference shows in no message: without a name of the struct there is no struct.
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Short {
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "ship")]
        to: Option<Address>,
    }
    #[derive(Debug, Deserialize, Contract)]
    struct OnlyRead {
        #[serde(flatten, deserialize_with = "prefix_ship::deserialize")]
        #[contract(suffix = "_ship")]
        _to: Option<Address>,
    }
    insta::assert_snapshot!(why::<Wrong>(Role::Consumes), @r#"`Wrong`: the function of a flattened field does not make `shipping_id` of the name `id`, as the attribute says, but `ship_id`: write the text of `with_prefix!` or `with_suffix!` in `#[contract(prefix = "…")]` or `#[contract(suffix = "…")]`"#);
    insta::assert_snapshot!(why::<Wrong>(Role::Emits), @r#"`Wrong`: the function of a flattened field does not make `shipping_id` of the name `id`, as the attribute says, but `ship_id`: write the text of `with_prefix!` or `with_suffix!` in `#[contract(prefix = "…")]` or `#[contract(suffix = "…")]`"#);
    insta::assert_snapshot!(why::<Short>(Role::Consumes), @r#"`Short`: the function of a flattened field does not make `shipid` of the name `id`, as the attribute says, but `ship_id`: write the text of `with_prefix!` or `with_suffix!` in `#[contract(prefix = "…")]` or `#[contract(suffix = "…")]`"#);
    insta::assert_snapshot!(why::<OnlyRead>(Role::Consumes), @r#"`OnlyRead`: the function of a flattened field does not make `id_ship` of the name `id`, as the attribute says: write the text of `with_prefix!` or `with_suffix!` in `#[contract(prefix = "…")]` or `#[contract(suffix = "…")]`"#);
}

#[test]
fn the_derived_test_finds_no_difference() {
    #[derive(Debug, Deserialize, Contract)]
    struct OnlyRead {
        #[serde(flatten, deserialize_with = "prefix_ship::deserialize")]
        #[contract(prefix = "ship_")]
        _to: Option<Address>,
    }
    let options = truth::Options::default();
    for read in [
        truth::accepted::<Shipped>(&options),
        truth::accepted::<Both>(&options),
        truth::emitted::<Both>(&options),
        truth::accepted::<OnlyRead>(&options),
    ] {
        let read = read.expect("a schema");
        assert!(read.failures.is_empty() && read.asked > 20, "{read:#?}");
    }
}

#[test]
fn what_a_prefix_does_not_apply_to_is_refused() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct OfMap {
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "ship_")]
        all: BTreeMap<String, u8>,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Denying {
        a: u8,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct OfDenying {
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "ship_")]
        inner: Denying,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Around {
        id: u8,
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "ship_")]
        to: Address,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct BesideMap {
        #[serde(flatten, with = "prefix_ship")]
        #[contract(prefix = "ship_")]
        to: Address,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    insta::assert_snapshot!(why::<OfMap>(Role::Consumes), @r#"`OfMap`: a prefix or a suffix is only known of a struct, or of an `Option` of one: give the type on the wire instead, `#[contract(with = "Type")]` on the field"#);
    insta::assert_snapshot!(why::<OfMap>(Role::Emits), @r#"`OfMap`: a prefix or a suffix is only known of a struct, or of an `Option` of one: give the type on the wire instead, `#[contract(with = "Type")]` on the field"#);
    insta::assert_snapshot!(why::<OfDenying>(Role::Consumes), @"`OfDenying`: serde_with shows the names with this prefix or suffix to a struct that denies unknown fields: remove `deny_unknown_fields` from the struct");
    insta::assert_snapshot!(why::<Around>(Role::Consumes), @"`Around`: `deny_unknown_fields` denies the keys of this flattened field, because its type consumes none (an untagged or internally tagged enum, or a struct that flattens something itself): remove `deny_unknown_fields`, or give the field a name");
    insta::assert_snapshot!(why::<BesideMap>(Role::Consumes), @r#"the flattened map of `BesideMap` also reads "ship_more", which belongs to another flattened field: serde refuses a message in which that is not a value of the map. Move the map after the others. If one of these is an enum or flattens something itself, make the map's values `serde_json::Value`, or give the map a field of its own"#);
}
