//! `import --asyncapi` and `asyncapi export`: documents of other projects in, documents of contract files out.

use fixture::Folder;

/// The documents in `tests/cases/asyncapi`, with what an import needs.
const DOCUMENTS: [(&str, &str, &[&str]); 7] = [
    ("lamps", "lamps/asyncapi.yaml", &[]),
    ("chat", "chat/asyncapi.json", &[]),
    ("market", "market/asyncapi.yaml", &[]),
    ("orders", "orders/asyncapi.yaml", &[]),
    ("parcels", "parcels/asyncapi.yaml", &[]),
    ("faststream", "faststream/3.0.0.json", &["--from", "faststream"]),
    ("faststream-2", "faststream/2.6.0.json", &["--from", "faststream"]),
];

/// The folder of a document's files, in a folder of its own.
fn case(document: &str) -> Folder {
    let folder = Folder::with(&[]);
    let from = fixture::checkout().join("tests/cases/asyncapi").join(document);
    let from = from.parent().unwrap();
    for file in needs::files_below(from) {
        let name = file.strip_prefix(from).unwrap().to_str().unwrap();
        folder.write(name, &std::fs::read_to_string(&file).unwrap());
    }
    folder
}

fn import(folder: &Folder, document: &str, service: &str, more: &[&str]) -> fixture::Answer {
    let file = document.rsplit('/').next().unwrap();
    let mut args = vec![
        "import",
        "--asyncapi",
        file,
        "--service",
        service,
        "--contracts",
        "contracts",
    ];
    args.extend(more);
    folder.counterpart(&args)
}

