//! Types at random, judged by serde: each is a struct or an enum with serde's attributes on containers, variants and
//! fields, derives its contract, and is built into a real crate with the real serde. What the macro or the schema
//! refuses is counted; of the rest, nothing may be read that the contract refuses, accepted that serde refuses, or
//! written that the contract does not emit.
//!
//! The long run is 500 types and 10,000 texts of each:
//!
//! ```text
//! COUNTERPART_TEST_TYPES=500 COUNTERPART_TEST_TEXTS=10000 cargo test -p cargo-counterpart --test packages generated:: -- --nocapture
//! ```
//!
//! Each type has a number, which a failure names; `COUNTERPART_TEST_TYPE` judges one alone and shows its source, and
//! `COUNTERPART_TEST_FROM` is the first number.
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

#[path = "../../../contracts/engine/tests/engine/random_pairs/chance.rs"]
mod chance;
mod choose;
mod crates;
mod judged;
mod model;
mod sensible;
mod smaller;

use self::crates::Crates;
use self::judged::judge;
use self::model::Case;
use fixture::workspace::Workspace;

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The number of wrong types that are reduced.
const SHRUNK: usize = 1;

#[test]
fn contracts_of_random_types_match_serde() {
    judge_all("generated_types", 60, |_| Crates::None);
}

/// Types and adapters of a few crates, most of which other tests here have built.
#[test]
fn contracts_of_random_types_of_common_crates_match_serde() {
    judge_all("generated_few", 24, |_| Crates::Few);
}

/// With `--include-ignored`: it builds 35 crates more.
#[test]
#[ignore = "it builds many crates"]
fn contracts_of_random_types_of_other_crates_match_serde() {
    judge_all("generated_crates", 24, Crates::of);
}

/// Judges so many types, unless the environment says how many.
fn judge_all(name: &str, types: usize, crates: fn(u64) -> Crates) {
    let types = number("COUNTERPART_TEST_TYPES").unwrap_or(types);
    let texts = number("COUNTERPART_TEST_TEXTS").unwrap_or(300);
    let one = number("COUNTERPART_TEST_TYPE");
    let from = number("COUNTERPART_TEST_FROM").unwrap_or(0);
    let numbers = one.map_or(from..from + types, |one| one..one + 1);
    let cases: Vec<Case> = numbers
        .map(|number| choose::case(number as u64, crates(number as u64)))
        .collect();
    if one.is_some() {
        println!("{}", cases[0].source());
    }
    let workspace = Workspace::of(name, &[("generated", &[("src/main.rs", "fn main() {}")])]);
    let long = texts > 1_000;
    let start = std::time::Instant::now();
    let judged = judge(&workspace, &cases, texts, long);
    println!(
        "{} types: {} are no types of serde, {} refused by the derive, {} by the schema's checks, {} judged with {} texts, \
         {} of them taken and {} refused by both, and {} written, in {:?}",
        cases.len(),
        judged.no_serde_type.len(),
        judged.refused_by_derive.len(),
        judged.refused_by_schema.len(),
        judged.lines.len(),
        judged.sum("texts"),
        judged.sum("taken"),
        judged.sum("refused_by_both"),
        judged.sum("written"),
        start.elapsed(),
    );
    println!("named reasons to differ: {:?}", judged.named());
    if number("COUNTERPART_TEST_REASONS").is_some() {
        for (reason, refused) in [
            ("no type of serde", &judged.no_serde_type),
            ("the derive", &judged.refused_by_derive),
            ("the schema", &judged.refused_by_schema),
        ] {
            for (number, text) in refused {
                println!("{number} {reason}: {text}");
            }
        }
    }
    let wrong: Vec<&Case> = cases
        .iter()
        .filter(|case| judged.complaint(case.number).is_some())
        .collect();
    for case in &wrong {
        let line = judged
            .lines
            .get(&case.number)
            .map(|line| line["wrong"].to_string());
        let line = line
            .or_else(|| judged.broken.get(&case.number).cloned())
            .unwrap_or_default();
        println!("type {}: {line}", case.number);
    }
    for case in wrong.iter().take(SHRUNK) {
        let complaint = judged.complaint(case.number).expect("it was filtered by that");
        let (small, said) = smaller::smallest(&workspace, case, &complaint);
        println!(
            "\ntype {}, made smaller:\n{}\n{said}",
            case.number,
            small.source()
        );
    }
    assert!(wrong.is_empty(), "{} types have a wrong contract", wrong.len());
    assert!(
        judged.lines.len() * 2 > cases.len() && judged.sum("taken") > judged.sum("refused_by_both"),
        "too little was judged"
    );
}
