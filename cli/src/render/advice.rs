//! What to do about a finding, as concrete ways out.

use counterpart::compat::{Place, PlaceStep, Rule};
use counterpart::report::{Document, FileRule};

/// Ways out of an incompatibility: of the producer, of the consumer, and whom to ask.
pub(super) fn of_rule(rule: Rule, place: &Place, producer: &str, consumers: &[&Document]) -> Vec<String> {
    let field = match place.0.iter().rev().find_map(|step| match step {
        PlaceStep::Property(name) => Some(name),
        _ => None,
    }) {
        Some(name) => format!("`{name}`"),
        None => "the value".to_owned(),
    };
    let (keep, accept) = match rule {
        Rule::PropertyMissing | Rule::PropertyOptional => (
            format!("keep sending {field} in every message until no consumer needs it"),
            format!("make {field} an `Option<…>` or give it `#[serde(default)]`, and release that first"),
        ),
        Rule::NullEmitted => (
            format!(
                "always fill {field}, or leave it out where it is empty if the consumer allows that \
                 (`skip_serializing_if`)"
            ),
            format!("make {field} an `Option<…>`, and release that first"),
        ),
        Rule::ValueNotAccepted | Rule::AlternativeNotAccepted => (
            "hold the new value back until the consumers know it".to_owned(),
            "add the variant, or a `#[serde(other)]` variant for values to come, and release that first"
                .to_owned(),
        ),
        Rule::PropertyDenied => (
            format!("hold {field} back until the consumers know it"),
            format!("declare {field} or drop `deny_unknown_fields`, and release that first"),
        ),
        _ => (
            format!(
                "keep {field} as it was, and send the new form in a field beside it until the consumers have moved"
            ),
            format!("widen the type of {field} to what is sent, and release that first"),
        ),
    };
    let mut ways = vec![format!("in {producer}: {keep}")];
    let (mut names, mut owners) = (Vec::new(), Vec::new());
    for consumer in consumers {
        let service = consumer.identity().service();
        if !names.contains(&service) {
            names.push(service);
        }
        if let Some(owner) = consumer.contract.header.owner.as_deref()
            && !owners.contains(&owner)
        {
            owners.push(owner);
        }
    }
    ways.push(format!("in {}: {accept}", names.join(", ")));
    if owners.is_empty() {
        ways.push(format!("ask the people of {} when they can", names.join(", ")));
    } else {
        ways.push(format!("ask {} when they can", owners.join(", ")));
    }
    ways
}

/// What is wrong with a file, and the way out.
pub(super) fn of_file(rule: FileRule, document: &Document, wanted_by: &[String]) -> (String, String) {
    let identity = document.identity();
    let (service, event) = (identity.service(), identity.event());
    let accept = "run `cargo counterpart accept` and commit the file".to_owned();
    match rule {
        FileRule::ContractMissing => (
            format!("the code declares `{identity}`, and no file says it"),
            accept,
        ),
        FileRule::ContractStale => ("the file says something else than the code".to_owned(), accept),
        FileRule::ContractOrphaned => (
            format!("the code does not declare `{identity}` any more, and the file still stands"),
            "delete the file; `cargo counterpart accept` does".to_owned(),
        ),
        FileRule::EventStopped => (
            format!(
                "{service} emits `{event}` no more, and {} still {} a contract for it",
                wanted_by.join(", "),
                if wanted_by.len() == 1 { "has" } else { "have" },
            ),
            format!(
                "keep emitting `{event}` (an event renamed is an event stopped) until the contracts are gone, or remove them"
            ),
        ),
        FileRule::EventNotEmitted => {
            let producer = document.contract.header.producer.as_deref().unwrap_or_default();
            (
                format!("{service} wants `{event}` from {producer}, and {producer} does not emit it"),
                format!("let {producer} emit it, or correct the event or the `producer` of the contract"),
            )
        }
        _ => (rule.id().to_owned(), "see the rule's page".to_owned()),
    }
}
