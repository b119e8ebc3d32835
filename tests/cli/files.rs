//! The binary on contract files alone: no workspace, no cargo.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use fixture::Folder;
use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::stores::NO_CI;

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
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    checked 1 pair of 1 emitted event and 1 contract: 1 compatible
    checked against: the contract files in contracts
    assumes: unique-keys
    compatible
    ");
    assert_eq!(answer.stderr, "");
}

#[test]
fn incompatible_pair_is_shown_with_both_sides_a_witness_and_fixes() {
    let answer = folder(OPTIONAL_EMAIL).counterpart(&VERIFY);
    insta::assert_snapshot!(answer.exits(100).stdout, @r#"
    error[property-optional]: `email` may be absent from what user-service sends
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
      = at: user.registered#/email
    example: a message that breaks auth-service
      |
      | {"user_id":0}
      | ^^^^^^^^^^^^^ `email` is missing here
      = help: in user-service: always send `email`
      = help: in auth-service: stop requiring `email`, release it first
      = help: ask team-identity when they can release that

    more about this: `cargo counterpart explain property-optional`
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against: the contract files in contracts
    assumes: unique-keys
    incompatible
    "#);
    assert_eq!(answer.stderr, "");
}

#[test]
fn verbose_shows_what_a_block_leaves_out_and_the_allowance_to_paste() {
    let folder = folder(OPTIONAL_EMAIL);
    let args: Vec<&str> = VERIFY.iter().copied().chain(["-v"]).collect();
    insta::assert_snapshot!(folder.counterpart(&args).exits(100).stdout, @r#"
    error[property-optional]: `email` may be absent from what user-service sends
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
      = at: user.registered#/email
    example: a message that breaks auth-service
      |
      | {"user_id":0}
      | ^^^^^^^^^^^^^ `email` is missing here
    help: possible fixes
      |
      = in user-service: always send `email`
      = in auth-service: stop requiring `email`, release it first
      = ask team-identity when they can release that
      = accept the break explicitly: add this to `counterpart.toml` with a reason
        and, if temporary, `until = <date>`
            [[allow]]
            event = "user.registered"
            consumer = "auth-service"
            place = "/email"
            rule = "property-optional"
            reason = "why this break is accepted"

    more about this: `cargo counterpart explain property-optional`

    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    checked against: the contract files in contracts
    assumes: unique-keys
    incompatible
    "#);
}

/// The fixes in a report with one finding, for a consumer that is written in Rust.
fn fixes(emitted: &str, accepted: &str) -> String {
    let folder = folder(emitted);
    let types = r#" "types": [{"path": "auth::User", "package": "auth", "file": "src/lib.rs"}],"#;
    let contract = file("auth-service consumes user.registered", types, accepted);
    folder.write(
        CONSUMES,
        &contract.replace(r#""imported": ["by-hand.json"], "#, ""),
    );
    let answer = folder.counterpart(&VERIFY);
    answer.exits(100);
    let fixes = answer
        .stdout
        .lines()
        .filter_map(|line| line.trim().strip_prefix("= help: "));
    fixes.collect::<Vec<_>>().join("\n")
}

#[test]
fn omitting_a_field_is_suggested_only_if_every_consumer_accepts_it() {
    let emitted = OPTIONAL_EMAIL
        .replace(r#""string""#, r#"["string", "null"]"#)
        .replace(r#"["user_id"]"#, r#"["user_id", "email"]"#);
    insta::assert_snapshot!(fixes(&emitted, WANTS_EMAIL), @"
    in user-service: always set `email`
    in auth-service: make `email` an `Option<...>`, release it first
    ask the auth-service team when they can release that
    ");
    insta::assert_snapshot!(fixes(&emitted, &WANTS_EMAIL.replace(r#"["email"]"#, "[]")), @"
    in user-service: leave `email` out instead of sending null
    in auth-service: make `email` an `Option<...>`, release it first
    in user-service: always set `email`
    ");
    // Required by another keyword than `required`.
    let counted = WANTS_EMAIL.replace(r#""required": ["email"]"#, r#""minProperties": 2"#);
    assert!(!fixes(&emitted, &counted).contains("leave it out"));
    // An item of an array cannot be left out.
    let items = emitted.replace(
        r#""email": {"type": ["string", "null"]}"#,
        r#""email": {"type": "array", "items": {"type": ["string", "null"]}}"#,
    );
    let wanted = r#""properties": {"email": {"items": {"type": "string"}}}"#;
    insta::assert_snapshot!(fixes(&items, wanted), @"
    in user-service: never send null in the items of `email`
    in auth-service: accept null in the items of `email` ( ...
    ask the auth-service team when they can release that
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
        .says("(auth-service and mail-service require it)")
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
        .says("note: auth-service wants user.deleted, which no service in this run emits");
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
        .says("help: say the same in a simpler form, in either schema")
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
        .complains("error: nowhere does not exist, but --contracts names it");
}

#[test]
fn names_in_pascal_case_have_readable_files_that_differ_where_case_does_not_count() {
    let folder = Folder::with(&[]);
    let order = file("shop emits OrderPlaced", "", REQUIRED_EMAIL);
    let contract = |event: &str| file(&format!("billing consumes {event}"), "", REQUIRED_EMAIL);
    let verify = || folder.counterpart(&["verify", "--no-build", "--contracts", "contracts"]);
    folder.write("contracts/shop/emits/%4Frder%50laced.json", &order);
    folder.write(
        "contracts/billing/consumes/+order+placed.json",
        &contract("OrderPlaced"),
    );
    verify()
        .exits(101)
        .complains("belongs at shop/emits/+order+placed.json: move it there");
    std::fs::remove_file(folder.path().join("contracts/shop/emits/%4Frder%50laced.json")).unwrap();
    folder.write("contracts/shop/emits/+order+placed.json", &order);
    folder.write(
        "contracts/shop/emits/orderplaced.json",
        &order.replace("OrderPlaced", "orderplaced"),
    );
    folder.write(
        "contracts/billing/consumes/orderplaced.json",
        &contract("orderplaced"),
    );
    verify().exits(0).says("checked 2 pairs");

    // The same in a store.
    for service in ["shop", "billing"] {
        let publish = format!(
            "publish --store store --no-build --contracts contracts --service {service} --version Rel-1 --branch main --sequence 1"
        );
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        command.args(publish.split(' ')).current_dir(folder.path());
        folder.answer_with(command, &NO_CI).exits(0);
    }
    assert!(folder.has("store/services/shop/versions/+rel-1/emits/+order+placed.json"));
    assert!(folder.has("store/services/shop/versions/+rel-1/emits/orderplaced.json"));
    folder
        .counterpart(&["versions", "--store", "store", "--service", "shop"])
        .exits(0)
        .says("Rel-1");
    folder
        .counterpart(&[
            "verify",
            "--store",
            "store",
            "--service",
            "shop",
            "--version",
            "Rel-1",
        ])
        .exits(0)
        .says("checked 2 pairs");
}

#[test]
fn allowance_of_one_denied_property_covers_no_other() {
    let sent = r#""type": "object", "properties": {"a": {}, "b": {}, "z": {}}, "required": ["a"], "additionalProperties": false"#;
    let read =
        r#""type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": false"#;
    let folder = Folder::with(&[
        ("c/shop/emits/e.v.json", &file("shop emits e.v", "", sent)),
        ("c/mail/consumes/e.v.json", &file("mail consumes e.v", "", read)),
        (
            "counterpart.toml",
            "[[allow]]\nevent = \"e.v\"\nconsumer = \"mail\"\nplace = \"/b\"\nrule = \"property-denied\"\nreason = \"known\"\n",
        ),
    ]);
    let answer = folder.counterpart(&["verify", "--no-build", "--contracts", "c"]);
    answer.exits(100).says("e.v#/z").says("1 allowed");
}
