//! The keys of maps.

use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroI8;

use super::entry::{Claim, Entry, Of, both, reads, refused, writes};

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = Vec::new();
    macro_rules! keys {
        ($what:literal, $key:ty, [$($key_text:literal),*], [$($never:literal),*]) => {{
            #[derive(Serialize, Deserialize, Contract)]
            struct Map {
                m: HashMap<$key, u8>,
            }
            let texts = [$(concat!("{\"m\":{\"", $key_text, "\":1}}")),*, "{\"m\":{}}", "{\"m\":1}"];
            let never = [$(concat!("{\"m\":{\"", $never, "\":1}}")),*];
            all.extend(both::<Map>(&[Of::Row(14)], $what, &texts, &never));
        }};
    }
    keys!(
        "keys `u8`",
        u8,
        ["0", "255", "256", "300", "01", "-0", "-1", "1.0", "", " 1", "+1"],
        ["300", "a"]
    );
    keys!(
        "keys `i16`",
        i16,
        ["0", "-32768", "-32769", "32767", "32768", "-0", "x"],
        ["32768"]
    );
    keys!(
        "keys `NonZeroI8`",
        NonZeroI8,
        ["1", "0", "-128", "-129", "128"],
        ["0"]
    );
    keys!(
        "keys `u64`",
        u64,
        ["18446744073709551615", "18446744073709551616"],
        ["18446744073709551616"]
    );
    keys!(
        "keys `i128`",
        i128,
        [
            "-170141183460469231731687303715884105728",
            "-170141183460469231731687303715884105729"
        ],
        ["x"]
    );
    keys!("keys `bool`", bool, ["true", "false", "True", "1", ""], ["yes"]);
    keys!("keys `char`", char, ["a", "é", "😀", "\\n", "", "ab"], ["", "ab"]);

    /// A comment on the type and on a variant changed what schemars says of the keys.
    #[derive(Serialize, Deserialize, Contract, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        /// The first.
        PlainUser,
        #[serde(alias = "root")]
        Admin,
    }
    keys!(
        "keys of a fieldless enum",
        Kind,
        ["plain_user", "admin", "root", "Admin", ""],
        ["root", "x"]
    );
    #[derive(Serialize, Deserialize, Contract, PartialEq, Eq, Hash, PartialOrd, Ord)]
    struct Id(u16);
    keys!("keys of a newtype", Id, ["0", "65535", "65536", "x"], ["65536"]);
    keys!("keys `String`", String, ["", "any"], []);

    #[derive(Serialize, Deserialize, Contract)]
    struct Nested(Vec<Option<BTreeMap<u8, BTreeMap<bool, u8>>>>);
    let texts = [
        r#"[{"1":{"true":1}},null]"#,
        r#"[{"1":{"yes":1}}]"#,
        r#"[{"256":{}}]"#,
        "[]",
    ];
    all.extend(both::<Nested>(
        &[Of::Row(14)],
        "maps in lists, options and maps",
        &texts,
        &[r#"[{"256":{}}]"#],
    ));

    for what in [
        "a flattened map with integer keys",
        "a map with integer keys in an untagged or internally tagged enum",
    ] {
        all.push(refused(
            &[Of::Row(15)],
            what,
            Role::Consumes,
            "lint/integer_keys",
            "serde never reads keys of type",
        ));
    }
    all.extend(buffered());
    all.extend(behind_names());
    all
}

type Counts = BTreeMap<u32, u8>;

/// Maps and integers that the derive does not see, because they are behind an alias.
fn buffered() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    struct Part {
        counts: Counts,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Flat {
        #[serde(flatten)]
        part: Part,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Wide {
        big: u128,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(untagged)]
    enum Untagged {
        Wide(Wide),
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum Tagged {
        Wide(Wide),
        Text(String),
    }
    let written = Flat {
        part: Part {
            counts: [(4_294_967_295, 1)].into(),
        },
    };
    let says = "so serde buffers it";
    let of = &[Of::Row(15)];
    vec![
        reads::<Flat>(of, "a flattened struct with such a map", &["{}"]).claims(Claim::Schema(says)),
        writes::<Flat>(
            of,
            "a flattened struct with such a map",
            &[written],
            &[r#"{"counts":{"x":1}}"#, r#"{"counts":{"4294967296":1}}"#],
        ),
        writes::<Untagged>(
            of,
            "a `u128` in an untagged enum",
            &[Untagged::Wide(Wide { big: u128::MAX })],
            &[
                r#"{"big":-1}"#,
                r#"{"big":340282366920938463463374607431768211456}"#,
            ],
        ),
        writes::<Tagged>(
            of,
            "a `u128` in an internally tagged enum",
            &[Tagged::Wide(Wide { big: 0 })],
            &[r#"{"t":"Wide","big":-1}"#],
        ),
        reads::<Untagged>(of, "a `u128` in an untagged enum", &["{}"]).claims(Claim::Schema(says)),
        reads::<Tagged>(of, "a `u128` in an internally tagged enum", &["{}"]).claims(Claim::Schema(says)),
    ]
}

type Flags = HashMap<bool, Vec<Counts>>;

/// Maps behind names, and in the arguments of types.
fn behind_names() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    struct Aliased {
        counts: Counts,
        flags: Option<Flags>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Holds<T> {
        value: T,
    }
    let of = &[Of::Row(14)];
    let mut all = both::<Aliased>(
        of,
        "keys behind an alias",
        &[
            r#"{"counts":{"4294967295":1}}"#,
            r#"{"counts":{"4294967296":1}}"#,
            r#"{"counts":{},"flags":{"true":[{"1":1}]}}"#,
            r#"{"counts":{},"flags":{"1":[]}}"#,
            r#"{"counts":{},"flags":{"true":[{"-1":1}]}}"#,
        ],
        &[r#"{"counts":{"-1":1},"flags":null}"#],
    );
    all.extend(both::<Holds<Flags>>(
        of,
        "keys in a type argument",
        &[
            r#"{"value":{"true":[{"1":1}]}}"#,
            r#"{"value":{"1":[]}}"#,
            r#"{"value":{"true":[{"-1":1}]}}"#,
        ],
        &[r#"{"value":{"1":[]}}"#],
    ));
    all
}
