//! Writes the verdict, its steps, and of each finding the rule, the places, the witness and the sentence, for each pair of some
//! files: what must not change with the engine, or be listed. `cargo run --release --bin verdicts -- FILE.jsonl… > before`, and `diff` with another commit's.
//!
//! A line of a file is a pair: `id`, `sub`, `sup` and, where formats decide, `format_assert`. `COUNTERPART_TEST_PAIRS_TO=FOLDER` lets
//! the engine's random tests write theirs.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Examination, Limits, Verdict, examine};
use counterpart_engine::json::{self, Json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut pairs = 0;
    for file in std::env::args().skip(1) {
        for line in std::fs::read_to_string(&file)?.lines() {
            let pair = json::parse(line.as_bytes())?;
            pairs += 1;
            let id = pair.get("id").and_then(Json::as_str).unwrap_or("without an id");
            let asserts = pair.get("format_assert").and_then(Json::as_bool).unwrap_or(false);
            let options = Options::default().format_asserts(asserts);
            let read = |side: &str| {
                let schema = pair.get(side).cloned().ok_or_else(|| format!("{id} has no {side}"))?;
                Schema::from_json(schema, &options).map_err(|error| error.to_string())
            };
            match (read("sub"), read("sup")) {
                (Ok(emitted), Ok(accepted)) => print(id, &examine(&emitted, &accepted, &Limits::default())),
                (Err(error), _) | (_, Err(error)) => println!("{id} {error}"),
            }
        }
    }
    if pairs == 0 {
        return Err("no pair was read: name files of pairs".into());
    }
    Ok(())
}

fn print(id: &str, examination: &Examination) {
    println!("{id} {} steps, {} further findings", examination.steps, examination.further);
    for premise in &examination.premises {
        println!("{id} if {premise}");
    }
    for reason in &examination.undecided {
        println!("{id} undecided: {} at {}: {}", reason.kind, reason.place, reason.text);
    }
    match &examination.verdict {
        Verdict::Compatible => println!("{id} compatible"),
        Verdict::Incompatible(findings) => {
            for finding in findings {
                println!(
                    "{id} {} at {} ({} against {}): {}, wrong at {}: {}",
                    finding.rule,
                    finding.place,
                    finding.emitted,
                    finding.accepted,
                    finding.witness,
                    finding.witness_at,
                    finding.sentence
                );
            }
        }
        Verdict::Unproven(reasons) => {
            for reason in reasons {
                println!("{id} unproven: {} at {}: {}", reason.kind, reason.place, reason.text);
            }
        }
    }
}
