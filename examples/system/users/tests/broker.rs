//! What NATS JetStream does with what the relay publishes.
#![cfg(feature = "real")]

use std::path::Path;
use std::time::Duration;

use async_nats::jetstream::consumer::pull::Config as Reader;
use async_nats::jetstream::stream::{Config, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{self, Context, Message};
use futures_util::StreamExt as _;
use service::metrics::Metrics;
use tokio::runtime::Runtime;
use trial::servers::{self, Nats};
use users::broker::{Broker, STREAM};
use users::command::Command;
use users::entry::Entry;
use users::measures::Measures;
use users::relay::Relay;
use users::retention::Retention;
use users::store::{Sqlite, Store};

struct Case {
    nats: Nats,
    runtime: Runtime,
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let folder = servers::folder("users-").unwrap();
        Self {
            nats: Nats::start(folder.path()).unwrap(),
            runtime: Runtime::new().unwrap(),
            folder,
        }
    }

    fn broker(&self) -> Broker {
        Broker::new(
            self.nats.address(),
            Duration::from_secs(1),
            self.runtime.handle().clone(),
        )
    }

    async fn context(&self) -> Context {
        jetstream::new(async_nats::connect(self.nats.address()).await.unwrap())
    }

    async fn stream(&self) -> Stream {
        self.context().await.get_stream(STREAM).await.unwrap()
    }

    /// What the broker has, in its order.
    fn messages(&self) -> Vec<Message> {
        self.runtime.block_on(async {
            let consumer = self
                .stream()
                .await
                .create_consumer(Reader::default())
                .await
                .unwrap();
            let mut batch = consumer.fetch().max_messages(100).messages().await.unwrap();
            let mut messages = Vec::new();
            while let Some(message) = batch.next().await {
                messages.push(message.unwrap());
            }
            messages
        })
    }

    fn ids(&self) -> Vec<String> {
        let messages = self.messages();
        messages
            .iter()
            .map(|message| header(message, "Nats-Msg-Id"))
            .collect()
    }

    fn relay(&self, store: Store, measures: Measures) -> Relay {
        let day = Duration::from_secs(24 * 60 * 60);
        let sent = self.folder.path().join("sent");
        Relay::new(store, sent, 1 << 20, Retention::new(day, day), measures).to(self.broker())
    }
}

fn header(message: &Message, name: &str) -> String {
    let headers = message.headers.as_ref().unwrap();
    headers.get(name).unwrap().to_string()
}

