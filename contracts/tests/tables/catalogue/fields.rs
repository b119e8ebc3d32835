//! The attributes of a field that name it, leave it out or fill it in.

use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::entry::{Claim, Entry, Of, both, reads_by, refused, writes};

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = names();
    all.extend(absent());
    all.extend(skipped());
    all.extend(borrowed());
    all
}

fn names() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    struct Renamed {
        #[serde(rename = "@id")]
        id: u8,
        #[serde(rename(serialize = "out", deserialize = "in"))]
        split: bool,
        r#type: bool,
    }
    all.extend(both::<Renamed>(
        &[Of::Field("rename")],
        "for both directions, and separately",
        &[
            r#"{"@id":1,"in":true,"type":true}"#,
            r#"{"id":1,"in":true,"type":true}"#,
            r#"{"@id":1,"out":true,"type":true}"#,
            r#"{"@id":1,"in":true,"r#type":true}"#,
        ],
        &[r#"{"@id":1,"in":true,"type":true}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Aliased {
        #[serde(alias = "b", alias = "c")]
        a: u8,
        #[serde(alias = "e", default)]
        d: u8,
        #[serde(alias = "g")]
        f: Option<u8>,
    }
    let aliased = [
        r#"{"a":1}"#,
        r#"{"b":1}"#,
        r#"{"c":1}"#,
        r#"{"b":"1"}"#,
        r#"{"a":1,"b":1}"#,
        "{}",
        r#"{"a":1,"e":1}"#,
        r#"{"a":1,"e":"1"}"#,
        r#"{"a":1,"d":1,"e":1}"#,
        r#"{"a":1,"g":null}"#,
        r#"{"a":1,"f":1,"g":null}"#,
    ];
    all.extend(both::<Aliased>(
        &[Of::Field("alias"), Of::Row(11)],
        "plain, with a default, on an option",
        &aliased,
        &[r#"{"b":1,"d":1,"f":null}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(alias = "old")]
        new: u8,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Outer {
        list: Vec<Inner>,
    }
    all.extend(both::<Outer>(
        &[Of::Field("alias"), Of::Row(11)],
        "inside a list, unknown fields denied",
        &[
            r#"{"list":[{"old":1},{"new":1}]}"#,
            r#"{"list":[{"old":1,"new":1}]}"#,
            r#"{"list":[{"old":"1"}]}"#,
            r#"{"list":[{"x":1,"old":1}]}"#,
        ],
        &[r#"{"list":[{"old":1}]}"#],
    ));
    all
}

fn seven() -> u8 {
    7
}

fn absent() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    struct Defaults {
        #[serde(default)]
        a: u8,
        #[serde(default)]
        b: Option<bool>,
    }
    let texts = ["{}", r#"{"a":1}"#, r#"{"a":null}"#, r#"{"b":null}"#, r#"{"b":1}"#];
    all.extend(both::<Defaults>(
        &[Of::Field("default")],
        "the type's own",
        &texts,
        &["{}", r#"{"a":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Path {
        #[serde(default = "seven")]
        a: u8,
    }
    all.extend(both::<Path>(
        &[Of::Field("default = \"path\"")],
        "of a function",
        &["{}", r#"{"a":1}"#, r#"{"a":"1"}"#],
        &["{}"],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Ends(u8, #[serde(default)] u8);
    all.extend(both::<Ends>(
        &[Of::Field("default")],
        "at the end of a tuple",
        &["[1,2]", "[1]", "[]", "[1,2,3]"],
        &["[1]", "[]"],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Options {
        a: Option<u8>,
        b: Option<Option<u8>>,
        c: (),
    }
    let texts = [
        r#"{"c":null}"#,
        r#"{"a":null,"c":null}"#,
        r#"{"a":1,"b":null,"c":null}"#,
        r#"{"a":"1","c":null}"#,
        "{}",
    ];
    all.extend(both::<Options>(
        &[Of::Field("(none)")],
        "of options, and of `()`",
        &texts,
        &[r#"{"c":null}"#],
    ));
    all
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}

fn skipped() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    #[allow(
        dead_code,
        reason = "serde reads and writes these fields, and nothing else does"
    )]
    struct Skips {
        #[serde(skip)]
        hidden: u8,
        #[serde(skip_serializing, default)]
        only_read: u8,
        #[serde(skip_deserializing)]
        only_written: u8,
        #[serde(skip, default = "seven")]
        filled: u8,
    }
    all.extend(both::<Skips>(
        &[
            Of::Field("skip"),
            Of::Field("skip_serializing"),
            Of::Field("skip_deserializing"),
        ],
        "all three",
        &[
            "{}",
            r#"{"hidden":"any","only_written":[],"filled":{}}"#,
            r#"{"only_read":"1"}"#,
            r#"{"only_read":1}"#,
        ],
        &[
            "{}",
            r#"{"only_written":1,"only_read":1}"#,
            r#"{"only_written":1,"hidden":1}"#,
        ],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Conditions {
        #[serde(skip_serializing_if = "Option::is_none")]
        maybe: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        twice: Option<Option<u8>>,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        list: Vec<u8>,
        #[serde(skip_serializing_if = "is_zero", default)]
        number: u8,
    }
    all.extend(both::<Conditions>(
        &[Of::Field("skip_serializing_if"), Of::Row(21)],
        "for an option, a list and a number",
        &[
            "{}",
            r#"{"maybe":null}"#,
            r#"{"maybe":1,"list":[1],"number":1}"#,
            r#"{"list":null}"#,
            r#"{"maybe":"1"}"#,
        ],
        &[r#"{"maybe":null}"#],
    ));
    all.push(refused(
        &[Of::Field("skip_serializing_if"), Of::Row(21)],
        "in a tuple struct",
        Role::Emits,
        "lint/tuple_skip",
        "skipping a tuple field",
    ));
    all
}

fn borrowed() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    struct Text<'a> {
        #[serde(borrow)]
        text: Cow<'a, str>,
    }
    let texts = [r#"{"text":"a"}"#, r#"{"text":"\n"}"#, r#"{"text":1}"#, "{}"];
    let read = |text: &str| match serde_json::from_str::<Text>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    let of = &[Of::Field("borrow")];
    let mut all = vec![reads_by::<Text>(of, "of a `Cow`", &texts, read)];
    let text = |text| Text {
        text: Cow::Borrowed(text),
    };
    all.push(writes(
        of,
        "of a `Cow`",
        &[text("a"), text("\n")],
        &[r#"{"text":1}"#],
    ));
    all.push(refused(
        &[Of::Field("borrow"), Of::Row(27)],
        "of a `&str`",
        Role::Consumes,
        "lint/borrowed",
        "serde can only read a borrowed value if the message contains it unescaped",
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Part<'a> {
        text: &'a str,
    }
    let read = |text: &str| match serde_json::from_str::<Part>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    all.push(
        reads_by::<Part>(
            &[Of::Row(27)],
            "of a `&str` in a type without a role",
            &["{}"],
            read,
        )
        .claims(Claim::Schema(
            "serde can only read a borrowed value if the message contains it unescaped",
        )),
    );
    #[derive(Serialize, Contract)]
    struct Written<'a> {
        text: &'a str,
    }
    all.push(writes(
        &[Of::Row(27)],
        "a `&str` that is written",
        &[Written { text: "\n" }],
        &[r#"{"text":1}"#],
    ));
    all
}
