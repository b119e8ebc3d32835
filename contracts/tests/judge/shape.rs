//! Types judged one after the other: what serde does with texts by hand, of both schemas, beside those, and mutated.

use std::time::Duration;

use super::chance::Chance;
use super::{Answer, Consumer, Producer, Read, Rewrite, document, mutants, read, rewrite, samples, shrink};
use counterpart::__private::schemars::JsonSchema;
use counterpart::contract::Role;
use counterpart::json::Json;
use counterpart::truth::{self, Options, Outcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The truth test of a type in one role.
type Truth = fn(&Options) -> Outcome;

/// A type, and messages of it by hand.
pub(crate) struct Shape {
    name: &'static str,
    /// It is taken.
    message: &'static str,
    /// Taken or not, as serde says.
    others: &'static [&'static str],
    /// serde takes more than the contract, in a way that the catalogue tells.
    is_stricter: bool,
    accepted: fn() -> Result<Json, String>,
    emitted: fn() -> Result<Json, String>,
    read: Read,
    rewrite: Rewrite,
    truths: [(&'static str, Truth); 2],
}

pub(crate) fn shape<T: Serialize + DeserializeOwned + JsonSchema>(
    name: &'static str,
    message: &'static str,
) -> Shape {
    Shape {
        name,
        message,
        others: &[],
        is_stricter: false,
        accepted: || document::<T>(Role::Consumes),
        emitted: || document::<T>(Role::Emits),
        read: read::<T>,
        rewrite: rewrite::<T>,
        truths: [
            ("reads", |options| {
                truth::accepted::<T>(options).expect("a schema")
            }),
            ("writes", |options| {
                truth::emitted::<T>(options).expect("a schema")
            }),
        ],
    }
}

/// What was seen of one.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) texts: usize,
    pub(crate) taken: usize,
    pub(crate) refused: usize,
    pub(crate) named: usize,
    pub(crate) written: usize,
    pub(crate) wrong: Vec<String>,
}

impl Shape {
    /// With more texts by hand.
    pub(crate) fn and(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }

    /// serde may take more than the contract.
    pub(crate) fn stricter(mut self) -> Self {
        self.is_stricter = true;
        self
    }

    pub(crate) fn judged(&self, count: usize) -> Seen {
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
        texts.extend(self.others.iter().map(|text| (*text).to_owned()));
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
            Answer::TooNarrow if self.is_stricter => seen.named += 1,
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
        if producer.judge(&written) != Answer::Taken && seen.wrong.len() < 3 {
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

/// Judges all on all cores with `COUNTERPART_TEST_TEXTS` texts each, 100 if that is not set, and prints what was seen.
///
/// # Panics
/// Where any contract says something else than serde does.
#[track_caller]
#[allow(clippy::print_stdout, reason = "a report of what was measured")]
pub(crate) fn judge_all(shapes: &[Shape]) {
    let count = std::env::var("COUNTERPART_TEST_TEXTS").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(100);
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

/// Runs the truth test of each, and prints what was seen and how much time of a processor each role of it took:
/// `cargo test -p counterpart --test event_shapes -- --nocapture the_truth_test`, in the profile in which users run theirs.
///
/// # Panics
/// Where one fails, or was not asked about all of its contract.
#[track_caller]
#[allow(clippy::print_stdout, reason = "a report of what was measured")]
pub(crate) fn truths(shapes: &[Shape]) {
    let mut wrong: Vec<String> = Vec::new();
    let mut times: Vec<(Duration, &str, &str, usize)> = Vec::new();
    for shape in shapes {
        for (role, truth) in shape.truths {
            let start = busy();
            let outcome = truth(&Options::default());
            times.push((busy().saturating_sub(start), shape.name, role, outcome.asked));
            for failure in &outcome.failures {
                wrong.push(format!("{} {role}: {failure:?}", shape.name));
            }
            for place in &outcome.not_reached {
                wrong.push(format!("{} {role}: {place}", shape.name));
            }
        }
    }
    times.sort_unstable();
    let sum: Duration = times.iter().map(|(time, ..)| *time).sum();
    let slow = times.iter().filter(|(time, ..)| *time > A_ROLE).count();
    println!(
        "{} shapes in {sum:?}; the median of a role is {:?}; {slow} of {} roles take more than {A_ROLE:?}",
        shapes.len(),
        times[times.len() / 2].0,
        times.len(),
    );
    for (time, shape, role, asked) in times.iter().rev().take(slow.max(10)) {
        println!("{time:>12.3?}  {shape} {role}, {asked} messages");
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// So long may the truth test of a type take in one role.
const A_ROLE: Duration = Duration::from_millis(50);

/// How long this thread has run on a processor, where the system tells: other programs do not count.
fn busy() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
