//! The effect of each change of a field, as `impact` answers it.

use std::sync::Arc;

use super::event::At;
use super::{optional, texts};
use crate::deploy::{DeployError, Effect, Impact, Impacts, Reader, impacts};
use crate::report::Document;
use counterpart_engine::compat::{Finding, Limits};
use counterpart_engine::json::Json;

/// The answers about some fields of an event, by the places of documents in the event's lists.
pub(super) fn of(
    event: &str,
    places: &[String],
    documents: &[Arc<Document>],
    at: &At<'_>,
    limits: &Limits,
) -> Vec<Json> {
    let named: Vec<&str> = places.iter().map(String::as_str).collect();
    let found = impacts(documents, event, &named, limits);
    let answer = |(place, found): (&String, Result<Impacts, DeployError>)| {
        let (impacts, problems) = found.unwrap_or_else(|error| (Vec::new(), vec![error.to_string()]));
        Json::from([
            ("place", Json::from(place.as_str())),
            (
                "producers",
                Json::Array(impacts.iter().map(|one| producer(one, at)).collect()),
            ),
            ("problems", texts(problems)),
        ])
    };
    places.iter().zip(found).map(answer).collect()
}

fn producer(one: &Impact, at: &At<'_>) -> Json {
    Json::from([
        ("producer", at.emitted(&one.emitted)),
        (
            "consumers",
            Json::Array(one.readers.iter().map(|reader| consumer(reader, at)).collect()),
        ),
    ])
}

fn consumer(reader: &Reader, at: &At<'_>) -> Json {
    let effects = reader.effects.iter().map(|(edit, effect)| {
        let (id, found, why) = match effect {
            Effect::Fits => ("fits", Json::Null, Json::Null),
            Effect::Breaks(found) => ("breaks", finding(found), Json::Null),
            Effect::Unproven(reasons) => {
                let why: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
                ("unproven", Json::Null, optional(Some(&why.join("; "))))
            }
        };
        let effect = Json::from([("effect", Json::from(id)), ("finding", found), ("why", why)]);
        (edit.id().to_owned(), effect)
    });
    Json::from([
        ("consumer", at.contract(&reader.contract)),
        ("reads", Json::Bool(reader.reads)),
        ("broken", reader.broken.as_deref().map_or(Json::Null, finding)),
        ("effects", Json::Object(effects.collect())),
    ])
}

/// Its message is text, because a browser would round its numbers.
fn finding(found: &Finding) -> Json {
    Json::from([
        ("rule", Json::from(found.rule.id())),
        ("place", Json::from(found.place.to_string())),
        ("sentence", Json::from(found.sentence.as_str())),
        ("message", Json::from(found.witness.to_string())),
    ])
}
