//! What NATS JetStream does with events that were delivered, and what becomes of the copy then.
#![cfg(feature = "real")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::HeaderMap;
use async_nats::jetstream::consumer::pull::Config;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy};
use async_nats::jetstream::{self, Context};
use auth::broker::Broker;
use auth::copy::Copy;
use auth::feed::Feed;
use auth::letters::{Letters, read_all};
use auth::measures::Measures;
use auth::settings::Settings;
use service::client::Client;
use service::metrics::Metrics;
use service::stop::{Stop, Stopper};
use trial::copies::effects;
use trial::database::Database;
use trial::each_database;
use trial::fresh::Fresh;
use trial::servers::Nats;
use users::command::Command;
use users::routes::{Server, routes};
use users::store::{Sqlite, Store};

const CONSUMER: &str = "auth-service";

/// The user service as it is, except that the test decides what the broker gets.
struct Case {
    nats: Nats,
    users: Store,
    client: Client,
    metrics: Metrics,
    copy: Copy,
    letters: Arc<Letters>,
    measures: Measures,
    stopper: Stopper,
    stop: Stop,
    folder: PathBuf,
    database: Database,
}

impl Case {
    async fn new(fresh: &Fresh) -> Self {
        let path = fresh.folder.path();
        let users = Store::Sqlite(Sqlite::open(&path.join("users.db")).unwrap());
        let (stopper, stop) = Stop::pair();
        let server = Server {
            store: users.clone(),
            measures: users::measures::Measures::default(),
            stop: stop.clone(),
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let client = Client::new(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(async { axum::serve(listener, routes(server)).await });
        let metrics = Metrics::default();
        let measures = Measures::new(&metrics);
        let letters = Letters::open(&path.join("letters"), "a.ndjson", measures.clone()).unwrap();
        let new = Self {
            nats: Nats::start(path).unwrap(),
            users,
            client,
            metrics,
            copy: tokio::task::block_in_place(|| Copy::open(&fresh.file_path(), fresh.address())).unwrap(),
            letters: Arc::new(letters),
            measures,
            stopper,
            stop,
            folder: path.to_owned(),
            database: fresh.database.clone(),
        };
        new.make_stream().await;
        new
    }

    fn broker(&self) -> Broker {
        Broker {
            address: self.nats.address(),
            acknowledge_within: Duration::from_secs(1),
            feed: Feed {
                client: self.client.clone(),
                copy: self.copy.clone(),
                letters: self.letters.clone(),
                measures: self.measures.clone(),
            },
        }
    }

    fn run(&self) {
        let retention = Settings::read().unwrap().retention;
        tokio::spawn(self.broker().run(retention, self.stop.clone()));
    }

    async fn context(&self) -> Context {
        jetstream::new(async_nats::connect(self.nats.address()).await.unwrap())
    }

    async fn make_stream(&self) {
        let config = jetstream::stream::Config {
            name: "USERS".into(),
            subjects: vec!["users.>".into()],
            ..Default::default()
        };
        self.context().await.create_stream(config).await.unwrap();
    }

    async fn delete_stream(&self) {
        self.context().await.delete_stream("USERS").await.unwrap();
    }

    async fn delete_consumer(&self) {
        let stream = self.context().await.get_stream("USERS").await.unwrap();
        stream.delete_consumer(CONSUMER).await.unwrap();
    }

    /// Registers users; returns what the relay would publish of them.
    fn register(&self, names: impl Iterator<Item = String>) -> Vec<String> {
        for name in names {
            let body = format!(r#"{{"email":"{name}@example.org","plan":"pro"}}"#);
            let command = Command::Register(serde_json::from_str(&body).unwrap());
            self.users.run(None, &command, 5).unwrap();
        }
        let entries = self.users.unsent(0, 10_000).unwrap();
        self.users.mark_sent(&entries).unwrap();
        entries.iter().map(|entry| entry.to_line().unwrap()).collect()
    }

    async fn publish(&self, lines: &[String]) {
        let context = self.context().await;
        let identity = self.users.stream().unwrap().identity;
        for line in lines {
            let mut headers = HeaderMap::new();
            headers.insert("Stream-Identity", &*identity);
            let published =
                context.publish_with_headers("users.user.registered", headers, line.clone().into());
            published.await.unwrap().await.unwrap();
        }
    }

    fn effects(&self) -> Vec<(String, u64)> {
        effects(&self.database).unwrap().into_iter().collect()
    }

    fn letters(&self) -> usize {
        let mut letters = 0;
        read_all(&self.folder.join("letters"), |_| {
            letters += 1;
            Ok(())
        })
        .unwrap();
        letters
    }

    fn metric(&self, name: &str) -> u64 {
        let text = self.metrics.text();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or("0").parse().unwrap()
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        self.stopper.stop();
    }
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let begin = Instant::now();
    while !is_so().await {
        assert!(
            begin.elapsed() < Duration::from_secs(30),
            "not within 30 s: {what}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs a test that waits for others.
fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(test);
}

each_database! {
    fn broker_that_forgot_all_acknowledgements_changes_nothing_when_it_delivers_again(fresh) {
        run(async {
            let case = Case::new(fresh).await;
            case.run();
            until("a first dump", async || case.metric("feed_dumps_total") == 1).await;
            let lines = case.register((0..700).map(|number| number.to_string()));
            case.publish(&lines).await;
            until("all effects", async || case.effects().len() == 700).await;
            let effects = case.effects();
            // A consumer made anew is what a killed server may leave at worst: it stands at 0.
            case.delete_consumer().await;
            until("all again", async || case.metric("redeliveries_total") == 700).await;
            assert_eq!(case.effects(), effects);
            assert!(effects.iter().all(|(_, count)| *count == 1));
        });
    }

    fn killed_broker_delivers_again_what_it_forgot_and_each_event_has_one_effect(fresh) {
        run(async {
            let mut case = Case::new(fresh).await;
            case.run();
            until("a first dump", async || case.metric("feed_dumps_total") == 1).await;
            let mut expected = 0;
            for round in 0..3 {
                let lines = case.register((0..200).map(|number| format!("{round}-{number}")));
                case.publish(&lines).await;
                expected += 200;
                until("effects", async || case.effects().len() >= expected - 50).await;
                case.nats.kill().unwrap();
                case.nats.restart().unwrap();
                until("effects after a kill", async || case.effects().len() == expected).await;
            }
            assert!(case.effects().iter().all(|(_, count)| *count == 1));
            // The same stream, so nothing is compared with a dump.
            assert_eq!(case.metric("feed_dumps_total"), 1);
        });
    }

    fn event_that_cannot_be_read_is_a_letter_and_then_acknowledged_without_a_limit_of_deliveries(fresh) {
        run(async {
            let case = Case::new(fresh).await;
            case.run();
            until("a first dump", async || case.metric("feed_dumps_total") == 1).await;
            case.publish(&["{\"id\":\"7/1\",\"source\":\"user-service\"}".to_owned()])
                .await;
            let (_, mut consumer) = case.broker().connect().await.unwrap();
            until("the acknowledgement", async || {
                let stream = case.context().await.get_stream("USERS").await.unwrap();
                let consumer: Consumer<Config> = stream.get_consumer(CONSUMER).await.unwrap();
                consumer.cached_info().ack_floor.stream_sequence == 1
            })
            .await;
            assert_eq!(case.letters(), 1);
            assert_eq!(consumer.info().await.unwrap().config.max_deliver, -1);
            // It is delivered again, and there is no second letter.
            case.delete_consumer().await;
            let lines = case.register(["ada".to_owned()].into_iter());
            case.publish(&lines).await;
            until("the next event", async || case.effects().len() == 1).await;
            assert_eq!(case.letters(), 1);
        });
    }

    fn consumer_of_another_configuration_is_refused(fresh) {
        run(async {
            let case = Case::new(fresh).await;
            case.broker().connect().await.unwrap();
            case.delete_consumer().await;
            let good = || Config {
                durable_name: Some(CONSUMER.into()),
                ack_policy: AckPolicy::Explicit,
                deliver_policy: DeliverPolicy::All,
                max_deliver: -1,
                ack_wait: Duration::from_secs(1),
                max_ack_pending: 5000,
                ..Config::default()
            };
            for (what, config) in [
                ("", good()),
                // A redrive by raising the limit does nothing, and what exceeds it is never delivered again.
                (
                    "max_deliver: 5",
                    Config {
                        max_deliver: 5,
                        ..good()
                    },
                ),
                // A filter that is changed later skips what lies behind.
                (
                    "filter_subject: \"users.user.deleted\"",
                    Config {
                        filter_subject: "users.user.deleted".into(),
                        ..good()
                    },
                ),
                (
                    "deliver_policy: New",
                    Config {
                        deliver_policy: DeliverPolicy::New,
                        ..good()
                    },
                ),
                (
                    "ack_policy: All",
                    Config {
                        ack_policy: AckPolicy::All,
                        ..good()
                    },
                ),
                (
                    "headers_only: true",
                    Config {
                        headers_only: true,
                        ..good()
                    },
                ),
                (
                    "ack_wait: 9s",
                    Config {
                        ack_wait: Duration::from_secs(9),
                        ..good()
                    },
                ),
            ] {
                let stream = case.context().await.get_stream("USERS").await.unwrap();
                stream.create_consumer(config).await.unwrap();
                match (what, case.broker().connect().await) {
                    ("", Ok(_)) => {}
                    (what, Err(error)) => {
                        let error = error.to_string();
                        assert!(
                            error.contains("another configuration") && error.contains(what),
                            "{what}: {error}"
                        );
                    }
                    (what, Ok(_)) => panic!("not refused: {what}"),
                }
                case.delete_consumer().await;
            }
        });
    }

    fn stream_that_was_made_anew_is_noticed_and_what_it_lost_comes_from_a_dump(fresh) {
        run(async {
            let case = Case::new(fresh).await;
            case.run();
            until("a first dump", async || case.metric("feed_dumps_total") == 1).await;
            let lines = case.register((0..5).map(|number| number.to_string()));
            case.publish(&lines).await;
            until("all effects", async || case.effects().len() == 5).await;
            case.delete_stream().await;
            // The sixth is lost with the old stream, and the seventh is the first of the new one: below the reader's place.
            let lines = case.register(["sixth".to_owned(), "seventh".to_owned()].into_iter());
            case.make_stream().await;
            case.publish(&lines[1..]).await;
            until("a second dump", async || case.metric("feed_dumps_total") == 2).await;
            until("the new stream", async || {
                case.copy.apart(|copy| copy.has_applied("user-service", "7/1")).await.unwrap()
            })
            .await;
            for user_id in 1..=7 {
                let account = case.copy.apart(move |copy| copy.account(user_id)).await.unwrap();
                assert!(account.is_some_and(|row| row.sequence == 1), "user {user_id}");
            }
        });
    }
}
