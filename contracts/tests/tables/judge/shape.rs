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
#[derive(Clone, Copy)]
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
    /// The truth test in each role.
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

/// The observations for one shape.
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

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Judges `COUNTERPART_TEST_TEXTS` texts, 100 if that is not set.
    pub(crate) fn is_what_serde_does(&self) -> Result<(), String> {
        let count = std::env::var("COUNTERPART_TEST_TEXTS").ok();
        let count = count.and_then(|count| count.parse().ok()).unwrap_or(100);
        told(&self.judged(count).wrong)
    }

    /// Runs the truth test, which must find nothing and be asked about all of the contract.
    pub(crate) fn is_reached(&self) -> Result<(), String> {
        let mut wrong = Vec::new();
        for (role, truth) in self.truths {
            let outcome = truth(&Options::default());
            let failures = outcome
                .failures
                .iter()
                .map(|failure| format!("{role}: {failure:?}"));
            wrong.extend(failures);
            wrong.extend(outcome.not_reached.iter().map(|place| format!("{role}: {place}")));
        }
        told(&wrong)
    }

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

fn told(wrong: &[String]) -> Result<(), String> {
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{} are wrong:\n{}", wrong.len(), wrong.join("\n")))
}

/// So long may the truth test of a type take in one role.
const A_ROLE: Duration = Duration::from_millis(50);

/// Prints how much time of a processor the truth test of each type takes in each role, for those that take longest.
#[allow(clippy::print_stdout, reason = "a report of what was measured")]
pub(crate) fn print_times(shapes: &[Shape]) {
    let mut times: Vec<(Duration, &str, &str, usize)> = Vec::new();
    for shape in shapes {
        for (role, truth) in shape.truths {
            let start = busy();
            let asked = truth(&Options::default()).asked;
            times.push((busy().saturating_sub(start), shape.name, role, asked));
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
}

/// The time that this thread has run on a processor, if the system tells; other programs do not count.
fn busy() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
