//! Closed objects around unions: which branches the names and the tags of an object leave.

use super::{broken, contained};

/// An object with a tag in any of these forms, closed around what evaluates.
fn tagged(texts: &[String]) -> [String; 3] {
    let constants: Vec<String> = texts
        .iter()
        .map(|text| format!(r#"{{"const": "{text}"}}"#))
        .collect();
    let constants = constants.join(", ");
    let closed = |parts: &str| {
        format!(r#"{{"type": "object", "required": ["k"], {parts}, "unevaluatedProperties": false}}"#)
    };
    [
        closed(&format!(r#""properties": {{"k": {{"anyOf": [{constants}]}}}}"#)),
        closed(&format!(
            r#""allOf": [{{"properties": {{"k": {{"oneOf": [{constants}]}}}}}}]"#
        )),
        closed(r#""properties": {"k": {"type": "string"}}"#),
    ]
}

#[test]
fn branch_of_many_tags_does_not_hide_another_that_accepts_too() {
    let texts: Vec<String> = (0..40).map(|number| format!("t{number}")).collect();
    let all = texts.join(r#"", ""#);
    for text in &texts[1..] {
        let first = format!(r#"{{"properties": {{"k": {{"enum": ["{all}"]}}}}, "required": ["k"]}}"#);
        let second = format!(r#"{{"properties": {{"k": {{"const": "{text}"}}}}, "required": ["k"]}}"#);
        for emitted in tagged(&[text.clone(), "t41".to_owned()]) {
            broken(&emitted, &format!(r#"{{"oneOf": [{first}, {second}]}}"#));
        }
        for emitted in tagged(&[text.clone(), "t0".to_owned()]).into_iter().take(2) {
            broken(&emitted, &format!(r#"{{"oneOf": [{first}, {second}]}}"#));
            broken(&emitted, &format!(r#"{{"oneOf": [{second}, {first}]}}"#));
            contained(&emitted, &format!(r#"{{"anyOf": [{first}, {second}]}}"#));
        }
    }
}
