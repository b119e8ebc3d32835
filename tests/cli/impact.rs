//! `impact` of a field where a contract is broken already.

use fixture::Folder;
use fixture::schemas::{OPTIONAL_EMAIL, WANTS_EMAIL, file};

fn folder() -> Folder {
    let wants_id = WANTS_EMAIL.replace("email", "id");
    Folder::with(&[
        (
            "contracts/user-service/emits/user.registered.json",
            &file("user-service emits user.registered", "", OPTIONAL_EMAIL),
        ),
        (
            "contracts/auth-service/consumes/user.registered.json",
            &file("auth-service consumes user.registered", "", WANTS_EMAIL),
        ),
        (
            "contracts/mails/consumes/user.registered.json",
            &file("mails consumes user.registered", "", &wants_id),
        ),
    ])
}

#[test]
fn a_contract_that_is_broken_already_is_named_as_such() {
    let ask = ["impact", "user.registered#/email", "--contracts", "contracts"];
    let answer = folder().counterpart(&ask);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    user.registered#/email, as user-service sends it
      contracts/user-service/emits/user.registered.json

      auth-service reads it
        contracts/auth-service/consumes/user.registered.json
        the contract is broken already, at /email [property-optional], by
          {"user_id":0}
        taking it away: it breaks [property-missing], by
          {"user_id":0}
        changing its type: it breaks [type-mismatch], by
          {"email":true,"user_id":0}

      it means nothing to mails
      broken already, whatever becomes of the field: mails

    taking it away breaks auth-service
    changing its type breaks auth-service
    "#);
    let answer = folder().counterpart(&[&ask[..], &["--json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
    let consumers = &document["producers"][0]["consumers"];
    assert_eq!(consumers[0]["already_broken"]["rule"], "property-optional");
    assert_eq!(consumers[1]["already_broken"]["place"], "/id");
    let schema = folder().counterpart(&["schema", "impact"]).stdout;
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&document));
}

#[test]
fn break_at_the_place_that_is_asked_for_comes_first() {
    let item = |schema: &str| {
        format!(
            r#""type": "object", "properties": {{
            "a": {{"type": ["string", "null"]}},
            "items": {{"type": "array", "items": {{"type": "object", "properties": {{"a/b": {schema}}}, "required": ["a/b"]}}}}
            }}, "required": ["a", "items"]"#
        )
    };
    let emitted = item(r#"{"type": ["string", "null"]}"#);
    let wanted = item(r#"{"type": "string"}"#).replacen(r#"["string", "null"]"#, r#""string""#, 1);
    let folder = Folder::with(&[
        (
            "contracts/shop/emits/orders.json",
            &file("shop emits orders", "", &emitted),
        ),
        (
            "contracts/mails/consumes/orders.json",
            &file("mails consumes orders", "", &wanted),
        ),
    ]);
    let ask = |place: &str| folder.counterpart(&["impact", place, "--contracts", "contracts"]);
    ask("orders#/items/*/a~1b")
        .exits(0)
        .says("broken already, at /items/*/a~1b [null-emitted]");
    ask("orders#/items")
        .exits(0)
        .says("broken already, at /items/*/a~1b");
    ask("orders#/a")
        .exits(0)
        .says("broken already, at /a [null-emitted]");
    // An alternative that is named is not another.
    let union = |schema: &str| {
        let alternatives = ["order.cancelled", "order.placed"].map(|tag| {
            format!(
                r#"{{"type": "object", "properties": {{"type": {{"const": "{tag}"}}, "reason": {schema}}}, "required": ["type", "reason"]}}"#
            )
        });
        format!(r#""oneOf": [{}]"#, alternatives.join(", "))
    };
    folder.write(
        "contracts/shop/emits/orders.json",
        &file("shop emits orders", "", &union(r#"{"type": ["string", "null"]}"#)),
    );
    folder.write(
        "contracts/mails/consumes/orders.json",
        &file("mails consumes orders", "", &union(r#"{"type": "string"}"#)),
    );
    for place in ["(order.cancelled)/reason", "(order.placed)/reason"] {
        ask(&format!("orders#{place}"))
            .exits(0)
            .says(&format!("broken already, at {place} ["));
    }
}

#[test]
fn store_that_takes_the_place_as_its_url_is_named() {
    let answer = folder().counterpart(&["impact", "--store", "Orders#/x"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @"
    error: <EVENT#PLACE> is missing, because --store takes the next word, `Orders#/x`, as its URL
      hint: write `--store=URL`, or put --store last for the configured store
    ");
}
