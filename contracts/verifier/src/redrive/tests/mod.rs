mod not_taken;
mod services;
mod shown;

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use counterpart::contract::ContractFile;
use counterpart::guard::{Refusal, RefusalRule, Role};
use counterpart::letters::{DeadLetter, MessageId};
use counterpart_engine::json;
use proptest::prelude::*;

use super::*;
use crate::report::{Document, Outcome};

const WANTS_EMAIL: &str = r#""type":"object","properties":{"user_id":{"type":"integer"},"email":{"type":"string"}},"required":["email"]"#;

fn contract(service: &str, event: &str, header: &str, schema: &str) -> Document {
    let text = format!(
        r#"{{"$schema":"https://json-schema.org/draft/2020-12/schema","x-contract":{{"format":1,"role":"consumes",
        "service":"{service}","event":"{event}",{header}"imported":["x"],"assumes":[]}},{schema}}}"#
    );
    Document {
        path: "contract.json".into(),
        contract: ContractFile::parse(text.as_bytes()).unwrap(),
        text: text.into(),
        declared: false,
        included: Vec::new(),
    }
}

fn planner(options: Options) -> Planner {
    let contracts = [contract("auth", "user.registered", "", WANTS_EMAIL)];
    Planner::new(Contracts::of(&contracts).unwrap(), options)
}

/// A letter of the event, because `email` was missing.
fn letter(payload: &str) -> DeadLetter {
    let mut refusal = Refusal::new(
        Role::Consumes,
        "user.registered",
        "auth",
        RefusalRule::PropertyMissing,
    );
    refusal.set_place("/email", false);
    DeadLetter::new(MessageId::new("users", "1"), "user.registered", payload)
        .consumer("auth", "1.0.0")
        .refusal(refusal)
        .failed(UNIX_EPOCH + Duration::from_secs(1_795_952_475))
}

fn keyed(key: &str, payload: &str) -> DeadLetter {
    letter(payload).key(key).origin("users/0", "1")
}

const GOOD: &str = r#"{"user_id":7,"email":"a"}"#;
const BAD: &str = r#"{"user_id":7}"#;

/// The plan of these letters, with these answers of the code to the questions about them.
fn plan_with(options: Options, letters: &[DeadLetter], answer: impl Fn(&Question) -> Answer) -> Plan {
    let mut planner = planner(options);
    for (line, letter) in (1..).zip(letters) {
        let input = Arc::from("letters.ndjson");
        for question in planner.letter(Place { input, line }, letter.to_json().as_bytes()) {
            let said = answer(&question);
            planner.answer(question.letter, question.edited, said);
        }
    }
    planner.plan()
}

fn plan(options: Options, letters: &[DeadLetter]) -> Plan {
    plan_with(options, letters, |question| panic!("nobody asks: {question:?}"))
}

fn asking() -> Options {
    Options {
        asks_code: true,
        most_redrives: 3,
        ..Options::default()
    }
}

#[test]
fn letters_behind_one_of_their_key_that_stays_are_held_back() {
    let letters = [
        keyed("a", GOOD),
        keyed("a", BAD),
        keyed("b", GOOD),
        keyed("a", GOOD),
        keyed("a", GOOD).origin("users/1", "1"),
        letter(BAD),
        letter(GOOD),
        keyed("a", "no json"),
    ];
    let ordered = plan(Options::default(), &letters);
    use Fate::{Held, NotJson, Refused, Take};
    assert_eq!(
        ordered.fates,
        [Take, Refused, Take, Held, Take, Refused, Take, NotJson]
    );
    let unordered = Options {
        unordered: true,
        ..Options::default()
    };
    assert_eq!(plan(unordered, &letters).fates[3], Take);
    assert_eq!(
        ordered.answer(),
        "4 of 8 letters would be taken by auth (by contract only), 2 still refused, 1 held back behind an earlier letter of their key, 1 that no version can read"
    );
    assert_eq!(ordered.outcome(), Outcome::Incompatible);
}

