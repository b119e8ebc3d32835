//! The program as a shell sees it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], messages: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_auth-service"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program
        .stdin
        .take()
        .unwrap()
        .write_all(messages.as_bytes())
        .unwrap();
    program.wait_with_output().unwrap()
}

/// As `user-service` wrote them.
const MESSAGES: &str = r#"{"specversion":"1.0","id":"1","source":"user-service","sequence":1,"type":"user.registered","data":{"user_id":1,"email":"ada@example.org","plan":"pro","locale":"en","signed_up_at":1795000000000}}
{"specversion":"1.0","id":"2","source":"user-service","sequence":2,"type":"user.registered","data":{"user_id":2,"email":"alan@example.org","plan":"free","signed_up_at":1795000000001}}
{"specversion":"1.0","id":"3","source":"user-service","sequence":3,"type":"user.email_changed","data":{"user_id":1,"email":"ada@lovelace.example","previous_email":"ada@example.org","changed_at":1795000000002}}
{"specversion":"1.0","id":"4","source":"user-service","sequence":4,"type":"user.deleted","data":{"user_id":2,"reason":{"kind":"abuse","case":"C-17"},"deleted_at":1795000000003}}
"#;

/// The output that its feature `breaking` allows, for a user who signs up by phone.
const BY_PHONE: &str = r#"{"specversion":"1.0","id":"5","source":"user-service","sequence":5,"type":"user.registered","data":{"user_id":3,"email":null,"plan":"free","signed_up_at":1795000000004}}
"#;

#[test]
fn the_copy_is_shown_at_the_end() {
    let output = run(&[], MESSAGES);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .collect::<Vec<_>>(),
        [
            "user 1: ada@lovelace.example, pro, writes en",
            "user 2: deleted for abuse, case C-17",
        ]
    );
    assert_eq!(output.stderr, b"");
    assert!(output.status.success());
}

#[test]
#[cfg(not(feature = "by-phone"))]
fn without_a_contract_a_break_is_found_here_in_production() {
    let output = run(&[], &format!("{BY_PHONE}{MESSAGES}"));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr)
            .lines()
            .collect::<Vec<_>>(),
        [
            r#"{"stage":"data","event":"user.registered","reason":"invalid type: null, expected a string at line 1 column 124"}"#,
            r#"{"specversion":"1.0","id":"5","source":"user-service","sequence":5,"type":"user.registered","data":{"user_id":3,"email":null,"plan":"free","signed_up_at":1795000000004}}"#,
        ]
    );
    assert_eq!(output.stdout, run(&[], MESSAGES).stdout);
    assert!(output.status.success());
}

#[test]
#[cfg(not(feature = "by-phone"))]
fn dead_letters_are_added_to_the_file_that_is_named() {
    let file = format!("{}/dead-letters", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, "").unwrap();
    for _ in 0..2 {
        let output = run(&[&file], BY_PHONE);
        assert_eq!(output.stderr, b"");
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    let put_back: String = kept.split_inclusive('\n').skip(1).step_by(2).collect();
    assert_eq!(put_back, BY_PHONE.repeat(2));
}

#[test]
#[cfg(feature = "by-phone")]
fn user_who_signed_up_by_phone_is_read() {
    let output = run(&[], BY_PHONE);
    assert_eq!(output.stderr, b"");
    assert_eq!(output.stdout, b"user 3: no address yet, free\n");
}
