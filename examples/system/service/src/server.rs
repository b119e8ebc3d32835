//! HTTP as both services serve it: health, metrics, and errors as JSON.

use std::net::SocketAddr;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use tokio::net::TcpListener;

use crate::metrics::Metrics;
use crate::stop::Stop;

/// The most bytes of a request's body: 16 KiB.
pub const MOST_BYTES: usize = 16 << 10;

/// An answer that refuses a request: what is wrong, in a stable word and in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The status, 4xx or 5xx.
    pub status: StatusCode,
    /// The kind of error, for programs.
    pub error: &'static str,
    /// The reason and the fix, for people.
    pub message: String,
}

impl Refused {
    /// An answer with this status.
    pub fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            error,
            message,
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    message: &'a str,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = Body {
            error: self.error,
            message: &self.message,
        };
        json(self.status, &body)
    }
}

/// An answer with a JSON body.
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(text) => (status, [(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Serves `routes`, `/health` and `/metrics` until the process is to end and the requests under way are answered. The
/// address is written to standard output, because the port may have been the system's choice.
///
/// # Errors
/// Fails if the address cannot be listened on.
pub async fn serve(listen: SocketAddr, routes: Router, metrics: Metrics, stop: Stop) -> std::io::Result<()> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    println!("listening on {address}");
    tracing::info!(%address, "listening");
    let stopping = stop.clone();
    let health = get(move || async move {
        match stopping.is_stopped() {
            false => (StatusCode::OK, "up\n"),
            true => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
        }
    });
    let text = get(move || async move {
        let version = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([(header::CONTENT_TYPE, version)], metrics.text())
    });
    let routes = routes
        .route("/health", health)
        .route("/metrics", text)
        .fallback(|| async { Refused::new(StatusCode::NOT_FOUND, "no-such-path", "this path is not served") })
        .method_not_allowed_fallback(|| async {
            let message = "this path is not served by this method";
            Refused::new(StatusCode::METHOD_NOT_ALLOWED, "no-such-method", message)
        });
    axum::serve(listener, routes)
        .with_graceful_shutdown(async move { stop.stopped().await })
        .await
}
