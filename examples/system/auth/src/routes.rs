//! The paths of the server. A sign-in asks here what it knows of a user.

use auth_service::accounts::Account;
use axum::Router;
use axum::extract::{Path, State as FromState};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use service::server::{Refused, json};

use crate::copy::{Copy, State};

/// The paths: `GET /accounts/7`.
pub fn routes(copy: Copy) -> Router {
    Router::new()
        .route("/accounts/{user_id}", get(account))
        .with_state(copy)
}

/// A user who can sign in. What is not known yet is left out.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    user_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
}

async fn account(FromState(copy): FromState<Copy>, Path(user_id): Path<String>) -> Result<Response, Refused> {
    let unknown = || {
        Refused::new(
            StatusCode::NOT_FOUND,
            "no-such-user",
            "nothing is known of a user with this id",
        )
    };
    let user_id: u64 = user_id.parse().map_err(|_| unknown())?;
    let row = copy.apart(move |copy| copy.account(user_id)).await;
    let row = row
        .map_err(|error| failed(&error.to_string()))?
        .ok_or_else(unknown)?;
    match &row.state {
        State::Told(Account::Open { email, profile }, _) => Ok(json(
            StatusCode::OK,
            &Shown {
                user_id,
                email: email.get().map(String::as_str),
                plan: profile.get().map(|profile| profile.plan.to_string()),
                locale: profile.get().and_then(|profile| profile.locale.as_deref()),
            },
        )),
        State::Told(Account::Closed(reason), _) => {
            let message = format!("this user was deleted {reason}");
            Err(Refused::new(StatusCode::GONE, "deleted", message))
        }
        State::Absent(_) => Err(Refused::new(StatusCode::GONE, "deleted", "this user was deleted")),
    }
}

fn failed(error: &str) -> Refused {
    tracing::error!(error, "the copy failed");
    Refused::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "no-database",
        "the copy cannot be read now",
    )
}
