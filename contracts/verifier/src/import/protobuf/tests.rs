use counterpart_engine::compat::schema::{self, Schema};
use counterpart_engine::json;
use prost::Message;

use super::*;

/// A field: name, label, kind, type name.
fn field(name: &str, label: i32, kind: i32, type_name: &str) -> wire::Field {
    wire::Field {
        name: Some(name.to_owned()),
        label: Some(label),
        kind: Some(kind),
        type_name: (!type_name.is_empty()).then(|| type_name.to_owned()),
        ..wire::Field::default()
    }
}

fn message(name: &str, fields: &[wire::Field]) -> wire::Type {
    wire::Type {
        name: Some(name.to_owned()),
        fields: fields.iter().map(Message::encode_to_vec).collect(),
        ..wire::Type::default()
    }
}

fn file(syntax: &str, messages: &[wire::Type]) -> wire::File {
    wire::File {
        name: Some("shop.proto".to_owned()),
        package: Some("shop".to_owned()),
        syntax: Some(syntax.to_owned()),
        messages: messages.iter().map(Message::encode_to_vec).collect(),
        ..wire::File::default()
    }
}

fn set(files: &[wire::File]) -> Vec<u8> {
    let files = files.iter().map(Message::encode_to_vec).collect();
    wire::Set { files }.encode_to_vec()
}

fn options(role: Role, encoding: Encoding) -> ProtobufOptions {
    ProtobufOptions {
        identity: Identity::new("shop", role, "event", None).unwrap(),
        producer: None,
        owner: None,
        retention: None,
        message: "shop.Event".to_owned(),
        encoding,
        library_options: Vec::new(),
    }
}

fn imported(set: &[u8], options: &ProtobufOptions) -> Result<ImportedMessage, ProtobufError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.binpb");
    std::fs::write(&file, set).unwrap();
    import_protobuf(&file, options)
}

/// The contract of `shop.Event`, without its header.
fn schema(set: &[u8], role: Role, encoding: Encoding) -> Json {
    let imported = imported(set, &options(role, encoding)).unwrap();
    Json::Object(imported.contract.schema().clone())
}

fn error(set: &[u8], role: Role, encoding: Encoding) -> String {
    imported(set, &options(role, encoding)).unwrap_err().to_string()
}

fn with_event(fields: &[wire::Field]) -> Vec<u8> {
    set(&[file("proto3", &[message("Event", fields)])])
}

const ONE: i32 = 1;
const REPEATED: i32 = 3;
const INT64: i32 = 3;
const TEXT: i32 = 9;
const MESSAGE: i32 = 11;
const ENUM: i32 = 14;

