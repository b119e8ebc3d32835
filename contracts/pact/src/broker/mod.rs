//! A Pact broker: pacts are fetched to be verified, results and pacts are published.
//!
//! Each is a few requests of the broker's own API, found by its links. They are made here, because the client of
//! `pact_verifier` waits as long as a broker likes and reads as much as it sends.

mod client;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pact_models::pact::load_pact_from_json;
use pact_verifier::pact_broker::ConsumerVersionSelector;
use pact_verifier::selectors::json_to_selectors;
use serde_json::{Value, json};

use super::export::Exported;
use super::read::{self, PactFile, ReadError};
use super::report::{ByProof, Checked};
use client::{Answer, Client, link};
use counterpart::config::network::{Network, Notice};

/// The broker's address, and the credentials.
#[derive(Clone)]
pub struct Broker {
    /// Its address.
    pub url: String,
    /// The credentials.
    pub auth: Auth,
    /// The limits of time and size.
    pub network: Network,
}

/// The credentials.
#[derive(Clone, Default)]
pub enum Auth {
    /// No credentials.
    #[default]
    None,
    /// The bearer of a token.
    Token(String),
    /// A user, with a password.
    User(String, Option<String>),
}

/// Secrets are never shown.
impl fmt::Debug for Broker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broker")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// An error in talking to a broker.
#[derive(Debug)]
#[non_exhaustive]
pub enum BrokerError {
    /// It could not be asked, or answered with an error.
    Request(String, String),
    /// It has no pact for the provider.
    NothingFound(String, String),
    /// A selector is invalid.
    Selector(String),
    /// A pact from it cannot be verified.
    Read(ReadError),
}

impl fmt::Display for BrokerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BrokerError::Request(url, error) => write!(f, "the broker at {url}: {error}"),
            BrokerError::NothingFound(url, provider) => write!(
                f,
                "the broker at {url} has no selected pact for the provider {provider:?}: check how it \
                 writes the provider"
            ),
            BrokerError::Selector(text) => write!(
                f,
                "{text} is not a selector of consumer versions: write JSON such as {{\"mainBranch\": true}} \
                 or {{\"deployedOrReleased\": true}}"
            ),
            BrokerError::Read(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for BrokerError {}

/// The selection of pacts to fetch, and the version of the provider.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The provider.
    pub provider: String,
    /// Selectors of consumer versions; none leaves the choice to the broker.
    pub selectors: Vec<ConsumerVersionSelector>,
    /// The branch of the provider, by which a broker decides what is pending.
    pub branch: Option<String>,
}

/// Reads a selector of consumer versions from JSON.
///
/// # Errors
/// Fails if the text is not one.
pub fn selector(text: &str) -> Result<ConsumerVersionSelector, BrokerError> {
    let wrong = || BrokerError::Selector(text.to_owned());
    let json: Value = serde_json::from_str(text).map_err(|_| wrong())?;
    let known = [
        "consumer",
        "tag",
        "fallbackTag",
        "latest",
        "deployedOrReleased",
        "deployed",
        "released",
        "environment",
        "mainBranch",
        "branch",
        "matchingBranch",
        "fallbackBranch",
    ];
    let is_known = json.as_object().is_some_and(|members| {
        !members.is_empty() && members.keys().all(|key| known.contains(&key.as_str()))
    });
    match (is_known, json_to_selectors(vec![json]).pop()) {
        (true, Some(selector)) => Ok(selector),
        _ => Err(wrong()),
    }
}

/// A pact from a broker, with the links that results are published by.
#[derive(Debug)]
pub struct Fetched {
    /// The pact.
    pub pact: PactFile,
    links: Links,
}

/// The places where the result of a pact is published.
#[derive(Debug)]
pub struct Links {
    /// Takes results.
    results: Option<String>,
    /// The provider.
    provider: Option<String>,
}

impl Fetched {
    /// The two apart.
    pub fn split(self) -> (Links, PactFile) {
        (self.links, self.pact)
    }
}

impl Broker {
    fn failed(&self, error: impl fmt::Display) -> BrokerError {
        BrokerError::Request(self.shown(), error.to_string())
    }

