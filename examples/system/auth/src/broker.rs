//! Reads events from NATS JetStream: a durable pull consumer, acknowledged after the commit.
//!
//! The broker may deliver an event again at any time: a killed server forgets acknowledgements that it confirmed. The inbox
//! answers that. If the broker's stream was made anew, what was in the old one may be lost, so the copy is compared with a
//! dump.

use std::time::Duration;

use async_nats::jetstream::consumer::pull::Config;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy};
use async_nats::jetstream::{self, Message};
use futures_util::StreamExt as _;
use service::patience::Patience;
use service::stop::Stop;

use crate::copy::{Copy, CopyError, Position};
use crate::dump::now;
use crate::feed::{Feed, FeedError};
use crate::settings::Retention;

/// The stream of the user service.
const STREAM: &str = "USERS";

/// The durable consumer: this service.
const CONSUMER: &str = "auth-service";

/// The oldest server that has what is needed here.
const OLDEST: (u64, u64) = (2, 9);

/// The most events that are taken in one change of the copy.
const MOST: usize = 500;

/// The most events that are handed out and not acknowledged. This service has three batches under way; the rest is for those that
/// a killed one had, which come again only after their time.
const PENDING: i64 = 5000;

/// The longest wait for an answer, and for each event of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// The pause after an answer without events, which comes at once.
const PAUSE: Duration = Duration::from_millis(20);

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A reader of a broker.
#[derive(Clone)]
pub struct Broker {
    /// The address, such as `nats://127.0.0.1:4222`.
    pub address: String,
    /// The broker delivers an event again if it is not acknowledged within this time.
    pub acknowledge_within: Duration,
    /// What takes events in, and reads dumps.
    pub feed: Feed,
}

/// Without the address: it may hold a password.
impl std::fmt::Debug for Broker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Broker").finish_non_exhaustive()
    }
}

impl Broker {
    /// Reads until the process is to end.
    pub async fn run(self, retention: Retention, stop: Stop) {
        let mut patience = Patience::with_neighbours();
        let mut retention = retention;
        while !stop.is_stopped() {
            self.feed.forget_if_due(&mut retention).await;
            let read = tokio::select! {
                read = self.read(&mut patience) => read,
                () = stop.stopped() => return,
            };
            if let Err(error) = read {
                self.feed.measures.failed();
                tracing::warn!(%error, "trying again");
                patience.wait(&stop).await;
            }
        }
    }

    /// Reads until something fails.
    async fn read(&self, patience: &mut Patience) -> Result<(), Failure> {
        let (identity, consumer) = self.connect().await?;
        let position = self.feed.copy.apart(Copy::position).await?;
        if position.as_ref().map(|position| &position.stream) != Some(&identity) {
            self.feed
                .begin_with_dump("the stream of the broker is new here")
                .await?;
            let position = Position {
                stream: identity,
                last_event_id: None,
            };
            let moved = self.feed.copy.apart(move |copy| {
                copy.change(now(), |change| {
                    change.move_to(&position);
                    Ok::<_, CopyError>(())
                })
            });
            moved.await?;
        }
        let mut messages = fetch(&consumer).await?;
        let mut taken = Vec::new();
        loop {
            if messages.is_empty() {
                acknowledge(std::mem::take(&mut taken)).await?;
                tokio::time::sleep(PAUSE).await;
                messages = fetch(&consumer).await?;
                continue;
            }
            let own = self.feed.clone();
            let taking = tokio::task::spawn_blocking(move || take(&own, messages));
            // While these are written, those before them are acknowledged, and the next ones come.
            let (done, acknowledged, next) = tokio::join!(taking, acknowledge(taken), fetch(&consumer));
            taken = done??;
            acknowledged?;
            patience.worked();
            messages = match next {
                Ok(messages) => messages,
                Err(error) => {
                    acknowledge(taken).await?;
                    return Err(error);
                }
            };
        }
    }

    /// The identity of the broker's stream, and the consumer, which is made if there is none.
    ///
    /// # Errors
    /// Fails if the broker cannot be reached, has no stream, or is not what is needed; or if a consumer of this name has
    /// another configuration.
    pub async fn connect(&self) -> Result<(String, Consumer<Config>), Failure> {
        let client = async_nats::connect(&self.address).await?;
        let version = client.server_info().version;
        let mut numbers = version.split(['.', '-']).map(str::parse::<u64>);
        let is_enough = match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= OLDEST,
            _ => false,
        };
        if !is_enough {
            let (major, minor) = OLDEST;
            return Err(format!("NATS is {version}, and {major}.{minor} or newer is needed").into());
        }
        let mut context = jetstream::new(client);
        context.set_timeout(PATIENCE);
        let stream = context.get_stream(STREAM).await?;
        let identity = format!("nats-{}", stream.cached_info().created.unix_timestamp_nanos());
        let wanted = Config {
            durable_name: Some(CONSUMER.into()),
            ack_policy: AckPolicy::Explicit,
            deliver_policy: DeliverPolicy::All,
            // No limit: this service writes the dead letter itself, and then acknowledges.
            max_deliver: -1,
            ack_wait: self.acknowledge_within,
            max_ack_pending: PENDING,
            ..Config::default()
        };
        let consumer = stream.get_or_create_consumer(CONSUMER, wanted).await?;
        // A server drops wishes that it does not know, and says yes; and the consumer may be somebody else's.
        let found = &consumer.cached_info().config;
        let is_same = found.durable_name.as_deref() == Some(CONSUMER)
            && found.ack_policy == AckPolicy::Explicit
            && found.deliver_policy == DeliverPolicy::All
            && found.max_deliver == -1
            && found.ack_wait == self.acknowledge_within
            && found.max_ack_pending == PENDING
            && !found.headers_only
            && found.filter_subject.is_empty();
        match is_same {
            true => Ok((identity, consumer)),
            false => Err(format!(
                "the consumer {CONSUMER} has another configuration than this service needs: {found:?}"
            )
            .into()),
        }
    }
}

/// The next events, as far as the broker has them now.
async fn fetch(consumer: &Consumer<Config>) -> Result<Vec<Message>, Failure> {
    // A server that is killed leaves the question unanswered for ever.
    let silent = |_| "the broker does not answer";
    let asked = consumer.fetch().max_messages(MOST).messages();
    let mut batch = tokio::time::timeout(PATIENCE, asked).await.map_err(silent)??;
    let mut messages = Vec::new();
    // Each has its own time: a slow machine must not give up what was handed out.
    while let Some(message) = tokio::time::timeout(PATIENCE, batch.next())
        .await
        .map_err(silent)?
    {
        messages.push(message?);
    }
    Ok(messages)
}

/// Tells the broker that events are in the copy or in the letters.
async fn acknowledge(messages: Vec<Message>) -> Result<(), Failure> {
    for message in messages {
        message.ack().await?;
    }
    Ok(())
}

/// Brings messages into the copy or to the letters.
fn take(feed: &Feed, messages: Vec<Message>) -> Result<Vec<Message>, FeedError> {
    let events: Vec<(&str, &[u8])> = messages
        .iter()
        .map(|message| {
            let headers = message.headers.as_ref();
            let stream = headers.and_then(|headers| headers.get("Stream-Identity"));
            let stream = stream.map(|stream| stream.as_str());
            // A database keeps no NUL.
            let stream = stream.filter(|stream| !stream.contains('\0'));
            (stream.unwrap_or("unknown"), &message.payload[..])
        })
        .collect();
    feed.absorb(&events, None)?;
    Ok(messages)
}
