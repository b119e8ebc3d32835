//! Random pairs of schemas: every verdict against brute force, and against `jsonschema`'s `covers`.
//!
//! Six families: shapes as serde writes them, structs that flatten enums, any keywords nested freely, many conditions of one kind, a
//! schema against itself in another order with or without an edit, and schemas that people wrote, each against a neighbour. A seventh,
//! with formats and patterns that are not decided, is judged under many meanings of them.
//!
//! `COUNTERPART_TEST_PAIRS` says how many pairs of each family are judged, 500 if it is not set. 600,000 in all:
//! `COUNTERPART_TEST_PAIRS=100000 cargo test --release -p counterpart-engine --test engine random_pairs:: -- --nocapture`.
//! Each pair has a number, which a contradiction names; `COUNTERPART_TEST_PAIR` judges one alone.
//! `COUNTERPART_TEST_PAIRS_TO` names a folder to write the pairs to, a file a family, instead of judging them.
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

pub(crate) mod chance;
mod clauses;
mod combined;
pub(crate) mod crossed;
mod flattened;
mod judge;
mod kept_answers;
mod metamorphic;
mod obscure;
mod reordered;
mod resources;
pub(crate) mod shapes;
pub(crate) mod wild;

use std::ops::Range;
use std::path::Path;

use serde_json::{Value, json};

use self::chance::Chance;
use self::judge::{Expected, Pair, Tally};
use self::shapes::Side;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Makes all pairs of a family, and judges them or writes them.
fn judge(family: &str, make: impl Fn(u64) -> Pair + Sync, unproven_of_1000: usize, balanced: bool) {
    judge_some(family, 500, make, unproven_of_1000, balanced);
}

/// The same, of a family with so many pairs if no number is asked for.
fn judge_some(
    family: &str,
    usual: u64,
    make: impl Fn(u64) -> Pair + Sync,
    unproven_of_1000: usize,
    balanced: bool,
) {
    let numbers = match number("COUNTERPART_TEST_PAIR") {
        Some(one) => one..one + 1,
        None => 0..number("COUNTERPART_TEST_PAIRS").unwrap_or(usual),
    };
    match std::env::var_os("COUNTERPART_TEST_PAIRS_TO") {
        Some(folder) => {
            let lines = numbers.map(|seed| format!("{}\n", make(seed).line(&format!("{family}/{seed}"))));
            let file = Path::new(&folder).join(format!("{family}.jsonl"));
            std::fs::write(&file, lines.collect::<String>()).expect("a folder to write to");
        }
        None => judged(numbers, make).report(family, unproven_of_1000, balanced),
    }
}

/// Judges all pairs on all cores.
fn judged(Range { start: first, end }: Range<u64>, make: impl Fn(u64) -> Pair + Sync) -> Tally {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let make = &make;
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let work = move || {
                    let mut tally = Tally::default();
                    for seed in (first..end).skip(worker).step_by(threads) {
                        tally.judge(seed, &make(seed));
                    }
                    tally
                };
                let builder = std::thread::Builder::new().stack_size(16 << 20);
                builder.spawn_scoped(scope, work).expect("a thread")
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no panic"))
            .collect()
    });
    tallies.into_iter().fold(Tally::default(), Tally::and)
}

fn pair_of_shapes(seed: u64) -> Pair {
    let chance = &mut Chance::of(seed);
    let depth = 1 + chance.below(3);
    let emitted = shapes::shape(chance, depth);
    let (accepted, expected) = match seed % 5 {
        0 | 1 => (Some(emitted.widened(chance)), Expected::Contained),
        2 | 3 => (emitted.narrowed(chance), Expected::Broken),
        _ => (None, Expected::Open),
    };
    let (accepted, expected) = match accepted {
        Some(accepted) => (accepted, expected),
        None => {
            let widened = emitted.widened(chance);
            (widened.narrowed(chance).unwrap_or(widened), Expected::Open)
        }
    };
    let mut values: Vec<Value> = (0..16).map(|_| emitted.value(chance, 2)).collect();
    values.extend((0..8).map(|_| accepted.value(chance, 2)));
    Pair {
        emitted: emitted.document(Side::Emitted),
        accepted: accepted.document(Side::Accepted),
        values,
        expected,
    }
}

fn wild_pair(seed: u64, values: &[Value]) -> Pair {
    let chance = &mut Chance::of(!seed);
    let depth = 1 + chance.below(3);
    let one = wild::schema(chance, depth);
    let other = wild::schema(chance, depth);
    let (emitted, accepted, expected) = match seed % 5 {
        0 | 1 => {
            let (inner, outer) = match chance.below(5) {
                0 => (one.clone(), json!({"anyOf": [other, one]})),
                1 => (json!({"allOf": [one, other]}), other),
                2 => (json!({"allOf": [one, other]}), json!({"allOf": [other, one]})),
                3 => (one.clone(), json!({"not": {"allOf": [{"not": one}, other]}})),
                _ => (one.clone(), json!({"if": other, "then": one, "else": one})),
            };
            (inner, outer, Expected::Contained)
        }
        2 | 3 => broken(chance, one, other, depth, values),
        _ => (one, other, Expected::Open),
    };
    Pair {
        emitted,
        accepted,
        values: values.to_vec(),
        expected,
    }
}

