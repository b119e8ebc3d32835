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
    insta::assert_snapshot!(error(LINE, Encoding::ApacheAvro0), @"it was not measured what reads apache-avro: it is only known as written");
    insta::assert_snapshot!(error(LINE, Encoding::Pbjson0), @"`pbjson` is an encoding of Protobuf, not of Avro");
    assert!(imported(node, Role::Emits, Encoding::AvroJson).is_ok());
}
