use serde::{Deserialize, Serialize};

use super::super::build::tests::declaration;
use super::real::{Probe, Real, Unreadable as _, written_of};
use super::*;

/// The output of a declaration's derived test.
fn said(declaration: Declaration) -> String {
    match test(Box::leak(Box::new(declaration)), &Options::default()) {
        Ok(outcome) => outcome
            .notes()
            .map(|note| format!("note: {note}"))
            .collect::<Vec<_>>()
            .join("\n"),
        Err(problem) => problem,
    }
}

macro_rules! declared {
    ($role:ident, $ty:ty, $samples:expr) => {
        Declaration {
            role: Role::$role,
            schema: source::<$ty>(),
            real: Real {
                read_in_envelope: None,
                refuse: None,
                refuse_in_envelope: None,
                read: Probe::<$ty>::READ,
                rewrite: Probe::<$ty>::REWRITE,
                samples: $samples,
                messages: None,
                record: Probe::<$ty>::RECORD,
            },
            ..declaration("auth::Lockout", "lockout")
        }
    };
}

/// The contract says how many minutes; the code reads them up to an hour.
#[derive(Serialize)]
struct Lockout {
    user: String,
    minutes: u16,
}

impl<'de> Deserialize<'de> for Lockout {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (user, minutes) = {
            #[derive(Deserialize)]
            struct Wire {
                user: String,
                minutes: u16,
            }
            let wire = Wire::deserialize(from)?;
            (wire.user, wire.minutes)
        };
        match minutes {
            0..=60 => Ok(Self { user, minutes }),
            _ => Err(serde::de::Error::custom("nobody is locked out that long")),
        }
    }
}

impl JsonSchema for Lockout {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Lockout".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "properties": {
                "user": { "type": "string" },
                "minutes": { "type": "integer", "minimum": 0, "maximum": 65535 }
            },
            "required": ["user", "minutes"]
        })
    }
}

#[test]
fn accepted_but_unreadable_message_is_shown_with_the_fix() {
    insta::assert_snapshot!(said(declared!(Consumes, Lockout, None)), @r#"
    the contract for "user.registered" accepts a message that `auth::Lockout` does not read:

        message   {"minutes":61,"user":""}
        at        /minutes
        contract  accepts it
        serde     nobody is locked out that long

    A producer may send such a message: `cargo counterpart verify` would be green, and this service would refuse it.
    Describe what is read with `#[contract(with = "Type")]` on the field or on the type. If you know that nobody sends it,
    add `#[contract(trust = "reason")]`.
    "#);
}

/// The schema also describes what is read, and the code writes an additional key.
#[derive(Deserialize)]
struct Sent {
    id: u8,
}

impl Serialize for Sent {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_json::json!({ "id": self.id, "trace": null }).serialize(to)
    }
}

impl JsonSchema for Sent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sent".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "properties": { "id": { "type": "integer", "minimum": 0, "maximum": 255 } },
            "required": ["id"]
        })
    }
}

