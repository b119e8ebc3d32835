//! Bad input: a clear sentence, exit code 101, and nothing half written.

mod fixture;

use fixture::schemas::{REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};

const EMITS: &str = "contracts/user-service/emits/user.registered.json";

fn good() -> Folder {
    Folder::with(&[
        (
            EMITS,
            &file("user-service emits user.registered", "", REQUIRED_EMAIL),
        ),
        (
            "contracts/auth-service/consumes/user.registered.json",
            &file("auth-service consumes user.registered", "", WANTS_EMAIL),
        ),
    ])
}

/// Runs `verify` over the good files and a bad one, and shows that nothing changes.
#[track_caller]
fn with(path: &str, text: &str) -> Answer {
    let folder = good();
    folder.write(path, text);
    let before = folder.snapshot("");
    let answer = folder.counterpart(&["verify", "--no-build", "--contracts", "contracts"]);
    answer.exits(101);
    assert_eq!(folder.snapshot(""), before);
    answer
}

/// The same schema to `check`, on both sides.
#[track_caller]
fn check(schema: &str) -> Answer {
    let folder = Folder::with(&[("bad.json", schema), ("good.json", "{}")]);
    let before = folder.snapshot("");
    let answer = folder.counterpart(&["check", "bad.json", "good.json"]);
    answer.exits(101);
    folder.counterpart(&["check", "good.json", "bad.json"]).exits(101);
    assert_eq!(folder.snapshot(""), before);
    answer
}

#[test]
fn a_truncated_contract_file() {
    let text = file("user-service emits user.registered", "", REQUIRED_EMAIL);
    with(EMITS, &text[..text.len() - 3])
        .complains("error: contracts/user-service/emits/user.registered.json: not JSON: the text ends inside a value at line 11")
        .complains("hint: restore the file, or delete it and write it anew with `cargo counterpart accept`");
    with(EMITS, "").complains("not JSON");
}

#[test]
fn a_folder_where_a_file_should_be() {
    with("contracts/user-service/emits/user.deleted.json/x", "")
        .complains("contracts/user-service/emits/user.deleted.json should be a file");
}

#[test]
fn a_file_where_a_folder_should_be() {
    let folder = Folder::with(&[("contracts", "")]);
    folder
        .counterpart(&["verify", "--no-build", "--contracts", "contracts"])
        .exits(101)
        .complains("contracts is not a folder");
}

#[test]
fn an_event_whose_name_leaves_the_folder() {
    with(EMITS, &file("user-service emits ../../etc/x", "", REQUIRED_EMAIL))
        .complains(r#"the name "../../etc/x" has a path step `.` or `..`"#);
    let folder = good();
    folder.write(
        &format!("{EMITS}.new"),
        &file("user-service emits ../../etc/x", "", REQUIRED_EMAIL),
    );
    let before = folder.snapshot("");
    folder
        .counterpart(&["accept", "--no-build", "--contracts", "contracts"])
        .exits(101)
        .complains("`..`");
    assert_eq!(folder.snapshot(""), before);
}

#[test]
fn a_contract_of_a_newer_format() {
    let text = file("user-service emits user.registered", "", REQUIRED_EMAIL);
    with(EMITS, &text.replace("\"format\": 1", "\"format\": 2"))
        .complains("format 2 of `x-contract` is newer than 1")
        .complains("update counterpart");
}

#[test]
fn json_nested_without_end() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let schema = format!("\"default\": {deep}");
    with(EMITS, &file("user-service emits user.registered", "", &schema)).complains("deep");
    check(&deep).complains("deep");
    let not = format!("{}true{}", "{\"not\": ".repeat(100_000), "}".repeat(100_000));
    check(&not).complains("deep");
    with(EMITS, &"[".repeat(100_000)).complains("deep");
}

#[test]
fn a_number_beyond_all_bounds() {
    for number in ["1e1000000000", "-1e-1000000000", "1e99999999999999999999"] {
        let schema = format!(r#"{{"type": "number", "maximum": {number}}}"#);
        check(&schema).complains("a number with more than 10000 digits");
        with(
            EMITS,
            &file(
                "user-service emits user.registered",
                "",
                &schema[1..schema.len() - 1],
            ),
        )
        .complains("a number with more than 10000 digits");
    }
}

#[test]
fn a_reference_that_leaves_the_document() {
    let folder = Folder::with(&[("secret.json", "{}")]);
    let outside = folder.path().join("secret.json");
    for reference in [
        "http://127.0.0.1:9/schema.json",
        "https://example.com/schema.json",
        "secret.json",
        "../secret.json",
        outside.to_str().unwrap(),
        &format!("file://{}", outside.display()),
    ] {
        let reference = reference.replace('\\', "/");
        check(&format!(r#"{{"$ref": "{reference}"}}"#)).complains(&format!("the reference \"{reference}\""));
        with(
            EMITS,
            &file(
                "user-service emits user.registered",
                "",
                &format!(r#""$ref": "{reference}""#),
            ),
        )
        .says(&format!(
            "could not complete: {EMITS}: the reference \"{reference}\""
        ));
    }
}

#[test]
fn what_is_not_a_schema_at_all() {
    check("\"text\"").complains("bad.json: expected");
    check("{\"type\": \"strin\"}").complains("bad.json: expected");
    let folder = Folder::with(&[("good.json", r#"{"type": "object"}"#)]);
    folder
        .counterpart(&["check", "good.json", "absent.json"])
        .exits(101)
        .complains("error: cannot read absent.json");
}

#[test]
fn no_workspace() {
    let folder = Folder::with(&[]);
    for args in [
        &["verify"][..],
        &["verify", "--no-build"],
        &["accept"],
        &["accept", "--no-build"],
    ] {
        folder
            .counterpart(args)
            .exits(101)
            .complains("error: cargo finds no workspace that it can read: could not find `Cargo.toml`")
            .complains("hint: run this inside a workspace");
    }
}
