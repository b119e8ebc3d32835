//! The message provider's end of Pact's protocol: a verifier of any language asks for a message by its description, and is
//! given one that this service really sends.
//!
//! `POST` anywhere with `{"description": …, "providerStates": [{"name": …}]}`; the answer is the message, its
//! `Content-Type`, and its metadata as base64 of JSON in `Pact-Message-Metadata`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Value, json};

use super::producers::Producers;
use super::{example, metadata, resolve};
use counterpart::config::pact::Settings;

/// The largest request, in bytes.
const LARGEST: usize = 1 << 20;
/// The time limit of a connection: a request is one question and one answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The pause if no connection can be accepted because there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);
const JSON: &str = "application/json";
const METADATA: &str = "Pact-Message-Metadata";

/// The content to serve.
#[derive(Debug)]
pub struct Served {
    /// The producers of events.
    pub producers: Producers,
    /// The service whose messages are served.
    pub service: String,
    /// The mapping of descriptions, states and events.
    pub settings: Settings,
}

/// A message in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The text of the message.
    pub text: String,
    /// Its content type.
    pub content_type: String,
    /// Its metadata.
    pub metadata: BTreeMap<String, Value>,
}

impl Served {
    /// The message that a verifier asks for.
    ///
    /// # Errors
    /// Fails if the description names no event, or there is not a message of it, as a sentence.
    pub fn answer(&self, request: &Value) -> Result<Answer, String> {
        let description = request
            .get("description")
            .and_then(Value::as_str)
            .ok_or("the request has no `description`: this is the message endpoint of Pact's protocol")?;
        let states = request.get("providerStates").and_then(Value::as_array);
        let states: Vec<String> = states
            .into_iter()
            .flatten()
            .filter_map(|state| state.get("name").and_then(Value::as_str).or(state.as_str()))
            .map(str::to_owned)
            .collect();
        let event = resolve::event(
            description,
            &BTreeMap::new(),
            &self.service,
            &self.producers,
            &self.settings,
        )
        .map_err(|why| format!("the description {description:?} {why}"))?;
        let emitted = self
            .producers
            .get(&self.service, &event)
            .ok_or("the event is gone")?;
        let (samples, _) = example::choose(emitted, description, &states, &self.settings)?;
        let sample = samples
            .first()
            .ok_or_else(|| format!("there is no message for {event:?}"))?;
        let mut around: BTreeMap<String, Value> = metadata::sent_with(emitted, &self.settings);
        let content_type = around
            .iter()
            .find(|(key, _)| metadata::is_content_type(key))
            .and_then(|(_, kind)| kind.as_str())
            .unwrap_or(JSON)
            .to_owned();
        around
            .entry("contentType".to_owned())
            .or_insert_with(|| Value::from(content_type.clone()));
        Ok(Answer {
            text: sample.text.clone(),
            content_type,
            metadata: around,
        })
    }
}

/// Serves until the process ends. A connection has one request, and is closed when it takes longer than half a minute.
///
/// # Errors
/// Fails if the socket cannot be used.
pub fn serve(listener: TcpListener, served: Served) -> io::Result<()> {
    serve_within(PATIENCE, listener, served)
}

fn serve_within(patience: Duration, listener: TcpListener, served: Served) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let served = Arc::new(served);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        loop {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                // A connection that fails before it begins is the other end's matter; others end meanwhile, and leave room.
                Err(_) => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let served = Arc::clone(&served);
            tokio::spawn(async move {
                let service = service_fn(move |request| respond(Arc::clone(&served), request));
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(stream), service);
                let _ = tokio::time::timeout(patience, connection).await;
            });
        }
    })
}

async fn respond(
    served: Arc<Served>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.method() != Method::POST {
        return Ok(refusal(
            StatusCode::METHOD_NOT_ALLOWED,
            "send a POST with the `description` of a message",
        ));
    }
    let body = match Limited::new(request.into_body(), LARGEST).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => {
            return Ok(refusal(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the request could not be read, or is larger than 1 MiB",
            ));
        }
    };
    let request: Value = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => {
            return Ok(refusal(
                StatusCode::BAD_REQUEST,
                &format!("the request is not JSON: {error}"),
            ));
        }
    };
    Ok(match served.answer(&request) {
        Err(why) => refusal(StatusCode::NOT_FOUND, &why),
        Ok(answer) => {
            let around: serde_json::Map<String, Value> = answer.metadata.into_iter().collect();
            let around = STANDARD.encode(Value::Object(around).to_string());
            Response::builder()
                .header(CONTENT_TYPE, answer.content_type)
                .header(METADATA, around)
                .body(Full::new(Bytes::from(answer.text)))
                .unwrap_or_else(|error| refusal(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))
        }
    })
}

fn refusal(status: StatusCode, why: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(json!({ "error": why }).to_string())));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(JSON));
    response
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_connection_that_is_slow_is_closed_and_others_are_answered_meanwhile() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let served = Served {
            producers: Producers::new([], &[]).unwrap(),
            service: "shop".into(),
            settings: Settings::default(),
        };
        std::thread::spawn(move || serve_within(Duration::from_millis(500), listener, served));
        let silent = TcpStream::connect(address).unwrap();
        let mut halfway = TcpStream::connect(address).unwrap();
        let head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{";
        halfway.write_all(head.as_bytes()).unwrap();
        let mut asking = TcpStream::connect(address).unwrap();
        asking
            .write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            .unwrap();
        let mut answer = String::new();
        asking.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        for mut slow in [silent, halfway] {
            // It ends: the other end closes it.
            let mut rest = Vec::new();
            let _ = slow.read_to_end(&mut rest);
        }
    }
}
