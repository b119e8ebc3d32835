//! The forms in which messages come.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{audit, contracts};

const GOOD: &str = r#"{"user_id":1,"email":"a@b"}"#;
const BAD: &str = r#"{"user_id":1}"#;

/// Audits a log whose messages say what they are; one good and one bad message, the bad one here.
fn shows(log: &str, arguments: &[&str], at: &str) {
    let folder = contracts();
    folder.write("log", log);
    let arguments = [&["log"], arguments].concat();
    audit(&folder, &arguments)
        .exits(100)
        .says("judged 2 of 2 messages from 1 input by 2 contracts")
        .says("mailer refuses `/email`")
        .says(&format!("1 message, at {at}"));
}

#[test]
fn each_form_has_the_same_messages() {
    let event = ["--event", "user.registered"];
    shows(&format!("{GOOD}\n{BAD}\n"), &event, "log:2");
    shows(&format!("{GOOD}\r\n{BAD}"), &event, "log:2");
    shows(&format!("\u{feff}{BAD}\n\n{GOOD}\n"), &event, "log:1");
    shows(&format!("[\n{GOOD},\n{BAD}\n]\n"), &event, "log:3");
    shows(&format!("[{GOOD},{BAD}]"), &event, "log:1");
    shows(&format!("[{GOOD}]\n[{BAD}]\n"), &event, "log:2");
    shows(&format!("{GOOD}{BAD}"), &event, "log:1");
    shows(
        "{\n  \"user_id\": 1,\n  \"email\": \"a@b\"\n}\n{\n  \"user_id\": 1\n}\n",
        &event,
        "log:5",
    );
}

#[test]
fn rows_name_their_events() {
    let row = |event: &str, payload: &str| format!("{{\"event\":\"{event}\",\"payload\":{payload}}}\n");
    let text = |payload: &str| serde_json::to_string(payload).unwrap();
    shows(
        &(row("user.registered", GOOD) + &row("user.registered", BAD)),
        &[],
        "log:2",
    );
    let texts = row("user.registered", &text(GOOD)) + &row("user.registered", &text(BAD));
    shows(&texts, &[], "log:2");
    let other = format!(
        "{{\"body\":{GOOD},\"meta\":{{\"type\":\"user.registered\"}}}}\n{{\"meta\":{{\"type\":\"user.registered\"}},\"body\":{}}}\n",
        text(BAD)
    );
    shows(
        &other,
        &["--event-at", "/meta/type", "--payload-at", "/body"],
        "log:2",
    );
    shows(
        &other,
        &["--event", "user.registered", "--payload-at", "/body"],
        "log:2",
    );
}

#[test]
fn events_without_a_contract_are_counted_and_named() {
    let folder = contracts();
    let log = format!(
        "{{\"event\":\"user.registered\",\"payload\":{GOOD}}}\n{{\"event\":\"order.placed\",\"payload\":1}}\n{{}}\n\
         {{\"event\":\"order.placed\",\"payload\":2}}\n{{\"x\":2}}\n"
    );
    folder.write("log", &log);
    audit(&folder, &["log"])
        .exits(0)
        .says("2 messages of order.placed have no contract here, first at log:2")
        .says("2 messages name no event, first at log:3")
        .says("judged 1 of 5 messages");
    let log = log.replace("{\"x\":2}", "{\"event\":\"user.registered\",\"x\":2}");
    folder.write("log", &log.replace(",\"payload\":1", ""));
    audit(&folder, &["log"]).exits(100).says("1 message, at log:5");
    audit(
        &folder,
        &["log", "--event-at", "/event", "--payload-at", "/payload"],
    )
    .exits(100)
    .says("error[payload-missing]: user.registered: a message has no payload")
    .says("1 message, at log:5");
}

