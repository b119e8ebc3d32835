//! Adapters on fields with defaults, in one direction only, and in parts of other types; and the derived tests.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};
use serde_with::{
    BoolFromInt, DefaultOnNull, DisplayFromStr, DurationSeconds, OneOrMany, PickFirst, TimestampMilliSeconds,
    serde_as, skip_serializing_none,
};

use super::super::kinds::judge::{fits, holds, schema, written};
use super::refuses;

/// The derived tests of this type ask serde in both roles.
#[serde_as]
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(consumes = "adapters.placed", emits = "adapters.placed")]
struct Placed {
    #[serde_as(as = "DisplayFromStr")]
    id: u64,
    #[serde_as(as = "Option<TimestampMilliSeconds<i64>>")]
    at: Option<DateTime<Utc>>,
    #[serde_as(as = "OneOrMany<_>")]
    lines: Vec<Line>,
    #[serde_as(as = "BTreeMap<DisplayFromStr, Vec<DisplayFromStr>>")]
    #[serde(default)]
    counts: BTreeMap<u32, Vec<i16>>,
}

#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Line {
    #[serde_as(as = "DisplayFromStr")]
    #[serde(rename = "qty")]
    quantity: u16,
    #[serde_as(as = "Option<DisplayFromStr>", no_default)]
    note: Option<u8>,
}

