//! The binary on contract files alone: no workspace, no cargo.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use fixture::Folder;
use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};

const EMITS: &str = "contracts/user-service/emits/user.registered.json";
const CONSUMES: &str = "contracts/auth-service/consumes/user.registered.json";
const VERIFY: [&str; 4] = ["verify", "--no-build", "--contracts", "contracts"];

fn folder(emitted: &str) -> Folder {
    Folder::with(&[
        (EMITS, &file("user-service emits user.registered", "", emitted)),
        (
            CONSUMES,
            &file(
                "auth-service consumes user.registered",
                r#" "owner": "team-identity","#,
                WANTS_EMAIL,
            ),
        ),
    ])
}

#[test]
fn compatible_pair_exits_with_zero() {
    let answer = folder(REQUIRED_EMAIL).counterpart(&VERIFY);
    insta::assert_snapshot!(answer.exits(0).stdout, @r"
    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    taken for granted: unique-keys
    compatible
    ");
    assert_eq!(answer.stderr, "");
}

#[test]
fn incompatible_pair_is_shown_with_both_sides_a_witness_and_fixes() {
    let answer = folder(OPTIONAL_EMAIL).counterpart(&VERIFY);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[property-optional]: user.registered: user-service can send what auth-service refuses
     --> contracts/user-service/emits/user.registered.json:8:5
      |
    8 |     "email": {"type": "string"}
      |     ^^^^^^^ user-service may leave `email` out
      |
     ::: contracts/auth-service/consumes/user.registered.json:9:3
      |
    9 |   "required": ["email"]
      |   ---------- auth-service requires it (owner team-identity)
      |
      = place: /email
    example: a message that breaks auth-service
      |
      | {"user_id":0}
      | ^^^^^^^^^^^^^ `email` is missing here
    help: ways out
      |
      = - in user-service: send `email` in every message until no consumer needs
          it
      = - in auth-service: require `email` no longer, and release that first
      = - ask team-identity when they can release that
      = - let it pass, openly: add this to `counterpart.toml`, with the reason,
          and with `until = <day>` where it has an end
            [[allow]]
            event = "user.registered"
            consumer = "auth-service"
            place = "/email"
            rule = "property-optional"
            reason = "say here why this may pass, and until when"

    more about this: `cargo counterpart explain property-optional`

    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    taken for granted: unique-keys
    incompatible
    "#);
    assert_eq!(answer.stderr, "");
}

/// The fixes of a report with one finding, for a consumer that is written in Rust.
fn ways_out(emitted: &str, accepted: &str) -> String {
    let folder = folder(emitted);
    let types = r#" "types": [{"path": "auth::User", "package": "auth", "file": "src/lib.rs"}],"#;
    let contract = file("auth-service consumes user.registered", types, accepted);
    folder.write(
        CONSUMES,
        &contract.replace(r#""imported": ["by-hand.json"], "#, ""),
    );
    let answer = folder.counterpart(&VERIFY);
    answer.exits(100);
    let (_, ways) = answer.stdout.split_once("help: ways out\n").unwrap();
    let ways = ways.lines().take_while(|line| !line.contains("- let it pass"));
    ways.collect::<Vec<_>>().join("\n")
}

#[test]
fn omitting_a_field_is_suggested_only_if_every_consumer_accepts_it() {
    let emitted = OPTIONAL_EMAIL
        .replace(r#""string""#, r#"["string", "null"]"#)
        .replace(r#"["user_id"]"#, r#"["user_id", "email"]"#);
    insta::assert_snapshot!(ways_out(&emitted, WANTS_EMAIL), @"
    |
    = - in user-service: always fill `email`
    = - in auth-service: make `email` an `Option<...>`, and release that first
    = - ask the people of auth-service when they can release that
    ");
    insta::assert_snapshot!(ways_out(&emitted, &WANTS_EMAIL.replace(r#"["email"]"#, "[]")), @r#"
    |
    = - in user-service: always fill `email`, or leave it out where it is empty
        (`skip_serializing_if = "Option::is_none"`), which every consumer
        accepts
    = - in auth-service: make `email` an `Option<...>`, and release that first
    = - ask the people of auth-service when they can release that
    "#);
    // Required by another keyword than `required`.
    let counted = WANTS_EMAIL.replace(r#""required": ["email"]"#, r#""minProperties": 2"#);
    assert!(!ways_out(&emitted, &counted).contains("leave it out"));
    // An item of an array cannot be left out.
    let items = emitted.replace(
        r#""email": {"type": ["string", "null"]}"#,
        r#""email": {"type": "array", "items": {"type": ["string", "null"]}}"#,
    );
    let wanted = r#""properties": {"email": {"items": {"type": "string"}}}"#;
    insta::assert_snapshot!(ways_out(&items, wanted), @"
    |
    = - in user-service: always fill the items of `email`
    = - in auth-service: accept null in the items of `email` (`Option<...>`), and
        release that first
    = - ask the people of auth-service when they can release that
    ");
}

#[test]
fn as_cargo_s_subcommand_the_program_gets_its_own_name_first() {
    let args: Vec<&str> = ["counterpart"].iter().chain(&VERIFY).copied().collect();
    folder(REQUIRED_EMAIL).counterpart(&args).exits(0);
}

#[test]
fn several_folders_are_one_world() {
    let folder = folder(OPTIONAL_EMAIL);
    folder.write(
        "theirs/mail-service/consumes/user.registered.json",
        &file("mail-service consumes user.registered", "", WANTS_EMAIL),
    );
    let args: Vec<&str> = VERIFY.iter().copied().chain(["--contracts", "theirs"]).collect();
    let answer = folder.counterpart(&args);
    answer
        .exits(100)
        .says("user.registered: user-service can send what auth-service, mail-service refuse")
        .says("checked 2 pairs")
        .says("a message that breaks auth-service, mail-service");
    assert_eq!(
        answer.stdout.matches("[property-optional]").count(),
        1,
        "one cause, said once"
    );

    folder.write(
        "theirs/user-service/emits/user.registered.json",
        &folder.read(EMITS),
    );
    folder.counterpart(&args).exits(100).says("checked 2 pairs");
    folder.write(
        "theirs/user-service/emits/user.registered.json",
        &file("user-service emits user.registered", "", REQUIRED_EMAIL),
    );
    folder
        .counterpart(&args)
        .exits(101)
        .says("they differ: keep one of them");
}

#[test]
fn a_contract_that_nobody_emits_is_reported_and_does_not_fail() {
    let folder = folder(REQUIRED_EMAIL);
    folder.write(
        "contracts/auth-service/consumes/user.deleted.json",
        &file("auth-service consumes user.deleted", "", WANTS_EMAIL),
    );
    folder
        .counterpart(&VERIFY)
        .exits(0)
        .says("note: auth-service wants user.deleted, which no service here emits");
    folder.write(
        "contracts/auth-service/consumes/user.deleted.json",
        &file(
            "auth-service consumes user.deleted",
            r#" "producer": "user-service","#,
            WANTS_EMAIL,
        ),
    );
    folder
        .counterpart(&VERIFY)
        .exits(100)
        .says("[event-not-emitted]")
        .says("auth-service wants `user.deleted` from user-service, and user-service does not emit it");
}

#[test]
fn a_run_that_checked_nothing_says_what_it_looked_for_and_where() {
    let empty = Folder::with(&[("contracts/README.md", "")]);
    empty
        .counterpart(&VERIFY)
        .exits(101)
        .says("nothing was checked: no contract and no emitted event was found (looked in contracts)");
    let folder = folder(REQUIRED_EMAIL);
    std::fs::remove_file(folder.path().join(CONSUMES)).unwrap();
    folder
        .counterpart(&VERIFY)
        .exits(101)
        .says("nothing was checked: 1 emitted event found, and no contract for any (looked in contracts)");
}

#[test]
fn undecided_pair_fails_unless_it_is_allowed() {
    let folder = folder(REQUIRED_EMAIL);
    let unknown = WANTS_EMAIL.replace(
        r#"{"type": "string"}"#,
        r#"{"type": "string", "format": "x-nobody-knows"}"#,
    );
    folder.write(
        CONSUMES,
        &file("auth-service consumes user.registered", "", &unknown),
    );
    folder
        .counterpart(&VERIFY)
        .exits(101)
        .says("neither proven nor refuted that auth-service accepts what user-service sends")
        .says("[unknown-format]: the format `x-nobody-knows`")
        .says("ways out - say the same in a simpler form, in either schema - let what is unproven pass with `--allow-unproven`")
        .says("checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 unproven");
    let args: Vec<&str> = VERIFY.iter().copied().chain(["--allow-unproven"]).collect();
    let answer = folder.counterpart(&args);
    answer.exits(0).says("allowed[unproven]").says("1 unproven");
    // The fix was taken.
    assert!(!answer.stdout.contains("--allow-unproven"), "{}", answer.stdout);
}

#[test]
fn accept_takes_pending_files_and_leaves_the_rest() {
    let folder = folder(OPTIONAL_EMAIL);
    let fixed = file("user-service emits user.registered", "", REQUIRED_EMAIL);
    folder.write(&format!("{EMITS}.new"), &fixed);
    let answer = folder.counterpart(&["accept", "--no-build", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"wrote contracts/user-service/emits/user.registered.json");
    assert_eq!(folder.read(EMITS), fixed);
    assert!(!folder.has(&format!("{EMITS}.new")));
    folder.counterpart(&VERIFY).exits(0);
    let answer = folder.counterpart(&["accept", "--no-build", "--contracts", "contracts"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"nothing to accept");
}

#[test]
fn accept_takes_nothing_if_one_pending_file_is_bad() {
    let folder = folder(OPTIONAL_EMAIL);
    let fixed = file("user-service emits user.registered", "", REQUIRED_EMAIL);
    folder.write(&format!("{EMITS}.new"), &fixed);
    for (bad, why) in [
        (&fixed[..50], "the text ends inside"),
        (
            fixed.as_str(),
            "belongs to contracts/user-service/emits/user.registered.json",
        ),
    ] {
        folder.write("contracts/user-service/emits/user.renamed.json.new", bad);
        let before = folder.snapshot("");
        folder
            .counterpart(&["accept", "--no-build", "--contracts", "contracts"])
            .exits(101)
            .complains(why);
        assert_eq!(folder.snapshot(""), before);
    }
}

#[test]
fn closing_the_pipe_is_not_an_error() {
    let folder = folder(OPTIONAL_EMAIL);
    for at in 0..200 {
        let event = format!("event.{at}");
        folder.write(
            &format!("contracts/a/emits/{event}.json"),
            &file(&format!("a emits {event}"), "", OPTIONAL_EMAIL),
        );
        folder.write(
            &format!("contracts/b/consumes/{event}.json"),
            &file(&format!("b consumes {event}"), "", WANTS_EMAIL),
        );
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"))
        .args(VERIFY)
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    stdout.read_line(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(100));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_wrong_use_is_101_and_help_is_0() {
    let folder = Folder::with(&[]);
    folder
        .counterpart(&["verfy"])
        .exits(101)
        .complains("a similar subcommand exists: 'verify'");
    folder
        .counterpart(&["verify", "--no-biuld"])
        .exits(101)
        .complains("--no-build");
    folder
        .counterpart(&[])
        .exits(101)
        .complains("Usage: cargo counterpart");
    folder.counterpart(&["--help"]).exits(0).says(
        "Exit codes: 0 all compatible, 100 incompatible (something needs fixing), 101 could not complete",
    );
    folder
        .counterpart(&["--version"])
        .exits(0)
        .says(concat!("cargo-counterpart ", env!("CARGO_PKG_VERSION")));
    folder
        .counterpart(&["verify", "--no-build", "--contracts", "nowhere"])
        .exits(101)
        .complains("error: nowhere does not exist, and --contracts names it");
}
