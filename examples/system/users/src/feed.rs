//! `GET /events?lastEventId=…&timeout=…`: the stream as a feed to pull, after <https://www.http-feeds.org>.
//!
//! The answer is a batch of CloudEvents. At the end of the stream it waits up to `timeout` milliseconds for more. It names
//! the stream in the header `stream-identity`: a reader whose position is of another stream must begin with a dump. So must
//! one whose last event is unknown, or older than the retention: the answer is 410 then.

use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use service::server::Refused;
use tokio::time::{Instant, timeout_at};

use crate::entry::{Entry, EventId};
use crate::routes::{Server, blocking};
use crate::store::{Place, Stream};

/// The header with the identity of the stream.
pub const STREAM: &str = "stream-identity";

/// The most events of a batch.
const MOST: u32 = 500;

/// The longest time to wait: a minute.
const LONGEST: u64 = 60_000;

/// The query of a reader.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Asked {
    last_event_id: Option<String>,
    #[serde(default)]
    timeout: u64,
}

pub(crate) async fn events(
    State(server): State<Server>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Refused> {
    let bad = |message: &str| Refused::new(StatusCode::BAD_REQUEST, "bad-query", message);
    let Query(asked) = asked
        .map_err(|_| bad("the query has `lastEventId`, an id, and `timeout`, a number of milliseconds"))?;
    if asked.timeout > LONGEST {
        return Err(bad("`timeout` is at most 60000 milliseconds"));
    }
    let id = asked.last_event_id.map(|id| id.parse::<EventId>()).transpose();
    let id = id.map_err(|error| bad(&error.to_string()))?;

    let until = Instant::now() + Duration::from_millis(asked.timeout);
    let mut commits = server.store.commits();
    let (stream, position) = located(&server, id).await?;
    loop {
        commits.mark_unchanged();
        let store = server.store.clone();
        let entries = blocking(move || store.after(position, MOST)).await?;
        // The stream may have been renewed while this reader waited; then its answer names the one that it began with.
        let is_last = server.stop.is_stopped() || Instant::now() >= until;
        if !entries.is_empty() || is_last {
            return batch(&stream, &headers, &entries);
        }
        tokio::select! {
            _ = timeout_at(until, commits.changed()) => {}
            () = server.stop.stopped() => {}
        }
    }
}

/// The stream, and the position to read after.
async fn located(server: &Server, id: Option<EventId>) -> Result<(Stream, u64), Refused> {
    let store = server.store.clone();
    let (stream, place) = blocking(move || {
        // In this order: a stream that is renewed in between is the older one here, and the reader hears of it next time.
        let stream = store.stream()?;
        let place = id.map_or(Ok(Place::At(0)), |id| store.place(id))?;
        Ok((stream, place))
    })
    .await?;
    let gone = |error, message: &str| {
        let message = format!("{message}: begin with /users/dump, and read on from the event that it names");
        Refused::new(StatusCode::GONE, error, message)
    };
    match place {
        Place::At(position) => Ok((stream, position)),
        Place::Expired => Err(gone("expired-event", "this event is older than the retention")),
        Place::Unknown => Err(gone("unknown-event", "this stream never had this event")),
    }
}

fn batch(stream: &Stream, headers: &HeaderMap, entries: &[Entry]) -> Result<Response, Refused> {
    let (first, last) = match entries {
        [] => (0, 0),
        [first, .., last] => (first.position, last.position),
        [only] => (only.position, only.position),
    };
    // Entries never change, so a batch is what its stream and its ends say.
    let tag = format!("\"{}-{first}-{last}-{}\"", stream.identity, entries.len());
    let own = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    let named = [(STREAM, stream.identity.clone())];
    let same = headers.get_all(header::IF_NONE_MATCH).iter();
    if same
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == tag)
    {
        return Ok((StatusCode::NOT_MODIFIED, own, named).into_response());
    }
    let lines: Result<Vec<String>, _> = entries.iter().map(Entry::to_line).collect();
    let lines = lines.map_err(|error| {
        tracing::error!(%error, "an entry of the outbox is not JSON");
        Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "broken-entry",
            "an entry of the outbox is not JSON",
        )
    })?;
    let body = format!("[{}]", lines.join(","));
    let kind = [(header::CONTENT_TYPE, "application/cloudevents-batch+json")];
    Ok((own, named, kind, body).into_response())
}
