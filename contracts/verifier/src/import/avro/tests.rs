use super::*;

fn imported(schema: &str, role: Role, encoding: Encoding) -> Result<ContractFile, AvroError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.avsc");
    std::fs::write(&file, schema).unwrap();
    let options = AvroOptions {
        identity: Identity::new("shop", role, "event", None).unwrap(),
        producer: None,
        owner: None,
        retention: None,
        encoding,
    };
    import_avro(&file, &options)
}

fn schema(schema: &str, role: Role, encoding: Encoding) -> String {
    let contract = imported(schema, role, encoding).unwrap();
    Json::Object(contract.schema().clone()).to_string()
}

const LINE: &str = r#"{"type": "record", "name": "Line", "namespace": "shop", "fields": [
    {"name": "amount", "type": ["null", "long"], "default": null}, {"name": "digest", "type": "bytes"}]}"#;

#[test]
fn each_encoding_has_a_schema_of_its_own() {
    insta::assert_snapshot!(schema(LINE, Role::Emits, Encoding::AvroJson), @r##"{"$ref":"#/$defs/shop.Line","$defs":{"shop.Line":{"type":"object","required":["amount","digest"],"properties":{"amount":{"anyOf":[{"type":"null"},{"type":"object","required":["long"],"properties":{"long":{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}},"additionalProperties":false}]},"digest":{"type":"string","pattern":"^[\\u0000-\\u00ff]*$"}},"additionalProperties":false}}}"##);
    insta::assert_snapshot!(schema(LINE, Role::Emits, Encoding::ApacheAvro0), @r##"{"$ref":"#/$defs/shop.Line","$defs":{"shop.Line":{"type":"object","required":["amount","digest"],"properties":{"amount":{"anyOf":[{"type":"null"},{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}]},"digest":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}}},"additionalProperties":false}}}"##);
    insta::assert_snapshot!(schema(LINE, Role::Consumes, Encoding::AvroJson), @r##"{"$ref":"#/$defs/shop.Line","$defs":{"shop.Line":{"type":"object","required":["digest"],"properties":{"amount":{"anyOf":[{"type":"null"},{"type":"object","required":["long"],"properties":{"long":{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}},"additionalProperties":false}]},"digest":{"type":"string","pattern":"^[\\u0000-\\u00ff]*$"}}}}}"##);
}

#[test]
fn what_is_not_an_avro_schema_is_named_with_its_place() {
    let deep = format!(
        "{}\"int\"{}",
        r#"{"type":"array","items":"#.repeat(200),
        "}".repeat(200)
    );
    for (text, why) in [
        ("{", "it is not JSON"),
        (
            "7",
            "it is not an Avro schema: a schema is a name, an object or a list",
        ),
        ("[]", "a union has branches"),
        (r#"["int", "int"]"#, "a union has two branches of one type"),
        (r#"["int", ["null"]]"#, "a union is directly inside another one"),
        (r#"{"type": "array"}"#, "it has no `items`"),
        (
            r#"{"type": "fixed", "name": "F", "size": -1}"#,
            "a fixed has a `size`",
        ),
        (r#"{"type": "enum", "name": "E"}"#, "an enum has `symbols`"),
        (
            r#"{"type": "record", "name": "1", "fields": []}"#,
            "a record has a name of letters",
        ),
        (
            r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "Gone"}]}"#,
            "`a` is not an Avro schema: there is no type `Gone`",
        ),
        (
            r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": {"type": "record", "name": "R", "fields": []}}]}"#,
            "the type `R` is defined twice",
        ),
        (&deep, "more than 100 levels"),
    ] {
        let error = imported(text, Role::Emits, Encoding::AvroJson)
            .unwrap_err()
            .to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}

/// Returns true if apache-avro's contract of a schema has this message in it.
fn is_read(schema: &str, message: &str) -> bool {
    let contract = imported(schema, Role::Consumes, Encoding::ApacheAvro0).unwrap();
    let schema = Schema::parse(contract.to_text().as_bytes(), &schema::Options::default()).unwrap();
    schema.accepts(&json::parse(message.as_bytes()).unwrap()).unwrap()
}

/// Each answer was compared with that of apache-avro 0.22.0. It reads two of the refused texts, too: one of another size
/// than its fixed, and one beyond ASCII as its UTF-8.
#[test]
fn apache_avro_reads_what_resolves_to_the_schema() {
    let uuid = r#"{"type": "string", "logicalType": "uuid"}"#;
    let colour = r#"{"type": "enum", "name": "Colour", "symbols": ["RED"]}"#;
    let or_colour = format!(r#"["null", {uuid}, {colour}]"#);
    let or_double = format!(r#"["double", {uuid}]"#);
    let fixed = |size: u32, logical: &str| {
        format!(
            r#"{{"type": "fixed", "name": "F", "size": {size}, "logicalType": "{logical}", "precision": 5}}"#
        )
    };
    let record = |fields: &str| format!(r#"{{"type": "record", "name": "R", "fields": [{fields}]}}"#);
    let node = record(r#"{"name": "next", "type": ["null", "R"], "default": null}"#);
    let defaults = record(
        r#"{"name": "a", "type": ["int", "null"], "default": 3},
           {"name": "b", "type": {"type": "fixed", "name": "F", "size": 2}, "default": "ab"},
           {"name": "c", "type": ["bytes", "null"], "default": "a"},
           {"name": "d", "type": {"type": "map", "values": ["null", "long"]}, "default": {"a": null}}"#,
    );
    for (schema, read, refused) in [
        // A text goes to the branch of texts, which only takes UUIDs.
        (
            or_colour.as_str(),
            "\"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e\"",
            "\"RED\"",
        ),
        (or_double.as_str(), "1.5", "\"NaN\""),
        (r#"["null", "double"]"#, "\"-INF\"", "\"inf\""),
        (
            r#"{"type": "bytes", "logicalType": "decimal", "precision": 4}"#,
            "\"\\u00ff\"",
            "[1]",
        ),
        (
            r#"{"type": "bytes", "logicalType": "decimal", "precision": 1, "scale": 2}"#,
            "[1]",
            "\"\\u00ff\"",
        ),
        (r#"{"type": "bytes"}"#, "[]", "[256]"),
        (fixed(3, "decimal").as_str(), "\"ab\\u00ff\"", "[1, 2, 3]"),
        (
            format!(r#"["null", {}]"#, fixed(2, "decimal")).as_str(),
            "null",
            "\"ab\"",
        ),
        (
            format!(r#"["null", {}]"#, fixed(12, "duration")).as_str(),
            "null",
            "\"abcdefghijkl\"",
        ),
        (fixed(2, "other").as_str(), "\"ab\"", "\"abc\""),
        (
            r#"["null", {"type": "bytes", "logicalType": "big-decimal"}]"#,
            "null",
            "[1]",
        ),
        (
            r#"{"type": "int", "logicalType": "time-millis"}"#,
            "-1",
            "2147483648",
        ),
        (
            r#"{"type": "enum", "name": "E", "symbols": ["A"], "default": "A"}"#,
            "\"Z\"",
            "1",
        ),
        (
            r#"{"type": "enum", "name": "E", "symbols": ["A"]}"#,
            "\"A\"",
            "\"Z\"",
        ),
        (
            node.as_str(),
            r#"{"next": {"next": {}}}"#,
            r#"{"next": {"next": 1}}"#,
        ),
        (defaults.as_str(), "{}", r#"{"a": null, "b": null}"#),
    ] {
        assert!(is_read(schema, read), "{schema}: {read}");
        assert!(!is_read(schema, refused), "{schema}: {refused}");
    }
}

/// Compared with apache-avro 0.22.0, which writes what its `GenericDatumReader` reads, and that reads no other text.
#[test]
fn apache_avro_writes_each_uuid_as_text() {
    for of in [r#""string""#, r#""bytes""#, r#""fixed", "name": "F", "size": 16"#] {
        let uuid = format!(r#"{{"type": {of}, "logicalType": "uuid"}}"#);
        let accepts = |encoding, message: &str| {
            let contract = imported(&uuid, Role::Emits, encoding).unwrap();
            let schema = Schema::parse(contract.to_text().as_bytes(), &schema::Options::default()).unwrap();
            schema.accepts(&json::parse(message.as_bytes()).unwrap()).unwrap()
        };
        assert!(
            accepts(Encoding::ApacheAvro0, "\"5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e\""),
            "{of}"
        );
        assert!(
            !accepts(
                Encoding::ApacheAvro0,
                "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]"
            ),
            "{of}"
        );
        assert!(!accepts(Encoding::ApacheAvro0, "\"abcdefghijklmnop\""), "{of}");
        assert!(accepts(Encoding::AvroJson, "\"abcdefghijklmnop\""), "{of}");
    }
}

#[test]
fn default_that_leads_back_to_itself_is_none() {
    let endless = r#"{"type": "record", "name": "R", "fields": [
        {"name": "left", "type": "R", "default": {}}, {"name": "right", "type": "R", "default": {}}]}"#;
    assert!(!is_read(endless, "{}"));
}

#[test]
fn what_was_not_measured_as_read_is_refused() {
    let node =
        r#"{"type": "record", "name": "Node", "fields": [{"name": "next", "type": ["null", "Node"]}]}"#;
    let error = |schema, encoding| {
        imported(schema, Role::Consumes, encoding)
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(error(node, Encoding::AvroJson), @"the type `Node` contains itself, and not every library reads such a type from JSON");
    insta::assert_snapshot!(error(LINE, Encoding::AvroPlain), @"it was not measured what reads Avro's JSON encoding with plain unions: it is only known as written");
    insta::assert_snapshot!(error(LINE, Encoding::Pbjson0), @"`pbjson` is an encoding of Protobuf, not of Avro");
    assert!(imported(node, Role::Emits, Encoding::AvroJson).is_ok());
}
