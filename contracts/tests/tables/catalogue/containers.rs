//! The attributes of a struct or an enum.

use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};

use super::entry::{Entry, Of, both, reads, refused, writes};

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = names();
    all.extend(unknown_fields());
    all.extend(tagged_structs());
    all.extend(enums_beside_a_tag());
    all.extend(written_as_another());
    all.extend(without_effect());
    all.extend(two_of_one_name());
    all.extend(identifiers());
    all
}

fn names() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(rename = "Other", rename_all = "camelCase")]
    struct Camel {
        two_words: u8,
        #[serde(rename = "kept_AS-is")]
        more_words: u8,
    }
    all.extend(both::<Camel>(
        &[Of::Container("rename"), Of::Container("rename_all")],
        "of a struct",
        &[
            r#"{"twoWords":1,"kept_AS-is":1}"#,
            r#"{"two_words":1,"kept_AS-is":1}"#,
            r#"{"twoWords":1,"moreWords":1}"#,
        ],
        &[r#"{"two_words":1,"kept_AS-is":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(rename_all(serialize = "SCREAMING_SNAKE_CASE", deserialize = "kebab-case"))]
    struct Split {
        two_words: u8,
    }
    all.extend(both::<Split>(
        &[Of::Container("rename_all")],
        "for each direction",
        &[r#"{"two-words":1}"#, r#"{"TWO_WORDS":1}"#],
        &[r#"{"two-words":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "type")]
    enum Renamed {
        OrderPlaced {
            order_id: u8,
        },
        #[serde(rename_all = "UPPERCASE")]
        OrderGone {
            order_id: u8,
        },
    }
    all.extend(both::<Renamed>(
        &[Of::Container("rename_all"), Of::Container("rename_all_fields")],
        "of an enum and of its fields",
        &[
            r#"{"type":"order_placed","orderId":1}"#,
            r#"{"type":"order_placed","order_id":1}"#,
            r#"{"type":"order_gone","ORDER_ID":1}"#,
            r#"{"type":"OrderGone","ORDER_ID":1}"#,
        ],
        &[r#"{"type":"order_placed","order_id":1}"#],
    ));
    all
}

fn unknown_fields() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        a: u8,
        b: Option<u8>,
    }
    all.extend(both::<Strict>(
        &[Of::Container("deny_unknown_fields")],
        "of a struct",
        &[
            r#"{"a":1}"#,
            r#"{"a":1,"b":null}"#,
            r#"{"a":1,"x":1}"#,
            r#"{"b":1}"#,
        ],
        &[r#"{"a":1,"b":1,"x":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t", deny_unknown_fields)]
    enum StrictEnum {
        Fields { a: u8 },
    }
    all.extend(both::<StrictEnum>(
        &[Of::Container("deny_unknown_fields")],
        "of an internally tagged enum",
        &[
            r#"{"t":"Fields","a":1}"#,
            r#"{"t":"Fields","a":1,"x":1}"#,
            r#"{"t":"Fields"}"#,
        ],
        &[r#"{"t":"Fields","a":1,"x":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t", deny_unknown_fields)]
    enum StrictUnit {
        Unit,
    }
    all.extend(both::<StrictUnit>(
        &[Of::Container("deny_unknown_fields")],
        "of an internally tagged enum with a variant without fields",
        &[r#"{"t":"Unit"}"#, r#"{"t":"Unit","x":1}"#, r#"{"t":"x"}"#],
        &[r#"{"t":"Unit","x":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Open {
        a: u8,
    }
    all.extend(both::<Open>(
        &[Of::Container("(none)"), Of::Row(2)],
        "unknown fields are ignored when reading, and never written",
        &[r#"{"a":1}"#, r#"{"a":1,"x":"bad"}"#, "{}"],
        &[r#"{"a":1,"x":"bad"}"#],
    ));
    #[derive(Serialize, Deserialize, Contract, Default)]
    #[serde(default)]
    struct Whole {
        a: u8,
        b: Vec<u8>,
    }
    all.extend(both::<Whole>(
        &[Of::Container("default")],
        "of a struct",
        &["{}", r#"{"a":1}"#, r#"{"a":null}"#, "null"],
        &["{}"],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(default = "filled")]
    struct Filled {
        a: u8,
    }
    fn filled() -> Filled {
        Filled { a: 7 }
    }
    let what = Of::Container("default = \"path\"");
    all.extend(both::<Filled>(
        &[what],
        "of a struct",
        &["{}", r#"{"a":1}"#, r#"{"a":"1"}"#],
        &["{}"],
    ));
    all
}

fn tagged_structs() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "type", rename = "order.placed")]
    struct Tagged {
        id: u8,
    }
    all.extend(both::<Tagged>(
        &[Of::Container("tag"), Of::Row(22)],
        "on a struct: written, not required",
        &[
            r#"{"type":"order.placed","id":1}"#,
            r#"{"id":1}"#,
            r#"{"type":"other","id":1}"#,
            r#"{"type":"order.placed"}"#,
        ],
        &[r#"{"id":1}"#, r#"{"type":"Tagged","id":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Around {
        #[serde(flatten)]
        tagged: Tagged,
        more: bool,
    }
    all.extend(both::<Around>(
        &[Of::Container("tag"), Of::Row(22)],
        "on a struct that is flattened",
        &[
            r#"{"id":1,"more":true}"#,
            r#"{"id":1}"#,
            r#"{"type":"order.placed","id":1,"more":true}"#,
        ],
        &[r#"{"id":1,"more":true}"#],
    ));
    all
}

/// serde writes each variant of an enum without a tag of its own as a member, and reads no other member beside it.
fn enums_beside_a_tag() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    enum Payment {
        Card { last: u8 },
        Cash,
        Points(u8),
    }
    #[derive(Serialize, Deserialize, Contract)]
    enum Colour {
        /// Documented, so that each is an alternative of its own.
        Red,
        /// The other one.
        Green,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(untagged)]
    enum Either {
        Paid(Payment),
        Named { name: String },
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "step")]
    enum Step {
        Paid(Payment),
        Open,
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "t")]
    enum Beside {
        Paid(Payment),
        Boxed(Box<Payment>),
        Painted(Colour),
        Either(Either),
        Step(Step),
        Old,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Around {
        id: u8,
        note: Option<u8>,
        #[serde(flatten)]
        one: Step,
    }
    let mut all = both::<Beside>(
        &[Of::Container("tag")],
        "an internally tagged newtype around an enum",
        &[
            r#"{"t":"Paid","Card":{"last":1}}"#,
            r#"{"t":"Paid","Card":{"last":1},"x":1}"#,
            r#"{"t":"Paid","Card":{"last":1},"Points":1}"#,
            r#"{"t":"Paid","Card":{"last":1},"Points":"a"}"#,
            r#"{"t":"Paid","Cash":null}"#,
            r#"{"t":"Paid","Cash":1}"#,
            r#"{"t":"Paid","Cash":null,"x":1}"#,
            r#"{"t":"Paid"}"#,
            r#"{"t":"Boxed","Points":1}"#,
            r#"{"t":"Boxed","Points":1,"x":1}"#,
            r#"{"t":"Painted","Red":null}"#,
            r#"{"t":"Painted","Red":null,"Green":null}"#,
            r#"{"t":"Painted","Blue":null}"#,
            r#"{"t":"Either","Cash":null}"#,
            r#"{"t":"Either","Points":1,"x":1}"#,
            r#"{"t":"Either","name":"a","x":1}"#,
            r#"{"t":"Step","step":"Paid","Cash":null}"#,
            r#"{"t":"Step","step":"Paid","Points":1}"#,
            r#"{"t":"Step","step":"Paid","Points":1,"x":1}"#,
            r#"{"t":"Step","step":"Open","x":1}"#,
            r#"{"t":"Old","x":1}"#,
        ],
        &[
            r#"{"t":"Paid","Points":1,"x":1}"#,
            r#"{"t":"Paid","Cash":"Cash"}"#,
        ],
    );
    all.extend(both::<Around>(
        &[Of::Container("tag")],
        "an internally tagged newtype around an enum, flattened",
        &[
            r#"{"id":1,"step":"Paid","Points":1}"#,
            r#"{"id":1,"note":2,"step":"Paid","Cash":null}"#,
            r#"{"id":1,"step":"Paid","Points":1,"x":1}"#,
            r#"{"id":1,"step":"Open","x":1}"#,
        ],
        &[r#"{"id":1,"step":"Paid","Points":1,"x":1}"#],
    ));
    all
}

fn written_as_another() -> Vec<Entry> {
    let mut all = Vec::new();
    /// With a comment, which made the property required.
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(transparent)]
    struct Maybe {
        /// A comment.
        value: Option<u8>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Holds {
        maybe: Maybe,
        id: u8,
    }
    all.extend(both::<Holds>(
        &[Of::Container("transparent")],
        "over an option",
        &[
            r#"{"maybe":null,"id":1}"#,
            r#"{"maybe":1,"id":1}"#,
            r#"{"maybe":"1","id":1}"#,
            r#"{"maybe":{"value":1},"id":1}"#,
        ],
        &[r#"{"maybe":{"value":1},"id":1}"#],
    ));
    #[derive(Serialize, Deserialize, Contract, Clone)]
    #[serde(from = "String", into = "usize")]
    struct Converted(String);
    impl From<String> for Converted {
        fn from(text: String) -> Self {
            Converted(text)
        }
    }
    impl From<Converted> for usize {
        fn from(converted: Converted) -> Self {
            converted.0.len()
        }
    }
    all.extend(both::<Converted>(
        &[Of::Container("from"), Of::Container("into")],
        "two types, one for each direction",
        &[r#""text""#, "1", "null"],
        &[r#""text""#, "-1"],
    ));
    all
}

/// Attributes that say nothing of what is on the wire.
fn without_effect() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(bound = "", expecting = "a list", crate = "serde")]
    struct Plain {
        #[serde(bound = "")]
        list: Vec<u8>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    enum PlainEnum {
        #[serde(bound = "")]
        List(Vec<u8>),
    }
    let mut all = both::<Plain>(
        &[
            Of::Container("bound"),
            Of::Container("expecting"),
            Of::Container("crate"),
            Of::Field("bound"),
        ],
        "no effect on messages",
        &[r#"{"list":[1]}"#, r#"{"list":["1"]}"#],
        &[r#"{"list":["1"]}"#],
    );
    let texts = [r#"{"List":[1]}"#, r#"{"List":1}"#];
    all.extend(both::<PlainEnum>(
        &[Of::Variant("bound")],
        "no effect on messages",
        &texts,
        &[r#"{"List":1}"#],
    ));
    all
}

/// Two types of one name are two.
fn two_of_one_name() -> Vec<Entry> {
    mod billing {
        #[derive(serde::Serialize, serde::Deserialize, counterpart::Contract)]
        pub(super) struct Address {
            iban: String,
        }
    }
    fn inner() -> Entry {
        #[derive(Serialize, Deserialize, Contract)]
        #[serde(rename = "Address")]
        struct Delivery {
            street: u8,
        }
        #[derive(Serialize, Deserialize, Contract)]
        #[serde(rename = "Address")]
        struct Visit {
            floor: u8,
        }
        #[derive(Serialize, Deserialize, Contract)]
        struct Order {
            delivery: Delivery,
            billing: billing::Address,
            visit: Visit,
        }
        reads::<Order>(
            &[Of::Row(3)],
            "types with the same name in one message",
            &[
                r#"{"delivery":{"street":1},"billing":{"iban":"a"},"visit":{"floor":1}}"#,
                r#"{"delivery":{"street":1},"billing":{"street":1},"visit":{"floor":1}}"#,
                r#"{"delivery":{"floor":1},"billing":{"iban":"a"},"visit":{"floor":1}}"#,
                r#"{"delivery":{"street":1},"billing":{"iban":"a"},"visit":{"street":1}}"#,
            ],
        )
    }
    #[derive(Serialize, Contract)]
    struct Address {
        street: u8,
    }
    let first = Address { street: 1 };
    let second = {
        #[derive(Serialize, Contract)]
        struct Address {
            floor: u8,
        }
        #[derive(Serialize, Contract)]
        struct Pair<T> {
            one: Address,
            other: T,
        }
        let value = Pair {
            one: Address { floor: 1 },
            other: first,
        };
        writes(
            &[Of::Row(3)],
            "block-local types with the same name",
            &[value],
            &[
                r#"{"one":{"street":1},"other":{"street":1}}"#,
                r#"{"one":{"floor":1},"other":{"floor":1}}"#,
            ],
        )
    };
    vec![inner(), second]
}

/// Enums that are there to read the name of a field or of a variant.
fn identifiers() -> Vec<Entry> {
    let of = &[Of::Container("variant_identifier, field_identifier")];
    let says = [
        "`field_identifier` makes this type a reader of names",
        "`variant_identifier` makes this type a reader of names",
    ];
    let of_each = ["the name of a field", "the name of a variant"]
        .into_iter()
        .zip(says);
    of_each
        .map(|(what, says)| refused(of, what, Role::Consumes, "lint/identifier", says))
        .collect()
}