#[test]
fn documents_of_other_projects_are_imported() {
    let mut said = String::new();
    for (service, document, more) in DOCUMENTS {
        let folder = case(document);
        let answer = import(&folder, document, service, more);
        let written = answer
            .exits(0)
            .stdout
            .lines()
            .filter(|line| line.starts_with("wrote"));
        said.extend(written.map(|line| format!("{line}\n")));
        said.extend(answer.stderr.lines().map(|line| format!("  {line}\n")));
    }
    insta::assert_snapshot!(said, @r"
    wrote contracts/lamps/consumes/lamp.measured.json (onMeasured)
    wrote contracts/lamps/emits/lamp.switched.json (switchLamp)
    wrote contracts/chat/consumes/say.json (publish /)
    wrote contracts/chat/emits/failed.json (subscribe /)
    wrote contracts/chat/emits/hello.json (subscribe /)
    wrote contracts/chat/emits/said.json (subscribe /)
    wrote contracts/market/consumes/subscribe.json (onSubscribe)
    wrote contracts/market/emits/refused.json (onSubscribe reply)
    wrote contracts/market/emits/subscribed.json (onSubscribe reply)
    wrote contracts/market/emits/trade.json (sendTrade)
    wrote contracts/orders/consumes/payment.received.json (onPayment)
    wrote contracts/orders/emits/order.placed.json (placeOrder)
    wrote contracts/parcels/emits/com.example.parcel.delivered.json (send)
    wrote contracts/parcels/emits/com.example.parcel.lost.json (send)
    wrote contracts/faststream/consumes/orders.paid.json (orders.paid:OnPaymentSubscribe)
    wrote contracts/faststream/consumes/orders.placed@orders.placed%3A+count+subscribe.json (orders.placed:CountSubscribe)
    wrote contracts/faststream/consumes/orders.placed@orders.placed%3A+on+order+subscribe.json (orders.placed:OnOrderSubscribe)
    wrote contracts/faststream/emits/orders.accepted.json (orders.accepted:Publisher)
    wrote contracts/faststream-2/consumes/orders.paid%3A+on+payment.json (publish orders.paid:OnPayment)
    wrote contracts/faststream-2/consumes/orders.placed%3A+count.json (publish orders.placed:Count)
    wrote contracts/faststream-2/consumes/orders.placed%3A+on+order.json (publish orders.placed:OnOrder)
    wrote contracts/faststream-2/emits/orders.accepted%3A+publisher.json (subscribe orders.accepted:Publisher)
    ");
}

/// A reader of what a document sends, or a writer of what it receives, and an edit of the document that breaks it.
struct Peer {
    service: &'static str,
    event: &'static str,
    role: &'static str,
    schema: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    rule: &'static str,
}

const PEERS: [Peer; 10] = [
    Peer {
        service: "lamps",
        event: "lamp.switched",
        role: "--consumes",
        schema: r#"{"type": "object", "required": ["lamp", "command"], "properties": {"command": {"enum": ["on", "off"]}}}"#,
        file: "asyncapi.yaml",
        from: "enum: ['on', 'off']",
        to: "enum: ['on', 'off', dim]",
        rule: "value-not-accepted",
    },
    Peer {
        service: "chat",
        event: "say",
        role: "--emits",
        schema: r#"{"type": "object", "required": ["id", "text"], "properties": {"id": {"type": "integer", "minimum": 1},
            "text": {"type": "string", "maxLength": 500}}}"#,
        file: "asyncapi.json",
        from: r#""maxLength": 4000"#,
        to: r#""maxLength": 400"#,
        rule: "string-content",
    },
    Peer {
        service: "chat",
        event: "said",
        role: "--consumes",
        schema: r#"{"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}, "type": {"const": "message"}}}"#,
        file: "asyncapi.json",
        from: r#""required": ["user", "text"]"#,
        to: r#""required": ["user"]"#,
        rule: "property-optional",
    },
    Peer {
        service: "chat",
        event: "failed",
        role: "--consumes",
        schema: r#"{"type": "object", "properties": {"error": {"type": "object", "properties": {"code": {"type": "integer"}}}}}"#,
        file: "asyncapi.json",
        from: r#""code": {"type": "integer"}"#,
        to: r#""code": {"type": ["integer", "null"]}"#,
        rule: "null-emitted",
    },
    Peer {
        service: "market",
        event: "trade",
        role: "--consumes",
        schema: r#"{"type": "array", "minItems": 3, "prefixItems": [{"type": "string", "pattern": "^[A-Z/]+$"}, {"type": "number"}]}"#,
        file: "asyncapi.yaml",
        from: "'^[A-Z]{3}/[A-Z]{3}$'",
        to: "'^[A-Z]{3}-[A-Z]{3}$'",
        rule: "string-content",
    },
    Peer {
        service: "market",
        event: "subscribed",
        role: "--consumes",
        schema: r#"{"type": "object", "properties": {"id": {"type": ["integer", "null"]}}}"#,
        file: "asyncapi.yaml",
        from: "id: {type: integer, nullable: true}",
        to: "id: {type: string}",
        rule: "type-mismatch",
    },
    Peer {
        service: "orders",
        event: "order.placed",
        role: "--consumes",
        schema: r#"{"type": "object", "required": ["customer"], "properties": {"lines": {"items": {"properties": {"quantity": {"maximum": 999}}}}}}"#,
        file: "common/order.schema.json",
        from: r#""maximum": 999"#,
        to: r#""maximum": 1000"#,
        rule: "number-range",
    },
    Peer {
        service: "parcels",
        event: "com.example.parcel.delivered",
        role: "--consumes",
        schema: r#"{"type": "object", "required": ["id", "data"], "properties": {"data": {"type": "object", "required": ["signedBy"]}}}"#,
        file: "asyncapi.yaml",
        from: "required: [parcel, signedBy]",
        to: "required: [parcel]",
        rule: "property-optional",
    },
    Peer {
        service: "faststream",
        event: "orders.accepted",
        role: "--consumes",
        schema: r#"{"type": "object", "required": ["total_cents"], "properties": {"total_cents": {"maximum": 1000000}}}"#,
        file: "3.0.0.json",
        from: r#""maximum": 1000000"#,
        to: r#""maximum": 2000000"#,
        rule: "number-range",
    },
    Peer {
        service: "faststream",
        event: "orders.accepted",
        role: "--consumes",
        schema: r#"{"type": "object", "required": ["order_id"], "properties": {"order_id": {"type": "integer", "minimum": 0}}}"#,
        file: "3.0.0.json",
        from: r#""total_cents": {"#,
        to: r#""extra": {"type": "null"}, "total_cents": {"#,
        rule: "",
    },
];

