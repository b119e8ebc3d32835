//! Limited requests to a broker: each ends in time, no answer is larger than a file may be, and secrets only go to
//! the host that the user named.

use std::cell::Cell;
use std::fmt::Write;
use std::pin::pin;
use std::time::Duration;

use pact_verifier::pact_broker::HALClientBuilder;
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode, Url};
use serde_json::Value;

use super::{Auth, Broker, BrokerError};
use counterpart::config::network::{Notice, PATIENCE};

/// The largest answer, in bytes.
const LARGEST: u64 = 16 << 20;
/// The maximum number of characters of a broker's error message that are shown.
const SAID: usize = 500;
/// The number of attempts at a request while the broker has trouble.
const ATTEMPTS: u32 = 4;
/// The pause before the second attempt; later pauses are longer.
const PAUSE: Duration = Duration::from_millis(200);
const REDIRECTS: usize = 5;

/// A broker's answer.
pub(super) enum Answer {
    Json(Value),
    /// The requested resource does not exist.
    NotFound,
}

/// One conversation with a broker.
pub(super) struct Client<'b> {
    broker: &'b Broker,
    base: Url,
    http: reqwest::Client,
    came: Cell<u64>,
    was_told: Cell<bool>,
}

/// The reason why one attempt failed.
enum Failed {
    /// Another attempt may do better.
    ForNow(String),
    ForGood(String),
}

impl<'b> Client<'b> {
    pub(super) fn new(broker: &'b Broker) -> Result<Self, BrokerError> {
        // It chooses the cryptography of all clients, if nobody has chosen yet.
        let _ = HALClientBuilder::builder();
        let base: Url = broker.url.parse().map_err(|error| broker.failed(error))?;
        let home = origin(&base);
        // reqwest removes `Authorization` from requests to other hosts; a link to another host is a mistake in any
        // case.
        let policy = Policy::custom(move |attempt| {
            if origin(attempt.url()) != home {
                attempt.error("it redirects to another host")
            } else if attempt.previous().len() > REDIRECTS {
                attempt.error("it keeps redirecting")
            } else {
                attempt.follow()
            }
        });
        let http = reqwest::Client::builder()
            .user_agent(concat!("counterpart/", env!("CARGO_PKG_VERSION")))
            .timeout(broker.network.timeout)
            .redirect(policy)
            .build()
            .map_err(|error| broker.failed(error.without_url()))?;
        Ok(Self {
            broker,
            base,
            http,
            came: Cell::new(0),
            was_told: Cell::new(false),
        })
    }

    /// The address of the broker itself.
    pub(super) fn index(&self) -> String {
        self.base.to_string()
    }

    /// Returns the target of a link, at the host that the user named. Behind a proxy, a broker may use another name
    /// for itself, and a hostile broker may name a host that should receive the secrets.
    fn place(&self, href: &str) -> Result<Url, BrokerError> {
        let link = self
            .base
            .join(href)
            .map_err(|error| self.broker.failed(format!("it has the link {href:?}: {error}")))?;
        let mut place = self.base.clone();
        place.set_path(link.path());
        place.set_query(link.query());
        place.set_fragment(None);
        Ok(place)
    }

    pub(super) async fn get(&self, href: &str) -> Result<Answer, BrokerError> {
        self.ask(Method::GET, href, None).await
    }

    pub(super) async fn post(&self, href: &str, body: &Value) -> Result<Answer, BrokerError> {
        self.ask(Method::POST, href, Some(body)).await
    }

    pub(super) async fn put(&self, href: &str, body: &Value) -> Result<Answer, BrokerError> {
        self.ask(Method::PUT, href, Some(body)).await
    }