#[test]
fn cloud_events_are_judged_as_contracts_see_them() {
    let folder = contracts();
    let envelope = fixture::schemas::file(
        "inbox consumes user.registered",
        r#" "envelope": "cloudevents","#,
        r#""type": "object", "properties": {"id": {"type": "string"}, "data": {"type": "object"}}, "required": ["id", "data"]"#,
    );
    folder.write("contracts/inbox/consumes/user.registered.json", &envelope);
    let event = |id: &str, data: &str| {
        format!("{{\"specversion\":\"1.0\",\"type\":\"user.registered\",\"source\":\"/users\",{id}{data}}}")
    };
    let good = event("\"id\":\"1\",", &format!("\"data\":{GOOD}"));
    let bad = event("\"id\":1,", &format!("\"data\":{BAD}"));
    let encoded = event("\"id\":\"3\",", "\"data_base64\":\"eyJ1c2VyX2lkIjotMX0=\"");
    folder.write("log", &format!("[{good},{bad}]\n{encoded}\n"));
    let answer = audit(&folder, &["log"]);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[number-range]: user.registered: auth refuses `/user_id`
      expected "minimum":0, found number
      1 message, at log:2
      contracts/auth/consumes/user.registered.json:7 (owner team-identity)
      the first one, without its values:
        {"user_id":"integer"}

    error[property-missing]: user.registered: inbox refuses `/data`
      it is missing
      1 message, at log:2
      contracts/inbox/consumes/user.registered.json:5
      the first one, without its values:
        {"id":"string","…":"4 more members"}

    error[type-mismatch]: user.registered: inbox refuses `/id`
      expected "type":"string", found number
      1 message, at log:1
      contracts/inbox/consumes/user.registered.json:5
      the first one, without its values:
        {"id":"integer","data":{"…":"1 more member"},"…":"3 more members"}

    error[property-missing]: user.registered: mailer refuses `/email`
      it is missing
      2 messages, first at log:1, last at log:2
      contracts/mailer/consumes/user.registered.json:7
      the first one, without its values:
        {"…":"1 more member"}

    judged 3 of 3 messages from 1 input by 3 contracts
      auth, user.registered: 2 accepted, 1 refused
      inbox, user.registered: 1 accepted, 2 refused
      mailer, user.registered: 1 accepted, 2 refused
    messages are refused: 4 findings
    "#);
}

#[test]
fn standard_input_and_folders_are_read() {
    let folder = contracts();
    let mut command = Command::new(fixture::program());
    command
        .args([
            "audit",
            "-",
            "--event",
            "user.registered",
            "--contracts",
            "contracts",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    fixture::clean(&mut command);
    let mut child = command.spawn().unwrap();
    let text = format!("{GOOD}\n{BAD}\n");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(100));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("1 message, at standard input:2"), "{said}");

    folder.write("logs/a.json", GOOD);
    folder.write("logs/b/c.json", BAD);
    folder.write("logs/d.json", BAD);
    audit(&folder, &["logs", "--event", "user.registered"])
        .exits(100)
        .says("judged 3 of 3 messages from 3 inputs")
        .says("2 messages, first at logs/b/c.json:1, last at logs/d.json:1");
    audit(&folder, &["logs", "nothing.json", "--event", "user.registered"])
        .exits(101)
        .says("nothing.json: cannot be read")
        .says("mailer refuses `/email`");
}

#[test]
fn hidden_files_are_named_and_never_skipped_in_silence() {
    let folder = contracts();
    folder.write("logs/a.json", GOOD);
    folder.write("logs/b/.DS_Store", "x");
    folder.write("logs/.hidden/c.json", BAD);
    let event = ["logs", "--event", "user.registered"];
    let said = "warning: logs/.hidden and 1 more are not read, because their names are hidden or an operating system's";
    audit(&folder, &event).exits(0).says(said);
    let report = audit(&folder, &[&event[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&report.exits(0).stdout).unwrap();
    assert_eq!(report["ignored"], 2);
    assert_eq!(report["remarks"][0]["id"], "input-ignored");
    // Named, it is read.
    audit(&folder, &[&["logs/.hidden"], &event[1..]].concat())
        .exits(100)
        .says("mailer refuses `/email`");
    folder.write("dark/.a", BAD);
    audit(&folder, &["dark", "--event", "user.registered"])
        .exits(101)
        .says("dark: holds no file but 1 that are ignored because of their names");
}

#[test]
fn long_first_value_shows_the_form_of_its_input() {
    let long = |email: &str| {
        let more = "x".repeat(300 << 10);
        format!("{{\"user_id\":1{email},\"more\":[\"{more}\",{{\"}}\":\"\\\"\"}}]}}")
    };
    let (good, bad) = (long(",\"email\":\"a@b\""), long(""));
    let event = ["--event", "user.registered"];
    shows(&format!("{good}{bad}"), &event, "log:1");
    shows(&format!("{good} {BAD}\n"), &event, "log:1");
    shows(&format!("{bad}\n{good}\n"), &event, "log:1");
    shows(&format!("{good}\n{BAD}"), &event, "log:2");
    // The first line ends in the middle of the value.
    shows(
        &format!("{}\n,\"b\": 1\n}}\n{BAD}", &good[..good.len() - 1]),
        &event,
        "log:4",
    );
    // What is never closed is a line.
    let folder = contracts();
    folder.write("log", &format!("{}\n{GOOD}\n{BAD}\n", &good[..good.len() - 1]));
    audit(&folder, &[&["log"], &event[..]].concat())
        .exits(100)
        .says("a message is not JSON")
        .says("judged 2 of 3 messages");
}
