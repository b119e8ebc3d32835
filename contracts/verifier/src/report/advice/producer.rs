//! Fixes in the producer.

use super::super::Part;
use super::Fix;
use super::case::{Case, Spot, above, quoted, short, subject};
use super::edit::Change;
use super::left_out::accepts_left_out;
use super::mode;
use super::rust_type::rust_type;
use super::schema_at::{At, Form};
use super::variant::NewVariant;
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::{Json, Object};

/// The fixes, the best first.
pub(super) fn of_producer(case: &Case<'_>) -> Vec<Fix> {
    let only = |what: String| vec![case.in_producer(&what, [])];
    let subject_here = case.subject();
    if let Some((_, read)) = mode::differing(case) {
        return only(format!("send the event {read}, as the consumers read it"));
    }
    if case.found.part == Part::Headers {
        let header = format!("the header {}", subject(case.place));
        return only(match case.found.rule {
            Rule::PropertyMissing | Rule::PropertyOptional => {
                format!("send {header} with every message, and declare it in `headers(…)`")
            }
            _ => format!("keep {header} as it was, and send the new form in another header"),
        });
    }
    if case.sends_bytes_in_envelope() {
        let how = "send JSON in `data`, not bytes in `data_base64`: hand the SDK a JSON value";
        return only(how.to_owned());
    }
    if case.sends_any_text() {
        let consumers = case.consumers();
        let accepted = case.accepted.variants(Form::Texts);
        let way = match accepted.len() {
            0 | 1 => "",
            _ if case.is_producer_rust() => ": use the enum",
            _ => ": list them",
        };
        let accept = if consumers.contains([',', ' ']) {
            "accept"
        } else {
            "accepts"
        };
        let field = subject(case.place);
        return only(format!(
            "send only values of {field} that {consumers} {accept}{way}"
        ));
    }
    if case.is_constant() {
        return only(format!(
            "keep the value of {} until the consumers accept the new one",
            subject(case.place)
        ));
    }
    match case.found.rule {
        Rule::PropertyMissing | Rule::PropertyOptional if case.tag_instead_of_key().is_some() => {
            let tag = case.tag_instead_of_key().unwrap_or_default();
            if !case.is_producer_rust() {
                return only(format!(
                    "keep the variant as the only key, without the tag `{}`",
                    short(tag)
                ));
            }
            let attribute = format!("tag = {tag:?}");
            let what = format!(
                "keep the enum externally tagged (drop `#[serde(tag = {})]`)",
                quoted(tag)
            );
            vec![case.in_producer(&what, case.of_enum(Change::WithoutAttribute(attribute)))]
        }
        Rule::PropertyMissing => match case.spot() {
            Spot::Tag => vec![tag_back(case)],
            _ => match flattened(case) {
                Some(fix) => vec![fix],
                None if case.was_sent() => {
                    only(format!("keep sending {subject_here} until no consumer needs it"))
                }
                None => only(format!("start sending {subject_here} in every message")),
            },
        },
        Rule::PropertyOptional => match case.spot() {
            Spot::Tag => vec![tag_back(case)],
            _ => only(format!("always send {subject_here}")),
        },
        Rule::NullEmitted => null(case),
        Rule::ValueNotAccepted | Rule::AlternativeNotAccepted => match NewVariant::of(case) {
            Some(new) => only(format!("hold back {} until the consumers know it", new.subject())),
            None => only(format!(
                "hold back the new value of {subject_here} until the consumers know it"
            )),
        },
        Rule::PropertyDenied if case.property().is_none() => only(format!(
            "send only keys that the consumers accept in {}",
            subject(&above(case.place))
        )),
        Rule::PropertyDenied => only(format!("hold back {subject_here} until the consumers accept it")),
        Rule::NumberRange
        | Rule::StringContent
        | Rule::ArrayLength
        | Rule::ArrayContent
        | Rule::PropertyCount => match types(case).filter(|_| case.is_producer_rust()) {
            Some((_, accepted)) => vec![case.in_producer(
                &format!("send {subject_here} as `{accepted}`, as the consumers read it"),
                retyped(case, &accepted),
            )],
            None => only(format!("keep {subject_here} within what the consumers accept")),
        },
        _ => {
            if case.is_unchanged() == Some(false) {
                return only(format!(
                    "keep {subject_here} as it was, and send the new form in a new field"
                ));
            }
            let accepted = rust_type(&case.accepted).filter(|_| case.is_producer_rust());
            match (accepted, types(case)) {
                (Some(accepted), Some(_)) => vec![case.in_producer(
                    &format!("send {subject_here} as `{accepted}`, as the consumers read it"),
                    retyped(case, &accepted),
                )],
                (Some(accepted), None) => only(format!(
                    "send {subject_here} as `{accepted}`, as the consumers read it"
                )),
                (None, _) => only(format!("send {subject_here} as the consumers read it")),
            }
        }
    }
}

