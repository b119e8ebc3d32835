//! Prints the time of each pair of some files, the least of several runs, and of all pairs the median, the 99th percentile and the
//! maximum, in microseconds: `cargo run --release --bin labelled -- RUNS FILE.jsonl… > times`. Compared with another commit:
//! `paste` both, since the pairs are printed in the order of the files.
//!
//! A line of a file is a pair: `id`, `sub`, `sup` and, where formats decide, `format_assert`. Reading is not timed, and the least of
//! the runs is near the processor's time on a machine that does other work too.
//!
//! The runs are of one thread, which keeps some answers: with several runs, the least time is that of a pair that was checked before.
//! One run shows what pairs cost that were not, in a thread that has checked the others.

use std::hint::black_box;
use std::time::{Duration, Instant};

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, check};
use counterpart_engine::json::{self, Json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let runs: usize = arguments.next().ok_or("usage: labelled RUNS FILE.jsonl…")?.parse()?;
    let mut all = Vec::new();
    for file in arguments {
        for line in std::fs::read_to_string(&file)?.lines() {
            let pair = json::parse(line.as_bytes())?;
            let id = pair.get("id").and_then(Json::as_str).unwrap_or("without an id");
            let asserts = pair.get("format_assert").and_then(Json::as_bool).unwrap_or(false);
            let options = Options::default().format_asserts(asserts);
            let read = |side: &str| Schema::from_json(pair.get(side)?.clone(), &options).ok();
            let least = (0..runs).filter_map(|_| {
                let (emitted, accepted) = (read("sub")?, read("sup")?);
                let started = Instant::now();
                black_box(check(&emitted, &accepted, &Limits::default()));
                Some(started.elapsed())
            });
            let least = least.min().unwrap_or_default();
            println!("{:>12.1} {id}", micros(least));
            all.push(least);
        }
    }
    all.sort_unstable();
    let at = |share: f64| all.get(((all.len() as f64 * share) as usize).min(all.len() - 1));
    for (name, share) in [("median", 0.5), ("p99", 0.99), ("maximum", 1.0)] {
        println!("{:>12.1} {name}", micros(at(share).copied().unwrap_or_default()));
    }
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
