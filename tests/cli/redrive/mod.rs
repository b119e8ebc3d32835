//! Which dead letters a version would take, and the split of them.

mod formats;
mod hostile;
mod inputs;
mod split;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use fixture::schemas::file;
use fixture::{Answer, Folder};

const BINARY: &str = env!("CARGO_BIN_EXE_cargo-counterpart");

/// What version 2 of auth reads: `email` is required since, and `plan` is one of two.
const VERSION_2: &str = r#""type": "object",
  "properties": {"user_id": {"type": "integer", "minimum": 0}, "email": {"type": "string"}, "plan": {"enum": ["free", "paid"]}},
  "required": ["user_id", "email", "plan"]"#;

/// Version 3 takes `email` as it comes, and one plan more.
const VERSION_3: &str = r#""type": "object",
  "properties": {"user_id": {"type": "integer", "minimum": 0}, "email": {"type": ["string", "null"]},
    "plan": {"enum": ["free", "paid", "trial"]}},
  "required": ["user_id", "plan"]"#;

const CONTRACT: &str = "contracts/auth/consumes/user.registered.json";

/// Some version's contract, and letters.
fn folder(schema: &str, letters: &str) -> Folder {
    Folder::with(&[
        (CONTRACT, &file("auth consumes user.registered", "", schema)),
        ("letters.ndjson", letters),
    ])
}

/// A letter with a cause of its own.
struct Letter<'a> {
    id: usize,
    key: Option<&'a str>,
    payload: &'a str,
    refusal: Option<(&'a str, &'a str)>,
}

