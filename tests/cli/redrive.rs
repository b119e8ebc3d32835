//! Which dead letters a version would take, and the split of them.

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
/// negative id (refused by both), 9 has a plan that nobody knows. Number 3 of each hundred is no JSON. Each ten letters share
/// a key, in this order, so nothing is behind the letters that stay but number 9, which stays anyway; and number 4 to 7
/// behind a number 3 that is no JSON.
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
        // 6,000, less the 100 that are no JSON; of these 4 and 5 behind them are held back.
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
fn letters_come_from_folders_and_standard_input_and_compressed() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("more/a/two.ndjson", &letter(2, GOOD));
    let packed = folder.path().join("more/three.ndjson.gz");
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    gzip.stdin
        .take()
        .unwrap()
        .write_all(letter(3, BAD).as_bytes())
        .unwrap();
    std::fs::write(packed, gzip.wait_with_output().unwrap().stdout).unwrap();
    let answer = redrive(&folder, &["letters.ndjson", "more", "--format", "json"]);
    answer
        .exits(100)
        .says(r#""answer": "2 of 3 letters would be taken by auth (by contract only), 1 still refused""#);
    answer.says(r#""input": "more/three.ndjson.gz""#);

    let mut command = Command::new(BINARY);
    command.args(["redrive", "-", "--contracts", "contracts", "--no-build"]);
    command.current_dir(folder.path());
    fixture::clean(&mut command);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(letter(1, BAD).as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("first standard input:1"), "{said}");
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
fn a_split_replaces_no_file_and_is_not_written_where_letters_are_read() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("leave", "");
    redrive(&folder, &SPLIT)
        .exits(101)
        .complains("leave exists, and a split replaces no file")
        .complains("if it is of a run that was stopped (there is no take), delete it");
    folder.write("take", "");
    redrive(&folder, &SPLIT).exits(101).complains("leave exists");
    assert_eq!(
        (folder.read("take"), folder.read("leave")),
        (String::new(), String::new())
    );
    folder.write("dlq/letters.ndjson", &letter(1, GOOD));
    let inside = ["dlq", "--take", "dlq/take", "--leave", "other"];
    redrive(&folder, &inside)
        .exits(101)
        .complains("is in the folder dlq, which is read");
    let twice = ["letters.ndjson", "--take", "new", "--leave", "./new"];
    redrive(&folder, &twice)
        .exits(101)
        .complains("is named for two parts of the split");
    let absent = ["letters.ndjson", "--take", "no/such", "--leave", "new"];
    redrive(&folder, &absent).exits(101).complains("cannot find no:");
}

#[test]
fn a_report_never_takes_the_place_of_letters() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/letters.ndjson", &letter(1, GOOD));
    let untouched = |folder: &Folder| {
        assert!(!folder.has("take") && !folder.has("leave"));
        assert_eq!(folder.read("letters.ndjson"), letter(1, GOOD));
    };
    for report in ["json=take", "json=./leave", "sarif=letters.ndjson"] {
        let arguments = [&SPLIT[..], &["--format", report]].concat();
        redrive(&folder, &arguments)
            .exits(101)
            .complains("would take the place of letters");
        untouched(&folder);
    }
    redrive(&folder, &["dlq", "--format", "json=dlq/report.json"])
        .exits(101)
        .complains("the report dlq/report.json would take the place of letters");
    let arguments = [&SPLIT[..], &["--format", "json=report.json"]].concat();
    redrive(&folder, &arguments).exits(0);
    assert!(folder.has("report.json") && folder.has("take"));
}

#[test]
fn letters_that_are_named_twice_are_refused() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/letters.ndjson", &letter(1, GOOD));
    for twice in [
        ["letters.ndjson", "./letters.ndjson"],
        ["dlq", "dlq/letters.ndjson"],
        ["dlq/letters.ndjson", "dlq"],
    ] {
        redrive(&folder, &twice).exits(101).complains("are named twice");
    }
    redrive(&folder, &["dlq", "letters.ndjson"]).exits(0);
}

