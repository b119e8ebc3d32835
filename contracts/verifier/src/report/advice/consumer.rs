//! Fixes in the consumers.

use super::super::Part;
use super::Fix;
use super::case::{Case, Spot, above, quoted, subject, subject as called};
use super::edit::Change;
use super::encoded;
use super::mode;
use super::producer::{retyped, types};
use super::rust_type::{is_wider, rust_type};
use super::schema_at::{At, Form};
use super::variant::NewVariant;
use counterpart_engine::compat::Rule;

/// The fixes, the best first.
pub(super) fn of_consumers(case: &Case<'_>) -> Vec<Fix> {
    if let Some((sent, _)) = mode::differing(case) {
        return vec![case.in_consumers(&format!("read the event {sent}"), [])];
    }
    if case.found.part == Part::Headers {
        return vec![of_headers(case)];
    }
    if case.sends_bytes_in_envelope() {
        // No contract describes them.
        return Vec::new();
    }
    if !case.is_consumer_rust() {
        return vec![case.in_consumers(&of_schema(case), [])];
    }
    if let Some(fix) = encoded::of_consumer(case) {
        return vec![fix];
    }
    let only = |what: String| vec![case.in_consumers(&what, [])];
    let subject = case.subject();
    if case.tag_instead_of_key().is_some() {
        let tag = case.tag_instead_of_key().unwrap_or_default();
        let attribute = Change::Attribute(format!("tag = {tag:?}"));
        let what = format!(
            "`#[serde(tag = {})]` on the enum, as the producer has it",
            quoted(tag)
        );
        return vec![case.in_consumers(&what, case.of_enum(attribute))];
    }
    let is_absent = matches!(case.found.rule, Rule::PropertyMissing | Rule::PropertyOptional);
    if matches!(case.spot(), Spot::Envelope) && !is_absent {
        return only("name the reader of the event in `reads_with`, if it accepts that".to_owned());
    }
    if case.sends_any_text() {
        return only(format!("accept any string in {}", called(case.place)));
    }
    if case.is_constant() {
        return only(format!("accept the new value of {}", called(case.place)));
    }
    match (case.found.rule, case.spot()) {
        (Rule::PropertyMissing | Rule::PropertyOptional, Spot::Tag) => untagged(case).into_iter().collect(),
        (Rule::PropertyMissing | Rule::PropertyOptional, Spot::Envelope) => {
            only(format!("do without {subject}"))
        }
        (Rule::PropertyMissing | Rule::PropertyOptional, _) => absent(case),
        (Rule::NullEmitted, Spot::Field | Spot::Tag) => vec![case.in_consumers(
            &format!("make {subject} an `Option<…>`"),
            case.here(Change::Optional),
        )],
        (Rule::NullEmitted, _) => only(format!("accept null in {subject} (`Option<…>`)")),
        (Rule::ValueNotAccepted | Rule::AlternativeNotAccepted, _) => match NewVariant::of(case) {
            Some(new) => {
                let ways = new.ways(case).into_iter();
                ways.map(|(what, changes)| case.in_consumers(&what, changes))
                    .collect()
            }
            None => only(format!("accept the new value of {subject}")),
        },
        (Rule::PropertyDenied, _) if case.property().is_none() => {
            only(format!("accept any key in {}", called(&above(case.place))))
        }
        (Rule::PropertyDenied, _) => {
            let deny = "deny_unknown_fields";
            vec![
                case.in_consumers(
                    &format!("drop `#[serde({deny})]`"),
                    [(case.type_above(), Change::WithoutAttribute(deny.to_owned()))],
                ),
                case.in_consumers(&format!("declare {subject}"), []),
            ]
        }
        _ => wider(case),
    }
}

fn of_headers(case: &Case<'_>) -> Fix {
    let header = format!("the header {}", subject(case.place));
    let is_absent = matches!(case.found.rule, Rule::PropertyMissing | Rule::PropertyOptional);
    let what = match (is_absent, case.is_consumer_rust()) {
        (true, true) => format!("make {header} an `Option<…>` in `headers(…)`"),
        (true, false) => format!("stop requiring {header}"),
        (false, true) => format!("widen the type of {header} in `headers(…)` to what is sent"),
        (false, false) => format!("accept what is sent in {header}"),
    };
    case.in_consumers(&what, [])
}

