//! `sample`: messages of an event, for tests and demonstrations.

use fixture::Folder;
use serde_json::Value;

const EMITTED: &str = r#"{
  "x-contract": {"format": 1, "role": "emits", "service": "user-service", "event": "user.registered", "assumes": []},
  "type": "object",
  "properties": {"id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}, "plan": {"enum": ["free", "pro"]}},
  "required": ["id", "plan"],
  "unevaluatedProperties": false
}
"#;

const ACCEPTED: &str = r#"{
  "x-contract": {"format": 1, "role": "consumes", "service": "auth-service", "event": "user.registered", "assumes": []},
  "type": "object",
  "properties": {"id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}},
  "required": ["id"]
}
"#;

fn folder() -> Folder {
    Folder::with(&[
        ("contracts/user-service/emits/user.registered.json", EMITTED),
        ("contracts/auth-service/consumes/user.registered.json", ACCEPTED),
    ])
}

fn sample(more: &[&str]) -> fixture::Answer {
    let mut args = vec!["sample", "user.registered", "--contracts", "contracts"];
    args.extend(more);
    folder().counterpart(&args)
}

fn messages(answer: &fixture::Answer) -> Vec<Value> {
    let lines = answer.stdout.lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn is_emitted(message: &Value) -> bool {
    let members = message.as_object().unwrap();
    members.len() == 2
        && members["id"].is_u64()
        && members["plan"]
            .as_str()
            .is_some_and(|plan| ["free", "pro"].contains(&plan))
}

#[test]
fn emitted_messages_are_written_one_a_line() {
    let answer = sample(&["-n", "25"]);
    let messages = messages(answer.exits(0));
    assert_eq!(messages.len(), 25);
    assert!(messages.iter().all(is_emitted), "{messages:?}");
    assert!(
        ["free", "pro"]
            .iter()
            .all(|plan| messages.iter().any(|message| message["plan"] == *plan))
    );
}

#[test]
fn the_same_seed_makes_the_same_messages_and_another_one_others() {
    let of = |seed: &str| sample(&["-n", "20", "--seed", seed]).exits(0).stdout.clone();
    assert_eq!(of("7"), of("7"));
    assert_ne!(of("7"), of("8"));
}

#[test]
fn messages_that_are_refused_are_made_on_demand() {
    let answer = sample(&["-n", "25", "--invalid"]);
    let messages = messages(answer.exits(0));
    assert_eq!(messages.len(), 25);
    assert!(
        !messages
            .iter()
            .any(|message| message.is_object() && is_emitted(message)),
        "{messages:?}"
    );
}

#[test]
fn a_role_chooses_between_the_files_of_one_event() {
    let answer = sample(&["-n", "30", "--role", "consumes"]);
    let messages = messages(answer.exits(0));
    assert!(messages.iter().all(|message| message["id"].is_u64()));
    assert!(
        messages.iter().any(|message| !is_emitted(message)),
        "other fields are let pass"
    );
}

#[test]
fn unknown_event_is_an_error_that_lists_the_known_ones() {
    let answer = folder().counterpart(&["sample", "user.deleted", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: no contract file of `user.deleted` is there that fits
      hint: there is only user.registered
    "#);
}

#[test]
fn two_files_that_fit_are_an_error_that_names_both() {
    let folder = folder();
    let other = EMITTED.replace("user-service", "sign-up");
    folder.write("contracts/sign-up/emits/user.registered.json", &other);
    let answer = folder.counterpart(&["sample", "user.registered", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: `user.registered` has several files: sign-up emits user.registered, user-service emits user.registered
      hint: say which with --service, --role or --name
    "#);
    folder
        .counterpart(&[
            "sample",
            "user.registered",
            "--contracts",
            "contracts",
            "--service",
            "sign-up",
        ])
        .exits(0);
}

#[test]
fn messages_of_a_place_have_a_value_there_and_invalid_ones_are_wrong_there() {
    let folder = folder();
    let order = r#"{
  "x-contract": {"format": 1, "role": "emits", "service": "shop", "event": "orders", "assumes": []},
  "type": "object",
  "required": ["type", "id"],
  "properties": {"id": {"type": "integer"}},
  "oneOf": [
    {"properties": {"type": {"const": "order.paid"}}, "required": ["type"]},
    {
      "properties": {
        "type": {"const": "order.cancelled"},
        "data": {"type": "object", "properties": {"reason": {"type": ["string", "null"], "maxLength": 3}}}
      },
      "required": ["type"]
    }
  ]
}
"#;
    folder.write("contracts/shop/emits/orders.json", order);
    let sample = |place: &str, more: &[&str]| {
        let arguments = [&["sample", place, "--contracts", "contracts", "-n", "20"], more].concat();
        folder.counterpart(&arguments)
    };
    let at = "orders#(order.cancelled)/data/reason";
    let valid = messages(sample(at, &[]).exits(0));
    assert_eq!(valid.len(), 20);
    for message in &valid {
        assert_eq!(message["type"], "order.cancelled");
        assert!(message.pointer("/data/reason").is_some(), "{message}");
    }
    let invalid = messages(sample(at, &["--invalid"]).exits(0));
    assert_eq!(invalid.len(), 20);
    for message in &invalid {
        let reason = message.pointer("/data/reason").unwrap();
        let is_valid = reason.is_null() || reason.as_str().is_some_and(|text| text.chars().count() <= 3);
        assert!(!is_valid, "{message}");
    }
    sample("user.registered#/plna", &[]).exits(101).complains(
        "messages of user.registered have no /plna (did you mean `/plan`?); known paths: /id, /plan",
    );
    sample("user.registered#/a(", &[])
        .exits(101)
        .complains("`/a(` is not a place in messages of user.registered: a parenthesis has no partner");
}