#[test]
fn a_letter_is_taken_if_no_judge_refuses_it_and_one_takes_it() {
    let refused = || {
        Answer::Refused(Cause {
            rule: "type-mismatch".into(),
            place: "/user_id".into(),
            expected: "u64".into(),
        })
    };
    let other = || DeadLetter::new(MessageId::new("users", "2"), "user.left", "{}").consumer("auth", "1");
    use Fate::{NoContract, NoReader, Refused, Take};
    for (letter, answer, fate) in [
        (letter(GOOD), Answer::Taken, Take),
        (letter(GOOD), refused(), Refused),
        (letter(GOOD), Answer::NoReader, NoReader),
        (letter(BAD), Answer::NoReader, Refused),
        (letter(BAD), Answer::Taken, Refused),
        (letter(BAD), refused(), Refused),
        // The contract assumes that no member is repeated; serde decides.
        (letter(r#"{"email":"a","x":1,"x":2}"#), Answer::Taken, Take),
        (other(), Answer::Taken, Take),
        (other(), Answer::NoReader, NoContract),
    ] {
        let plan = plan_with(asking(), std::slice::from_ref(&letter), |_| answer.clone());
        assert_eq!(plan.fates, [fate], "{letter:?} {answer:?}");
        let differs = matches!((&letter.payload[..], &answer), (payload, Answer::Refused(_)) if payload == GOOD.as_bytes())
            || matches!((&letter.payload[..], &answer), (payload, Answer::Taken) if payload == BAD.as_bytes());
        assert_eq!(plan.differ.all, u64::from(differs), "{letter:?} {answer:?}");
    }
}

#[test]
fn a_letter_that_the_code_does_not_answer_for_is_undecided() {
    let mut planner = planner(asking());
    let place = Place {
        input: Arc::from("x"),
        line: 1,
    };
    assert_eq!(planner.letter(place, letter(GOOD).to_json().as_bytes()).len(), 1);
    let plan = planner.plan();
    assert_eq!(plan.fates, [Fate::Undecided]);
    let why: Vec<&String> = plan.groups[0].by_code.undecided.keys().collect();
    assert_eq!(why, ["the code gave no answer"]);
}

#[test]
fn text_that_is_no_json_can_no_version_read_and_the_code_is_not_asked() {
    for payload in [b"no json".to_vec(), vec![0xff], b"{\"a\":1".to_vec(), Vec::new()] {
        let mut dead = letter("");
        dead.payload = payload;
        let plan = plan_with(asking(), &[dead], |question| panic!("{question:?}"));
        assert_eq!(plan.fates, [Fate::NotJson]);
        assert_eq!(plan.groups[0].stay.keys().next().unwrap().rule, "malformed-text");
    }
}

#[test]
fn text_that_serde_may_read_is_up_to_the_code() {
    let surrogate = letter(r#"{"email":"a","skipped":"\ud800"}"#);
    let plan = plan_with(asking(), &[surrogate], |question| {
        assert!(question.payload.contains("ud800"));
        Answer::Taken
    });
    assert_eq!(plan.fates, [Fate::Take]);
    let mut bytes = letter("");
    bytes.payload = b"{\"email\":\"a\",\"skipped\":\"\xff\"}".to_vec();
    let options = Options {
        discard: ["malformed-text".to_owned()].into(),
        ..asking()
    };
    // A question is text, so it cannot be put.
    let plan = plan_with(options, &[bytes], |question| panic!("{question:?}"));
    assert_eq!(plan.fates, [Fate::Undecided]);
    let why = plan.groups[0].by_code.undecided.keys().next().unwrap();
    assert_eq!(why, "the code is asked about text, and the payload is not UTF-8");
}

#[test]
fn letters_that_no_judge_refuses_are_never_discarded() {
    let other = DeadLetter::new(MessageId::new("users", "2"), "user.left", "{}").consumer("auth", "1");
    let options = Options {
        discard: ["no-contract".to_owned(), "no-reader".to_owned()].into(),
        ..asking()
    };
    let plan = plan_with(options, &[other, letter(GOOD)], |_| Answer::NoReader);
    assert_eq!(plan.fates, [Fate::NoContract, Fate::NoReader]);
    assert_eq!(plan.outcome(), Outcome::Incompatible);
}

#[test]
fn cloud_events_in_binary_mode_and_batches_are_undecided_and_the_code_is_not_asked() {
    let schema = r#""type":"object","required":["specversion","data"]"#;
    let contracts = [contract(
        "auth",
        "user.registered",
        r#""envelope":"cloudevents","#,
        schema,
    )];
    let fates = |letter: DeadLetter| {
        let mut planner = Planner::new(Contracts::of(&contracts).unwrap(), asking());
        let place = Place {
            input: Arc::from("letters.ndjson"),
            line: 1,
        };
        let questions = planner.letter(place, letter.to_json().as_bytes());
        (questions.len(), planner.plan().fates)
    };
    let binary = letter(GOOD).headers([("Ce-Specversion", "1.0"), ("content-type", "application/json")]);
    assert_eq!(fates(binary), (0, vec![Fate::Undecided]));
    let batch = letter(r#"[{"specversion":"1.0","data":{}}]"#);
    assert_eq!(fates(batch), (0, vec![Fate::Undecided]));
    // A content type of CloudEvents is the sign of structured mode.
    let structured = letter(r#"{"specversion":"1.0","data":{}}"#).headers([
        ("ce-specversion", "1.0"),
        ("Content-Type", "application/cloudevents+json"),
    ]);
    assert_eq!(fates(structured).0, 1);
}

#[test]
fn refused_letters_are_edited_and_judged_again() {
    let options = || Options {
        edits: vec!["/email=\"x\"".parse().unwrap()],
        ..Options::default()
    };
    let letters = [letter(GOOD), letter(BAD), letter("[]")];
    assert_eq!(
        plan(options(), &letters).fates,
        [Fate::Take, Fate::TakeEdited, Fate::Refused]
    );
    // The code has a say in both.
    let options = Options {
        asks_code: true,
        ..options()
    };
    let plan = plan_with(options, &letters[1..2], |question| match question.edited {
        true => Answer::Taken,
        false => Answer::Refused(Cause::of_rule("property-missing")),
    });
    assert_eq!(plan.fates, [Fate::TakeEdited]);
}

#[test]
fn letters_of_a_rule_are_discarded_and_hold_nothing_back() {
    let discard = |rule: &str| Options {
        discard: [rule.to_owned()].into(),
        ..Options::default()
    };
    let letters = [keyed("a", BAD), keyed("a", GOOD), keyed("a", "no json")];
    let missing = plan(discard("property-missing"), &letters);
    assert!(
        matches!(missing.fates[..], [Fate::Discard(cause), Fate::Take, Fate::NotJson]
        if missing.causes[cause as usize].rule == "property-missing")
    );
    let malformed = plan(discard("malformed-text"), &letters[1..]);
    assert!(matches!(malformed.fates[..], [Fate::Take, Fate::Discard(_)]));
    assert_eq!(malformed.outcome(), Outcome::Compatible);
}

#[test]
fn the_named_contract_judges_and_otherwise_all_of_the_service() {
    let strict = contract(
        "auth",
        "user.registered",
        r#""name":"audit","#,
        r#""required":["audited"]"#,
    );
    let plain = contract("auth", "user.registered", r#""name":"mail","#, WANTS_EMAIL);
    let fate = |name: Option<&str>| {
        let contracts = Contracts::of(&[strict.clone(), plain.clone()]).unwrap();
        let mut planner = Planner::new(contracts, Options::default());
        let mut letter = letter(GOOD);
        if let Some(counterpart::letters::Cause::Refusal(refusal)) = &mut letter.cause {
            refusal.contract = name.map(str::to_owned);
        }
        let input = Arc::from("x");
        planner.letter(Place { input, line: 1 }, letter.to_json().as_bytes());
        planner.plan().fates[0]
    };
    assert_eq!(fate(Some("mail")), Fate::Take);
    assert_eq!(fate(Some("audit")), Fate::Refused);
    assert_eq!(fate(None), Fate::Refused);
}

#[test]
fn headers_and_key_are_judged_too() {
    let header = r#""key":"user_id","headers":{"type":"object","properties":{"trace":{"type":"string"}},"required":["trace"]},"#;
    let decided = |letter: DeadLetter| {
        let contracts = Contracts::of(&[contract("auth", "user.registered", header, WANTS_EMAIL)]).unwrap();
        let mut planner = Planner::new(contracts, Options::default());
        let input = Arc::from("x");
        planner.letter(Place { input, line: 1 }, letter.to_json().as_bytes());
        let plan = planner.plan();
        let causes: Vec<String> = plan.groups[0]
            .by_contract
            .refused
            .keys()
            .map(ToString::to_string)
            .collect();
        causes.join(", ")
    };
    assert_eq!(decided(letter(GOOD).headers([("trace", "t1")]).key("7")), "");
    assert_eq!(
        decided(letter(GOOD).headers([("trace", "t1")])),
        "key-mismatch at /key: expected the value of /user_id"
    );
    assert_eq!(
        decided(
            letter(GOOD)
                .headers([("trace", &b"t1"[..]), ("trace", &b"\xff"[..])])
                .key("7")
        ),
        "malformed-text at /headers/trace: expected text in UTF-8"
    );
    assert_eq!(decided(letter(GOOD).headers([("Trace", "t1")]).key("7")), "");
    // As the guard: the text of the key is the one that is written in the payload.
    let with_key = |id: &str, key: &str| {
        let payload = format!(r#"{{"user_id":{id},"email":"a"}}"#);
        decided(letter(&payload).headers([("trace", "t1")]).key(key))
    };
    let mismatch = "key-mismatch at /key: expected the value of /user_id";
    assert_eq!(with_key("7.0", "7.0"), "");
    assert_eq!(with_key("7.0", "7"), mismatch);
    assert_eq!(with_key("7e0", "7"), mismatch);
    assert_eq!(
        decided(letter(GOOD).key("7")),
        "property-missing at /headers/trace: expected the member `trace`"
    );
    assert_eq!(
        decided(letter(GOOD).headers([("trace", "t1")]).key("8")),
        "key-mismatch at /key: expected the value of /user_id"
    );
}

fn of(service: &str, payload: &str) -> DeadLetter {
    let mut letter = letter(payload).key("7").origin("users/0", "1");
    letter.consumer.as_mut().unwrap().service = service.to_owned();
    letter.cause = None;
    letter
}

#[test]
fn a_plan_of_nothing_is_incomplete() {
    let plan = plan(Options::default(), &[]);
    assert_eq!(plan.outcome(), Outcome::Incomplete);
    assert_eq!(plan.answer(), "could not complete: there is no letter");
}

#[test]
fn letters_of_ever_new_causes_are_counted_together() {
    let mut planner = planner(Options::default());
    for line in 1..=10_100_u64 {
        let letter = DeadLetter::new(MessageId::new("a", "b"), format!("event-{line}"), "{}")
            .error(line.to_string(), "");
        let input = Arc::from("x");
        planner.letter(Place { input, line }, letter.to_json().as_bytes());
    }
    let plan = planner.plan();
    assert!(plan.groups.len() <= 10_001, "{}", plan.groups.len());
    let counted: u64 = plan.groups.iter().map(|group| group.totals.letters).sum();
    assert_eq!((counted, plan.totals.letters), (10_100, 10_100));
}

#[test]
fn the_same_refusal_in_other_words_is_one_cause() {
    let mut other = letter(BAD);
    if let Some(counterpart::letters::Cause::Refusal(refusal)) = &mut other.cause {
        refusal.set_expected("an address");
    }
    let plan = plan(Options::default(), &[letter(BAD), other]);
    assert_eq!((plan.groups.len(), plan.groups[0].totals.refused), (1, 2));
}

proptest! {
    #[test]
    fn no_letter_overtakes_one_of_its_key(
        letters in proptest::collection::vec((proptest::option::of(0..3_u8), 0..3_usize), 0..40),
        unordered: bool,
    ) {
        let payloads = [GOOD, BAD, "no json"];
        let dead: Vec<DeadLetter> = letters
            .iter()
            .map(|(key, payload)| match key {
                Some(key) => keyed(&key.to_string(), payloads[*payload]),
                None => letter(payloads[*payload]),
            })
            .collect();
        let plan = plan(Options { unordered, ..Options::default() }, &dead);
        prop_assert_eq!(plan.fates.len(), letters.len());
        for (at, ((key, payload), fate)) in letters.iter().zip(&plan.fates).enumerate() {
            let earlier = letters[..at].iter().zip(&plan.fates);
            let is_behind = earlier.into_iter().any(|((other, _), fate)| key.is_some() && other == key && !fate.is_taken());
            let expected = match payload {
                0 if is_behind && !unordered => Fate::Held,
                0 => Fate::Take,
                1 => Fate::Refused,
                _ => Fate::NotJson,
            };
            prop_assert_eq!(*fate, expected);
        }
        let counted: u64 = plan.groups.iter().map(|group| group.totals.letters).sum();
        prop_assert_eq!(counted, letters.len() as u64);
    }
}

#[test]
fn an_edited_payload_is_what_the_edit_writes() {
    let edits: Vec<Edit> = vec!["/email=\"x\"".parse().unwrap()];
    let line = letter(BAD).to_json();
    let edited =
        DeadLetter::from_json(edited_line(line.as_bytes(), &edits).unwrap().unwrap().as_bytes()).unwrap();
    let payload = json::parse(&edited.payload).unwrap().to_string();
    assert_eq!(payload, r#"{"user_id":7,"email":"x"}"#);
    assert_eq!(edited.edited.unwrap().original, BAD.as_bytes());
}
