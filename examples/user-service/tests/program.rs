//! The program as a shell sees it.

use std::io::{BufRead, Write};
use std::process::{Command, Output, Stdio};

fn run(script: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_user-service"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    program.wait_with_output().unwrap()
}

/// Standard output, with 0 for every point in time.
fn events(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let mut events = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_at\":") {
        let (before, after) = rest.split_at(at + "_at\":".len());
        events.push_str(before);
        events.push('0');
        rest = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
    }
    events + rest
}

#[test]
fn commands_become_events_one_a_line() {
    let output = run("\
register ada@example.org pro en
register alan@example.org free

change-email 1 ada@lovelace.example
delete 2 inactive 400
delete 1 abuse C-17
");
    assert_eq!(
        events(&output).lines().collect::<Vec<_>>(),
        [
            r#"{"specversion":"1.0","id":"1","source":"user-service","sequence":1,"type":"user.registered","data":{"user_id":1,"email":"ada@example.org","plan":"pro","locale":"en","signed_up_at":0}}"#,
            r#"{"specversion":"1.0","id":"2","source":"user-service","sequence":2,"type":"user.registered","data":{"user_id":2,"email":"alan@example.org","plan":"free","signed_up_at":0}}"#,
            r#"{"specversion":"1.0","id":"3","source":"user-service","sequence":3,"type":"user.email_changed","data":{"user_id":1,"email":"ada@lovelace.example","previous_email":"ada@example.org","changed_at":0}}"#,
            r#"{"specversion":"1.0","id":"4","source":"user-service","sequence":4,"type":"user.deleted","data":{"user_id":2,"reason":{"kind":"inactive","days":400},"deleted_at":0}}"#,
            r#"{"specversion":"1.0","id":"5","source":"user-service","sequence":5,"type":"user.deleted","data":{"user_id":1,"reason":{"kind":"abuse","case":"C-17"},"deleted_at":0}}"#,
        ]
    );
    assert!(output.status.success());
    assert_eq!(output.stderr, b"");
}

#[test]
fn a_refused_command_is_named_with_its_line_and_the_others_are_carried_out() {
    let output = run("\
register ada@example.org pro
delete 7 requested
register ada@example.org free
delete 1 requested
");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr)
            .lines()
            .collect::<Vec<_>>(),
        [
            "line 2: there is no user 7",
            "line 3: another user has the address ada@example.org",
        ]
    );
    assert_eq!(output.stdout.iter().filter(|byte| **byte == b'\n').count(), 2);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn every_event_is_sent_under_the_name_of_its_contract_file() {
    let output =
        run("register ada@example.org pro\nchange-email 1 ada@lovelace.example\ndelete 1 requested\n");
    let mut sent: Vec<String> = output
        .stdout
        .lines()
        .map(|line| {
            let message: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            format!("{}.json", message["type"].as_str().unwrap())
        })
        .collect();
    sent.sort();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../contracts/user-service/emits");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        // The server in `examples/system` sends these: the envelope of all events, and the lines of a dump.
        .filter(|name| !name.starts_with("user.feed") && !name.starts_with("user.dump"))
        .collect();
    files.sort();
    assert_eq!(sent, files);
}