#[test]
fn break_in_a_document_of_another_project_is_found() {
    for peer in PEERS {
        let (_, document, more) = DOCUMENTS
            .iter()
            .find(|(service, ..)| *service == peer.service)
            .unwrap();
        let folder = case(document);
        folder.write("peer.json", peer.schema);
        // The other side has no peer here, which is a finding too.
        let role = match peer.role {
            "--emits" => "--consumes",
            _ => "--emits",
        };
        let more = [more, &[role][..]].concat();
        let verify = |code: i32| {
            import(&folder, document, peer.service, &more).exits(0);
            let mut args = vec!["verify", "--no-build", "--contracts", "contracts"];
            args.extend(["--format", "json"]);
            let answer = folder.counterpart(&args);
            answer.exits(code);
            answer.stdout
        };
        folder
            .counterpart(&[
                "import",
                peer.role,
                "--service",
                "peer",
                "--event",
                peer.event,
                "--contracts",
                "contracts",
                "--open",
                "peer.json",
            ])
            .exits(0);
        verify(0);
        let before = folder.read(peer.file);
        assert!(before.contains(peer.from), "{} has no {}", peer.file, peer.from);
        folder.write(peer.file, &before.replacen(peer.from, peer.to, 1));
        if peer.rule.is_empty() {
            // What nobody reads may change.
            verify(0);
            continue;
        }
        let report = verify(100);
        assert!(
            report.contains(&format!("\"{}\"", peer.rule)),
            "{}: {report}",
            peer.event
        );
    }
}

#[test]
fn exported_contracts_are_imported_as_they_were() {
    let folder = Folder::with(&[]);
    let examples = fixture::checkout().join("examples/contracts");
    let examples = examples.to_str().unwrap();
    let export = ["asyncapi", "export", "--contracts", examples, "--out", "all.json"];
    insta::assert_snapshot!(folder.counterpart(&export).exits(0).stdout, @"wrote all.json from 27 contract files");
    folder
        .counterpart(&["import", "--asyncapi", "all.json", "--contracts", "again"])
        .exits(0);
    let mut compared = 0;
    for file in needs::files_below(examples.as_ref()) {
        let name = file.strip_prefix(examples).unwrap().to_str().unwrap();
        assert_eq!(
            folder.read(&format!("again/{name}")),
            std::fs::read_to_string(&file).unwrap(),
            "{name}"
        );
        compared += 1;
    }
    assert!(compared >= 27, "{compared}");
    // A second export is the same document, byte for byte.
    folder
        .counterpart(&[
            "asyncapi",
            "export",
            "--contracts",
            "again",
            "--out",
            "second.json",
        ])
        .exits(0);
    assert_eq!(folder.read("second.json"), folder.read("all.json"));
    // One service of the document.
    folder
        .counterpart(&[
            "import",
            "--asyncapi",
            "all.json",
            "--service",
            "user-service",
            "--contracts",
            "one",
        ])
        .exits(0);
    assert!(folder.has("one/user-service/emits/user.deleted.json"));
    assert!(!folder.has("one/auth-service"));
    folder
        .counterpart(&[
            "import",
            "--asyncapi",
            "all.json",
            "--service",
            "user-servce",
            "--contracts",
            "one",
        ])
        .exits(101)
        .complains("did you mean `user-service`?");
    folder
        .counterpart(&["import", "--asyncapi", "all.json", "--open", "--contracts", "one"])
        .exits(101)
        .complains("leave out --open");
}

#[test]
fn every_contract_file_of_the_repository_makes_the_round() {
    let mut rounds = 0;
    for below in [
        "examples/contracts",
        "examples/system/by-phone",
        "tests/cases/formats",
    ] {
        for file in needs::files_below(&fixture::checkout().join(below)) {
            let is_json = file.extension().is_some_and(|extension| extension == "json");
            let text = is_json.then(|| std::fs::read_to_string(&file).ok()).flatten();
            let Some(text) = text else { continue };
            let Ok(contract) = counterpart::contract::ContractFile::parse(text.as_bytes()) else {
                continue;
            };
            let path = contract.header.identity.path();
            let path = path.to_str().unwrap();
            let folder = Folder::with(&[]);
            folder.write(&format!("contracts/{path}"), &text);
            let export = [
                "asyncapi",
                "export",
                "--contracts",
                "contracts",
                "--out",
                "out.json",
            ];
            folder.counterpart(&export).exits(0);
            folder
                .counterpart(&["import", "--asyncapi", "out.json", "--contracts", "again"])
                .exits(0);
            let again = folder.read(&format!("again/{path}"));
            assert_eq!(again, contract.to_text(), "{}", file.display());
            rounds += 1;
        }
    }
    assert!(rounds >= 30, "{rounds}");
}

