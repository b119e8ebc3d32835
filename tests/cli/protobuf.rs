//! `import --from protobuf` and `--from avro`.

use std::path::Path;

use fixture::{Folder, checkout};

/// A folder with the descriptor set of `tests/wires`.
fn folder() -> Folder {
    let folder = Folder::with(&[]);
    let set = checkout().join("tests/wires/proto/shop.binpb");
    std::fs::copy(set, folder.path().join("shop.binpb")).expect("the descriptor set");
    folder
}

fn import<'a>(role: &'a str, service: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec![
        "import",
        role,
        "--from",
        "protobuf",
        "--service",
        service,
        "--event",
        "order.placed",
        "--contracts",
        "contracts",
        "shop.binpb",
    ];
    args.extend(options);
    args
}

const EVENT: [&str; 4] = ["--message", "shop.v1.Event", "--written-by", "protojson"];

#[test]
fn import_names_the_encoding_and_what_no_contract_shows() {
    let folder = folder();
    let answer = folder.counterpart(&import("--emits", "shop", &EVENT));
    insta::assert_snapshot!("import_from_protobuf_emits", answer.exits(0).stdout);
    let file = folder.read("contracts/shop/emits/order.placed.json");
    for part in [
        "\"shop.binpb#shop.v1.Event\"",
        "\"as-protojson-writes\"",
        "\"additionalProperties\": false",
    ] {
        assert!(file.contains(part), "{part}: {file}");
    }
    let read = [
        "--message",
        "shop.v1.Event",
        "--read-by",
        "pbjson",
        "--ignore-unknown",
    ];
    let answer = folder.counterpart(&import("--consumes", "billing", &read));
    insta::assert_snapshot!("import_from_protobuf_consumes", answer.exits(0).stdout);
    let file = folder.read("contracts/billing/consumes/order.placed.json");
    for part in ["\"as-pbjson-0-reads\"", "\"unknown-is-ignored\""] {
        assert!(file.contains(part), "{part}: {file}");
    }
}

/// A contract file as the derive writes it for a type that was made with the `.proto` file in mind.
const NAIVE: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "x-contract": {
    "format": 1,
    "role": "consumes",
    "service": "billing",
    "event": "order.placed",
    "types": [{"path": "billing::OrderPlaced", "package": "billing", "file": "src/lib.rs"}],
    "assumes": ["plain-integers"]
  },
  "type": "object",
  "required": ["orderID", "total", "weight"],
  "properties": {
    "orderID": {"type": "string"},
    "total": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807},
    "weight": {"type": "number", "format": "double"},
    "state": {"type": "string", "enum": ["STATE_UNSPECIFIED", "STATE_PAID", "STATE_SENT", "STATE_LOST"]}
  }
}
"#;

#[test]
fn findings_say_what_the_encoding_does() {
    let folder = folder();
    folder.counterpart(&import("--emits", "shop", &EVENT)).exits(0);
    folder.write("contracts/billing/consumes/order.placed.json", NAIVE);
    let verify = folder.counterpart(&["verify", "--no-build", "--contracts", "contracts"]);
    let helps = verify
        .exits(100)
        .stdout
        .lines()
        .filter(|line| line.contains("in billing"));
    let helps: Vec<&str> = helps.map(str::trim).collect();
    insta::assert_snapshot!("findings_about_protobuf", helps.join("\n"));
}

