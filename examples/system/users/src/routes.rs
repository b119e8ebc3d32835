//! The paths of the server, and the requests that change users.
//!
//! | request | body | answer |
//! |---|---|---|
//! | `POST /users` | `{"email": …, "plan": …, "locale": …}` | 201, `{"user_id": 7, "sequence": 1}` |
//! | `PUT /users/7/email` | `{"email": …}` | 200, the same |
//! | `DELETE /users/7` | `{"reason": {"kind": "requested"}}` | 200, the same |
//! | `GET /users/7` | | 200, the user |
//! | `GET /users/dump`, `GET /events` | | [`dump`](crate::dump), [`feed`](crate::feed) |
//!
//! A request with a header `idempotency-key` may be sent again: it is carried out once. What cannot be read is answered with
//! 4xx and a reason, and writes nothing.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post, put};
use serde::Serialize;
use serde::de::DeserializeOwned;
use service::server::{MOST_BYTES, Refused, json};
use service::stop::Stop;

use crate::command::{Command, Deletion, NewEmail, NewUser};
use crate::measures::Measures;
use crate::relay::now;
use crate::store::{Done, Store, StoreError};

/// What requests need.
#[derive(Debug, Clone)]
pub struct Server {
    /// Users and outbox.
    pub store: Store,
    /// Metrics.
    pub measures: Measures,
    /// The end of the process, at which readers are not left waiting.
    pub stop: Stop,
}

/// The most characters of a key.
const LONGEST_KEY: usize = 100;

/// The paths.
pub fn routes(server: Server) -> Router {
    Router::new()
        .route("/users", post(register))
        .route("/users/{user_id}", get(user).delete(delete))
        .route("/users/{user_id}/email", put(change_email))
        .route("/users/dump", get(crate::dump::dump))
        .route("/events", get(crate::feed::events))
        .with_state(server)
}

async fn register(State(server): State<Server>, headers: HeaderMap, body: Body) -> Response {
    let command = async { Ok(Command::Register(read::<NewUser>(&headers, body).await?)) };
    run(&server, StatusCode::CREATED, &headers, command.await).await
}

async fn change_email(
    State(server): State<Server>,
    Path(user_id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let command = async {
        let user_id = id(&user_id)?;
        let NewEmail { email } = read(&headers, body).await?;
        Ok(Command::ChangeEmail { user_id, email })
    };
    run(&server, StatusCode::OK, &headers, command.await).await
}

async fn delete(
    State(server): State<Server>,
    Path(user_id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let command = async {
        let user_id = id(&user_id)?;
        let Deletion { reason } = read(&headers, body).await?;
        let reason = reason.into();
        Ok(Command::Delete { user_id, reason })
    };
    run(&server, StatusCode::OK, &headers, command.await).await
}

async fn user(State(server): State<Server>, Path(user_id): Path<String>) -> Result<Response, Refused> {
    let user_id = id(&user_id)?;
    let row = blocking(move || server.store.user(user_id)).await?;
    match row {
        Some(row) => Ok(json(StatusCode::OK, &row)),
        None => Err(StoreError::UnknownUser(user_id).into()),
    }
}

#[derive(Serialize)]
struct Answer {
    user_id: u64,
    sequence: u64,
}

async fn run(
    server: &Server,
    status: StatusCode,
    headers: &HeaderMap,
    command: Result<Command, Refused>,
) -> Response {
    let done = async {
        let (command, key) = (command?, key(headers)?);
        let store = server.store.clone();
        blocking(move || store.run(key.as_deref(), &command, now())).await
    };
    let response = match done.await {
        Ok(Done { user_id, sequence }) => json(status, &Answer { user_id, sequence }),
        Err(refused) => axum::response::IntoResponse::into_response(refused),
    };
    server.measures.answered(response.status().as_u16());
    response
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match key.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
        _ => Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "bad-key",
            "`idempotency-key` has 1 to 100 visible ASCII characters",
        )),
    }
}

fn id(text: &str) -> Result<u64, Refused> {
    text.parse().map_err(|_| {
        Refused::new(
            StatusCode::NOT_FOUND,
            "no-such-user",
            "ids of users are numbers from 1",
        )
    })
}

async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Refused> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        let message = "send JSON, with the header `content-type: application/json`";
        return Err(Refused::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            message,
        ));
    }
    let body = to_bytes(body, MOST_BYTES).await.map_err(|_| {
        let message = format!("the body ended early, or has more than {MOST_BYTES} bytes");
        Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "bad-body", message)
    })?;
    serde_json::from_slice(&body).map_err(|error| {
        let (status, word) = match error.is_data() {
            true => (StatusCode::UNPROCESSABLE_ENTITY, "bad-value"),
            false => (StatusCode::BAD_REQUEST, "bad-json"),
        };
        Refused::new(status, word, error.to_string())
    })
}

/// Does work on the database without holding up other requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => {
            tracing::error!(%error, "a request failed");
            Err(Refused::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "failed",
                "the request failed; send it again",
            ))
        }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::EmailTaken => Refused::new(StatusCode::CONFLICT, "email-taken", message),
            StoreError::UnknownUser(_) => Refused::new(StatusCode::NOT_FOUND, "no-such-user", message),
            StoreError::Database(_) => {
                tracing::error!(error = message, "the database failed");
                let message = "the database failed: send the request again, under the same `idempotency-key`";
                Refused::new(StatusCode::SERVICE_UNAVAILABLE, "no-database", message)
            }
        }
    }
}
