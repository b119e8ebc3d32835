//! Fixes in consumers of JSON that a library made of Protobuf: the library will not write otherwise.

use super::Fix;
use super::case::{Case, Spot};
use super::edit::Change;
use super::rust_type::rust_type;
use counterpart::contract::{Assumption, Encoding};
use counterpart_engine::compat::Rule;
use counterpart_engine::json::Json;

/// The encoding of the producer's messages, if they have a schema of Protobuf.
pub(super) fn encoding(case: &Case<'_>) -> Option<Encoding> {
    let assumes = &case.found.emitted.contract.header.assumes;
    let encoding = assumes.iter().find_map(|assumption| match assumption {
        Assumption::WrittenIn(encoding) => Some(*encoding),
        _ => None,
    });
    encoding.filter(|encoding| encoding.is_protobuf())
}

/// The fix of what most types get wrong about the encoding.
pub(super) fn of_consumer(case: &Case<'_>) -> Option<Fix> {
    let encoding = encoding(case).filter(|_| case.is_consumer_rust())?;
    let subject = case.subject();
    let is_field = case.spot() == Spot::Field;
    let accepted = rust_type(&case.accepted);
    let number = accepted.as_deref().map(|name| {
        let inside = name
            .strip_prefix("Option<")
            .and_then(|name| name.strip_suffix('>'));
        inside.unwrap_or(name)
    });
    let value = case.refusal.witness_at.find(&case.refusal.witness);
    match (case.found.rule, value) {
        (Rule::PropertyOptional | Rule::PropertyMissing, _) if is_field => Some(case.in_consumers_now(
            &format!("{subject} is absent where it is the default: give it `#[serde(default)]`"),
            case.here(Change::Attribute("default".to_owned())),
        )),
        (Rule::TypeMismatch, Some(Json::String(text))) if is_integer(text) => {
            let number = number.filter(|name| is_integer_type(name))?;
            Some(case.in_consumers_now(
                &match encoding {
                    Encoding::GoogleProtobufObject4 => format!(
                        "{subject} is a number up to 2^53 and text beyond: read both, by an untagged enum of `{number}` and \
                         `String`"
                    ),
                    _ => format!(
                        "{subject} is text in {encoding}: use `#[contract(with = \"counterpart::wire::Digits<{number}>\")]` \
                         with a function that reads it"
                    ),
                },
                [],
            ))
        }
        (_, Some(Json::String(text))) if is_not_finite(text) => Some(case.in_consumers_now(
            &format!(
                "{subject} may be \"NaN\", \"Infinity\" or \"-Infinity\": read a number or a text, by an untagged enum"
            ),
            [],
        )),
        (Rule::NullEmitted, Some(Json::Null)) if number == Some("f64") => Some(case.in_consumers_now(
            &format!("{encoding} writes NaN as null: make {subject} an `Option<…>`"),
            case.here(Change::Optional),
        )),
        (
            Rule::TypeMismatch | Rule::ValueNotAccepted | Rule::AlternativeNotAccepted,
            Some(Json::Number(_)),
        ) if sends_names(case) && case.accepted.has_type("string") => {
            Some(case.in_consumers_now(
                &format!(
                    "{subject} may be a number, of a value that has no name yet: read a name or an `i32`, by an untagged enum"
                ),
                [],
            ))
        }
        _ => None,
    }
}

/// Returns true if the producer's schema has the names of an enum there.
fn sends_names(case: &Case<'_>) -> bool {
    let parts = case.sent.parts().iter().copied().chain(case.sent.branches());
    let is_text = |value: &Json| value.as_str().is_some();
    parts
        .filter_map(|part| part.get("enum")?.as_array())
        .any(|values| values.iter().any(is_text))
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_integer_type(name: &str) -> bool {
    let bits = name.strip_prefix(['i', 'u']);
    bits.is_some_and(|bits| bits.parse::<u8>().is_ok())
}

fn is_not_finite(text: &str) -> bool {
    ["NaN", "Infinity", "-Infinity"].contains(&text)
}
