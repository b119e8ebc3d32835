//! `check`: two schema files against each other.

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
fn incompatible_pair_is_shown_with_lines_and_a_witness() {
    let answer = check(USER, WITH_EMAIL, &[]);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[property-optional]: the second schema does not accept everything the first one allows at /email
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
fn schemas_follow_their_own_drafts() {
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
fn format_asserts_unless_the_flag_turns_it_off() {
    let (any, email) = (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "format": "email"}"#,
    );
    check(any, email, &[]).exits(100).says("[format-mismatch]");
    check(any, email, &["--no-format"]).exits(0);
}

#[test]
fn undecided_pair_is_reported_with_its_reason() {
    let unknown = r#"{"type": "string", "format": "x-nobody-knows"}"#;
    check(r#"{"type": "string"}"#, unknown, &[])
        .exits(101)
        .says("[unknown-format]")
        .says("unproven: neither a proof nor a message that breaks it was found");
}

#[test]
fn answer_names_its_assumptions() {
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
fn undecided_places_are_reported_along_with_findings() {
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

/// A schema that asserts something, to stand on the other side.
const TEXT: &str = r#"{"type": "string"}"#;

#[test]
fn a_document_that_is_not_a_schema_is_refused_on_either_side() {
    let documents = [
        (
            r#"{"order_id": 7, "amount": 12.5}"#,
            "it looks like an example message",
        ),
        (
            r#"{"openapi": "3.0.0", "info": {}, "components": {"schemas": {"Order": {"type": "object"}}}}"#,
            "is an OpenAPI document (3.0.0), not a schema; it contains schemas: /components/schemas/Order; choose one: `EMITTED#/components/schemas/Order`",
        ),
        (
            r##"{"asyncapi": "2.6.0", "info": {}, "channels": {"a": {"publish": {"message": {"payload": {"$ref": "#/components/schemas/A"}}}}}, "components": {"schemas": {"A": {"type": "object"}}}}"##,
            "is an AsyncAPI document (2.6.0), not a schema; it contains schemas: /channels/a/publish/message/payload, /components/schemas/A;",
        ),
        (
            r#"{"definitions": {"Signup": {"type": "object"}, "Login": {"required": ["a"], "type": "object"}}}"#,
            "only defines schemas and asserts nothing itself; it contains schemas: /definitions/Signup, /definitions/Login; choose one: `EMITTED#/definitions/Signup`",
        ),
        (
            r#"{"Signup": {"type": "object"}}"#,
            "it contains schemas: /Signup;",
        ),
        (
            r#"{"dialect": "draft-2020-12", "schema": {"type": "object"}, "definitions": {}}"#,
            "choose one: `EMITTED#/schema`",
        ),
        (
            r#"{"schemas": {"User": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}}}"#,
            "choose one: `EMITTED#/schemas/User`",
        ),
        (
            r#"{"subject": "orders-value", "version": 1, "id": 3, "schema": "{\"type\": \"object\"}"}"#,
            "is the answer of a registry and asserts nothing: the schema is the string at `/schema`",
        ),
        (
            r#"{"type": "record", "name": "Order", "fields": []}"#,
            "is an Avro schema",
        ),
        (
            r#"{"optionalProperties": {"a": {"type": "int8"}}}"#,
            "is a JSON Type Definition",
        ),
        (
            r#"{"nested": {"Order": {"fields": {"id": {"type": "int32", "id": 1}}}}}"#,
            "describes Protocol Buffers",
        ),
        (
            r#"{"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": []}"#,
            "is a pact",
        ),
        (
            r#"{"id": 3, "format": "pdf", "size": 12}"#,
            "it looks like an example message",
        ),
        (
            r#"{"id": 3, "items": [{"sku": "a"}]}"#,
            "it looks like an example message",
        ),
        ("true", "asserts nothing: it accepts every message"),
        ("{}", "asserts nothing: it accepts every message"),
        (
            r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Order"}"#,
            "asserts nothing",
        ),
        (r#"{"properties": {}, "allOf": [{}]}"#, "asserts nothing"),
        (r#"{"if": {"type": "string"}}"#, "asserts nothing"),
        (
            r#"{"requierd": ["id"]}"#,
            "`/requierd` is not a JSON Schema keyword and is ignored; did you mean `required`?",
        ),
    ];
    for (document, says) in documents {
        let emitted = says.replace("EMITTED", "emitted.json");
        check(document, TEXT, &[]).exits(101).complains(&emitted);
        let accepted = says.replace("EMITTED", "accepted.json");
        check(TEXT, document, &[]).exits(101).complains(&accepted);
    }
    check(TEXT, "{}", &["--anything"]).exits(0);
    check(TEXT, documents[0].0, &["--anything"]).exits(0);
    check(TEXT, "{}", &[])
        .exits(101)
        .complains("hint: `--anything` takes it as a schema that accepts every message");
}

#[test]
fn a_place_in_a_file_is_a_schema_of_its_own() {
    let api = r##"{
  "asyncapi": "2.6.0",
  "info": {"title": "Orders", "version": "1"},
  "components": {
    "schemas": {
      "Order": {
        "type": "object",
        "required": ["total"],
        "properties": {"total": {"$ref": "#/components/schemas/Money"}}
      },
      "Money": {"type": "number"}
    }
  }
}"##;
    let folder = Folder::with(&[
        ("api.json", api),
        ("odd#name.json", r#"{"type": "string"}"#),
        ("new.json", &api.replace("\"number\"", "\"string\"")),
    ]);
    let check = |emitted: &str, accepted: &str| folder.counterpart(&["check", emitted, accepted]);
    check(
        "api.json#/components/schemas/Order",
        "api.json#/components/schemas/Order",
    )
    .exits(0);
    check(
        "api.json#/components/schemas/Order/properties/total",
        "api.json#/components/schemas/Money",
    )
    .exits(0);
    let answer = check(
        "new.json#/components/schemas/Order",
        "api.json#/components/schemas/Order",
    );
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[type-mismatch]: the second schema does not accept everything the first one allows at /total
      --> new.json:11:7
       |
    11 |       "Money": {"type": "string"}
       |       ^^^^^^^ the producer may send "a"
       |
      ::: api.json:11:17
       |
    11 |       "Money": {"type": "number"}
       |                 ---------------- the consumer accepts a number
       |
    example: a message that breaks the consumer
       |
       | {"total":"a"}
       |          ^^^ not accepted

    incompatible: 1 finding
    "#);
    check("odd#name.json", "new.json#/components/schemas/Money").exits(0);
    check("api.json#/components/schemas/Ordr", "odd#name.json")
        .exits(101)
        .complains(
            "api.json has no place `/components/schemas/Ordr`: `/components/schemas` has `Order`, `Money`",
        );
    check("api.json#/components", "odd#name.json")
        .exits(101)
        .complains("choose one: `api.json#/components/schemas/Order`");
    check("absent.json#/a", "odd#name.json")
        .exits(101)
        .complains("cannot read absent.json");
}

#[test]
fn nullable_allows_null_on_either_side() {
    let object = |schema: &str| {
        format!(
            r##"{{"type": "object", "required": ["v"], "properties": {{"v": {schema}}}, "definitions": {{"s": {{"type": "string"}}}}}}"##
        )
    };
    let text = object(r#"{"type": "string"}"#);
    let or_null = object(r#"{"type": ["string", "null"]}"#);
    for nullable in [
        r#"{"type": "string", "nullable": true}"#,
        r#"{"type": ["string"], "nullable": true}"#,
        r##"{"$ref": "#/definitions/s", "nullable": true}"##,
        r##"{"allOf": [{"$ref": "#/definitions/s"}], "nullable": true}"##,
        r#"{"type": "string", "x-nullable": true}"#,
    ] {
        let nullable = object(nullable);
        check(&nullable, &text, &[]).exits(100).says("[null-emitted]");
        check(&nullable, &or_null, &[]).exits(0);
        check(&or_null, &nullable, &[]).exits(0);
    }
    let values = object(r#"{"type": "string", "enum": ["a"], "nullable": true}"#);
    check(&values, &object(r#"{"enum": ["a", null]}"#), &[]).exits(0);
    let answer = check(&object(r#"{"enum": ["a", null]}"#), &values, &[]);
    assert!(
        answer
            .exits(0)
            .stderr
            .contains("warning: accepted.json: `/properties/v/nullable` is read as allowing null, although"),
        "{}",
        answer.stderr
    );
    check(&values, &values, &["--strict"])
        .exits(101)
        .complains("`/properties/v/nullable`");
    check(&object(r#"{"type": "string", "nullable": "yes"}"#), &text, &[])
        .exits(101)
        .complains("expected true or false at `/properties/v/nullable`");
}

#[test]
fn finding_about_nullable_is_shown_where_it_is_written() {
    let nullable = r#"{
  "type": "object",
  "required": ["v"],
  "properties": {
    "v": {"allOf": [{"type": "string", "maxLength": 9}], "nullable": true}
  }
}"#;
    let accepted = r#"{"type": "object", "required": ["v"], "properties": {"v": {"type": ["string", "null"], "maxLength": 3}}}"#;
    insta::assert_snapshot!(check(nullable, accepted, &[]).exits(100).stdout, @r#"
    error[string-content]: the second schema does not accept everything the first one allows at /v
     --> emitted.json:5:5
      |
    5 |     "v": {"allOf": [{"type": "string", "maxLength": 9}], "nullable": true}
      |     ^^^ the producer may send "aaaa"
      |
     ::: accepted.json:1:88
      |
    1 | ..."type": ["string", "null"], "maxLength": 3}}}
      |                                --------------
      |
      = the consumer accepts strings of at most 3 characters or null
    example: a message that breaks the consumer
      |
      | {"v":"aaaa"}
      |      ^^^^^^ not accepted

    incompatible: 1 finding
    "#);
}

#[test]
fn the_property_that_a_discriminator_names_is_required() {
    let open = r#"{"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}}], "discriminator": {"propertyName": "kind"}}"#;
    let required = r#"{"type": "object", "required": ["kind"], "properties": {"kind": {"const": "a"}}}"#;
    check(open, required, &[]).exits(0);
    check(r#"{"type": "object", "maxProperties": 0}"#, open, &[]).exits(100);
    let broken = r#"{"oneOf": [{"type": "object"}], "discriminator": {"propertyname": "kind"}}"#;
    check(broken, required, &[])
        .exits(101)
        .complains("`/discriminator`");
}

#[test]
fn slips_and_words_of_other_languages_are_warned_of() {
    let slips = r#"{"type": "object", "requierd": ["id"], "properties": {"id": {"type": "string", "maxLenght": 4, "divisibleBy": 2}}}"#;
    let answer = check(slips, r#"{"type": "object"}"#, &[]);
    insta::assert_snapshot!(answer.exits(0).stderr, @r"
    warning: emitted.json: `/properties/id/divisibleBy` is a keyword of JSON Schema draft-03 and is ignored here; write `multipleOf`
    warning: emitted.json: `/properties/id/maxLenght` is not a JSON Schema keyword and is ignored; did you mean `maxLength`?
    warning: emitted.json: `/requierd` is not a JSON Schema keyword and is ignored; did you mean `required`?
    ");
    check(slips, r#"{"type": "object"}"#, &["--strict"])
        .exits(101)
        .complains("`/requierd`");
    let old = r##"{"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "definitions": {"b": {}},
        "properties": {"a": {"const": 1}, "b": {"$ref": "#/definitions/b", "maxLength": 3, "title": "B"}}}"##;
    let answer = check(old, r#"{"type": "object"}"#, &[]);
    insta::assert_snapshot!(answer.exits(0).stderr, @r"
    warning: emitted.json: `/properties/a/const` is a keyword since draft-06, and is ignored because the schema is read as draft-04
    warning: emitted.json: `/properties/b/maxLength` is ignored beside `$ref`, because the schema is read as draft-04; put both into `allOf`
    ");
}

#[test]
fn idle_keywords_cause_a_warning() {
    let idle = r#"{"type": "object", "properties": {"id": {"type": "integer", "format": "Int32"}}, "then": {"required": ["id"]}}"#;
    let object = r#"{"type": "object"}"#;
    insta::assert_snapshot!(check(idle, object, &[]).exits(0).stderr, @r"
    warning: emitted.json: `/properties/id/format` is not a format of integers and asserts nothing; did you mean `int32`?
    warning: emitted.json: `/then` asserts nothing without `if` beside it; add that, or remove it
    ");
    check(idle, object, &["--strict"]).exits(101).complains("`/then`");
    check(r#"{"type": "object", "$schema": 7}"#, object, &[])
        .exits(101)
        .complains("`/$schema`");
    let premise = "assumes: the format `phone` says no more than the pattern beside it";
    let answer = check(r#"{"const": "a"}"#, r#"{"format": "phone", "pattern": "."}"#, &[]);
    assert!(answer.exits(0).stdout.contains(premise), "{}", answer.stdout);
}

#[test]
fn assumed_draft_is_reported_if_it_matters() {
    let object = r#"{"type": "object"}"#;
    let said = |schema: &str, options: &[&str]| check(schema, object, options).exits(0).stderr.clone();
    let siblings = r##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/b", "maxLength": 3}}, "$defs": {"b": {"type": "string"}}}"##;
    insta::assert_snapshot!(said(siblings, &[]), @"note: emitted.json does not name its draft, and `/properties/a/$ref` depends on it: read as 2020-12 (`--draft` changes this)");
    insta::assert_snapshot!(said(siblings, &["--draft", "07"]), @r"
    note: emitted.json does not name its draft, and `/properties/a/$ref` depends on it: read as draft-07, as `--draft` says
    warning: emitted.json: `/properties/a/maxLength` is ignored beside `$ref`, because the schema is read as draft-07; put both into `allOf`
    ");
    insta::assert_snapshot!(said(r#"{"type": "object", "properties": {"a": {"items": [{}]}}}"#, &[]), @"note: emitted.json does not name its draft, and `/properties/a/items` depends on it: read as 2020-12 (`--draft` changes this)");
    insta::assert_snapshot!(said(r##"{"$schema": "http://json-schema.org/schema#", "type": "object", "definitions": {"a": {}}}"##, &[]), @r#"note: emitted.json: the `$schema` "http://json-schema.org/schema#" names no supported version of JSON Schema, and `/definitions` depends on it: read as 2020-12 (`--draft` changes this)"#);
    assert_eq!(
        said(
            r##"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "definitions": {"a": {}}}"##,
            &[]
        ),
        ""
    );
    assert_eq!(said(object, &[]), "");
    check(
        r##"{"$schema": "http://json-schema.org/draft-03/schema#", "type": "object"}"##,
        object,
        &[],
    )
    .exits(101)
    .complains("emitted.json is written in an unsupported draft");
    let asyncapi = r#"{"asyncapi": "2.6.0", "info": {}, "components": {"schemas": {"A": {"type": "object", "properties": {"a": {"items": [{}]}}}}}}"#;
    let folder = Folder::with(&[("api.json", asyncapi)]);
    let place = "api.json#/components/schemas/A";
    insta::assert_snapshot!(folder.counterpart(&["check", place, place]).exits(0).stderr, @r"
    note: api.json does not name its draft, and `/components/schemas/A/properties/a/items` depends on it: read as draft-07, the default of AsyncAPI 2.6.0 (`--draft` changes this)
    note: api.json does not name its draft, and `/components/schemas/A/properties/a/items` depends on it: read as draft-07, the default of AsyncAPI 2.6.0 (`--draft` changes this)
    ");
}

#[test]
fn yaml_is_read_and_repeated_keys_are_not() {
    let folder = Folder::with(&[
        (
            "event.yaml",
            "type: object\nrequired: [id]\nproperties:\n  id: {type: string}\n",
        ),
        (
            "event.json",
            r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#,
        ),
        (
            "other.json",
            r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}"#,
        ),
        ("yaml.json", "type: object\n"),
        ("twice.json", r#"{"type": "object", "type": "string"}"#),
        ("twice.yaml", "type: object\ntype: string\n"),
    ]);
    let check = |emitted: &str, accepted: &str| folder.counterpart(&["check", emitted, accepted]);
    check("event.yaml", "event.json").exits(0);
    check("event.json", "event.yaml").exits(0);
    insta::assert_snapshot!(check("event.yaml", "other.json").exits(100).stdout, @r#"
    error[type-mismatch]: the second schema does not accept everything the first one allows at /id
     --> event.yaml
      |
     ::: other.json:1:62
      |
    1 | ...: {"id": {"type": "integer"}}}
      |              ----------------- the consumer accepts an integer
      |
    example: a message that breaks the consumer
      |
      | {"id":"a"}
      |       ^^^ not accepted

    incompatible: 1 finding
    "#);
    check("yaml.json", "event.json")
        .exits(101)
        .complains("yaml.json is not JSON: expected a value at line 1, column 1; it is YAML: give it a name that ends in `.yaml`");
    check("twice.json", "event.json")
        .exits(101)
        .complains("twice.json cannot be read: the key \"type\" stands twice in one object");
    check("twice.yaml", "event.json").exits(101).complains(
        "twice.yaml cannot be read as YAML: the key \"type\" stands twice in one object at line 2, column 1",
    );
}

#[test]
fn a_pattern_of_another_dialect_is_not_guessed() {
    let python = r#"{"type": "string", "pattern": "^a{,3}\\Z"}"#;
    let texts = r#"{"enum": ["", "a", "aaa"]}"#;
    insta::assert_snapshot!(check(texts, python, &[]).exits(101).stderr, @r#"
    warning: accepted.json: `/pattern` is the pattern "^a{,3}\\Z", which decides nothing: not an unmistakable regular expression: a counter in other dialects, text in this one, at character 2; read as python it is "^a{0,3}$"
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

/// A closed object of so many fields of one type.
fn wide(fields: usize, type_of: &str) -> String {
    let properties: Vec<String> = (0..fields)
        .map(|number| format!(r#""field_{number}": {{"type": "{type_of}"}}"#))
        .collect();
    format!(
        r#"{{"type": "object", "additionalProperties": false, "properties": {{{}}}}}"#,
        properties.join(", ")
    )
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    for (fields, more) in [
        (120, "at least 20 more that were"),
        (101, "at least 1 more that was"),
    ] {
        check(&wide(fields, "integer"), &wide(fields, "string"), &[])
            .exits(100)
            .says(&format!("incompatible: 100 findings, and {more} only counted"));
    }
    let few = check(&wide(99, "integer"), &wide(99, "string"), &[]);
    assert!(
        few.exits(100).stdout.ends_with("incompatible: 99 findings\n"),
        "{}",
        few.stdout
    );
}

#[test]
fn long_message_is_cut_around_the_wrong_place() {
    let long = "a".repeat(10_000);
    let emitted = format!(
        r#"{{"type": "object", "required": ["id", "note"], "additionalProperties": false,
            "properties": {{"id": {{"type": "integer"}}, "note": {{"const": "{long}"}}}}}}"#
    );
    let accepted = r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#;
    let answer = check(&emitted, accepted, &[]);
    let shown = format!(r#"| {{"id":0,"note":"{}"...}}"#, "a".repeat(40));
    assert!(answer.exits(100).stdout.contains(&shown), "{}", answer.stdout);
    assert!(
        answer.stdout.lines().all(|line| line.len() <= 100),
        "{}",
        answer.stdout
    );
}
