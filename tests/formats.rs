//! `--format` from the command line, and severities from the configuration.

mod fixture;

use std::process::Command;

use fixture::schemas::{OPTIONAL_EMAIL, REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};
use serde_json::Value;

fn services(emitted: &str) -> Folder {
    Folder::with(&[
        (
            "c/auth/consumes/user.json",
            &file("auth consumes user", "", WANTS_EMAIL),
        ),
        ("c/user/emits/user.json", &file("user emits user", "", emitted)),
    ])
}

fn verify(folder: &Folder, more: &[&str]) -> Answer {
    let args = ["verify", "--no-build", "--contracts", "c"];
    folder.counterpart(&[&args[..], more].concat())
}

/// Something of this document against the schema that the program gives out.
fn check(folder: &Folder, document: &Value) {
    let schema = folder.counterpart(&["schema", "report"]).exits(0).stdout.clone();
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let errors: Vec<_> = schema
        .iter_errors(document)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn json_alone_is_one_document_on_standard_output() {
    let folder = services(OPTIONAL_EMAIL);
    let answer = verify(&folder, &["--format", "json"]);
    answer.exits(100);
    let document: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(document["outcome"], "incompatible");
    assert_eq!(document["exit_code"], 100);
    assert_eq!(document["findings"][0]["rule"], "property-optional");
    assert_eq!(
        document["findings"][0]["producer"]["file"],
        "c/user/emits/user.json"
    );
    assert_eq!(document["looked_in"][0], "c");
    check(&folder, &document);
}

/// A build says what it does, and the document stays whole.
#[test]
fn json_of_a_build_is_one_document_while_progress_is_said() {
    let checkout = Folder::checkout();
    let target = ["--locked", "--target-dir", "target"];
    let args = [
        "verify",
        "-p",
        "user-service",
        "--features",
        "user-service/breaking",
        "--format",
        "json",
    ];
    let answer = checkout.counterpart(&[&args[..], &target].concat());
    answer.exits(100);
    assert!(!answer.stderr.is_empty(), "progress is said");
    let document: Value = serde_json::from_str(&answer.stdout).unwrap();
    check(&checkout, &document);
    let source = &document["findings"][0]["location"];
    let file = source["file"].as_str().unwrap();
    assert!(file.starts_with("examples/user-service/src/"), "{document:#}");
    // The columns are those of what stands there, counted in characters.
    let text = checkout.read(file);
    let line = text
        .lines()
        .nth(usize::try_from(source["line"].as_u64().unwrap()).unwrap() - 1)
        .unwrap();
    let column = |at: usize| usize::try_from(source["columns"][at].as_u64().unwrap()).unwrap() - 1;
    let meant: String = line.chars().skip(column(0)).take(column(1) - column(0)).collect();
    assert!(meant.contains("email"), "{meant:?} of {line:?}");
    assert!(
        !answer.stdout.contains(checkout.path().to_str().unwrap()),
        "no path is absolute"
    );
}

#[test]
fn forms_with_files_go_there_beside_the_text() {
    let folder = services(OPTIONAL_EMAIL);
    let plain = verify(&folder, &[]);
    let answer = verify(
        &folder,
        &[
            "--format",
            "sarif=out/a.sarif",
            "--format",
            "junit=out/b.xml",
            "--format",
            "text=c.txt",
            "--format",
            "gitlab=d.json",
        ],
    );
    answer.exits(100);
    assert_eq!(answer.stdout, plain.stdout);
    assert_eq!(folder.read("c.txt"), plain.stdout);
    let sarif: Value = serde_json::from_str(&folder.read("out/a.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "property-optional");
    assert!(folder.read("out/b.xml").contains("<failure"));
    let gitlab: Value = serde_json::from_str(&folder.read("d.json")).unwrap();
    assert_eq!(gitlab[0]["location"]["path"], "c/user/emits/user.json");
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is_looked_at() {
    let folder = services(OPTIONAL_EMAIL);
    let answer = verify(&folder, &["--format", "json", "--format", "sarif"]);
    answer
        .exits(101)
        .complains("json and sarif cannot all go to standard output");
    let answer = verify(&folder, &["--format", "xml"]);
    answer
        .exits(101)
        .complains("there are text, json, github, markdown, junit, sarif, gitlab");
    let answer = verify(&folder, &["--format", "json=c"]);
    answer.exits(101).complains("c is a folder");
    let answer = verify(&folder, &["--format", "json=c/user/emits/user.json/x"]);
    answer
        .exits(101)
        .complains("cannot write c/user/emits/user.json/x");
}

#[test]
fn a_step_of_github_gets_its_summary() {
    let folder = services(OPTIONAL_EMAIL);
    folder.write("summary.md", "before\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(["verify", "--no-build", "--contracts", "c", "--format", "github"])
        .current_dir(folder.path());
    let file = folder.path().join("summary.md");
    let answer = folder.answer_with(command, &[("GITHUB_STEP_SUMMARY", file.to_str().unwrap())]);
    answer
        .exits(100)
        .says("::error file=c/user/emits/user.json,line=");
    assert!(
        folder
            .read("summary.md")
            .starts_with("before\n<!-- counterpart -->\n")
    );
}

#[test]
fn a_rule_may_be_a_warning_or_turned_off() {
    let folder = services(OPTIONAL_EMAIL);
    let outcome = |folder: &Folder, code: i32| -> Value {
        let answer = verify(folder, &["--format", "json"]);
        serde_json::from_str(&answer.exits(code).stdout).unwrap()
    };
    folder.write("counterpart.toml", "[rules]\nproperty-optional = \"warn\"\n");
    let document = outcome(&folder, 0);
    assert_eq!(document["findings"][0]["severity"], "warning");
    verify(&folder, &[])
        .exits(0)
        .says("warning: user: user can send what auth refuses")
        .says("compatible, with warnings");
    folder.write("counterpart.toml", "[rules]\nproperty-optional = \"off\"\n");
    let document = outcome(&folder, 0);
    assert_eq!(document["findings"], Value::Array(vec![]));
    assert_eq!(document["off"]["property-optional"], 1);
    assert_eq!(document["checked"]["pairs"]["off"], 1);
    verify(&folder, &[])
        .exits(0)
        .says("1 finding")
        .says("compatible, but for rules that are turned off");
    folder.write("counterpart.toml", "[rules]\nproperty-optinal = \"off\"\n");
    verify(&folder, &[])
        .exits(101)
        .complains("did you mean `property-optional`?");
}

#[test]
fn what_fits_is_an_empty_list_that_says_that_it_looked() {
    let folder = services(REQUIRED_EMAIL);
    let answer = verify(&folder, &["--format", "json"]);
    let document: Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
    assert_eq!(document["checked"]["pairs"]["compatible"], 1);
    assert_eq!(document["findings"], Value::Array(vec![]));
    let answer = verify(&folder, &["--format", "junit"]);
    assert!(answer.exits(0).stdout.contains("1 of 1 pairs are compatible"));
}
