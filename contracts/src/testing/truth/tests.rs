use serde::{Deserialize, Serialize};

use super::super::build::tests::declaration;
use super::real::{Probe, Real, Unreadable as _, written_of};
use super::*;

/// What the derived test of a declaration says.
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
                read: Probe::<$ty>::READ,
                rewrite: Probe::<$ty>::REWRITE,
                samples: $samples,
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
fn what_is_accepted_and_not_read_is_shown_with_the_way_out() {
    insta::assert_snapshot!(said(declared!(Consumes, Lockout, None)), @r#"
        the contract for "user.registered" accepts what `auth::Lockout` does not read:

            message   {"minutes":61,"user":""}
            at        /minutes
            contract  accepts it
            serde     nobody is locked out that long

        A producer may send such a message: `cargo counterpart verify` would be green, and this service would refuse it.
        Say what is read, `#[contract(with = "Type")]` on the field or on the type; or, where you know that nobody sends it,
        `#[contract(trust = "reason")]`.
        "#);
}

/// The schema says what is read of it too, and the code writes a key more.
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
fn what_is_written_and_not_allowed_is_shown_with_the_way_out() {
    insta::assert_snapshot!(said(declared!(Emits, Sent, None)), @r#"
        the contract for "user.registered" does not allow what `auth::Lockout` writes:

            message   {"id":0,"trace":null}
            at        /trace
            contract  refuses it: `false` at `/unevaluatedProperties` of the schema
            serde     writes it

        Consumers are held to the contract, not to this message: `cargo counterpart verify` would be green, and it may break one.
        Say what is written, `#[contract(with = "Type")]` on the field or on the type; or, where you know that it is never sent,
        `#[contract(trust = "reason")]`.
        "#);
}

#[test]
fn that_a_written_type_was_never_compared_is_data() {
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
fn what_is_only_written_asks_for_samples_and_is_tested_with_them() {
    /// Has no `Deserialize`.
    #[derive(Serialize, schemars::JsonSchema)]
    struct Measured {
        value: f64,
    }
    insta::assert_snapshot!(said(declared!(Emits, Measured, None)), @"note: `auth::Lockout` is only written, so nothing was compared with what `Serialize` does: give values of it, `#[contract(samples = path::to::function)]`, or derive `Deserialize` in tests");
    let samples = |most| written_of([0.5, f64::NAN].map(|value| Measured { value }), most);
    insta::assert_snapshot!(said(declared!(Emits, Measured, Some(samples))), @r#"
        the contract for "user.registered" does not allow what `auth::Lockout` writes:

            message   {"value":null}
            at        /value
            contract  refuses it: `type` at `/properties/value` of the schema. serde_json writes NaN and infinities as null, and the contract assumes finite floats
            serde     writes it

        Consumers are held to the contract, not to this message: `cargo counterpart verify` would be green, and it may break one.
        Say what is written, `#[contract(with = "Type")]` on the field or on the type; or, where you know that it is never sent,
        `#[contract(trust = "reason")]`.
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
