//! Modules of the user with the paths of those of other crates.

#![allow(dead_code, reason = "serde calls these functions, if at all")]

use counterpart::__private::schemars::JsonSchema;
use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use serde::{Deserialize, Serialize};

fn why<T: JsonSchema>(role: Role) -> String {
    match generate::<T>(role) {
        Ok(schema) => panic!("{schema:?}"),
        Err(error) => error.to_string(),
    }
}

mod of_the_user {
    use super::*;

    /// It writes `0x` before the digits, and has nothing of the crate but its name.
    mod hex {
        use serde::{Deserializer, Serializer};

        pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(&format_args!("0x{}", ::hex::encode(bytes)))
        }
        pub(super) fn deserialize<'de, D: Deserializer<'de>>(_: D) -> Result<Vec<u8>, D::Error> {
            Ok(Vec::new())
        }
    }

    /// Functions of a type that reads with the crate, and writes otherwise.
    mod serde_bytes {
        pub(super) use ::serde_bytes::deserialize;

        pub(super) fn serialize<T, S: serde::Serializer>(_: &T, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str("")
        }
    }

    /// Seconds of another crate's.
    mod ts_seconds {
        use serde::Serializer;

        pub(super) fn serialize<S: Serializer>(at: &Moment, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(&at.0.to_string())
        }
        pub(super) struct Moment(pub(super) i64);
    }

    #[derive(Serialize, Deserialize, Contract)]
    pub(super) struct Both {
        #[serde(with = "hex")]
        id: Vec<u8>,
    }

    #[derive(Serialize, Contract)]
    pub(super) struct OnlyWritten {
        #[serde(with = "hex")]
        id: Vec<u8>,
    }

    #[derive(Deserialize, Contract)]
    pub(super) struct OnlyRead {
        #[serde(with = "hex")]
        id: Vec<u8>,
    }

    #[derive(Serialize, Deserialize, Contract)]
    pub(super) struct Half {
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    }

    /// There is nothing else in the module.
    #[derive(Serialize, Contract)]
    pub(super) struct At {
        #[serde(with = "ts_seconds")]
        at: ts_seconds::Moment,
    }

    /// Another module of the crate, under this name.
    mod renamed {
        pub(super) use chrono::serde::ts_milliseconds as ts_seconds;
    }
    use renamed::ts_seconds as ts_milliseconds;

    #[derive(Serialize, Deserialize, Contract)]
    pub(super) struct Renamed {
        #[serde(with = "chrono::serde::ts_milliseconds")]
        right: chrono::DateTime<chrono::Utc>,
    }

    #[derive(Serialize, Deserialize, Contract)]
    pub(super) struct Seconds {
        #[serde(with = "ts_milliseconds")]
        right: chrono::DateTime<chrono::Utc>,
    }

    pub(super) mod other_unit {
        use super::*;
        use chrono::serde::ts_nanoseconds as ts_seconds;

        #[derive(Serialize, Deserialize, Contract)]
        pub(crate) struct OtherUnit {
            #[serde(with = "ts_seconds")]
            at: chrono::DateTime<chrono::Utc>,
        }
    }

    /// A declared type is believed, as everywhere.
    #[derive(Serialize, Contract)]
    pub(super) struct Declared {
        #[serde(with = "hex")]
        #[contract(with = "String", pattern = "^0x([0-9a-f]{2})*$")]
        id: Vec<u8>,
    }
}

