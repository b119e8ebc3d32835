//! Requests to the user service, sent again under the same key until they are answered.

use std::time::Duration;

use serde::Deserialize;
use service::client::{AskError, Client};

/// A request that changes a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Registers a user; without an address it is by phone.
    Register(Option<String>),
    /// Gives a user another address.
    ChangeEmail(u64, String),
    /// Deletes a user.
    Delete(u64),
}

/// The answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It was carried out: the user, and the number of the user's last event.
    Done(u64, u64),
    /// It was refused, with this status.
    Refused(u16),
}

#[derive(Deserialize)]
struct Done {
    user_id: u64,
    sequence: u64,
}

impl Request {
    /// Sends the request once.
    ///
    /// # Errors
    /// Fails if there is no answer, or one that the server could not give: then nobody knows whether it was carried out.
    pub async fn send(&self, client: &Client, key: &str) -> Result<Answered, AskError> {
        let (method, path, body) = match self {
            Request::Register(Some(email)) => {
                let body = format!(r#"{{"email":"{email}","plan":"pro","locale":"en"}}"#);
                (hyper::Method::POST, "/users".to_owned(), body)
            }
            Request::Register(None) => {
                let body = r#"{"email":null,"plan":"free"}"#.to_owned();
                (hyper::Method::POST, "/users".to_owned(), body)
            }
            Request::ChangeEmail(user_id, email) => {
                let body = format!(r#"{{"email":"{email}"}}"#);
                (hyper::Method::PUT, format!("/users/{user_id}/email"), body)
            }
            Request::Delete(user_id) => {
                let body = r#"{"reason":{"kind":"requested"}}"#.to_owned();
                (hyper::Method::DELETE, format!("/users/{user_id}"), body)
            }
        };
        let answer = client
            .send(method, &path, key, body, Duration::from_secs(5))
            .await?;
        let status = answer.status();
        if status.is_server_error() {
            return Err(AskError::Connection(format!("the answer is {status}")));
        }
        let body = answer.body(1 << 20, Duration::from_secs(5)).await?;
        if !status.is_success() {
            return Ok(Answered::Refused(status.as_u16()));
        }
        let Done { user_id, sequence } =
            serde_json::from_slice(&body).map_err(|error| AskError::Connection(error.to_string()))?;
        Ok(Answered::Done(user_id, sequence))
    }

    /// Sends the request until there is an answer.
    ///
    /// # Errors
    /// Fails if there is none for half a minute.
    pub async fn send_until_answered(&self, client: &Client, key: &str) -> Result<Answered, AskError> {
        let begin = std::time::Instant::now();
        loop {
            match self.send(client, key).await {
                Err(error) if begin.elapsed() > Duration::from_secs(30) => return Err(error),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                answered => return answered,
            }
        }
    }
}
