//! Event shapes as services and published crates write them: CloudEvents, webhooks, gateways, change data, the messages of
//! tools. The names of the fields are theirs; the code is ours. serde is the judge of every contract.
//!
//! Each shape is judged with `COUNTERPART_TEST_TEXTS` texts, 100 if that is not set. The long run is 10,000:
//! `COUNTERPART_TEST_TEXTS=10000 cargo test --release -p counterpart --test event_shapes -- --nocapture`.
#![allow(clippy::print_stdout, reason = "a report of what was measured")]
#![allow(
    clippy::large_enum_variant,
    clippy::enum_variant_names,
    reason = "the shapes are as they are met"
)]

mod chat;
mod cloud;
mod commerce;
mod data;
mod examples;
mod forges;
mod home;
mod infra;
#[path = "../judge/mod.rs"]
mod judge;
mod social;
mod tools;

use counterpart::__private::schemars::JsonSchema;
use counterpart::contract::Role;
use counterpart::json::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;

use judge::chance::Chance;
use judge::{Answer, Consumer, Producer, Read, Rewrite, document, mutants, read, rewrite, samples, shrink};

/// A shape, and a message as the service sends it.
struct Shape {
    name: &'static str,
    message: &'static str,
    accepted: fn() -> Result<Json, String>,
    emitted: fn() -> Result<Json, String>,
    read: Read,
    rewrite: Rewrite,
}

fn shape<T: Serialize + DeserializeOwned + JsonSchema>(name: &'static str, message: &'static str) -> Shape {
    Shape {
        name,
        message,
        accepted: || document::<T>(Role::Consumes),
        emitted: || document::<T>(Role::Emits),
        read: read::<T>,
        rewrite: rewrite::<T>,
    }
}

/// What was seen of one.
#[derive(Default)]
struct Seen {
    texts: usize,
    taken: usize,
    refused: usize,
    named: usize,
    written: usize,
    wrong: Vec<String>,
}

impl Shape {
    fn judged(&self, count: usize) -> Seen {
        let mut seen = Seen::default();
        let (accepted, emitted) = match ((self.accepted)(), (self.emitted)()) {
            (Ok(accepted), Ok(emitted)) => (accepted, emitted),
            (Err(error), _) | (_, Err(error)) => {
                seen.wrong.push(format!("{}: no schema: {error}", self.name));
                return seen;
            }
        };
        let consumer = Consumer::new(accepted, self.read);
        let producer = Producer::new(emitted);
        if consumer.judge(self.message) != Answer::Taken {
            let serde = consumer.reads(self.message);
            seen.wrong
                .push(format!("{}: its own message is not taken: {serde:?}", self.name));
        }
        let chance = &mut Chance::of(11);
        let mut words = mutants::words(&consumer.document);
        words.extend(mutants::words(&producer.document));
        let mut texts = samples::of(&consumer.document, count * 2 / 5);
        texts.extend(samples::of(&producer.document, count / 5));
        texts.extend(samples::beside(&consumer.document, count / 5));
        texts.push(self.message.to_owned());
        let seeds = texts.clone();
        texts.extend(
            (seeds.len()..count)
                .filter_map(|_| mutants::mutant(chance.one::<String>(&seeds), &words, chance)),
        );
        for text in &texts {
            self.judge(text, &consumer, &producer, &mut seen);
        }
        seen
    }

    fn judge(&self, text: &str, consumer: &Consumer, producer: &Producer, seen: &mut Seen) {
        seen.texts += 1;
        let answer = consumer.judge(text);
        match answer {
            Answer::Taken => seen.taken += 1,
            Answer::Refused => seen.refused += 1,
            Answer::Assumed(_) | Answer::Stricter(_) => seen.named += 1,
            Answer::TooWide | Answer::TooNarrow | Answer::Undecided if seen.wrong.len() < 3 => {
                let text = shrink::shrunk(text, |text| consumer.judge(text) == answer);
                let serde = consumer.reads(&text);
                seen.wrong.push(format!(
                    "{}: {answer:?} of {text}: serde says {serde:?}",
                    self.name
                ));
            }
            _ => seen.wrong.push(String::new()),
        }
        let Ok(written) = (self.rewrite)(text) else { return };
        seen.written += 1;
        if producer.judge(&written) != Answer::Taken {
            let outside = |text: &str| {
                (self.rewrite)(text).is_ok_and(|written| producer.judge(&written) != Answer::Taken)
            };
            let text = shrink::shrunk(text, outside);
            seen.wrong.push(format!(
                "{}: {:?} is written of {text}, and is not emitted",
                self.name,
                (self.rewrite)(&text)
            ));
        }
    }
}

#[test]
fn contracts_of_event_shapes_say_what_serde_does() {
    let count = std::env::var("COUNTERPART_TEST_TEXTS").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(100);
    let shapes = examples::all();
    assert!(shapes.len() >= 50, "there are {} shapes", shapes.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let seen: Vec<Seen> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let work = || {
                    let mut all = Vec::new();
                    while let Some(shape) =
                        shapes.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                    {
                        all.push(shape.judged(count));
                    }
                    all
                };
                let builder = std::thread::Builder::new().stack_size(64 << 20);
                builder.spawn_scoped(scope, work).expect("a thread")
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("no panic"))
            .collect()
    });
    let sum = |of: fn(&Seen) -> usize| seen.iter().map(of).sum::<usize>();
    println!(
        "{} shapes, {} texts: {} taken and {} refused by both, {} that differ for a named reason; {} written",
        shapes.len(),
        sum(|seen| seen.texts),
        sum(|seen| seen.taken),
        sum(|seen| seen.refused),
        sum(|seen| seen.named),
        sum(|seen| seen.written),
    );
    let wrong: Vec<&String> = seen
        .iter()
        .flat_map(|seen| &seen.wrong)
        .filter(|text| !text.is_empty())
        .collect();
    let texts: Vec<&str> = wrong.iter().map(|text| text.as_str()).collect();
    assert!(
        texts.is_empty(),
        "{} are wrong:\n{}",
        texts.len(),
        texts.join("\n")
    );
}