#[test]
fn forbidden_output_is_shown_with_the_fix() {
    insta::assert_snapshot!(said(declared!(Emits, Sent, None)), @r#"
    the contract for "user.registered" does not allow a message that `auth::Lockout` writes:

        message   {"id":0,"trace":null}
        at        /trace
        contract  refuses it: `false` at `/unevaluatedProperties` of the schema
        serde     writes it

    Consumers are checked against the contract, not against this message: `cargo counterpart verify` would be green, and
    the message may break one. Describe what is written with `#[contract(with = "Type")]` on the field or on the type. If you
    know that it is never sent, add `#[contract(trust = "reason")]`.
    "#);
}

#[test]
fn missing_comparison_of_a_written_type_is_recorded() {
    #[derive(Serialize, schemars::JsonSchema)]
    struct Measured {
        value: f64,
    }
    let outcome = |declaration| test(Box::leak(Box::new(declaration)), &Options::default()).unwrap();
    let without = outcome(declared!(Emits, Measured, None));
    assert_eq!(without.asked, 0);
    let not_compared = without.not_compared.expect("nothing was compared");
    assert_eq!(not_compared.rust_type, "auth::Lockout");
    assert!(
        not_compared.reason.contains("`#[contract(samples = "),
        "{not_compared}"
    );
    let samples = |most| written_of([Measured { value: 0.5 }], most);
    let with = outcome(declared!(Emits, Measured, Some(samples)));
    assert_eq!((with.asked, with.not_compared), (1, None));
}

#[test]
fn write_only_type_needs_samples_and_is_tested_with_them() {
    /// Has no `Deserialize`.
    #[derive(Serialize, schemars::JsonSchema)]
    struct Measured {
        value: f64,
    }
    insta::assert_snapshot!(said(declared!(Emits, Measured, None)), @"note: `auth::Lockout` can only be written, so nothing was compared with what `Serialize` writes: give values with `#[contract(samples = path::to::function)]`, or derive `Deserialize` in tests");
    let samples = |most| written_of([0.5, f64::NAN].map(|value| Measured { value }), most);
    insta::assert_snapshot!(said(declared!(Emits, Measured, Some(samples))), @r#"
    the contract for "user.registered" does not allow a message that `auth::Lockout` writes:

        message   {"value":null}
        at        /value
        contract  refuses it: `type` at `/properties/value` of the schema. serde_json writes NaN and infinities as null, and the contract assumes finite floats
        serde     writes it

    Consumers are checked against the contract, not against this message: `cargo counterpart verify` would be green, and
    the message may break one. Describe what is written with `#[contract(with = "Type")]` on the field or on the type. If you
    know that it is never sent, add `#[contract(trust = "reason")]`.
    "#);
    let samples = |most| written_of([Measured { value: 0.5 }], most);
    insta::assert_snapshot!(said(declared!(Emits, Measured, Some(samples))), @"");
    let samples = |_| panic!("no database here");
    insta::assert_snapshot!(said(declared!(Emits, Measured, Some(samples))), @"the samples of `auth::Lockout` panic: no database here");
}

#[test]
fn a_type_that_borrows_from_the_message_is_read_too() {
    #[derive(Deserialize, schemars::JsonSchema)]
    #[allow(dead_code, reason = "it is read")]
    struct Borrowed<'a> {
        #[serde(borrow)]
        text: std::borrow::Cow<'a, str>,
        plain: &'a str,
    }
    let said = said(declared!(Consumes, Borrowed<'static>, None));
    assert!(said.contains("expected a borrowed string"), "{said}");
}

#[test]
fn the_whole_of_an_executable_is_tested_in_order() {
    let lies: &'static Declaration = Box::leak(Box::new(declared!(Consumes, Lockout, None)));
    let holds: &'static Declaration = Box::leak(Box::new(declared!(Consumes, Vec<u8>, None)));
    let answers = test_all(&[holds, lies, holds], &Options::default());
    assert_eq!(
        answers.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false, true]
    );
}

/// Says a name, and is a number on the wire.
struct Level(u8);

impl Serialize for Level {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(self.0)
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        u8::deserialize(from).map(Level)
    }
}

impl JsonSchema for Level {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Level".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "level", "minLength": 9, "maxLength": 9 })
    }
}

