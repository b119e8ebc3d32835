//! Properties of all messages of a sampler, and its limits.

use std::fmt::Write as _;

use super::*;
use counterpart_engine::compat::schema::Options as Reading;

fn samples(text: &str, count: usize) -> Vec<Message> {
    let schema = Schema::parse(text.as_bytes(), &Reading::default()).unwrap();
    Sampler::new(&schema, Options::default()).take(count).collect()
}

#[test]
fn a_message_of_a_million_properties_is_not_tried() {
    for text in [
        r#"{"type": "object", "minProperties": 1000000}"#,
        r#"{"type": "object", "minProperties": 18446744073709551615, "properties": {"a": true}}"#,
        r#"{"type": "array", "minItems": 1000000}"#,
        r#"{"type": "string", "minLength": 1000000000}"#,
    ] {
        assert_eq!(samples(text, 5).len(), 0, "{text}");
    }
    assert_eq!(samples(r#"{"type": "object", "minProperties": 3}"#, 5).len(), 5);
}

#[test]
fn a_union_of_thousands_has_messages() {
    let mut branches = String::new();
    for at in 0..3_000 {
        let comma = if at == 0 { "" } else { "," };
        let branch = format!(
            r#"{{"type": "object", "properties": {{"kind": {{"const": "k{at}"}}, "n": {{"type": "integer"}}}}, "required": ["kind", "n"]}}"#
        );
        let _ = write!(branches, "{comma}{branch}");
    }
    let found = samples(&format!(r#"{{"oneOf": [{branches}]}}"#), 4);
    assert_eq!(found.len(), 4);
}

#[test]
fn a_number_of_a_message_is_one_that_an_f64_holds() {
    for text in [
        r#"{"type": "number"}"#,
        r#"{"type": "number", "minimum": 9007199254740993, "maximum": 9007199254741111}"#,
        r#"{"type": "number", "exclusiveMinimum": 0.12345678901234567890123}"#,
    ] {
        let found = samples(text, 200);
        assert!(found.len() > 20, "{text}");
        for message in found {
            let Json::Number(number) = message.value() else {
                panic!("{message}")
            };
            assert!(number.is_held_by_f64(), "{text}: {message}");
        }
    }
    // If there is no other value, the bound itself is used.
    assert_eq!(samples(r#"{"const": 0.12345678901234567890123}"#, 1).len(), 1);
    // An integer is read by integers.
    let wide = samples(
        r#"{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#,
        100,
    );
    assert!(
        wide.iter()
            .any(|message| message.to_string() == "18446744073709551615")
    );
}
