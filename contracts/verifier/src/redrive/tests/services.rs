//! Letters of several services, and who judged them.

use super::*;

#[test]
fn letters_of_another_service_are_told_apart_and_hold_nothing_back() {
    use Fate::{Held, NoService, OtherService, Refused, Take};
    let mut unnamed = of("", GOOD);
    unnamed.consumer = None;
    let letters = [
        of("billing", BAD),
        of("auth", GOOD),
        of("billing", "no json"),
        of("shop", GOOD),
        unnamed.clone(),
        // The letter before may be one of auth.
        of("auth", GOOD),
        of("auth", BAD),
    ];
    let plan_of = |options| plan(options, &letters);
    let all = plan_of(Options::default());
    assert_eq!(
        all.fates,
        [
            OtherService,
            Take,
            OtherService,
            OtherService,
            NoService,
            Held,
            Refused
        ]
    );
    assert_eq!(
        all.answer(),
        "1 of 7 letters would be taken by auth (by contract only), 1 still refused, 1 held back behind an earlier letter \
         of their key, 1 without a service, 3 of another service (billing and shop)"
    );
    let services: Vec<&str> = all.groups.iter().map(|group| group.service.as_str()).collect();
    assert_eq!(services, ["auth", "billing", "", "shop"]);
    assert_eq!(all.groups[1].stay.keys().next().unwrap().rule, "other-service");

    // One service that is named: letters that name none are taken for its.
    let of_service = |service: &str| Options {
        service: Some(service.to_owned()),
        ..Options::default()
    };
    let named = plan_of(of_service("auth"));
    assert_eq!(
        named.fates,
        [
            OtherService,
            Take,
            OtherService,
            OtherService,
            Take,
            Take,
            Refused
        ]
    );
    let other = plan_of(of_service("billing"));
    assert_eq!(other.totals.other_service, 4);
    assert_eq!(other.totals.taken, 0);
    // The code is not asked about letters of others.
    let asking = Options {
        asks_code: true,
        ..of_service("auth")
    };
    let asked = plan_with(asking, &letters, |question| {
        assert_eq!(question.service, "auth");
        Answer::Taken
    });
    assert_eq!(asked.totals.other_service, 3);
}

#[test]
fn the_service_of_the_refusal_counts_before_the_one_that_people_wrote() {
    let mut letter = letter(GOOD);
    letter.consumer.as_mut().unwrap().service = "auth-service".to_owned();
    assert_eq!(plan(Options::default(), &[letter]).fates, [Fate::Take]);
}

#[test]
fn the_answer_says_who_judged_the_letters_that_would_be_taken() {
    let other = DeadLetter::new(MessageId::new("users", "2"), "user.left", "{}").consumer("auth", "1");
    let answer = |letters: &[DeadLetter]| plan_with(asking(), letters, |_| Answer::Taken).answer();
    assert_eq!(
        answer(&[letter(GOOD)]),
        "1 of 1 letter would be taken by auth (by contract and by code)"
    );
    assert_eq!(
        answer(std::slice::from_ref(&other)),
        "1 of 1 letter would be taken by auth (by code only)"
    );
    assert_eq!(
        answer(&[letter(GOOD), other]),
        "2 of 2 letters would be taken by auth (1 by contract and by code, 1 by code only)"
    );
}

#[test]
fn a_second_letter_of_one_message_is_named() {
    let other = |id: &str| DeadLetter::new(MessageId::new("users", id), "user.registered", GOOD);
    let letters = [
        other("1").consumer("auth", "1"),
        other("2").consumer("auth", "1"),
        other("1").consumer("billing", "1"),
        other("1").consumer("auth", "2"),
    ];
    let plan = plan(Options::default(), &letters);
    let named: Vec<String> = plan
        .repeated
        .first
        .iter()
        .map(|(at, text)| format!("{at}: {text}"))
        .collect();
    assert_eq!(
        named,
        ["letters.ndjson:4: of the same message as letters.ndjson:1"]
    );
    assert_eq!(plan.totals.taken, 3);
}

/// The code is asked about the payload, so it cannot make up for what the contract could not compare.
#[test]
fn headers_and_key_are_not_left_to_the_code() {
    use Fate::{Refused, Take, Undecided};
    let repeated = r#"{"user_id":7,"email":"a","x":1,"x":2}"#;
    let fate = |header: &str, letter: DeadLetter| {
        let contracts = [contract("auth", "user.registered", header, WANTS_EMAIL)];
        let mut planner = Planner::new(Contracts::of(&contracts).unwrap(), asking());
        let input = Arc::from("x");
        for question in planner.letter(Place { input, line: 1 }, letter.to_json().as_bytes()) {
            planner.answer(question.letter, false, Answer::Taken);
        }
        planner.plan().fates[0]
    };
    assert_eq!(fate("", letter(repeated)), Take);
    let key = r#""key":"user_id","#;
    assert_eq!(fate(key, letter(repeated).key("7")), Undecided);
    let trace =
        r#""headers":{"type":"object","properties":{"trace":{"type":"string"}},"required":["trace"]},"#;
    assert_eq!(fate(trace, letter(repeated)), Refused);
    assert_eq!(fate(trace, letter(repeated).headers([("trace", "1")])), Take);

    // A contract without a file.
    let fate = |header: &str| {
        let mut planner = planner(asking());
        let left = DeadLetter::new(MessageId::new("users", "2"), "user.left", "{}").consumer("auth", "1");
        let input = Arc::from("x");
        let questions = planner.letter(Place { input, line: 1 }, left.to_json().as_bytes());
        planner.declared(&contract("auth", "user.left", header, r#""type":"object""#).contract);
        planner.answer(questions[0].letter, false, Answer::Taken);
        planner.plan().fates[0]
    };
    assert_eq!([fate(""), fate(key), fate(trace)], [Take, Undecided, Undecided]);
}