fn entries() -> (Vec<Entry>, Vec<(u64, String)>) {
    let entry = |user_id: u64| Entry {
        id: format!("{user_id}/1").parse().unwrap(),
        position: user_id,
        event: "user.registered".into(),
        time: 1_795_000_000_001,
        data: format!(r#"{{"user_id":{user_id},"email":"a@b","plan":"pro"}}"#),
    };
    let entries = vec![entry(1), entry(2)];
    let lines = entries
        .iter()
        .map(|entry| (entry.position, entry.to_line().unwrap()));
    let lines = lines.collect();
    (entries, lines)
}

fn store(folder: &Path, commands: u32) -> Store {
    let store = Store::Sqlite(Sqlite::open(&folder.join("users.db")).unwrap());
    for number in 0..commands {
        let body = format!(r#"{{"email":"{number}@example.org","plan":"pro"}}"#);
        let command = Command::Register(serde_json::from_str(&body).unwrap());
        store.run(None, &command, 5).unwrap();
    }
    store
}

#[test]
fn repetition_is_dropped_by_its_id_and_a_replay_is_not() {
    let case = Case::new();
    let mut broker = case.broker();
    let (entries, lines) = entries();
    for _ in 0..2 {
        broker.publish(&entries, &lines, "s").unwrap();
    }
    assert_eq!(case.ids(), ["user-service/1/1", "user-service/2/1"]);
    broker.publish_again(&lines[0].1, 7, "s").unwrap();
    assert_eq!(case.ids()[2..], ["user-service/1/1#replay-7"]);
}

#[test]
fn message_is_the_whole_event_in_structured_form_also_when_it_is_replayed() {
    let case = Case::new();
    let mut broker = case.broker();
    let (entries, lines) = entries();
    broker.publish(&entries, &lines, "stream-1").unwrap();
    broker.publish_again(&lines[0].1, 7, "stream-1").unwrap();
    let messages = case.messages();
    assert_eq!(messages.len(), 3);
    for message in messages {
        // The same bytes, so the time of the event is that of the change, and not of the replay.
        let line = match header(&message, "Nats-Msg-Id").starts_with("user-service/1/1") {
            true => &lines[0].1,
            false => &lines[1].1,
        };
        assert_eq!(&message.payload[..], line.as_bytes());
        assert_eq!(&*message.subject, "users.user.registered");
        assert_eq!(header(&message, "Content-Type"), "application/cloudevents+json");
        assert_eq!(header(&message, "Stream-Identity"), "stream-1");
    }
}

#[test]
fn stream_of_another_configuration_is_refused() {
    let case = Case::new();
    let good = || Config {
        name: STREAM.into(),
        subjects: vec!["users.>".into()],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        duplicate_window: Duration::from_secs(120),
        max_age: Duration::from_secs(30 * 24 * 60 * 60),
        ..Config::default()
    };
    let hour = Duration::from_secs(3600);
    for (what, config) in [
        ("", good()),
        (
            "max_age: 3600s",
            Config {
                max_age: hour,
                ..good()
            },
        ),
        (
            "storage: Memory",
            Config {
                storage: StorageType::Memory,
                ..good()
            },
        ),
        (
            "retention: Interest",
            Config {
                retention: RetentionPolicy::Interest,
                ..good()
            },
        ),
        (
            "duplicate_window: 1s",
            Config {
                duplicate_window: Duration::from_secs(1),
                ..good()
            },
        ),
        (
            "max_messages: 1000",
            Config {
                max_messages: 1000,
                ..good()
            },
        ),
        (
            "max_bytes: 100000",
            Config {
                max_bytes: 100_000,
                ..good()
            },
        ),
        (
            "max_messages_per_subject: 9",
            Config {
                max_messages_per_subject: 9,
                ..good()
            },
        ),
        (
            "users.user.deleted",
            Config {
                subjects: vec!["users.user.deleted".into()],
                ..good()
            },
        ),
    ] {
        case.runtime.block_on(async {
            let context = case.context().await;
            context.create_stream(config).await.unwrap();
        });
        let prepared = case.broker().prepare();
        match what {
            "" => prepared.unwrap(),
            what => {
                let error = prepared.unwrap_err().to_string();
                assert!(
                    error.contains("another configuration") && error.contains(what),
                    "{what}: {error}"
                );
            }
        }
        case.runtime.block_on(async {
            case.context().await.delete_stream(STREAM).await.unwrap();
        });
    }
}

#[test]
fn publication_without_an_answer_is_repeated_under_its_id() {
    let case = Case::new();
    let store = store(case.folder.path(), 3);
    let mut relay = case.relay(store.clone(), Measures::default());
    // Connected, with the stream there, before the broker is held up.
    assert_eq!(relay.step().unwrap(), 3);
    let body = r#"{"email":"late@example.org","plan":"pro"}"#;
    let command = Command::Register(serde_json::from_str(body).unwrap());
    store.run(None, &command, 5).unwrap();
    case.nats.pause().unwrap();
    relay.step().unwrap_err();
    assert_eq!(store.backlog().unwrap().entries, 1);
    case.nats.resume().unwrap();
    // The first one arrives after all: it was on its way.
    assert_eq!(relay.step().unwrap(), 1);
    let expected: Vec<String> = (1..=4).map(|user| format!("user-service/{user}/1")).collect();
    assert_eq!(case.ids(), expected);
    assert_eq!(store.backlog().unwrap().entries, 0);
}

#[test]
fn what_waits_is_measured_also_while_the_broker_is_down() {
    let mut case = Case::new();
    case.nats.kill().unwrap();
    let metrics = Metrics::default();
    let measures = Measures::new(&metrics);
    let mut relay = case.relay(store(case.folder.path(), 3), measures);
    relay.step().unwrap_err();
    let text = metrics.text();
    assert!(text.contains("\noutbox_unsent 3\n"), "{text}");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("outbox_oldest_unsent_seconds "));
    let age: u64 = line.unwrap().parse().unwrap();
    // The commands say that they are of 1970.
    assert!(age > 365 * 24 * 60 * 60, "{text}");
}
