//! `audit`: the messages of a log against contracts.

mod formats;
mod forms;
mod hostile;
mod lakes;
mod payloads;
mod strings;
mod threads;

use fixture::schemas::file;
use fixture::{Answer, Folder};

/// A reader of registered users, and another one that wants more.
const AUTH: &str = r#""type": "object",
  "properties": {
    "user_id": {"type": "integer", "minimum": 0},
    "email": {"type": "string"},
    "plan": {"enum": ["free", "pro"]},
    "tags": {"type": "array", "items": {"type": "string"}},
    "by_region": {"type": "object", "additionalProperties": {"type": "integer"}}
  },
  "required": ["user_id"]"#;

const MAIL: &str = r#""type": "object",
  "properties": {"email": {"type": "string", "minLength": 3}},
  "required": ["email"]"#;

const SENT: &str = r#""type": "object",
  "properties": {"user_id": {"type": "integer"}, "email": {"type": "string"}},
  "required": ["user_id", "email"],
  "additionalProperties": false"#;

/// Contracts of two consumers and the schema of the producer.
fn contracts() -> Folder {
    Folder::with(&[
        (
            "contracts/auth/consumes/user.registered.json",
            &file(
                "auth consumes user.registered",
                r#" "owner": "team-identity","#,
                AUTH,
            ),
        ),
        (
            "contracts/mailer/consumes/user.registered.json",
            &file("mailer consumes user.registered", "", MAIL),
        ),
        (
            "contracts/users/emits/user.registered.json",
            &file("users emits user.registered", "", SENT),
        ),
    ])
}

/// Audits files of a folder, with `--contracts contracts` in the end.
fn audit(folder: &Folder, arguments: &[&str]) -> Answer {
    let arguments: Vec<&str> = ["audit"]
        .iter()
        .chain(arguments)
        .chain(&["--contracts", "contracts"])
        .copied()
        .collect();
    folder.counterpart(&arguments)
}