/// The types that both sides give a field in Rust, if both are plain.
pub(super) fn types(case: &Case<'_>) -> Option<(String, String)> {
    Some((rust_type(&case.sent)?, rust_type(&case.accepted)?))
}

/// Another type for the field at the place, if it is a field.
pub(super) fn retyped(case: &Case<'_>, name: &str) -> Vec<(Place, Change)> {
    match case.place.0.last() {
        Some(PlaceStep::Property(_)) => case.here(Change::Type(name.to_owned())),
        _ => Vec::new(),
    }
}

fn null(case: &Case<'_>) -> Vec<Fix> {
    let subject = case.subject();
    if is_unit_of_untagged(case) {
        let what =
            format!("write the variant of {subject} that has no fields as a text: untagged, it is null");
        return vec![case.in_producer(&what, [])];
    }
    let mut fixes = Vec::new();
    let can_be_left_out = case.spot() == Spot::Field && case.found.refusals.iter().all(accepts_left_out);
    if can_be_left_out {
        let attribute = "skip_serializing_if = \"Option::is_none\"";
        let what = if case.is_producer_rust() {
            format!("`#[serde({attribute})]` on {subject}")
        } else {
            format!("leave {subject} out instead of sending null")
        };
        fixes.push(case.in_producer(&what, case.here(Change::Attribute(attribute.to_owned()))));
    }
    let what = match case.spot() {
        Spot::Inside => format!("never send null in {subject}"),
        _ => format!("always set {subject}"),
    };
    fixes.push(case.in_producer(&what, []));
    fixes
}

/// Returns `true` if null is a variant of an untagged enum. Such a variant has a name of its own,
/// and an `Option` has none.
pub(super) fn is_unit_of_untagged(case: &Case<'_>) -> bool {
    let is_null = |branch: &Object| branch.get("type").and_then(Json::as_str) == Some("null");
    let of_definition = case.sent.definitions().into_iter();
    let mut unions = of_definition.filter_map(|part| part.get("anyOf")?.as_array());
    case.is_producer_rust()
        && unions.any(|branches| {
            let mut nulls = branches.iter().map(|one| one.as_object().is_some_and(is_null));
            // In an `Option`, null is the second of two.
            let is_option = branches.len() == 2 && nulls.clone().next_back() == Some(true);
            nulls.any(|null| null) && !is_option
        })
}

/// An enum whose tag the consumers need.
fn tag_back(case: &Case<'_>) -> Fix {
    let name = case.property().unwrap_or_default();
    let shown = short(name);
    let again = if case.was_sent() { "again" } else { "too" };
    if !case.is_producer_rust() {
        return case.in_producer(
            &format!("send the tag `{shown}` {again}, with the name of the variant"),
            [],
        );
    }
    let sent = case.sent_above();
    let is_untagged = sent.form() == Some(Form::Untagged);
    let (attribute, shown) = match content_of(case, &sent, name) {
        Some(content) => (
            format!("tag = {name:?}, content = {content:?}"),
            format!("tag = {}, content = {}", quoted(name), quoted(content)),
        ),
        None => (format!("tag = {name:?}"), format!("tag = {}", quoted(name))),
    };
    let instead = if is_untagged { ", not `untagged`" } else { "" };
    let what = if case.was_sent() {
        format!("give the enum `#[serde({shown})]` back{instead}")
    } else {
        format!("give the enum `#[serde({shown})]`{instead}")
    };
    let change = if is_untagged {
        Change::Instead {
            old: "untagged".to_owned(),
            new: attribute,
        }
    } else {
        Change::Attribute(attribute)
    };
    case.in_producer(&what, case.of_enum(change))
}

/// Returns the name if the consumers read the content under a key of its own, and the producer does
/// not write one.
fn content_of<'c>(case: &'c Case<'_>, sent: &At<'_>, tag: &str) -> Option<&'c str> {
    match case.accepted_above().form() {
        Some(Form::Tagged {
            tag: known,
            content: Some(content),
        }) if known == tag && !sent.names().contains(&content) => Some(content),
        _ => None,
    }
}

/// An object that the consumers read and whose fields the producer writes one level above.
fn flattened(case: &Case<'_>) -> Option<Fix> {
    case.property()?;
    let wanted: Vec<&str> = case.accepted.names();
    let wanted: Vec<&str> = wanted
        .into_iter()
        .filter(|name| case.accepted.requires(name))
        .collect();
    let sent = case.sent_above();
    // Without the past, the fields may be there by chance.
    let before = case.sent_before();
    let was_inside = |name: &&str| {
        before
            .as_ref()
            .is_some_and(|before| !before.property(name).is_empty())
    };
    if !wanted.iter().all(was_inside) {
        return None;
    }
    let is_flat = !wanted.is_empty() && wanted.iter().all(|name| !sent.property(name).is_empty());
    is_flat.then(|| {
        let subject = case.subject();
        let what = if case.is_producer_rust() {
            format!("drop `#[serde(flatten)]` from {subject}")
        } else {
            format!("send the fields of {subject} inside of it")
        };
        case.in_producer(&what, [])
    })
}
