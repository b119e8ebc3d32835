//! Code of the user between a field and the wire.

use std::borrow::Cow;
use std::time::Duration;

use counterpart::__private::schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use counterpart::Contract;
use counterpart::contract::Role;
use serde::{Deserialize, Serialize};

use super::entry::{Claim, Entry, Of, both, of_a_build, reads, refused, writes};

/// Whole seconds, as a number.
mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(duration.as_secs() as u32)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u32::deserialize(deserializer).map(|seconds| Duration::from_secs(seconds.into()))
    }

    pub(super) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
        let seconds = Option::<u32>::deserialize(deserializer)?;
        Ok(seconds.map(|seconds| Duration::from_secs(seconds.into())))
    }
}

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = declared();
    all.extend(undeclared());
    all.extend(by_hand());
    all.extend(conversions());
    let what = "features such as `arbitrary_precision` of serde_json";
    all.extend([Role::Consumes, Role::Emits].map(|role| of_a_build(&[Of::Row(25)], what, role)));
    all
}

fn declared() -> Vec<Entry> {
    let mut all = Vec::new();
    #[derive(Serialize, Deserialize, Contract)]
    struct With {
        #[serde(with = "seconds")]
        #[contract(with = "u32")]
        wait: Duration,
    }
    let texts = [
        r#"{"wait":1}"#,
        r#"{"wait":-1}"#,
        r#"{"wait":{"secs":1,"nanos":1}}"#,
        "{}",
    ];
    all.extend(both::<With>(
        &[Of::Field("with"), Of::Row(4), Of::Row(26)],
        "with the type on the wire",
        &texts,
        &[r#"{"wait":{"secs":1,"nanos":1}}"#],
    ));
    #[derive(Serialize, Deserialize, Contract)]
    struct Each {
        #[serde(serialize_with = "seconds::serialize")]
        #[contract(with = "u32")]
        written: Duration,
        #[serde(deserialize_with = "seconds::deserialize")]
        #[contract(with = "u32")]
        read: Duration,
    }
    let each = [
        r#"{"written":{"secs":1,"nanos":1},"read":1}"#,
        r#"{"written":1,"read":1}"#,
        r#"{"written":{"secs":1,"nanos":1},"read":{"secs":1,"nanos":1}}"#,
    ];
    all.extend(both::<Each>(
        &[
            Of::Field("serialize_with"),
            Of::Field("deserialize_with"),
            Of::Row(4),
        ],
        "with the type on the wire",
        &each,
        &[r#"{"written":{"secs":1,"nanos":1},"read":{"secs":1,"nanos":1}}"#],
    ));
    #[derive(Deserialize, Contract)]
    #[allow(dead_code, reason = "serde reads these fields, and nothing else does")]
    struct Optional {
        #[serde(deserialize_with = "seconds::maybe")]
        #[contract(with = "Option<u32>")]
        asked_for: Option<Duration>,
        #[serde(deserialize_with = "seconds::maybe", default)]
        #[contract(with = "Option<u32>")]
        may_be_absent: Option<Duration>,
    }
    let optional = [
        r#"{"asked_for":null}"#,
        r#"{"asked_for":1,"may_be_absent":1}"#,
        "{}",
        r#"{"asked_for":"1"}"#,
    ];
    all.push(reads::<Optional>(
        &[Of::Field("deserialize_with"), Of::Row(5)],
        "of an option, with and without a default",
        &optional,
    ));
    #[derive(Serialize, Deserialize, Contract)]
    enum Variants {
        #[serde(with = "seconds")]
        #[contract(with = "u32")]
        Wait(Duration),
        #[serde(
            serialize_with = "seconds::serialize",
            deserialize_with = "seconds::deserialize"
        )]
        #[contract(with = "u32")]
        Pause(Duration),
    }
    all.extend(both::<Variants>(
        &[
            Of::Variant("with"),
            Of::Variant("serialize_with"),
            Of::Variant("deserialize_with"),
            Of::Row(4),
        ],
        "with the type on the wire",
        &[
            r#"{"Wait":1}"#,
            r#"{"Pause":1}"#,
            r#"{"Wait":{"secs":1,"nanos":1}}"#,
            r#"{"Pause":-1}"#,
        ],
        &[r#"{"Wait":{"secs":1,"nanos":1}}"#],
    ));

    /// A type of another crate, and how this one writes it.
    mod foreign {
        pub(super) struct Position {
            pub(super) x: i32,
        }
        impl Position {
            pub(super) fn east(&self) -> i32 {
                self.x
            }
        }
    }
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(remote = "foreign::Position")]
    struct Position {
        #[serde(getter = "foreign::Position::east")]
        x: i32,
    }
    impl From<Position> for foreign::Position {
        fn from(position: Position) -> Self {
            foreign::Position { x: position.x }
        }
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Moved {
        #[serde(with = "Position")]
        #[contract(with = "Position")]
        to: foreign::Position,
    }
    all.extend(both::<Moved>(
        &[Of::Container("remote"), Of::Field("getter")],
        "with the type on the wire",
        &[r#"{"to":{"x":1}}"#, r#"{"to":{"x":"1"}}"#, r#"{"to":{}}"#],
        &[r#"{"to":{"x":1,"y":1}}"#],
    ));
    all
}

fn undeclared() -> Vec<Entry> {
    let says = "changes the form of";
    let of = [
        (Of::Field("with"), Role::Consumes),
        (Of::Field("serialize_with"), Role::Emits),
        (Of::Field("deserialize_with"), Role::Consumes),
    ];
    let mut all: Vec<Entry> = of
        .into_iter()
        .map(|(of, role)| {
            refused(
                &[of, Of::Row(4), Of::Row(5)],
                "without the type on the wire",
                role,
                "lint/wire_type",
                says,
            )
        })
        .collect();
    for what in [
        "`schemars(range)`",
        "`schemars(extend)`",
        "`schemars(schema_with)`",
    ] {
        let says = match what {
            "`schemars(range)`" => "serde does not enforce `range`",
            "`schemars(extend)`" => "serde does not enforce `extend`",
            _ => "contracts ignore `schema_with`",
        };
        all.push(refused(
            &[Of::Row(10)],
            what,
            Role::Consumes,
            "lint/constraints",
            says,
        ));
    }
    /// A constraint that a person answers for: the contract is what serde reads.
    #[derive(Serialize, Deserialize, Contract)]
    struct Trusted {
        #[contract(trust = "what is out of range is logged and dropped")]
        #[schemars(range(max = 9))]
        seats: u8,
    }
    all.extend(both::<Trusted>(
        &[Of::Row(10)],
        "trusted: the form that serde reads",
        &[r#"{"seats":255}"#, r#"{"seats":9}"#, r#"{"seats":256}"#],
        &[r#"{"seats":256}"#],
    ));
    /// schemars knows no exponent of it.
    #[derive(Serialize, Deserialize, Contract)]
    struct Precise {
        price: bigdecimal::BigDecimal,
    }
    all.extend(both::<Precise>(
        &[Of::Row(26)],
        "`BigDecimal`, exponents of up to 18 digits",
        &[
            r#"{"price":"1E-20"}"#,
            r#"{"price":"-12.50"}"#,
            r#"{"price":"1e5"}"#,
            r#"{"price":"1.2.3"}"#,
            r#"{"price":"x"}"#,
        ],
        &[r#"{"price":"x"}"#, r#"{"price":1}"#],
    ));
    let says = "`range` is checked after serde has read the message";
    all.push(refused(
        &[Of::Row(10)],
        "`validate(range)`",
        Role::Consumes,
        "lint/validators",
        says,
    ));
    all
}

/// Written as a number, and its schema says that it is a string.
#[derive(Contract)]
#[contract(json_schema)]
struct Mistaken(u8);

impl JsonSchema for Mistaken {
    fn schema_name() -> Cow<'static, str> {
        "Mistaken".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9]+$"})
    }
}

impl Serialize for Mistaken {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

impl<'de> Deserialize<'de> for Mistaken {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Mistaken)
    }
}

fn by_hand() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract)]
    struct Holds {
        value: Mistaken,
    }
    let truth = || {
        let outcome = counterpart::truth::emitted_of([Holds { value: Mistaken(1) }]).expect("a schema");
        outcome
            .failures
            .iter()
            .map(|failure| failure.message.clone())
            .collect()
    };
    #[derive(Deserialize)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Aliased {
        #[serde(default, alias = "total")]
        count: u8,
    }
    impl JsonSchema for Aliased {
        fn schema_name() -> Cow<'static, str> {
            "Aliased".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "object", "properties": {"count": {"type": "integer", "minimum": 0, "maximum": 255}}})
        }
    }
    #[derive(Deserialize, Contract)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Parts {
        parts: Vec<Aliased>,
    }
    let what = "a hand-written `JsonSchema` that is wrong";
    vec![
        reads::<Parts>(
            &[Of::Row(26)],
            "a hand-written `JsonSchema` without the aliases",
            &[],
        )
        .claims(Claim::Truth("total")),
        reads::<Holds>(&[Of::Row(4), Of::Row(26)], what, &[]).claims(Claim::Truth("expected u8")),
        writes(
            &[Of::Row(4), Of::Row(26)],
            what,
            &[Holds { value: Mistaken(1) }],
            &[],
        )
        .with_truth(truth)
        .claims(Claim::Truth("1")),
    ]
}

fn conversions() -> Vec<Entry> {
    #[derive(Serialize, Deserialize, Contract, Clone)]
    #[serde(into = "u8")]
    struct Half(u8);
    impl From<Half> for u8 {
        fn from(half: Half) -> u8 {
            half.0 / 2
        }
    }
    let mut all = both::<Half>(
        &[Of::Container("into")],
        "alone",
        &["4", "256", "\"4\""],
        &["256"],
    );

    let of = &[Of::Container("try_from"), Of::Row(17)];
    let says = "`try_from` may refuse values of its type";
    all.push(refused(
        of,
        "without `trust`",
        Role::Consumes,
        "lint/try_from",
        says,
    ));

    /// Every byte has a place.
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(try_from = "u8")]
    #[contract(trust = "takes every byte")]
    struct Byte(u8);
    impl TryFrom<u8> for Byte {
        type Error = &'static str;
        fn try_from(number: u8) -> Result<Self, Self::Error> {
            Ok(Byte(number))
        }
    }
    all.extend(both::<Byte>(
        of,
        "trusted, and it accepts everything",
        &["0", "255", "256"],
        &["256"],
    ));
    all
}
