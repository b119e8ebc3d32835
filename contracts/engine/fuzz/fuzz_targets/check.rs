//! Two schemas from any bytes: nothing panics, and no available value contradicts a verdict.
//!
//! `cargo +nightly fuzz run check fuzz/corpus/check fuzz/seeds` in `contracts/engine`. An input is two texts with a line of `---` between.
#![no_main]

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_fuzz::judge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    const BETWEEN: &[u8] = b"\n---\n";
    let between = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN);
    let (emitted, accepted) = match between {
        Some(at) => (&bytes[..at], &bytes[at + BETWEEN.len()..]),
        None => bytes.split_at(bytes.len() / 2),
    };
    let options = Options::default().last_of_repeated_keys(true);
    if let (Ok(emitted), Ok(accepted)) = (
        Schema::parse(emitted, &options),
        Schema::parse(accepted, &options),
    ) {
        judge(&emitted, &accepted);
    }
});