    /// Its address without what may be secret in it.
    fn shown(&self) -> String {
        let Ok(mut url) = self.url.parse::<reqwest::Url>() else {
            return self.url.clone();
        };
        if url.username().is_empty() && url.password().is_none() {
            return self.url.clone();
        }
        let _ = (url.set_username(""), url.set_password(None));
        url.to_string()
    }

    fn run<T>(&self, task: impl Future<Output = T>) -> Result<T, BrokerError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| self.failed(error))?;
        Ok(runtime.block_on(task))
    }

    /// Fetches the pacts that are to be verified.
    ///
    /// # Errors
    /// Fails if the broker cannot be reached, has no pact, or has a pact that would accept anything.
    pub fn fetch(&self, wanted: &Wanted) -> Result<Vec<Fetched>, BrokerError> {
        self.run(self.fetch_now(wanted))?
    }

    async fn fetch_now(&self, wanted: &Wanted) -> Result<Vec<Fetched>, BrokerError> {
        let nothing = || BrokerError::NothingFound(self.shown(), wanted.provider.clone());
        let client = Client::new(self)?;
        let index = self.there(client.get(&client.index()).await?)?;
        let name = "pb:provider-pacts-for-verification";
        let asked = link(&index, name, &[("provider", &wanted.provider)]).ok_or_else(|| {
            self.failed(format!(
                "it has no link `{name}`: it is not a Pact broker, or an old one"
            ))
        })?;
        let mut query = json!({
            "consumerVersionSelectors": wanted.selectors,
            "includePendingStatus": true,
        });
        if let Some(branch) = &wanted.branch {
            query["providerVersionBranch"] = Value::from(branch.as_str());
        }
        let listed = match client.post(&asked, &query).await? {
            Answer::Json(listed) => listed,
            Answer::NotFound => return Err(nothing()),
        };
        let pacts = listed
            .get("_embedded")
            .and_then(|embedded| embedded.get("pacts"))
            .and_then(Value::as_array)
            .ok_or_else(|| self.failed("its answer has no `_embedded.pacts`"))?;
        let mut fetched = Vec::new();
        for pact in pacts {
            let at = link(pact, "self", &[])
                .ok_or_else(|| self.failed("it names a pact without a link to it (`_links.self.href`)"))?;
            let json = self.there(client.get(&at).await?)?;
            let links = Links {
                results: link(&json, "pb:publish-verification-results", &[]),
                provider: link(&json, "pb:provider", &[]),
            };
            let source = link(&json, "self", &[]).unwrap_or(at);
            let pact_of_broker = load_pact_from_json(&source, &json).map_err(|error| self.failed(error))?;
            let mut read = read::from_pact(&source, pact_of_broker).map_err(BrokerError::Read)?;
            let properties = pact.get("verificationProperties");
            let pending = properties.and_then(|properties| properties.get("pending"));
            read.pending = pending.and_then(Value::as_bool).unwrap_or(false);
            fetched.push(Fetched { pact: read, links });
            (self.network.told)(&Notice::Fetched {
                whom: &self.shown(),
                done: fetched.len(),
                of: pacts.len(),
            });
        }
        match fetched.is_empty() {
            true => Err(nothing()),
            false => Ok(fetched),
        }
    }

    fn there(&self, answer: Answer) -> Result<Value, BrokerError> {
        match answer {
            Answer::Json(json) => Ok(json),
            Answer::NotFound => {
                Err(self.failed("it answers 404 Not Found: is the address that of a Pact broker?"))
            }
        }
    }

    /// Publishes what became of a pact.
    ///
    /// # Errors
    /// Fails if the broker cannot be asked or refuses.
    pub fn publish_result(
        &self,
        links: &Links,
        checked: &[&Checked],
        version: &str,
        branch: Option<&str>,
        unproven_allowed: bool,
    ) -> Result<(), BrokerError> {
        self.run(self.publish_result_now(links, checked, version, branch, unproven_allowed))?
    }

    async fn publish_result_now(
        &self,
        links: &Links,
        checked: &[&Checked],
        version: &str,
        branch: Option<&str>,
        unproven_allowed: bool,
    ) -> Result<(), BrokerError> {
        let lacks = |name: &str| {
            self.failed(format!(
                "the pact has no link `{name}`, so nothing can be published"
            ))
        };
        let client = Client::new(self)?;
        if let Some(branch) = branch {
            let provider = links.provider.as_ref().ok_or_else(|| lacks("pb:provider"))?;
            let provider = self.there(client.get(provider).await?)?;
            let values = [("branch", branch), ("version", version)];
            let at = link(&provider, "pb:branch-version", &values).ok_or_else(|| {
                self.failed(
                    "it has no link `pb:branch-version`: it is older than version 2.86 and does not \
                             support branches",
                )
            })?;
            self.there(client.put(&at, &json!({})).await?)?;
        }
        let results: Vec<Value> = checked
            .iter()
            // A broker identifies a version only by its number.
            .filter(|one| one.id.is_some() || !one.passes(unproven_allowed))
            .map(|one| result(one, unproven_allowed))
            .collect();
        let result = json!({
            "success": checked.iter().all(|one| one.passes(unproven_allowed)),
            "providerApplicationVersion": version,
            "verifiedBy": {"implementation": "counterpart", "version": env!("CARGO_PKG_VERSION")},
            "testResults": results,
        });
        let at = links
            .results
            .as_ref()
            .ok_or_else(|| lacks("pb:publish-verification-results"))?;
        self.there(client.post(at, &result).await?).map(drop)
    }

    /// Publishes a pact under a version of its consumer.
    ///
    /// # Errors
    /// Fails if the broker cannot be asked or refuses, or has no link for it.
    pub fn publish(
        &self,
        exported: &Exported,
        version: &str,
        branch: Option<&str>,
    ) -> Result<(), BrokerError> {
        self.run(self.publish_now(exported, version, branch))?
    }

    async fn publish_now(
        &self,
        exported: &Exported,
        version: &str,
        branch: Option<&str>,
    ) -> Result<(), BrokerError> {
        let client = Client::new(self)?;
        let index = self.there(client.get(&client.index()).await?)?;
        let at = link(&index, "pb:publish-contracts", &[]).ok_or_else(|| {
            self.failed("it has no link `pb:publish-contracts`: it is older than version 2.86")
        })?;
        let mut body = json!({
            "pacticipantName": exported.consumer,
            "pacticipantVersionNumber": version,
            "tags": [],
            "contracts": [{
                "consumerName": exported.consumer,
                "providerName": exported.provider,
                "specification": "pact",
                "contentType": "application/json",
                "content": STANDARD.encode(&exported.text),
            }],
        });
        if let Some(branch) = branch {
            body["branch"] = Value::from(branch);
        }
        self.there(client.post(&at, &body).await?).map(drop)
    }
}

/// The result of one interaction, in the broker's form.
fn result(checked: &Checked, unproven_allowed: bool) -> Value {
    let mut result = json!({
        "interactionId": checked.id.as_deref().unwrap_or_default(),
        "interactionDescription": checked.description,
        "success": checked.passes(unproven_allowed),
    });
    if checked.passes(unproven_allowed) {
        return result;
    }
    let mut words = Vec::new();
    match &checked.proof {
        Some(ByProof::Refuted(differences)) => words.extend(differences.iter().map(|one| {
            format!(
                "{}: {} (message {})",
                one.finding.place, one.finding.sentence, one.finding.witness
            )
        })),
        Some(ByProof::Unproven { reasons, .. }) => {
            words.extend(
                reasons
                    .iter()
                    .map(|reason| format!("could not be proven: {}", reason.text)),
            );
        }
        _ => {}
    }
    let of_example = checked.example.iter().flat_map(|example| &example.mismatched);
    words.extend(of_example.flat_map(|one| one.mismatches.iter().map(pact_matching::Mismatch::description)));
    result["exceptions"] = json!([{"message": words.join("; ")}]);
    result
}