#[test]
fn what_is_missing_or_wrong_is_said_with_the_way_out() {
    let folder = folder();
    folder.write("shop.proto", "syntax = \"proto3\";\nmessage Event {}\n");
    let cases: [(&[&str], &str, &str); 9] = [
        (
            &["--written-by", "protojson", "--message", "shop.v1.State"],
            "`shop.v1.State` is an enum, and an event is a message",
            "hint: the descriptor set has shop.v1.",
        ),
        (
            &[
                "--written-by",
                "protojson",
                "--message",
                "shop.v1.Event",
                "--ignore-unknown",
            ],
            "`--ignore-unknown` is an option of readers, and `--emits` describes what a writer writes",
            "import with `--consumes`",
        ),
        (
            &[],
            "needs `--written-by ENCODING`",
            "`protojson` is what the specification says",
        ),
        (
            &["--written-by", "pbjson"],
            "needs `--message MESSAGE`",
            "hint: the descriptor set has google.protobuf.Any",
        ),
        (
            &["--written-by", "pbjson", "--message", "shop.v1.Evnet"],
            "no message `shop.v1.Evnet` (did you mean `shop.v1.Event`",
            "hint: the descriptor set has",
        ),
        (
            &[
                "--written-by",
                "ts-proto",
                "--message",
                "shop.v1.Event",
                "--always-print",
            ],
            "`--always-print`: ts-proto 2 has no such option",
            "hint: leave it out",
        ),
        (
            &["--written-by", "ts-proto", "--message", "shop.v1.Legacy"],
            "it was not measured how ts-proto 2 writes and reads that",
            "--written-by protojson",
        ),
        (
            &["--written-by", "pbjson", "--message", "shop.v1.Event", "--open"],
            "`--open` is about JSON Schemas",
            "hint: leave it out",
        ),
        (
            &[
                "--written-by",
                "pbjson",
                "--message",
                "shop.v1.Event",
                "shop.proto",
            ],
            "takes one descriptor set",
            "put all `.proto` files into one",
        ),
    ];
    for (options, why, hint) in cases {
        let answer = folder.counterpart(&import("--emits", "shop", options));
        answer.exits(101).complains(why).complains(hint);
        assert!(!folder.has("contracts"), "{why}");
    }
    let source: Vec<&str> = import("--emits", "shop", &EVENT)
        .into_iter()
        .map(|argument| {
            if argument == "shop.binpb" {
                "shop.proto"
            } else {
                argument
            }
        })
        .collect();
    folder
        .counterpart(&source)
        .exits(101)
        .complains("shop.proto is the source, not a descriptor set")
        .complains("protoc --include_imports --descriptor_set_out");
    let written = [
        "--message",
        "shop.v1.Event",
        "--written-by",
        "google-protobuf-object",
    ];
    folder
        .counterpart(&import("--consumes", "billing", &written))
        .exits(101)
        .complains("it is only written");
    let without: Vec<&str> = import("--emits", "shop", &EVENT)
        .into_iter()
        .filter(|argument| !["--from", "protobuf"].contains(argument))
        .collect();
    folder
        .counterpart(&without)
        .exits(101)
        .complains("`--message` is only for `--from protobuf` or `--from avro`");
    assert!(Path::new(&folder.path().join("shop.binpb")).exists());
}

#[test]
fn encodings_and_their_options_are_explained() {
    let folder = Folder::with(&[]);
    folder
        .counterpart(&["explain", "as-pbjson-0-reads"])
        .exits(0)
        .says("as pbjson does")
        .says("Null is read as an absent field only where the field has presence");
    folder
        .counterpart(&["explain", "unknown-is-ignored"])
        .exits(0)
        .says("unknown fields are ignored");
}

#[test]
fn avro_schema_becomes_a_contract_of_its_encoding() {
    let folder = Folder::with(&[]);
    let schema = checkout().join("tests/wires/avro/event.avsc");
    std::fs::copy(schema, folder.path().join("event.avsc")).expect("the schema");
    let import = |role: &str, options: &[&str]| {
        let mut args = vec![
            "import",
            role,
            "--from",
            "avro",
            "--service",
            "shop",
            "--event",
            "order.placed",
        ];
        args.extend(["--contracts", "contracts", "event.avsc"]);
        args.extend(options);
        folder.counterpart(&args)
    };
    let answer = import("--emits", &["--written-by", "apache-avro"]);
    insta::assert_snapshot!("import_from_avro", answer.exits(0).stdout);
    import("--emits", &[])
        .exits(101)
        .complains("`--from avro` needs `--written-by ENCODING`")
        .complains("avro-json, avro-plain, apache-avro");
    import("--emits", &["--written-by", "pbjson"])
        .exits(101)
        .complains("`pbjson` is an encoding of Protobuf");
    import("--emits", &["--written-by", "avro-json", "--message", "Event"])
        .exits(101)
        .complains("`--message` is only for `--from protobuf`");
    import("--consumes", &["--written-by", "avro-json"])
        .exits(101)
        .complains("contains itself");
    import("--consumes", &["--written-by", "avro-plain"])
        .exits(101)
        .complains("it was not measured what reads")
        .complains("hint: `avro-json` and `apache-avro` were measured");
    let answer = import("--consumes", &["--read-by", "apache-avro"]);
    insta::assert_snapshot!("import_from_avro_consumes", answer.exits(0).stdout);
    // What it writes is not what it reads: its lists of a fixed are texts there.
    import("--emits", &["--written-by", "apache-avro"]).exits(0);
    let verify = folder.counterpart(&["verify", "--no-build", "--contracts", "contracts"]);
    let errors = verify
        .exits(100)
        .stdout
        .lines()
        .filter(|line| line.starts_with("error"));
    let errors: Vec<&str> = errors.collect();
    insta::assert_snapshot!("apache_avro_reads_not_all_that_it_writes", errors.join("\n"));
}
