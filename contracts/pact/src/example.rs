//! Messages that are really sent, given to Pact.

use std::collections::{BTreeMap, HashMap};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pact_matching::{Mismatch, match_message};
use pact_models::bodies::OptionalBody;
use pact_models::content_types::ContentType;
use pact_models::v4::async_message::AsynchronousMessage;
use pact_models::v4::message_parts::MessageContents;
use serde_json::Value;

use super::metadata::is_content_type;
use super::producers::{Emitted, Sample};
use super::read::{AnyInteraction, AnyPact, Message};
use super::report::{ByExample, Mismatched};
use counterpart::config::pact::Settings;

/// The number of samples that that do not match are kept.
const SHOWN: usize = 5;

/// A message with its metadata, as Pact holds one that it was sent.
pub fn sent(text: &str, metadata: &BTreeMap<String, Value>) -> AsynchronousMessage {
    let kind = metadata
        .iter()
        .find(|(key, _)| is_content_type(key))
        .and_then(|(_, kind)| kind.as_str());
    let kind = ContentType::from(kind.unwrap_or("application/json"));
    let metadata: HashMap<String, Value> = metadata.clone().into_iter().collect();
    AsynchronousMessage {
        contents: MessageContents {
            contents: OptionalBody::from(text).with_content_type(Some(kind)),
            metadata,
            ..MessageContents::default()
        },
        ..AsynchronousMessage::default()
    }
}

/// Pact's complaints about a message, in a fixed order.
pub fn mismatches(expected: &AnyInteraction, sent: &AsynchronousMessage, pact: &AnyPact) -> Vec<Mismatch> {
    let sent: AnyInteraction = Box::new(sent.clone());
    let mut mismatches = answer(match_message(expected, &sent, pact));
    mismatches.sort();
    mismatches
}

/// Without plugins Pact waits for nothing, although it is asked in a way that could.
fn answer<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut context) {
            return answer;
        }
    }
}

/// Gives the samples for the interaction to Pact.
pub(super) fn check(
    pact: &AnyPact,
    message: &Message,
    emitted: &Emitted,
    metadata: &BTreeMap<String, Value>,
    settings: &Settings,
) -> Result<ByExample, String> {
    let (samples, chosen) = choose(emitted, &message.description, &message.states, settings)?;
    let mut mismatched = Vec::new();
    for sample in &samples {
        let sent = sent(&sample.text, metadata);
        let mismatches = mismatches(&message.interaction, &sent, pact);
        if !mismatches.is_empty() {
            let shown = match mismatched.len() < SHOWN {
                true => shown(message, &mismatches, &sent),
                false => String::new(),
            };
            mismatched.push(Mismatched {
                message: sample.text.clone(),
                mismatches,
                shown,
            });
        }
    }
    Ok(ByExample {
        asked: samples.len(),
        chosen,
        mismatched,
    })
}

/// As the verifier of every other language shows it.
fn shown(message: &Message, mismatches: &Vec<Mismatch>, sent: &AsynchronousMessage) -> String {
    let mut lines = Vec::new();
    pact_verifier::interaction_mismatch_output(
        &mut lines,
        false,
        0,
        &message.description,
        mismatches,
        message.interaction.as_ref(),
        sent,
    );
    lines.join("\n")
}

/// Returns the samples for an interaction: those that a provider state names, else those with the name of the
/// description or of a state, else all samples of the event.
///
/// # Errors
/// Fails if a configured name is not the name of a sample; lists the existing names.
pub(super) fn choose<'a>(
    emitted: &'a Emitted,
    description: &str,
    states: &[String],
    settings: &Settings,
) -> Result<(Vec<&'a Sample>, String), String> {
    let named = |name: &str| -> Vec<&Sample> {
        let has = |sample: &&Sample| sample.name.as_deref() == Some(name);
        emitted.samples.iter().filter(has).collect()
    };
    for state in states {
        let Some(name) = settings.states.get(state) else {
            continue;
        };
        let samples = named(name);
        if samples.is_empty() {
            let names: Vec<String> = emitted
                .samples
                .iter()
                .filter_map(|sample| sample.name.as_ref().map(|name| format!("{name:?}")))
                .collect();
            return Err(format!(
                "`[pact.states]` names the sample {name:?} for the state {state:?}, and {} has {}: give it \
                 that name in the `samples` function",
                emitted.identity(),
                if names.is_empty() {
                    "none with a name".to_owned()
                } else {
                    names.join(", ")
                }
            ));
        }
        return Ok((samples, format!("named {name:?}, for the state {state:?}")));
    }
    for name in states.iter().map(String::as_str).chain([description]) {
        let samples = named(name);
        if !samples.is_empty() {
            return Ok((samples, format!("named {name:?}")));
        }
    }
    let from = match emitted.made {
        true => "made of the schema, because the type names no `samples`",
        false => "the samples of the type",
    };
    Ok((emitted.samples.iter().collect(), from.to_owned()))
}