#[test]
fn emitted_schema_is_closed_and_requires_nothing() {
    let set = with_event(&[
        field("order_id", ONE, TEXT, ""),
        field("tags", REPEATED, TEXT, ""),
    ]);
    insta::assert_snapshot!(schema(&set, Role::Emits, Encoding::ProtoJson).to_string(), @r#"{"type":"object","properties":{"orderId":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"additionalProperties":false}"#);
    insta::assert_snapshot!(schema(&set, Role::Consumes, Encoding::ProtoJson).to_string(), @r#"{"type":"object","properties":{"orderId":{"type":["string","null"]},"order_id":{"type":["string","null"]},"tags":{"type":["array","null"],"items":{"type":"string"}}},"additionalProperties":false,"allOf":[{"not":{"required":["orderId","order_id"]}}]}"#);
    insta::assert_snapshot!(schema(&set, Role::Consumes, Encoding::Pbjson0).to_string(), @r#"{"type":"object","properties":{"orderId":{"type":"string"},"order_id":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"additionalProperties":false,"allOf":[{"not":{"required":["orderId","order_id"]}}]}"#);
    insta::assert_snapshot!(schema(&set, Role::Emits, Encoding::GoogleProtobufObject4).to_string(), @r#"{"type":"object","required":["orderId","tagsList"],"properties":{"orderId":{"type":"string"},"tagsList":{"type":"array","items":{"type":"string"}}},"additionalProperties":false}"#);
}

#[test]
fn recursive_messages_refer_to_themselves() {
    let line = message("Line", &[field("part_of", ONE, MESSAGE, ".shop.Line")]);
    let event = message(
        "Event",
        &[
            field("cause", ONE, MESSAGE, ".shop.Event"),
            field("line", ONE, MESSAGE, ".shop.Line"),
        ],
    );
    let set = set(&[file("proto3", &[line, event])]);
    insta::assert_snapshot!(schema(&set, Role::Emits, Encoding::ProtoJson).to_string(), @r##"{"type":"object","properties":{"cause":{"$ref":"#"},"line":{"$ref":"#/$defs/shop.Line"}},"additionalProperties":false,"$defs":{"shop.Line":{"type":"object","properties":{"partOf":{"$ref":"#/$defs/shop.Line"}},"additionalProperties":false}}}"##);
}

#[test]
fn numbers_without_a_name_are_sent_for_an_open_enum_only() {
    let state = |options| wire::Enum {
        name: Some("State".to_owned()),
        values: [("NEW", 0), ("OLD", 1), ("GONE", 5)]
            .map(|(name, number)| {
                let value = wire::EnumValue {
                    name: Some(name.to_owned()),
                    number: Some(number),
                };
                value.encode_to_vec()
            })
            .into(),
        options,
    };
    let event = message("Event", &[field("state", ONE, ENUM, ".shop.State")]);
    let of = |state: wire::Enum| {
        let mut file = file("proto3", std::slice::from_ref(&event));
        file.enums = vec![state.encode_to_vec()];
        set(&[file])
    };
    let open = schema(&of(state(None)), Role::Emits, Encoding::ProtoJson);
    insta::assert_snapshot!(open.get("$defs").unwrap().to_string(), @r#"{"shop.State":{"anyOf":[{"enum":["NEW","OLD","GONE"]},{"type":"integer","minimum":-2147483648,"maximum":-1},{"type":"integer","minimum":2,"maximum":4},{"type":"integer","minimum":6,"maximum":2147483647}]}}"#);
    let features = wire::Features {
        field_presence: None,
        enum_type: Some(2),
    };
    let closed = of(state(Some(wire::EnumOptions {
        features: Some(features),
    })));
    let closed = schema(&closed, Role::Emits, Encoding::ProtoJson);
    insta::assert_snapshot!(closed.get("$defs").unwrap().to_string(), @r#"{"shop.State":{"enum":["NEW","OLD","GONE"]}}"#);
}

#[test]
fn features_of_editions_decide_about_presence() {
    let mut file = file("editions", &[message("Event", &[field("id", ONE, TEXT, "")])]);
    file.edition = Some(1000);
    let mut always = options(Role::Emits, Encoding::ProtoJson);
    always.library_options = vec![ProtobufOption::AlwaysPrint];
    let required = |file: &wire::File| {
        let imported = imported(&set(std::slice::from_ref(file)), &always).unwrap();
        imported
            .contract
            .schema()
            .get("required")
            .map(ToString::to_string)
    };
    assert_eq!(required(&file), None);
    let features = wire::Features {
        field_presence: Some(2),
        enum_type: None,
    };
    file.options = Some(wire::FileOptions {
        features: Some(features),
    });
    assert_eq!(required(&file).as_deref(), Some(r#"["id"]"#));
    file.edition = Some(2000);
    insta::assert_snapshot!(error(&set(&[file]), Role::Emits, Encoding::ProtoJson), @r#""shop.proto" in the descriptor set is written in edition number 2000; proto2, proto3 and the editions 2023 and 2024 are read"#);
}

#[test]
fn what_cannot_be_imported_is_named() {
    let set = with_event(&[field("line", ONE, MESSAGE, ".shop.Gone")]);
    insta::assert_snapshot!(error(&set, Role::Emits, Encoding::ProtoJson), @"the descriptor set lacks `shop.Gone`, the type of `line` in `shop.Event`");
    let mut misspelt = options(Role::Emits, Encoding::ProtoJson);
    misspelt.message = "shop.Evnet".to_owned();
    insta::assert_snapshot!(imported(&set, &misspelt).unwrap_err().to_string(), @"the descriptor set has no message `shop.Evnet` (did you mean `shop.Event`?)");
    let twice = with_event(&[field("order_id", ONE, TEXT, ""), field("orderId", ONE, TEXT, "")]);
    insta::assert_snapshot!(error(&twice, Role::Emits, Encoding::ProtoJson), @r#"two fields of `shop.Event` are "orderId" in JSON: `order_id` and `orderId`"#);
    let odd = with_event(&[field("odd", ONE, 99, "")]);
    insta::assert_snapshot!(error(&odd, Role::Emits, Encoding::ProtoJson), @"`odd` in `shop.Event` has an unknown type, number 99");
    let plain = with_event(&[field("id", ONE, INT64, "")]);
    insta::assert_snapshot!(error(&plain, Role::Consumes, Encoding::GoogleProtobufObject4), @"nothing reads the JSON of `toObject` of google-protobuf 4: it is only written");
    let mut event = message("Event", &[]);
    event.extension_ranges = vec![Vec::new()];
    let extended = super::tests::set(&[file("proto2", &[event])]);
    insta::assert_snapshot!(error(&extended, Role::Emits, Encoding::TsProto2), @"`shop.Event` has extensions, and it was not measured how ts-proto 2 writes and reads that");
    for (encoding, option, says) in [
        (
            Encoding::TsProto2,
            ProtobufOption::AlwaysPrint,
            "`--always-print`: ts-proto 2 has no such option",
        ),
        (
            Encoding::TsProto2,
            ProtobufOption::IgnoreUnknown,
            "`--ignore-unknown`: ts-proto 2 always does that",
        ),
    ] {
        let mut options = options(Role::Emits, encoding);
        options.library_options = vec![option];
        assert_eq!(imported(&plain, &options).unwrap_err().to_string(), says);
    }
}

#[test]
fn damaged_descriptor_sets_are_refused_and_never_panic() {
    let line = message("Line", &[field("part_of", ONE, MESSAGE, ".shop.Line")]);
    let event = message(
        "Event",
        &[
            field("lines", REPEATED, MESSAGE, ".shop.Line"),
            field("big", ONE, INT64, ""),
        ],
    );
    let whole = set(&[file("proto3", &[line, event])]);
    let options = options(Role::Emits, Encoding::ProtoJson);
    let mut refused = 0;
    for at in 0..whole.len() {
        refused += usize::from(imported(&whole[..at], &options).is_err());
        for byte in [0x00, 0x7f, 0x80, 0xff, whole[at] ^ 1] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            refused += usize::from(imported(&damaged, &options).is_err());
        }
    }
    assert!(refused > whole.len(), "{refused}");
    for text in [
        "",
        "syntax = \"proto3\";\nmessage Event {}\n",
        "{\"type\": \"object\"}",
    ] {
        assert!(matches!(
            imported(text.as_bytes(), &options),
            Err(ProtobufError::NotADescriptorSet)
        ));
    }
}

#[test]
fn messages_nested_or_repeated_beyond_measure_are_refused() {
    let mut deep = message("Deep", &[]);
    for _ in 0..100 {
        let mut outer = message("Deep", &[]);
        outer.types = vec![deep.encode_to_vec()];
        deep = outer;
    }
    let deep = set(&[file("proto3", &[deep])]);
    assert!(error(&deep, Role::Emits, Encoding::ProtoJson).contains("deeper than 64 levels"));
    let mut wide = message("Event", &[]);
    wide.fields = vec![Vec::new(); 20_001];
    let wide = set(&[file("proto3", &[wide])]);
    assert!(error(&wide, Role::Emits, Encoding::ProtoJson).contains("20,000 fields"));
}

#[test]
fn half_a_map_is_refused() {
    let mut entry = message("LabelsEntry", &[field("key", ONE, TEXT, "")]);
    entry.options = Some(wire::TypeOptions {
        map_entry: Some(true),
        features: None,
    });
    let mut event = message(
        "Event",
        &[field("labels", REPEATED, MESSAGE, ".shop.Event.LabelsEntry")],
    );
    event.types = vec![entry.encode_to_vec()];
    let set = set(&[file("proto3", &[event])]);
    assert!(error(&set, Role::Emits, Encoding::ProtoJson).contains("a map without keys or values"));
}

#[test]
fn what_both_readers_of_protojson_refuse_is_refused() {
    const DOUBLE: i32 = 1;
    let set = with_event(&[
        field("weight", ONE, DOUBLE, ""),
        field("nothing", REPEATED, ENUM, ".google.protobuf.NullValue"),
        field("extra", REPEATED, MESSAGE, ".google.protobuf.Value"),
    ]);
    let contract = schema(&set, Role::Consumes, Encoding::ProtoJson);
    let contract = Schema::from_json(contract, &schema::Options::default()).unwrap();
    let accepts = |text: &str| contract.accepts(&json::parse(text.as_bytes()).unwrap()).unwrap();
    for text in [
        r#"{"weight":1.7976931348623157e308,"nothing":["NULL_VALUE"],"extra":[null]}"#,
        r#"{"weight":null}"#,
    ] {
        assert!(accepts(text), "{text}");
    }
    for text in [
        r#"{"weight":1.8e308}"#,
        r#"{"weight":-1e400}"#,
        r#"{"nothing":[null]}"#,
        r#"{"nothing":null}"#,
        r#"{"extra":null}"#,
    ] {
        assert!(!accepts(text), "{text}");
    }
}

#[test]
fn field_mask_of_ts_proto_is_a_text_and_in_a_map_a_list() {
    const MASK: &str = ".google.protobuf.FieldMask";
    let mut entry = message(
        "MasksEntry",
        &[field("key", ONE, TEXT, ""), field("value", ONE, MESSAGE, MASK)],
    );
    entry.options = Some(wire::TypeOptions {
        map_entry: Some(true),
        features: None,
    });
    let mut event = message(
        "Event",
        &[
            field("mask", ONE, MESSAGE, MASK),
            field("masks", REPEATED, MESSAGE, ".shop.Event.MasksEntry"),
        ],
    );
    event.types = vec![entry.encode_to_vec()];
    let set = set(&[file("proto3", &[event])]);
    let contract = schema(&set, Role::Emits, Encoding::TsProto2);
    let contract = Schema::from_json(contract, &schema::Options::default()).unwrap();
    let accepts = |text: &str| contract.accepts(&json::parse(text.as_bytes()).unwrap()).unwrap();
    assert!(accepts(
        r#"{"mask":"order_id,name","masks":{"a":["order_id","name"]}}"#
    ));
    assert!(!accepts(r#"{"mask":["order_id"]}"#));
    assert!(!accepts(r#"{"masks":{"a":"order_id"}}"#));
}
