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
        it is broken already, at /email [property-optional], by
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
