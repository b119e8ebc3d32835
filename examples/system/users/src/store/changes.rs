//! The events that commands make, the same for any database. Their data is made here, in Rust: SQL would write numbers and
//! moments that serde does not read.

use user_service::events::{DeletionReason, EmailChanged, UnixMillis, UserDeleted, UserRegistered};

use super::StoreError;
use crate::command::NewUser;
use crate::entry::EventId;

/// The entry of the outbox that a command makes.
pub(super) struct NewEntry {
    pub(super) id: EventId,
    pub(super) event: &'static str,
    pub(super) time: u64,
    pub(super) data: String,
}

/// The name of a plan, as the wire and the database have it.
pub(super) fn plan_of(user: &NewUser) -> Result<String, StoreError> {
    match serde_json::to_value(user.plan).map_err(json)? {
        serde_json::Value::String(name) => Ok(name),
        other => Err(StoreError::Database(
            format!("{other} is not a name of a plan").into(),
        )),
    }
}

pub(super) fn registered(user_id: u64, user: &NewUser, now: u64) -> Result<NewEntry, StoreError> {
    let registered = UserRegistered {
        user_id,
        email: user.email.clone(),
        plan: user.plan,
        locale: user.locale.clone(),
        signed_up_at: UnixMillis(now),
    };
    let data = serde_json::to_string(&registered).map_err(json)?;
    Ok(entry(user_id, 1, "user.registered", now, data))
}

pub(super) fn email_changed(
    user_id: u64,
    sequence: u64,
    email: &str,
    previous: Option<String>,
    now: u64,
) -> Result<NewEntry, StoreError> {
    let changed = EmailChanged {
        user_id,
        email: email.to_owned(),
        // A user who signed up by phone had none.
        previous_email: previous.unwrap_or_default(),
        changed_at: UnixMillis(now),
    };
    let data = serde_json::to_string(&changed).map_err(json)?;
    Ok(entry(user_id, sequence, "user.email_changed", now, data))
}

pub(super) fn deleted(
    user_id: u64,
    sequence: u64,
    reason: &DeletionReason,
    now: u64,
) -> Result<NewEntry, StoreError> {
    let deleted = UserDeleted {
        user_id,
        reason: reason.clone(),
        deleted_at: UnixMillis(now),
    };
    let data = serde_json::to_string(&deleted).map_err(json)?;
    Ok(entry(user_id, sequence, "user.deleted", now, data))
}

fn entry(user_id: u64, sequence: u64, event: &'static str, time: u64, data: String) -> NewEntry {
    let id = EventId { user_id, sequence };
    NewEntry {
        id,
        event,
        time,
        data,
    }
}

fn json(error: serde_json::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}