#[cfg(unix)]
#[test]
fn letters_of_one_file_under_two_names_are_read_once_or_not_at_all() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/a.ndjson", &letter(2, GOOD));
    let path = |name: &str| folder.path().join(name);
    let refused = |letters: &[&str], said: &str| {
        let split = ["--take", "take", "--leave", "leave"];
        redrive(&folder, &[letters, &split[..]].concat())
            .exits(101)
            .complains(said);
        assert!(!folder.has("take") && !folder.has("leave"));
    };
    std::os::unix::fs::symlink("a.ndjson", path("dlq/b.ndjson")).unwrap();
    refused(&["dlq"], "dlq/b.ndjson: is the same file as dlq/a.ndjson");
    std::fs::remove_file(path("dlq/b.ndjson")).unwrap();
    std::fs::hard_link(path("dlq/a.ndjson"), path("dlq/c.ndjson")).unwrap();
    refused(
        &["dlq"],
        "dlq/c.ndjson: is the same file as dlq/a.ndjson: its letters would be read twice",
    );
    std::fs::remove_file(path("dlq/c.ndjson")).unwrap();
    std::fs::create_dir(path("more")).unwrap();
    std::os::unix::fs::symlink("../dlq", path("more/linked")).unwrap();
    refused(
        &["dlq", "more"],
        "more/linked/a.ndjson: is the same file as dlq/a.ndjson",
    );
    std::fs::hard_link(path("letters.ndjson"), path("same.ndjson")).unwrap();
    refused(
        &["letters.ndjson", "same.ndjson"],
        "same.ndjson: is the same file as letters.ndjson",
    );
    refused(&["-", "-"], "standard input: is the same file as standard input");

    // Standard input that is a file too.
    let mut command = Command::new(BINARY);
    command.args([
        "redrive",
        "letters.ndjson",
        "-",
        "--contracts",
        "contracts",
        "--no-build",
    ]);
    command.current_dir(folder.path());
    fixture::clean(&mut command);
    let input = std::fs::File::open(path("letters.ndjson")).unwrap();
    let output = command.stdin(input).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("standard input: is the same file as letters.ndjson"),
        "{said}"
    );
}

#[test]
fn files_that_are_not_read_are_named() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/a.ndjson", &letter(2, GOOD));
    folder.write("dlq/a.ndjson.torn", "{\"format\":1,\"id\n");
    folder.write("dlq/.hidden", &letter(3, GOOD));
    let answer = redrive(&folder, &["dlq"]);
    answer
        .exits(0)
        .says("not read: dlq/a.ndjson.torn: the beginnings of letters whose writer was stopped")
        .says("not read: 1 entry of folders, whose names begin with a dot");
    let json = redrive(&folder, &["dlq", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&json.exits(0).stdout).unwrap();
    assert_eq!(
        (&plan["torn"][0], &plan["ignored"]),
        (&"dlq/a.ndjson.torn".into(), &1.into())
    );
    // A file that is named is read.
    redrive(&folder, &["dlq/a.ndjson.torn"])
        .exits(101)
        .says("not a letter: dlq/a.ndjson.torn:1");
}

/// Files with a mark at their start, and joined.
#[test]
fn a_mark_at_the_start_of_a_line_is_no_part_of_the_letter() {
    let letters = format!(
        "\u{feff}{}\u{feff}{}\u{feff}\n{}",
        letter(1, GOOD),
        letter(2, BAD),
        letter(3, GOOD)
    );
    let folder = folder(VERSION_3, &letters);
    redrive(&folder, &SPLIT)
        .exits(100)
        .says("2 of 3 letters would be taken")
        .says("first letters.ndjson:2");
    assert_eq!(folder.read("take"), letter(1, GOOD) + &letter(3, GOOD));
    assert_eq!(folder.read("leave"), letter(2, BAD));
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
    let plan: serde_json::Value = serde_json::from_str(&json.exits(100).stdout).unwrap();
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

/// Killed before each call of the system that makes, writes or names a file: what is there is whole, nothing is lost and
/// nothing is there twice.
#[test]
fn a_run_that_is_killed_at_any_write_leaves_no_half_of_a_split() {
    if !Command::new("strace")
        .arg("-V")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        needs::skip("strace", "killing at a system call needs strace");
        return;
    }
    let letters: String = (0..300)
        .map(|id| letter(id, if id % 3 == 0 { BAD } else { GOOD }))
        .collect();
    let mut kills = 0;
    for call in [
        "write",
        "fsync",
        "renameat2",
        "linkat",
        "link",
        "rename",
        "unlink",
    ] {
        for time in 1.. {
            let folder = folder(VERSION_3, &letters);
            let mut command = Command::new("strace");
            command.args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={call}"),
                "-e",
            ]);
            command.arg(format!("inject={call}:signal=KILL:when={time}"));
            command.arg(BINARY).arg("redrive").args(SPLIT);
            command
                .args(["--contracts", "contracts", "--no-build"])
                .current_dir(folder.path());
            let answer = folder.answer(command);
            let context = format!("killed before {call} {time}");
            assert_eq!(folder.read("letters.ndjson"), letters, "{context}");
            if folder.has("take") {
                // The split is whole.
                check_split(&folder, &letters);
            } else if folder.has("leave") {
                redrive(&folder, &SPLIT)
                    .exits(101)
                    .complains("if it is of a run that was stopped");
                std::fs::remove_file(folder.path().join("leave")).unwrap();
            }
            if answer.code == 100 {
                assert!(folder.has("take"), "{context}");
                break;
            }
            kills += 1;
            if !folder.has("take") {
                redrive(&folder, &SPLIT).exits(100);
                check_split(&folder, &letters);
            }
            assert!(time < 60, "{call} never ends: {}", answer.stderr);
        }
    }
    assert!(kills >= 8, "{kills} kills");
}

