//! AsyncAPI documents: who sends and receives what, as contract files.

use std::path::Path;

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Draft;
use counterpart_engine::json::Json;
use counterpart_verifier::asyncapi::{AsyncApiError, Document, Naming, Options, import};

/// A folder with files, the first of which is the document.
struct Files(tempfile::TempDir);

impl Files {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn import(&self, file: &str, options: &Options) -> Result<Document, AsyncApiError> {
        import(&self.0.path().join(file), options)
    }

    /// Each contract on a line, or the error.
    fn said(&self, file: &str, options: &Options) -> String {
        match self.import(file, options) {
            Ok(document) => lines(&document),
            Err(error) => error
                .to_string()
                .replace(&self.0.path().display().to_string(), "FOLDER"),
        }
    }
}

fn lines(document: &Document) -> String {
    let mut lines = Vec::new();
    for one in &document.contracts {
        let contract = &one.imported.contract;
        let schema = Json::Object(contract.schema().clone());
        let metadata = &contract.header.metadata;
        let mut line = format!(
            "{} by {}: {schema}",
            contract.header.identity,
            one.operations.join(", ")
        );
        if let Some(key) = &metadata.key {
            line.push_str(&format!(" key {key}"));
        }
        if !metadata.headers.is_empty() {
            line.push_str(&format!(" headers {}", Json::Object(metadata.headers.clone())));
        }
        if let Some(envelope) = metadata.envelope {
            line.push_str(&format!(" in {}", envelope.id()));
            if envelope.mode() != "structured" {
                let binding = envelope.binding().map(|binding| format!(" of {}", binding.id()));
                line.push_str(&format!(" ({}{})", envelope.mode(), binding.unwrap_or_default()));
            }
        }
        lines.push(line);
    }
    lines.extend(document.notes.iter().map(ToString::to_string));
    lines.join("\n")
}

/// Nothing is added to schemas, so that they are short.
fn plain() -> Options {
    let mut options = Options::new("shop");
    options.schemas.open = true;
    options.schemas.integers = counterpart_verifier::import::Integers::Unbounded;
    options
}

fn said_with(text: &str, options: &Options) -> String {
    Files::of(&[("a.yaml", text)]).said("a.yaml", options)
}

fn said(text: &str) -> String {
    said_with(text, &plain())
}

/// A document of 2.6 with this message that the application sends.
fn two(message: &str) -> String {
    format!(
        "asyncapi: 2.6.0\ninfo: {{title: T, version: '1'}}\nchannels:\n  orders:\n    subscribe:\n      message: {message}\n"
    )
}

/// A document of 3.0 with this message that the application sends.
fn three(message: &str) -> String {
    format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nchannels:\n  orders:\n    address: shop.orders\n    messages:\n      \
         placed: {message}\noperations:\n  place: {{action: send, channel: {{$ref: '#/channels/orders'}}}}\n"
    )
}

