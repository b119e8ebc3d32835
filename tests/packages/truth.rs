//! Contracts that say something else than the code does.

use fixture::workspace::{Workspace, declare, manifest};

/// Says that it reads any `u8`, and reads even ones.
const LYING_CONSUMER: &str = r#"
fn even<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let value: u8 = serde::Deserialize::deserialize(from)?;
    if value % 2 == 0 { Ok(value) } else { Err(serde::de::Error::custom("an odd number")) }
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "user.registered")]
pub struct UserRegistered {
    pub id: u64,
    #[serde(deserialize_with = "even")]
    #[contract(with = "u8")]
    pub seats: u8,
}
"#;

/// Tells more about itself than its contract, which is made of the fields alone.
const LYING_PRODUCER: &str = r#"
#[derive(counterpart::Contract)]
#[contract(emits = "user.registered", samples = tests::users)]
pub struct UserRegistered {
    pub id: u64,
    pub seats: u8,
}

impl serde::Serialize for UserRegistered {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = to.serialize_struct("UserRegistered", 2)?;
        fields.serialize_field("id", &self.id.to_string())?;
        fields.serialize_field("seats", &self.seats)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    pub(super) fn users() -> Vec<super::UserRegistered> {
        vec![super::UserRegistered { id: 7, seats: 2 }]
    }
}
"#;