/// Audits a log of registered users.
fn of_users(log: &str, arguments: &[&str]) -> Answer {
    let folder = contracts();
    folder.write("log", log);
    let arguments: Vec<&str> = ["log", "--event", "user.registered"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    audit(&folder, &arguments)
}

#[test]
fn log_that_all_accept_is_no_finding() {
    let answer = of_users(
        "{\"user_id\":1,\"email\":\"a@b\"}\n{\"user_id\":2,\"email\":\"c@d\",\"more\":[1.0]}\n",
        &[],
    );
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    judged 2 of 2 messages from 1 input by 2 contracts
      auth, user.registered: 2 accepted
      mailer, user.registered: 2 accepted
    every message is accepted
    "#);
}

#[test]
fn refused_messages_are_counted_by_consumer_and_place() {
    let log = [
        r#"{"user_id":1,"email":"ann@example.com"}"#,
        r#"{"user_id":"secret","email":"x"}"#,
        r#"{"email":null,"user_id":2,"password":"hunter2","by_region":{"eu-secret":1.5}}"#,
        r#"{"user_id":3,"email":"ann@example.com","plan":"gold","tags":["a",7,"b"]}"#,
        "",
        "no json at all",
        r#"{"user_id":4}"#,
    ];
    let answer = of_users(&log.join("\n"), &[]);
    let text = &answer.exits(100).stdout;
    for secret in ["secret", "hunter2", "password", "gold", "ann@"] {
        assert!(!text.contains(secret), "{secret} is shown: {text}");
    }
    insta::assert_snapshot!(text, @r#"
    error[message-malformed]: user.registered: a message is not JSON
      expected ident
      1 message, at log:6

    error[type-mismatch]: user.registered: auth refuses `/by_region/*`
      expected "type":"integer", found number
      1 message, at log:3
      contracts/auth/consumes/user.registered.json:11 (owner team-identity)
      the first one, without its values:
        {...,"user_id":"integer","by_region":{"*":"number"},"…":"1 more membe"...}

    error[null-emitted]: user.registered: auth refuses `/email`
      expected "type":"string", found null
      1 message, at log:3
      contracts/auth/consumes/user.registered.json:8 (owner team-identity)
      the first one, without its values:
        {"email":"null","user_id":"integer","by_region":{...},...}

    error[value-not-accepted]: user.registered: auth refuses `/plan`
      expected "enum":["free","pro"], found string
      1 message, at log:4
      contracts/auth/consumes/user.registered.json:9 (owner team-identity)
      the first one, without its values:
        {"user_id":"integer","email":"string","plan":"string","tags":[...]}

    error[type-mismatch]: user.registered: auth refuses `/tags/*`
      expected "type":"string", found number
      1 message, at log:4
      contracts/auth/consumes/user.registered.json:10 (owner team-identity)
      the first one, without its values:
        {...,"email":"string","plan":"string","tags":["string","integer"]}

    error[type-mismatch]: user.registered: auth refuses `/user_id`
      expected "type":"integer", found string
      1 message, at log:2
      contracts/auth/consumes/user.registered.json:7 (owner team-identity)
      the first one, without its values:
        {"user_id":"string","email":"string"}

    error[null-emitted]: user.registered: mailer refuses `/email`
      expected "type":"string", found null
      1 message, at log:3
      contracts/mailer/consumes/user.registered.json:6
      the first one, without its values:
        {"email":"null","…":"3 more members"}

    error[property-missing]: user.registered: mailer refuses `/email`
      it is missing
      1 message, at log:7
      contracts/mailer/consumes/user.registered.json:7
      the first one, without its values:
        {"…":"1 more member"}

    error[string-content]: user.registered: mailer refuses `/email`
      expected "minLength":3, found string
      1 message, at log:2
      contracts/mailer/consumes/user.registered.json:6
      the first one, without its values:
        {"email":"string","…":"1 more member"}

    judged 5 of 6 messages from 1 input by 2 contracts
      auth, user.registered: 2 accepted, 3 refused
      mailer, user.registered: 2 accepted, 3 refused
    messages are refused: 9 findings
    "#);
}

#[test]
fn what_is_really_sent_is_judged_against_what_is_declared() {
    let log = "{\"user_id\":1,\"email\":\"a@b\"}\n{\"user_id\":2,\"email\":\"a@b\",\"surplus\":1}\n{\"user_id\":1.5}\n";
    let answer = of_users(log, &["--role", "emits"]);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[property-missing]: user.registered: `/email` is not as users declares it
      it is missing
      1 message, at log:3
      contracts/users/emits/user.registered.json:7
      the first one, without its values:
        {"user_id":"number"}

    error[property-denied]: user.registered: `/surplus` is not as users declares it
      number is there, where nothing may be
      1 message, at log:2
      contracts/users/emits/user.registered.json:8
      the first one, without its values:
        {"user_id":"integer","email":"string","surplus":"integer"}

    error[type-mismatch]: user.registered: `/user_id` is not as users declares it
      expected "type":"integer", found number
      1 message, at log:3
      contracts/users/emits/user.registered.json:6
      the first one, without its values:
        {"user_id":"number"}

    judged 3 of 3 messages from 1 input by 1 emitted schema
      users, user.registered: 1 accepted, 2 refused
    messages are refused: 3 findings
    "#);
}

#[test]
fn one_of_several_producers_has_to_declare_what_was_sent() {
    let folder = contracts();
    let other = r#""type": "object", "properties": {"user_id": {"type": "string"}}, "required": ["user_id"]"#;
    folder.write(
        "contracts/legacy/emits/user.registered.json",
        &file("legacy emits user.registered", "", other),
    );
    folder.write("log", "{\"user_id\":1,\"email\":\"a@b\"}\n{\"user_id\":\"1\"}\n");
    let common = ["log", "--role", "emits", "--event", "user.registered"];
    audit(&folder, &common)
        .exits(0)
        .says("legacy, user.registered: 1 accepted, 1 of another producer");
    audit(&folder, &[&common[..], &["--service", "users"]].concat())
        .exits(100)
        .says("as users declares it");
    folder.write("log", "{\"user_id\":null}\n");
    audit(&folder, &common)
        .exits(100)
        .says("`/user_id` is not as legacy declares it")
        .says("`/email` is not as users declares it");
}

#[test]
fn undecided_message_is_never_taken() {
    let folder = contracts();
    let odd = r#""properties": {"tel": {"type": "string", "format": "x-nobody-knows"}}"#;
    folder.write(
        "contracts/odd/consumes/tel.json",
        &file("odd consumes tel", "", odd),
    );
    folder.write("log", "{\"tel\":\"0049\"}\n{}\n");
    audit(&folder, &["log", "--event", "tel"])
        .exits(101)
        .says("undecided[unproven]: tel: odd may refuse")
        .says("odd, tel: 1 accepted, 1 undecided")
        .says("messages are undecided: 1 finding");
}

#[test]
fn audit_that_judged_nothing_fails_with_the_reason() {
    let folder = contracts();
    for (log, event, why) in [
        ("", true, "no message was found"),
        ("\n \r\n\n", true, "no message was found"),
        (
            "{\"user_id\":1}\n",
            false,
            "no message names its event: name it with --event",
        ),
        (
            "{\"event\":\"other\",\"payload\":1}\n",
            false,
            "no message is of an event that has a contract here",
        ),
    ] {
        folder.write("log", log);
        let arguments: &[&str] = if event {
            &["log", "--event", "user.registered"]
        } else {
            &["log"]
        };
        audit(&folder, arguments)
            .exits(101)
            .says(&format!("nothing was judged: {why}"));
    }
    folder
        .counterpart(&["audit", "log", "--contracts", "empty"])
        .exits(101);
    audit(&folder, &["log", "--event", "user.registred"])
        .exits(101)
        .complains("did you mean `user.registered`?");
    audit(&folder, &["log", "--service", "mail"])
        .exits(101)
        .complains("`mail` has no file of what it consumes")
        .complains("did you mean `mailer`?");
}

#[test]
fn refused_messages_are_written_as_they_were_read() {
    let folder = contracts();
    let good = r#"{"user_id":1,"email":"a@b"}"#;
    let bad = ["  {\"user_id\":-1}\r\n", "no json\n", "{\"user_id\":\"x\"}"];
    folder.write(
        "log",
        &format!("{good}\n{}{}\n{good}\n{}", bad[0], bad[1].trim_end(), bad[2]),
    );
    let arguments = ["log", "--event", "user.registered", "--out", "refused"];
    audit(&folder, &arguments).exits(100);
    assert_eq!(
        folder.read("refused"),
        format!("{}{}{}\n", bad[0], bad[1], bad[2])
    );
    // What was refused is refused again.
    let again = ["refused", "--event", "user.registered", "--out", "again"];
    audit(&folder, &again).exits(100);
    assert_eq!(folder.read("again"), folder.read("refused"));
    // Neither a message nor a contract is replaced.
    for taken in ["log", "contracts/auth/consumes/user.registered.json"] {
        let before = folder.snapshot("");
        audit(&folder, &["log", "--event", "user.registered", "--out", taken])
            .exits(101)
            .complains("would replace it");
        assert_eq!(folder.snapshot(""), before);
    }
}

/// `--form lines` reads each refused message again, as one that is refused for the same reasons.
#[test]
fn refused_values_of_any_form_are_read_again_as_lines() {
    let values = [
        "{\n  \"user_id\": 1\n}",
        "{\"user_id\": 1,\n \"email\": \"a\nb\"}",
        "{\n1\n}",
        "[\n1,\n2\n]",
        "\"text\"",
    ];
    let folder = contracts();
    folder.write("array", &format!("[{}]", values.join(",")));
    folder.write(
        "values",
        &values
            .map(|value| if value.starts_with('[') { "[[1,2]]" } else { value })
            .join(" "),
    );
    folder.write("lines", "\u{feff}{\"user_id\":1}\r\n[[1],{\"user_id\":2}]\n");
    folder.write("more", "\u{feff}{\"user_id\":3}\n{\"user_id\":4}\u{feff}\n");
    folder.write(
        "mark",
        "{\"user_id\":1,\"email\":\"a@b\"}\n\u{feff}{\"user_id\":1,\"email\":\"a@b\"}\n",
    );
    let findings = |log: &[&str], out: &str| {
        let rest = ["--event", "user.registered", "--out", out, "--format", "json"];
        let answer = audit(&folder, &[log, &rest].concat());
        let report: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
        assert_ne!(report["outcome"], "compatible");
        let mut found = Vec::new();
        for finding in report["findings"].as_array().unwrap() {
            let part = |key: &str| finding[key].to_string();
            found.push(format!(
                "{} {} {}",
                part("rule"),
                part("place"),
                finding["seen"]["count"]
            ));
        }
        (found, report["messages"]["read"].as_u64().unwrap())
    };
    for (number, log) in [
        &["array"][..],
        &["values", "--form", "values"],
        &["lines", "more"],
    ]
    .iter()
    .enumerate()
    {
        let (first, again) = (format!("refused-{number}"), format!("again-{number}"));
        let (found, messages) = findings(log, &first);
        assert_eq!(
            findings(&[&first, "--form", "lines"], &again),
            (found, messages),
            "{log:?}"
        );
        assert_eq!(folder.read(&again), folder.read(&first));
    }
    // What is not JSON only because of its place is not made acceptable.
    let (found, _) = findings(&["mark"], "refused-mark");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        findings(&["refused-mark", "--form", "lines"], "again-mark"),
        (found, 1)
    );
}

#[test]
fn what_is_written_never_takes_the_place_of_messages() {
    let folder = contracts();
    folder.write("log", "{\"user_id\":-1}\n");
    folder.write("logs/log", "{\"user_id\":-1}\n");
    // The same file by another name, as a link in a folder or standard input may be.
    std::fs::hard_link(folder.path().join("log"), folder.path().join("same")).unwrap();
    for written in [
        &["log", "--out", "same"][..],
        &["logs", "--out", "logs/new"],
        &["logs", "--out", "logs/.hidden"],
        &["logs", "--format", "json=logs/new.json"],
        &["log", "--format", "json=log"],
        &["logs", "--format", "sarif=logs/log"],
        &["log", "--out", "new", "--format", "json=new"],
    ] {
        let before = folder.snapshot("");
        let arguments = [written, &["--event", "user.registered"]].concat();
        audit(&folder, &arguments).exits(101);
        assert_eq!(folder.snapshot(""), before, "{written:?}");
    }
}

#[test]
fn a_row_without_its_payload_is_refused_where_the_event_has_a_contract() {
    let folder = contract_of_e(r#""type": "object""#);
    folder.write(
        "log",
        "{\"event\":\"e\",\"payload\":{}}\n{\"event\":\"e\",\"body\":{}}\n{\"event\":\"other\"}\n{\"n\":1}\n",
    );
    let answer = audit(&folder, &["log"]);
    answer.exits(100).says("the payload is missing");
    assert!(answer.stdout.contains("log:2"), "{}", answer.stdout);
}

/// A folder with a contract of the event `e` with this schema, which names nothing else.
fn contract_of_e(schema: &str) -> Folder {
    let folder = Folder::with(&[]);
    let text = format!(
        r#"{{"$schema":"https://json-schema.org/draft/2020-12/schema","x-contract":{{"format":1,"role":"consumes",
        "service":"auth","event":"e","imported":["x"],"assumes":["unique-keys"]}},{schema}}}"#
    );
    folder.write("contracts/auth/consumes/e.json", &text);
    folder
}

