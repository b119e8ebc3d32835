//! Two schemas of any keywords, nested freely, made by the grammar of the random pairs: each input is a pair that is read.
//!
//! `cargo +nightly fuzz run pairs` in `contracts/engine`. A verdict is compared with values that such schemas tell
//! apart, too.
#![no_main]

/// The grammar takes its choices from here.
mod chance {
    pub(crate) use counterpart_fuzz::Chance;
}
#[path = "../../tests/engine/random_pairs/wild.rs"]
mod wild;

use std::sync::LazyLock;

use counterpart_engine::compat::Verdict;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::Json;
use counterpart_fuzz::{Chance, judge};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static VALUES: LazyLock<Vec<Json>> = LazyLock::new(|| wild::values().iter().map(Json::from).collect());

fn read(schema: &Value) -> Schema {
    Schema::parse(schema.to_string().as_bytes(), &Options::default())
        .unwrap_or_else(|error| panic!("{schema}: {error}"))
}

fuzz_target!(|bytes: &[u8]| {
    let chance = &mut Chance::of(bytes);
    let depth = 1 + chance.below(3);
    let (one, other) = (wild::schema(chance, depth), wild::schema(chance, depth));
    let (emitted, accepted, contained) = match chance.below(6) {
        0 | 1 => (one, other, false),
        2 => (json!({"allOf": [one, other]}), other, true),
        3 => (one.clone(), json!({"anyOf": [other, one]}), true),
        4 => (
            one.clone(),
            json!({"not": {"allOf": [{"not": one}, other]}}),
            true,
        ),
        _ => (one.clone(), json!({"oneOf": [one, other]}), false),
    };
    let (emitted, accepted) = (read(&emitted), read(&accepted));
    let verdict = judge(&emitted, &accepted);
    assert!(!contained || !matches!(verdict, Verdict::Incompatible(_)));
    if verdict == Verdict::Compatible {
        for value in VALUES.iter() {
            let breaks = emitted.accepts(value) == Ok(true) && accepted.accepts(value) == Ok(false);
            assert!(!breaks, "{value}");
        }
    }
});
