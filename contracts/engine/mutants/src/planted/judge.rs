//! The mutants that change a verdict: every pair under every mutant that it reaches, compared with the verdict of
//! the original.
//!
//! `judge PAIRS FROM STEP [LIST]`: a file of pairs, which share of the mutants in `planted.tsv`, and their numbers if it is to be
//! some of them alone. Prints a line for each.
#![allow(warnings)]

use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};
use counterpart_engine::planted::{self, NONE, RECORD};

/// A mutant is left after so long: what takes so long is slower only.
const LONGEST: Duration = Duration::from_secs(4);
/// It gives up if a single pair does not finish.
const STUCK: Duration = Duration::from_secs(12);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Outcome {
    Compatible,
    Incompatible,
    Unproven,
    Error,
    Panic,
}

const OUTCOMES: [Outcome; 5] = [
    Outcome::Compatible,
    Outcome::Incompatible,
    Outcome::Unproven,
    Outcome::Error,
    Outcome::Panic,
];

struct Pair {
    id: String,
    emitted: String,
    accepted: String,
    asserts: bool,
    outcome: Outcome,
}

fn outcome(pair: &Pair) -> Outcome {
    let options = Options::default().format_asserts(pair.asserts);
    let judged = catch_unwind(AssertUnwindSafe(|| {
        let read = |text: &str| Schema::parse(text.as_bytes(), &options);
        match (read(&pair.emitted), read(&pair.accepted)) {
            (Ok(emitted), Ok(accepted)) => {
                let limits = Limits {
                    steps: 100_000,
                    findings: 3,
                };
                match check(&emitted, &accepted, &limits) {
                    Verdict::Compatible => Outcome::Compatible,
                    Verdict::Incompatible(_) => Outcome::Incompatible,
                    Verdict::Unproven(_) => Outcome::Unproven,
                }
            }
            _ => Outcome::Error,
        }
    }));
    judged.unwrap_or(Outcome::Panic)
}

/// The mutant under way, and when it was begun, in milliseconds; for the watch.
static UNDER_WAY: AtomicU64 = AtomicU64::new(0);
static BEGUN: AtomicU64 = AtomicU64::new(u64::MAX);

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().collect();
    if arguments[2] == "shrink" {
        return shrink_all(&arguments[1], &arguments[3]);
    }
    let text = std::fs::read_to_string(&arguments[1]).unwrap();
    let (from, step): (usize, usize) = (arguments[2].parse().unwrap(), arguments[3].parse().unwrap());
    let wanted: Option<Vec<u32>> = arguments.get(4).map(|file| {
        std::fs::read_to_string(file)
            .unwrap()
            .lines()
            .filter_map(|line| line.split('\t').next()?.parse().ok())
            .collect()
    });
    planted::choose(RECORD);
    planted::met();
    let mut reached: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    // The reached mutants of each pair, from an earlier run.
    let notes = format!("{}.reached", arguments[1]);
    let known = std::fs::read_to_string(&notes).unwrap_or_default();
    let known: Vec<&str> = known.lines().collect();
    let mut noted = String::new();
    for (at, line) in text.lines().enumerate() {
        planted::choose(NONE);
        let line = json::parse(line.as_bytes()).unwrap();
        let text = |name: &str| line.get(name).unwrap().to_string();
        let mut pair = Pair {
            id: line.get("id").and_then(Json::as_str).unwrap().to_owned(),
            emitted: text("sub"),
            accepted: text("sup"),
            asserts: line.get("format_assert").and_then(Json::as_bool).unwrap_or(false),
            outcome: Outcome::Error,
        };
        let met = match known.get(at) {
            Some(line) => {
                let mut words = line.split(' ');
                pair.outcome = OUTCOMES[words.next().unwrap().parse::<usize>().unwrap()];
                words.map(|number| number.parse().unwrap()).collect()
            }
            None => {
                planted::choose(RECORD);
                planted::met();
                pair.outcome = outcome(&pair);
                let met = planted::met();
                let at = OUTCOMES
                    .iter()
                    .position(|outcome| *outcome == pair.outcome)
                    .unwrap();
                noted.push_str(&at.to_string());
                for number in &met {
                    noted.push_str(&format!(" {number}"));
                }
                noted.push('\n');
                met
            }
        };
        for number in met {
            reached.entry(number).or_default().push(at);
        }
        pairs.push(pair);
    }
    if !noted.is_empty() {
        let new = format!("{notes}.{}", std::process::id());
        std::fs::write(&new, noted).unwrap();
        std::fs::rename(new, &notes).unwrap();
    }
    planted::choose(NONE);
    let mut count: BTreeMap<Outcome, usize> = BTreeMap::new();
    for pair in &pairs {
        *count.entry(pair.outcome).or_default() += 1;
    }
    eprintln!("{count:?}");
    let started = Instant::now();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let now = started.elapsed().as_millis() as u64;
            let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
            let pages: u64 = pages
                .split(' ')
                .nth(1)
                .and_then(|pages| pages.parse().ok())
                .unwrap_or(0);
            let begun = BEGUN.load(Relaxed);
            let why = if pages * 4096 > 5 << 30 {
                "memory"
            } else if begun.saturating_add(STUCK.as_millis() as u64) < now {
                "endless"
            } else {
                continue;
            };
            println!("{}\t{why}", UNDER_WAY.load(Relaxed));
            std::process::exit(9);
        }
    });
    let list = std::fs::read_to_string("planted.tsv").unwrap();
    for (at, line) in list.lines().enumerate() {
        let number: u32 = line.split('\t').next().unwrap().parse().unwrap();
        if at % step != from % step
            || at < from
            || wanted.as_ref().is_some_and(|wanted| !wanted.contains(&number))
        {
            continue;
        }
        let none = Vec::new();
        let reaching = reached.get(&number).unwrap_or(&none);
        println!("{number}\tbegun");
        UNDER_WAY.store(u64::from(number), Relaxed);
        let begun = Instant::now();
        planted::choose(number);
        let mut changes: BTreeMap<(Outcome, Outcome), (usize, String)> = BTreeMap::new();
        let mut tried = 0;
        for at in reaching {
            let pair = &pairs[*at];
            BEGUN.store(started.elapsed().as_millis() as u64, Relaxed);
            let now = outcome(pair);
            BEGUN.store(u64::MAX, Relaxed);
            tried += 1;
            if now != pair.outcome {
                let entry = changes.entry((pair.outcome, now)).or_insert((0, pair.id.clone()));
                entry.0 += 1;
                if (pair.outcome, now) == (Outcome::Incompatible, Outcome::Compatible) && entry.0 == 3 {
                    break;
                }
            }
            if begun.elapsed() > LONGEST {
                break;
            }
        }
        planted::choose(NONE);
        let changes: Vec<String> = changes
            .iter()
            .map(|((before, after), (count, id))| format!("{before:?}>{after:?} {count} {id}"))
            .collect();
        println!(
            "{number}\tjudged\t{tried}/{}\t{}",
            reaching.len(),
            changes.join("\t")
        );
    }
}

