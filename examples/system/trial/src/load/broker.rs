//! Events published to NATS JetStream, without a service: in batches, each acknowledged as a whole before the next.

use std::io;
use std::time::Instant;

use async_nats::HeaderMap;
use async_nats::jetstream::stream::{Config, StorageType};
use async_nats::jetstream::{self};

use super::Rate;

/// Publishes lines to a stream of its own, so many in a batch; returns how many a second were acknowledged.
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
        ..Config::default()
    };
    context
        .get_or_create_stream(config)
        .await
        .map_err(io::Error::other)?;
    let begin = Instant::now();
    for (number, lines) in lines.chunks(batch).enumerate() {
        let mut acknowledgements = Vec::with_capacity(lines.len());
        for (within, line) in lines.iter().enumerate() {
            let mut headers = HeaderMap::new();
            headers.insert("Nats-Msg-Id", format!("bench/{}", number * batch + within));
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