#[test]
fn two_says_what_others_do_and_three_what_the_application_does() {
    let text = "
asyncapi: 2.0.0
info: {title: T, version: '1'}
channels:
  commands: {publish: {operationId: onCancel, message: {name: order.cancel, payload: {type: string}}}}
  orders: {subscribe: {message: {name: order.placed, payload: {type: integer}}}}
";
    insta::assert_snapshot!(said(text), @r#"
    shop consumes order.cancel by onCancel: {"type":"string"}
    shop emits order.placed by subscribe orders: {"type":"integer"}
    "#);
    let text = "
asyncapi: 3.1.0
info: {title: T, version: '1'}
channels:
  commands: {address: c, messages: {cancel: {name: order.cancel, payload: {type: string}}, other: {payload: {type: 'null'}}}}
  orders: {address: o, messages: {order.placed: {payload: {type: integer}}, refusal: {payload: {type: boolean}}}}
operations:
  onCancel:
    action: receive
    channel: {$ref: '#/channels/commands'}
    messages: [{$ref: '#/channels/commands/messages/cancel'}]
    reply: {channel: {$ref: '#/channels/orders'}, messages: [{$ref: '#/channels/orders/messages/refusal'}]}
  place:
    action: send
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/order.placed'}]
  nothing: {action: send, channel: {$ref: '#/channels/commands'}, messages: []}
";
    insta::assert_snapshot!(said(text), @r#"
    shop consumes order.cancel by onCancel: {"type":"string"}
    shop emits order.placed by place: {"type":"integer"}
    shop emits refusal by onCancel reply: {"type":"boolean"}
    "#);
    let only = |role| {
        said_with(
            text,
            &Options {
                role: Some(role),
                ..plain()
            },
        )
    };
    assert_eq!(only(Role::Consumes).lines().count(), 1);
    assert_eq!(only(Role::Emits).lines().count(), 2);
}

#[test]
fn trait_overrides_the_message_in_two_and_yields_to_it_in_three() {
    let message = |version: &str| {
        let text = "{name: own, payload: {type: object}, headers: {type: object, required: [a, b], properties: {a: {type: string}, \
                    b: {type: string}}}, traits: [{name: first}, {$ref: '#/components/messageTraits/common'}]}";
        let traits = "components:\n  messageTraits:\n    common: {name: common, headers: {type: object, required: [c], properties: {b: \
                      {type: string, maxLength: 3}, c: {$ref: '#/components/schemas/Text'}}}}\n  schemas: {Text: {type: string, minLength: 1}}\n";
        match version {
            "2" => two(text) + traits,
            _ => three(text) + traits,
        }
    };
    insta::assert_snapshot!(said(&message("2")), @r#"shop emits common by subscribe orders: {"type":"object"} headers {"type":"object","required":["c"],"properties":{"a":{"type":"string"},"b":{"type":"string","maxLength":3},"c":{"type":"string","minLength":1}}}"#);
    insta::assert_snapshot!(said(&message("3")), @r#"shop emits own by place: {"type":"object"} headers {"type":"object","required":["a","b"],"properties":{"a":{"type":"string"},"b":{"type":"string","maxLength":3},"c":{"type":"string","minLength":1}}}"#);
}

#[test]
fn keywords_beside_a_reference_count_as_the_format_says() {
    let schema = "{$ref: '#/components/schemas/Code', minLength: 5}";
    let components = "components: {schemas: {Code: {type: string}}}\n";
    insta::assert_snapshot!(said(&(two(&format!("{{name: a, payload: {schema}}}")) + components)), @r#"shop emits a by subscribe orders: {"type":"string"}"#);
    let format = "schemaFormat: application/schema+json;version=2020-12";
    insta::assert_snapshot!(said(&(two(&format!("{{name: a, payload: {schema}, {format}}}")) + components)), @r##"shop emits a by subscribe orders: {"$ref":"#/$defs/Code","minLength":5,"$defs":{"Code":{"type":"string"}}}"##);
    insta::assert_snapshot!(said(&(three(&format!("{{name: a, payload: {{schema: {schema}, {format}}}}}")) + components)), @r##"shop emits a by place: {"$ref":"#/$defs/Code","minLength":5,"$defs":{"Code":{"type":"string"}}}"##);
    let mut told = plain();
    told.schemas.draft = Some(Draft::Draft201909);
    insta::assert_snapshot!(said_with(&(three(&format!("{{name: a, payload: {schema}}}")) + components), &told), @r##"shop emits a by place: {"$ref":"#/$defs/Code","minLength":5,"$defs":{"Code":{"type":"string"}}}"##);
    let declared = "{name: a, payload: {$schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{type: string}], items: false}}";
    insta::assert_snapshot!(said(&three(declared)), @r#"shop emits a by place: {"prefixItems":[{"type":"string"}],"items":false}"#);
}

#[test]
fn openapi_schemas_may_be_null() {
    let message = "{name: a, schemaFormat: 'application/vnd.oai.openapi;version=3.0.0', payload: {type: string, nullable: true}}";
    insta::assert_snapshot!(said(&two(message)), @r#"shop emits a by subscribe orders: {"type":["string","null"]}"#);
}

#[test]
fn languages_and_contents_that_no_contract_describes_are_refused_by_name_all_at_once() {
    let text = "
asyncapi: 3.0.0
info: {title: T, version: '1'}
channels:
  all:
    address: a
    messages:
      avro: {payload: {schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {type: record, name: A, fields: []}}}
      protobuf: {payload: {$ref: '#/components/schemas/Protobuf'}}
      text: {contentType: text/plain, payload: {type: string}}
      batch: {contentType: application/cloudevents-batch+json, payload: {type: array}}
      nothing: {name: nothing}
      good: {name: good, payload: {type: string}}
      file: {payload: {schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {$ref: order.avsc}}}
operations:
  all: {action: send, channel: {$ref: '#/channels/all'}}
components:
  schemas:
    Protobuf: {schemaFormat: 'application/vnd.google.protobuf;version=3', schema: 'message A {}'}
";
    let files = Files::of(&[("a.yaml", text), ("order.avsc", "no JSON")]);
    insta::assert_snapshot!(files.said("a.yaml", &plain()), @r#"
    a.yaml#/channels/all/messages/avro/payload/schema: the schema is written in Avro, and contracts are JSON Schema: leave the message out with `--skip NAME`
    a.yaml#/channels/all/messages/file/payload/schema: the schema is written in Avro, and contracts are JSON Schema: leave the message out with `--skip NAME`
    a.yaml#/channels/all/messages/nothing: the message has no payload schema, so nothing is known of it: write one, or leave it out with `--skip NAME`
    a.yaml#/channels/all/messages/text: the message is written as "text/plain", and contracts describe JSON: leave it out with `--skip NAME`
    a.yaml#/components/schemas/Protobuf/schema: the schema is written in Protocol Buffers, and contracts are JSON Schema: leave the message out with `--skip NAME`
    "#);
    let skipped = ["avro", "protobuf", "text", "batch", "nothing", "file"]
        .map(str::to_owned)
        .to_vec();
    let rest = Options { skipped, ..plain() };
    assert_eq!(
        files.said("a.yaml", &rest),
        r#"shop emits good by all: {"type":"string"}"#
    );
    let one = Options {
        messages: vec!["good".to_owned()],
        ..plain()
    };
    assert_eq!(
        files.said("a.yaml", &one),
        r#"shop emits good by all: {"type":"string"}"#
    );
    let wrong = Options {
        messages: vec!["god".to_owned()],
        ..plain()
    };
    assert_eq!(files.said("a.yaml", &wrong), "the document has no message `god`");
    let wrong = Options {
        operations: vec!["al".to_owned()],
        ..plain()
    };
    assert_eq!(files.said("a.yaml", &wrong), "the document has no operation `al`");
}

#[test]
fn references_lead_to_other_files_and_back() {
    let files = Files::of(&[
        (
            "api/asyncapi.yaml",
            "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\nchannels:\n  orders:\n    address: o\n    messages: {placed: {$ref: \
             '../common/messages.yaml#/placed'}}\noperations: {place: {action: send, channel: {$ref: '#/channels/orders'}}}\ncomponents: \
             {schemas: {Money: {$id: 'https://example.com/money', type: integer}, Unused: {$ref: 'absent.json'}}}\n",
        ),
        (
            "common/messages.yaml",
            "placed: {name: order.placed, payload: {$ref: 'schemas.json#/Order'}, traits: [{$ref: '#/traits/x'}]}\ntraits: {x: \
             {headers: {$ref: 'schemas.json#/Headers'}}}\n",
        ),
        (
            "common/schemas.json",
            r##"{"Order": {"type": "object", "properties": {"total": {"$ref": "../api/asyncapi.yaml#/components/schemas/Money"},
                "next": {"$ref": "#/Order"}}}, "Headers": {"type": "object", "properties": {"t": {"type": "string"}}}}"##,
        ),
    ]);
    let mut based = plain();
    based.schemas.base = Some(files.0.path().to_owned());
    insta::assert_snapshot!(files.said("api/asyncapi.yaml", &based), @r##"shop emits order.placed by place: {"$ref":"#/$defs/Order","$defs":{"Money":{"type":"integer"},"Order":{"type":"object","properties":{"next":{"$ref":"#/$defs/Order"},"total":{"$ref":"#/$defs/Money"}}}}} headers {"type":"object","properties":{"t":{"type":"string"}}}"##);
    assert_eq!(
        files.import("api/asyncapi.yaml", &based).unwrap().contracts[0]
            .imported
            .contract
            .header
            .imported,
        ["api/asyncapi.yaml#/channels/orders/messages/placed"]
    );
    insta::assert_snapshot!(files.said("api/asyncapi.yaml", &plain()), @r#"the reference "../common/messages.yaml#/placed" in asyncapi.yaml leads out of the base folder FOLDER/api: name a folder that contains both files with `--base DIR`, and write the reference relative to it"#);
}

#[test]
fn references_by_place_ignore_identities_and_unread_parts() {
    let text = three(
        "{name: a, payload: {$ref: '#/components/schemas/Order'}, bindings: {$ref: 'https://example.com/b.json'}}",
    ) + "components:\n  schemas:\n    Order: {$id: Order, type: object, properties: {$id: {type: string}, line: {$ref: '#/components/schemas/Line'}, \
           kind: {const: {$id: x, id: y}}}}\n    Line: {$id: Line, type: string}\n    Other: {$ref: 'absent.yaml#/x'}\n";
    let without_bindings = text.replace(", bindings: {$ref: 'https://example.com/b.json'}", "");
    insta::assert_snapshot!(said(&without_bindings), @r##"shop emits a by place: {"type":"object","properties":{"$id":{"type":"string"},"kind":{"const":{"$id":"x","id":"y"}},"line":{"$ref":"#/$defs/Line"}},"$defs":{"Line":{"type":"string"}}}"##);
    insta::assert_snapshot!(said(&text), @r##"
    shop emits a by place: {"type":"object","properties":{"$id":{"type":"string"},"kind":{"const":{"$id":"x","id":"y"}},"line":{"$ref":"#/$defs/Line"}},"$defs":{"Line":{"type":"string"}}}
    a.yaml#/channels/orders/messages/placed/bindings: the bindings cannot be read, so nothing is known of a key: `--key FIELD` names the field of the payload
    "##);
}

#[test]
fn circles_and_nonsense_are_errors_with_their_place() {
    for (text, why) in [
        (
            three("{$ref: '#/channels/orders/messages/placed'}"),
            "leads back to itself",
        ),
        (
            three("{name: a, payload: {$ref: '#/components/schemas/A'}}")
                + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
            "leads back to itself",
        ),
        (
            three("{name: a, payload: {$ref: '#/components/schemas/None'}}"),
            "a.yaml#/channels/orders/messages/placed/payload: the reference \"#/components/schemas/None\" leads to no place of a.yaml",
        ),
        (
            three("{name: a, payload: {$ref: 'https://example.com/x.json'}}"),
            "leads to the network",
        ),
        (
            three("{name: a, payload: {$ref: '../x.json'}}"),
            "leads out of the base folder",
        ),
        (three("{name: a, payload: {$ref: 'x.json'}}"), "leads to no file"),
        (
            three("{name: a, payload: {type: strin}}"),
            "at `/channels/orders/messages/placed/payload/type`",
        ),
        (three("{name: a, payload: {}}"), "asserts nothing"),
        (
            three(
                "{name: a, schemaFormat: 'application/vnd.apache.avro;version=1.9.0', payload: {type: string}}",
            ),
            "`schemaFormat` of a message is of version 2",
        ),
        (three("{name: 7, payload: {type: string}}"), "`name` is a string"),
        (three("[1]"), "a message is an object"),
        (
            three("{name: a, payload: {type: string}, traits: {}}"),
            "`traits` is a list",
        ),
        (
            three("{name: a, payload: {type: string}, traits: [{payload: {}}]}"),
            "a trait has no payload",
        ),
        (
            three("{name: a, payload: {schemaFormat: 'application/schema+json;version=draft-07'}}"),
            "beside `schemaFormat` there is no `schema`",
        ),
        (
            three("{name: a, payload: {type: string}}").replace("3.0.0", "1.2.0"),
            "the version \"1.2.0\" of AsyncAPI is not read",
        ),
        (
            three("{name: a, payload: {type: string}}").replace("3.0.0", "3.2.0"),
            "the version \"3.2.0\" of AsyncAPI is not read",
        ),
        (
            three("{name: a, payload: {type: string}}").replace("asyncapi: 3.0.0", "openapi: 3.0.0"),
            "this is an OpenAPI document",
        ),
        ("type: object\n".to_owned(), "this is not an AsyncAPI document"),
        (
            three("{name: a, payload: {type: string}}").replace("action: send", "action: publish"),
            "`action` of an operation is `send` or `receive`",
        ),
        (
            three(
                "{name: a, payload: {type: string}, headers: {properties: {h: {$ref: '#/channels/orders/messages/placed/headers'}}}, traits: [{headers: {type: object}}]}",
            ),
            "refer to themselves",
        ),
    ] {
        let error = said(&text);
        assert!(error.contains(why), "{text}\n{error}\nshould contain {why}");
    }
}

#[test]
fn recursive_payloads_are_contracts() {
    let text = three("{name: a, payload: {$ref: '#/components/schemas/Tree'}}")
        + "components: {schemas: {Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}}}}}\n";
    insta::assert_snapshot!(said(&text), @r##"shop emits a by place: {"$ref":"#/$defs/Tree","$defs":{"Tree":{"type":"object","properties":{"left":{"$ref":"#/$defs/Tree"}}}}}"##);
}

#[test]
fn event_is_named_by_its_message_or_its_address() {
    let name = |message: &str, options: &Options| {
        let line = said_with(&three(message), options);
        line.split(" by ").next().unwrap().to_owned()
    };
    let by_address = Options {
        naming: Some(Naming::Address),
        ..plain()
    };
    let mut of_faststream = plain();
    of_faststream.schemas.from = Some(Library::FastStream0);
    let told = Options {
        event: Some("told".to_owned()),
        ..plain()
    };
    let named = "{name: order.placed, payload: {type: string}}";
    assert_eq!(name(named, &plain()), "shop emits order.placed");
    assert_eq!(name("{payload: {type: string}}", &plain()), "shop emits placed");
    assert_eq!(name(named, &by_address), "shop emits shop.orders");
    assert_eq!(name(named, &of_faststream), "shop emits shop.orders");
    assert_eq!(name(named, &told), "shop emits told");
    insta::assert_snapshot!(name(&format!("{{name: {}, payload: {{type: string}}}}", "x".repeat(81)), &plain()), @r#"a.yaml#/channels/orders/messages/placed: the name "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is longer than 80 bytes: shorten it, or import the message with `--operation place` and `--event EVENT`"#);
    insta::assert_snapshot!(said_with(&three(named).replace("address: shop.orders", "address: null"), &by_address), @"a.yaml#/channels/orders/messages/placed: the channel of the operation has no address to call the event by: name it with `--event EVENT` and choose the message with `--operation place`, or choose another source with `--event-by`");
    let inline = two("{payload: {type: string}}");
    assert_eq!(
        said(&inline),
        r#"shop emits orders by subscribe orders: {"type":"string"}"#
    );
    insta::assert_snapshot!(said(&two("{oneOf: [{payload: {type: string}}, {name: b, payload: {type: integer}}]}")), @"a.yaml#/channels/orders/subscribe/message/oneOf/0: the message has no name to call the event by: name it with `--event EVENT` and choose the message with `--operation 'subscribe orders'`, or choose another source with `--event-by`");
    insta::assert_snapshot!(said_with(&two("{oneOf: [{payload: {type: string}}, {name: b, payload: {type: integer}}]}"), &by_address), @r##"shop emits orders by subscribe orders: {"anyOf":[{"$ref":"#/$defs/a.channels.orders.subscribe.message.oneOf.0.payload"},{"$ref":"#/$defs/a.channels.orders.subscribe.message.oneOf.1.payload"}],"$defs":{"a.channels.orders.subscribe.message.oneOf.0.payload":{"type":"string"},"a.channels.orders.subscribe.message.oneOf.1.payload":{"type":"integer"}}}"##);
    assert_eq!(
        said(&two("{messageId: m, payload: {type: string}}")),
        r#"shop emits m by subscribe orders: {"type":"string"}"#
    );
    assert_eq!(
        said_with(
            &two("{oneOf: [{name: a, payload: {type: string}}, {name: b, payload: {type: integer}}]}"),
            &told
        ),
        "`--event` names one event, and the document has 2 messages of operations: choose one with `--message NAME`"
    );
}

const SEVERAL: &str = "
asyncapi: 3.0.0
info: {title: T, version: '1'}
channels:
  a: {address: orders, messages: {m: {payload: {type: string}}}}
  b: {address: orders, messages: {m: {payload: {type: integer}}}}
  c: {address: orders, messages: {m: {payload: {type: string}}}}
operations:
  one: {action: ACTION, channel: {$ref: '#/channels/a'}}
  two: {action: ACTION, channel: {$ref: '#/channels/b'}}
  three: {action: ACTION, channel: {$ref: '#/channels/c'}}
";

#[test]
fn different_messages_of_one_name_are_not_one_event() {
    insta::assert_snapshot!(said(&SEVERAL.replace("ACTION", "send")), @"a.yaml#/channels/b/messages/m: the event `m` would be this message and another one, at a.yaml#/channels/a/messages/m: call events by the addresses of their channels with `--event-by address`, or import one of them with `--operation two` and `--event EVENT`");
}

#[test]
fn what_any_operation_sends_is_sent_and_what_each_receives_is_demanded_by_each() {
    let by_address = Options {
        naming: Some(Naming::Address),
        ..plain()
    };
    insta::assert_snapshot!(said_with(&SEVERAL.replace("ACTION", "send"), &by_address), @r##"shop emits orders by one, three, two: {"anyOf":[{"$ref":"#/$defs/a.channels.a.messages.m.payload"},{"$ref":"#/$defs/a.channels.b.messages.m.payload"},{"$ref":"#/$defs/a.channels.c.messages.m.payload"}],"$defs":{"a.channels.a.messages.m.payload":{"type":"string"},"a.channels.b.messages.m.payload":{"type":"integer"},"a.channels.c.messages.m.payload":{"type":"string"}}}"##);
    insta::assert_snapshot!(said_with(&SEVERAL.replace("ACTION", "receive"), &by_address), @r#"
    shop consumes orders (one) by one, three: {"type":"string"}
    shop consumes orders (two) by two: {"type":"integer"}
    "#);
}

#[test]
fn headers_keys_and_envelopes_are_metadata() {
    let message = "{name: a, contentType: application/cloudevents+json, headers: {type: object, required: [n], properties: {n: {type: integer}}}, \
                   bindings: {kafka: {key: {$ref: '#/components/schemas/Order/properties/id'}}}, payload: {$ref: '#/components/schemas/Order'}}";
    let components = "components: {schemas: {Order: {type: object, properties: {id: {type: string}, specversion: {const: '1.0'}}}}}\n";
    let event = "components: {schemas: {Order: {type: object, properties: {data: {$ref: '#/components/schemas/Data'}, specversion: {const: \
                 '1.0'}}}, Data: {type: object, properties: {id: {type: string}}}}}\n";
    let line = said(&(two(message) + event).replace("Order/properties/id", "Data/properties/id"));
    assert!(
        line.contains(" key id headers ") && !line.contains("--key"),
        "{line}"
    );
    // The field of the event is not one of its payload.
    let line = said(&(two(message) + components));
    assert!(!line.contains(" key id ") && line.contains("--key"), "{line}");
    let plain_message = message.replace("application/cloudevents+json", "application/json");
    insta::assert_snapshot!(said(&(two(&plain_message) + components)), @r#"
    shop emits a by subscribe orders: {"type":"object","properties":{"id":{"type":"string"},"specversion":{"const":"1.0"}}} key id headers {"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}
    a.yaml#/channels/orders/subscribe/message: the header "n" is of type integer: contracts of Rust types describe headers as texts
    "#);
    insta::assert_snapshot!(said(&(three(message) + components).replace("specversion", "other").replace("Order/properties/id", "Order")), @r#"
    shop emits a by place: {"type":"object","properties":{"id":{"type":"string"},"other":{"const":"1.0"}}} headers {"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}
    a.yaml#/channels/orders/messages/placed: the content type is that of a whole event of CloudEvents, and the payload does not describe `specversion`, so the contract declares no envelope: describe the event with its `data`
    a.yaml#/channels/orders/messages/placed: the header "n" is of type integer: contracts of Rust types describe headers as texts
    a.yaml#/channels/orders/messages/placed/bindings/kafka/key: the Kafka key has a schema, which does not say whose value it is: `--key FIELD` names the field of the payload
    "#);
    let keyed = Options {
        key: Some("id".to_owned()),
        ..plain()
    };
    let line = said_with(
        &(three(message) + components).replace("Order/properties/id", "Order"),
        &keyed,
    );
    assert!(line.contains(" key id headers "), "{line}");
    assert!(!line.contains("--key"), "{line}");
    // The content type of the document counts if the message has none.
    let text = three("{name: a, payload: {type: string}}") + "defaultContentType: application/xml\n";
    insta::assert_snapshot!(said(&text), @r#"a.yaml#/channels/orders/messages/placed: the message is written as "application/xml", and contracts describe JSON: leave it out with `--skip NAME`"#);
}

#[test]
fn content_type_and_headers_tell_the_mode_of_cloudevents() {
    let batch = "{name: a, contentType: application/cloudevents-batch+json, bindings: {kafka: {key: {type: string}}}, payload: {type: array, \
                 items: {type: object, properties: {specversion: {const: '1.0'}, data: {type: string}}}}}";
    insta::assert_snapshot!(said(&three(batch)), @r#"shop emits a by place: {"type":"array","items":{"type":"object","properties":{"data":{"type":"string"},"specversion":{"const":"1.0"}}}} in cloudevents (batch)"#);
    let other = batch.replace("specversion", "version");
    insta::assert_snapshot!(said(&three(&other)), @r#"
    shop emits a by place: {"type":"array","items":{"type":"object","properties":{"data":{"type":"string"},"version":{"const":"1.0"}}}} in cloudevents (batch)
    a.yaml#/channels/orders/messages/placed: the content type is that of a batch of CloudEvents, and the payload does not describe `specversion`: describe an array of events, each with its `data`
    "#);
    for (prefix, binding) in [("ce-", "http"), ("ce_", "kafka")] {
        let message = format!(
            "{{name: a, contentType: application/json, headers: {{type: object, required: [{prefix}specversion], properties: \
             {{{prefix}specversion: {{const: '1.0'}}, {prefix}id: {{type: string}}, {prefix}source: {{type: string}}, \
             {prefix}type: {{type: string}}}}}}, payload: {{type: string}}}}"
        );
        let is_binary = |message: &str| {
            let lines = said(&three(message));
            lines.contains(&format!(" in cloudevents (binary of {binding})"))
        };
        assert!(is_binary(&message), "{message}");
        let (start, end) = message.split_once("headers: ").unwrap();
        let (headers, end) = end.split_once(", payload").unwrap();
        for inside in [
            format!("{{allOf: [{{type: object}}, {headers}]}}"),
            format!("{{anyOf: [{headers}]}}"),
        ] {
            let inside = format!("{start}headers: {inside}, payload{end}");
            assert!(is_binary(&inside), "{inside}");
        }
        // An attribute that some messages have, or none, tells no mode.
        for (required, value) in [
            ("other", "{const: '1.0'}"),
            (&*format!("{prefix}specversion"), "false"),
        ] {
            let message = message
                .replace(&format!("[{prefix}specversion]"), &format!("[{required}]"))
                .replace("{const: '1.0'}", value);
            assert!(!is_binary(&message), "{message}");
            let says = format!("the headers name `{prefix}specversion`, and not each message has it");
            assert!(said(&three(&message)).contains(&says), "{message}");
        }
        let partial = message.replace(&format!("{prefix}id"), "other");
        assert!(!is_binary(&partial), "{partial}");
        assert!(
            said(&three(&partial)).contains(&format!("do not describe `{prefix}id`")),
            "{partial}"
        );
    }
    let keyed = Options {
        key: Some("id".to_owned()),
        ..plain()
    };
    insta::assert_snapshot!(said_with(&three(batch), &keyed), @"the imported schema could not be read again: `key` in `x-contract` should be absent: a batch has several events");
}

#[test]
fn alternatives_with_different_metadata_are_no_contract() {
    let by_address = Options {
        naming: Some(Naming::Address),
        ..plain()
    };
    let text = "{oneOf: [{name: a, payload: {type: string}}, {name: b, payload: {type: integer}, headers: {type: object, required: [h]}}]}";
    insta::assert_snapshot!(said_with(&two(text), &by_address), @"a.yaml#/channels/orders/subscribe/message/oneOf/1: its headers differ from those of the message at a.yaml#/channels/orders/subscribe/message/oneOf/0, and one contract has one of them: call events by their messages with `--event-by message`");
}

#[test]
fn document_of_messages_only_needs_a_role() {
    let text = "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\ncomponents: {messages: {a: {payload: {type: string}}}}\n";
    insta::assert_snapshot!(said(text), @"a.yaml#: the document has no operation that says whether the service sends or receives: say so with `--emits` or `--consumes`");
    let sent = Options {
        role: Some(Role::Emits),
        ..plain()
    };
    assert_eq!(
        said_with(text, &sent),
        r#"shop emits a by components: {"type":"string"}"#
    );
    let nothing = "asyncapi: 3.0.0\ninfo: {title: T, version: '1'}\n";
    assert_eq!(said_with(nothing, &sent), "a.yaml#: the document has no message");
}

#[test]
fn emitted_objects_are_closed_and_integers_bounded_unless_told() {
    let text = three(
        "{name: a, payload: {type: object, properties: {n: {type: integer}}}, headers: {type: object, properties: {h: {type: string}}}}",
    );
    insta::assert_snapshot!(said_with(&text, &Options::new("shop")), @r#"shop emits a by place: {"type":"object","properties":{"n":{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}},"unevaluatedProperties":false} headers {"type":"object","properties":{"h":{"type":"string"}},"unevaluatedProperties":false}"#);
    let document = Files::of(&[("a.yaml", &text)])
        .import("a.yaml", &Options::new("shop"))
        .unwrap();
    let places: Vec<String> = document.contracts[0]
        .imported
        .closed
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(places, ["", "/x-contract/headers"]);
}

#[test]
fn hostile_documents_are_refused_in_time() {
    let mut wide =
        three("{name: a, payload: {$ref: '#/components/schemas/S0'}}") + "components:\n  schemas:\n";
    for level in 0..60 {
        wide.push_str(&format!("    S{level}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{$ref: '#/components/schemas/S{}'}}]}}\n", level + 1, level + 1));
    }
    wide.push_str("    S60: {type: string}\n");
    // Whatever is made of it, it ends.
    let _ = said(&wide);
    let mut headers = three(
        "{name: a, payload: {type: string}, headers: {$ref: '#/components/schemas/S0'}, traits: [{headers: {type: object}}]}",
    ) + "components:\n  schemas:\n";
    for level in 0..60 {
        headers.push_str(&format!("    S{level}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{$ref: '#/components/schemas/S{}'}}]}}\n", level + 1, level + 1));
    }
    headers.push_str("    S60: {type: string}\n");
    let error = said(&headers);
    assert!(
        error.contains("too much to import") || error.contains("nest too deep"),
        "{error}"
    );
    let chain: String = (0..200)
        .map(|level| format!("    S{level}: {{$ref: '#/components/schemas/S{}'}}\n", level + 1))
        .collect();
    let long = three("{name: a, payload: {$ref: '#/components/schemas/S0'}}")
        + "components:\n  schemas:\n"
        + &chain
        + "    S200: {type: string}\n";
    assert!(said(&long).contains("more than 64"), "{}", said(&long));
    let deep = three(&format!(
        "{{name: a, payload: {}{{type: string}}{}}}",
        "{not: ".repeat(400),
        "}".repeat(400)
    ));
    let _ = said(&deep);
    assert!(import(Path::new("/dev/null"), &plain()).is_err());
}
