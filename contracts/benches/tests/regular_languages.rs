//! Containment and emptiness of regular languages against another engine: `regexsolver`, which makes automata of whole
//! expressions where ours takes derivatives.
//!
//! `cargo test --release --test regular_languages` in `contracts/benches`. It stands here because `regexsolver` wants a
//! newer compiler than the library promises.

use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Limits, Verdict, check};
use counterpart::json::Json;
use regexsolver::Term;

const PAIRS: u64 = 400;

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
    match if depth == 0 { chance.below(6) } else { chance.below(14) } {
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

fn of(pattern: &str) -> Schema {
    let pattern = format!("^(?:{pattern})$");
    let members = [("type", Json::from("string")), ("pattern", Json::from(pattern))];
    Schema::from_json(Json::from(members), &Options::default()).expect("a schema")
}

#[test]
fn containment_is_judged_as_by_an_engine_of_automata() {
    let nothing = Schema::parse(b"false", &Options::default()).expect("a schema");
    let (mut contained, mut broken, mut open) = (0, 0, 0);
    for seed in 0..PAIRS {
        let chance = &mut Chance(seed);
        let (one, other) = (expression(chance, 3), expression(chance, 3));
        let theirs = |pattern: &str| Term::from_pattern(pattern).expect("an expression");
        let (left, right) = (theirs(&one), theirs(&other));
        for (sub, sup, left, right) in [(&one, &other, &left, &right), (&other, &one, &right, &left)] {
            let Ok(within) = left.subset(right) else {
                open += 1;
                continue;
            };
            match check(&of(sub), &of(sup), &Limits::default()) {
                Verdict::Compatible => {
                    assert!(within, "pair {seed}: `{sub}` within `{sup}`");
                    contained += 1;
                }
                Verdict::Incompatible(findings) => {
                    let witness = &findings[0].witness;
                    assert!(!within, "pair {seed}: `{sub}` within `{sup}`: {witness}");
                    let text = witness.as_str().expect("a string");
                    assert_eq!(left.matches(text).ok(), Some(true), "pair {seed}: `{sub}` on {witness}");
                    assert_eq!(right.matches(text).ok(), Some(false), "pair {seed}: `{sup}` on {witness}");
                    broken += 1;
                }
                Verdict::Unproven(reasons) => panic!("pair {seed}: `{sub}` within `{sup}`: {}", reasons[0].text),
            }
        }
        // What both accept.
        let both = Json::from([("allOf", Json::Array(vec![of(&one).document().clone(), of(&other).document().clone()]))]);
        let both = Schema::from_json(both, &Options::default()).expect("a schema");
        if let Ok(empty) = left.intersection([&right]).and_then(|common| common.is_empty()) {
            let verdict = check(&both, &nothing, &Limits::default());
            assert_eq!(verdict == Verdict::Compatible, empty, "pair {seed}: `{one}` and `{other}`");
        }
    }
    println!("{contained} contained, {broken} broken, {open} that the other engine leaves open");
    assert!(contained > 40 && broken > 400 && open < 8);
}
