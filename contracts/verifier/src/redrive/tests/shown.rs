//! What is shown of a plan.

use super::*;

#[test]
fn the_document_keeps_to_its_schema_and_shows_no_value() {
    let mut often = keyed("secret-key", r#"{"user_id":"secret","secret":["secret"]}"#);
    often.redriven = 4;
    let handler = DeadLetter::new(MessageId::new("users", "3"), "user.registered", GOOD)
        .consumer("auth", "1")
        .error("MailboxFull", "secret");
    let mut planner = planner(asking());
    let mut line = 0;
    let mut read = |planner: &mut Planner, text: &str| {
        line += 1;
        let input = Arc::from("letters.ndjson");
        planner.letter(Place { input, line }, text.as_bytes())
    };
    for letter in [often, handler, letter("secret")] {
        let questions = read(&mut planner, &letter.to_json());
        if let Some(question) = questions.first() {
            planner.answer(question.letter, false, Answer::Taken);
        }
    }
    read(&mut planner, r#"{"secret":"secret"}"#);
    planner.problem("x".to_owned());
    let plan = planner.plan();
    assert_eq!(plan.outcome(), Outcome::Incomplete);
    let document = to_json(&plan).to_pretty();
    assert!(!document.contains("secret"), "{document}");
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    jsonschema::validator_for(&schema)
        .unwrap()
        .validate(&document)
        .unwrap();
    insta::assert_snapshot!(plan.rows().iter().map(|row| format!("{} {} {} {}\n", row.level.id(), row.rule, row.place, row.text)).collect::<String>(), @r"
    error property-missing /email the contract would still refuse 1 letter (property-missing at /email: expected the member `email`), given up by auth for property-missing at /email
    error malformed-text  1 letter stays (malformed-text: expected JSON), given up by auth for property-missing at /email
    note handler-error  1 letter would be taken, given up by auth for handler-error: MailboxFull
    error unreadable  letters.ndjson:4: not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one
    warning repeated  letters.ndjson:3: of the same message as letters.ndjson:1
    warning differs  letters.ndjson:1: the code takes it, and the contract refuses it: property-missing at /email: expected the member `email`
    warning redriven-often  letters.ndjson:1: users/1 was redriven 4 times
    error problem  x
    ");
}

#[test]
fn keys_of_maps_are_hidden_in_causes_of_all_judges_and_of_letters() {
    let schema = r#""type":"object","properties":{"email":{"type":"string"},"by":{"additionalProperties":{"type":"integer"}}},"required":["email"]"#;
    let mut secret = letter(r#"{"email":"a","by":{"secret@example.com":"x"}}"#);
    let mut refusal = Refusal::new(
        Role::Consumes,
        "user.registered",
        "auth",
        RefusalRule::TypeMismatch,
    );
    refusal.set_place("/by/secret@example.com", false);
    secret = secret.refusal(refusal);
    let contracts = Contracts::of(&[contract("auth", "user.registered", "", schema)]).unwrap();
    let mut planner = Planner::new(contracts, asking());
    let place = Place {
        input: Arc::from("x"),
        line: 1,
    };
    let questions = planner.letter(place, secret.to_json().as_bytes());
    let cause = Cause::of_code("type-mismatch".into(), "/by/secret@example.com", "u64".into());
    planner.answer(questions[0].letter, false, Answer::Refused(cause));
    let plan = planner.plan();
    let group = &plan.groups[0];
    assert_eq!(group.cause.place, "/by/*");
    assert_eq!(group.by_contract.refused.keys().next().unwrap().place, "/by/*");
    assert_eq!(group.by_code.refused.keys().next().unwrap().place, "/by/*");
    assert!(!to_json(&plan).to_pretty().contains("secret"));
}

/// GitLab shows one of two entries with the same fingerprint.
#[test]
fn different_rows_have_different_fingerprints_and_counts_do_not_matter() {
    let prints = |bad: usize| -> Vec<String> {
        let mut planner = planner(Options::default());
        let mut line = 0;
        let mut read = |text: &str| {
            line += 1;
            let input = Arc::from("x");
            planner.letter(Place { input, line }, text.as_bytes());
        };
        for service in ["shop1", "shop2"] {
            read(&of(service, BAD).to_json());
        }
        (0..2).for_each(|_| read("no letter"));
        (0..bad).for_each(|id| {
            let mut letter = letter(BAD);
            letter.id.id = id.to_string();
            read(&letter.to_json());
        });
        let rows = planner.plan().rows().into_iter();
        let mut prints: Vec<String> = rows.map(|row| row.fingerprint).collect();
        prints.sort_unstable();
        prints
    };
    let few = prints(2);
    let mut different = few.clone();
    different.dedup();
    assert_eq!((few.len(), different.len()), (5, 5));
    assert_eq!(few, prints(11));
}
