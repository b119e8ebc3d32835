//! The verdict on changes of Rust types: from the source of two services to the report.

use fixture::Answer;
use fixture::workspace::{Workspace, declare, part};

/// Two services, the user service's side and the auth service's side of `user.registered`.
struct Services(Workspace);

impl Services {
    fn new(name: &str) -> Self {
        let empty: &[(&str, &str)] = &[("src/lib.rs", "")];
        Self(Workspace::of(
            name,
            &[("user-service", empty), ("auth-service", empty)],
        ))
    }

    /// Writes the fields of both sides (and the parts that both use), makes the files right, and verifies.
    fn verify(&self, parts: &[&str], emitted: &str, accepted: &str) -> Answer {
        let parts: String = parts.iter().map(|item| part(item)).collect();
        let side = |role, fields| {
            format!(
                "{}{parts}",
                declare(role, "user.registered", "UserRegistered", fields)
            )
        };
        self.0.write("user-service/src/lib.rs", &side("emits", emitted));
        self.0
            .write("auth-service/src/lib.rs", &side("consumes", accepted));
        self.0.accept();
        self.0.counterpart(&["verify"])
    }

    /// Like [`verify`](Self::verify), where the parts differ between the sides.
    fn verify_parts(&self, emitted: &[&str], accepted: &[&str], fields: &str) -> Answer {
        let side = |role, items: &[&str]| {
            let parts: String = items.iter().map(|item| part(item)).collect();
            format!(
                "{}{parts}",
                declare(role, "user.registered", "UserRegistered", fields)
            )
        };
        self.0.write("user-service/src/lib.rs", &side("emits", emitted));
        self.0
            .write("auth-service/src/lib.rs", &side("consumes", accepted));
        self.0.accept();
        self.0.counterpart(&["verify"])
    }
}

#[test]
fn fields() {
    let services = Services::new("fields");
    // The same, with more on the producer's side.
    services
        .verify(&[], "id: u64, email: String, age: u8", "id: u64, email: String")
        .exits(0)
        .says("checked 1 pair");
    // A field removed.
    services
        .verify(&[], "id: u64", "id: u64,\n    email: String")
        .exits(100)
        .says("[property-missing]")
        .says("/email")
        .shows("user-service/src/lib.rs:3", "pub struct UserRegistered {")
        .shows("auth-service/src/lib.rs:5", "email: String");
    // A field retyped.
    services
        .verify(&[], "id: String", "id: u64")
        .exits(100)
        .says("[type-mismatch]")
        .says("/id");
    // An option that becomes required, seen from both sides.
    services
        .verify(&[], "email: Option<String>", "email: Option<String>")
        .exits(0);
    services
        .verify(&[], "email: String", "email: Option<String>")
        .exits(0);
    services
        .verify(&[], "email: Option<String>", "email: String")
        .exits(100)
        .says("[null-emitted]")
        .says("{\"email\":null}")
        .shows("user-service/src/lib.rs:4", "email: Option<String>");
    services
        .verify(
            &[],
            "#[serde(skip_serializing_if = \"Option::is_none\")] email: Option<String>",
            "email: String",
        )
        .exits(100)
        .says("[property-optional]");
}

#[test]
fn enums() {
    let services = Services::new("enums");
    let two = "pub enum Plan { Free, Paid }";
    let three = "pub enum Plan { Free, Paid, Trial }";
    services.verify_parts(&[two], &[two], "plan: Plan").exits(0);
    // A variant added.
    services
        .verify_parts(&[three], &[two], "plan: Plan")
        .exits(100)
        .says("[value-not-accepted]")
        .says("Trial")
        .says("{\"plan\":\"Trial\"}");
    // A variant removed.
    services.verify_parts(&[two], &[three], "plan: Plan").exits(0);
    // Variants with content, in serde's four forms.
    for form in [
        "",
        "tag = \"kind\"",
        "tag = \"kind\", content = \"of\"",
        "untagged",
    ] {
        let plan = |more: &str| {
            format!(
                "#[serde({form})] pub enum Plan {{ Free {{ from: u8 }}, Paid {{ until: String }}{more} }}"
            )
        };
        let (two, three) = (plan(""), plan(", Trial { days: bool }"));
        services.verify_parts(&[&two], &[&two], "plan: Plan").exits(0);
        services
            .verify_parts(&[&three], &[&two], "plan: Plan")
            .exits(100)
            .says("/plan");
        services.verify_parts(&[&two], &[&three], "plan: Plan").exits(0);
    }
}

#[test]
fn integers() {
    let services = Services::new("integers");
    // Widened.
    services
        .verify(&[], "seats: u64", "seats: u32")
        .exits(100)
        .says("[number-range]")
        .says("{\"seats\":4294967296}");
    services
        .verify(&[], "seats: i8", "seats: u8")
        .exits(100)
        .says("{\"seats\":-1}");
    services
        .verify(&[], "seats: u128", "seats: u64")
        .exits(100)
        .says("{\"seats\":18446744073709551616}");
    // Narrowed.
    services.verify(&[], "seats: u32", "seats: u64").exits(0);
    services.verify(&[], "seats: u8", "seats: i16").exits(0);
    services.verify(&[], "seats: u32", "seats: f64").exits(0);
    services
        .verify(&[], "seats: f64", "seats: u32")
        .exits(100)
        .says("/seats");
}

