//! HTTP as a service asks for it, with a limit on time and size.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The reason why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum AskError {
    /// The address is no URI.
    Address(String),
    /// There was no answer in time.
    TooLate,
    /// The connection failed, before the answer or within it, or the answer is too large.
    Connection(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AskError::Address(address) => {
                write!(f, "{address:?} is not an address such as http://127.0.0.1:8080")
            }
            AskError::TooLate => f.write_str("no answer in time"),
            AskError::Connection(error) => write!(f, "the connection failed: {error}"),
        }
    }
}

impl std::error::Error for AskError {}

/// A client of one other service.
#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    pool: Pool<HttpConnector, Full<Bytes>>,
}

/// An answer whose body is read as it comes.
#[derive(Debug)]
pub struct Answer {
    response: Response<Incoming>,
}

impl Client {
    /// A client of the service at this address, such as `http://127.0.0.1:8080`.
    pub fn new(base: impl Into<String>) -> Self {
        let pool = Pool::builder(TokioExecutor::new()).build(HttpConnector::new());
        let base = base.into().trim_end_matches('/').to_owned();
        Self { base, pool }
    }

    /// Asks for a path, with its query; waits for the head of the answer at most this long.
    ///
    /// # Errors
    /// Fails if there is no answer. An answer with any status is one.
    pub async fn get(&self, path: &str, at_most: Duration) -> Result<Answer, AskError> {
        self.ask(self.request(Method::GET, path, Bytes::new())?, at_most)
            .await
    }

    /// Sends JSON under a key, so that it may be sent again if there is no answer.
    ///
    /// # Errors
    /// Fails if there is no answer. Then it is not known whether the request was carried out.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: String,
        at_most: Duration,
    ) -> Result<Answer, AskError> {
        let mut request = self.request(method, path, body.into())?;
        let headers = request.headers_mut();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let key = HeaderValue::from_str(key).map_err(|error| AskError::Connection(error.to_string()))?;
        headers.insert("idempotency-key", key);
        self.ask(request, at_most).await
    }

    fn request(&self, method: Method, path: &str, body: Bytes) -> Result<Request<Full<Bytes>>, AskError> {
        let address = format!("{}{path}", self.base);
        let uri: Uri = address.parse().map_err(|_| AskError::Address(address))?;
        let request = Request::builder().method(method).uri(uri).body(Full::new(body));
        request.map_err(|error| AskError::Connection(error.to_string()))
    }

    async fn ask(&self, request: Request<Full<Bytes>>, at_most: Duration) -> Result<Answer, AskError> {
        let response = tokio::time::timeout(at_most, self.pool.request(request)).await;
        let response = response.map_err(|_| AskError::TooLate)?.map_err(connection)?;
        Ok(Answer { response })
    }
}

impl Answer {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The whole body, of at most this many bytes.
    ///
    /// # Errors
    /// Fails if the connection ends within it, it comes too slowly, or it is larger.
    pub async fn body(self, most: usize, at_most: Duration) -> Result<Bytes, AskError> {
        let body = Limited::new(self.response.into_body(), most).collect();
        let body = tokio::time::timeout(at_most, body).await;
        let body = body.map_err(|_| AskError::TooLate)?;
        Ok(body.map_err(connection)?.to_bytes())
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// Fails if the connection ends within it, or the piece does not come in time.
    pub async fn piece(&mut self, at_most: Duration) -> Result<Option<Bytes>, AskError> {
        loop {
            let frame = tokio::time::timeout(at_most, self.response.body_mut().frame()).await;
            match frame.map_err(|_| AskError::TooLate)? {
                None => return Ok(None),
                Some(frame) => {
                    if let Ok(data) = frame.map_err(connection)?.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }
}

/// The error with its causes, which hold what really happened.
fn connection(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> AskError {
    let error = error.into();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        text = format!("{text}: {deeper}");
        cause = deeper.source();
    }
    AskError::Connection(text)
}
