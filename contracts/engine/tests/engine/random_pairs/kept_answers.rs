//! What a thread has asked before changes no answer, and not the steps that it takes.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Examination, Limits, examine};
use serde_json::Value;

use super::{combined, flattened, obscure, pair_of_shapes, wild, wild_pair};

fn examined(emitted: &str, accepted: &str, steps: u64) -> Option<Examination> {
    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).ok();
    let limits = Limits {
        steps,
        ..Limits::default()
    };
    Some(examine(&read(emitted)?, &read(accepted)?, &limits))
}

/// The same by a thread that has asked nothing.
fn examined_anew(emitted: &str, accepted: &str, steps: u64) -> Option<Examination> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(16 << 20);
        let thread = thread.spawn_scoped(scope, || examined(emitted, accepted, steps));
        thread.expect("a thread").join().expect("no panic")
    })
}

fn texts() -> Vec<(String, String)> {
    const EACH: u64 = 25;
    let values = wild::values();
    let text = |emitted: &Value, accepted: &Value| (emitted.to_string(), accepted.to_string());
    let mut texts = Vec::new();
    for seed in 0..EACH {
        for pair in [
            pair_of_shapes(seed),
            wild_pair(seed, &values),
            combined::pair(seed),
            flattened::pair(seed),
        ] {
            texts.push(text(&pair.emitted, &pair.accepted));
        }
        let (emitted, accepted) = obscure::pair(seed);
        texts.push(text(&emitted, &accepted));
    }
    texts
}

#[test]
fn answers_and_their_steps_do_not_depend_on_what_was_asked_before() {
    let texts = texts();
    let usual = Limits::default().steps;
    // Few steps end many searches at some point. The second turn knows what the first one has asked.
    for steps in [usual, 300, usual] {
        for (emitted, accepted) in &texts {
            let anew = examined_anew(emitted, accepted, steps);
            assert_eq!(
                examined(emitted, accepted, steps),
                anew,
                "{emitted} against {accepted}"
            );
        }
    }
}
