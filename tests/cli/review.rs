//! `review` and `reject`: what people decide of files that tests left.

use fixture::Folder;

fn file(role: &str, service: &str, kind: &str) -> String {
    format!(
        r#"{{
  "x-contract": {{"format": 1, "role": "{role}", "service": "{service}", "event": "user.registered", "assumes": []}},
  "type": "object",
  "properties": {{"id": {{"type": {kind}}}}},
  "required": ["id"]
}}
"#
    )
}

const EMITTED: &str = "contracts/user-service/emits/user.registered.json";
const OTHER: &str = "contracts/sign-up/emits/user.registered.json";
const ACCEPTED: &str = "contracts/auth-service/consumes/user.registered.json";

/// One file that would break a consumer, and a new one that fits it.
fn folder() -> Folder {
    Folder::with(&[
        (ACCEPTED, &file("consumes", "auth-service", r#""string""#)),
        (EMITTED, &file("emits", "user-service", r#""string""#)),
        (
            &format!("{EMITTED}.new"),
            &file("emits", "user-service", r#"["string", "null"]"#),
        ),
        (&format!("{OTHER}.new"), &file("emits", "sign-up", r#""string""#)),
    ])
}

#[cfg(unix)]
mod in_a_terminal {
    use std::process::Command;

    use rexpect::session::{PtySession, spawn_command};

    use super::*;

    fn review(folder: &Folder) -> PtySession {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        command
            .args(["review", "--contracts", "contracts"])
            .current_dir(folder.path())
            .env("TERM", "xterm");
        spawn_command(command, Some(30_000)).unwrap()
    }

    fn press(session: &mut PtySession, key: &str) {
        session.send(key).unwrap();
        session.flush().unwrap();
    }

    #[test]
    fn each_file_is_shown_with_the_services_it_breaks_and_handled_as_chosen() {
        let folder = folder();
        let mut session = review(&folder);
        session
            .exp_string("1 of 2: contracts/sign-up/emits/user.registered.json")
            .unwrap();
        session.exp_string("compatible with all consumers").unwrap();
        session
            .exp_string("accept (a), reject (r), skip (s), quit (q)?")
            .unwrap();
        press(&mut session, "a");
        session.exp_string("accepted").unwrap();
        session
            .exp_string("2 of 2: contracts/user-service/emits/user.registered.json")
            .unwrap();
        session
            .exp_string("breaks auth-service at /id [null-emitted]")
            .unwrap();
        session.exp_string(r#"{"id":null}"#).unwrap();
        session.exp_string("quit (q)?").unwrap();
        press(&mut session, "r");
        session.exp_string("1 accepted, 1 rejected, 0 left").unwrap();
        session.exp_eof().unwrap();
        assert!(folder.has(OTHER) && !folder.has(&format!("{OTHER}.new")));
        assert!(folder.has(EMITTED) && !folder.has(&format!("{EMITTED}.new")));
        assert_eq!(folder.read(EMITTED), file("emits", "user-service", r#""string""#));
    }

    #[test]
    fn break_that_the_committed_file_has_is_not_new() {
        let nullable = r#"["string", "null"]"#;
        let added = file("emits", "user-service", nullable).replace(
            r#""properties": {"#,
            r#""properties": {"phone": {"type": "string"}, "#,
        );
        let folder = Folder::with(&[
            (ACCEPTED, &file("consumes", "auth-service", r#""string""#)),
            (EMITTED, &file("emits", "user-service", nullable)),
            (&format!("{EMITTED}.new"), &added),
        ]);
        let mut session = review(&folder);
        session
            .exp_string("not new: the committed file already breaks auth-service at /id [null-emitted]")
            .unwrap();
        press(&mut session, "q");
        session.exp_eof().unwrap();
        // A break that only the new file has is.
        let folder = super::folder();
        let mut session = review(&folder);
        press(&mut session, "s");
        let shown = session.exp_string("2 of 2").unwrap();
        let more = session.exp_string("quit (q)?").unwrap();
        assert!(more.contains("breaks auth-service") && !(shown + &more).contains("not new"));
        press(&mut session, "q");
        session.exp_eof().unwrap();
    }

    #[test]
    fn skipped_files_stay_unchanged() {
        let folder = folder();
        let before = folder.snapshot("contracts");
        let mut session = review(&folder);
        session.exp_string("quit (q)?").unwrap();
        press(&mut session, "s");
        session.exp_string("2 of 2").unwrap();
        session.exp_string("quit (q)?").unwrap();
        press(&mut session, "q");
        session.exp_string("0 accepted, 0 rejected, 2 left").unwrap();
        session.exp_eof().unwrap();
        assert_eq!(folder.snapshot("contracts"), before);
    }

    #[test]
    fn interrupt_ends_review_and_keeps_decisions() {
        let folder = folder();
        let mut session = review(&folder);
        session.exp_string("quit (q)?").unwrap();
        press(&mut session, "a");
        session.exp_string("2 of 2").unwrap();
        session.exp_string("quit (q)?").unwrap();
        session.send_control('c').unwrap();
        session.exp_eof().unwrap();
        assert!(folder.has(OTHER) && folder.has(&format!("{EMITTED}.new")));
    }
}

#[test]
fn without_a_terminal_nothing_is_asked_and_the_alternatives_are_named() {
    let folder = folder();
    let before = folder.snapshot("contracts");
    let answer = folder.counterpart(&["review", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: `review` asks questions, and there is no terminal to ask them in
      hint: `cargo counterpart accept --no-build` accepts all pending files, `cargo counterpart reject --all` discards them
    "#);
    assert_eq!(folder.snapshot("contracts"), before);
}

#[test]
fn one_file_is_rejected_by_either_of_its_names() {
    let folder = folder();
    let new = format!("{EMITTED}.new");
    let answer = folder.counterpart(&["reject", EMITTED, "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"rejected contracts/user-service/emits/user.registered.json.new");
    assert!(!folder.has(&new) && folder.has(EMITTED) && folder.has(&format!("{OTHER}.new")));
}

#[test]
fn reject_all_leaves_nothing_pending() {
    let folder = folder();
    folder
        .counterpart(&["reject", "--all", "--contracts", "contracts"])
        .exits(0);
    let answer = folder.counterpart(&["review", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"nothing waits for review");
}

#[test]
fn a_file_that_does_not_wait_is_an_error_that_names_those_that_do() {
    let answer = folder().counterpart(&["reject", "contracts/x.json", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: no file waits for review at contracts/x.json
      hint: there are contracts/sign-up/emits/user.registered.json.new, contracts/user-service/emits/user.registered.json.new
    "#);
}