#[test]
fn garbage_between_messages_is_written_with_the_refused_ones() {
    let folder = contract_of_e(r#""type": "integer""#);
    folder.write("log", "[1,2]\n}}} junk\n[3,,4,\"x\"]");
    audit(&folder, &["log", "--event", "e", "--out", "refused"]).exits(100);
    let refused = folder.read("refused");
    assert!(
        refused.contains("}}} junk") && refused.contains("\"x\""),
        "{refused}"
    );
}

#[test]
fn a_form_feed_is_no_blank_of_json() {
    let folder = contract_of_e(r#""type": "integer""#);
    folder.write("log", "1\n2\u{c}\n\u{c}3\n");
    let answer = audit(&folder, &["log", "--event", "e"]);
    answer.exits(100);
    assert!(
        answer.stdout.contains("judged 1 of 3 messages"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_message_refused_at_thousands_of_places_has_a_hundred_findings_and_a_count() {
    let folder = contract_of_e(r#""properties": {"id": {}}, "additionalProperties": false"#);
    let members: Vec<String> = (0..5_000).map(|number| format!("\"k{number}\":1")).collect();
    folder.write("log", &format!("{{{}}}", members.join(",")));
    let answer = audit(&folder, &["log", "--event", "e", "--format", "json"]);
    answer.exits(100);
    let document: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(document["findings"].as_array().unwrap().len(), 100);
    // An explanation ends after a thousand causes.
    assert_eq!(document["further"], 900);
}

#[test]
fn names_of_map_keys_are_shown_nowhere_and_no_name_breaks_a_line() {
    let maps = contract_of_e(r#""patternProperties": {"^[a-z]+@x$": {}}, "additionalProperties": false"#);
    maps.write("log", r#"{"SECRET":1}"#);
    let names = contract_of_e(r#""properties": {"id": {}}, "additionalProperties": false"#);
    names.write(
        "log",
        &format!("{{\"x\\n::new\":1}}\n{{\"SECRET{}\":1}}\n", "x".repeat(300)),
    );
    for form in ["text", "json", "markdown", "junit", "sarif", "gitlab", "github"] {
        for folder in [&maps, &names] {
            let answer = audit(folder, &["log", "--event", "e", "--format", form]);
            answer.exits(100);
            assert!(!answer.stdout.contains("SECRET"), "{form}: {}", answer.stdout);
            assert!(!answer.stdout.contains("\n::new"), "{form}: {}", answer.stdout);
        }
    }
}

#[test]
fn contracts_of_a_store_judge_too() {
    let folder = contracts();
    for (service, version) in [("auth", "1"), ("mailer", "3")] {
        let from = format!("contracts/{service}");
        let to = folder.path().join(format!("{service}-only/{service}/consumes"));
        std::fs::create_dir_all(&to).unwrap();
        let name = "user.registered.json";
        std::fs::copy(
            folder.path().join(from).join("consumes").join(name),
            to.join(name),
        )
        .unwrap();
        let contracts = format!("{service}-only");
        let publish = [
            "publish",
            "--no-build",
            "--contracts",
            &contracts,
            "--version",
            version,
            "--branch",
            "main",
            "--sequence",
            "1",
            "--store",
            "store",
        ];
        folder.counterpart(&publish).exits(0);
    }
    folder.write("log", "{\"user_id\":1}\n");
    let audit = ["audit", "log", "--event", "user.registered", "--store", "store"];
    let answer = folder.counterpart(&audit);
    answer
        .exits(100)
        .says("mailer refuses `/email`")
        .says("auth 1 (latest of main), user.registered: 1 accepted");
    folder
        .counterpart(&[&audit[..], &["--service", "auth", "--version", "1"]].concat())
        .exits(0);
}
