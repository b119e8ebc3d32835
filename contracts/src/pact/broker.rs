//! A Pact broker: pacts are fetched to be verified, results and pacts are published.
//!
//! The client is that of `pact_verifier`, without its analytics. What it does not have, publishing a pact, is one request of
//! the broker's own API, found by its link.

use std::collections::HashMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pact_models::http_utils::HttpAuth;
use pact_verifier::MismatchResult;
use pact_verifier::pact_broker::{
    ConsumerVersionSelector, HALClientBuilder, Link, TestResult, fetch_pacts_dynamically_from_broker,
    publish_verification_results,
};
use pact_verifier::selectors::json_to_selectors;
use serde_json::{Value, json};

use super::export::Exported;
use super::read::{self, PactFile, ReadError};
use super::report::{ByProof, Checked};

/// How often a request is tried while the broker has trouble.
const RETRIES: u8 = 3;

/// Where the broker is, and who asks.
#[derive(Clone)]
pub struct Broker {
    /// Its address.
    pub url: String,
    /// Who asks.
    pub auth: Auth,
}

/// Who asks.
#[derive(Clone, Default)]
pub enum Auth {
    /// Nobody in particular.
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

/// What went wrong with a broker.
#[derive(Debug)]
#[non_exhaustive]
pub enum BrokerError {
    /// It could not be asked, or answered with an error.
    Request(String, String),
    /// It has no pact for the provider.
    NothingFound(String, String),
    /// A selector is none.
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
                "the broker at {url} has no pact for the provider {provider:?} that the selectors choose: look at how the \
                 provider is written there"
            ),
            BrokerError::Selector(text) => write!(
                f,
                "{text} is no selector of consumer versions: write JSON such as {{\"mainBranch\": true}} or {{\"deployedOrReleased\": true}}"
            ),
            BrokerError::Read(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for BrokerError {}

/// Which pacts are fetched, and for which version of the provider.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The provider.
    pub provider: String,
    /// Selectors of consumer versions; none leaves the choice to the broker.
    pub selectors: Vec<ConsumerVersionSelector>,
    /// The branch of the provider, by which a broker knows what is pending.
    pub branch: Option<String>,
}

/// Reads a selector of consumer versions from JSON.
///
/// # Errors
/// Where the text is none.
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

/// Where the result of a pact is published.
#[derive(Debug)]
pub struct Links(Vec<Link>);

impl Fetched {
    /// The two apart.
    pub fn split(self) -> (Links, PactFile) {
        (self.links, self.pact)
    }
}

impl Broker {
    fn failed(&self, error: impl fmt::Display) -> BrokerError {
        BrokerError::Request(self.url.clone(), error.to_string())
    }

    fn http_auth(&self) -> Option<HttpAuth> {
        match &self.auth {
            Auth::None => None,
            Auth::Token(token) => Some(HttpAuth::Token(token.clone())),
            Auth::User(user, password) => Some(HttpAuth::User(user.clone(), password.clone())),
        }
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
    /// Where the broker cannot be asked, has none, or has one that would pass whatever is sent.
    pub fn fetch(&self, wanted: &Wanted) -> Result<Vec<Fetched>, BrokerError> {
        let asked = fetch_pacts_dynamically_from_broker(
            &self.url,
            wanted.provider.clone(),
            true,
            None,
            Vec::new(),
            wanted.branch.clone(),
            wanted.selectors.clone(),
            self.http_auth(),
            RETRIES,
        );
        let nothing = || BrokerError::NothingFound(self.url.clone(), wanted.provider.clone());
        let pacts = match self.run(asked)? {
            Ok(pacts) => pacts,
            Err(error) if error.to_string().contains("No pacts") => return Err(nothing()),
            Err(error) => return Err(self.failed(error)),
        };
        let mut fetched = Vec::new();
        for pact in pacts {
            let (pact, context, links) = pact.map_err(|error| self.failed(error))?;
            let source = links
                .iter()
                .find(|link| link.name == "self")
                .and_then(|link| link.href.clone())
                .unwrap_or_else(|| self.url.clone());
            let mut pact = read::from_pact(&source, pact).map_err(BrokerError::Read)?;
            pact.pending = context.is_some_and(|context| context.verification_properties.pending);
            fetched.push(Fetched {
                pact,
                links: Links(links),
            });
        }
        match fetched.is_empty() {
            true => Err(nothing()),
            false => Ok(fetched),
        }
    }

    /// Publishes what became of a pact.
    ///
    /// # Errors
    /// Where the broker cannot be asked or refuses.
    pub fn publish_result(
        &self,
        links: &Links,
        checked: &[&Checked],
        version: &str,
        branch: Option<&str>,
        unproven_allowed: bool,
    ) -> Result<(), BrokerError> {
        let failed: Vec<&&Checked> = checked
            .iter()
            .filter(|one| !one.passes(unproven_allowed))
            .collect();
        let result = match failed.is_empty() {
            true => TestResult::Ok(checked.iter().map(|one| one.id.clone()).collect()),
            false => TestResult::Failed(checked.iter().map(|one| result(one, unproven_allowed)).collect()),
        };
        let published = publish_verification_results(
            links.0.clone(),
            &self.url,
            self.http_auth(),
            result,
            version.to_owned(),
            None,
            Vec::new(),
            branch.map(str::to_owned),
            None,
            RETRIES,
        );
        self.run(published)?.map(drop).map_err(|error| self.failed(error))
    }

    /// Publishes a pact as one of a version of its consumer.
    ///
    /// # Errors
    /// Where the broker cannot be asked or refuses, or has no link for it.
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
        // Building the client also chooses the cryptography of all others.
        let client = HALClientBuilder::builder()
            .with_url(&self.url, self.http_auth())
            .with_retries(RETRIES)
            .build();
        let index = Link {
            name: "index".into(),
            href: Some(self.url.clone()),
            templated: false,
            title: None,
        };
        let index = client
            .fetch_url(&index, &HashMap::new())
            .await
            .map_err(|error| self.failed(error))?;
        let link = index
            .get("_links")
            .and_then(|links| links.get("pb:publish-contracts"))
            .and_then(|link| link.get("href"))
            .and_then(Value::as_str)
            .ok_or_else(|| {
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
        // Secrets go to the broker that the user named, whatever host a link names.
        let mut address: reqwest::Url = self.url.parse().map_err(|error| self.failed(error))?;
        let path = reqwest::Url::parse(link).map_or_else(|_| link.to_owned(), |link| link.path().to_owned());
        address.set_path(&path);
        let request = reqwest::Client::new()
            .post(address)
            .header("content-type", "application/json")
            .header("accept", "application/hal+json, application/json")
            .body(body.to_string());
        let request = match &self.auth {
            Auth::None => request,
            Auth::Token(token) => request.bearer_auth(token),
            Auth::User(user, password) => request.basic_auth(user, password.as_ref()),
        };
        let response = request
            .send()
            .await
            .map_err(|error| self.failed(error.without_url()))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let said = response.text().await.unwrap_or_default();
        let said: String = said.chars().take(500).collect();
        Err(self.failed(format!("{status}: {said}")))
    }
}

fn result(
    checked: &Checked,
    unproven_allowed: bool,
) -> (Option<String>, Option<String>, Option<MismatchResult>) {
    let why = (!checked.passes(unproven_allowed)).then(|| {
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
        words.extend(
            of_example.flat_map(|one| one.mismatches.iter().map(pact_matching::Mismatch::description)),
        );
        MismatchResult::Error(words.join("; "), checked.id.clone())
    });
    (checked.id.clone(), Some(checked.description.clone()), why)
}
