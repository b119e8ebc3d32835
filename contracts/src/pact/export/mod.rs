//! Contracts as message pacts, for the verifiers of other languages.
//!
//! A pact is one example with rules. The example is the smallest message that shows every field; the rules are as close to
//! the schema as Pact can say. What Pact cannot say is listed, and stands in the pact's own metadata.

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
use pact_models::matchingrules::MatchingRules;
use pact_models::path_exp::DocPath;
use pact_models::v4::async_message::AsynchronousMessage;
use pact_models::v4::message_parts::MessageContents;
use serde_json::{Value, json};

use crate::contract::{ContractFile, Role};
use crate::json::Json;
use crate::pact_settings::Settings;

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
    /// What the pact says otherwise than the contracts.
    pub lost: Vec<Lost>,
}

/// Something that a pact cannot say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The interaction.
    pub description: String,
    /// The path in the message, as pacts write it.
    pub path: String,
    /// What became of it, as a sentence without a full stop.
    pub what: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.description, self.path, self.what)
    }
}

/// Why a contract becomes no pact.
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
                "{whose}: no message was found that the contract accepts, so there is no example"
            ),
            ExportError::Schema(whose, error) => write!(f, "{whose}: {error}"),
            ExportError::Pact(error) => write!(f, "Pact does not take what was made: {error}"),
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
/// Contracts of other roles are passed over.
///
/// # Errors
/// Where a contract has no example, or its schema cannot be read.
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
            let (message, of_message) = message(contract, spec, settings)?;
            builder.push_interaction(&message);
            lost.extend(of_message);
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

fn message(
    contract: &ContractFile,
    spec: Spec,
    settings: &Settings,
) -> Result<(AsynchronousMessage, Vec<Lost>), ExportError> {
    let identity = &contract.header.identity;
    let description = match identity.name() {
        Some(name) => format!("{} ({name})", identity.event()),
        None => identity.event().to_owned(),
    };
    let whose = identity.to_string();
    let body = rules::of(&Json::Object(contract.schema().clone()), spec, DocPath::root())
        .map_err(|why| why.said(&whose))?;
    let mut matching = MatchingRules::default();
    matching.add_rules("body", body.rules);
    let mut lost = body.lost;
    let mut metadata = BTreeMap::from([("contentType".to_owned(), Value::from(KIND))]);
    if let Some(configured) = settings.metadata.get(identity.event()) {
        let configured = configured.iter();
        metadata.extend(configured.map(|(key, value)| (key.clone(), Value::from(value.as_str()))));
    }
    let headers = &contract.header.transport.headers;
    if !headers.is_empty() {
        let made = rules::of(&Json::Object(headers.clone()), spec, DocPath::root())
            .map_err(|why| why.said(&whose))?;
        if let Value::Object(members) = made.example {
            metadata.extend(members);
        }
        if !made.rules.rules.is_empty() {
            matching.add_rules("metadata", made.rules);
        }
        lost.extend(
            made.lost
                .into_iter()
                .map(|(path, what)| (format!("metadata {path}"), what)),
        );
    }
    if let Some(key) = &contract.header.transport.key {
        lost.push((
            "metadata".to_owned(),
            format!("that the key of the message is its field {key:?} is not said"),
        ));
    }
    let contents = OptionalBody::Present(
        body.example.to_string().into(),
        Some(ContentType::from(KIND)),
        None,
    );
    let message = AsynchronousMessage {
        description: description.clone(),
        contents: MessageContents {
            contents,
            metadata: metadata.into_iter().collect(),
            matching_rules: matching,
            ..MessageContents::default()
        },
        ..AsynchronousMessage::default()
    };
    let lost = lost.into_iter().map(|(path, what)| Lost {
        description: description.clone(),
        path,
        what,
    });
    Ok((message, lost.collect()))
}
