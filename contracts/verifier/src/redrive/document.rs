//! The plan as a JSON document. Every key is always there.

use std::collections::BTreeMap;

use counterpart_engine::json::{Json, Number};

use super::cause::Cause;
use super::plan::{Count, Group, Named, Place, Plan, Tally, Totals};
use crate::report::Outcome;

/// The version of the form of the document.
pub const FORMAT: u32 = 1;

/// The JSON Schema (2020-12) of the document, as text.
pub const SCHEMA: &str = include_str!("schema.json");

/// The plan in the form of [`SCHEMA`].
pub fn to_json(plan: &Plan) -> Json {
    let (outcome, exit_code) = match plan.outcome() {
        Outcome::Compatible if plan.totals.discarded > 0 => ("none-left", 0_u32),
        Outcome::Compatible => ("all-taken", 0),
        Outcome::Incompatible => ("some-left", 100),
        Outcome::Incomplete => ("incomplete", 101),
    };
    Json::from([
        ("format", Json::Number(FORMAT.into())),
        ("counterpart", Json::from(env!("CARGO_PKG_VERSION"))),
        ("outcome", Json::from(outcome)),
        ("exit_code", Json::Number(exit_code.into())),
        ("answer", Json::from(plan.answer())),
        ("asked_code", Json::Bool(plan.asked_code)),
        ("totals", totals(&plan.totals)),
        (
            "taken_by",
            Json::from([
                ("contract_and_code", number(plan.taken_by.both)),
                ("contract_only", number(plan.taken_by.contract)),
                ("code_only", number(plan.taken_by.code)),
            ]),
        ),
        (
            "services",
            Json::Array(
                plan.services
                    .iter()
                    .map(|name| Json::from(name.as_str()))
                    .collect(),
            ),
        ),
        ("other_services", {
            let others = plan.other_services.iter().take(MOST_SERVICES);
            Json::Array(
                others
                    .map(|(name, letters)| {
                        Json::from([
                            ("service", Json::from(name.as_str())),
                            ("letters", number(*letters)),
                        ])
                    })
                    .collect(),
            )
        }),
        ("groups", Json::Array(plan.groups.iter().map(group).collect())),
        ("unreadable", named(&plan.unreadable)),
        ("repeated", named(&plan.repeated)),
        ("differ", named(&plan.differ)),
        ("redriven_often", named(&plan.often)),
        (
            "torn",
            Json::Array(plan.torn.iter().map(|file| Json::from(file.as_str())).collect()),
        ),
        ("ignored", number(plan.ignored)),
        (
            "problems",
            Json::Array(
                plan.problems
                    .iter()
                    .map(|problem| Json::from(problem.as_str()))
                    .collect(),
            ),
        ),
    ])
}

/// The number of other services to name.
const MOST_SERVICES: usize = 100;

fn number(count: u64) -> Json {
    Json::Number(Number::from(count))
}

fn totals(totals: &Totals) -> Json {
    Json::from([
        ("letters", number(totals.letters)),
        ("taken", number(totals.taken)),
        ("edited", number(totals.edited)),
        ("discarded", number(totals.discarded)),
        ("refused", number(totals.refused)),
        ("held_back", number(totals.held)),
        ("undecided", number(totals.undecided)),
        ("not_json", number(totals.not_json)),
        ("no_contract", number(totals.no_contract)),
        ("no_reader", number(totals.no_reader)),
        ("no_service", number(totals.no_service)),
        ("other_service", number(totals.other_service)),
        ("unreadable", number(totals.unreadable)),
    ])
}

fn group(group: &Group) -> Json {
    let moments = group
        .since
        .map(|(from, to)| [from, to].map(|at| Json::from(at.to_string())));
    let [since, until] = moments.unwrap_or([Json::Null, Json::Null]);
    Json::from([
        ("event", Json::from(group.event.as_str())),
        (
            "service",
            match group.service.as_str() {
                "" => Json::Null,
                service => Json::from(service),
            },
        ),
        ("cause", cause(&group.cause)),
        ("since", since),
        ("until", until),
        ("totals", totals(&group.totals)),
        (
            "example",
            Json::from([
                ("letter", place(&group.example)),
                ("payload", group.shape.clone()),
            ]),
        ),
        ("by_contract", tally(&group.by_contract)),
        ("by_code", tally(&group.by_code)),
        ("stay", causes(&group.stay)),
        ("discarded", causes(&group.discarded)),
    ])
}

fn cause(cause: &Cause) -> Json {
    Json::from([
        ("rule", Json::from(cause.rule.as_str())),
        ("place", Json::from(cause.place.as_str())),
        ("expected", Json::from(cause.expected.as_str())),
    ])
}

fn tally(tally: &Tally) -> Json {
    let undecided = tally.undecided.iter().map(|(why, count)| {
        Json::from([
            ("reason", Json::from(why.as_str())),
            ("letters", number(count.letters)),
            ("first", place(&count.first)),
        ])
    });
    Json::from([
        ("taken", number(tally.taken)),
        ("refused", causes(&tally.refused)),
        ("undecided", Json::Array(undecided.collect())),
        ("not_found", number(tally.not_found)),
        ("not_asked", number(tally.not_asked)),
    ])
}

fn causes(all: &BTreeMap<Cause, Count>) -> Json {
    let of = |(one, count): (&Cause, &Count)| {
        Json::from([
            ("cause", cause(one)),
            ("letters", number(count.letters)),
            ("first", place(&count.first)),
        ])
    };
    Json::Array(all.iter().map(of).collect())
}

fn named(named: &Named) -> Json {
    let first = named
        .first
        .iter()
        .map(|(at, text)| Json::from([("letter", place(at)), ("text", Json::from(text.as_str()))]));
    Json::from([
        ("letters", number(named.all)),
        ("first", Json::Array(first.collect())),
    ])
}

fn place(place: &Place) -> Json {
    Json::from([("input", Json::from(&*place.input)), ("line", number(place.line))])
}
