//! A literal that a `macro_rules!` macro was given reaches the derive in a group without delimiters. serde looks into it, and so
//! must the contract: each type here is made by a macro and says what its twin by hand says.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::json::Json;
use counterpart::schema::generate;
use serde::{Deserialize, Serialize};

#[track_caller]
fn same<One: JsonSchema, Other: JsonSchema>() {
    for role in [Role::Consumes, Role::Emits] {
        let [one, other] = [generate::<One>(role), generate::<Other>(role)];
        let [one, other] = [one, other].map(|made| Json::Object(made.expect("a schema")).to_string());
        assert_eq!(one, other, "{role:?}");
    }
}

#[test]
fn alias_is_read_anywhere_in_the_attribute() {
    macro_rules! first {
        ($old:literal) => {
            #[derive(Serialize, Deserialize, Contract)]
            struct First {
                #[serde(alias = $old, default)]
                count: u8,
            }
        };
    }
    macro_rules! last {
        ($old:literal) => {
            #[derive(Serialize, Deserialize, Contract)]
            struct Last {
                #[serde(default, alias = $old)]
                count: u8,
            }
        };
    }
    macro_rules! expression {
        ($old:expr) => {
            #[derive(Serialize, Deserialize, Contract)]
            struct Expression {
                #[serde(alias = $old, default)]
                count: u8,
            }
        };
    }
    macro_rules! through {
        ($old:literal) => {
            first!($old);
        };
    }
    first!("total");
    last!("total");
    expression!("total");
    #[derive(Serialize, Deserialize, Contract)]
    struct Plain {
        #[serde(alias = "total", default)]
        count: u8,
    }
    same::<First, Plain>();
    same::<Last, Plain>();
    same::<Expression, Plain>();
    {
        through!("total");
        same::<First, Plain>();
    }
}

#[test]
fn tags_contents_and_names_of_variants_are_read() {
    macro_rules! made {
        ($tag:literal, $content:literal, $old:literal, $name:literal, $rule:literal) => {
            #[derive(Serialize, Deserialize, Contract)]
            #[serde(tag = $tag, content = $content, rename_all = $rule)]
            enum Adjacent {
                #[serde(alias = $old, rename = $name)]
                One(u8),
                TheOther(Option<u8>),
                Unit,
            }
            #[derive(Serialize, Deserialize, Contract)]
            #[serde(tag = $tag, rename_all = $rule)]
            enum Internal {
                #[serde(alias = $old, rename = $name)]
                One {
                    #[serde(rename(serialize = $name, deserialize = $old), default)]
                    one: u8,
                },
                #[serde(other)]
                Other,
            }
            #[derive(Serialize, Deserialize, Contract)]
            #[serde(rename_all(serialize = $rule, deserialize = $rule), tag = $tag)]
            struct Tagged {
                #[serde(skip_serializing_if = "Option::is_none", alias = $old, default)]
                a_name: Option<u8>,
            }
        };
    }
    made!("t", "c", "old", "uno", "kebab-case");
    mod by_hand {
        use super::*;
        #[derive(Serialize, Deserialize, Contract)]
        #[serde(tag = "t", content = "c", rename_all = "kebab-case")]
        pub(super) enum Adjacent {
            #[serde(alias = "old", rename = "uno")]
            One(u8),
            TheOther(Option<u8>),
            Unit,
        }
        #[derive(Serialize, Deserialize, Contract)]
        #[serde(tag = "t", rename_all = "kebab-case")]
        pub(super) enum Internal {
            #[serde(alias = "old", rename = "uno")]
            One {
                #[serde(rename(serialize = "uno", deserialize = "old"), default)]
                one: u8,
            },
            #[serde(other)]
            Other,
        }
        #[derive(Serialize, Deserialize, Contract)]
        #[serde(rename_all(serialize = "kebab-case", deserialize = "kebab-case"), tag = "t")]
        pub(super) struct Tagged {
            #[serde(skip_serializing_if = "Option::is_none", alias = "old", default)]
            a_name: Option<u8>,
        }
    }
    same::<Adjacent, by_hand::Adjacent>();
    same::<Internal, by_hand::Internal>();
    same::<Tagged, by_hand::Tagged>();
}

#[test]
fn paths_and_conditions_are_read() {
    fn seven() -> u8 {
        7
    }
    mod as_text {
        pub(super) fn serialize<S: serde::Serializer>(value: &u8, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(value)
        }
        pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
            let text: String = serde::Deserialize::deserialize(from)?;
            text.parse().map_err(serde::de::Error::custom)
        }
    }
    macro_rules! made {
        ($default:literal, $skips:literal, $with:literal, $wire:literal, $why:literal) => {
            #[derive(Serialize, Deserialize, Contract)]
            struct Made {
                #[serde(default = $default, rename = "a")]
                one: u8,
                #[serde(skip_serializing_if = $skips, default)]
                two: Option<u8>,
                #[serde(with = $with, rename = "b")]
                #[contract(with = $wire, trust = $why)]
                three: u8,
            }
        };
    }
    made!("seven", "Option::is_none", "as_text", "String", "digits only");
    #[derive(Serialize, Deserialize, Contract)]
    struct Plain {
        #[serde(default = "seven", rename = "a")]
        one: u8,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        two: Option<u8>,
        #[serde(with = "as_text", rename = "b")]
        #[contract(with = "String", trust = "digits only")]
        three: u8,
    }
    same::<Made, Plain>();
}

#[test]
fn types_that_a_macro_was_given_are_looked_into() {
    use std::collections::BTreeMap;
    macro_rules! made {
        ($optional:ty, $pair:ty, $map:ty, $text:ty, $rest:ty) => {
            #[derive(Serialize, Deserialize, Contract)]
            struct Made {
                optional: $optional,
                #[serde(default)]
                pair: $pair,
                map: $map,
                texts: BTreeMap<$text, u8>,
                #[serde(flatten)]
                rest: $rest,
            }
        };
    }
    type Moment = chrono::DateTime<chrono::Utc>;
    made!(Option<u8>, (Moment, Option<chrono::NaiveDate>), BTreeMap<i8, u8>, String, BTreeMap<String, u8>);
    #[derive(Serialize, Deserialize, Contract)]
    struct Plain {
        optional: Option<u8>,
        #[serde(default)]
        pair: (Moment, Option<chrono::NaiveDate>),
        map: BTreeMap<i8, u8>,
        texts: BTreeMap<String, u8>,
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    }
    same::<Made, Plain>();
}
