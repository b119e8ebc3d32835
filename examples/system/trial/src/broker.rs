//! What the broker says of its consumer.

use std::io;

use async_nats::jetstream;
use async_nats::jetstream::consumer::pull::Config;

/// Returns true if the auth service has been handed all that the broker has, and has acknowledged all of it.
///
/// # Errors
/// Fails if the broker, the stream or the consumer is not there.
pub async fn is_at_rest(address: &str) -> io::Result<bool> {
    let client = async_nats::connect(address).await.map_err(io::Error::other)?;
    let stream = jetstream::new(client)
        .get_stream("USERS")
        .await
        .map_err(io::Error::other)?;
    let mut consumer: jetstream::consumer::Consumer<Config> = stream
        .get_consumer("auth-service")
        .await
        .map_err(io::Error::other)?;
    let info = consumer.info().await.map_err(io::Error::other)?;
    Ok(info.num_pending == 0 && info.num_ack_pending == 0)
}
