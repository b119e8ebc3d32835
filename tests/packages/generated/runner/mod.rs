//! Runs in the crate of the generated types: samples each, and writes a line of JSON for it.

use std::collections::BTreeMap;
use std::io::Write;

use counterpart::__private::schemars::JsonSchema;
use counterpart::contract::Role;
use counterpart::json::Json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::judge::chance::Chance;
use crate::judge::{
    Answer, Consumer, Producer, Read, Rewrite, document, mutants, read, rewrite, samples, shrink,
};

/// One generated type.
pub struct Subject {
    name: &'static str,
    accepted: fn() -> Result<Json, String>,
    emitted: fn() -> Result<Json, String>,
    read: Read,
    rewrite: Rewrite,
    stricter: Option<&'static str>,
    repeats_keys: bool,
}

/// `stricter`: serde may read more than the contract accepts, in a way that is known by this name. `repeats_keys`: it writes
/// a map from a list of pairs, of which several may have one key.
pub fn subject<T: Serialize + DeserializeOwned + JsonSchema>(
    name: &'static str,
    stricter: Option<&'static str>,
    repeats_keys: bool,
) -> Subject {
    Subject {
        name,
        stricter,
        repeats_keys,
        accepted: || document::<T>(Role::Consumes),
        emitted: || document::<T>(Role::Emits),
        read: read::<T>,
        rewrite: rewrite::<T>,
    }
}

/// Samples every type on all cores; the count is the first argument.
pub fn run(subjects: &[Subject]) {
    std::panic::set_hook(Box::new(|_| {}));
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(100);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let worker = || {
                while let Some(subject) =
                    subjects.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    // Said before, so that a type that takes the process down is known.
                    say(&json!({"started": subject.name}));
                    let judged = std::panic::catch_unwind(|| subject.judged(count));
                    let mut line = judged.unwrap_or_else(|panic| {
                        let text = panic.downcast_ref::<String>().cloned();
                        let text =
                            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                        json!({"panicked": text})
                    });
                    line["type"] = subject.name.into();
                    say(&line);
                }
            };
            let builder = std::thread::Builder::new().stack_size(16 << 20);
            builder.spawn_scoped(scope, worker).expect("a thread");
        }
    });
}

fn say(line: &serde_json::Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").expect("standard output takes it");
}

impl Subject {
    fn judged(&self, count: usize) -> serde_json::Value {
        let (accepted, emitted) = match ((self.accepted)(), (self.emitted)()) {
            (Ok(accepted), Ok(emitted)) => (accepted, emitted),
            (Err(refusal), _) | (_, Err(refusal)) => return json!({"refused": refusal}),
        };
        let consumer = Consumer::new(accepted, self.read);
        let producer = Producer::new(emitted);
        let mut tally = Tally {
            repeats_keys: self.repeats_keys,
            ..Tally::default()
        };
        let chance = &mut Chance::of(count as u64);
        let mut words = mutants::words(&consumer.document);
        words.extend(mutants::words(&producer.document));
        let valid = samples::of(&consumer.document, count * 2 / 5);
        let sent = samples::of(&producer.document, count / 5);
        let beside = samples::beside(&consumer.document, count / 5);
        let seeds: Vec<&String> = valid.iter().chain(&sent).chain(&beside).collect();
        let mutated: Vec<String> = (seeds.len()..count)
            .filter(|_| !seeds.is_empty())
            .filter_map(|_| mutants::mutant(chance.one::<&String>(&seeds), &words, chance))
            .collect();
        for text in seeds.into_iter().chain(&mutated) {
            let answer = tally.read(text, &consumer, self.stricter);
            // A value read from another form may be one that no message has: an infinite `f32`. Moments are moments.
            if matches!(answer, Answer::Stricter(name) if name != LENIENT) {
                continue;
            }
            if let Ok(written) = (self.rewrite)(text) {
                tally.written(text, &written, &producer, self.rewrite);
            }
        }
        tally.report(&consumer, &producer)
    }
}

/// The name of readers that read more forms of the same values.
const LENIENT: &str = "lenient-readers";

/// What contracts assume is not written: the name of the assumption, the text, and the last number before it.
const BEYOND: [(&str, &str, &str); 8] = [
    // 2^96, of rust_decimal.
    (
        "decimals-below-2-to-96",
        "7.922816251426434e+28",
        "79228162514264330000000000000",
    ),
    // The last moments of time and jiff, and the first and the last ones of chrono, rounded by serde_with.
    ("plain-times", "253402300800", "253402300799"),
    ("plain-times", "253402300800000", "253402300799999"),
    ("plain-times", "253402207201", "253402207200"),
    ("plain-times", "8210266876800000000", "8210266876799999999"),
    ("plain-times", "8210266876800000", "8210266876799999"),
    ("plain-times", "8210266876800", "8210266876799"),
    ("plain-times", "-8334601228801", "-8334601228800"),
];

