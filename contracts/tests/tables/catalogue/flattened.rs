//! Fields that stand beside the fields of what holds them.

use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::entry::{Claim, Entry, Of, both, reads, refused, writes};

#[derive(Serialize, Deserialize, Contract, Clone, Debug)]
struct Address {
    street: String,
    #[serde(default)]
    zip: u16,
}

#[derive(Serialize, Deserialize, Contract, Debug)]
#[serde(deny_unknown_fields)]
struct Strict {
    name: String,
}

#[derive(Serialize, Deserialize, Contract, Debug)]
struct Wrapped(Strict);

#[derive(Serialize, Deserialize, Contract, Debug)]
struct Place(Address);

/// A comment on a variant made a string of the flattened unit variant.
#[derive(Serialize, Deserialize, Contract, Debug)]
enum Kind {
    /// The usual one.
    Plain,
    Level(u8),
    Named {
        by: String,
    },
}

const FLATTEN: Of = Of::Field("flatten");

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = Vec::new();

    #[derive(Serialize, Deserialize, Contract)]
    struct WithStruct {
        id: u8,
        #[serde(flatten)]
        address: Address,
    }
    all.extend(both::<WithStruct>(
        &[FLATTEN],
        "of a struct",
        &[
            r#"{"id":1,"street":"a"}"#,
            r#"{"id":1,"street":"a","zip":70000}"#,
            r#"{"id":1}"#,
            r#"{"id":1,"address":{"street":"a"}}"#,
        ],
        &[
            r#"{"id":1,"street":"a","zip":1,"x":1}"#,
            r#"{"id":1,"street":"a"}"#,
        ],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct WithOption {
        id: u8,
        #[serde(flatten)]
        address: Option<Address>,
    }
    let texts = [
        r#"{"id":1}"#,
        r#"{"id":1,"street":"a"}"#,
        r#"{"id":1,"street":1}"#,
        r#"{"id":"1"}"#,
    ];
    let never = [r#"{"id":1,"street":"a","zip":1,"x":1}"#];
    let dropped = "serde reads a mismatch as `None`";
    all.push(reads::<WithOption>(&[FLATTEN], "of an option", &texts).claims(Claim::Stricter(dropped)));
    all.extend(both::<WithOption>(&[FLATTEN], "of an option", &texts, &never).pop());
    #[derive(Serialize, Deserialize, Contract)]
    struct WithMap {
        id: u8,
        #[serde(flatten)]
        more: BTreeMap<String, Option<u8>>,
    }
    all.extend(both::<WithMap>(
        &[FLATTEN, Of::Row(2)],
        "of a map",
        &[r#"{"id":1,"x":null}"#, r#"{"id":1,"x":256}"#, r#"{"x":1}"#],
        &[r#"{"id":1,"x":"text"}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct WithEnum {
        id: u8,
        #[serde(flatten)]
        kind: Kind,
    }
    let kinds = [
        r#"{"id":1,"Plain":null}"#,
        r#"{"id":1,"Plain":1}"#,
        r#"{"id":1,"Level":1}"#,
        r#"{"id":1,"Level":"1"}"#,
        r#"{"id":1,"Named":{"by":"x"}}"#,
        r#"{"id":1,"Named":0,"Level":1}"#,
        r#"{"id":1}"#,
        r#"{"id":1,"kind":"Plain"}"#,
    ];
    // The order of the keys decides which of two variants serde reads; a contract requires one.
    let two = [
        r#"{"id":1,"Level":1}"#,
        r#"{"id":1,"Level":1,"Named":0}"#,
        r#"{"id":1,"Named":0,"Level":1}"#,
    ];
    let one = "one variant at a time, in any order";
    all.push(
        reads::<WithEnum>(&[FLATTEN, Of::Row(20)], "of an enum, two variants at once", &two)
            .claims(Claim::Stricter(one)),
    );
    all.extend(both::<WithEnum>(
        &[FLATTEN, Of::Row(7)],
        "of an enum whose unit variants have comments",
        &kinds,
        &[r#"{"id":1,"kind":"Plain"}"#, r#"{"id":1,"Level":1,"x":1}"#],
    ));

    #[derive(Serialize, Deserialize, Contract)]
    struct TwoNewtypes {
        #[serde(flatten)]
        place: Place,
        #[serde(flatten)]
        wrapped: Wrapped,
    }
    let two = [
        r#"{"street":"a","name":"b"}"#,
        r#"{"street":"a"}"#,
        r#"{"name":"b"}"#,
        r#"{"street":"a","name":1}"#,
    ];
    all.extend(both::<TwoNewtypes>(
        &[FLATTEN, Of::Row(6)],
        "of two newtypes",
        &two,
        &[r#"{"street":"a","zip":1}"#, r#"{"name":"b"}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct OverStrict {
        id: u8,
        #[serde(flatten)]
        wrapped: Wrapped,
    }
    let strict = [
        r#"{"id":1,"name":"a"}"#,
        r#"{"id":1,"name":"a","x":1}"#,
        r#"{"id":1}"#,
        r#"{"name":"a"}"#,
    ];
    all.extend(both::<OverStrict>(
        &[FLATTEN, Of::Row(8)],
        "of a newtype around a struct that denies unknown fields",
        &strict,
        &[r#"{"id":1,"name":"a","x":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum TaggedStrict {
        New(Wrapped),
        Old,
    }
    all.extend(both::<TaggedStrict>(
        &[Of::Row(8)],
        "an internally tagged newtype around a struct that denies unknown fields",
        &[
            r#"{"t":"New","name":"a"}"#,
            r#"{"t":"New","name":"a","x":1}"#,
            r#"{"t":"New"}"#,
            r#"{"t":"Old"}"#,
        ],
        &[r#"{"t":"New","name":"a","x":1}"#],
    ));

    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum OverStrictTagged {
        New(Strict),
        Old,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct AroundTagged {
        id: u8,
        #[serde(flatten)]
        one: OverStrictTagged,
    }
    all.extend(both::<AroundTagged>(
        &[FLATTEN, Of::Container("deny_unknown_fields")],
        "of a tagged enum with a variant that denies unknown fields",
        &[
            r#"{"id":1,"t":"New","name":"a"}"#,
            r#"{"id":1,"t":"New","name":"a","x":1}"#,
            r#"{"id":1,"t":"Old"}"#,
            r#"{"id":1,"t":"Old","x":1}"#,
            r#"{"t":"Old"}"#,
        ],
        &[r#"{"id":1,"t":"New","name":"a","x":1}"#],
    ));

    all.push(refused(
        &[Of::Row(16), FLATTEN],
        "of a map before a struct",
        Role::Consumes,
        "lint/flatten_order",
        "comes before this field and also reads its keys",
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Swallowing {
        #[serde(flatten)]
        more: Texts,
        #[serde(flatten)]
        address: Address,
    }
    type Texts = BTreeMap<String, String>;
    let of = &[Of::Row(16), FLATTEN];
    let swallowed = reads::<Swallowing>(of, "of a map behind an alias, before a struct", &["{}"]);
    all.push(swallowed.claims(Claim::Schema("also reads \"street\"")));
    #[derive(Serialize, Deserialize, Contract)]
    struct MapLast {
        #[serde(flatten)]
        address: Address,
        #[serde(flatten)]
        more: BTreeMap<String, u8>,
    }
    all.extend(both::<MapLast>(
        &[Of::Row(16), FLATTEN],
        "of a map after a struct",
        &[
            r#"{"street":"a","b":1}"#,
            r#"{"street":"a","b":"x"}"#,
            r#"{"b":1}"#,
        ],
        &[r#"{"street":"a","zip":1,"b":"x"}"#],
    ));
    all.extend(named_alike());
    all.extend(endless());
    all
}

/// A field named as one of a flattened field.
fn named_alike() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    struct Twice {
        street: String,
        #[serde(flatten)]
        address: Address,
    }
    let value = Twice {
        street: "a".to_owned(),
        address: Address {
            street: "b".to_owned(),
            zip: 1,
        },
    };
    let says = "would be written twice";
    let what = "a field with the same name as a field of a flattened type";
    vec![
        reads::<Twice>(&[Of::Row(23)], what, &["{}"]).claims(Claim::Schema(says)),
        writes(&[Of::Row(23)], what, &[value], &[]).claims(Claim::Schema(says)),
    ]
}

/// Types whose messages have no end.
fn endless() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    struct Flat {
        #[serde(flatten)]
        inner: Option<Box<Flat>>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum Tagged {
        Again(Box<Tagged>),
    }
    let says = "its messages are infinite";
    vec![
        reads::<Flat>(&[Of::Row(24)], "a type that flattens itself", &["{}"]).claims(Claim::Schema(says)),
        reads::<Tagged>(&[Of::Row(24)], "an internally tagged newtype of itself", &["{}"])
            .claims(Claim::Schema(says)),
    ]
}