/// A pair with a value that shows that it is not contained, if one is found soon.
fn broken(
    chance: &mut Chance,
    one: Value,
    mut other: Value,
    depth: usize,
    values: &[Value],
) -> (Value, Value, Expected) {
    let told = |schema: &Value| judge::validator(&resources::by_reference(schema));
    let mut emitted = one;
    for _ in 0..12 {
        let accepted = if chance.percent(50) {
            json!({"allOf": [emitted, other]})
        } else {
            other
        };
        let (sub, sup) = (told(&emitted), told(&accepted));
        if values
            .iter()
            .any(|value| sub.is_valid(value) && !sup.is_valid(value))
        {
            return (emitted, accepted, Expected::Broken);
        }
        emitted = wild::schema(chance, depth);
        other = wild::schema(chance, depth);
    }
    (emitted, other, Expected::Open)
}

#[test]
fn pairs_of_serdes_shapes_are_judged_as_brute_force_and_covers_judge_them() {
    judge("shapes", pair_of_shapes, 5, true);
}

#[test]
fn pairs_of_flattened_enums_are_judged_as_brute_force_and_covers_judge_them() {
    // Each takes `covers` and jsonschema several times as long as other pairs.
    judge_some("flattened", 100, flattened::pair, 5, false);
}

#[test]
fn wild_pairs_are_judged_as_brute_force_and_covers_judge_them() {
    let values = wild::values();
    judge("wild", |seed| wild_pair(seed, &values), 50, true);
}

/// A name, and the way to make the pair with a number.
type Family = (String, Box<dyn Fn(u64) -> Pair>);

/// One in five of the numbers that the other tests judge: each pair is asked in seven forms.
#[test]
fn every_form_of_a_question_has_the_same_answer() {
    let values = wild::values();
    let numbers = match number("COUNTERPART_TEST_PAIR") {
        Some(one) => one..one + 1,
        None => 0..number("COUNTERPART_TEST_PAIRS").unwrap_or(500).div_ceil(5),
    };
    let mut families: Vec<Family> = vec![
        ("shapes".to_owned(), Box::new(pair_of_shapes)),
        ("wild".to_owned(), Box::new(move |seed| wild_pair(seed, &values))),
    ];
    for cases in needs::cases("containment", "containment") {
        let collections = crossed::collections(&cases.folder);
        let family = if cases.is_own { "own" } else { "crossed" };
        let pair = move |seed| collections[seed as usize % collections.len()].pair(seed);
        families.push((family.to_owned(), Box::new(pair)));
    }
    for (family, make) in families {
        let mut answers = metamorphic::Answers::default();
        for seed in numbers.clone() {
            answers.ask(&format!("{family} {seed}"), &make(seed));
        }
        assert!(answers.forms > 0, "{family}: no pair was asked");
        let (undecided, shown) = (answers.undecided.len(), answers.undecided.len().min(5));
        println!(
            "{family}: {} pairs in {} forms, {undecided} of them undecided where another is decided\n{}",
            answers.pairs,
            answers.forms,
            answers.undecided[..shown].join("\n")
        );
        assert!(
            answers.contradictions.is_empty(),
            "{}",
            answers.contradictions.join("\n")
        );
        assert!(
            answers.unread * 10 <= answers.forms,
            "{} are not read",
            answers.unread
        );
        assert!(undecided * 100 <= answers.forms.max(100), "{undecided} undecided");
    }
}

#[test]
fn reordered_pairs_are_judged_as_brute_force_and_covers_judge_them() {
    let values = wild::values();
    judge("reordered", |seed| reordered::pair(seed, &values), 50, false);
}

#[test]
fn pairs_of_many_conditions_are_judged_as_brute_force_and_covers_judge_them() {
    judge("combined", combined::pair, 50, false);
}

#[test]
fn pairs_with_opaque_strings_are_judged_correctly_for_every_meaning_of_their_formats() {
    let numbers = match number("COUNTERPART_TEST_PAIR") {
        Some(one) => one..one + 1,
        None => 0..number("COUNTERPART_TEST_PAIRS").unwrap_or(500),
    };
    let (mut wrong, mut told) = (Vec::new(), Vec::new());
    for seed in numbers {
        let pair = obscure::pair(seed);
        let (problems, verdict) = obscure::judge(seed, &pair);
        wrong.extend(problems);
        told.push(verdict);
    }
    for kind in obscure::kinds(&told) {
        let count = told.iter().filter(|one| **one == kind).count();
        println!("obscure: {count} of {} are {kind:?}", told.len());
    }
    assert!(
        wrong.is_empty(),
        "{} contradictions:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
    if told.len() >= 200 {
        assert_eq!(
            obscure::kinds(&told).len(),
            4,
            "a kind of verdict that never occurs is not tested"
        );
    }
}

#[test]
fn schemas_that_people_wrote_are_judged_as_brute_force_and_covers_judge_them() {
    for cases in needs::cases("containment", "containment") {
        let collections = crossed::collections(&cases.folder);
        let pair = |seed| {
            let of = usize::try_from(seed).expect("a small number") % collections.len();
            collections[of].pair(seed)
        };
        let family = if cases.is_own { "own" } else { "crossed" };
        judge(family, pair, 50, false);
    }
}
