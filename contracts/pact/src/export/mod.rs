//! Contracts as message pacts, for the verifiers of other languages.
//!
//! A pact is one example with rules. The example is the smallest message that shows every field; the rules are as
//! close to the schema as Pact can express. Everything that Pact cannot express is listed, and recorded in the
//! pact's own metadata.

mod alternatives;
mod containers;
mod exemplar;
mod expression;
mod rules;
mod scalars;

use std::collections::BTreeMap;
use std::fmt;

use pact_consumer::builders::PactBuilder;
use pact_models::PactSpecification;
use pact_models::bodies::OptionalBody;
use pact_models::content_types::ContentType;
use pact_models::matchingrules::{MatchingRuleCategory, MatchingRules};
use pact_models::path_exp::DocPath;
use pact_models::v4::async_message::AsynchronousMessage;
use pact_models::v4::message_parts::MessageContents;
use serde_json::{Value, json};

use self::rules::Said;
use counterpart::config::pact::Settings;
use counterpart::contract::{ContractFile, Envelope, Role};
use counterpart_engine::json::{Json, Object};

const KIND: &str = "application/json";
/// Under this name the pact's metadata says what was lost.
const OURS: &str = "counterpart";

/// A version of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spec {
    /// Version 3, which the older tools read.
    V3,
    /// Version 4.
    #[default]
    V4,
}

/// A pact made of the contracts of one consumer with one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The consumer.
    pub consumer: String,
    /// The provider.
    pub provider: String,
    /// The text of the file.
    pub text: String,
    /// The differences between the pact and the contracts.
    pub lost: Vec<Lost>,
}

/// The direction in which a pact errs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Errs {
    /// It refuses what the contract accepts.
    Narrow,
    /// It accepts what the contract refuses.
    Wide,
}

/// Something that a pact cannot say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The interaction.
    pub description: String,
    /// The path in the message, as pacts write it.
    pub path: String,
    /// The result, as a sentence without a full stop.
    pub what: String,
    /// The direction in which the pact errs.
    pub errs: Errs,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errs = match self.errs {
            Errs::Narrow => "too narrow",
            Errs::Wide => "too wide",
        };
        write!(f, "{}: {}: {errs}: {}", self.description, self.path, self.what)
    }
}

/// The reason why a contract becomes no pact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportError {
    /// No message fits the contract, or none was found.
    NoExample(String),
    /// The schema cannot be read.
    Schema(String, String),
    /// Pact refused what was made.
    Pact(String),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportError::NoExample(whose) => write!(
                f,
                "{whose}: found no message that the contract accepts, so there is no example"
            ),
            ExportError::Schema(whose, error) => write!(f, "{whose}: {error}"),
            ExportError::Pact(error) => write!(f, "Pact does not accept the generated pact: {error}"),
        }
    }
}

impl std::error::Error for ExportError {}

impl Exported {
    /// The name that every tool gives such a file.
    pub fn file_name(&self) -> String {
        let plain = |name: &str| name.replace(['/', '\\'], "_");
        format!("{}-{}.json", plain(&self.consumer), plain(&self.provider))
    }
}

/// Makes a pact of the contracts of one consumer.
///
/// Contracts of other roles are ignored.
///
/// # Errors
/// Fails if a contract has no example, or its schema cannot be read.
pub fn export(
    consumer: &str,
    provider: &str,
    contracts: &[&ContractFile],
    spec: Spec,
    settings: &Settings,
) -> Result<Exported, ExportError> {
    let mut builder = match spec {
        Spec::V3 => PactBuilder::new_v3_message(consumer, provider),
        Spec::V4 => PactBuilder::new_v4(consumer, provider),
    };
    let mut lost = Vec::new();
    for contract in contracts {
        if contract.header.identity.role() == Role::Consumes {
            let (messages, of_messages) = messages(contract, spec, settings)?;
            for message in &messages {
                builder.push_interaction(message);
            }
            lost.extend(of_messages);
        }
    }
    lost.sort();
    lost.dedup();
    let version = match spec {
        Spec::V3 => PactSpecification::V3,
        Spec::V4 => PactSpecification::V4,
    };
    let mut document = builder
        .build()
        .to_json(version)
        .map_err(|error| ExportError::Pact(error.to_string()))?;
    let listed: Vec<Value> = lost.iter().map(|lost| Value::from(lost.to_string())).collect();
    if let Some(metadata) = document.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.insert(
            OURS.into(),
            json!({"version": env!("CARGO_PKG_VERSION"), "lost": listed}),
        );
    }
    Ok(Exported {
        consumer: consumer.to_owned(),
        provider: provider.to_owned(),
        text: sorted(&Json::from(&document)).to_pretty(),
        lost,
    })
}

/// Pact keeps rules in hash maps; the same contract is to give the same bytes.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let members: BTreeMap<&String, Json> = members
                .iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            Json::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name.clone(), value))
                    .collect(),
            )
        }
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// The number of interactions that may say what one contract does.
const MOST: usize = 4;

