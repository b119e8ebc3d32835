//! Events published to NATS JetStream, without a service: in batches, each acknowledged as a whole before the next.

use std::io;
use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::stream::{Config, StorageType};
use async_nats::jetstream::{self};
use serde::Deserialize;

use super::Rate;

#[derive(Deserialize)]
struct Head<'a> {
    id: &'a str,
}

/// Publishes lines to a stream of its own, so many in a batch; returns how many a second were acknowledged.
///
/// The broker has the same work as with the relay: the stream has the same configuration, and the messages have the same
/// texts, headers and ids, and subjects of the same length. Its server has no setting to write each message to the disk
/// before it acknowledges, and neither side waits for that.
///
/// # Errors
/// Fails if the broker does.
pub async fn publish(address: &str, lines: &[String], batch: usize) -> io::Result<Rate> {
    let client = async_nats::connect(address).await.map_err(io::Error::other)?;
    let context = jetstream::new(client);
    let config = Config {
        name: "BENCH".into(),
        subjects: vec!["bench.>".into()],
        storage: StorageType::File,
        duplicate_window: Duration::from_secs(120),
        max_age: Duration::from_secs(30 * 24 * 60 * 60),
        ..Config::default()
    };
    context
        .get_or_create_stream(config)
        .await
        .map_err(io::Error::other)?;
    let begin = Instant::now();
    for lines in lines.chunks(batch) {
        let mut acknowledgements = Vec::with_capacity(lines.len());
        for line in lines {
            let Head { id } = serde_json::from_str(line)?;
            let mut headers = HeaderMap::new();
            headers.insert("Nats-Msg-Id", format!("user-service/{id}"));
            headers.insert("Stream-Identity", "b7a1ad2c-4c3d-4f0a-9a55-8a4f4a6f1f00");
            headers.insert("Content-Type", "application/cloudevents+json");
            let published = context
                .publish_with_headers("bench.user.registered", headers, line.clone().into())
                .await;
            acknowledgements.push(published.map_err(io::Error::other)?);
        }
        for acknowledgement in acknowledgements {
            acknowledgement.await.map_err(io::Error::other)?;
        }
    }
    Ok(Rate::of(lines.len() as u64, begin.elapsed()))
}
