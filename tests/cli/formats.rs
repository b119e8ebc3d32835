//! `--format` from the command line, and severities from the configuration.

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
fn json_is_one_document_on_standard_output() {
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
    assert_eq!(document["contract_dirs"][0], "c");
    check(&folder, &document);
}

/// A build says what it does, and the document stays whole.
#[test]
fn json_of_a_build_is_one_document_despite_progress() {
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
fn formats_with_files_are_written_in_addition_to_the_text() {
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
fn unwritable_target_is_reported_before_anything_is_checked() {
    let folder = services(OPTIONAL_EMAIL);
    let answer = verify(&folder, &["--format", "json", "--format", "sarif"]);
    answer
        .exits(101)
        .complains("json and sarif cannot all go to standard output");
    let answer = verify(&folder, &["--format", "xml"]);
    answer
        .exits(101)
        .complains("the formats are text, json, github, markdown, junit, sarif, gitlab");
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
fn summary_into_a_contract_file_is_refused() {
    let folder = services(OPTIONAL_EMAIL);
    let before = folder.snapshot("");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(["verify", "--no-build", "--contracts", "c", "--format", "github"])
        .current_dir(folder.path());
    folder
        .answer_with(command, &[("GITHUB_STEP_SUMMARY", "c/user/emits/user.json")])
        .exits(101)
        .complains("c/user/emits/user.json is a contract file")
        .complains("the variable GITHUB_STEP_SUMMARY names it");
    assert_eq!(folder.snapshot(""), before);
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
        .says("warning[property-optional]: `email` may be absent from what user sends")
        .says("compatible, with warnings");
    folder.write("counterpart.toml", "[rules]\nproperty-optional = \"off\"\n");
    let document = outcome(&folder, 0);
    assert_eq!(document["findings"], Value::Array(vec![]));
    assert_eq!(document["suppressed"]["property-optional"], 1);
    assert_eq!(document["checked"]["pairs"]["suppressed"], 1);
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
fn compatible_run_is_an_empty_list_with_the_checked_pairs() {
    let folder = services(REQUIRED_EMAIL);
    let answer = verify(&folder, &["--format", "json"]);
    let document: Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
    assert_eq!(document["checked"]["pairs"]["compatible"], 1);
    assert_eq!(document["findings"], Value::Array(vec![]));
    let answer = verify(&folder, &["--format", "junit"]);
    assert!(answer.exits(0).stdout.contains("1 of 1 pair is compatible"));
}

/// The target of a report is not always a plain file.
#[cfg(unix)]
mod destinations {
    use std::fs::{self, File};
    use std::os::unix::fs::{FileTypeExt as _, symlink};
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    use super::*;

    fn command(folder: &Folder, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        fixture::clean(&mut command);
        command
            .args(["verify", "--no-build", "--contracts", "c"])
            .args(arguments)
            .current_dir(folder.path());
        command
    }

    fn is_report(text: &str) {
        let document: Value = serde_json::from_str(text).unwrap();
        assert_eq!(document["outcome"], "incompatible");
    }

    #[test]
    fn a_device_and_a_link_stay_what_they_are() {
        let folder = services(OPTIONAL_EMAIL);
        // Through a link of our own: with all rights, a wrong program would replace the device.
        symlink("/dev/null", folder.path().join("nothing")).unwrap();
        folder.write("there.json", "old");
        symlink("there.json", folder.path().join("link.json")).unwrap();
        verify(
            &folder,
            &["--format", "json=nothing", "--format", "sarif=link.json"],
        )
        .exits(100);
        assert!(folder.path().join("nothing").is_symlink());
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        assert!(folder.path().join("link.json").is_symlink());
        assert!(folder.read("there.json").contains("property-optional"));
    }

    #[test]
    fn a_pipe_gets_the_report() {
        let folder = services(OPTIONAL_EMAIL);
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut running = command(&folder, &["--format", "json=pipe", "-q"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // A program that renamed over it would leave the reader waiting: opened for both ends it does not wait.
        let start = Instant::now();
        while running.try_wait().unwrap().is_none() && start.elapsed() < Duration::from_secs(1) {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        is_report(&fs::read_to_string(&pipe).unwrap());
        assert_eq!(running.wait().unwrap().code(), Some(100));
    }

    #[test]
    fn unread_pipe_is_waited_for_with_a_notice() {
        let folder = services(OPTIONAL_EMAIL);
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let said = folder.path().join("said");
        let mut running = command(&folder, &["--format", "json=pipe"])
            .stdout(Stdio::null())
            .stderr(File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let start = Instant::now();
        let waits = "waiting until something reads pipe, where the report goes";
        while !fs::read_to_string(&said).unwrap().contains(waits) {
            assert!(start.elapsed() < Duration::from_secs(30), "not a word");
            std::thread::sleep(Duration::from_millis(50));
        }
        is_report(&fs::read_to_string(&pipe).unwrap());
        assert_eq!(running.wait().unwrap().code(), Some(100));
    }

    #[test]
    fn standard_output_by_its_name_has_only_the_report() {
        let folder = services(OPTIONAL_EMAIL);
        symlink("/dev/stdout", folder.path().join("out")).unwrap();
        let answer = verify(&folder, &["--format", "json=out"]);
        is_report(&answer.exits(100).stdout);
        assert!(folder.path().join("out").is_symlink());
        let answer = verify(&folder, &["--format", "json=/proc/self/fd/2", "-q"]);
        is_report(&answer.exits(100).stderr);
        answer.says("incompatible");
    }

    #[test]
    fn the_file_that_standard_output_goes_to_loses_nothing() {
        let folder = services(OPTIONAL_EMAIL);
        let plain = verify(&folder, &[]);
        let out = folder.path().join("out");
        let code = command(&folder, &["--format", "gitlab=out"])
            .stdout(File::create(&out).unwrap())
            .status();
        assert_eq!(code.unwrap().code(), Some(100));
        let text = folder.read("out");
        let (report, rest) = text.split_once("\n]\n").unwrap();
        assert!(serde_json::from_str::<Value>(&format!("{report}\n]")).is_ok());
        assert_eq!(rest, plain.stdout);
    }

    #[test]
    fn descriptor_is_appended_to() {
        let folder = services(OPTIONAL_EMAIL);
        let program = env!("CARGO_BIN_EXE_cargo-counterpart");
        let line = format!(
            "exec 3>kept; echo before >&3; '{program}' verify -q --no-build --contracts c --format json=/dev/fd/3"
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(folder.path());
        folder.answer(shell).exits(100);
        is_report(folder.read("kept").strip_prefix("before\n").unwrap());
    }

    #[test]
    fn a_file_of_a_store_is_refused() {
        let folder = services(OPTIONAL_EMAIL);
        folder.write("store/store.toml", "");
        folder.write("published/services/user/versions/1/version.json", "{}");
        folder.write(
            "published/environments/production/user/20261123T150000Z~1~deployed",
            "",
        );
        symlink("published/services", folder.path().join("link")).unwrap();
        let before = folder.snapshot("");
        for file in [
            "store/store.toml",
            "store/services/report.json",
            "published/services/user/versions/1/version.json",
            "published/services/user/versions/1/emits/user.json",
            "published/services/new/report.json",
            "published/environments/production/user/20261123T150000Z~1~deployed",
            "link/user/versions/1/version.json",
        ] {
            verify(&folder, &["--format", &format!("json={file}")])
                .exits(101)
                .complains("is a file of a store")
                .complains("name another file for the report");
        }
        assert_eq!(folder.snapshot(""), before);
        // Beside the store's own files people keep others, and code has folders of these names.
        folder.write("code/services/api/versions/v1/lib.rs", "");
        for file in [
            "published/report.json",
            "code/services/api/versions/v1/report.json",
        ] {
            verify(&folder, &["--format", &format!("json={file}")]).exits(100);
        }
    }

    #[test]
    fn project_files_are_refused_as_targets_before_anything_is_checked() {
        let folder = services(OPTIONAL_EMAIL);
        folder.write("counterpart.toml", "");
        folder.write("Cargo.toml", "");
        symlink("c/user/emits/user.json", folder.path().join("link")).unwrap();
        let before = folder.snapshot("");
        for (file, what) in [
            ("c/user/emits/user.json", "is a contract file"),
            ("./link", "is a contract file"),
            ("counterpart.toml", "is the configuration"),
            ("Cargo.toml", "is a manifest"),
        ] {
            let form = format!("json={file}");
            verify(&folder, &["--format", &form]).exits(101).complains(what);
            verify(&folder, &["--format", "markdown", "--format", &form])
                .exits(101)
                .complains("name another file for the report");
        }
        assert_eq!(folder.snapshot(""), before);
    }
}
