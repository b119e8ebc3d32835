use std::path::Path;

use counterpart::config::Allowance;
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Header, Identity, MessageMetadata, Role};
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{self, Object};

use super::super::{Listing, Locate, Source};
use super::blocks;
use crate::verify::{Input, Options, verify};

fn object(schema: &str) -> Object {
    let json = json::parse(schema.as_bytes()).unwrap_or_else(|error| panic!("{error}: {schema}"));
    json.as_object().unwrap().clone()
}

fn file(service: &str, role: Role, event: &str, schema: &str) -> Stored {
    let header = Header {
        identity: Identity::new(service, role, event, None).unwrap(),
        producer: None,
        owner: None,
        metadata: MessageMetadata::default(),
        types: vec![],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    let contract = ContractFile::new(header, object(schema));
    Stored {
        path: path_in("contracts".as_ref(), &contract.header.identity),
        text: contract.to_text().into(),
        contract,
    }
}

fn sends(event: &str, schema: &str) -> Stored {
    file("shop", Role::Emits, event, schema)
}

fn reads(service: &str, event: &str, schema: &str) -> Stored {
    file(service, Role::Consumes, event, schema)
}

/// Places of a repository: the line of a field of the producer, by the event and the field's name.
struct Lines(Option<fn(&str, &str) -> usize>);

impl Locate for Lines {
    fn path(&self, path: &Path) -> String {
        path.to_string_lossy().into_owned()
    }

    fn source(&self, header: &Header, place: &Place) -> Option<Source> {
        let name = match place.0.last() {
            Some(PlaceStep::Property(name) | PlaceStep::Alternative(name)) => name.as_str(),
            _ => "",
        };
        let line = self.0.filter(|_| header.identity.role() == Role::Emits)?;
        Some(Source {
            path: "src/lib.rs".to_owned(),
            line: line(header.identity.event(), name),
            columns: None,
            text: String::new(),
            indent: 0,
        })
    }

    fn contract_dirs(&self) -> Vec<String> {
        Vec::new()
    }
}

/// One line for each block: the number of rows, their rules and statuses, and the text. Findings of
/// `auth` about the events of `allow` are allowed.
fn said(files: Vec<Stored>, allow: &[&str], line: Option<fn(&str, &str) -> usize>) -> String {
    let allow = allow.iter().map(|event| Allowance {
        event: (*event).to_owned(),
        consumer: Some("auth".to_owned()),
        place: None,
        rule: None,
        reason: "known".to_owned(),
        until: None,
    });
    let options = Options {
        allow: allow.collect(),
        ..Options::default()
    };
    let input = Input {
        others: files,
        ..Input::default()
    };
    let listing = Listing::of(&verify(input, &options), &Lines(line));
    let blocks = blocks(&listing.rows);
    let line = |block: &super::Block<'_>| {
        let statuses: Vec<String> = block
            .statuses
            .iter()
            .map(|(status, count)| format!("{count} {}", status.id()))
            .collect();
        format!(
            "{} [{}]: {}",
            statuses.join(", "),
            block.rules.join(" "),
            block.headline
        )
    };
    blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// An object that requires these fields. If it is sent, it has no others.
fn fields(fields: &[(&str, &str)]) -> String {
    let all: Vec<String> = fields
        .iter()
        .map(|(name, of)| format!("{name:?}: {of}"))
        .collect();
    let names: Vec<String> = fields.iter().map(|(name, _)| format!("{name:?}")).collect();
    format!(
        r#"{{"type": "object", "properties": {{{}}}, "required": [{}]}}"#,
        all.join(", "),
        names.join(", ")
    )
}

fn closed(of: &[(&str, &str)]) -> String {
    format!(
        r#"{}, "unevaluatedProperties": false}}"#,
        fields(of).strip_suffix('}').unwrap()
    )
}

const ID: &str = r#"{"type": "integer"}"#;
const TEXT: &str = r#"{"type": "string"}"#;

/// A struct of five events with a renamed field, and its four readers.
fn renamed_in_five_events() -> Vec<Stored> {
    let events = [
        "order.placed",
        "order.paid",
        "order.shipped",
        "order.lost",
        "order.done",
    ];
    let own = |event: &str| event.replace('.', "_");
    let mut files = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let customer = closed(&[("buyer_id", ID), ("vip", r#"{"type": "boolean"}"#)]);
        files.push(sends(
            event,
            &closed(&[("customer", &customer), (&own(event), TEXT)]),
        ));
        for consumer in ["billing", "auth", "mail", "stock"].iter().take(1 + index) {
            let customer = fields(&[("customer_id", ID)]);
            files.push(reads(consumer, event, &fields(&[("customer", &customer)])));
        }
    }
    files
}

#[test]
fn a_field_renamed_in_a_struct_of_five_events_is_one_block() {
    let one = "5 failing [property-missing]: shop does not send `customer_id` of `customer`; it sends `buyer_id` \
               (auth, billing, mail and 1 more require `customer_id`)";
    assert_eq!(said(renamed_in_five_events(), &[], None), one);
    assert_eq!(said(renamed_in_five_events(), &[], Some(|_, _| 7)), one);
    // Structs of their own, each with such a field, are changed one by one.
    let lines = |event: &str, _: &str| event.len();
    assert_eq!(
        said(renamed_in_five_events(), &[], Some(lines)).lines().count(),
        3
    );
}

#[test]
fn rows_of_each_status_are_in_the_block_of_their_cause() {
    insta::assert_snapshot!(said(renamed_in_five_events(), &["order.paid", "order.done"], None), @"5 failing, 2 allowed [property-missing]: shop does not send `customer_id` of `customer`; it sends `buyer_id` (auth, billing, mail and 1 more require `customer_id`)");
}

#[test]
fn a_tag_with_another_name_is_one_block() {
    let reason = |tag: &str, make: fn(&[(&str, &str)]) -> String| {
        let variant =
            |name: &str, field: &str| make(&[(tag, &format!(r#"{{"const": {name:?}}}"#)), (field, TEXT)]);
        format!(
            r#"{{"oneOf": [{}, {}, {}]}}"#,
            variant("requested", "by"),
            variant("abuse", "case"),
            variant("inactive", "since")
        )
    };
    let files = |sent: &str| {
        vec![
            sends("user.deleted", &closed(&[("reason", sent)])),
            reads(
                "auth",
                "user.deleted",
                &fields(&[("reason", &reason("kind", fields))]),
            ),
            reads(
                "mail",
                "user.deleted",
                &fields(&[("reason", &reason("kind", closed))]),
            ),
        ]
    };
    insta::assert_snapshot!(said(files(&reason("type", closed)), &[], None), @"3 failing [property-missing]: shop does not send the tag `kind` of `reason`; it sends `type` (auth and mail require `kind`)");
    // The same without a replacement.
    let untagged = format!(
        r#"{{"oneOf": [{}, {}, {}]}}"#,
        closed(&[("by", TEXT)]),
        closed(&[("case", TEXT)]),
        closed(&[("since", TEXT)])
    );
    insta::assert_snapshot!(said(files(&untagged), &[], None), @"3 failing [property-missing]: shop does not send the tag `kind` of `reason` (auth and mail require it)");
}

#[test]
fn fields_that_have_nothing_to_do_with_each_other_are_blocks_of_their_own() {
    let files = || {
        vec![
            sends("order.paid", &closed(&[("total", TEXT), ("id", ID)])),
            reads(
                "mail",
                "order.paid",
                &fields(&[("total", ID), ("email", TEXT), ("phone", r#"{"type": "array"}"#)]),
            ),
            reads("books", "order.paid", &fields(&[("total", ID)])),
        ]
    };
    insta::assert_snapshot!(said(files(), &[], None), @"
    1 failing [type-mismatch]: shop sends `total` as a string, not an integer (books and mail refuse it)
    1 failing [property-missing]: shop does not send `email`
    1 failing [property-missing]: shop does not send `phone`
    ");
    // The same if only the line of the struct is known.
    assert_eq!(said(files(), &[], Some(|_, _| 7)), said(files(), &[], None));
}

#[test]
fn fields_of_one_name_in_other_structs_are_blocks_of_their_own() {
    let files = || {
        let both = |event| {
            vec![
                sends(event, &closed(&[("id", ID), ("at", ID)])),
                reads("mail", event, &fields(&[("email", TEXT)])),
            ]
        };
        [both("user.registered"), both("order.paid")].concat()
    };
    let wanted = "1 failing [property-missing]: shop does not send `email`\n\
                  1 failing [property-missing]: shop does not send `email`";
    assert_eq!(said(files(), &[], None), wanted);
    assert_eq!(said(files(), &[], Some(|event, _| event.len())), wanted);
    // One struct in both events.
    insta::assert_snapshot!(said(files(), &[], Some(|_, _| 7)), @"2 failing [property-missing]: shop does not send `email`");
}

#[test]
fn what_is_mended_otherwise_is_a_block_of_its_own() {
    let sent = r#"{"type": ["string", "null"]}"#;
    let files = vec![
        sends("order.paid", &closed(&[("total", sent)])),
        reads("mail", "order.paid", &fields(&[("total", ID)])),
        reads(
            "books",
            "order.paid",
            &fields(&[("total", r#"{"type": "string", "maxLength": 9}"#)]),
        ),
        reads(
            "tax",
            "order.paid",
            &fields(&[("total", r#"{"type": ["string", "null"], "format": "email"}"#)]),
        ),
    ];
    insta::assert_snapshot!(said(files, &[], None), @r#"
    1 failing [format-mismatch]: shop may send "a" in `total`, which is not of the format `email`
    2 failing [null-emitted]: shop may send null in `total` (books and mail refuse it)
    1 failing [string-content]: shop sends a wider `total`: strings, not strings of at most 9 characters
    1 failing [type-mismatch]: shop sends `total` as a string, not an integer
    "#);
}

#[test]
fn consumers_that_want_different_types_of_one_field_are_not_in_one_block() {
    let sent = r#"{"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "unevaluatedProperties": false}"#;
    let readers = [
        ("text", TEXT),
        ("option", r#"{"type": ["string", "null"]}"#),
        ("number", ID),
        ("flag", r#"{"type": "boolean"}"#),
        ("choice", r#"{"type": "string", "enum": ["x", "y"]}"#),
    ];
    let mut files = vec![sends("order.paid", sent)];
    files.extend(readers.map(|(who, of)| reads(who, "order.paid", &fields(&[("a", of)]))));
    let said = said(files, &[], None);
    for line in said.lines() {
        let rules = line.split_once('[').unwrap().1.split_once(']').unwrap().0;
        assert!(!rules.contains(' '), "{said}");
    }
    assert!(
        said.contains("an integer") && said.contains("a boolean"),
        "{said}"
    );
}

#[test]
fn many_fields_of_one_object_with_other_names_are_one_block() {
    let names = ["user_id", "first_name", "last_name", "zip_code", "phone_number"];
    let camel = ["userId", "firstName", "lastName", "zipCode", "phoneNumber"];
    let of = |names: [&'static str; 5]| names.map(|name| (name, TEXT));
    let sent = closed(&[("profile", &closed(&of(names)))]);
    let read = |make: fn(&[(&str, &str)]) -> String| make(&[("profile", &make(&of(camel)))]);
    let files = vec![
        sends("user.registered", &sent),
        reads("mail", "user.registered", &read(fields)),
        reads("books", "user.registered", &read(closed)),
    ];
    insta::assert_snapshot!(said(files, &[], None), @"5 failing [property-missing]: 5 fields of `profile` have other names in what shop sends: `firstName` is `first_name`, `lastName` is `last_name`, `phoneNumber` is `phone_number` and 2 more (books and mail refuse them)");
}

#[test]
fn many_new_variants_of_one_enum_are_one_block() {
    let of = |names: &[&str], make: fn(&[(&str, &str)]) -> String| {
        let variant = |name: &&str| make(&[("kind", &format!(r#"{{"const": {name:?}}}"#)), ("by", TEXT)]);
        let variants: Vec<String> = names.iter().map(variant).collect();
        make(&[("plan", &format!(r#"{{"oneOf": [{}]}}"#, variants.join(", ")))])
    };
    let files = vec![
        sends("plan.set", &of(&["free", "gold", "team", "trial", "pro"], closed)),
        reads("mail", "plan.set", &of(&["free"], fields)),
    ];
    insta::assert_snapshot!(said(files, &[], None), @"4 failing [alternative-not-accepted]: shop sends 4 variants of `plan`: `gold`, `pro`, `team` and 1 more");
}

#[test]
fn what_is_wrong_with_a_shared_definition_is_one_block_of_all_events() {
    let of = |definition: &str, closed: &str| {
        format!(
            r##"{{"type": "object", "properties": {{"address": {{"$ref": "#/$defs/Address"}}}}, "required": ["address"]{closed},
                "$defs": {{"Address": {{"type": "object", "properties": {{"zip": {definition}}}, "required": ["zip"]{closed}}}}}}}"##
        )
    };
    let both = |event| {
        vec![
            sends(event, &of(TEXT, r#", "unevaluatedProperties": false"#)),
            reads("mail", event, &of(ID, "")),
        ]
    };
    insta::assert_snapshot!(said([both("user.moved"), both("order.paid")].concat(), &[], None), @"2 failing [type-mismatch]: shop sends `zip` of `address` as a string, not an integer");
}

#[test]
fn a_file_and_a_pair_that_was_not_decided_are_blocks_of_their_own() {
    let undecided = r#"{"type": "string", "format": "x-nobody-knows"}"#;
    let files = vec![
        sends("order.paid", &closed(&[("a", TEXT), ("b", TEXT)])),
        reads("mail", "order.paid", &fields(&[("a", undecided)])),
        reads("books", "order.paid", &fields(&[("b", undecided)])),
        sends("order.piad", "{}"),
        reads("tax", "order.padi", "{}"),
        reads("web", "order.padi", "{}"),
    ];
    insta::assert_snapshot!(said(files, &[], None), @"
    1 failing [event-not-emitted]: tax wants `order.padi`, and nobody emits it; shop emits `order.paid`; shop emits `order.piad`
    1 failing [event-not-emitted]: web wants `order.padi`, and nobody emits it; shop emits `order.paid`; shop emits `order.piad`
    1 failing [unproven]: neither proven nor refuted that mail accepts what shop sends for `order.paid`
    1 failing [unproven]: neither proven nor refuted that books accepts what shop sends for `order.paid`
    ");
}
