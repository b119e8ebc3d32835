//! `check`: two schema files against each other.

mod fixture;

use fixture::Folder;

const USER: &str = r#"{
  "type": "object",
  "properties": {"id": {"type": "integer"}, "email": {"type": "string"}},
  "required": ["id"],
  "additionalProperties": false
}
"#;

const WITH_EMAIL: &str = r#"{
  "type": "object",
  "properties": {"email": {"type": "string"}},
  "required": ["email"]
}
"#;

fn check(emitted: &str, accepted: &str, options: &[&str]) -> fixture::Answer {
    let folder = Folder::with(&[("emitted.json", emitted), ("accepted.json", accepted)]);
    let args: Vec<&str> = ["check", "emitted.json", "accepted.json"]
        .iter()
        .chain(options)
        .copied()
        .collect();
    folder.counterpart(&args)
}

#[test]
fn a_schema_fits_itself() {
    let answer = check(USER, USER, &[]);
    insta::assert_snapshot!(answer.exits(0).stdout, @r"
    compatible: every message of the first schema is one of the second
    assumes: plain-integers, numbers-fit-f64, nesting-under-128, unique-keys
    ");
}

#[test]
fn what_does_not_fit_is_shown_with_lines_and_a_witness() {
    let answer = check(USER, WITH_EMAIL, &[]);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[property-optional]: what is emitted at /email is not all accepted
     --> emitted.json:1:1
      |
    1 | {
      | ^ the producer may leave `email` out
      |
     ::: accepted.json:4:3
      |
    4 |   "required": ["email"]
      |   ---------- the consumer requires it
      |
    example: a message that breaks the consumer
      |
      | {"id":0}
      | ^^^^^^^^ `email` is missing here

    incompatible: 1 finding
    "#);
}

#[test]
fn schemas_of_two_drafts_mean_what_their_drafts_say() {
    let draft4 = r#"{"$schema": "http://json-schema.org/draft-04/schema#",
        "type": "integer", "minimum": 0, "exclusiveMinimum": true}"#;
    let newest = r#"{"type": "integer", "exclusiveMinimum": 0}"#;
    check(draft4, newest, &[]).exits(0);
    check(newest, draft4, &[]).exits(0);
    check(r#"{"type": "integer", "minimum": 0}"#, draft4, &[])
        .exits(100)
        .says("[number-range]");
}

#[test]
fn a_format_decides_unless_it_is_told_not_to() {
    let (any, email) = (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "format": "email"}"#,
    );
    check(any, email, &[]).exits(100).says("[format-mismatch]");
    check(any, email, &["--no-format"]).exits(0);
}

#[test]
fn what_cannot_be_decided_is_said_with_its_reason() {
    let unknown = r#"{"type": "string", "format": "x-nobody-knows"}"#;
    check(r#"{"type": "string"}"#, unknown, &[])
        .exits(101)
        .says("[unknown-format]")
        .says("unproven: neither a proof nor a message that breaks it was found");
}

#[test]
fn an_answer_names_what_it_takes_for_granted() {
    check(
        r#"{"type": "number", "multipleOf": 1}"#,
        r#"{"type": "integer"}"#,
        &[],
    )
    .exits(0)
    .says("assumes: plain-integers, numbers-fit-f64, finite-floats");
    let phone = r#"{"type": "object", "required": ["tel"], "properties": {"tel": {"type": "string", "format": "phone"}}}"#;
    check(phone, r#"{"properties": {"tel": {"type": "integer"}}}"#, &[])
        .exits(100)
        .says("[type-mismatch]")
        .says("if: some text has the format `phone`")
        .says("assumes: some text has the format `phone`");
}

#[test]
fn what_is_undecided_is_said_beside_what_is_found() {
    let emitted = r#"{"type": "object", "required": ["tel", "n"], "properties": {"n": {"type": ["integer", "null"]},
        "tel": {"type": "string", "format": "phone"}}, "additionalProperties": false}"#;
    check(
        emitted,
        r#"{"properties": {"n": {"type": "integer"}, "tel": {"maxLength": 9}}}"#,
        &[],
    )
    .exits(100)
    .says("[null-emitted]")
    .says("undecided at /tel [unknown-format]");
}

#[test]
fn the_budget_is_the_user_s() {
    let schema = r##"{"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object",
        "properties": {"a": {"$ref": "#/$defs/tree"}, "b": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}"##;
    let narrow = schema.replace("\"type\": \"array\"", "\"type\": \"array\", \"maxItems\": 100");
    check(&narrow, schema, &[]).exits(0);
    check(&narrow, schema, &["--steps", "1"])
        .exits(101)
        .says("[budget]");
}
