//! Pairs of schemas of which it is known whether the one is contained in the other.
#![cfg(feature = "compat")]
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

mod shared_data;

use std::collections::BTreeMap;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};

#[derive(Default, Debug)]
struct Tally {
    pairs: usize,
    right: usize,
    unsound: Vec<String>,
    false_alarms: Vec<String>,
    unproven: Vec<String>,
    /// Labelled as contained, and another validator agrees with our witness that they are not.
    refuted_labels: Vec<String>,
    errors: Vec<String>,
}

#[test]
fn no_labelled_pair_is_judged_wrongly_and_nearly_all_are_decided() {
    let Some(folder) = shared_data::folder() else {
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder.join("containment"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let mut all = Tally::default();
    let mut times: BTreeMap<u128, String> = BTreeMap::new();
    for file in files {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let started = std::time::Instant::now();
            judge(line, &mut all);
            times.insert(started.elapsed().as_micros(), line.chars().take(100).collect());
        }
    }
    if std::env::var_os("COUNTERPART_TEST_VERBOSE").is_some() {
        for (micros, line) in times.iter().rev().take(10) {
            println!("{micros} µs {line}");
        }
    }
    let list = |name: &str, lines: &[String]| format!("{name} {}:\n{}\n", lines.len(), lines.join("\n"));
    let report = format!(
        "{} of {} right\n{}{}{}{}{}",
        all.right,
        all.pairs,
        list("unsound", &all.unsound),
        list("false alarms", &all.false_alarms),
        list("errors", &all.errors),
        list("labels refuted", &all.refuted_labels),
        list("unproven", &all.unproven),
    );
    println!("{report}");
    assert!(all.unsound.is_empty() && all.false_alarms.is_empty(), "{report}");
    assert!(all.errors.is_empty(), "{report}");
    // `.` does not match a line feed, which five labels overlook.
    assert!(all.refuted_labels.len() <= 5, "{report}");
    assert!(
        (all.right + all.refuted_labels.len()) * 1000 >= all.pairs * 995,
        "{report}"
    );
}

fn judge(line: &str, tally: &mut Tally) {
    let pair = json::parse(line.as_bytes()).unwrap();
    let id = pair.get("id").and_then(Json::as_str).unwrap().to_owned();
    let contained = pair.get("contained").and_then(Json::as_bool).unwrap();
    let asserts = pair.get("format_assert").and_then(Json::as_bool).unwrap_or(false);
    let options = Options::default().format_asserts(asserts);
    tally.pairs += 1;
    let read = |side: &str| Schema::from_json(pair.get(side).unwrap().clone(), &options);
    let (emitted, accepted) = match (read("sub"), read("sup")) {
        (Ok(emitted), Ok(accepted)) => (emitted, accepted),
        (Err(error), _) | (_, Err(error)) => return tally.errors.push(format!("{id}: {error}")),
    };
    match check(&emitted, &accepted, &Limits::default()) {
        Verdict::Compatible if contained => tally.right += 1,
        Verdict::Compatible => tally.unsound.push(id),
        Verdict::Incompatible(findings) => {
            let witness = &findings[0].witness;
            let breaks = findings.iter().all(|finding| {
                emitted.accepts(&finding.witness) == Ok(true)
                    && accepted.accepts(&finding.witness) == Ok(false)
            });
            match contained {
                false if breaks => tally.right += 1,
                true if breaks && jsonschema_agrees(&pair, witness) => {
                    tally.refuted_labels.push(format!("{id}: {witness}"))
                }
                _ => tally.false_alarms.push(format!("{id}: {witness}")),
            }
        }
        Verdict::Unproven(reasons) => tally
            .unproven
            .push(format!("{id}: {}: {}", reasons[0].kind, reasons[0].text)),
    }
}

fn jsonschema_agrees(pair: &Json, witness: &Json) -> bool {
    let valid = |side: &str| {
        let schema = pair.get(side)?.to_serde_json()?;
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(false)
            .build(&schema)
            .ok()?;
        Some(validator.is_valid(&witness.to_serde_json()?))
    };
    valid("sub") == Some(true) && valid("sup") == Some(false)
}
