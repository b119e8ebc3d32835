//! Records pbjson: what serde_json writes and reads of the messages that prost-build and pbjson-build generate.

use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::{Record, lines, wire};

macro_rules! generated {
    ($($options:ident)*) => {$(
        #[allow(clippy::all, clippy::pedantic, non_camel_case_types, unused)]
        mod $options {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($options), "/shop.v1.rs"));
            include!(concat!(env!("OUT_DIR"), "/", stringify!($options), "/shop.v1.serde.rs"));
        }
    )*};
}
generated!(default emit_fields original_names enum_numbers ignore_unknown);

fn write<M: Message + Default + Serialize>(wire: &[u8]) -> Option<String> {
    serde_json::to_string(&M::decode(wire).ok()?).ok()
}

fn read<M: Message + Default + DeserializeOwned>(text: &str) -> Option<M> {
    serde_json::from_str(text).ok()
}

macro_rules! writes {
    ($record:ident $of:ident $name:literal $options:ident) => {{
        let wire = wire(&$of);
        let of = &$of;
        $record.writes(of, $name, || match of["message"].as_str()? {
            "shop.v1.Event" => write::<$options::Event>(&wire),
            "shop.v1.Named" => write::<$options::Named>(&wire),
            "shop.v1.Legacy" => write::<$options::Legacy>(&wire),
            _ => None,
        });
    }};
}

macro_rules! reads {
    ($record:ident $of:ident $name:literal $options:ident) => {{
        let of = &$of;
        let text = of["text"].as_str().unwrap();
        fn again<M: Serialize>(message: M) -> Option<String> {
            serde_json::to_string(&message).ok()
        }
        match of["message"].as_str().unwrap() {
            "shop.v1.Event" => $record.reads(of, $name, || read::<$options::Event>(text), again),
            "shop.v1.Named" => $record.reads(of, $name, || read::<$options::Named>(text), again),
            "shop.v1.Legacy" => $record.reads(of, $name, || read::<$options::Legacy>(text), again),
            other => panic!("{other}"),
        }
    }};
}

pub fn record() -> Record {
    let write = |more: &str| format!("serde_json::to_string(…), built by pbjson_build::Builder{more}");
    let read = |more: &str| format!("serde_json::from_str(…), built by pbjson_build::Builder{more}");
    let mut record = Record::new(
        "pbjson",
        vec![
            ("default", "writes", write("")),
            ("no-presence", "writes", write(".emit_fields()")),
            ("original-names", "writes", write(".preserve_proto_field_names()")),
            ("enum-numbers", "writes", write(".use_integers_for_enums()")),
            ("default", "reads", read("")),
            (
                "ignore-unknown",
                "reads",
                read(".ignore_unknown_fields().ignore_unknown_enum_variants()"),
            ),
        ],
    );
    for of in lines("proto/messages.jsonl") {
        writes!(record of "default" default);
        if of["whole"] == true {
            writes!(record of "no-presence" emit_fields);
        }
        writes!(record of "original-names" original_names);
        writes!(record of "enum-numbers" enum_numbers);
    }
    for of in lines("proto/near.jsonl") {
        reads!(record of "default" default);
        reads!(record of "ignore-unknown" ignore_unknown);
    }
    record
}