impl Letter<'_> {
    fn line(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let key = self
            .key
            .map_or(String::new(), |key| format!(r#","key":{}"#, text(key)));
        let refusal = self.refusal.map_or(String::new(), |(rule, place)| {
            format!(
                r#","refusal":{{"role":"consumes","event":"user.registered","service":"auth","rule":"{rule}","part":"payload","place":"{place}","expected":"","found":"absent"}}"#
            )
        });
        let at = format!(
            "2026-11-01T{:02}:{:02}:{:02}.000Z",
            self.id / 3600,
            self.id / 60 % 60,
            self.id % 60
        );
        format!(
            r#"{{"format":1,"id":{{"source":"users","id":"{}"}},"event":"user.registered"{key},"payload":{},"origin":{{"stream":"users/0","position":"{}"}},"consumer":{{"service":"auth","version":"2.0.0"}}{refusal},"attempts":1,"first_failure":"{at}","last_failure":"{at}"}}"#,
            self.id,
            text(self.payload),
            self.id,
        )
    }
}

fn letter(id: usize, payload: &str) -> String {
    let refusal = Some(("property-missing", "/email"));
    let key = None;
    Letter {
        id,
        key,
        payload,
        refusal,
    }
    .line()
        + "\n"
}

fn keyed(id: usize, key: &str, payload: &str) -> String {
    let refusal = Some(("property-missing", "/email"));
    let key = Some(key);
    Letter {
        id,
        key,
        payload,
        refusal,
    }
    .line()
        + "\n"
}

fn redrive(folder: &Folder, arguments: &[&str]) -> Answer {
    let by_contract = ["--contracts", "contracts", "--no-build"];
    folder.counterpart(&[&["redrive"], arguments, &by_contract].concat())
}

const GOOD: &str = r#"{"user_id":7,"plan":"free"}"#;
const BAD: &str = r#"{"user_id":-7,"plan":"free"}"#;
const SPLIT: [&str; 5] = ["letters.ndjson", "--take", "take", "--leave", "leave"];

#[test]
fn letters_are_shown_by_their_cause() {
    let letters = [
        letter(1, r#"{"user_id":1,"plan":"trial"}"#),
        keyed(
            2,
            "2",
            r#"{"user_id":-2,"email":"secret@example.com","plan":"free"}"#,
        ),
        keyed(3, "2", r#"{"user_id":2,"plan":"free"}"#),
        letter(4, "no json"),
        Letter {
            id: 5,
            key: None,
            payload: r#"{"user_id":5,"plan":"gold"}"#,
            refusal: Some(("value-not-accepted", "/plan")),
        }
        .line(),
    ];
    let answer = redrive(&folder(VERSION_3, &letters.concat()), &["letters.ndjson"]);
    answer.exits(100);
    assert!(!answer.stdout.contains("secret"), "{}", answer.stdout);
    insta::assert_snapshot!(answer.stdout, @r#"
    partly taken: user.registered (auth): property-missing at /email
      4 letters, 2026-11-01T00:00:01Z to 2026-11-01T00:00:04Z: 1 would be taken, 1
        still refused, 1 held back, 1 that no version can read
      by contract: 2 taken, 2 refused
        1 malformed-text: expected JSON, first letters.ndjson:4
        1 number-range at /user_id: expected minimum 0, first letters.ndjson:2
        stay: 1 malformed-text: expected JSON, first letters.ndjson:4
      for example letters.ndjson:1: {"user_id":"integer","plan":"string"}

    left: user.registered (auth): value-not-accepted at /plan
      1 letter, 2026-11-01T00:00:05Z: 1 still refused
      by contract: 1 refused
        1 value-not-accepted at /plan: expected enum ["free","paid","trial"], first
          letters.ndjson:5
      for example letters.ndjson:5: {"user_id":"integer","plan":"string"}

    some left: 1 of 5 letters would be taken by auth (by contract only), 2 still
      refused, 1 held back behind an earlier letter of their key, 1 that no version
      can read
    "#);
}

/// 10,000 letters of version 2, which was too strict, before version 3, which is not.
///
/// Counted before: of each ten, number 0 to 5 lack `email` (taken by 3), 6 and 7 have a trial plan (taken by 3), 8 has a
/// negative id (refused by both), 9 has a plan that nobody knows. Number 3 of each hundred is not JSON. Each ten letters share
/// a key, in this order, so nothing is behind the letters that stay but number 9, which stays anyway; and number 4 to 7
/// behind a number 3 that is not JSON.
#[test]
fn ten_thousand_letters_of_a_broken_version_are_planned_and_split() {
    let mut letters = String::new();
    for id in 0..10_000 {
        let payload = match id % 10 {
            _ if id % 100 == 3 => "{\"user_id\":".to_owned(),
            0..=5 => format!(r#"{{"user_id":{id},"plan":"free"}}"#),
            6 | 7 => format!(r#"{{"user_id":{id},"email":"a@b.c","plan":"trial"}}"#),
            8 => format!(r#"{{"user_id":-{id},"email":"a@b.c","plan":"free"}}"#),
            _ => format!(r#"{{"user_id":{id},"email":"a@b.c","plan":"gold"}}"#),
        };
        let key = (id / 10).to_string();
        let refusal = match id % 10 {
            _ if id % 100 == 3 => ("malformed-text", ""),
            0..=5 => ("property-missing", "/email"),
            8 => ("number-range", "/user_id"),
            _ => ("value-not-accepted", "/plan"),
        };
        let (key, payload, refusal) = (Some(key.as_str()), payload.as_str(), Some(refusal));
        letters.push_str(
            &(Letter {
                id,
                key,
                payload,
                refusal,
            }
            .line()
                + "\n"),
        );
    }
    let folder = folder(VERSION_3, &letters);
    let (taken, refused, nobody, held) = (7_500, 2_000, 100, 400);
    assert_eq!(taken + refused + nobody + held, 10_000);

    let json = redrive(&folder, &["letters.ndjson", "--format", "json"]);
    json.exits(100);
    let plan: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let totals = &plan["totals"];
    let counts =
        ["letters", "taken", "refused", "not_json", "held_back"].map(|key| totals[key].as_u64().unwrap());
    assert_eq!(counts, [10_000, taken, refused, nobody, held]);
    let groups: BTreeMap<String, (u64, u64)> = plan["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let cause = format!("{} {}", group["cause"]["rule"], group["cause"]["place"]).replace('"', "");
            let totals = &group["totals"];
            (
                cause,
                (
                    totals["letters"].as_u64().unwrap(),
                    totals["taken"].as_u64().unwrap(),
                ),
            )
        })
        .collect();
    let expected = [
        // 6,000, less the 100 that are not JSON; of these 4 and 5 behind them are held back.
        ("property-missing /email", (5_900, 5_700)),
        ("value-not-accepted /plan", (3_000, 1_800)),
        ("number-range /user_id", (1_000, 0)),
        ("malformed-text ", (100, 0)),
    ];
    assert_eq!(
        groups,
        expected.map(|(cause, counts)| (cause.to_owned(), counts)).into()
    );

    redrive(&folder, &SPLIT).exits(100);
    check_split(&folder, &letters);
    assert_eq!(folder.read("take").lines().count() as u64, taken);
    let unordered = redrive(&folder, &["letters.ndjson", "--unordered", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&unordered.stdout).unwrap();
    assert_eq!(
        (&plan["totals"]["taken"], &plan["totals"]["held_back"]),
        (&7_900.into(), &0.into())
    );
}

/// Each line of the letters is in exactly one of the two files, byte for byte and in order.
fn check_split(folder: &Folder, letters: &str) {
    let (take, leave) = (folder.read("take"), folder.read("leave"));
    let (mut take, mut leave) = (take.lines().peekable(), leave.lines().peekable());
    for line in letters.lines() {
        let is_taken = take.peek() == Some(&line);
        assert_ne!(is_taken, leave.peek() == Some(&line), "{line}");
        let _ = if is_taken { take.next() } else { leave.next() };
    }
    assert_eq!((take.next(), leave.next()), (None, None));
}

#[test]
fn all_taken_is_zero_and_a_line_that_is_no_letter_is_incomplete_and_stays() {
    redrive(&folder(VERSION_3, &letter(1, GOOD)), &["letters.ndjson"]).exits(0);
    let letters = format!("{}{{\"no\":\"letter\"}}\n", letter(1, GOOD));
    let folder = folder(VERSION_3, &letters);
    let answer = redrive(&folder, &SPLIT);
    answer
        .exits(101)
        .says("not a letter: letters.ndjson:2: not a dead letter");
    check_split(&folder, &letters);
    assert_eq!(folder.read("leave"), "{\"no\":\"letter\"}\n");
}

#[test]
fn nothing_is_no_success() {
    let answer = redrive(&folder(VERSION_3, "\n"), &["letters.ndjson"]);
    answer.exits(101).says("there is no letter");
    let answer = redrive(&folder(VERSION_3, ""), &["absent.ndjson"]);
    answer.exits(101).complains("absent.ndjson: cannot be read");
    let nobody = Folder::with(&[("letters.ndjson", &letter(1, GOOD)), ("contracts/readme.txt", "")]);
    redrive(&nobody, &["letters.ndjson"])
        .exits(101)
        .complains("there is no contract to judge the letters by");
}

#[test]
fn letters_that_a_rule_refuses_are_moved_away_with_the_reason() {
    let letters = [letter(1, GOOD), letter(2, BAD), letter(3, r#"{"user_id":3}"#)];
    let folder = folder(VERSION_3, &letters.concat());
    let discard = [
        "--discard",
        "number-range",
        "--reason",
        "ids of the \"old\" system",
    ];
    redrive(&folder, &[&SPLIT[..], &discard].concat())
        .exits(101)
        .complains("--discard moves letters to a third file, and none is named");
    redrive(
        &folder,
        &[&SPLIT[..], &discard, &["--discarded", "gone"]].concat(),
    )
    .exits(100);
    let gone = folder.read("gone");
    let document: serde_json::Value = serde_json::from_str(&gone).unwrap();
    assert_eq!(document["discarded"]["reason"], "ids of the \"old\" system");
    assert!(gone.contains(letters[1].trim_end()), "{gone}");
    assert_eq!(
        (folder.read("take"), folder.read("leave")),
        (letters[0].clone(), letters[2].clone())
    );
    let bad = Folder::with(&[
        (CONTRACT, &folder.read(CONTRACT)),
        ("letters.ndjson", &letters[1]),
    ]);
    redrive(&bad, &[&SPLIT[..], &discard, &["--discarded", "gone"]].concat())
        .exits(0)
        .says("discarded: user.registered (auth)")
        .says("none left: 0 of 1 letter would be taken by auth (by contract only), 1 discarded");
    let misspelt = ["letters.ndjson", "--discard", "number-rang", "--reason", "x"];
    redrive(&folder, &misspelt)
        .exits(101)
        .complains("did you mean `number-range`?");
}

#[test]
fn an_edited_letter_is_taken_with_the_original_beside_it() {
    let letters = [letter(1, GOOD), letter(2, BAD)];
    let folder = folder(VERSION_3, &letters.concat());
    redrive(&folder, &[&SPLIT[..], &["--edit", "/user_id=7"]].concat()).exits(0);
    let take = folder.read("take");
    let (first, second) = take.split_once('\n').unwrap();
    assert_eq!(first, letters[0].trim_end());
    let edited: serde_json::Value = serde_json::from_str(second).unwrap();
    assert_eq!(edited["payload"], r#"{"user_id":7,"plan":"free"}"#);
    assert_eq!(edited["edited"]["payload"], BAD);
    redrive(&folder, &["letters.ndjson", "--edit", "user_id=7"])
        .exits(101)
        .complains("the place is a JSON Pointer");
}

#[test]
fn a_letter_that_was_redriven_often_is_named() {
    let often = letter(1, GOOD).replacen("\"attempts\"", "\"redriven\":4,\"attempts\"", 1);
    let folder = folder(VERSION_3, &often);
    redrive(&folder, &["letters.ndjson"])
        .exits(0)
        .says("redriven often: letters.ndjson:1: users/1 was redriven 4 times");
    let answer = redrive(&folder, &["letters.ndjson", "--most-redrives", "4"]);
    assert!(!answer.exits(0).stdout.contains("redriven"), "{}", answer.stdout);
}

#[test]
fn contracts_of_a_published_version_judge() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    let publish = |version: &str, sequence: &str| {
        let arguments = [
            "publish",
            "--no-build",
            "--contracts",
            "contracts",
            "--store",
            "store",
            "--version",
            version,
        ];
        let rest = ["--branch", "main", "--sequence", sequence];
        folder.counterpart(&[&arguments[..], &rest].concat()).exits(0);
    };
    publish("3", "1");
    folder.write(CONTRACT, &file("auth consumes user.registered", "", VERSION_2));
    publish("2", "2");
    let by = |version: &str| {
        let arguments = [
            "redrive",
            "letters.ndjson",
            "--store=store",
            "--service",
            "auth",
            "--version",
            version,
        ];
        folder.counterpart(&arguments)
    };
    by("3").exits(0).says("by contract only");
    by("2").exits(100).says("property-missing at /email");
    let unnamed = folder.counterpart(&["redrive", "letters.ndjson", "--store=store"]);
    unnamed
        .exits(101)
        .complains("--store needs the version whose contracts judge the letters");
}

#[test]
fn letters_of_another_service_are_counted_apart_and_stay() {
    let other = letter(2, GOOD).replace("\"auth\"", "\"billing\"");
    let folder = folder(VERSION_3, &(letter(1, GOOD) + &other));
    let answer = redrive(&folder, &SPLIT);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    taken: user.registered (auth): property-missing at /email
      1 letter, 2026-11-01T00:00:01Z: 1 would be taken
      by contract: 1 taken
      for example letters.ndjson:1: {"user_id":"integer","plan":"string"}

    left: user.registered (billing): property-missing at /email
      1 letter, 2026-11-01T00:00:02Z: 1 of another service
      by contract: 1 not found
        stay: 1 other-service: the run is not about this service, first
          letters.ndjson:2
      for example letters.ndjson:2: {"…":"2 more members"}

    wrote 1 letter to take and 1 line to leave
    some left: 1 of 2 letters would be taken by auth (by contract only), 1 of
      another service (billing)
    "#);
    assert_eq!(folder.read("leave"), other);
    let markdown = redrive(&folder, &["letters.ndjson", "--format", "markdown"]);
    insta::assert_snapshot!(markdown.exits(100).stdout, @r"
    <!-- counterpart -->
    ### Counterpart: 1 of 2 letters would be taken by `auth` (by contract only), 1 of another service (`billing`)

    | event | service | given up for | letters | taken | left | since |
    |---|---|---|--:|--:|--:|---|
    | `user.registered` | `auth` | `property-missing at /email` | 1 | 1 | 0 | 2026-11-01T00:00:01Z |
    | `user.registered` | `billing` | `property-missing at /email` | 1 | 0 | 1 | 2026-11-01T00:00:02Z |

    - **error** `1 letter stays (other-service: the run is not about this service), given up by billing for property-missing at /email`, first `letters.ndjson:2`
    ");
    let json = redrive(
        &folder,
        &["letters.ndjson", "--service", "billing", "--format", "json"],
    );
    let plan: serde_json::Value = serde_json::from_str(&json.exits(101).stdout).unwrap();
    assert_eq!(
        plan["problems"][0],
        "no contract is one of the service \"billing\"; there are contracts of \"auth\""
    );
    assert_eq!(plan["totals"]["no_contract"], 1);
    assert_eq!(
        plan["other_services"],
        serde_json::json!([{"service": "auth", "letters": 1}])
    );
}

#[test]
fn letters_are_discarded_only_with_a_reason_and_where_they_are_moved_to() {
    let folder = folder(VERSION_3, &letter(1, BAD));
    let discard = ["letters.ndjson", "--discard", "number-range", "--reason"];
    redrive(&folder, &[&discard[..], &["old"]].concat())
        .exits(101)
        .complains("without --take and --leave none is moved");
    let split = [&SPLIT[..], &["--discarded", "gone", "--discard"]].concat();
    redrive(
        &folder,
        &[&split[..], &["number-range", "--reason", " "]].concat(),
    )
    .exits(101)
    .complains("--reason is empty");
    redrive(
        &folder,
        &[&split[..], &["no-contract", "--reason", "old"]].concat(),
    )
    .exits(101)
    .complains("no contract and no code refuses");
    assert!(!folder.has("take") && !folder.has("gone"));
}
