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
    insta::assert_snapshot!(answer.exits(0).stdout, @"compatible: every message of the first schema is one of the second");
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
fn the_budget_is_the_user_s() {
    let schema = r##"{"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object",
        "properties": {"a": {"$ref": "#/$defs/tree"}, "b": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}"##;
    let narrow = schema.replace("\"type\": \"array\"", "\"type\": \"array\", \"maxItems\": 100");
    check(&narrow, schema, &[]).exits(0);
    check(&narrow, schema, &["--steps", "1"])
        .exits(101)
        .says("[budget]");
}

#[test]
fn a_pattern_of_another_dialect_is_not_guessed() {
    let python = r#"{"type": "string", "pattern": "^a{,3}\\Z"}"#;
    let texts = r#"{"enum": ["", "a", "aaa"]}"#;
    insta::assert_snapshot!(check(texts, python, &[]).exits(101).stderr, @r#"
    warning: accepted.json: the pattern "^a{,3}\\Z" at `/pattern` decides nothing: not an unmistakable regular expression: a counter in other dialects, text in this one, at character 2; read as python it is "^a{0,3}$"
    help: `--patterns python`, `rust` or `java` rewrites all patterns from that dialect; or write them as ECMA-262
    "#);
    check(texts, python, &["--patterns", "python"]).exits(0);
    // Without a word of `code` nothing rests on its pattern.
    let emitted = r#"{"type": "object", "properties": {"code": {"pattern": "(?i)^[a-z]+$"}, "n": {"type": ["integer", "null"]}}, "required": ["n"], "additionalProperties": false}"#;
    check(emitted, r#"{"type": "object"}"#, &[]).exits(0);
    check(emitted, r#"{"properties": {"n": {"type": "integer"}}}"#, &[])
        .exits(100)
        .says("/n");
}