#[test]
fn verify_cannot_complete_if_a_contract_is_wrong() {
    let honest = declare(
        "emits",
        "user.registered",
        "UserRegistered",
        "pub id: u64, pub seats: u8",
    );
    let workspace = Workspace::of(
        "verify_cannot_complete_if_a_contract_is_wrong",
        &[
            ("auth-service", &[("src/lib.rs", LYING_CONSUMER)]),
            ("user-service", &[("src/lib.rs", &honest)]),
        ],
    );
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .says(
            r#"the contract for "user.registered" accepts a message that `auth_service::UserRegistered` does not read"#,
        )
        .says(r#"    message   {"id":0,"seats":1}"#)
        .says(r#"    field     #[serde(deserialize_with = "even")] #[contract(with = "u8")] seats: u8"#)
        .says("    serde     an odd number");
    workspace.write("user-service/src/lib.rs", LYING_PRODUCER);
    workspace
        .counterpart(&["verify", "-p", "user-service"])
        .exits(101)
        .says(
            r#"the contract for "user.registered" does not allow a message that `user_service::UserRegistered` writes"#,
        )
        .says(r#"    message   {"id":"7","seats":2}"#);
}

/// Of this all is in the user's own crate: what the derive writes for tests must not lean on the prelude, nor on what
/// types borrow.
const HOSTILE: &str = r#"
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

/// Borrows from the message.
#[derive(::serde::Serialize, ::serde::Deserialize, ::counterpart::Contract)]
#[contract(emits = "borrowed", samples = "samples::borrowed")]
pub struct Borrowed<'a> {
    #[serde(borrow)]
    pub text: ::std::borrow::Cow<'a, str>,
    pub fixed: &'static str,
}

/// Reads what it is given.
#[derive(::serde::Deserialize, ::counterpart::Contract)]
#[contract(consumes = "read")]
pub struct Read<'a> {
    #[serde(borrow)]
    pub text: ::std::borrow::Cow<'a, str>,
}

/// Is sent, and never read.
#[derive(::serde::Serialize, ::counterpart::Contract)]
#[contract(emits = "sent")]
pub struct Sent {
    #[serde(rename = "other")]
    pub r#type: u8,
}

/// Holds others.
#[derive(::serde::Serialize, ::serde::Deserialize, ::counterpart::Contract)]
pub struct Envelope<T> {
    pub body: T,
}

::counterpart::contract!(Envelope<::std::option::Option<u8>>, consumes = "enveloped", emits = "enveloped", samples = samples::enveloped);

#[cfg(test)]
mod samples {
    use ::std::{option::Option, iter::Iterator, iter::repeat_with};
    pub(super) fn borrowed() -> [super::Borrowed<'static>; 1] {
        [super::Borrowed { text: ::std::borrow::Cow::Borrowed("a"), fixed: "b" }]
    }
    pub(super) fn enveloped() -> impl Iterator<Item = super::Envelope<Option<u8>>> {
        repeat_with(|| super::Envelope { body: Option::Some(1) })
    }
}
"#;

#[test]
fn the_test_compiles_wherever_the_type_does_and_its_size_can_be_set() {
    let workspace = Workspace::of(
        "the_test_compiles_wherever_the_type_does_and_its_size_can_be_set",
        &[("hostile", &[("src/lib.rs", HOSTILE)])],
    );
    let run = |samples| {
        let environment = [("COUNTERPART_UPDATE", "always"), ("COUNTERPART_SAMPLES", samples)];
        workspace.cargo_with(&["test", "--", "--nocapture"], &environment)
    };
    run("2000").exits(0).complains(
        "`hostile::Sent` can only be written, so nothing was compared with what `Serialize` writes",
    );
    run("none")
        .exits(101)
        .complains("COUNTERPART_SAMPLES is \"none\": write how many messages");
}

/// Read from a buffer, in which a feature of serde_json changes what a number is.
const MEASURED: &str = r#"
#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "measured")]
#[serde(tag = "kind")]
pub enum Measured {
    Speed { value: f64 },
    Stopped,
}
"#;

/// Written as a text, unless a feature of the type's crate makes it a number.
const PRICED: &str = r#"
#[derive(serde::Serialize, serde::Deserialize, counterpart::Contract)]
#[contract(emits = "priced")]
pub struct Priced {
    pub price: rust_decimal::Decimal,
}
"#;

#[test]
fn feature_of_another_crate_that_changes_the_wire_is_noticed() {
    let workspace = Workspace::of(
        "a_feature_that_another_crate_turns_on",
        &[
            ("reader", &[("src/lib.rs", MEASURED)]),
            ("seller", &[("src/lib.rs", PRICED)]),
            ("exact-numbers", &[("src/lib.rs", "")]),
            ("plain-money", &[("src/lib.rs", "")]),
        ],
    );
    let dependency = |package: &str, dependencies: &str| {
        let text =
            manifest(package, "").replace("[dependencies]", &format!("[dependencies]\n{dependencies}"));
        workspace.write(&format!("{package}/Cargo.toml"), &text);
    };
    dependency(
        "exact-numbers",
        "serde_json = { version = \"1\", features = [\"arbitrary_precision\"] }",
    );
    dependency(
        "plain-money",
        "rust_decimal = { version = \"1\", default-features = false, features = [\"serde-float\"] }",
    );
    let decimal = "rust_decimal = { version = \"1\", default-features = false, features = [\"serde\"] }";
    let seller = |more: &str| {
        let text = manifest("seller", "")
            .replace("[dependencies]", &format!("[dependencies]\n{decimal}\n{more}"))
            .replace(
                "features = [\"testing\"]",
                "features = [\"testing\", \"rust_decimal1\"]",
            );
        workspace.write("seller/Cargo.toml", &text);
    };
    let test = |package: &str| {
        workspace.cargo_with(
            &["test", "--lib", "-p", package],
            &[("COUNTERPART_UPDATE", "always")],
        )
    };
    seller("");
    test("reader").exits(0);
    test("seller").exits(0);

    dependency("reader", "exact-numbers = { path = \"../exact-numbers\" }");
    test("reader")
        .exits(101)
        .says(r#"the contract for "measured" accepts a message that `reader::Measured` does not read"#)
        .says("    serde     invalid type: map, expected f64");
    seller("plain-money = { path = \"../plain-money\" }");
    test("seller")
        .exits(101)
        .says(r#"the contract for "priced" does not allow a message that `seller::Priced` writes"#)
        .says("    at        /price")
        .says("    serde     writes it");
}

/// A type that reads even numbers only, and says that it reads any: in the payload, in a header, and in the envelope.
const AROUND: &str = r#"
#[derive(serde::Deserialize, counterpart::Contract)]
#[serde(try_from = "u8")]
#[contract(with = "u8")]
pub struct Even(pub u8);

impl TryFrom<u8> for Even {
    type Error = String;
    fn try_from(number: u8) -> Result<Self, String> {
        if number % 2 == 0 { Ok(Self(number)) } else { Err("an odd number".to_owned()) }
    }
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "in.payload")]
pub struct InPayload {
    pub seats: Even,
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "in.header", headers("attempt" = Even, "trace-id" = String))]
pub struct InHeader {
    pub id: u8,
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "in.envelope", envelope("cloudevents", extensions("sequence" = Even)))]
pub struct InEnvelope {
    pub id: u8,
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(
    consumes = "honest",
    envelope("cloudevents", type = "com.example.honest", extensions("traceparent" = String, "attempt" = Option<u8>)),
    headers("attempt" = Option<i16>, "final" = bool),
    upcasts_from(Before),
)]
pub struct Honest {
    pub id: u8,
}

use older::Earlier as Before;

pub mod older {
    #[derive(serde::Deserialize, counterpart::Contract)]
    pub struct Earlier {
        pub number: Option<u8>,
    }
}
"#;

#[test]
fn message_metadata_is_tested_too_and_types_are_blamed() {
    let workspace = Workspace::of(
        "what_stands_around_a_payload_is_tested_too",
        &[("reader", &[("src/lib.rs", AROUND)])],
    );
    let answer = workspace.cargo_with(
        &["test", "--lib", "--no-fail-fast"],
        &[("COUNTERPART_UPDATE", "always")],
    );
    answer
        .exits(101)
        .says("test contract_of_Honest_consumes_honest ... ok")
        .says(r##"    field     #[serde(try_from = "u8")] #[contract(with = "u8")] struct Even"##)
        .says("    message   {\"seats\":1}")
        .says("    at        /attempt")
        .says("    at        /sequence")
        .says("    contract  accepts it along with the payload");
    // A type is called by its own name, and not by the one that it was imported under.
    let honest = workspace.folder.read("contracts/reader/consumes/honest.json");
    assert!(honest.contains("reader::older::Earlier"), "{honest}");
}