#[test]
fn nested_and_recursive_types() {
    let services = Services::new("nested_and_recursive_types");
    let nested = |street: &str| {
        [
            format!("pub struct Address {{ lines: Vec<Line>, {street} }}"),
            "pub struct Line { text: String }".to_owned(),
        ]
    };
    let (with, without) = (nested("street: String"), nested(""));
    let as_parts = |parts: &[String; 2]| [parts[0].clone(), parts[1].clone()];
    let (with, without) = (as_parts(&with), as_parts(&without));
    let field = "addresses: std::collections::BTreeMap<String, Address>";
    services
        .verify_parts(&[&with[0], &with[1]], &[&without[0], &without[1]], field)
        .exits(0);
    services
        .verify_parts(&[&without[0], &without[1]], &[&with[0], &with[1]], field)
        .exits(100)
        .says("[property-missing]")
        .says("/addresses/*/street")
        .says("pub struct Address {");

    let tree = |value: &str| format!("pub struct Tree {{ value: {value}, children: Vec<Tree> }}");
    services
        .verify_parts(&[&tree("u8")], &[&tree("u16")], "tree: Tree")
        .exits(0);
    services
        .verify_parts(&[&tree("u16")], &[&tree("u8")], "tree: Tree")
        .exits(100)
        .says("/tree/value")
        .says("[number-range]");
}

#[test]
fn a_whole_report_of_a_break() {
    let services = Services::new("a_whole_report_of_a_break");
    let answer = services.verify(
        &[],
        "user_id: u64,\n    email: Option<String>,",
        "user_id: u64,\n    email: String,",
    );
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[null-emitted]: user-service may send null in `email`
     --> user-service/src/lib.rs:5:5
      |
    5 |     email: Option<String>,
      |     ^^^^^^^^^^^^^^^^^^^^^ user-service may send null
      |
     ::: auth-service/src/lib.rs:5:5
      |
    5 |     email: String,
      |     ------------- auth-service accepts a string
      |
      = at: user.registered#/email
    example: a message that breaks auth-service
      |
      | {"email":null,"user_id":0}
      |          ^^^^ not accepted
      = help: in user-service: always set `email`
      = help: in auth-service: make `email` an `Option<...>`, release it first
      = help: ask the auth-service team when they can release that

    more about this: `cargo counterpart explain null-emitted`
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against: the contract files in contracts
    assumes: plain-integers, numbers-fit-f64 and 3 more (-v lists them)
    incompatible
    "#);
}

#[test]
fn an_event_renamed_is_an_event_stopped() {
    let services = Services::new("an_event_renamed_is_an_event_stopped");
    services.verify(&[], "id: u64", "id: u64").exits(0);
    services.0.write(
        "user-service/src/lib.rs",
        &declare("emits", "user.joined", "UserRegistered", "id: u64"),
    );
    services
        .0
        .counterpart(&["verify"])
        .exits(100)
        .says("[event-stopped]")
        .says("--> contracts/user-service/emits/user.registered.json")
        .says("user-service no longer emits `user.registered`, and auth-service still has a contract for it")
        .says("[contract-missing]")
        .says("--> contracts/user-service/emits/user.joined.json");
    // Accepting the rename does not take the warning away.
    services
        .0
        .accept()
        .says("wrote contracts/user-service/emits/user.joined.json")
        .says("kept contracts/user-service/emits/user.registered.json");
    services
        .0
        .counterpart(&["verify"])
        .exits(100)
        .says("[event-stopped]");
    // When the consumer follows, the old files are removed.
    services.0.write(
        "auth-service/src/lib.rs",
        &declare("consumes", "user.joined", "UserRegistered", "id: u64"),
    );
    services
        .0
        .accept()
        .says("deleted contracts/auth-service/consumes/user.registered.json")
        .says("deleted contracts/user-service/emits/user.registered.json");
    services.0.counterpart(&["verify"]).exits(0);
}

#[test]
fn broken_consumer_of_two_is_named_with_its_owner() {
    let emits = |fields| declare("emits", "user.registered", "UserRegistered", fields);
    let consumes = |fields| declare("consumes", "user.registered", "UserRegistered", fields);
    let mail = consumes("email: String").replace(
        "\"user.registered\"",
        "\"user.registered\", owner = \"team-mail\"",
    );
    let workspace = Workspace::of(
        "broken_consumer_of_two_is_named_with_its_owner",
        &[
            ("user-service", &[("src/lib.rs", &emits("id: u64"))]),
            ("auth-service", &[("src/lib.rs", &consumes("id: u64"))]),
            ("mail-service", &[("src/lib.rs", &mail)]),
        ],
    );
    workspace.accept();
    let answer = workspace.counterpart(&["verify"]);
    answer
        .exits(100)
        .says("example: a message that breaks mail-service")
        .says("(owner team-mail)")
        .says("checked 2 pairs of 1 emitted event and 2 contracts: 1 compatible, 1 incompatible");
    assert!(!answer.stdout.contains("auth-service"), "{}", answer.stdout);
}
