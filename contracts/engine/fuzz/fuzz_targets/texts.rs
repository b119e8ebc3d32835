//! A text judged without a tree: as the exact evaluator judges its value, and no JSON where `serde_json` says so.
//!
//! `cargo +nightly fuzz run texts` in `contracts/engine`. The first 64 bytes make schemas by the grammar of
//! the random pairs, the rest is the text. It is judged twice: the second time its shape is known.
#![no_main]

/// The grammar takes its choices from here.
mod chance {
    pub(crate) use counterpart_fuzz::Chance;
}
#[path = "../../tests/engine/random_pairs/wild.rs"]
#[expect(dead_code, reason = "its values are for pairs")]
mod wild;

use std::sync::Arc;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Explanation, Outcome, Scratch, Validator};
use counterpart_engine::json::{self, ErrorKind};
use counterpart_fuzz::Chance;
use libfuzzer_sys::fuzz_target;
use serde_core::de::IgnoredAny;

fuzz_target!(|bytes: &[u8]| {
    let (choices, text) = bytes.split_at(bytes.len().min(64));
    let chance = &mut Chance::of(choices);
    let schemas = (0..1 + chance.below(3)).map(|_| {
        let depth = 1 + chance.below(3);
        let schema = wild::schema(chance, depth).to_string();
        Arc::new(Schema::parse(schema.as_bytes(), &Options::default()).expect("a schema"))
    });
    let validator = Validator::new(schemas.collect());
    let mut scratch = Scratch::default();
    let first = validator.judge(text, &mut scratch).map(<[Outcome]>::to_vec);
    let second = validator.judge(text, &mut scratch).map(<[Outcome]>::to_vec);
    assert_eq!(first, second);
    assert_eq!(first.is_ok(), serde_json::from_slice::<IgnoredAny>(text).is_ok());
    let Ok(outcomes) = first else { return };
    let value = json::parse(text);
    for (index, outcome) in outcomes.iter().enumerate() {
        let explanation = validator.explain(index, text);
        let is_unreadable = matches!(explanation, Explanation::Unreadable(_));
        assert_eq!(*outcome == Outcome::Accepted, explanation == Explanation::Accepted);
        match &value {
            Ok(value) => match validator.schemas()[index].accepts(value) {
                Ok(true) => assert!(*outcome == Outcome::Accepted || is_unreadable),
                Ok(false) => assert_eq!(*outcome, Outcome::Refused),
                Err(why) => assert!(*outcome == Outcome::Undecided(why) || is_unreadable),
            },
            Err(error) => assert!(!matches!(error.kind, ErrorKind::Truncated | ErrorKind::Control)),
        }
    }
});
