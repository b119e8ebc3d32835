//! The cost of `verify` on a warm workspace of ten packages, as a ratio to `cargo test --lib --bins` of the same
//! packages in the same run. A measurement, not a test: no times are asserted, and it only runs by name.
//!
//! ```text
//! cargo test --release -p cargo-counterpart --test packages warm:: -- --ignored --nocapture
//! ```
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

use std::time::{Duration, Instant};

use fixture::workspace::{Workspace, declare};

const ROUNDS: usize = 9;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[test]
#[ignore = "a measurement"]
fn verify_on_a_warm_workspace_against_cargo_test() {
    let emitted = |at: usize| {
        let fields = "id: u64, email: String, plan: Option<String>, tags: Vec<String>";
        declare("emits", &format!("event.{at}"), "Sent", fields)
    };
    let consumed = |at: usize| {
        declare(
            "consumes",
            &format!("event.{at}"),
            "Read",
            "id: u64, email: String",
        )
    };
    let names: Vec<String> = (0..10).map(|at| format!("service-{at}")).collect();
    // Each service sends one event and reads that of its neighbour.
    let sources: Vec<String> = (0..10)
        .map(|at| format!("{}\n{}", emitted(at), consumed((at + 1) % 10)))
        .collect();
    let files: Vec<[(&str, &str); 1]> = sources
        .iter()
        .map(|source| [("src/lib.rs", source.as_str())])
        .collect();
    let packages: Vec<(&str, &[(&str, &str)])> = names
        .iter()
        .zip(&files)
        .map(|(name, files)| (name.as_str(), files.as_slice()))
        .collect();
    let workspace = Workspace::of("verify_on_a_warm_workspace", &packages);
    workspace.accept();
    let (mut verify, mut test) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let start = Instant::now();
        workspace.counterpart(&["verify"]).exits(0);
        let verified = start.elapsed();
        let start = Instant::now();
        workspace
            .cargo(&["test", "--lib", "--bins", "--workspace"])
            .exits(0);
        let tested = start.elapsed();
        // The first round builds.
        if round > 0 {
            verify.push(verified);
            test.push(tested);
        }
    }
    let (verify, test) = (median(verify), median(test));
    println!(
        "verify {verify:?}, cargo test {test:?}: {:.2} times",
        verify.as_secs_f64() / test.as_secs_f64()
    );
}