#[test]
fn imported_contracts_make_the_round_too() {
    for (service, document, more) in DOCUMENTS {
        let folder = case(document);
        import(&folder, document, service, more).exits(0);
        folder
            .counterpart(&[
                "asyncapi",
                "export",
                "--contracts",
                "contracts",
                "--out",
                "out.json",
            ])
            .exits(0);
        folder
            .counterpart(&["import", "--asyncapi", "out.json", "--contracts", "again"])
            .exits(0);
        let (before, after) = (folder.snapshot("contracts"), folder.snapshot("again"));
        assert_eq!(before.len(), after.len(), "{service}");
        for ((_, before), (path, after)) in before.iter().zip(&after) {
            let parsed = |text: &[u8]| counterpart::contract::ContractFile::parse(text).unwrap();
            assert_eq!(parsed(before), parsed(after), "{}", path.display());
        }
    }
}

const CONTRACT: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "x-contract": {
    "format": 1, "role": "consumes", "service": "parcels", "event": "order paid", "name": "labels", "producer": "shop",
    "owner": "team-parcels", "key": "order_id",
    "headers": {"type": "object", "properties": {"trace": {"$ref": "#/$defs/Trace", "minLength": 1}}, "$defs": {"Trace": {"type": "string"}}},
    "assumes": []
  },
  "type": "object",
  "properties": {"order_id": {"$ref": "#/$defs/An%20id", "maxLength": 9}, "next": {"$ref": "#"}},
  "required": ["order_id"],
  "$defs": {"An id": {"type": "string"}, "unused": {"type": "null"}}
}"##;

const SETTINGS: &str = r#"
[asyncapi]
title = "Parcels"
description = "Labels and parcels."

[asyncapi.servers.production]
host = "kafka.example.com:9092"
protocol = "kafka"
version = "3.9"

[asyncapi.addresses]
"order paid" = "orders/{region}/paid"
"order.payed" = "orders"
"#;

