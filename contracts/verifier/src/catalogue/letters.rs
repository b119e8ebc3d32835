//! Dead letters by cause.

use serde::Serialize;

use super::people::People;
use crate::redrive::{self, Plan};

/// The view of dead letters. Values of messages are not shown: the cause and the shape have none.
#[derive(Serialize)]
pub(super) struct Letters<'p> {
    answer: String,
    totals: Totals,
    groups: Vec<Group<'p>>,
    problems: &'p [String],
}

#[derive(Serialize)]
struct Group<'p> {
    event: &'p str,
    known_event: Option<usize>,
    service: &'p str,
    known_service: Option<usize>,
    cause: String,
    rule: &'p str,
    first: Option<String>,
    last: Option<String>,
    example: String,
    shape: String,
    totals: Totals,
}

#[derive(Serialize)]
struct Totals {
    letters: u64,
    taken: u64,
    left: u64,
    unreadable: u64,
}

pub(super) fn of<'p>(plan: &'p Plan, people: &People) -> Letters<'p> {
    Letters {
        answer: plan.answer(),
        totals: totals(&plan.totals),
        groups: plan.groups.iter().map(|one| group(one, people)).collect(),
        problems: &plan.problems,
    }
}

fn group<'p>(one: &'p redrive::Group, people: &People) -> Group<'p> {
    Group {
        event: &one.event,
        known_event: people.event(&one.event),
        service: &one.service,
        known_service: people.service(&one.service),
        cause: one.cause.to_string(),
        rule: one.cause.rule.as_str(),
        first: one.since.as_ref().map(|(first, _)| first.to_string()),
        last: one.since.as_ref().map(|(_, last)| last.to_string()),
        example: one.example.to_string(),
        shape: one.shape.to_pretty(),
        totals: totals(&one.totals),
    }
}

fn totals(totals: &redrive::Totals) -> Totals {
    Totals {
        letters: totals.letters,
        taken: totals.taken(),
        left: totals.left(),
        unreadable: totals.unreadable,
    }
}
