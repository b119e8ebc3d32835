//! NATS JetStream: events are published and acknowledged, under ids by which the broker knows repetitions for two minutes.

use std::error::Error;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::stream::{Config, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, Context};
use serde::Deserialize;
use tokio::runtime::Handle;

use crate::entry::{Entry, SOURCE};

/// The stream.
pub const STREAM: &str = "USERS";

/// The oldest server that has what is needed here.
const OLDEST: (u64, u64) = (2, 9);

type Failure = Box<dyn Error + Send + Sync>;

/// A broker, connected to when it is needed.
pub struct Broker {
    address: String,
    within: Duration,
    handle: Handle,
    context: Option<Context>,
}

/// Without the address: it may hold a password.
impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker").finish_non_exhaustive()
    }
}

impl Broker {
    /// The broker at this address. An event that it does not acknowledge within this time is published again, under the same
    /// id. Its calls wait, so they are for threads that may; the runtime does the work.
    pub fn new(address: String, within: Duration, handle: Handle) -> Self {
        let context = None;
        Self {
            address,
            within,
            handle,
            context,
        }
    }

    /// Connects, and makes the stream if there is none, so that readers find it before the first event.
    ///
    /// # Errors
    /// Fails if the broker cannot be reached, or is not what is needed.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        if self.context.is_none() {
            let context = self
                .handle
                .clone()
                .block_on(connect(&self.address, self.within))?;
            self.context = Some(context);
        }
        Ok(())
    }

    /// Publishes entries, each with its line, and returns after the broker has all of them.
    ///
    /// # Errors
    /// Fails if any is not acknowledged in time. Then publish all again: the broker drops those that it has.
    pub fn publish(
        &mut self,
        entries: &[Entry],
        lines: &[(u64, String)],
        identity: &str,
    ) -> Result<(), Failure> {
        let messages = entries.iter().zip(lines).map(|(entry, (_, line))| Message {
            id: format!("{SOURCE}/{}", entry.id),
            event: entry.event.clone(),
            text: line.clone(),
        });
        self.send(messages.collect(), identity)
    }

    /// Publishes a line of the sent log under a new id, because the broker may drop the one that it saw.
    ///
    /// # Errors
    /// Fails if it is not acknowledged in time, or the line is not an event.
    pub fn publish_again(&mut self, line: &str, replay: u64, identity: &str) -> Result<(), Box<dyn Error>> {
        #[derive(Deserialize)]
        struct Head {
            id: String,
            #[serde(rename = "type")]
            event: String,
        }
        let Head { id, event } = serde_json::from_str(line)?;
        let message = Message {
            id: format!("{SOURCE}/{id}#replay-{replay}"),
            event,
            text: line.to_owned(),
        };
        self.send(vec![message], identity)
            .map_err(|error| error as Box<dyn Error>)
    }

    fn send(&mut self, messages: Vec<Message>, identity: &str) -> Result<(), Failure> {
        let handle = self.handle.clone();
        handle.block_on(async {
            let context = match &self.context {
                Some(context) => context.clone(),
                None => connect(&self.address, self.within).await?,
            };
            // A broker that failed is connected to again, and looked at again.
            self.context = None;
            let mut acknowledgements: Vec<PublishAckFuture> = Vec::with_capacity(messages.len());
            for Message { id, event, text } in messages {
                let mut headers = HeaderMap::new();
                headers.insert("Nats-Msg-Id", id);
                headers.insert("Stream-Identity", identity);
                headers.insert("Content-Type", "application/cloudevents+json");
                let subject = format!("users.{event}");
                acknowledgements.push(
                    context
                        .publish_with_headers(subject, headers, text.into())
                        .await?,
                );
            }
            for acknowledgement in acknowledgements {
                acknowledgement.await?;
            }
            self.context = Some(context);
            Ok(())
        })
    }
}

struct Message {
    id: String,
    event: String,
    text: String,
}

/// Connects, and makes the stream if there is none.
async fn connect(address: &str, within: Duration) -> Result<Context, Failure> {
    let client = async_nats::connect(address).await?;
    let version = client.server_info().version;
    if !is_new_enough(&version) {
        let (major, minor) = OLDEST;
        return Err(format!("NATS is {version}, and {major}.{minor} or newer is needed").into());
    }
    let mut context = jetstream::new(client);
    context.set_timeout(within);
    let wanted = Config {
        name: STREAM.into(),
        subjects: vec!["users.>".into()],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        duplicate_window: Duration::from_secs(120),
        max_age: Duration::from_secs(30 * 24 * 60 * 60),
        ..Config::default()
    };
    let stream = context.get_or_create_stream(wanted.clone()).await?;
    // A server drops wishes that it does not know, and says yes.
    let found = &stream.cached_info().config;
    let is_same = found.subjects == wanted.subjects
        && found.storage == wanted.storage
        && found.retention == wanted.retention
        && found.max_age == wanted.max_age
        && found.duplicate_window == wanted.duplicate_window
        // A stream with another limit discards what nobody has read.
        && found.max_messages <= 0
        && found.max_bytes <= 0
        && found.max_messages_per_subject <= 0;
    match is_same {
        true => Ok(context),
        false => Err(format!(
            "the stream {STREAM} has another configuration than this service needs: {found:?}"
        )
        .into()),
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split(['.', '-']).map(str::parse::<u64>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        return false;
    };
    (major, minor) >= OLDEST
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn too_old_server_is_refused() {
        for (version, is_enough) in [
            ("2.9.10", true),
            ("2.10.1", true),
            ("3.0.0-dev", true),
            ("2.8.4", false),
            ("x", false),
        ] {
            assert_eq!(is_new_enough(version), is_enough, "{version}");
        }
    }
}