/// `judge PAIRS shrink FILE`: lines of a mutant's number and the id of a pair it judges otherwise; prints a small pair of
/// that kind.
fn shrink_all(pairs: &str, file: &str) {
    let text = std::fs::read_to_string(pairs).unwrap();
    let mut wanted: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let (number, id) = line.split_once('\t').unwrap();
        wanted
            .entry(id.to_owned())
            .or_default()
            .push(number.parse().unwrap());
    }
    for line in text.lines() {
        planted::choose(NONE);
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        for number in wanted.get(line["id"].as_str().unwrap()).into_iter().flatten() {
            let mut pair = [line["sub"].clone(), line["sup"].clone()];
            let judged = |pair: &[serde_json::Value; 2], number: u32| {
                planted::choose(number);
                let judged = outcome(&Pair {
                    id: String::new(),
                    emitted: pair[0].to_string(),
                    accepted: pair[1].to_string(),
                    asserts: line["format_assert"] == true,
                    outcome: Outcome::Error,
                });
                planted::choose(NONE);
                judged
            };
            let wanted = (judged(&pair, NONE), judged(&pair, *number));
            let mut at = 0;
            while let Some(smaller) = smaller(&pair, at) {
                if judged(&smaller, NONE) == wanted.0 && judged(&smaller, *number) == wanted.1 {
                    pair = smaller;
                    at = 0;
                } else {
                    at += 1;
                }
            }
            println!(
                "{number} {wanted:?} {}\n   {}\n   {}",
                line["id"], pair[0], pair[1]
            );
        }
    }
}

/// The pair with its `at`th part left out or made simpler.
fn smaller(pair: &[serde_json::Value; 2], at: usize) -> Option<[serde_json::Value; 2]> {
    let mut left = at;
    let mut pair = pair.clone();
    pair.iter_mut()
        .any(|side| simplify(side, &mut left))
        .then_some(pair)
}

fn simplify(value: &mut serde_json::Value, left: &mut usize) -> bool {
    use serde_json::Value;
    let mut take = |left: &mut usize| {
        let now = *left == 0;
        *left = left.wrapping_sub(1);
        now
    };
    match value {
        Value::Object(members) => {
            for key in members.keys().cloned().collect::<Vec<_>>() {
                if take(left) {
                    members.remove(&key);
                    return true;
                }
            }
            for inner in members
                .values()
                .filter(|inner| inner.is_object())
                .cloned()
                .collect::<Vec<_>>()
            {
                if take(left) {
                    *value = inner;
                    return true;
                }
            }
            let Value::Object(members) = value else {
                return false;
            };
            members.values_mut().any(|inner| simplify(inner, left))
        }
        Value::Array(items) => {
            for index in 0..items.len() {
                if take(left) {
                    items.remove(index);
                    return true;
                }
            }
            for inner in items
                .iter()
                .filter(|_| items.len() == 1)
                .cloned()
                .collect::<Vec<_>>()
            {
                if take(left) {
                    *value = inner;
                    return true;
                }
            }
            let Value::Array(items) = value else { return false };
            items.iter_mut().any(|inner| simplify(inner, left))
        }
        Value::String(text) if text.chars().count() > 1 => {
            if take(left) {
                *text = text.chars().take(1).collect();
                return true;
            }
            false
        }
        Value::Number(number) if number.as_i64().is_none_or(|number| !(0..=2).contains(&number)) => {
            let tries = [0, 1, 2];
            for number in tries {
                if take(left) {
                    *value = number.into();
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}
