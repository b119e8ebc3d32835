//! The specification's cases of message bodies, for versions 3 and 4.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::Json;
use counterpart_pact::example::mismatches;
use counterpart_pact::pact_models::PactSpecification;
use counterpart_pact::pact_models::interaction::Interaction as _;
use counterpart_pact::pact_models::message::Message;
use counterpart_pact::pact_models::pact::load_pact_from_json;
use counterpart_pact::pact_models::v4::async_message::AsynchronousMessage;
use counterpart_pact::read::{AnyInteraction, AnyPact, parse};
use counterpart_pact::schema;
use serde_json::{Value, json};

struct Case {
    name: String,
    matches: bool,
    expected: Value,
    actual: Value,
    is_v4: bool,
}

fn cases(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for version in ["version-3", "version-4"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join(version))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        files.sort();
        for file in files {
            let case: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            cases.push(Case {
                name: format!("{version}/{}", file.file_stem().unwrap().to_string_lossy()),
                matches: case["match"].as_bool().unwrap(),
                expected: case["expected"].clone(),
                actual: case["actual"].clone(),
                is_v4: version == "version-4",
            });
        }
    }
    cases
}

/// Our own cases, and the specification's if they are there.
fn all() -> (Vec<Case>, Vec<Case>) {
    let (mut own, mut shared) = (Vec::new(), Vec::new());
    for folder in needs::cases("pact-specification", "pact-specification") {
        let cases = cases(&folder.folder);
        assert_eq!(cases.len(), folder.at_least(52, 62), "{folder:?}");
        if folder.is_own { &mut own } else { &mut shared }.extend(cases);
    }
    (own, shared)
}

fn interaction(json: &Value, is_v4: bool) -> AsynchronousMessage {
    match is_v4 {
        true => AsynchronousMessage::from_json(json, 0).unwrap(),
        false => Message::from_json(0, json, &PactSpecification::V3)
            .unwrap()
            .as_v4_async_message()
            .unwrap(),
    }
}

/// A pact of one message that expects this.
fn pact(case: &Case) -> Value {
    let parties = json!({"consumer": {"name": "c"}, "provider": {"name": "p"}});
    let mut pact = parties;
    let mut message = case.expected.clone();
    message["description"] = json!("a message");
    if case.is_v4 {
        message["type"] = json!("Asynchronous/Messages");
        pact["interactions"] = json!([message]);
        pact["metadata"] = json!({"pactSpecification": {"version": "4.0"}});
    } else {
        pact["messages"] = json!([message]);
        pact["metadata"] = json!({"pactSpecification": {"version": "3.0.0"}});
    }
    pact
}

#[test]
fn every_case_by_example_follows_the_specification() {
    let (own, shared) = all();
    for case in own.iter().chain(&shared) {
        let pact: AnyPact = load_pact_from_json("case", &pact(case)).unwrap();
        let expected: AnyInteraction = pact.interactions().remove(0);
        let actual = interaction(&case.actual, case.is_v4);
        let found = mismatches(&expected, &actual, &pact);
        assert_eq!(found.is_empty(), case.matches, "{}: {found:?}", case.name);
    }
}

#[test]
fn schema_accepts_exactly_the_matching_messages() {
    let (own, shared) = all();
    assert_eq!(by_proof(&own), BTreeMap::from([("judged", own.len())]));
    if !shared.is_empty() {
        assert_eq!(
            by_proof(&shared),
            BTreeMap::from([("judged", 58), ("refused", 4)])
        );
    }
}

fn by_proof(cases: &[Case]) -> BTreeMap<&'static str, usize> {
    let mut judged = BTreeMap::new();
    for case in cases {
        let text = pact(case).to_string();
        let read = match parse(&case.name, text.as_bytes()) {
            Ok(read) => read,
            // A case without contents lets everything pass, and that is refused.
            Err(error) => {
                assert!(case.name.contains("no body"), "{}: {error}", case.name);
                assert!(error.to_string().contains("would accept anything"), "{error}");
                *judged.entry("refused").or_insert(0) += 1;
                continue;
            }
        };
        let accepted = schema::of(&read.messages[0]);
        assert!(
            accepted
                .narrowings
                .iter()
                .all(|narrowing| narrowing.also_accepted.contains("JSON text")),
            "{:?}",
            accepted.narrowings
        );
        let schema = Schema::from_json(accepted.schema.clone(), &Options::default()).unwrap();
        let actual = interaction(&case.actual, case.is_v4);
        let message: Value =
            serde_json::from_slice(&actual.contents.contents.value().unwrap_or_default()).unwrap();
        let accepts = schema.accepts(&Json::from(&message)).unwrap();
        assert_eq!(accepts, case.matches, "{}: {}", case.name, accepted.schema);
        *judged.entry("judged").or_insert(0) += 1;
    }
    judged
}