#[test]
fn exported_document_has_servers_addresses_and_metadata() {
    let folder = Folder::with(&[
        ("contracts/parcels/consumes/order%20paid@labels.json", CONTRACT),
        ("counterpart.toml", SETTINGS),
    ]);
    let export = [
        "asyncapi",
        "export",
        "--contracts",
        "contracts",
        "--version",
        "1.2.3",
    ];
    let answer = folder.counterpart(&export);
    insta::assert_snapshot!(answer.exits(0).stdout, @r##"
    {
      "asyncapi": "3.0.0",
      "info": {
        "title": "Parcels",
        "version": "1.2.3",
        "description": "Labels and parcels."
      },
      "defaultContentType": "application/json",
      "servers": {
        "production": {
          "host": "kafka.example.com:9092",
          "protocol": "kafka",
          "protocolVersion": "3.9"
        }
      },
      "channels": {
        "orders--region--paid": {
          "address": "orders/{region}/paid",
          "messages": {
            "order-paid.labels": {
              "$ref": "#/components/messages/order-paid.labels"
            }
          },
          "parameters": {
            "region": {}
          }
        }
      },
      "operations": {
        "receive.order-paid.labels": {
          "action": "receive",
          "channel": {
            "$ref": "#/channels/orders--region--paid"
          },
          "messages": [
            {
              "$ref": "#/channels/orders--region--paid/messages/order-paid.labels"
            }
          ]
        }
      },
      "components": {
        "messages": {
          "order-paid.labels": {
            "name": "order paid",
            "title": "order paid",
            "contentType": "application/json",
            "payload": {
              "schemaFormat": "application/schema+json;version=2020-12",
              "schema": {
                "type": "object",
                "properties": {
                  "order_id": {
                    "allOf": [
                      {
                        "$ref": "#/components/schemas/order-paid.labels.An-id/schema"
                      }
                    ],
                    "maxLength": 9
                  },
                  "next": {
                    "$ref": "#/components/messages/order-paid.labels/payload/schema"
                  }
                },
                "required": [
                  "order_id"
                ]
              }
            },
            "headers": {
              "schemaFormat": "application/schema+json;version=2020-12",
              "schema": {
                "type": "object",
                "properties": {
                  "trace": {
                    "allOf": [
                      {
                        "$ref": "#/components/schemas/order-paid.labels.headers.Trace/schema"
                      }
                    ],
                    "minLength": 1
                  }
                }
              }
            },
            "bindings": {
              "kafka": {
                "key": {
                  "$ref": "#/components/messages/order-paid.labels/payload/schema/properties/order_id"
                },
                "bindingVersion": "0.5.0"
              }
            },
            "x-counterpart-contract": {
              "format": 1,
              "role": "consumes",
              "service": "parcels",
              "event": "order paid",
              "name": "labels",
              "producer": "shop",
              "owner": "team-parcels",
              "key": "order_id",
              "assumes": []
            },
            "x-counterpart-definitions": {
              "An id": "order-paid.labels.An-id",
              "unused": "order-paid.labels.unused"
            },
            "x-counterpart-header-definitions": {
              "Trace": "order-paid.labels.headers.Trace"
            }
          }
        },
        "schemas": {
          "order-paid.labels.An-id": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {
              "type": "string"
            }
          },
          "order-paid.labels.unused": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {
              "type": "null"
            }
          },
          "order-paid.labels.headers.Trace": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {
              "type": "string"
            }
          }
        }
      }
    }
    "##);
    insta::assert_snapshot!(answer.stderr, @"warning: `[asyncapi.addresses]` names `order.payed`, and no contract file has that event");
    folder.write("out.json", &answer.stdout);
    folder
        .counterpart(&["import", "--asyncapi", "out.json", "--contracts", "again"])
        .exits(0);
    let read = |text: &str| counterpart::contract::ContractFile::parse(text.as_bytes()).unwrap();
    let again = folder.read("again/parcels/consumes/order%20paid@labels.json");
    assert_eq!(read(&again), read(CONTRACT));
    // A change of the document is a change of the contract.
    folder.write(
        "out.json",
        &answer.stdout.replace("\"maxLength\": 9", "\"maxLength\": 8"),
    );
    folder
        .counterpart(&["import", "--asyncapi", "out.json", "--contracts", "again"])
        .exits(0);
    assert!(
        folder
            .read("again/parcels/consumes/order%20paid@labels.json")
            .contains("\"maxLength\": 8")
    );
    for (from, to, why) in [
        (
            "\"action\": \"receive\"",
            "\"action\": \"send\"",
            "the contract is one that consumes, and the operation sends",
        ),
        (
            "\"role\": \"consumes\"",
            "\"role\": \"reads\"",
            "`role` in `x-contract` should be",
        ),
        (
            "#/components/schemas/order-paid.labels.An-id/schema",
            "#/channels",
            "which is not part of its contract",
        ),
        (
            "\"maxLength\": 9",
            "\"maxLength\": \"9\"",
            "the schema of the contract cannot be read",
        ),
    ] {
        folder.write("out.json", &answer.stdout.replace(from, to));
        folder
            .counterpart(&["import", "--asyncapi", "out.json", "--contracts", "again"])
            .exits(101)
            .complains(why);
    }
}

#[test]
fn contract_that_no_document_can_hold_is_refused_and_nothing_is_written() {
    let folder = Folder::with(&[(
        "c/parcels/consumes/order%20paid@labels.json",
        &CONTRACT.replace("\"$ref\": \"#\"", "\"$anchor\": \"x\""),
    )]);
    folder
        .counterpart(&["asyncapi", "export", "--contracts", "c", "--out", "out.json"])
        .exits(101)
        .complains("`$anchor`");
    assert!(!folder.has("out.json"));
    folder
        .counterpart(&["asyncapi", "export", "--contracts", "c", "--service", "parcel"])
        .exits(101)
        .complains("did you mean `parcels`?");
    folder
        .counterpart(&["asyncapi", "export", "--contracts", "absent"])
        .exits(101)
        .complains("does not exist");
}

