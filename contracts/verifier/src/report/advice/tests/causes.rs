//! The fixes that each cause offers, and the edits that make them.

use super::super::*;
use crate::report::{Document, Named, Part, Renamed, Status};
use crate::verify::{Input, Options, verify};
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Envelope, Header, Identity, MessageMetadata, Role, RustType};
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{self, Object};
use std::path::PathBuf;
use std::sync::Arc;

/// Two schemas that do not fit, and their source.
pub(super) struct Pair {
    emitted: String,
    accepted: String,
    is_producer_rust: bool,
    is_consumer_rust: bool,
    pub(super) metadata: MessageMetadata,
}

pub(super) fn pair(emitted: &str, accepted: &str) -> Pair {
    Pair {
        emitted: emitted.to_owned(),
        accepted: accepted.to_owned(),
        is_producer_rust: true,
        is_consumer_rust: true,
        metadata: MessageMetadata::default(),
    }
}

/// An object with these properties, all of them required, closed like emitted ones.
pub(super) fn emits(properties: &str) -> String {
    with(&consumes(properties), r#""unevaluatedProperties": false"#)
}

/// An object with another member.
pub(super) fn with(schema: &str, member: &str) -> String {
    let open = schema.strip_suffix('}').unwrap();
    format!("{open}, {member}}}")
}

pub(super) fn consumes(properties: &str) -> String {
    let names = object(&format!("{{{properties}}}"));
    let names: Vec<String> = names.keys().map(|name| format!("{name:?}")).collect();
    format!(
        "{{\"type\": \"object\", \"properties\": {{{properties}}}, \"required\": [{}]}}",
        names.join(", ")
    )
}

fn object(schema: &str) -> Object {
    let read = json::parse(schema.as_bytes()).unwrap_or_else(|error| panic!("{error}: {schema}"));
    read.as_object().unwrap().clone()
}

impl Pair {
    pub(super) fn imported(mut self, producer: bool, consumer: bool) -> Self {
        (self.is_producer_rust, self.is_consumer_rust) = (!producer, !consumer);
        self
    }

    fn file(&self, service: &str, role: Role, schema: &str, is_rust: bool) -> Stored {
        let rust = RustType {
            path: "events::Placed".into(),
            package: service.into(),
            file: "src/lib.rs".into(),
        };
        let header = Header {
            identity: Identity::new(service, role, "order.placed", None).unwrap(),
            producer: None,
            owner: None,
            metadata: self.metadata.clone(),
            types: if is_rust { vec![rust] } else { Vec::new() },
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let contract = ContractFile::new(header, object(schema));
        Stored {
            path: path_in(&PathBuf::from("contracts"), &contract.header.identity),
            text: contract.to_text().into(),
            contract,
        }
    }

    /// The first incompatibility.
    pub(super) fn found(&self) -> Incompatibility {
        let input = Input {
            others: vec![
                self.file("shop", Role::Emits, &self.emitted, self.is_producer_rust),
                self.file("books", Role::Consumes, &self.accepted, self.is_consumer_rust),
            ],
            ..Input::default()
        };
        let report = verify(input, &Options::default());
        match report.of(Status::Failing).map(|finding| &finding.kind).next() {
            Some(Kind::Incompatible(found)) => found.clone(),
            _ => panic!("{report:#?}"),
        }
    }

    pub(super) fn fixes(&self) -> String {
        shown(&self.found())
    }

    /// The same pair, if this was sent before.
    pub(super) fn after(&self, before: &str) -> String {
        let mut found = self.found();
        found.before = Some(self.document(before));
        shown(&found)
    }

    fn document(&self, before: &str) -> Arc<Document> {
        let stored = self.file("shop", Role::Emits, before, true);
        Arc::new(Document {
            path: stored.path,
            text: stored.text,
            contract: stored.contract,
            declared: false,
            included: Vec::new(),
        })
    }

    fn renamed(&self, what: Named, above: &[&str], consumer: &str, producer: &str) -> String {
        let mut found = self.found();
        let above = above.iter().map(|step| PlaceStep::Property((*step).to_owned()));
        found.renamed = Some(Renamed {
            what,
            above: Place(above.collect()),
            consumer: consumer.to_owned(),
            producer: producer.to_owned(),
        });
        shown(&found)
    }
}

/// One line for each fix, and below it one for each of its edits. It leaves out the allowance,
/// which is the last fix.
fn shown(found: &Incompatibility) -> String {
    let mut fixes = fixes(&Kind::Incompatible(found.clone()));
    assert_eq!(fixes.pop().map(|fix| fix.kind), Some(FixKind::Allow));
    assert!((1..=3).contains(&fixes.len()), "{fixes:#?}");
    let mut text = String::new();
    for fix in fixes {
        assert!(
            fix.text.chars().count() <= 100 && !fix.text.contains('\n'),
            "{}",
            fix.text
        );
        text.push_str(&format!("{}\n", fix.text));
        for edit in fix.edits {
            let service = edit.document.identity().service();
            text.push_str(&format!(
                "  {service} {:?} {:?}\n",
                Part::Payload.place(&edit.place),
                edit.change
            ));
        }
    }
    text
}

const TEXT: &str = r#"{"type": "string"}"#;
const SMALL: &str = r#"{"type": "integer", "minimum": 0, "maximum": 4294967295}"#;
const LARGE: &str = r#"{"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807}"#;

#[test]
fn renamed_field_is_read_by_an_alias() {
    let pair = pair(
        &emits(
            r#""order": {"type": "object", "properties": {"buyer_id": {"type": "string"}}, "required": ["buyer_id"], "unevaluatedProperties": false}"#,
        ),
        &consumes(
            r#""order": {"type": "object", "properties": {"customer_id": {"type": "string"}}, "required": ["customer_id"]}"#,
        ),
    );
    insta::assert_snapshot!(pair.renamed(Named::Field, &["order"], "customer_id", "buyer_id"), @r#"
    in books: if same, `#[serde(alias = "buyer_id")]` on `customer_id`
      books "/order/customer_id" Attribute("alias = \"buyer_id\"")
    in shop: `#[serde(rename = "customer_id")]` on `buyer_id`, unless another consumer reads `buyer_id`
      shop "/order/buyer_id" Attribute("rename = \"customer_id\"")
    ask the books team when they can release that
    "#);
    let schemas = pair.imported(true, true);
    insta::assert_snapshot!(schemas.renamed(Named::Field, &["order"], "customer_id", "buyer_id"), @"
    in books: if `buyer_id` is the same, accept it beside `customer_id`
    in shop: keep the field's name `customer_id`, unless another consumer reads `buyer_id`
    ask the books team when they can release that
    ");
}

#[test]
fn renamed_variant_is_read_by_an_alias() {
    let pair = pair(
        &emits(r#""plan": {"type": "string", "enum": ["Free", "Professional"]}"#),
        &consumes(r#""plan": {"type": "string", "enum": ["Free", "Pro"]}"#),
    );
    insta::assert_snapshot!(pair.renamed(Named::Variant, &["plan"], "Pro", "Professional"), @r#"
    in books: if same, `#[serde(alias = "Professional")]` on `Pro`
      books "/plan(Pro)" Attribute("alias = \"Professional\"")
    in shop: `#[serde(rename = "Pro")]` on `Professional`, unless another consumer reads `Professional`
      shop "/plan(Professional)" Attribute("rename = \"Pro\"")
    ask the books team when they can release that
    "#);
}

fn tagged(tag: &str, closed: bool) -> String {
    let end = if closed {
        r#", "unevaluatedProperties": false"#
    } else {
        ""
    };
    format!(
        r#"{{"type": "object", "properties": {{"{tag}": {{"type": "string", "const": "Card"}}, "number": {{"type": "string"}}}}, "required": ["{tag}", "number"]{end}}}"#
    )
}

#[test]
fn renamed_tag_is_kept_by_the_producer_for_serde_has_no_alias_of_one() {
    let of = |tag, closed| format!(r#""payment": {{"oneOf": [{}]}}"#, tagged(tag, closed));
    let pair = pair(&emits(&of("type", true)), &consumes(&of("kind", false)));
    insta::assert_snapshot!(pair.renamed(Named::Tag, &["payment"], "kind", "type"), @r#"
    in shop: `#[serde(tag = "kind")]` on the enum, instead of `type`
      shop "/payment" Attribute("tag = \"kind\"")
    "#);
}

#[test]
fn tag_is_no_field_that_could_be_an_option() {
    let untagged = r#""payment": {"anyOf": [
        {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"], "unevaluatedProperties": false},
        {"type": "object", "properties": {"number": {"type": "string"}, "cents": {"type": "string"}}, "required": ["cents", "number"], "unevaluatedProperties": false}]}"#;
    let of = format!(r#""payment": {{"oneOf": [{}]}}"#, tagged("kind", false));
    let pair = pair(&emits(untagged), &consumes(&of));
    insta::assert_snapshot!(pair.fixes(), @r#"
    in shop: give the enum `#[serde(tag = "kind")]`, not `untagged`
      shop "/payment" Instead { old: "untagged", new: "tag = \"kind\"" }
    "#);
    let was = format!(r#""payment": {{"oneOf": [{}]}}"#, tagged("kind", true));
    insta::assert_snapshot!(pair.after(&emits(&was)), @r#"
    in shop: give the enum `#[serde(tag = "kind")]` back, not `untagged`
      shop "/payment" Instead { old: "untagged", new: "tag = \"kind\"" }
    "#);
}

#[test]
fn what_was_never_sent_is_started_and_what_was_sent_is_kept() {
    let pair = pair(
        &emits(&format!(r#""id": {SMALL}"#)),
        &consumes(&format!(r#""email": {TEXT}"#)),
    );
    insta::assert_snapshot!(pair.fixes(), @r#"
    in shop: start sending `email` in every message
    in books: make `email` an `Option<…>`, release it first
      books "/email" Optional
    in books: give `email` `#[serde(default)]`, release it first
      books "/email" Attribute("default")
    "#);
    insta::assert_snapshot!(pair.after(&emits(&format!(r#""email": {TEXT}, "id": {SMALL}"#))), @r#"
    in shop: keep sending `email` until no consumer needs it
    in books: make `email` an `Option<…>`, release it first
      books "/email" Optional
    in books: give `email` `#[serde(default)]`, release it first
      books "/email" Attribute("default")
    "#);
    // The producer did not change: the consumer did.
    insta::assert_snapshot!(pair.after(&emits(&format!(r#""id": {SMALL}"#))), @r#"
    in books: make `email` an `Option<…>`
      books "/email" Optional
    in shop: start sending `email` in every message
    in books: give `email` `#[serde(default)]`
      books "/email" Attribute("default")
    "#);
}

#[test]
fn change_of_a_consumer_is_fixed_in_the_consumer() {
    let pair = pair(
        &emits(&format!(r#""id": {LARGE}"#)),
        &consumes(&format!(r#""id": {SMALL}"#)),
    );
    let mut found = pair.found();
    insta::assert_snapshot!(shown(&found), @r#"
    in shop: send `id` as `u32`, as the consumers read it
      shop "/id" Type("u32")
    in books: read `id` as `i64`, release it first
      books "/id" Type("i64")
    ask the books team when they can release that
    "#);
    found.refusals[0].attribution = Some(Attribution::ConsumerChange);
    insta::assert_snapshot!(shown(&found), @r#"
    in books: read `id` as `i64`
      books "/id" Type("i64")
    in shop: send `id` as `u32`, as the consumers read it
      shop "/id" Type("u32")
    "#);
}

#[test]
fn null_is_an_option_or_left_out() {
    let may_be_null = r#""email": {"type": ["string", "null"]}"#;
    let pair_of = |required| {
        let accepted =
            format!(r#"{{"type": "object", "properties": {{"email": {TEXT}}}, "required": [{required}]}}"#);
        pair(&emits(may_be_null), &accepted)
    };
    insta::assert_snapshot!(pair_of(r#""email""#).fixes(), @r#"
    in shop: always set `email`
    in books: make `email` an `Option<…>`, release it first
      books "/email" Optional
    ask the books team when they can release that
    "#);
    insta::assert_snapshot!(pair_of("").fixes(), @r#"
    in shop: `#[serde(skip_serializing_if = "Option::is_none")]` on `email`
      shop "/email" Attribute("skip_serializing_if = \"Option::is_none\"")
    in books: make `email` an `Option<…>`, release it first
      books "/email" Optional
    in shop: always set `email`
    "#);
    insta::assert_snapshot!(pair_of("").imported(true, true).fixes(), @r"
    in shop: leave `email` out instead of sending null
    in books: accept null in `email`, release it first
    in shop: always set `email`
    ");
}

#[test]
fn unit_variant_of_an_untagged_enum_is_null() {
    let emitted = emits(r##""source": {"$ref": "#/$defs/Source"}"##);
    let source = r#"{"anyOf": [{"type": "string"}, {"type": "null"}, {"type": "boolean"}]}"#;
    let emitted = with(&emitted, &format!(r#""$defs": {{"Source": {source}}}"#));
    let pair = pair(
        &emitted,
        &consumes(r#""source": {"type": ["string", "boolean"]}"#),
    );
    insta::assert_snapshot!(pair.fixes(), @r#"
    in shop: write the variant of `source` that has no fields as a text: untagged, it is null
    in books: make `source` an `Option<…>`, release it first
      books "/source" Optional
    ask the books team when they can release that
    "#);
}

#[test]
fn new_variant_is_added_or_read_as_other() {
    let of = |names: &str| format!(r#""plan": {{"type": "string", "enum": [{names}]}}"#);
    let plain = pair(
        &emits(&of(r#""Free", "Gold", "Pro""#)),
        &consumes(&of(r#""Free", "Pro""#)),
    );
    insta::assert_snapshot!(plain.fixes(), @r#"
    in shop: hold back the new variant `Gold` until the consumers know it
    in books: add the variant `Gold` to the enum of `plan`, release it first
      books "/plan" Variant { name: "Gold", attribute: None }
    in books: add a `#[serde(other)]` variant to the enum of `plan`, release it first
      books "/plan" Variant { name: "Other", attribute: Some("other") }
    "#);
    let ruled = pair(
        &emits(&of(r#""free", "gold_card", "pro", "silver""#)),
        &consumes(&of(r#""free", "other", "pro""#)),
    );
    insta::assert_snapshot!(ruled.fixes(), @r#"
    in shop: hold back the new variants `gold_card`, `silver` until the consumers know it
    in books: add the variants `gold_card`, `silver` to the enum of `plan`, release it first
      books "/plan" Variant { name: "GoldCard", attribute: Some("rename = \"gold_card\"") }
      books "/plan" Variant { name: "Silver", attribute: Some("rename = \"silver\"") }
    in books: add a `#[serde(other)]` variant to the enum of `plan`, release it first
      books "/plan" Variant { name: "Unknown", attribute: Some("other") }
    "#);
    insta::assert_snapshot!(plain.imported(true, true).fixes(), @r"
    in shop: hold back the new variant `Gold` until the consumers know it
    in books: accept the new variant `Gold` in `plan`, release it first
    ask the books team when they can release that
    ");
}

/// A variant of a topic: its tag, and its `data` if it has some.
fn of_topic(name: &str, data: &str, closed: bool) -> String {
    let end = if closed {
        r#", "unevaluatedProperties": false"#
    } else {
        ""
    };
    let (property, required) = match data {
        "" => (String::new(), ""),
        _ => (format!(r#", "data": {data}"#), r#", "data""#),
    };
    format!(
        r#"{{"type": "object", "properties": {{"event": {{"type": "string", "const": "{name}"}}{property}}}, "required": ["event"{required}]{end}}}"#
    )
}

#[test]
fn other_is_offered_where_serde_reads_the_new_variant_so() {
    let emitted = |more: &str| format!(r#"{{"oneOf": [{}, {more}]}}"#, of_topic("placed", TEXT, true));
    let accepted = format!(r#"{{"oneOf": [{}]}}"#, of_topic("placed", TEXT, false));
    // A schema does not distinguish `content` from a field.
    insta::assert_snapshot!(pair(&emitted(&of_topic("refunded", TEXT, true)), &accepted).fixes(), @r#"
    in shop: hold back the new variant `refunded` until the consumers know it
    in books: add the variant `refunded` to the enum, with its `data`, release it first
    in books: add a `#[serde(other)]` variant to the enum (not beside `content`), release it first
      books "" Variant { name: "Other", attribute: Some("other") }
    "#);
    insta::assert_snapshot!(pair(&emitted(&of_topic("cancelled", "", true)), &accepted).fixes(), @r#"
    in shop: hold back the new variant `cancelled` until the consumers know it
    in books: add the variant `cancelled` to the enum, release it first
      books "" Variant { name: "Cancelled", attribute: Some("rename = \"cancelled\"") }
    in books: add a `#[serde(other)]` variant to the enum, release it first
      books "" Variant { name: "Other", attribute: Some("other") }
    "#);
    let keyed = |name: &str, end: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"{name}": {TEXT}}}, "required": ["{name}"], "additionalProperties": false{end}}}"#
        )
    };
    let known = [keyed("Card", ""), keyed("Cash", "")].join(", ");
    let emitted = format!(r#"{{"oneOf": [{known}, {}]}}"#, keyed("Coin", ""));
    insta::assert_snapshot!(pair(&emitted, &format!(r#"{{"oneOf": [{known}]}}"#)).fixes(), @r"
    in shop: hold back the new variant `Coin` until the consumers know it
    in books: add the variant `Coin` to the enum, with its fields, release it first
    ask the books team when they can release that
    ");
}

#[test]
fn denied_field_is_accepted_by_dropping_the_denial() {
    let accepted = with(
        &consumes(&format!(r#""id": {SMALL}"#)),
        r#""additionalProperties": false"#,
    );
    let pair = pair(&emits(&format!(r#""floor": {SMALL}, "id": {SMALL}"#)), &accepted);
    insta::assert_snapshot!(pair.fixes(), @r#"
    in books: drop `#[serde(deny_unknown_fields)]`, release it first
      books "" WithoutAttribute("deny_unknown_fields")
    in shop: hold back `floor` until the consumers accept it
    in books: declare `floor`, release it first
    "#);
    insta::assert_snapshot!(pair.imported(true, true).fixes(), @r"
    in books: accept `floor`, or any other property, release it first
    in shop: hold back `floor` until the consumers accept it
    ask the books team when they can release that
    ");
}

#[test]
fn denial_is_dropped_from_the_enum_of_a_variant_and_from_the_struct_inside_of_one() {
    let variant = |name: &str, more: &str, end: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"kind": {{"type": "string", "const": "{name}"}}, {more} "number": {TEXT}}}, "required": ["kind", "number"], {end}}}"#
        )
    };
    let floor = format!(r#""floor": {SMALL},"#);
    let sent = |name, more: &str| variant(name, more, r#""unevaluatedProperties": false"#);
    let read = |name| variant(name, "", r#""additionalProperties": false"#);
    let emitted = format!(
        r#""payment": {{"oneOf": [{}, {}]}}"#,
        sent("Card", &floor),
        sent("Cash", "")
    );
    let inline = format!(r#""payment": {{"oneOf": [{}, {}]}}"#, read("Card"), read("Cash"));
    insta::assert_snapshot!(pair(&emits(&emitted), &consumes(&inline)).fixes(), @r#"
    in books: drop `#[serde(deny_unknown_fields)]`, release it first
      books "/payment" WithoutAttribute("deny_unknown_fields")
    in shop: hold back `floor` until the consumers accept it
    in books: declare `floor`, release it first
    "#);
    let named = format!(
        r##""payment": {{"oneOf": [{{"$ref": "#/$defs/Card"}}, {}]}}"##,
        read("Cash")
    );
    let named = with(
        &consumes(&named),
        &format!(r#""$defs": {{"Card": {}}}"#, read("Card")),
    );
    insta::assert_snapshot!(pair(&emits(&emitted), &named).fixes(), @r#"
    in books: drop `#[serde(deny_unknown_fields)]`, release it first
      books "/payment(Card)" WithoutAttribute("deny_unknown_fields")
    in shop: hold back `floor` until the consumers accept it
    in books: declare `floor`, release it first
    "#);
}

#[test]
fn flattened_object_is_sent_as_one_again() {
    let inner = format!(
        r#""type": "object", "properties": {{"city": {TEXT}, "street": {TEXT}}}, "required": ["city", "street"]"#
    );
    let pair = pair(
        &emits(&format!(r#""city": {TEXT}, "id": {SMALL}, "street": {TEXT}"#)),
        &consumes(&format!(r#""address": {{{inner}}}"#)),
    );
    let before = emits(&format!(r#""address": {{{inner}}}, "id": {SMALL}"#));
    insta::assert_snapshot!(pair.after(&before), @r#"
    in shop: drop `#[serde(flatten)]` from `address`
    in books: make `address` an `Option<…>`, release it first
      books "/address" Optional
    ask the books team when they can release that
    "#);
}

#[test]
fn types_are_named_in_rust_where_the_schema_shows_them() {
    let of = |emitted: &str, accepted: &str| {
        pair(
            &emits(&format!(r#""id": {emitted}"#)),
            &consumes(&format!(r#""id": {accepted}"#)),
        )
        .fixes()
    };
    insta::assert_snapshot!(of(TEXT, SMALL), @r#"
    in shop: send `id` as `u32`, as the consumers read it
      shop "/id" Type("u32")
    in books: read `id` as `String` and as `u32`, by an untagged enum, release it first
    ask the books team when they can release that
    "#);
    insta::assert_snapshot!(of(r#"{"type": "number"}"#, SMALL), @r#"
    in shop: send `id` as `u32`, as the consumers read it
      shop "/id" Type("u32")
    in books: read `id` as `f64`, release it first
      books "/id" Type("f64")
    ask the books team when they can release that
    "#);
    insta::assert_snapshot!(of(r#"{"type": "string", "format": "date"}"#, r#"{"type": "string", "format": "date-time"}"#), @r"
    in shop: send `id` as the consumers read it
    in books: read both forms of `id`, by an untagged enum, release it first
    ask the books team when they can release that
    ");
    let pair = pair(
        &emits(&format!(r#""id": {LARGE}"#)),
        &consumes(&format!(r#""id": {SMALL}"#)),
    );
    insta::assert_snapshot!(pair.imported(true, true).fixes(), @r"
    in shop: keep `id` within what the consumers accept
    in books: widen `minimum` and `maximum` of `id` to what is sent, release it first
    ask the books team when they can release that
    ");
}

#[test]
fn items_values_and_envelopes_have_their_own_words() {
    let list = |of: &str| format!(r#""tags": {{"type": "array", "items": {of}}}"#);
    let map = |of: &str| format!(r#""prices": {{"type": "object", "additionalProperties": {of}}}"#);
    let may_be_null = r#"{"type": ["string", "null"]}"#;
    insta::assert_snapshot!(pair(&emits(&list(may_be_null)), &consumes(&list(TEXT))).fixes(), @r"
    in shop: never send null in the items of `tags`
    in books: accept null in the items of `tags` (`Option<…>`), release it first
    ask the books team when they can release that
    ");
    insta::assert_snapshot!(pair(&emits(&map(may_be_null)), &consumes(&map(TEXT))).fixes(), @r"
    in shop: never send null in the values of `prices`
    in books: accept null in the values of `prices` (`Option<…>`), release it first
    ask the books team when they can release that
    ");
    let mut enveloped = pair(
        &emits(&format!(
            r#""data": {{"type": "object", "properties": {{"email": {may_be_null}}}, "required": ["email"]}}"#
        )),
        &consumes(&format!(
            r#""data": {{"type": "object", "properties": {{"email": {TEXT}}}, "required": ["email"]}}"#
        )),
    );
    enveloped.metadata.envelope = Some(Envelope::CloudEvents);
    insta::assert_snapshot!(enveloped.fixes(), @r#"
    in shop: always set `email`
    in books: make `email` an `Option<…>`, release it first
      books "/data/email" Optional
    ask the books team when they can release that
    "#);
    let data = format!(r#""data": {TEXT}"#);
    let mut around = pair(&emits(&data), &consumes(&format!(r#"{data}, "subject": {TEXT}"#)));
    around.metadata.envelope = Some(Envelope::CloudEvents);
    insta::assert_snapshot!(around.fixes(), @r"
    in shop: start sending `subject` of the envelope in every message
    in books: do without `subject` of the envelope, release it first
    ask the books team when they can release that
    ");
    let nullable = r#""subject": {"type": ["string", "null"]}"#;
    let mut null = pair(&emits(nullable), &consumes(&format!(r#""subject": {TEXT}"#)));
    null.metadata.envelope = Some(Envelope::CloudEvents);
    insta::assert_snapshot!(null.fixes(), @r#"
    in shop: always set `subject` of the envelope
    in books: name the reader of the event in `reads_with`, if it accepts that, release it first
    ask the books team when they can release that
    "#);
    let bytes = format!(r#""data_base64": {TEXT}"#);
    let mut encoded = pair(
        &emits(&bytes),
        &consumes(&format!(r#""data_base64": false, {data}"#)),
    );
    encoded.metadata.envelope = Some(Envelope::CloudEvents);
    insta::assert_snapshot!(encoded.fixes(), @"in shop: send JSON in `data`, not bytes in `data_base64`: hand the SDK a JSON value");
}

#[test]
fn fix_is_one_line_however_long_names_are() {
    let long = "x".repeat(300);
    let pair = pair(
        &emits(&format!(r#""{long}": {{"type": ["string", "null"]}}"#)),
        &consumes(&format!(r#""{long}": {TEXT}"#)),
    );
    insta::assert_snapshot!(pair.fixes().replace(&long, "[LONG]"), @r#"
    in shop: always set `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`
    in books: make `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` an `Option<…>`, release it first
      books "/[LONG]" Optional
    ask the books team when they can release that
    "#);
}
