//! Pairs of schemas for which it is known whether one is contained in the other: one test for each pair, with the
//! name in the data, so that one can be chosen: `cargo test -p counterpart-engine --test tables -- adv/uneval`.

use std::path::Path;
use std::sync::Arc;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json};
use libtest_mimic::{Failed, Trial};

/// Pairs that are labelled as contained, although another validator confirms our witness against that: `.` does not
/// match a line feed, which these labels overlook.
const REFUTED_LABELS: &[&str] = &[
    "ibm/test_more.TestPaperExamples.test_equiv_multiple_case#299",
    "ibm/test_more.TestPaperExamples.test_equiv_multiple_case#300",
    "ibm/test_string.TestNotStringSubtype.test_equiv_multiple_case#541",
    "ibm/test_string.TestNotStringSubtype.test_equiv_multiple_case#542",
    "ibm/test_string.TestNotStringSubtype.test_equiv_multiple_case#543",
];

/// Pairs that are not decided. One that comes to be decided leaves this list, and none comes to it unseen.
const UNDECIDED: &[&str] = &[
    "adv/format/14",
    "adv/format/16",
    "adv/format/55",
    "adv/pattern/134",
    "adv/pattern/86",
];

/// Of each pair, whether its verdict is the label's.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for cases in needs::cases("containment", "containment") {
        let before = trials.len();
        for file in needs::files_below(&cases.folder) {
            if file.extension().is_some_and(|extension| extension == "jsonl") {
                trials.extend(pairs(&file));
            }
        }
        let found = trials.len() - before;
        assert!(found >= cases.at_least(380, 2_740), "{cases:?}: {found} pairs");
    }
    trials
}

fn pairs(file: &Path) -> Vec<Trial> {
    let text = std::fs::read_to_string(file).expect("a file of pairs");
    let pair = |line: &str| {
        let pair = Arc::new(json::parse(line.as_bytes()).expect("a pair"));
        let id = pair.get("id").and_then(Json::as_str).expect("an id").to_owned();
        Trial::test(format!("labelled::{id}"), move || judge(&id, &pair))
    };
    text.lines().map(pair).collect()
}

fn judge(id: &str, pair: &Json) -> Result<(), Failed> {
    let contained = pair.get("contained").and_then(Json::as_bool).expect("a label");
    let asserts = pair.get("format_assert").and_then(Json::as_bool).unwrap_or(false);
    let options = Options::default().format_asserts(asserts);
    let read = |side: &str| Schema::from_json(pair.get(side).expect("a schema").clone(), &options);
    let (emitted, accepted) = (read("sub")?, read("sup")?);
    let outcome = match check(&emitted, &accepted, &Limits::default()) {
        Verdict::Compatible if contained => Outcome::Right,
        Verdict::Compatible => return Err("unsound: it is not contained".into()),
        Verdict::Incompatible(findings) => {
            let no_witness = findings.iter().find(|finding| {
                emitted.accepts(&finding.witness) != Ok(true)
                    || accepted.accepts(&finding.witness) != Ok(false)
            });
            if let Some(finding) = no_witness {
                return Err(format!("{} is no witness", finding.witness).into());
            }
            let witness = &findings[0].witness;
            match contained {
                false => Outcome::Right,
                true if jsonschema_agrees(pair, witness) => Outcome::LabelRefuted(witness.to_string()),
                true => return Err(format!("a false alarm: {witness}").into()),
            }
        }
        Verdict::Unproven(reasons) => Outcome::Undecided(format!("{}: {}", reasons[0].kind, reasons[0].text)),
    };
    let is_among = |list: &[&str]| list.contains(&id);
    match (outcome, is_among(REFUTED_LABELS), is_among(UNDECIDED)) {
        (Outcome::Right, false, false)
        | (Outcome::LabelRefuted(_), true, false)
        | (Outcome::Undecided(_), false, true) => Ok(()),
        (outcome, ..) => Err(format!("{outcome:?}; the lists of this file say otherwise").into()),
    }
}

#[derive(Debug)]
#[expect(dead_code, reason = "shown where a list is wrong")]
enum Outcome {
    Right,
    LabelRefuted(String),
    Undecided(String),
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