#[test]
fn whole_store_is_one_document() {
    let folder = Folder::with(&[("contracts/parcels/consumes/order%20paid@labels.json", CONTRACT)]);
    folder.write(
        "contracts/shop/emits/order%20paid.json",
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema",
            "x-contract": {"format": 1, "role": "emits", "service": "shop", "event": "order paid", "assumes": []}, "type": "object"}"#,
    );
    let publish = [
        "publish",
        "--no-build",
        "--contracts",
        "contracts",
        "--store",
        "store",
        "--version",
        "7",
        "--branch",
        "main",
        "--sequence",
        "1",
        "--allow-dirty",
    ];
    folder.counterpart(&publish).exits(0);
    let all = folder.counterpart(&["asyncapi", "export", "--store=store"]);
    let all = &all.exits(0).stdout;
    for part in [
        "\"send.shop.order-paid\"",
        "\"receive.parcels.order-paid.labels\"",
        "\"version\": \"0.0.0\"",
        "\"title\": \"Contracts\"",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    let one = folder.counterpart(&["asyncapi", "export", "--store=store", "--service", "shop"]);
    let one = &one.exits(0).stdout;
    for part in ["\"send.order-paid\"", "\"version\": \"7\"", "\"title\": \"shop\""] {
        assert!(one.contains(part), "{part} in {one}");
    }
}

#[test]
fn file_of_an_earlier_import_that_no_message_makes_is_reported() {
    let document = "lamps/asyncapi.yaml";
    let folder = case(document);
    import(&folder, document, "lamps", &[]).exits(0);
    folder.write(
        "asyncapi.yaml",
        &folder
            .read("asyncapi.yaml")
            .replace("name: lamp.switched", "name: lamp.dimmed"),
    );
    // Only some of the document: the others may still be there.
    let some = import(&folder, document, "lamps", &["--emits"]);
    assert_eq!(some.exits(0).stderr, "");
    let all = import(&folder, document, "lamps", &[]);
    insta::assert_snapshot!(all.exits(0).stderr, @"warning: contracts/lamps/emits/lamp.switched.json was imported from asyncapi.yaml before, and no message makes it now: delete it, unless it is of another document of that name");
    assert!(folder.has("contracts/lamps/emits/lamp.switched.json"));
}

#[test]
fn failed_import_of_a_document_writes_nothing() {
    let document = "orders/asyncapi.yaml";
    let folder = case(document);
    folder.write("contracts/orders/emits/order.placed.json/x", "");
    let before = folder.snapshot("contracts");
    import(&folder, document, "orders", &[])
        .exits(101)
        .complains("order.placed.json");
    assert_eq!(folder.snapshot("contracts"), before);
    for (more, why) in [
        (
            &["--message", "OrderPlaced", "--event", "../x"][..],
            "contains a path step",
        ),
        (&["--operation", "placeOrdr"], "did you mean `placeOrder`?"),
        (&["--event", "x", "--event-by", "address"], "cannot be used with"),
        (&["--emits", "--consumes"], "cannot be used with"),
        (
            &["--message", "OrderPlaced", "--skip", "OrderPlaced"],
            "no message is left",
        ),
    ] {
        import(&folder, document, "orders", more)
            .exits(101)
            .complains(why);
        assert_eq!(folder.snapshot("contracts"), before);
    }
    folder
        .counterpart(&[
            "import",
            "--asyncapi",
            "asyncapi.yaml",
            "--contracts",
            "contracts",
        ])
        .exits(101)
        .complains("--service SERVICE");
    folder
        .counterpart(&[
            "import",
            "--asyncapi",
            "asyncapi.yaml",
            "--service",
            "x",
            "--contracts",
            "contracts",
            "y.json",
        ])
        .exits(101)
        .complains("cannot be used with");
}
