//! Containment and emptiness of regular languages against another engine: `regexsolver`, which makes automata of whole
//! expressions where ours takes derivatives.
//!
//! `cargo test --release --test regular_languages` in `contracts/engine/benches`. It is here because `regexsolver`
//! needs a newer compiler than the library promises.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::Json;
use regexsolver::Term;
use regexsolver::execution_profile::ExecutionProfileBuilder;

const PAIRS: u64 = 2_000;
/// Characters of an expression.
const MAX_LENGTH: usize = 80;
/// Limits of the other engine for one pair: states of an automaton, and readings of the clock. Readings are counted
/// so that the same pairs are left open on any machine.
const MAX_STATES: usize = 5_000;
const MAX_READINGS: u64 = 1_000_000;

static READINGS: AtomicU64 = AtomicU64::new(0);

fn readings() -> Duration {
    Duration::from_millis(READINGS.fetch_add(1, Ordering::Relaxed))
}

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// An expression that both engines read alike: no anchors, no `.`, no groups that are counted.
fn expression(chance: &mut Chance, depth: u32) -> String {
    let one = |chance: &mut Chance| expression(chance, depth - 1);
    match if depth == 0 {
        chance.below(6)
    } else {
        chance.below(14)
    } {
        0 => "a".to_owned(),
        1 => "b".to_owned(),
        2 => "[ab]".to_owned(),
        3 => "[^a]".to_owned(),
        4 => "[b-d]".to_owned(),
        5 => "ab".to_owned(),
        6..=8 => format!("{}{}", one(chance), one(chance)),
        9 | 10 => format!("(?:{}|{})", one(chance), one(chance)),
        11 => format!("(?:{})*", one(chance)),
        12 => format!("(?:{})?", one(chance)),
        _ => {
            let least = chance.below(3);
            format!("(?:{}){{{least},{}}}", one(chance), least + chance.below(3))
        }
    }
}

fn short_expression(chance: &mut Chance) -> String {
    loop {
        let depth = 2 + chance.below(3) as u32;
        let expression = expression(chance, depth);
        if expression.len() <= MAX_LENGTH {
            return expression;
        }
    }
}

fn of(pattern: &str) -> Schema {
    let pattern = format!("^(?:{pattern})$");
    let members = [("type", Json::from("string")), ("pattern", Json::from(pattern))];
    Schema::from_json(Json::from(members), &Options::default()).expect("a schema")
}

#[derive(Debug, Default)]
struct Tally {
    contained: usize,
    broken: usize,
    /// Pairs that have nothing in common.
    disjoint: usize,
    /// The pairs that the other engine leaves open.
    open: usize,
}

impl Tally {
    fn judge(&mut self, seed: u64) {
        let chance = &mut Chance(seed);
        let (one, other) = (short_expression(chance), short_expression(chance));
        let theirs = |pattern: &str| Term::from_pattern(pattern).expect("an expression");
        let (left, right) = (theirs(&one), theirs(&other));
        for (sub, sup, left, right) in [(&one, &other, &left, &right), (&other, &one, &right, &left)] {
            let Ok(within) = left.subset(right) else {
                self.open += 1;
                continue;
            };
            match check(&of(sub), &of(sup), &Limits::default()) {
                Verdict::Compatible => {
                    assert!(within, "pair {seed}: `{sub}` within `{sup}`");
                    self.contained += 1;
                }
                Verdict::Incompatible(findings) => {
                    let witness = &findings[0].witness;
                    assert!(!within, "pair {seed}: `{sub}` within `{sup}`: {witness}");
                    let text = witness.as_str().expect("a string");
                    assert_eq!(
                        left.matches(text).ok(),
                        Some(true),
                        "pair {seed}: `{sub}` on {witness}"
                    );
                    assert_eq!(
                        right.matches(text).ok(),
                        Some(false),
                        "pair {seed}: `{sup}` on {witness}"
                    );
                    self.broken += 1;
                }
                Verdict::Unproven(reasons) => {
                    panic!("pair {seed}: `{sub}` within `{sup}`: {}", reasons[0].text)
                }
            }
        }
        let both = [&one, &other].map(|pattern| of(pattern).document().clone());
        let both = Json::from([("allOf", Json::Array(both.into()))]);
        let both = Schema::from_json(both, &Options::default()).expect("a schema");
        let nothing = Schema::parse(b"false", &Options::default()).expect("a schema");
        match left.intersection([&right]).and_then(|common| common.is_empty()) {
            Ok(empty) => {
                let verdict = check(&both, &nothing, &Limits::default());
                assert_eq!(
                    verdict == Verdict::Compatible,
                    empty,
                    "pair {seed}: `{one}` and `{other}`"
                );
                self.disjoint += usize::from(empty);
            }
            Err(_) => self.open += 1,
        }
    }
}

#[test]
fn containment_and_emptiness_are_judged_as_by_an_engine_of_automata() {
    let limits = ExecutionProfileBuilder::new()
        .max_number_of_states(MAX_STATES)
        .execution_timeout(MAX_READINGS)
        .clock(readings)
        .build();
    let mut tally = Tally::default();
    for seed in 0..PAIRS {
        limits.run(|| tally.judge(seed));
    }
    println!("{tally:?}");
    assert!(
        tally.contained >= 200 && tally.broken >= 2_000 && tally.disjoint >= 200,
        "{tally:?}"
    );
    assert!(tally.open <= 20, "{tally:?}");
}
