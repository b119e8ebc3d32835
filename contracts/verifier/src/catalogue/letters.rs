//! Dead letters by cause.

use super::number;
use super::people::People;
use crate::redrive::{Group, Plan, Totals};
use counterpart_engine::json::Json;

pub(super) fn of(plan: &Plan, people: &People) -> Json {
    Json::from([
        ("answer", Json::from(plan.answer())),
        ("totals", totals(&plan.totals)),
        (
            "groups",
            Json::Array(plan.groups.iter().map(|one| group(one, people)).collect()),
        ),
        (
            "problems",
            Json::Array(plan.problems.iter().map(|one| Json::from(one.as_str())).collect()),
        ),
    ])
}

/// Values of messages are not shown: the cause and the shape have none.
fn group(one: &Group, people: &People) -> Json {
    let (first, last) = match &one.since {
        Some((first, last)) => (Json::from(first.to_string()), Json::from(last.to_string())),
        None => (Json::Null, Json::Null),
    };
    Json::from([
        ("event", Json::from(one.event.as_str())),
        ("known_event", people.event(&one.event).map_or(Json::Null, number)),
        ("service", Json::from(one.service.as_str())),
        (
            "known_service",
            people.service(&one.service).map_or(Json::Null, number),
        ),
        ("cause", Json::from(one.cause.to_string())),
        ("rule", Json::from(one.cause.rule.as_str())),
        ("first", first),
        ("last", last),
        ("example", Json::from(one.example.to_string())),
        ("shape", Json::from(one.shape.to_pretty())),
        ("totals", totals(&one.totals)),
    ])
}

fn totals(totals: &Totals) -> Json {
    let count = |number: u64| Json::Number(number.into());
    Json::from([
        ("letters", count(totals.letters)),
        ("taken", count(totals.taken())),
        ("left", count(totals.left())),
        ("unreadable", count(totals.unreadable)),
    ])
}