/// In words of JSON Schema, for a schema that is written by hand.
fn of_schema(case: &Case<'_>) -> String {
    let subject = case.subject();
    if case.sends_any_text() {
        return format!("accept any string in {subject}");
    }
    match case.found.rule {
        Rule::PropertyDenied if case.property().is_none() => {
            format!("accept any key in {}", called(&above(case.place)))
        }
        Rule::PropertyMissing | Rule::PropertyOptional => format!("stop requiring {subject}"),
        Rule::NullEmitted => format!("accept null in {subject}"),
        Rule::ValueNotAccepted | Rule::AlternativeNotAccepted => match NewVariant::of(case) {
            Some(new) => format!("accept {} in {subject}", new.subject()),
            None => format!("accept the new value of {subject}"),
        },
        Rule::PropertyDenied => format!("accept {subject}, or any other property"),
        Rule::NumberRange => format!("widen `minimum` and `maximum` of {subject} to what is sent"),
        Rule::ArrayLength => format!("widen `minItems` and `maxItems` of {subject} to what is sent"),
        Rule::PropertyCount => {
            format!("widen `minProperties` and `maxProperties` of {subject} to what is sent")
        }
        _ => format!("accept what is sent in {subject}"),
    }
}

/// A field that is not always sent.
fn absent(case: &Case<'_>) -> Vec<Fix> {
    let subject = case.subject();
    let mut fixes = Vec::new();
    if !case.accepted.is_nullable() {
        fixes.push(case.in_consumers(
            &format!("make {subject} an `Option<…>`"),
            case.here(Change::Optional),
        ));
    }
    if has_default(&case.accepted) {
        fixes.push(case.in_consumers(
            &format!("give {subject} `#[serde(default)]`"),
            case.here(Change::Attribute("default".to_owned())),
        ));
    }
    fixes
}

/// Returns `true` if the type surely has a `Default`.
fn has_default(at: &At<'_>) -> bool {
    let is_list = at.has_type("array") && at.parts().iter().all(|part| !part.contains_key("prefixItems"));
    let is_map = at.has_type("object") && at.names().is_empty() && at.form().is_none();
    at.is_nullable() || rust_type(at).is_some() || (is_list && at.branches().is_empty()) || is_map
}

/// Its fields can identify an enum whose tag is not sent.
fn untagged(case: &Case<'_>) -> Option<Fix> {
    let tag = case.property()?;
    let is_bare = matches!(
        case.accepted_above().form(),
        Some(Form::Tagged { content: None, .. })
    );
    let is_told_by_fields = case.sent_above().form() == Some(Form::Untagged) && is_bare;
    is_told_by_fields.then(|| {
        let changes = case.of_enum(Change::Instead {
            old: format!("tag = {tag:?}"),
            new: "untagged".to_owned(),
        });
        let what = format!("make the enum `#[serde(untagged)]`, not `tag = {}`", quoted(tag));
        case.in_consumers(&what, changes)
    })
}

/// Reads more than before.
fn wider(case: &Case<'_>) -> Vec<Fix> {
    let subject = case.subject();
    let what = match types(case) {
        Some((sent, accepted)) if is_wider(&sent, &accepted) => {
            let what = format!("read {subject} as `{sent}`");
            return vec![case.in_consumers(&what, retyped(case, &sent))];
        }
        Some((sent, accepted)) => {
            format!("read {subject} as `{sent}` and as `{accepted}`, by an untagged enum")
        }
        None if matches!(case.found.rule, Rule::TypeMismatch | Rule::FormatMismatch) => {
            format!("read both forms of {subject}, by an untagged enum")
        }
        None => format!("widen the type of {subject} to what is sent"),
    };
    vec![case.in_consumers(&what, [])]
}