mod hostile {
    use super::*;

    fn of(letters: &[u8]) -> Answer {
        let folder = folder(VERSION_3, "");
        std::fs::write(folder.path().join("letters.ndjson"), letters).unwrap();
        redrive(&folder, &SPLIT[..1])
    }

    #[test]
    fn letters_that_contradict_themselves_are_named() {
        let letter = letter(1, GOOD);
        let cases = [
            (
                "\"attempts\":1",
                "\"attempts\":0",
                "`attempts` is 0, and something failed",
            ),
            (
                "\"payload\":",
                "\"payload_base64\":\"e30=\",\"payload\":",
                "it has two payloads",
            ),
            (
                "\"payload\":",
                "\"other\":",
                "a dead letter needs `payload` or `payload_base64`",
            ),
            (
                "\"format\":1",
                "\"format\":2",
                "format 2 of a dead letter is newer than 1",
            ),
        ];
        for (part, other, said) in cases {
            let text = letter.replacen(part, other, 1);
            assert_ne!(text, letter);
            of(text.as_bytes()).exits(101).says(said);
        }
        let goes_back = letter.replacen("\"last_failure\":\"2026", "\"last_failure\":\"2025", 1);
        of(goes_back.as_bytes())
            .exits(101)
            .says("`last_failure` is before `first_failure`");
    }

    #[test]
    fn lines_of_nul_and_of_a_million_levels_are_findings() {
        let deep = "[".repeat(1_000_000) + "\n";
        of(deep.as_bytes())
            .exits(101)
            .says("not JSON: recursion limit exceeded");
        of(b"\0\0\0\n").exits(101).says("not JSON");
        let payload = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        of(letter(1, &payload).as_bytes()).exits(100).says("1 undecided");
    }

    #[test]
    fn a_line_without_an_end_is_a_finding_and_cannot_be_split() {
        let folder = folder(VERSION_3, "");
        let path = folder.path().join("letters.ndjson");
        // 1 GB that takes no room on the disk: zeros.
        std::fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
        redrive(&folder, &SPLIT[..1])
            .exits(101)
            .says("1073741824 bytes, and a letter has 16777216 at most");
        redrive(&folder, &SPLIT).exits(101).complains("nothing is split");
        assert!(!folder.has("take") && !folder.has("leave"));
    }

    #[test]
    fn bombs_are_refused_and_nothing_is_written() {
        for (program, arguments) in [("gzip", vec!["-9", "-c"]), ("zstd", vec!["-19", "-c"])] {
            if Command::new(program).arg("--version").output().is_err() {
                continue;
            }
            let mut pack = Command::new(program);
            let mut child = pack
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut input = child.stdin.take().unwrap();
            let writer = std::thread::spawn(move || {
                let zeros = vec![b' '; 1 << 20];
                (0..256).all(|_| input.write_all(&zeros).is_ok())
            });
            let packed = child.wait_with_output().unwrap().stdout;
            assert!(writer.join().unwrap());
            let folder = folder(VERSION_3, "");
            std::fs::write(folder.path().join("letters.ndjson"), packed).unwrap();
            redrive(&folder, &SPLIT[..1])
                .exits(101)
                .complains("it may be a bomb");
            redrive(&folder, &SPLIT).exits(101).complains("letters.ndjson:");
            assert!(!folder.has("take") && !folder.has("leave"), "{program}");
        }
    }

