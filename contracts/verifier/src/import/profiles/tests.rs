use super::*;
use counterpart::contract::Identity;
use counterpart_engine::compat::schema;
use counterpart_engine::json::parse;

fn tried(library: Library, role: Role, text: &str) -> Result<Schema, ImportError> {
    let schema = Schema::parse(text.as_bytes(), &schema::Options::default()).unwrap();
    let options = Options::new(Identity::new("service", role, "event", None).unwrap());
    let (document, made) = correct(&schema, profile(library).unwrap(), &options)?;
    assert!(!made.is_empty(), "{text}");
    Ok(Schema::from_json(document.unwrap(), &schema::Options::default()).unwrap())
}

fn corrected(library: Library, role: Role, text: &str) -> Schema {
    tried(library, role, text).unwrap_or_else(|error| panic!("{error}"))
}

fn accepts(schema: &Schema, message: &str) -> bool {
    schema.accepts(&parse(message.as_bytes()).unwrap()).unwrap()
}

#[test]
fn alternatives_that_became_wider_refuse_nothing_together() {
    let schema = corrected(
        Library::Apispec6,
        Role::Emits,
        r#"{"oneOf": [{"type": "number"}, {"type": "string"}, {"type": ["string", "null"]}]}"#,
    );
    for message in ["1.5", r#""1.5""#, r#""a""#, "null"] {
        assert!(accepts(&schema, message), "{message}");
    }
    assert!(!accepts(&schema, "[]"));
}

/// A text of one character that needs two units was of both alternatives, so that nobody read it.
#[test]
fn alternatives_that_became_narrower_do_not_let_another_one_count() {
    let counted = r#"{"oneOf": [{"type": "string", "pattern": "^.$"}, {"type": "string"}]}"#;
    let error = tried(Library::Zod4, Role::Consumes, counted)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("cannot be corrected for its library") && error.contains("`anyOf`"),
        "{error}"
    );
    // A tag tells these apart, although it is required around them alone.
    let tagged = r#"{"required": ["kind"], "oneOf": [
        {"type": "object", "properties": {"kind": {"const": "a"}, "text": {"type": "string", "pattern": "^.$"}}},
        {"type": "object", "properties": {"kind": {"const": "b"}}}]}"#;
    let schema = corrected(Library::Zod4, Role::Consumes, tagged);
    assert!(accepts(&schema, r#"{"kind": "a", "text": "x"}"#));
    assert!(!accepts(&schema, "{\"kind\": \"a\", \"text\": \"\u{1f600}\"}"));
}

#[test]
fn what_is_negated_stays_as_it_was_written() {
    let schema = corrected(
        Library::Pydantic2,
        Role::Emits,
        r#"{"properties": {"at": {"type": "string", "format": "date-time"}},
            "not": {"properties": {"at": {"format": "date-time"}, "kind": {"const": 1, "default": 1}}, "required": ["at"]}}"#,
    );
    // The condition asks for a moment with an offset, as before, and does not ask for `kind`.
    assert!(accepts(&schema, r#"{"at": "2024-01-01T00:00:00"}"#));
    assert!(!accepts(&schema, r#"{"at": "2024-01-01T00:00:00Z"}"#));
}

#[test]
fn properties_with_the_names_of_keywords_are_corrected() {
    let schema = corrected(
        Library::Pydantic2,
        Role::Emits,
        r#"{"properties": {"not": {"type": "string", "format": "date-time"}, "if": {"type": "string", "format": "time"}}}"#,
    );
    assert!(accepts(
        &schema,
        r#"{"not": "2024-01-01T00:00:00", "if": "12:00:00"}"#
    ));
}

#[test]
fn schema_that_is_used_and_negated_is_refused() {
    let both = r##"{"properties": {"at": {"$ref": "#/$defs/At"}, "other": {"not": {"$ref": "#/$defs/At"}}},
        "$defs": {"At": {"type": "string", "format": "date-time"}}}"##;
    let error = tried(Library::Pydantic2, Role::Emits, both)
        .unwrap_err()
        .to_string();
    assert!(error.contains("`not` or `if` refers to it, too"), "{error}");
    let negated = r##"{"properties": {"other": {"not": {"$ref": "#/$defs/At"}}, "a": {"default": 1}},
        "$defs": {"At": {"type": "string", "format": "date-time"}}}"##;
    let schema = corrected(Library::Pydantic2, Role::Emits, negated);
    assert!(accepts(&schema, r#"{"a": 1, "other": "2024-01-01T00:00:00"}"#));
}

#[test]
fn names_beyond_a_record_are_there_where_objects_stay_open() {
    let text = r#"{"type": "object", "patternProperties": {"^-?(?:0|[1-9][0-9]*)$": {"type": "number"}}}"#;
    let schema = Schema::parse(text.as_bytes(), &schema::Options::default()).unwrap();
    let mut options = Options::new(Identity::new("service", Role::Emits, "event", None).unwrap());
    let profile = profile(Library::TypeBox1).unwrap();
    assert!(correct(&schema, profile, &options).unwrap().0.is_some());
    options.schemas.open = true;
    assert!(correct(&schema, profile, &options).unwrap().0.is_none());
}

/// Each was written by the library, from a type whose schema another type has too.
#[test]
fn what_another_type_of_the_same_schema_writes_is_in_the_contract() {
    use Library::*;
    for (library, schema, message) in [
        // dict[float, int], and a dict whose keys are an enum of floats, of an integer and a text.
        (
            Mashumaro3,
            r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"type": "number"}}"#,
            r#"{"1.5": 1}"#,
        ),
        (
            Pydantic2,
            r##"{"propertyNames": {"$ref": "#/$defs/E"}, "$defs": {"E": {"enum": [0.5, 1.5], "type": "number"}}}"##,
            r#"{"0.5": 1}"#,
        ),
        (
            Pydantic2,
            r#"{"propertyNames": {"enum": [1, "a"]}}"#,
            r#"{"1": 1}"#,
        ),
        // An intersection of two objects with names of their own, and of a record and an object.
        (
            Zod4,
            r##"{"allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}], "$defs": {
                "A": {"properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false},
                "B": {"properties": {"b": {"type": "string"}}, "required": ["b"], "additionalProperties": false}}}"##,
            r#"{"a": "x", "b": "y"}"#,
        ),
        (
            TypeBox1,
            r#"{"properties": {"tags": {"type": "object", "patternProperties": {"^.*$": {"type": "string"}}}}, "allOf": [
                {"type": "object", "patternProperties": {"^x-.*$": {"type": "string"}}},
                {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}]}"#,
            r#"{"id": "1", "x-a": "2"}"#,
        ),
        // A text that includes another one after a position, and fits an expression.
        (
            Zod4,
            r#"{"allOf": [{"pattern": "^.{2,}x"}, {"pattern": "a"}]}"#,
            r#""a\nax""#,
        ),
        // Classes of characters without the flag `u`.
        (
            Zod4,
            r#"{"type": "string", "pattern": "^[A-Za-z\\u00C0-\\uFFFF ]+$"}"#,
            r#""Ann \ud83d\ude00""#,
        ),
        (
            ArkType2,
            r#"{"type": "string", "pattern": "^[A-Z].*$"}"#,
            r#""\u00c9lan""#,
        ),
        // Decimal(as_string=True, allow_none=True), and a field that is only marked.
        (Apispec6, r#"{"type": ["number", "null"]}"#, r#""1.5""#),
        (
            Apispec6,
            r#"{"properties": {"a": {"type": "string", "writeOnly": true}}, "required": ["a"], "additionalProperties": false}"#,
            r#"{"a": "x"}"#,
        ),
        // An alias of `any`, a function that has a name, an error.
        (
            TsJsonSchemaGenerator2,
            r##"{"properties": {"a": {"$ref": "#/definitions/Payload"}}, "required": ["a"], "definitions": {"Payload": {}}}"##,
            "{}",
        ),
        (
            TsJsonSchemaGenerator2,
            r##"{"properties": {"a": {"$ref": "#/definitions/Handler"}}, "required": ["a"],
                "definitions": {"Handler": {"$comment": "(id: number) => void"}}}"##,
            "{}",
        ),
        (
            TsJsonSchemaGenerator2,
            r#"{"type": "object", "required": ["name", "message"], "additionalProperties": false, "properties":
                {"name": {"type": "string"}, "message": {"type": "string"}, "stack": {"type": "string"}}}"#,
            "{}",
        ),
    ] {
        let schema = corrected(library, Role::Emits, schema);
        assert!(accepts(&schema, message), "{library:?} {message}");
    }
}