#[test]
fn a_module_of_the_user_is_not_taken_for_that_of_a_crate() {
    use of_the_user::*;

    for role in [Role::Consumes, Role::Emits] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(why::<Both>(role), @r#"`Both.id`: `types::namesakes::of_the_user::hex::serialize` is not the function of `hex`, so nothing is known of it: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
            insta::assert_snapshot!(why::<Half>(role), @r#"`Half.bytes`: `types::namesakes::of_the_user::serde_bytes::serialize` is not the function of `serde_bytes`, so nothing is known of it: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
        }
    }
    insta::assert_snapshot!(why::<OnlyRead>(Role::Consumes), @r#"`OnlyRead.id`: `types::namesakes::of_the_user::hex::serialize` is not the function of `hex`, so nothing is known of it: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
    insta::assert_snapshot!(why::<OnlyWritten>(Role::Emits), @r#"`OnlyWritten.id`: `types::namesakes::of_the_user::hex::serialize` is not the function of `hex`, so nothing is known of it: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
    insta::assert_snapshot!(why::<At>(Role::Emits), @r#"`At.at`: `types::namesakes::of_the_user::ts_seconds::serialize` is not the function of `chrono::serde::ts_seconds`, so nothing is known of it: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
    insta::assert_snapshot!(why::<other_unit::OtherUnit>(Role::Emits), @r#"`OtherUnit.at`: `chrono::datetime::serde::ts_nanoseconds::serialize` is not the function of `chrono::serde::ts_seconds`, so nothing is known of it: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
    assert!(generate::<Renamed>(Role::Emits).is_ok());
    assert!(generate::<Seconds>(Role::Emits).is_ok());
    assert!(generate::<Declared>(Role::Emits).is_ok());
}

/// What the crates have is still known, wherever it is inside of them, in fields with lifetimes and of the type itself.
#[test]
fn modules_of_the_crates_are_known() {
    use std::borrow::Cow;

    #[derive(Serialize, Deserialize, Contract)]
    struct Known<'a> {
        #[serde(with = "hex")]
        root: Vec<u8>,
        #[serde(with = "::hex::serde")]
        module: [u8; 4],
        #[serde(serialize_with = "hex::serialize", deserialize_with = "hex::deserialize")]
        functions: Vec<u8>,
        #[serde(with = "serde_bytes", borrow)]
        borrowed: Cow<'a, [u8]>,
        #[serde(with = "chrono::naive::serde::ts_milliseconds_option")]
        naive: Option<chrono::NaiveDateTime>,
        #[serde(with = "chrono::serde::ts_nanoseconds")]
        nanos: chrono::DateTime<chrono::Utc>,
        #[serde(with = "http_serde::status_code")]
        status: http::StatusCode,
        #[serde(with = "jiff::fmt::serde::timestamp::second::optional")]
        second: Option<jiff::Timestamp>,
        #[serde(with = "rust_decimal::serde::str_option")]
        amount: Option<rust_decimal::Decimal>,
        #[serde(with = "rust_decimal::serde::float")]
        float: rust_decimal::Decimal,
        #[serde(with = "time::serde::rfc3339::option")]
        moment: Option<time::OffsetDateTime>,
        #[serde(with = "time::serde::timestamp::milliseconds_i64")]
        millis: time::OffsetDateTime,
        #[serde(with = "uuid::serde::simple")]
        id: uuid::Uuid,
        #[serde(deserialize_with = "serde_aux::prelude::deserialize_number_from_string")]
        number: u8,
    }
    for role in [Role::Consumes, Role::Emits] {
        generate::<Known<'_>>(role).expect("every function is known");
    }
}

struct Digest([u8; 2]);

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[derive(Serialize, Contract)]
#[contract(emits = "functions.digest")]
struct Sent {
    #[serde(with = "hex")]
    digest: Digest,
}

struct Parsed;

impl hex::FromHex for Parsed {
    type Error = hex::FromHexError;
    fn from_hex<T: AsRef<[u8]>>(_: T) -> Result<Self, Self::Error> {
        Ok(Self)
    }
}

#[derive(Deserialize, Contract)]
#[contract(consumes = "functions.parsed")]
struct Seen {
    #[serde(with = "hex")]
    digest: Parsed,
}

#[test]
fn only_the_function_of_the_role_is_asked() {
    assert!(generate::<Sent>(Role::Emits).is_ok());
    assert!(generate::<Seen>(Role::Consumes).is_ok());
}
