//! Enums: how variants are told apart, and the attributes of a variant.

use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};

use super::entry::{Entry, Of, both, reads, reads_by, refused, writes};

#[derive(Serialize, Deserialize, Contract)]
struct Amount {
    cents: i64,
}

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = tagging();
    all.extend(names());
    all.extend(skipped());
    all.extend(others());
    all
}

fn tagging() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    enum External {
        Unit,
        New(Amount),
        Two(u8, String),
        Fields { x: Option<u8> },
    }
    let external = [
        r#""Unit""#,
        r#""unit""#,
        r#"{"New":{"cents":1}}"#,
        r#"{"New":{"cents":1},"Unit":null}"#,
        r#"{"Two":[1,"a"]}"#,
        r#"{"Two":[1]}"#,
        r#"{"Two":[1,"a",2]}"#,
        r#"{"Fields":{}}"#,
        r#"{"Fields":{"x":256}}"#,
        r#""New""#,
        "{}",
    ];
    all.extend(both::<External>(
        &[Of::Container("(no tag)")],
        "externally tagged",
        &external,
        &[
            r#"{"Unit":null}"#,
            r#"{"Fields":{}}"#,
            r#"{"New":{"cents":1,"x":1}}"#,
        ],
    ));

    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum Internal {
        Unit,
        New(Amount),
        Fields { x: Option<u8> },
    }
    let internal = [
        r#"{"t":"Unit"}"#,
        r#"{"t":"Unit","x":1}"#,
        r#"{"x":1,"t":"Unit"}"#,
        r#"{"t":"New","cents":1}"#,
        r#"{"cents":1,"t":"New"}"#,
        r#"{"t":"New"}"#,
        r#"{"t":"Fields","x":256}"#,
        r#"{"t":"Fields"}"#,
        r#"{"t":"Other"}"#,
        r#"{"t":1}"#,
        "{}",
        r#""Unit""#,
    ];
    all.extend(both::<Internal>(
        &[Of::Container("tag")],
        "internally tagged",
        &internal,
        &[
            r#"{"t":"Unit","x":1}"#,
            r#"{"t":"Fields"}"#,
            r#"{"t":"New","cents":1,"x":1}"#,
        ],
    ));

    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        Unit,
        New(Amount),
        Two(u8, u8),
        Fields { x: u8 },
    }
    let adjacent = [
        r#"{"t":"Unit"}"#,
        r#"{"t":"Unit","c":null}"#,
        r#"{"t":"Unit","c":1}"#,
        r#"{"t":"Unit","c":{}}"#,
        r#"{"c":{"cents":1},"t":"New"}"#,
        r#"{"t":"New"}"#,
        r#"{"t":"New","c":null}"#,
        r#"{"t":"Two","c":[1,2]}"#,
        r#"{"t":"Two","c":[1,2,3]}"#,
        r#"{"t":"Fields","c":{"x":1},"more":1}"#,
        r#"{"t":"Fields","x":1}"#,
        r#"{"c":1}"#,
    ];
    all.extend(both::<Adjacent>(
        &[Of::Container("tag, content"), Of::Row(18)],
        "adjacently tagged",
        &adjacent,
        &[
            r#"{"t":"Unit","c":null}"#,
            r#"{"t":"Unit","c":1}"#,
            r#"{"t":"Fields","c":{"x":1},"more":1}"#,
        ],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t", content = "c", deny_unknown_fields)]
    enum AdjacentStrict {
        Unit,
        Fields { x: u8 },
    }
    all.extend(both::<AdjacentStrict>(
        &[
            Of::Container("tag, content"),
            Of::Container("deny_unknown_fields"),
            Of::Row(18),
        ],
        "adjacently tagged, unknown fields denied",
        &adjacent,
        &[r#"{"t":"Unit","c":null}"#],
    ));

    #[derive(Serialize, Deserialize, Contract)]
    #[serde(untagged)]
    enum Untagged {
        Card { card: String },
        Iban { iban: String, bic: Option<String> },
        Number(i64),
        Nothing,
    }
    let untagged = [
        r#"{"card":"a"}"#,
        r#"{"iban":"b"}"#,
        r#"{"iban":"b","bic":1}"#,
        r#"{"card":"a","iban":"b"}"#,
        r#"{"card":1,"iban":"b"}"#,
        "1",
        "1.5",
        "null",
        "{}",
        r#""Nothing""#,
    ];
    all.extend(both::<Untagged>(
        &[Of::Container("untagged"), Of::Row(2)],
        "untagged",
        &untagged,
        &[r#"{"card":"a","iban":"b","bic":null}"#, r#"{"iban":"b"}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum LastUntagged {
        Known {
            x: u8,
        },
        #[serde(untagged)]
        Raw {
            raw: String,
        },
        #[serde(untagged)]
        Text(String),
    }
    all.extend(both::<LastUntagged>(
        &[Of::Variant("untagged")],
        "in a tagged enum",
        &[
            r#"{"t":"Known","x":1}"#,
            r#"{"t":"Known","raw":"a"}"#,
            r#"{"raw":"a"}"#,
            r#""a""#,
            "1",
            r#"{"t":"Known"}"#,
        ],
        &[r#"{"raw":"a","x":1}"#],
    ));
    all
}

fn names() -> Vec<Entry> {
    let mut all = Vec::new();
    all.push(refused(
        &[Of::Variant("rename")],
        "two variants with the same name",
        Role::Consumes,
        "lint/wire_names",
        "and serde reads only one",
    ));
    #[derive(Serialize, Deserialize, Contract)]
    enum Renamed {
        #[serde(rename = "order.placed")]
        Placed,
        #[serde(rename(serialize = "out", deserialize = "in"))]
        Split(u8),
    }
    all.extend(both::<Renamed>(
        &[Of::Variant("rename")],
        "for both directions, and separately",
        &[r#""order.placed""#, r#""Placed""#, r#"{"in":1}"#, r#"{"out":1}"#],
        &[r#"{"in":1}"#, r#""Placed""#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum Aliased {
        #[serde(alias = "placed", alias = "order_placed")]
        Placed { x: u8 },
        #[serde(alias = "gone")]
        Gone,
    }
    all.extend(both::<Aliased>(
        &[Of::Variant("alias"), Of::Row(11)],
        "of a tagged variant",
        &[
            r#"{"t":"Placed","x":1}"#,
            r#"{"t":"placed","x":1}"#,
            r#"{"t":"order_placed","x":"1"}"#,
            r#"{"t":"gone"}"#,
            r#"{"t":"PLACED","x":1}"#,
        ],
        &[r#"{"t":"placed","x":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    enum AliasedExternal {
        #[serde(alias = "a")]
        A,
        #[serde(alias = "b")]
        B(u8),
    }
    all.extend(both::<AliasedExternal>(
        &[Of::Variant("alias"), Of::Row(11)],
        "of an externally tagged variant",
        &[
            r#""a""#,
            r#"{"b":1}"#,
            r#"{"B":1,"b":1}"#,
            r#""c""#,
            r#"{"b":"1"}"#,
        ],
        &[r#""a""#, r#"{"b":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    enum Borrowed<'a> {
        #[serde(borrow)]
        Text(std::borrow::Cow<'a, str>),
    }
    let texts = [r#"{"Text":"a\n"}"#, r#"{"Text":1}"#];
    let read = |text: &str| match serde_json::from_str::<Borrowed>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    let of = &[Of::Variant("borrow")];
    all.push(reads_by::<Borrowed>(of, "of a `Cow`", &texts, read));
    all.push(writes(
        of,
        "of a `Cow`",
        &[Borrowed::Text("\n".into())],
        &[r#"{"Text":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    enum FieldsRenamed {
        #[serde(rename_all = "camelCase")]
        One { two_words: u8 },
        #[serde(rename_all(serialize = "UPPERCASE", deserialize = "kebab-case"))]
        Two { two_words: u8 },
    }
    all.extend(both::<FieldsRenamed>(
        &[Of::Variant("rename_all")],
        "for both directions, and separately",
        &[
            r#"{"One":{"twoWords":1}}"#,
            r#"{"One":{"two_words":1}}"#,
            r#"{"Two":{"two-words":1}}"#,
            r#"{"Two":{"TWO_WORDS":1}}"#,
        ],
        &[r#"{"Two":{"two-words":1}}"#],
    ));
    all
}

fn skipped() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    #[allow(dead_code, reason = "serde makes no such value")]
    enum Skips {
        Sent,
        #[serde(skip)]
        Never(u8),
        #[serde(skip_serializing)]
        OnlyRead(u8),
        #[serde(skip_deserializing)]
        OnlyWritten(u8),
    }
    let texts = [
        r#""Sent""#,
        r#"{"Never":1}"#,
        r#"{"OnlyWritten":1}"#,
        r#""Other""#,
    ];
    let mut all = both::<Skips>(
        &[Of::Variant("skip"), Of::Variant("skip_deserializing")],
        "a variant that is not read",
        &texts,
        &[r#"{"Never":1}"#, r#"{"OnlyRead":1}"#],
    );
    all.extend([
        reads::<Skips>(
            &[Of::Variant("skip_serializing")],
            "a variant that is only read",
            &[r#"{"OnlyRead":1}"#, r#"{"OnlyWritten":1}"#],
        ),
        writes(
            &[Of::Variant("skip_serializing"), Of::Variant("skip_deserializing")],
            "variants for one direction",
            &[Skips::Sent, Skips::OnlyWritten(1)],
            &[r#"{"OnlyRead":1}"#, r#"{"Never":1}"#],
        ),
    ]);
    all
}

fn others() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum Internal {
        Known {
            x: u8,
        },
        #[serde(other)]
        Unknown,
    }
    all.extend(both::<Internal>(
        &[Of::Variant("other"), Of::Row(19)],
        "of an internally tagged enum",
        &[
            r#"{"t":"Known","x":1}"#,
            r#"{"t":"Known"}"#,
            r#"{"t":"New","y":[]}"#,
            r#"{"t":""}"#,
            r#"{"t":null}"#,
            "{}",
        ],
        &[r#"{"t":"New"}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        Known(u8),
        #[serde(other)]
        Unknown,
    }
    all.extend(both::<Adjacent>(
        &[Of::Variant("other"), Of::Row(19)],
        "of an adjacently tagged enum",
        &[
            r#"{"t":"Known","c":1}"#,
            r#"{"t":"Known"}"#,
            r#"{"t":"New"}"#,
            r#"{"t":"New","c":null}"#,
            r#"{"t":"New","c":1}"#,
        ],
        &[r#"{"t":"New"}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(rename_all = "snake_case")]
    enum External {
        Known,
        Full(u8),
        #[serde(other)]
        Unknown,
    }
    all.extend(both::<External>(
        &[Of::Variant("other"), Of::Row(19)],
        "of an externally tagged enum",
        &[
            r#""known""#,
            r#""new""#,
            r#"{"full":1}"#,
            r#""full""#,
            r#"{"new":1}"#,
            "1",
        ],
        &[r#""new""#],
    ));
    all
}