fn has_uri(document: &Json) -> bool {
    document.to_string().contains("http-uri")
}

#[derive(Default)]
struct Tally {
    answers: BTreeMap<Answer, usize>,
    written: usize,
    /// The type writes a map from a list of pairs, of which several may have one key.
    repeats_keys: bool,
    /// Written messages that break an assumption of the contract, by its name.
    assumed: BTreeMap<&'static str, usize>,
    /// The worst first.
    wrong: BTreeMap<(u8, &'static str), (usize, String, String)>,
}

impl Tally {
    fn read(&mut self, text: &str, consumer: &Consumer, stricter: Option<&'static str>) -> Answer {
        let answer = match (consumer.judge(text), stricter) {
            (Answer::TooNarrow, Some(name)) => Answer::Stricter(name),
            // Which texts are a URI of the crate http is not decided.
            (Answer::Undecided, _) if has_uri(&consumer.document) => Answer::Assumed("http-uri"),
            (answer, _) => answer,
        };
        *self.answers.entry(answer).or_default() += 1;
        let name = match answer {
            Answer::TooWide => (0, "the contract accepts what serde refuses"),
            Answer::TooNarrow => (2, "serde reads what the contract refuses"),
            Answer::Undecided => (3, "the evaluator does not decide"),
            _ => return answer,
        };
        self.wrong(name, || {
            let text = shrink::shrunk(text, |text| consumer.judge(text) == answer);
            let why = consumer.reads(&text).err().unwrap_or_default();
            (text, why)
        });
        answer
    }

    fn written(&mut self, text: &str, written: &str, producer: &Producer, rewrite: Rewrite) {
        self.written += 1;
        let answer = producer.judge(written);
        let is_undecided = answer == Answer::Undecided && has_uri(&producer.document);
        if answer == Answer::Taken || is_undecided {
            return;
        }
        if self.repeats_keys && counterpart::json::parse(written.as_bytes()).is_err() {
            *self.assumed.entry("unique-keys").or_default() += 1;
            return;
        }
        let document = producer.document.to_string();
        for (name, beyond, last) in BEYOND {
            // The message without that number is judged.
            let is_there = written.contains(beyond) && document.contains(last);
            if is_there && producer.judge(&written.replace(beyond, last)) == Answer::Taken {
                *self.assumed.entry(name).or_default() += 1;
                return;
            }
        }
        self.wrong((1, "serde writes what the contract does not emit"), || {
            let outside =
                |text: &str| rewrite(text).is_ok_and(|written| producer.judge(&written) != Answer::Taken);
            let text = shrink::shrunk(text, outside);
            (rewrite(&text).unwrap_or_default(), format!("read from {text}"))
        });
    }

    fn wrong(&mut self, name: (u8, &'static str), example: impl FnOnce() -> (String, String)) {
        let entry = self.wrong.entry(name).or_insert_with(|| {
            let (text, why) = example();
            (0, text, why)
        });
        entry.0 += 1;
    }

    fn report(&self, consumer: &Consumer, producer: &Producer) -> serde_json::Value {
        let of = |answer| self.answers.get(&answer).copied().unwrap_or(0);
        let mut named: BTreeMap<&str, usize> = self
            .answers
            .iter()
            .filter_map(|(answer, count)| match answer {
                Answer::Assumed(name) | Answer::Stricter(name) => Some((*name, *count)),
                _ => None,
            })
            .collect();
        for (name, count) in &self.assumed {
            *named.entry(name).or_default() += count;
        }
        let wrong: Vec<_> = self
            .wrong
            .iter()
            .map(|((_, what), (count, text, why))| json!({"what": what, "count": count, "text": text, "why": why}))
            .collect();
        let mut line = json!({
            "texts": self.answers.values().sum::<usize>(),
            "taken": of(Answer::Taken),
            "refused_by_both": of(Answer::Refused),
            "written": self.written,
            "named": named,
        });
        if !wrong.is_empty() {
            line["wrong"] = wrong.into();
            line["accepted"] = consumer.document.to_string().into();
            line["emitted"] = producer.document.to_string().into();
        }
        line
    }
}