    #[test]
    fn a_compressed_file_that_was_cut_is_refused_and_nothing_is_written() {
        let folder = folder(VERSION_3, "");
        let mut gzip = Command::new("gzip")
            .arg("-c")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let letters: String = (0..100).map(|id| letter(id, GOOD)).collect();
        gzip.stdin.take().unwrap().write_all(letters.as_bytes()).unwrap();
        let packed = gzip.wait_with_output().unwrap().stdout;
        std::fs::write(folder.path().join("letters.ndjson"), &packed[..packed.len() / 2]).unwrap();
        redrive(&folder, &SPLIT)
            .exits(101)
            .complains("ends in the middle of what is compressed");
        assert!(!folder.has("take") && !folder.has("leave"));
    }
}

#[test]
fn documents_keep_to_their_published_schemas() {
    let folder = folder(VERSION_3, &(letter(1, BAD) + "{}\n"));
    let schema = |document: &str| {
        let printed = folder.counterpart(&["schema", document]);
        let schema: serde_json::Value = serde_json::from_str(&printed.exits(0).stdout).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    };
    let answer = redrive(&folder, &["letters.ndjson", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&answer.exits(101).stdout).unwrap();
    schema("redrive").validate(&plan).unwrap();
    let letter: serde_json::Value = serde_json::from_str(&letter(1, GOOD)).unwrap();
    schema("dead-letter").validate(&letter).unwrap();
}

#[test]
fn other_formats_have_a_row_for_each_cause() {
    let letters = [letter(1, GOOD), letter(2, BAD), letter(3, "no json")].concat() + "{}\n";
    let folder = folder(VERSION_3, &letters);
    let all = [
        "github=github",
        "markdown=md",
        "junit=junit",
        "sarif=sarif",
        "gitlab=gitlab",
        "text=text",
    ];
    let formats: Vec<&str> = all.iter().flat_map(|format| ["--format", format]).collect();
    redrive(&folder, &[&["letters.ndjson"], &formats[..]].concat()).exits(101);
    insta::assert_snapshot!(folder.read("github"), @r"
    ::error file=letters.ndjson,line=2,endLine=2,title=counterpart%3A number-range::event user.registered%0Athe contract would still refuse 1 letter (number-range at /user_id: expected minimum 0), given up by auth for property-missing at /email
    ::error file=letters.ndjson,line=3,endLine=3,title=counterpart%3A malformed-text::event user.registered%0A1 letter stays (malformed-text: expected JSON), given up by auth for property-missing at /email
    ::error file=letters.ndjson,line=4,endLine=4,title=counterpart%3A unreadable::letters.ndjson:4: not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one
    ::notice file=letters.ndjson,line=1,endLine=1,title=counterpart%3A property-missing::event user.registered%0A1 letter would be taken, given up by auth for property-missing at /email
    1 of 4 letters would be taken by auth (by contract only), 1 still refused, 1 that no version can read, 1 could not be read
    ");
    insta::assert_snapshot!(folder.read("md"), @r"
    <!-- counterpart -->
    ### Counterpart: 1 of 4 letters would be taken by `auth` (by contract only), 1 still refused, 1 that no version can read, 1 could not be read

    | event | service | given up for | letters | taken | left | since |
    |---|---|---|--:|--:|--:|---|
    | `user.registered` | `auth` | `property-missing at /email` | 3 | 1 | 2 | 2026-11-01T00:00:01Z |

    - **error** `the contract would still refuse 1 letter (number-range at /user_id: expected minimum 0), given up by auth for property-missing at /email`, first `letters.ndjson:2`
    - **error** `1 letter stays (malformed-text: expected JSON), given up by auth for property-missing at /email`, first `letters.ndjson:3`
    - **error** ``letters.ndjson:4: not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one``, first `letters.ndjson:4`
    ");
    let junit = folder.read("junit");
    assert!(
        junit.contains(r#"failures="2" errors="1""#) || junit.contains(r#"errors="1" failures="2""#),
        "{junit}"
    );
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<&str> = results
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["number-range", "malformed-text", "unreadable"]);
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"]["region"]["startLine"],
        2
    );
    let gitlab: serde_json::Value = serde_json::from_str(&folder.read("gitlab")).unwrap();
    assert_eq!(gitlab.as_array().unwrap().len(), 3);
    redrive(&folder, &["letters.ndjson", "--format", "rustc"])
        .exits(101)
        .complains("a redrive has no format `rustc`");
}

#[test]
fn paths_are_named_as_they_were_given() {
    let folder = folder(VERSION_3, &letter(1, BAD));
    let path = folder.path().join("letters.ndjson");
    assert!(Path::new(&path).is_absolute());
    let answer = redrive(&folder, &[path.to_str().unwrap()]);
    answer.exits(100).says("first [HERE]/letters.ndjson:1");
}