/// The interactions of a contract.
///
/// An object in a pact either has all keys of its example, or may lack any of them. So one interaction shows every
/// property and allows missing ones, and others require what must be present: each leaves out everything below one
/// more optional property than the previous one. A message that passes all of them satisfies the contract.
fn messages(
    contract: &ContractFile,
    spec: Spec,
    settings: &Settings,
) -> Result<(Vec<AsynchronousMessage>, Vec<Lost>), ExportError> {
    let identity = &contract.header.identity;
    let description = match identity.name() {
        Some(name) => format!("{} ({name})", identity.event()),
        None => identity.event().to_owned(),
    };
    let whose = identity.to_string();
    let document = Json::Object(contract.schema().clone());
    let body = rules::of(&document, spec, usize::MAX).map_err(|why| why.said(&whose))?;
    let mut lost = body.lost;
    let expected = ExpectedMetadata::of(contract, spec, settings, &whose)?;
    lost.extend(expected.lost.iter().cloned());
    let mut interactions = Vec::new();
    let free = body.free;
    interactions.push(interaction(
        description.clone(),
        body.example,
        body.rules,
        &expected,
    ));
    for shown in 0..free {
        let strict = match shown < MOST - 1 {
            true => rules::of(&document, spec, shown).ok(),
            false => None,
        };
        let Some(strict) = strict else {
            lost.push(Said {
                path: DocPath::root().to_string(),
                what: "the pact does not say that some properties are required".to_owned(),
                errs: Errs::Wide,
            });
            continue;
        };
        let without = match shown {
            0 => format!("{description}, nothing optional"),
            shown => format!("{description}, nothing optional below {shown}"),
        };
        for said in strict.lost {
            // Other interactions may express what is too wide here; if they do not, they report it themselves.
            if said.errs == Errs::Narrow && !lost.contains(&said) {
                lost.push(said);
            }
        }
        interactions.push(interaction(without, strict.example, strict.rules, &expected));
    }
    let lost = lost.into_iter().map(|said| Lost {
        description: description.clone(),
        path: said.path,
        what: said.what,
        errs: said.errs,
    });
    Ok((interactions, lost.collect()))
}

/// The metadata of a pact's message, with its rules and their gaps.
struct ExpectedMetadata {
    /// The media type of the contents. It tells whole events of CloudEvents, and batches of them, from other messages.
    kind: &'static str,
    values: BTreeMap<String, Value>,
    rules: Option<MatchingRuleCategory>,
    lost: Vec<Said>,
}

impl ExpectedMetadata {
    fn of(
        contract: &ContractFile,
        spec: Spec,
        settings: &Settings,
        whose: &str,
    ) -> Result<Self, ExportError> {
        let envelope = contract.header.metadata.envelope;
        let mut expected = Self {
            kind: envelope.map_or(KIND, Envelope::content_type),
            values: BTreeMap::new(),
            rules: None,
            lost: Vec::new(),
        };
        let kind = Value::from(expected.kind);
        expected.values.insert("contentType".to_owned(), kind);
        if let Some(configured) = settings.metadata.get(contract.header.identity.event()) {
            let configured = configured.iter();
            expected
                .values
                .extend(configured.map(|(key, value)| (key.clone(), Value::from(value.as_str()))));
        }
        let headers = &contract.header.metadata.headers;
        if !headers.is_empty() {
            // Metadata has no free keys: what may be left out is not asked for.
            let document = Json::Object(headers.clone());
            let made = rules::of(&document, spec, 0).map_err(|why| why.said(whose))?;
            if let Value::Object(members) = made.example {
                expected.values.extend(members);
            }
            expected.rules = (!made.rules.rules.is_empty()).then_some(made.rules);
            let names = headers.get("properties").and_then(Json::as_object);
            for name in names.into_iter().flat_map(Object::keys) {
                if !expected.values.contains_key(name) {
                    expected.lost.push(Said {
                        path: format!("metadata {}", DocPath::root().join(name)),
                        what: "it may be left out, so the pact does not mention it".to_owned(),
                        errs: Errs::Wide,
                    });
                }
            }
            expected.lost.extend(made.lost.into_iter().map(|said| Said {
                path: format!("metadata {}", said.path),
                ..said
            }));
        }
        if let Some(key) = &contract.header.metadata.key {
            expected.lost.push(Said {
                path: "metadata".to_owned(),
                what: format!("the pact does not say that the message key is the field {key:?}"),
                errs: Errs::Wide,
            });
        }
        Ok(expected)
    }
}

fn interaction(
    description: String,
    example: Value,
    rules: MatchingRuleCategory,
    expected: &ExpectedMetadata,
) -> AsynchronousMessage {
    let mut matching = MatchingRules::default();
    matching.add_rules("body", rules);
    if let Some(rules) = &expected.rules {
        matching.add_rules("metadata", rules.clone());
    }
    let kind = ContentType::from(expected.kind);
    let contents = OptionalBody::Present(example.to_string().into(), Some(kind), None);
    AsynchronousMessage {
        description,
        contents: MessageContents {
            contents,
            metadata: expected.values.clone().into_iter().collect(),
            matching_rules: matching,
            ..MessageContents::default()
        },
        ..AsynchronousMessage::default()
    }
}
