//! How fast texts are judged, against reading them into types.
//!
//! A run takes a millisecond or two, so that among hundreds of them some are whole on a busy machine, too:
//! the best counts.
//!
//! `cargo run --release` in this folder measures all of it, each way by turns in one process, and prints the
//! best of the runs: messages like `user.registered`, GitHub's payloads (of `COUNTERPART_TEST_DATA`, else
//! `../shared/data` beside the checkout), and 33 contracts of one event. `cargo run --release -- registered`
//! measures one of them; `-- registered 20 ours` does one way so many times, to be profiled.

mod logs;
mod types;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};
use serde::de::IgnoredAny;

/// A way to judge all lines of a log; returns how many are accepted.
type Way<'a> = (&'static str, Box<dyn FnMut() -> usize + 'a>);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.first().map(String::as_str);
    let rounds = arguments.get(1).and_then(|number| number.parse().ok()).unwrap_or(300);
    let only = arguments.get(2).map(String::as_str);
    if asked.is_none_or(|name| name == "registered") {
        let lines = logs::registered(1 << 20);
        let validator = validator(&[types::REGISTERED]);
        let schema = jsonschema::draft202012::new(&serde_json::from_str(types::REGISTERED).unwrap()).unwrap();
        let mut ways = vec![
            ours("ours", &lines, &validator),
            typed::<types::UserRegistered>("typed", &lines),
            typed::<IgnoredAny>("IgnoredAny", &lines),
            second("jsonschema", &lines, &schema),
        ];
        measure("registered", &lines, &mut ways, rounds, only);
    }
    if asked.is_none_or(|name| name == "github") {
        let lines = logs::github(1 << 20);
        let validator = validator(&[types::GITHUB]);
        let schema = jsonschema::draft202012::new(&serde_json::from_str(types::GITHUB).unwrap()).unwrap();
        let mut ways = vec![
            ours("ours", &lines, &validator),
            typed::<types::GithubEvent>("typed", &lines),
            typed::<IgnoredAny>("IgnoredAny", &lines),
            second("jsonschema", &lines, &schema),
        ];
        measure("github", &lines, &mut ways, rounds, only);
    }
    if asked.is_none_or(|name| name == "contracts") {
        let lines = logs::registered(1 << 18);
        let texts = types::contracts(33);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let together = validator(&texts);
        let alone: Vec<Validator> = texts.iter().map(|text| validator_of(text)).collect();
        let mut ways: Vec<Way<'_>> = vec![
            ours("33 together", &lines, &together),
            (
                "33 runs of one",
                Box::new({
                    let mut scratch = Scratch::default();
                    let (alone, lines) = (&alone, &lines);
                    move || alone.iter().map(|one| accepted(lines, one, &mut scratch)).sum()
                }),
            ),
        ];
        measure("contracts", &lines, &mut ways, rounds, only);
    }
}

fn validator(texts: &[&str]) -> Validator {
    let read = |text: &&str| Schema::parse(text.as_bytes(), &Options::default()).map(Arc::new);
    Validator::new(texts.iter().map(read).collect::<Result<_, _>>().expect("schemas"))
}

fn validator_of(text: &str) -> Validator {
    validator(&[text])
}

fn accepted(lines: &[Vec<u8>], validator: &Validator, scratch: &mut Scratch) -> usize {
    let judged = lines.iter().map(|line| match validator.judge(line, scratch) {
        Ok(outcomes) => outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count(),
        Err(_) => 0,
    });
    judged.sum()
}

fn ours<'a>(name: &'static str, lines: &'a [Vec<u8>], validator: &'a Validator) -> Way<'a> {
    let mut scratch = Scratch::default();
    (name, Box::new(move || accepted(lines, validator, &mut scratch)))
}

fn typed<'a, T: serde::de::DeserializeOwned>(name: &'static str, lines: &'a [Vec<u8>]) -> Way<'a> {
    let read = |line: &&Vec<u8>| black_box(serde_json::from_slice::<T>(line)).is_ok();
    (name, Box::new(move || lines.iter().filter(read).count()))
}

fn second<'a>(name: &'static str, lines: &'a [Vec<u8>], schema: &'a jsonschema::Validator) -> Way<'a> {
    let is_valid = |line: &&Vec<u8>| serde_json::from_slice(line).is_ok_and(|value| schema.is_valid(&value));
    (name, Box::new(move || lines.iter().filter(is_valid).count()))
}

fn measure(name: &str, lines: &[Vec<u8>], ways: &mut [Way<'_>], rounds: usize, only: Option<&str>) {
    let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
    println!("{name}: {} lines of {} bytes", lines.len(), bytes / lines.len());
    let mut best = vec![Duration::MAX; ways.len()];
    let mut counts = vec![0; ways.len()];
    for _ in 0..rounds {
        for (way, (best, count)) in ways.iter_mut().zip(best.iter_mut().zip(&mut counts)) {
            if only.is_some_and(|only| only != way.0) {
                continue;
            }
            let start = Instant::now();
            *count = black_box((way.1)());
            *best = (*best).min(start.elapsed());
        }
    }
    for ((way, _), (time, count)) in ways.iter().zip(best.iter().zip(&counts)) {
        let rate = bytes as f64 / time.as_secs_f64() / 1e9;
        let ratio = time.as_secs_f64() / best[0].as_secs_f64();
        println!("  {way:15} {rate:6.3} GB/s  {ratio:6.2} times our time  {count} accepted");
    }
}
