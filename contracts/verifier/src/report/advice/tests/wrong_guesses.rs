//! Fixes that look like the cause and are not: following them makes a loud break a silent one, or does nothing.

use super::causes::{consumes, emits, pair, with};
use counterpart::contract::Envelope;

const TEXT: &str = r#"{"type": "string"}"#;

fn constant(name: &str, value: &str) -> String {
    format!(r#""{name}": {{"const": {value}}}"#)
}

fn tag(name: &str, value: &str) -> String {
    format!(r#""{name}": {{"type": "string", "const": "{value}"}}"#)
}

fn one_of(branches: &[String]) -> String {
    format!(r#"{{"oneOf": [{}]}}"#, branches.join(", "))
}

#[test]
fn alias_is_offered_on_a_condition_and_never_for_a_type_alone() {
    let of = |name: &str| format!(r#""{name}": {TEXT}"#);
    let fixes = |sent: &str, read: &str| pair(&emits(&of(sent)), &consumes(&of(read))).fixes();
    for (sent, read) in [
        ("is_deleted", "is_active"),
        ("max_price", "min_price"),
        ("email", "note"),
        ("enabled", "disabled"),
    ] {
        for (sent, read) in [(sent, read), (read, sent)] {
            let fixes = fixes(sent, read);
            assert!(!fixes.contains("alias") && !fixes.contains("rename"), "{fixes}");
        }
    }
    insta::assert_snapshot!(fixes("buyer_id", "customer_id"), @r#"
    in books: if same, `#[serde(alias = "buyer_id")]` on `customer_id`
      books "/customer_id" Attribute("alias = \"buyer_id\"")
    in shop: `#[serde(rename = "customer_id")]` on `buyer_id`, unless another consumer reads `buyer_id`
      shop "/buyer_id" Attribute("rename = \"customer_id\"")
    ask the books team when they can release that
    "#);
    let plan = |name: &str| format!(r#""plan": {{"type": "string", "enum": ["free", "{name}"]}}"#);
    let state = pair(&emits(&plan("enabled")), &consumes(&plan("disabled"))).fixes();
    assert!(!state.contains("alias"), "{state}");
    let version = |value: &str| tag("version", value);
    for (sent, read) in [("v2", "v1"), ("order-b", "order-a")] {
        let (sent, read) = (version(sent), version(read));
        let fixes = pair(&emits(&sent), &consumes(&read)).after(&emits(&read));
        assert!(!fixes.contains("alias"), "{fixes}");
        insta::allow_duplicates! { insta::assert_snapshot!(fixes, @"
        in shop: keep the value of `version` until the consumers accept the new one
        in books: accept the new value of `version`, release it first
        ask the books team when they can release that
        "); }
    }
}

#[test]
fn any_text_is_no_new_variant() {
    let field = |of: &str| format!(r#""plan": {of}"#);
    let listed = field(r#"{"type": "string", "enum": ["free", "gold"]}"#);
    insta::assert_snapshot!(pair(&emits(&field(TEXT)), &consumes(&listed)).fixes(), @"
    in shop: send only values of `plan` that books accepts: use the enum
    in books: accept any string in `plan`, release it first
    ask the books team when they can release that
    ");
    let fixed = field(r#"{"type": "string", "const": "free"}"#);
    insta::assert_snapshot!(pair(&emits(&field(TEXT)), &consumes(&fixed)).fixes(), @"
    in shop: send only values of `plan` that books accepts
    in books: accept any string in `plan`, release it first
    ask the books team when they can release that
    ");
    let pattern = field(r#"{"type": "string", "pattern": "^[0-9]+$"}"#);
    insta::assert_snapshot!(pair(&emits(&field(TEXT)), &consumes(&pattern)).fixes(), @"
    in shop: send only values of `plan` that books accepts
    in books: accept any string in `plan`, release it first
    ask the books team when they can release that
    ");
}

#[test]
fn renamed_tag_of_open_variants_is_a_tag() {
    let of = |name: &str| {
        let variant =
            |value: &str, field: &str| consumes(&format!(r#"{}, "{field}": {TEXT}"#, tag(name, value)));
        one_of(&[variant("a", "x"), variant("b", "y")])
    };
    let pair = pair(&of("kind"), &of("type"));
    insta::assert_snapshot!(pair.fixes(), @r#"
    in shop: `#[serde(tag = "type")]` on the enum, instead of `kind`
      shop "" Attribute("tag = \"type\"")
    "#);
    insta::assert_snapshot!(pair.after(&of("type")), @r#"
    in shop: `#[serde(tag = "type")]` on the enum, instead of `kind`
      shop "" Attribute("tag = \"type\"")
    "#);
}

#[test]
fn tag_that_came_is_dropped_again() {
    let inner = |value: &str, field: &str| emits(&format!(r#"{}, "{field}": {TEXT}"#, tag("type", value)));
    let tagged = one_of(&[inner("A", "x"), inner("B", "y")]);
    let outer = |key: &str, field: &str| {
        let content = consumes(&format!(r#""{field}": {TEXT}"#));
        with(
            &consumes(&format!(r#""{key}": {content}"#)),
            r#""additionalProperties": false"#,
        )
    };
    let keyed = one_of(&[outer("A", "x"), outer("B", "y")]);
    let pair = pair(&tagged, &keyed);
    insta::assert_snapshot!(pair.fixes(), @r#"
    in shop: keep the enum externally tagged (drop `#[serde(tag = "type")]`)
      shop "" WithoutAttribute("tag = \"type\"")
    in books: `#[serde(tag = "type")]` on the enum, as the producer has it, release it first
      books "" Attribute("tag = \"type\"")
    ask the books team when they can release that
    "#);
    insta::assert_snapshot!(pair.after(&keyed), @r#"
    in shop: keep the enum externally tagged (drop `#[serde(tag = "type")]`)
      shop "" WithoutAttribute("tag = \"type\"")
    in books: `#[serde(tag = "type")]` on the enum, as the producer has it, release it first
      books "" Attribute("tag = \"type\"")
    ask the books team when they can release that
    "#);
    // What is beside the place of an object is inside of it only where it was.
    let address = format!(r#""address": {}"#, consumes(&format!(r#""zip": {TEXT}"#)));
    let flat = super::causes::pair(&emits(&format!(r#""zip": {TEXT}"#)), &consumes(&address));
    let fixes = flat.fixes();
    assert!(!fixes.contains("flatten"), "{fixes}");
    let fixes = flat.after(&emits(&address));
    assert!(fixes.contains("flatten"), "{fixes}");
}

#[test]
fn value_that_is_no_text_is_no_tag() {
    for (sent, read) in [("true", "false"), ("2", "1")] {
        let pair = pair(&emits(&constant("p", sent)), &consumes(&constant("p", read)));
        insta::allow_duplicates! { insta::assert_snapshot!(pair.fixes(), @"
        in shop: keep the value of `p` until the consumers accept the new one
        in books: accept the new value of `p`, release it first
        ask the books team when they can release that
        "); }
    }
}

#[test]
fn renamed_content_of_an_adjacent_tag_is_no_field() {
    let of = |content: &str, make: fn(&str) -> String| {
        let variant = |value: &str| make(&format!(r#"{}, "{content}": {TEXT}"#, tag("t", value)));
        one_of(&[variant("A"), variant("B")])
    };
    insta::assert_snapshot!(pair(&of("content", emits), &of("contents", consumes)).fixes(), @r#"
    in shop: `content = "contents"` on the enum, instead of `content`
      shop "" Attribute("content = \"contents\"")
    "#);
}

#[test]
fn extension_of_an_envelope_is_no_field() {
    let event = |name: &str| format!(r#""{name}": {TEXT}, "data": {{"type": "object"}}"#);
    let mut pair = pair(&emits(&event("tenant_id")), &consumes(&event("tenant")));
    pair.metadata.envelope = Some(Envelope::CloudEvents);
    insta::assert_snapshot!(pair.fixes(), @"
    in books: if `tenant_id` is the same, declare `tenant_id` in `extensions(…)` of the envelope
    in shop: declare `tenant` in `extensions(…)` of the envelope, instead of `tenant_id`
    ask the books team when they can release that
    ");
}

#[test]
fn keys_that_are_refused_by_their_names_are_no_unknown_fields() {
    let names = r#"{"type": "object", "propertyNames": {"maxLength": 3}}"#;
    let map = r#"{"type": "object", "additionalProperties": {"type": "string"}}"#;
    insta::assert_snapshot!(pair(map, names).fixes(), @"
    in books: accept any key in the message, release it first
    in shop: send only keys that the consumers accept in the message
    ask the books team when they can release that
    ");
}

#[test]
fn name_ends_no_code_in_a_fix() {
    let of = |name: &str| format!(r#""{name}": {TEXT}"#);
    let fixes = pair(&emits(&of("b`id")), &consumes(&of("c`id"))).fixes();
    assert!(fixes.contains(r"on `c\u{60}id`"), "{fixes}");
    for line in fixes.lines().filter(|line| !line.starts_with(' ')) {
        assert_eq!(line.matches('`').count() % 2, 0, "{line}");
    }
}