    async fn ask(&self, method: Method, href: &str, body: Option<&Value>) -> Result<Answer, BrokerError> {
        let place = self.place(href)?;
        let body = body.map(Value::to_string);
        let attempts = async {
            let mut attempt = 1;
            loop {
                match self.attempt(&method, &place, body.clone()).await {
                    Err(Failed::ForNow(_)) if attempt < ATTEMPTS => {
                        tokio::time::sleep(PAUSE * attempt * attempt).await;
                        attempt += 1;
                    }
                    Err(Failed::ForNow(why) | Failed::ForGood(why)) => return Err(why),
                    Ok(answer) => return Ok(answer),
                }
            }
        };
        let in_time = async {
            tokio::time::timeout(self.broker.network.timeout, attempts)
                .await
                .unwrap_or_else(|_| Err(self.broker.network.late()))
        };
        self.watched(in_time)
            .await
            .map_err(|why| self.broker.failed(format!("{why} ({method} {})", place.path())))
    }

    /// Reports once what the program waits for, if that takes longer than people expect.
    async fn watched<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        if let Ok(done) = tokio::time::timeout(PATIENCE, &mut work).await {
            return done;
        }
        if !self.was_told.replace(true) {
            (self.broker.network.told)(&Notice::Waiting {
                whom: &self.broker.shown(),
            });
        }
        work.await
    }

    async fn attempt(&self, method: &Method, place: &Url, body: Option<String>) -> Result<Answer, Failed> {
        let mut request = self
            .http
            .request(method.clone(), place.clone())
            .header("accept", "application/hal+json, application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        request = match &self.broker.auth {
            Auth::None => request,
            Auth::Token(token) => request.bearer_auth(token),
            Auth::User(user, password) => request.basic_auth(user, password.as_ref()),
        };
        let failed = |error: reqwest::Error| match error.is_timeout() {
            true => Failed::ForGood(self.broker.network.late()),
            false => {
                let is_connect = error.is_connect();
                let why = chain(&error.without_url());
                match is_connect {
                    true => Failed::ForNow(why),
                    false => Failed::ForGood(why),
                }
            }
        };
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(part) = response.chunk().await.map_err(failed)? {
            self.came.set(self.came.get().saturating_add(part.len() as u64));
            if self.came.get() > self.broker.network.size.0 {
                return Err(Failed::ForGood(self.broker.network.too_much()));
            }
            if (bytes.len() + part.len()) as u64 > LARGEST {
                return Err(Failed::ForGood("its answer is larger than 16 MiB".into()));
            }
            bytes.extend_from_slice(&part);
            if !status.is_success() && bytes.len() > SAID * 4 {
                break;
            }
        }
        if status == StatusCode::NOT_FOUND {
            return Ok(Answer::NotFound);
        }
        if !status.is_success() {
            let said: String = String::from_utf8_lossy(&bytes).chars().take(SAID).collect();
            let why = format!("it answers {status}: {said}");
            return Err(match status.as_u16() {
                408 | 429 | 502..=504 => Failed::ForNow(why),
                _ => Failed::ForGood(why),
            });
        }
        if bytes.is_empty() {
            return Ok(Answer::Json(Value::Null));
        }
        let json = serde_json::from_slice(&bytes);
        json.map(Answer::Json)
            .map_err(|error| Failed::ForGood(format!("its answer is not JSON: {error}")))
    }
}

/// Returns an error's message with its causes, because reqwest's own message leaves the cause out.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = write!(words, ": {cause}");
        source = cause.source();
    }
    words
}

fn origin(url: &Url) -> (String, Option<String>, Option<u16>) {
    (
        url.scheme().to_owned(),
        url.host_str().map(str::to_owned),
        url.port_or_known_default(),
    )
}

/// The target of a link of a resource, with these values in place of its `{names}`.
pub(super) fn link(resource: &Value, name: &str, values: &[(&str, &str)]) -> Option<String> {
    let link = resource.get("_links")?.get(name)?;
    let link = link.as_array().map_or(Some(link), |links| links.first())?;
    let mut href = link.get("href").unwrap_or(link).as_str()?.to_owned();
    for (name, value) in values {
        href = href.replace(&format!("{{{name}}}"), &encoded(value));
    }
    Some(href)
}

/// One step of a path, percent-encoded.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}
