//! `conform`: a reader in another language, and the contract that it should keep to. The readers here are shell scripts;
//! `tests/languages/conform` has those of real libraries.
#![cfg(unix)]

use fixture::Folder;

const ACCEPTED: &str = r#"{
  "x-contract": {"format": 1, "role": "consumes", "service": "mailer", "event": "user.registered", "assumes": []},
  "type": "object",
  "properties": {"id": {"type": "integer", "minimum": 0, "maximum": 99}, "plan": {"enum": ["free", "pro", "team"]}},
  "required": ["id", "plan"],
  "additionalProperties": false
}
"#;

fn conform(with: &str, more: &[&str]) -> fixture::Answer {
    let folder = Folder::with(&[("contracts/mailer/consumes/user.registered.json", ACCEPTED)]);
    let mut args = vec![
        "conform",
        "user.registered",
        "--contracts",
        "contracts",
        "--with",
        with,
    ];
    args.extend(more);
    folder.counterpart(&args)
}

/// Reads what the contract says, but for the pattern of `grep`.
fn reader(pattern: &str) -> String {
    format!(
        r#"while read -r line; do if printf '%s' "$line" | grep -qE '{pattern}'; then echo ok; else echo 'not like this'; fi; done"#
    )
}

const AS_IT_SAYS: &str =
    r#"^\{"id":[0-9]{1,2},"plan":"(free|pro|team)"\}$|^\{"plan":"(free|pro|team)","id":[0-9]{1,2}\}$"#;

#[test]
fn reader_that_keeps_to_its_contract_is_told_so() {
    let answer = conform(&reader(AS_IT_SAYS), &[]);
    answer
        .exits(0)
        .says("the reader refuses 0")
        .says("the reader reads 0");
}

#[test]
fn difference_is_shown_with_its_place_the_message_and_the_words_of_the_reader() {
    let answer = conform(&reader(&AS_IT_SAYS.replace("|team", "")), &[]);
    answer
        .exits(100)
        .says("/plan: the contract accepts, and the reader refuses")
        .says(r#""plan":"team""#)
        .says("the reader says: not like this");
}

#[test]
fn what_the_reader_takes_beyond_its_contract_is_shown_too() {
    let answer = conform(&reader(&AS_IT_SAYS.replace("{1,2}", "+")), &[]);
    answer
        .exits(0)
        .says("/id: the contract refuses, and the reader reads")
        .says("can cause a false alarm");
}

#[test]
fn reader_that_gives_no_answer_is_an_error_with_the_way_out() {
    let silent = conform("cat > /dev/null", &["--time-limit", "1"]);
    silent
        .exits(101)
        .complains("within 1 seconds")
        .complains("flush=True");
    let gone = conform("echo 'cannot import app' >&2; exit 1", &[]);
    gone.exits(101)
        .complains("cannot import app")
        .complains("`ok` or a refusal");
    // Its words may come after its end.
    let last_words = "exec >&-; (sleep 0.2; echo 'cannot import app' >&2) & exit 1";
    conform(last_words, &[]).exits(101).complains("cannot import app");
    let chatty = conform("echo starting; while read -r line; do echo ok; done", &[]);
    chatty
        .exits(101)
        .complains("more lines than it was given messages");
    let late = conform(
        "while read -r line; do sleep 1; echo ok; done",
        &["--total-limit", "1"],
    );
    late.exits(101).complains("--total-limit");
}

#[test]
fn words_of_a_reader_cannot_repaint_the_terminal() {
    let answer = conform(
        r#"while read -r line; do printf 'no\033[2J\n'; done"#,
        &["-n", "3"],
    );
    answer.exits(100);
    assert!(!answer.stdout.contains('\u{1b}'), "{}", answer.stdout);
}

#[test]
fn what_the_contract_assumes_never_to_be_sent_is_not_asked_about() {
    let contract = |assumes: &str| {
        let header = format!(
            r#"{{"x-contract": {{"format": 1, "role": "consumes", "service": "mailer", "event": "ticked", "assumes": [{assumes}]}},"#
        );
        format!(r#"{header} "type": "string", "format": "date-time"}}"#)
    };
    let asked = |assumes: &str| {
        let folder = Folder::with(&[("contracts/mailer/consumes/ticked.json", &contract(assumes))]);
        let with = r#"while read -r line; do case $line in *:60*) echo 'no such second';; \"*[0-9]T[0-9]*|\"*[0-9]t[0-9]*) echo ok;; *) echo no;; esac; done"#;
        folder.counterpart(&["conform", "ticked", "--contracts", "contracts", "--with", with])
    };
    asked("").exits(100).says("the reader says: no such second");
    asked(r#""no-leap-seconds""#).says("that the contract accepts, the reader refuses 0");
}

#[test]
fn contract_of_a_producer_is_not_a_readers() {
    let folder = Folder::with(&[(
        "contracts/mailer/emits/user.registered.json",
        &ACCEPTED.replace("consumes", "emits"),
    )]);
    let args = [
        "conform",
        "user.registered",
        "--contracts",
        "contracts",
        "--with",
        "cat",
    ];
    folder
        .counterpart(&args)
        .exits(101)
        .complains("no contract file of `user.registered` is there that fits");
}
