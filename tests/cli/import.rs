//! `import`: schemas of services that are not written in Rust.

use fixture::Folder;
use serde_json::{Value, json};

const ORDER: &str = r##"{
  "$schema": "http://json-schema.org/draft-04/schema#",
  "type": "object",
  "properties": {
    "id": {"type": "integer", "minimum": 0, "exclusiveMinimum": true},
    "customer": {"$ref": "common/customer.json#/definitions/customer"},
    "attributes": {"type": "object"}
  },
  "required": ["id"]
}"##;

const CUSTOMER: &str = r#"{
  "definitions": {"customer": {"type": ["object", "null"], "properties": {"name": {"type": "string"}}}}
}"#;

const IMPORT: [&str; 9] = [
    "import",
    "--emits",
    "--service",
    "shop",
    "--event",
    "order.placed",
    "--contracts",
    "contracts",
    "schemas/order.json",
];

fn folder() -> Folder {
    Folder::with(&[
        ("schemas/order.json", ORDER),
        ("schemas/common/customer.json", CUSTOMER),
    ])
}

#[test]
fn emitted_schema_becomes_a_contract_file_with_its_additions_listed() {
    let folder = folder();
    let answer = folder.counterpart(&IMPORT);
    insta::assert_snapshot!(answer.exits(0).stdout, @r##"
    wrote contracts/shop/emits/order.placed.json from 1 file
    integers without bounds are taken as i64 (`--integers` changes this)
    closed, so that nothing is sent but what is declared (`--open` changes this):
      the top of the schema
      /$defs/customer
    "##);
    insta::assert_snapshot!(answer.stderr, @"note: common/customer.json does not name its draft, and `/definitions` depends on it: read as draft-04, as the other files say (`--draft` changes this)");
    insta::assert_snapshot!(folder.read("contracts/shop/emits/order.placed.json"), @r##"
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "x-contract": {
        "format": 1,
        "role": "emits",
        "service": "shop",
        "event": "order.placed",
        "imported": [
          "order.json"
        ],
        "assumes": [
          "plain-integers",
          "numbers-fit-f64",
          "nesting-under-128",
          "unique-keys",
          "integers-are-i64",
          "closed-objects"
        ]
      },
      "type": "object",
      "required": [
        "id"
      ],
      "properties": {
        "attributes": {
          "type": "object"
        },
        "customer": {
          "$ref": "#/$defs/customer"
        },
        "id": {
          "type": "integer",
          "exclusiveMinimum": 0,
          "maximum": 9223372036854775807
        }
      },
      "unevaluatedProperties": false,
      "$defs": {
        "customer": {
          "type": [
            "object",
            "null"
          ],
          "properties": {
            "name": {
              "type": "string"
            }
          },
          "unevaluatedProperties": false
        }
      }
    }
    "##);
}

#[test]
fn flags_keep_objects_open_and_integers_unbounded() {
    let folder = folder();
    let args = [
        &IMPORT[..],
        &[
            "--open",
            "--integers",
            "unbounded",
            "--owner",
            "team-shop",
            "--retention",
            "2w",
        ],
    ]
    .concat();
    insta::assert_snapshot!(folder.counterpart(&args).exits(0).stdout, @r##"wrote contracts/shop/emits/order.placed.json from 1 file"##);
    let file = folder.read("contracts/shop/emits/order.placed.json");
    assert!(file.contains(r#""owner": "team-shop""#), "{file}");
    assert!(file.contains(r#""retention": "14d""#), "{file}");
    assert!(!file.contains("unevaluatedProperties"), "{file}");
    assert!(!file.contains("9223372036854775807"), "{file}");
}

#[test]
fn consumer_schema_stays_unchanged_and_is_checked_against_a_producer() {
    let folder = folder();
    folder.counterpart(&IMPORT).exits(0);
    folder.write(
        "theirs/order.schema.json",
        r#"{"type": "object", "required": ["id", "customer"]}"#,
    );
    let mut import = vec![
        "import",
        "--consumes",
        "--service",
        "billing",
        "--event",
        "order.placed",
    ];
    import.extend([
        "--name",
        "invoice",
        "--producer",
        "shop",
        "--contracts",
        "contracts",
        "theirs/order.schema.json",
    ]);
    let answer = folder.counterpart(&import);
    insta::assert_snapshot!(answer.exits(0).stdout, @r##"wrote contracts/billing/consumes/order.placed@invoice.json from 1 file"##);
    let verify = folder.counterpart(&["verify", "--no-build", "--contracts", "contracts"]);
    verify
        .exits(100)
        .says("error[property-optional]: `customer` may be absent from what shop sends");
}

#[test]
fn failed_import_is_reported_and_nothing_is_written() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let bad = [
        (
            "{",
            "is not JSON: the text ends inside a value at line 1, column 2",
        ),
        (&deep, "nested deeper than 512 levels"),
        (r#"{"maximum": 1e1000000000}"#, "more than 10000 digits"),
        (
            r#"{"$ref": "https://example.com/x.json"}"#,
            "leads to the network, which is never accessed",
        ),
        (r#"{"$ref": "../secret.json"}"#, "leads out of the base folder"),
        (
            r#"{"$ref": "file:///etc/passwd"}"#,
            "leads out of the base folder",
        ),
        (r#"{"$ref": "absent.json"}"#, "`--base DIR`"),
        (r#"{"type": "strin"}"#, "at `/type`, found \"strin\""),
    ];
    let folder = folder();
    for (text, why) in bad {
        folder.write("schemas/order.json", text);
        folder.counterpart(&IMPORT).exits(101).complains(why);
        assert!(!folder.has("contracts"), "{why}");
    }
}

#[test]
fn wrong_arguments_are_reported() {
    let folder = folder();
    let with = |from: &str, to: &'static str| {
        IMPORT
            .map(|argument| if argument == from { to } else { argument })
            .to_vec()
    };
    let wrong = [
        (
            with("order.placed", "../../etc/x"),
            "contains a path step `.` or `..`",
        ),
        (
            with("schemas/order.json", "absent.json"),
            "cannot read absent.json",
        ),
        (with("schemas/order.json", "schemas"), "is not a file"),
        (with("--emits", "--open"), "add one of --emits|--consumes"),
        ([&IMPORT[..], &["--consumes"]].concat(), "cannot be used with"),
        ([&IMPORT[..], &["--name", "x"]].concat(), "cannot be used with"),
        (
            [&IMPORT[..], &["--base", "schemas/common"]].concat(),
            "is not in the base folder schemas/common",
        ),
        (
            [&IMPORT[..], &["--base", "absent"]].concat(),
            "cannot use the base folder absent",
        ),
        (
            IMPORT
                .iter()
                .filter(|argument| !["--contracts", "contracts"].contains(argument))
                .copied()
                .collect(),
            "name the folder to write into with --contracts DIR",
        ),
    ];
    for (args, why) in wrong {
        folder.counterpart(&args).exits(101).complains(why);
        assert!(!folder.has("contracts"), "{why}");
    }
}

#[test]
fn a_file_that_a_rust_type_declares_is_not_taken_over() {
    let folder = folder();
    let file = "contracts/shop/emits/order.placed.json";
    folder.counterpart(&IMPORT).exits(0);
    let declared = folder.read(file).replace(
        r#""imported": ["#,
        r#""types": [{"path": "shop::Order", "package": "shop", "file": "src/lib.rs"}], "imported": ["#,
    );
    folder.write(file, &declared);
    folder
        .counterpart(&IMPORT)
        .exits(101)
        .complains("belongs to the Rust type shop::Order");
    assert_eq!(folder.read(file), declared);
}

#[test]
fn folder_in_place_of_the_file_stays() {
    let folder = folder();
    folder.write("contracts/shop/emits/order.placed.json/x", "");
    let before = folder.snapshot("contracts");
    folder
        .counterpart(&IMPORT)
        .exits(101)
        .complains("order.placed.json");
    assert_eq!(folder.snapshot("contracts"), before);
}

fn import(folder: &Folder, role: &str, files: &[&str], options: &[&str]) -> fixture::Answer {
    let mut args = vec![
        "import",
        role,
        "--service",
        "shop",
        "--event",
        "order.placed",
        "--contracts",
        "contracts",
    ];
    args.extend(files.iter().chain(options));
    folder.counterpart(&args)
}

const ROLES: [&str; 2] = ["--emits", "--consumes"];

#[test]
fn a_document_that_is_not_a_schema_is_refused_and_nothing_is_written() {
    let folder = Folder::with(&[
        ("example.json", r#"{"order_id": 7, "amount": 12.5}"#),
        (
            "definitions.json",
            r#"{"definitions": {"Order": {"type": "object", "required": ["id"]}}}"#,
        ),
        (
            "openapi.json",
            r#"{"openapi": "3.0.0", "info": {}, "paths": {}, "components": {"schemas": {"Order": {"type": "object"}}}}"#,
        ),
        ("anything.json", "{}"),
        ("order.json", r#"{"type": "object", "required": ["id"]}"#),
        ("refers.json", r##"{"$ref": "definitions.json"}"##),
    ]);
    for role in ROLES {
        for (file, why) in [
            ("example.json", "it looks like an example message"),
            (
                "definitions.json",
                "choose one: `definitions.json#/definitions/Order`",
            ),
            (
                "openapi.json",
                "choose one: `openapi.json#/components/schemas/Order`",
            ),
            ("anything.json", "asserts nothing"),
            ("refers.json", "asserts nothing"),
        ] {
            import(&folder, role, &[file], &[]).exits(101).complains(why);
            import(&folder, role, &["order.json", file], &[])
                .exits(101)
                .complains(why);
            assert!(!folder.has("contracts"), "{file}");
        }
    }
    import(&folder, "--consumes", &["example.json"], &["--anything"]).exits(0);
    assert!(folder.has("contracts/shop/consumes/order.placed.json"));
}

#[test]
fn place_in_a_file_is_imported_with_its_references() {
    let folder = Folder::with(&[
        (
            "api.yaml",
            "openapi: 3.0.3\ninfo: {title: Orders, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Order:\n      type: object\n      required: [customer, note]\n      properties:\n        customer: {$ref: 'people.json#/definitions/Person'}\n        note: {$ref: '#/components/schemas/Note'}\n    Note: {type: string, nullable: true}\n",
        ),
        (
            "people.json",
            r##"{"definitions": {"Person": {"$ref": "#/definitions/Name"}, "Name": {"type": "string"}}}"##,
        ),
    ]);
    import(
        &folder,
        "--consumes",
        &["api.yaml#/components/schemas/Order"],
        &[],
    )
    .exits(0);
    insta::assert_snapshot!(folder.read("contracts/shop/consumes/order.placed.json"), @r##"
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "x-contract": {
        "format": 1,
        "role": "consumes",
        "service": "shop",
        "event": "order.placed",
        "imported": [
          "api.yaml#/components/schemas/Order"
        ],
        "assumes": []
      },
      "type": "object",
      "required": [
        "customer",
        "note"
      ],
      "properties": {
        "customer": {
          "$ref": "#/$defs/Person"
        },
        "note": {
          "$ref": "#/$defs/Note"
        }
      },
      "$defs": {
        "Name": {
          "type": "string"
        },
        "Note": {
          "type": [
            "string",
            "null"
          ]
        },
        "Person": {
          "$ref": "#/$defs/Name"
        }
      }
    }
    "##);
    import(
        &folder,
        "--consumes",
        &["api.yaml#/components/schemas/Odrer"],
        &[],
    )
    .exits(101)
    .complains(
        "api.yaml has no place `/components/schemas/Odrer`: `/components/schemas` has `Order`, `Note`",
    );
}

#[test]
fn slips_cause_warnings_in_both_roles_and_errors_on_request() {
    let folder = Folder::with(&[(
        "slip.json",
        r#"{"type": "object", "requierd": ["id"], "properties": {"id": {"type": "string", "maxLenght": 4}}, "addtionalProperties": false}"#,
    )]);
    for role in ROLES {
        import(&folder, role, &["slip.json"], &["--strict"])
            .exits(101)
            .complains("did you mean `required`?");
        assert!(!folder.has("contracts"));
    }
    for role in ROLES {
        let answer = import(&folder, role, &["slip.json"], &[]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(answer.exits(0).stderr, @r"
            warning: slip.json: `/addtionalProperties` is not a JSON Schema keyword and is ignored; did you mean `additionalProperties`?
            warning: slip.json: `/properties/id/maxLenght` is not a JSON Schema keyword and is ignored; did you mean `maxLength`?
            warning: slip.json: `/requierd` is not a JSON Schema keyword and is ignored; did you mean `required`?
            ");
        }
    }
}

#[test]
fn an_emitted_schema_that_is_nullable_sends_null() {
    let schema = |v: &str| format!(r#"{{"type": "object", "required": ["v"], "properties": {{"v": {v}}}}}"#);
    let folder = Folder::with(&[
        (
            "nullable.json",
            &schema(r#"{"type": "string", "nullable": true}"#),
        ),
        ("text.json", &schema(r#"{"type": "string"}"#)),
    ]);
    import(&folder, "--emits", &["nullable.json"], &[]).exits(0);
    import(&folder, "--consumes", &["text.json"], &[]).exits(0);
    let verify = ["verify", "--no-build", "--contracts", "contracts"];
    folder.counterpart(&verify).exits(100).says("null");
    import(&folder, "--consumes", &["nullable.json"], &[]).exits(0);
    folder.counterpart(&verify).exits(0);
}

#[test]
fn a_file_url_that_names_a_file_of_the_base_folder_leads_there() {
    let folder = Folder::with(&[
        (
            "inner.json",
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"Order": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}}}"#,
        ),
        (
            "outer.json",
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "file://inner.json#/definitions/Order"}"#,
        ),
        (
            "wrong.json",
            r#"{"$ref": "file://absent.json#/definitions/Order"}"#,
        ),
        ("above.json", r#"{"$ref": "file://../secret.json"}"#),
    ]);
    import(&folder, "--consumes", &["outer.json"], &["--base", "."]).exits(0);
    let contract = folder.read("contracts/shop/consumes/order.placed.json");
    assert!(contract.contains(r#""required": ["#), "{contract}");
    for wrong in ["wrong.json", "above.json"] {
        import(&folder, "--consumes", &[wrong], &["--base", "."])
            .exits(101)
            .complains("names a host (the part after `file://`), and the base folder");
    }
}

#[test]
fn two_equal_anchors_are_refused_as_two_equal_ids_are() {
    let folder = Folder::with(&[
        (
            "anchors.json",
            r##"{"type": "object", "properties": {"a": {"$ref": "#x"}}, "$defs": {"b": {"$anchor": "x", "type": "string"}, "c": {"$anchor": "x", "type": "integer"}}}"##,
        ),
        (
            "ids.json",
            r##"{"type": "object", "properties": {"a": {"$ref": "#/$defs/d"}}, "$defs": {"d": {"$dynamicRef": "#x"}, "b": {"$dynamicAnchor": "x", "type": "string"}, "c": {"$dynamicAnchor": "x", "type": "integer"}}}"##,
        ),
    ]);
    for file in ["anchors.json", "ids.json"] {
        import(&folder, "--consumes", &[file], &[])
            .exits(101)
            .complains("several schemas of the document carry");
        folder
            .counterpart(&["check", file, file])
            .exits(101)
            .complains("several schemas of the document carry");
    }
}

#[test]
fn foreign_pattern_is_reported_with_the_fix_and_can_be_rewritten() {
    let folder = folder();
    let text = r#"{"type": "object", "properties": {"code": {"type": "string", "pattern": "\\A\\d{,3}\\Z"}, "n": {"type": ["integer", "null"]}}, "required": ["n"], "additionalProperties": false}"#;
    folder.write("schemas/order.json", text);
    let answer = folder.counterpart(&IMPORT);
    insta::assert_snapshot!(answer.exits(0).stderr, @r#"
    warning: order.json: `/properties/code/pattern` is the pattern "\\A\\d{,3}\\Z", which decides nothing: not an ECMA-262 regular expression: an escaped letter or digit that means nothing, at character 0; read as python it is "^\\p{Nd}{0,3}$"
    help: `--patterns python`, `rust` or `java` rewrites all patterns from that dialect; or write them as ECMA-262
    "#);
    let rewriting = [&IMPORT[..], &["--patterns", "python"]].concat();
    let answer = folder.counterpart(&rewriting);
    assert_eq!(answer.exits(0).stderr, "");
    let contract = folder.read("contracts/shop/emits/order.placed.json");
    assert!(contract.contains(r#""pattern": "^\\p{Nd}{0,3}$""#), "{contract}");
}

#[test]
fn emitted_schema_that_proves_everything_is_reported() {
    let folder = folder();
    let text = r#"{"type": "object", "properties": {"stock": {"type": "object", "propertyNames": {"type": "integer"}}}}"#;
    folder.write("schemas/order.json", text);
    folder
        .counterpart(&IMPORT)
        .exits(0)
        .complains("warning: the object at `/properties/stock` can only be empty");
}

const OF_PYDANTIC: &str = r#"{"title": "Registered", "type": "object", "properties": {"id": {"type": "integer"}, "at": {"format": "date-time",
  "type": "string"}, "plan": {"default": "free", "type": "string"}}, "required": ["id", "at"]}"#;

#[test]
fn schema_of_a_library_is_corrected_for_what_it_writes_and_says_so() {
    let folder = Folder::with(&[("registered.json", OF_PYDANTIC)]);
    let import = |more: &[&str]| {
        let mut args = vec![
            "import",
            "--emits",
            "--service",
            "shop",
            "--event",
            "registered",
            "--contracts",
            "contracts",
        ];
        args.extend(more);
        args.push("registered.json");
        folder.counterpart(&args)
    };
    let answer = import(&["--from", "pydantic"]);
    insta::assert_snapshot!(answer.exits(0).stdout);
    let contract = folder.read("contracts/shop/emits/registered.json");
    assert!(contract.contains("as-pydantic-2-writes"), "{contract}");
    assert!(contract.contains("partial-date-time"), "{contract}");
    import(&["--from", "pydantic", "--times", "offset"]).exits(0);
    let contract = folder.read("contracts/shop/emits/registered.json");
    assert!(
        contract.contains("times-have-offsets") && !contract.contains("partial-date-time"),
        "{contract}"
    );
    let required = || {
        let contract: Value =
            serde_json::from_str(&folder.read("contracts/shop/emits/registered.json")).unwrap();
        contract["required"].clone()
    };
    assert_eq!(required(), json!(["at", "id", "plan"]));
    import(&["--from", "pydantic", "--omits", "nulls,defaults"]).exits(0);
    assert_eq!(required(), json!(["at", "id"]));
    import(&["--from", "zod", "--omits", "nulls"])
        .exits(101)
        .complains("no option of zod 4 leaves out members that are null")
        .complains("(`pydantic`, `fastapi`, `mashumaro`)");
    import(&["--omits", "defaults"])
        .exits(101)
        .complains("--from <LIBRARY>");
    import(&["--from", "pydantc"])
        .exits(101)
        .complains("a similar value exists: 'pydantic'");
    import(&["--times", "local"])
        .exits(101)
        .complains("--from <LIBRARY>");
}