#[test]
fn test_that_could_ask_nothing_fails_with_the_fix() {
    #[derive(Serialize, Deserialize, schemars::JsonSchema)]
    struct Sent {
        #[schemars(with = "String")]
        from: std::net::Ipv4Addr,
    }
    insta::assert_snapshot!(said(declared!(Emits, Sent, None)), @r#"
    the contract for "user.registered" was not compared with what `auth::Lockout` writes:

        it reads no message of its own contract; for {"from":"a"} it says: invalid IPv4 address syntax at line 1 column 11

    Give values that are sent with `#[contract(samples = path::to::function)]`, or describe what is written with
    `#[contract(with = "Type")]` on the field or on the type. If you know that the contract holds, add
    `#[contract(trust = "reason")]`.
    "#);
    insta::assert_snapshot!(said(declared!(Consumes, Level, None)), @r#"
    the contract for "user.registered" was not compared with what `auth::Lockout` reads:

        a string of the format `level` had to be guessed, and serde accepts none of the guesses; it says: invalid type: string "http://a/", expected u8 at line 1 column 11

    Describe what is read with `#[contract(with = "Type")]` on the field or on the type. If you know that the contract holds,
    add `#[contract(trust = "reason")]`.
    "#);
    #[derive(Serialize, schemars::JsonSchema)]
    struct Measured {
        value: f64,
    }
    let samples = |most| written_of::<Measured, _>(Vec::<Measured>::new(), most);
    insta::assert_snapshot!(said(declared!(Emits, Measured, Some(samples))), @r#"
    the contract for "user.registered" was not compared with what `auth::Lockout` writes:

        the `samples` function returns no values

    Give values that are sent with `#[contract(samples = path::to::function)]`, or describe what is written with
    `#[contract(with = "Type")]` on the field or on the type. If you know that the contract holds, add
    `#[contract(trust = "reason")]`.
    "#);
    let samples = |most| {
        let from = std::net::Ipv4Addr::LOCALHOST;
        written_of([Sent { from }], most)
    };
    insta::assert_snapshot!(said(declared!(Emits, Sent, Some(samples))), @"");
}

#[test]
fn place_that_the_type_cannot_read_fails_unless_samples_cover_it() {
    #[derive(Serialize, Deserialize, schemars::JsonSchema)]
    struct Job {
        #[schemars(with = "Option<String>")]
        from: Option<std::net::Ipv4Addr>,
        id: u8,
    }
    insta::assert_snapshot!(said(declared!(Emits, Job, None)), @r#"
    the contract for "user.registered" was not compared everywhere with what `auth::Lockout` writes.
    For one place, the type reads no message that was made:

        message   {"id":0,"from":"-1"}
        at        /from
        contract  describes such messages (at `/properties/from` of its schema)
        serde     invalid IPv4 address syntax at line 1 column 19

    Give values that are sent with `#[contract(samples = path::to::function)]`, or describe what is written with
    `#[contract(with = "Type")]` on the field or on the type. If you know that the contract holds, add
    `#[contract(trust = "reason")]`.
    "#);
    let samples = |most| written_of([Job { from: None, id: 1 }], most);
    insta::assert_snapshot!(said(declared!(Emits, Job, Some(samples))), @r#"note: not compared at `/properties/from` of the schema of `auth::Lockout`: no string was written there"#);
}

#[test]
fn type_without_a_schema_for_reading_is_tried_with_its_output() {
    /// Has no contract for a reader.
    #[derive(Serialize, Deserialize)]
    struct Sent {
        name: String,
    }
    impl JsonSchema for Sent {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Sent".into()
        }
        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            match generator.contract().is_deserialize() {
                true => schemars::json_schema!({ "$dynamicRef": "#nowhere" }),
                false => {
                    schemars::json_schema!({ "type": "object", "required": ["name"], "properties": { "name": { "type": "string", "maxLength": 0 } } })
                }
            }
        }
    }
    assert!(schema(source::<Sent>(), Role::Consumes).is_err());
    let said = said(declared!(Emits, Sent, None));
    assert!(said.contains("refuses it: `maxLength`"), "{said}");
}

#[test]
fn trust_for_a_place_that_is_never_read_is_reported() {
    let trusted = Failure {
        trusted: Some("Sent.day".to_owned()),
        is_unasked: true,
        ..Failure::new(String::new(), Pointer::root(), "", "it reads no message")
    };
    let mut outcome = Outcome::default();
    outcome.take(trusted);
    assert_eq!(outcome.failures, []);
    let reason = outcome.not_compared.unwrap().reason;
    assert_eq!(
        reason,
        "was not compared with serde, and `Sent.day` is trusted: it reads no message"
    );
}
