//! Enums that are numbers, and types of others that a remote definition describes.

use std::collections::BTreeMap;
use std::time::Duration;

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::truth;
use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};

use super::super::kinds::judge::{breaks, fits, holds, schema, written};
use super::reads_exactly;

const SECOND: i16 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize_repr, Deserialize_repr, Contract)]
#[repr(i16)]
enum Level {
    Low = -1,
    Middle,
    High = SECOND * 100,
    Highest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize_repr, Deserialize_repr, Contract)]
#[repr(u8)]
enum Open {
    One = 1,
    #[serde(other)]
    Unknown = 255,
}

/// It has numbers, and serde writes its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]
#[repr(u8)]
enum Named {
    Low = 1,
    High = 2,
}

#[derive(Debug, Serialize_repr, Contract)]
#[repr(u8)]
enum Written {
    Low = 1,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Alarm {
    level: Level,
    #[serde(default)]
    others: BTreeMap<Level, Vec<Option<Level>>>,
}

#[test]
fn enum_of_serde_repr_is_its_numbers() {
    reads_exactly::<Level>(&[
        "-1", "0", "200", "201", "1", "2", "202", "65536", "\"Low\"", "null", "1.5",
    ]);
    written([Level::Low, Level::Middle, Level::High, Level::Highest]);
    reads_exactly::<Open>(&["0", "1", "255", "256", "-1", "\"One\"", "null"]);
    written([Open::One, Open::Unknown]);
    let never = schema::<Open>(Role::Emits);
    assert_eq!(holds(&never, "2"), Some(false));
    reads_exactly::<Named>(&["\"Low\"", "\"High\"", "1", "\"low\"", "null"]);
    written([Named::Low, Named::High]);
    let only = schema::<Written>(Role::Emits);
    assert_eq!(
        (holds(&only, "1"), holds(&only, "\"Low\"")),
        (Some(true), Some(false))
    );
    assert_eq!(serde_json::to_string(&Written::Low).unwrap(), "1");
    breaks::<Level, Named>();
    fits::<Level, i16>();
    for seed in 0..3 {
        let options = truth::Options::default().samples(500).seed(seed);
        let outcome = truth::accepted::<Alarm>(&options).expect("a schema");
        assert!(
            outcome.failures.is_empty() && outcome.asked >= 100,
            "{outcome:#?}"
        );
        let outcome = truth::emitted::<Alarm>(&options).expect("a schema");
        assert!(
            outcome.failures.is_empty() && outcome.asked >= 100,
            "{outcome:#?}"
        );
    }
    let accepted = schema::<Alarm>(Role::Consumes);
    for (text, expected) in [
        (r#"{"level":-1,"others":{"200":[0,null]}}"#, true),
        (r#"{"level":-1,"others":{"1":[]}}"#, false),
        (r#"{"level":1}"#, false),
    ] {
        assert_eq!(
            holds(&accepted, text),
            Some(expected),
            "{text}: {}",
            accepted.document()
        );
        assert_eq!(serde_json::from_str::<Alarm>(text).is_ok(), expected, "{text}");
    }
}

#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(remote = "Duration")]
struct DurationDef {
    #[serde(getter = "Duration::as_secs")]
    secs: u64,
    #[serde(getter = "Duration::subsec_nanos")]
    nanos: u32,
}

impl From<DurationDef> for Duration {
    fn from(def: DurationDef) -> Duration {
        Duration::from_secs(def.secs.min(1 << 40)) + Duration::from_nanos(def.nanos.into())
    }
}

#[test]
fn remote_definition_describes_a_type_that_has_a_schema_too() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Waited {
        #[serde(with = "DurationDef")]
        span: Duration,
        #[serde(with = "DurationDef")]
        #[contract(with = "DurationDef")]
        declared: Duration,
    }
    let (read, sent) = (schema::<Waited>(Role::Consumes), schema::<Waited>(Role::Emits));
    for schema in [read, sent] {
        let span = r#"{"secs":1,"nanos":2}"#;
        let message = format!(r#"{{"span":{span},"declared":{span}}}"#);
        assert_eq!(holds(&schema, &message), Some(true), "{}", schema.document());
        let without = message.replacen(r#""nanos""#, r#""n""#, 1);
        assert_eq!(holds(&schema, &without), Some(false), "{}", schema.document());
    }
    let options = truth::Options::default().samples(500);
    let outcome = truth::accepted::<Waited>(&options).expect("a schema");
    assert!(outcome.failures.is_empty() && outcome.asked >= 40, "{outcome:#?}");
    let outcome = truth::emitted::<Waited>(&options).expect("a schema");
    assert!(outcome.failures.is_empty() && outcome.asked >= 40, "{outcome:#?}");
}

#[test]
fn metric_of_two_kinds_of_floats_is_read_and_written() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    #[serde(untagged)]
    enum Metric {
        Small(f32),
        Large(f64),
    }
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Reported {
        value: Metric,
        more: Vec<Metric>,
    }
    for seed in 0..8 {
        let options = truth::Options::default().samples(1_000).seed(seed);
        let outcome = truth::accepted::<Reported>(&options).expect("a schema");
        assert!(
            outcome.failures.is_empty() && outcome.asked >= 100,
            "{outcome:#?}"
        );
        let outcome = truth::emitted::<Reported>(&options).expect("a schema");
        assert!(
            outcome.failures.is_empty() && outcome.asked >= 100,
            "{outcome:#?}"
        );
    }
}

#[test]
fn enum_of_numbers_beyond_64_bits_is_refused_and_no_variant_is_dropped() {
    use counterpart::__private::schema::{Numbered, schema_for_numbered};
    use counterpart::__private::schemars::{JsonSchema, Schema, SchemaGenerator};

    /// As the derive writes it for an enum with such a variant.
    struct Wide;
    impl JsonSchema for Wide {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Wide".into()
        }
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let variants = [1, 1 << 64].map(|number: i128| (number, Some(number.to_string())));
            let numbered = Numbered {
                format: "uint128",
                reads_others: false,
                read: Some(|_| Ok(())),
                variants: variants.to_vec(),
            };
            schema_for_numbered::<String>(generator, Some(numbered), &[], None)
        }
    }
    for role in [Role::Consumes, Role::Emits] {
        let error = counterpart::schema::generate::<Wide>(role).expect_err("refused");
        assert!(
            error.to_string().contains("a number of more than 64 bits"),
            "{error}"
        );
    }
}
