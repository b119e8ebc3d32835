//! The producer and the consumer of one event, and what must hold of them.

use counterpart::__private::schemars::JsonSchema;
use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::json::Json;
use counterpart::truth::{self, Outcome};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::judge::chance::Chance;
use super::judge::{Answer, Consumer, Producer, document, mutants, read, rewrite, samples};

/// The tests of one event: its producer, its consumer, and the producer's next version, which breaks the consumer at a
/// place.
macro_rules! pair {
    ($producer:ty => $consumer:ty, $next:ty, $place:literal) => {
        #[test]
        fn consumer_reads_all_that_the_producer_sends() {
            $crate::pair::fits::<$producer, $consumer>();
        }

        #[test]
        fn break_in_the_next_version_is_found() {
            $crate::pair::breaks::<$next, $consumer>($place);
        }

        #[test]
        fn contracts_are_what_serde_does() {
            $crate::pair::reads_what_it_accepts::<$consumer>();
            $crate::pair::writes_what_it_emits::<$producer>();
        }
    };
}
pub(crate) use pair;

fn schema<T: JsonSchema>(role: Role) -> Schema {
    let document = document::<T>(role).expect("a schema");
    Schema::from_json(document, &Options::default()).expect("the engine reads what the library made")
}

fn verdict<P: JsonSchema, C: JsonSchema>() -> Verdict {
    let (emitted, accepted) = (schema::<P>(Role::Emits), schema::<C>(Role::Consumes));
    check(&emitted, &accepted, &Limits::default())
}

/// The consumer is proven to read all that the producer sends.
#[track_caller]
pub(crate) fn fits<P: JsonSchema, C: JsonSchema>() {
    let verdict = verdict::<P, C>();
    assert!(matches!(verdict, Verdict::Compatible), "{verdict:#?}");
}

/// The only break is at this place, and serde confirms the message that shows it.
#[track_caller]
pub(crate) fn breaks<P, C>(place: &str)
where
    P: JsonSchema + Serialize + DeserializeOwned,
    C: JsonSchema + DeserializeOwned,
{
    let verdict = verdict::<P, C>();
    let Verdict::Incompatible(findings) = verdict else {
        panic!("{verdict:#?}");
    };
    let places: Vec<String> = findings.iter().map(|finding| finding.place.to_string()).collect();
    assert!(
        places.iter().all(|found| found == place),
        "{places:?}: {findings:#?}"
    );
    for finding in &findings {
        let mut witness = finding.witness.clone();
        if !finding.has_message() {
            with_uri(&mut witness);
        }
        let witness = witness.to_string();
        let written = rewrite::<P>(&witness);
        assert!(written.is_ok(), "the producer never sends {witness}: {written:?}");
        assert!(read::<C>(&witness).is_err(), "the consumer reads {witness}");
    }
}

/// A URI in the place of a text that the library cannot make: the only format here of which it makes none is that of http.
fn with_uri(witness: &mut Json) {
    match witness {
        Json::String(text) if text.starts_with("<some text has the format `http-uri`") => {
            *text = "https://a.example/b".to_owned();
        }
        Json::Array(items) => items.iter_mut().for_each(with_uri),
        Json::Object(members) => members.values_mut().for_each(with_uri),
        _ => {}
    }
}

/// Judged are so many texts of each contract.
fn count() -> usize {
    let count = std::env::var("COUNTERPART_TEST_TEXTS").ok();
    count.and_then(|count| count.parse().ok()).unwrap_or(200)
}

/// Texts of a contract, texts beside it, and changed ones. None if the library makes no texts of a format that is in it.
fn texts(document: &Json) -> Vec<String> {
    let count = count();
    let words = mutants::words(document);
    let mut texts = samples::of(document, count / 2);
    texts.extend(samples::beside(document, count / 4));
    let seeds = texts.clone();
    let chance = &mut Chance::of(30);
    let mutants = (seeds.len()..count)
        .filter(|_| !seeds.is_empty())
        .filter_map(|_| mutants::mutant(chance.one::<String>(&seeds), &words, chance));
    texts.extend(mutants);
    texts
}

/// The truth test asks serde at every place, and finds nothing.
#[track_caller]
fn is_true(outcome: &Outcome) {
    assert!(outcome.failures.is_empty() && outcome.asked > 0, "{outcome:#?}");
    let whole: Vec<_> = outcome
        .not_reached
        .iter()
        .filter(|place| place.is_whole)
        .collect();
    assert!(whole.is_empty(), "{whole:#?}");
}

/// serde reads every text that the contract accepts.
#[track_caller]
pub(crate) fn reads_what_it_accepts<C: JsonSchema + DeserializeOwned>() {
    is_true(&truth::accepted::<C>(&truth::Options::default().samples(count())).expect("a schema"));
    let consumer = Consumer::new(document::<C>(Role::Consumes).expect("a schema"), read::<C>);
    for text in texts(&consumer.document) {
        let answer = consumer.judge(&text);
        assert!(
            !matches!(answer, Answer::TooWide | Answer::Undecided),
            "{answer:?} of {text}: serde says {:?}: {}",
            consumer.reads(&text),
            consumer.document
        );
    }
}

/// The contract has every text that serde writes.
#[track_caller]
pub(crate) fn writes_what_it_emits<P: JsonSchema + Serialize + DeserializeOwned>() {
    is_true(&truth::emitted::<P>(&truth::Options::default().samples(count())).expect("a schema"));
    let reader = Consumer::new(document::<P>(Role::Consumes).expect("a schema"), read::<P>);
    let producer = Producer::new(document::<P>(Role::Emits).expect("a schema"));
    for text in texts(&reader.document).iter().chain(&texts(&producer.document)) {
        let Ok(written) = rewrite::<P>(text) else { continue };
        // A value read from a form that the contract refuses may be one that no message has: an infinite `f32`.
        if matches!(reader.judge(text), Answer::Stricter(_)) || rewrite::<P>(&written).is_err() {
            continue;
        }
        let text = written;
        let answer = producer.judge(&text);
        assert!(
            answer == Answer::Taken,
            "{answer:?} of {text}: {}",
            producer.document
        );
    }
}
