//! The effect of each change of a field, as `impact` answers it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::event::At;
use crate::deploy::{self, Impact, Reader, impacts};
use crate::report::Document;
use counterpart_engine::compat::{Finding, Limits};

/// The answer about a field of an event. Documents are named by their places in the lists of the event.
#[derive(Serialize)]
pub(super) struct Probed<'p> {
    place: &'p str,
    producers: Vec<Producer>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct Producer {
    producer: Option<usize>,
    consumers: Vec<Consumer>,
}

#[derive(Serialize)]
struct Consumer {
    consumer: Option<usize>,
    reads: bool,
    broken: Option<Broken>,
    effects: BTreeMap<&'static str, Effect>,
}

#[derive(Serialize)]
struct Effect {
    effect: &'static str,
    finding: Option<Broken>,
    why: Option<String>,
}

/// A finding. Its message is text, because a browser would round its numbers.
#[derive(Serialize)]
struct Broken {
    rule: &'static str,
    place: String,
    sentence: String,
    message: String,
}

/// The answers about some fields of an event.
pub(super) fn of<'p>(
    event: &str,
    places: &'p [String],
    documents: &[Arc<Document>],
    at: &At<'_>,
    limits: &Limits,
) -> Vec<Probed<'p>> {
    let named: Vec<&str> = places.iter().map(String::as_str).collect();
    let found = impacts(documents, event, &named, limits);
    let answers = places.iter().zip(found).map(|(place, found)| {
        let (impacts, problems) = found.unwrap_or_else(|error| (Vec::new(), vec![error.to_string()]));
        Probed {
            place,
            producers: impacts.iter().map(|one| producer(one, at)).collect(),
            problems,
        }
    });
    answers.collect()
}

fn producer(one: &Impact, at: &At<'_>) -> Producer {
    Producer {
        producer: at.emitted(&one.emitted),
        consumers: one.readers.iter().map(|reader| consumer(reader, at)).collect(),
    }
}

fn consumer(reader: &Reader, at: &At<'_>) -> Consumer {
    let effects = reader
        .effects
        .iter()
        .map(|(edit, effect)| (edit.id(), of_effect(effect)));
    Consumer {
        consumer: at.contract(&reader.contract),
        reads: reader.reads,
        broken: reader.broken.as_deref().map(broken),
        effects: effects.collect(),
    }
}

fn of_effect(effect: &deploy::Effect) -> Effect {
    let (effect, finding, why) = match effect {
        deploy::Effect::Fits => ("fits", None, None),
        deploy::Effect::Breaks(found) => ("breaks", Some(broken(found)), None),
        deploy::Effect::Unproven(reasons) => {
            let why: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
            ("unproven", None, Some(why.join("; ")))
        }
    };
    Effect { effect, finding, why }
}

fn broken(found: &Finding) -> Broken {
    Broken {
        rule: found.rule.id(),
        place: found.place.to_string(),
        sentence: found.sentence.clone(),
        message: found.witness.to_string(),
    }
}