#[test]
fn options_are_left_out_and_other_fields_are_not() {
    let (read, sent) = (schema::<Placed>(Role::Consumes), schema::<Placed>(Role::Emits));
    for (text, is_read, is_sent) in [
        (r#"{"id":"1","lines":[],"counts":{}}"#, true, true),
        (r#"{"id":"1","lines":[]}"#, true, false),
        (r#"{"id":"1","lines":[],"counts":{},"at":null}"#, true, false),
        (r#"{"id":"1","lines":[],"counts":{},"at":1}"#, true, true),
        (r#"{"id":"1","lines":[],"counts":{},"at":"1"}"#, false, false),
        (r#"{"id":1,"lines":[],"counts":{}}"#, false, false),
        (
            r#"{"id":"1","lines":{"qty":"1","note":null},"counts":{"7":["-1"]}}"#,
            true,
            true,
        ),
        (
            r#"{"id":"1","lines":[{"qty":"1","note":"2"}],"counts":{}}"#,
            true,
            false,
        ),
        (r#"{"id":"1","lines":{"qty":"1"},"counts":{}}"#, false, false),
        (r#"{"counts":{},"lines":[]}"#, false, false),
    ] {
        assert_eq!(holds(&read, text), Some(is_read), "{text}: {}", read.document());
        assert_eq!(serde_json::from_str::<Placed>(text).is_ok(), is_read, "{text}");
        assert_eq!(holds(&sent, text), Some(is_sent), "{text}: {}", sent.document());
    }
    fits::<Placed, Placed>();
}

#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Reads(#[serde_as(deserialize_as = "DisplayFromStr")] u8);

#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Writes(#[serde_as(serialize_as = "DisplayFromStr")] u8);

#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Differs(#[serde_as(deserialize_as = "OneOrMany<DisplayFromStr>", serialize_as = "Vec<_>")] Vec<u8>);

#[test]
fn each_direction_has_its_adapter() {
    fits::<Reads, u8>();
    fits::<Writes, Reads>();
    fits::<u8, Writes>();
    refuses::<Reads, Reads>();
    refuses::<Writes, Writes>();
    let (read, sent) = (schema::<Differs>(Role::Consumes), schema::<Differs>(Role::Emits));
    assert_eq!(holds(&read, r#""1""#), Some(true));
    assert_eq!(holds(&read, "[1]"), Some(false));
    assert_eq!(holds(&sent, "[1]"), Some(true));
    assert_eq!(holds(&sent, r#"["1"]"#), Some(false));
}

/// A type that the field declares itself stays.
#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Declared(
    #[serde_as(as = "DisplayFromStr")]
    #[contract(with = "String", pattern = "^[0-9]$")]
    u8,
);

/// A map inside a value that serde_with buffers.
#[serde_as]
#[derive(Debug, Deserialize, Contract)]
struct Buffered(
    #[serde_as(as = "OneOrMany<_>")]
    #[allow(dead_code, reason = "it is read")]
    Vec<BTreeMap<u8, u8>>,
);

#[test]
fn declared_type_stays() {
    written((0..10).map(Declared));
    refuses::<super::texts::U8, Declared>();
}

#[test]
fn keys_that_a_buffer_does_not_read_are_refused() {
    assert!(serde_json::from_str::<Buffered>(r#"[{"1":1}]"#).is_err());
    let refused = counterpart::schema::generate::<Buffered>(Role::Consumes).unwrap_err();
    assert!(refused.to_string().contains("OneOrMany"), "{refused}");
}

/// Not the adapter of serde_with.
mod own {
    pub(super) struct Hex;

    impl<'de> serde_with::DeserializeAs<'de, Vec<u8>> for Hex {
        fn deserialize_as<D: serde::Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
            serde::Deserialize::deserialize(from)
        }
    }

    /// It writes a number as a text.
    pub(super) struct Same;

    impl serde_with::SerializeAs<u8> for Same {
        fn serialize_as<S: serde::Serializer>(number: &u8, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(number)
        }
    }

    pub(super) struct CommaSeparator;

    impl serde_with::formats::Separator for CommaSeparator {
        fn separator() -> &'static str {
            ", "
        }
    }
}

#[serde_as]
#[derive(Debug, Deserialize, Contract)]
struct Named(
    #[serde_as(as = "own::Hex")]
    #[allow(dead_code, reason = "it is read")]
    Vec<u8>,
);

/// It is only written, and nobody asks serde about it.
#[serde_as]
#[derive(Debug, Serialize, Contract)]
struct NamedSame(#[serde_as(as = "own::Same")] u8);

#[serde_as]
#[derive(Debug, Serialize, Contract)]
struct NamedSeparator(#[serde_as(as = "serde_with::StringWithSeparator<own::CommaSeparator, u8>")] Vec<u8>);

/// Any separator may be in a text.
#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct OfTexts(#[serde_as(as = "serde_with::StringWithSeparator<own::CommaSeparator, String>")] Vec<String>);

#[test]
fn adapter_of_the_same_name_is_refused() {
    let refused = counterpart::schema::generate::<Named>(Role::Consumes).unwrap_err();
    assert!(refused.to_string().contains("own::Hex"), "{refused}");
    let refused = counterpart::schema::generate::<NamedSame>(Role::Emits).unwrap_err();
    assert!(refused.to_string().contains("own::Same"), "{refused}");
    let refused = counterpart::schema::generate::<NamedSeparator>(Role::Emits).unwrap_err();
    assert!(refused.to_string().contains("own::CommaSeparator"), "{refused}");
    assert_eq!(serde_json::to_string(&NamedSame(1)).unwrap(), "\"1\"");
    assert_eq!(
        serde_json::to_string(&NamedSeparator(vec![1, 2])).unwrap(),
        "\"1, 2\""
    );
    written([OfTexts(vec!["a".to_owned(), "b".to_owned()])]);
}

/// serde buffers what has a tag inside, and what it flattens. The derived tests ask it.
#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(consumes = "adapters.tagged", emits = "adapters.tagged")]
#[serde(tag = "kind")]
enum Tagged {
    Paid {
        #[serde_as(as = "PickFirst<(_, DisplayFromStr)>")]
        cents: u32,
        #[serde_as(as = "BoolFromInt")]
        test: bool,
        #[serde_as(as = "Option<serde_with::hex::Hex>")]
        hash: Option<[u8; 4]>,
    },
    Taken(Held),
}

#[serde_as]
#[derive(Debug, Serialize, Deserialize, Contract)]
struct Held {
    #[serde_as(as = "Vec<(_, DisplayFromStr)>")]
    pairs: Vec<(u8, i8)>,
    #[serde_as(as = "DurationSeconds<f64>")]
    span: std::time::Duration,
    #[serde(flatten)]
    #[serde_as(as = "BTreeMap<DisplayFromStr, DefaultOnNull>")]
    rest: BTreeMap<u16, u8>,
}

#[test]
fn adapters_are_read_from_a_buffer() {
    let (read, sent) = (schema::<Tagged>(Role::Consumes), schema::<Tagged>(Role::Emits));
    for (text, is_read, is_sent) in [
        (r#"{"kind":"Paid","cents":1,"test":0,"hash":null}"#, true, true),
        (
            r#"{"kind":"Paid","cents":"1","test":1,"hash":"00FF00ff"}"#,
            true,
            false,
        ),
        (r#"{"kind":"Paid","cents":1,"test":2}"#, false, false),
        (r#"{"kind":"Paid","cents":1,"test":true}"#, false, false),
        (r#"{"kind":"Taken","pairs":[[1,"-1"]],"span":0.5}"#, true, true),
        (
            r#"{"kind":"Taken","pairs":[],"span":1,"7":1,"8":null}"#,
            true,
            false,
        ),
        (r#"{"kind":"Taken","pairs":[],"span":1,"x":1}"#, false, false),
        (r#"{"kind":"Taken","pairs":[],"span":-1}"#, false, false),
    ] {
        assert_eq!(holds(&read, text), Some(is_read), "{text}: {}", read.document());
        assert_eq!(serde_json::from_str::<Tagged>(text).is_ok(), is_read, "{text}");
        assert_eq!(holds(&sent, text), Some(is_sent), "{text}: {}", sent.document());
    }
}

#[test]
fn an_option_in_a_transparent_type_may_be_left_out() {
    use super::super::kinds::judge::read;

    #[serde_as]
    #[derive(Debug, Serialize, Deserialize, Contract)]
    #[serde(transparent)]
    struct Note {
        #[serde_as(as = "Option<DisplayFromStr>", no_default)]
        text: Option<u8>,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    #[serde(transparent)]
    struct At(#[serde(with = "chrono::serde::ts_seconds_option")] Option<DateTime<Utc>>);
    #[derive(Debug, Serialize, Deserialize, Contract)]
    #[serde(transparent)]
    struct Own(
        #[serde(with = "by_hand")]
        #[contract(with = "Option<u8>")]
        Option<u8>,
    );
    mod by_hand {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        pub(super) fn serialize<S: Serializer>(value: &Option<u8>, to: S) -> Result<S::Ok, S::Error> {
            value.serialize(to)
        }
        pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
            serde_json::Value::deserialize(from)?;
            Ok(None)
        }
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Holds {
        note: Note,
        at: At,
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct HoldsOwn {
        own: Own,
    }
    let texts = [
        "{}",
        r#"{"note":null}"#,
        r#"{"note":"1","at":1}"#,
        r#"{"note":"","at":null}"#,
        r#"{"at":"1"}"#,
    ];
    let (taken, more) = read::<Holds>(&texts);
    assert!(
        taken >= 3 && more == 0,
        "{taken} are taken, {more} are read as well"
    );
    // Of a function of one's own nobody knows what it asks for.
    let (taken, _) = read::<HoldsOwn>(&["{}", r#"{"own":1}"#]);
    assert!(taken >= 1);
    assert_eq!(holds(&schema::<HoldsOwn>(Role::Consumes), "{}"), Some(false));
    written([None, Some(1)].map(|text| Holds {
        note: Note { text },
        at: At(None),
    }));
}