/// Each is refused by the library.
#[test]
fn what_a_reader_refuses_is_not_in_the_contract() {
    use Library::*;
    for (library, schema, message) in [
        (Valibot1, r#"{"type": "number", "multipleOf": 0.01}"#, "1"),
        (
            Valibot1,
            r#"{"type": "string", "format": "ipv6"}"#,
            r#""1:2:3:4:5::1.2.3.4""#,
        ),
        (
            Apispec6,
            r#"{"type": "string", "pattern": "^(?:draft)|final"}"#,
            r#""xfinal""#,
        ),
        (
            Pydantic2,
            r#"{"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "string"}]}"#,
            r#""x""#,
        ),
        (
            Effect4,
            r#"{"type": "object", "properties": {"a": {"anyOf": [{"type": "null"}]}}}"#,
            r#"{"a": null}"#,
        ),
    ] {
        let schema = corrected(library, Role::Consumes, schema);
        assert!(!accepts(&schema, message), "{library:?} {message}");
    }
}

#[test]
fn multiples_of_a_fraction_that_is_a_float_stay() {
    let halves = r#"{"properties": {"half": {"multipleOf": 0.5}, "cent": {"multipleOf": 0.01}}}"#;
    let schema = corrected(Library::Valibot1, Role::Consumes, halves);
    assert!(accepts(&schema, r#"{"half": 1.5, "cent": 0.01}"#));
    assert!(!accepts(&schema, r#"{"half": 0.25}"#));
}

#[test]
fn each_profile_says_sentences_about_a_version_that_it_was_measured_on() {
    for profile in PROFILES {
        let library = profile.library;
        let has_version = profile.measured.contains(|letter: char| letter.is_ascii_digit());
        assert!(has_version, "{library}");
        assert!(
            !profile.corrections.is_empty() && !profile.unseen.is_empty(),
            "{library}"
        );
        for correction in profile.corrections {
            assert!(correction.says.ends_with('.'), "{library}: {}", correction.says);
        }
    }
}
