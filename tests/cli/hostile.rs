//! Bad input: a clear sentence, exit code 101, and nothing half written.

use fixture::schemas::{REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};

const EMITS: &str = "contracts/user-service/emits/user.registered.json";

fn good() -> Folder {
    Folder::with(&[
        (
            EMITS,
            &file("user-service emits user.registered", "", REQUIRED_EMAIL),
        ),
        (
            "contracts/auth-service/consumes/user.registered.json",
            &file("auth-service consumes user.registered", "", WANTS_EMAIL),
        ),
    ])
}

/// Runs `verify` over the good files and a bad one, and shows that nothing changes.
#[track_caller]
fn with(path: &str, text: &str) -> Answer {
    let folder = good();
    folder.write(path, text);
    let before = folder.snapshot("");
    let answer = folder.counterpart(&["verify", "--no-build", "--contracts", "contracts"]);
    answer.exits(101);
    assert_eq!(folder.snapshot(""), before);
    answer
}

/// The same schema to `check`, on both sides.
#[track_caller]
fn check(schema: &str) -> Answer {
    let folder = Folder::with(&[("bad.json", schema), ("good.json", "{}")]);
    let before = folder.snapshot("");
    let answer = folder.counterpart(&["check", "bad.json", "good.json"]);
    answer.exits(101);
    folder.counterpart(&["check", "good.json", "bad.json"]).exits(101);
    assert_eq!(folder.snapshot(""), before);
    answer
}

#[test]
fn a_truncated_contract_file() {
    let text = file("user-service emits user.registered", "", REQUIRED_EMAIL);
    with(EMITS, &text[..text.len() - 3])
        .complains("error: contracts/user-service/emits/user.registered.json: not JSON: the text ends inside a value at line 11")
        .complains("hint: restore the file, or delete it and run `cargo counterpart accept`");
    with(EMITS, "").complains("not JSON");
}

#[test]
fn a_folder_where_a_file_should_be() {
    with("contracts/user-service/emits/user.deleted.json/x", "")
        .complains("contracts/user-service/emits/user.deleted.json is not a file");
}

#[test]
fn a_file_where_a_folder_should_be() {
    let folder = Folder::with(&[("contracts", "")]);
    folder
        .counterpart(&["verify", "--no-build", "--contracts", "contracts"])
        .exits(101)
        .complains("contracts is not a folder");
}

#[test]
fn an_event_whose_name_leaves_the_folder() {
    with(EMITS, &file("user-service emits ../../etc/x", "", REQUIRED_EMAIL))
        .complains(r#"the name "../../etc/x" contains a path step `.` or `..`"#);
    let folder = good();
    folder.write(
        &format!("{EMITS}.new"),
        &file("user-service emits ../../etc/x", "", REQUIRED_EMAIL),
    );
    let before = folder.snapshot("");
    folder
        .counterpart(&["accept", "--no-build", "--contracts", "contracts"])
        .exits(101)
        .complains("`..`");
    assert_eq!(folder.snapshot(""), before);
}

#[test]
fn a_contract_of_a_newer_format() {
    let text = file("user-service emits user.registered", "", REQUIRED_EMAIL);
    with(EMITS, &text.replace("\"format\": 1", "\"format\": 2"))
        .complains("format 2 of `x-contract` is newer than 1")
        .complains("update counterpart");
}

#[test]
fn json_nested_without_end() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let schema = format!("\"default\": {deep}");
    with(EMITS, &file("user-service emits user.registered", "", &schema)).complains("deep");
    check(&deep).complains("deep");
    let not = format!("{}true{}", "{\"not\": ".repeat(100_000), "}".repeat(100_000));
    check(&not).complains("deep");
    with(EMITS, &"[".repeat(100_000)).complains("deep");
}

#[test]
fn a_number_beyond_all_bounds() {
    for number in ["1e1000000000", "-1e-1000000000", "1e99999999999999999999"] {
        let schema = format!(r#"{{"type": "number", "maximum": {number}}}"#);
        check(&schema).complains("a number with more than 10000 digits");
        with(
            EMITS,
            &file(
                "user-service emits user.registered",
                "",
                &schema[1..schema.len() - 1],
            ),
        )
        .complains("a number with more than 10000 digits");
    }
}

#[test]
fn a_reference_that_leaves_the_document() {
    let folder = Folder::with(&[("secret.json", "{}")]);
    let outside = folder.path().join("secret.json");
    for reference in [
        "http://127.0.0.1:9/schema.json",
        "https://example.com/schema.json",
        "secret.json",
        "../secret.json",
        outside.to_str().unwrap(),
        &format!("file://{}", outside.display()),
    ] {
        let reference = reference.replace('\\', "/");
        check(&format!(r#"{{"$ref": "{reference}"}}"#)).complains(&format!("the reference \"{reference}\""));
        with(
            EMITS,
            &file(
                "user-service emits user.registered",
                "",
                &format!(r#""$ref": "{reference}""#),
            ),
        )
        .says(&format!(
            "could not complete: {EMITS}: the reference \"{reference}\""
        ));
    }
}

#[test]
fn document_that_is_not_a_schema() {
    check("\"text\"").complains("bad.json: expected");
    check("{\"type\": \"strin\"}").complains("bad.json: expected");
    let folder = Folder::with(&[("good.json", r#"{"type": "object"}"#)]);
    folder
        .counterpart(&["check", "good.json", "absent.json"])
        .exits(101)
        .complains("error: cannot read absent.json");
}

#[test]
fn no_workspace() {
    let folder = Folder::with(&[]);
    for args in [
        &["verify"][..],
        &["verify", "--no-build"],
        &["accept"],
        &["accept", "--no-build"],
    ] {
        folder
            .counterpart(args)
            .exits(101)
            .complains("error: cargo cannot read the workspace: could not find `Cargo.toml`")
            .complains("hint: run this inside a workspace");
    }
}

#[cfg(unix)]
mod not_plain_files {
    use std::os::unix::fs::symlink;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::*;

    fn pipe(folder: &Folder, name: &str) {
        let made = Command::new("mkfifo").arg(folder.path().join(name)).status();
        assert!(made.unwrap().success());
    }

    /// The program's answer; a program that waits for a pipe is stopped.
    fn in_time(folder: &Folder, arguments: &[&str]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        fixture::clean(&mut command);
        command.args(arguments).current_dir(folder.path());
        let mut running = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while running.try_wait().unwrap().is_none() {
            if start.elapsed() > Duration::from_secs(20) {
                running.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = running.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Answer {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    #[test]
    fn a_configuration_that_is_a_pipe_or_endless_is_refused() {
        let commands = [
            &["config"][..],
            &["verify", "--no-build", "--contracts", "contracts"],
            &[
                "publish",
                "--no-build",
                "--contracts",
                "contracts",
                "--store",
                "s",
            ],
        ];
        let folder = good();
        pipe(&folder, "counterpart.toml");
        for command in commands {
            in_time(&folder, command)
                .exits(101)
                .complains("counterpart.toml is not a file")
                .complains("hint: put a plain file of settings there, or remove it");
        }
        let folder = good();
        symlink("/dev/zero", folder.path().join("counterpart.toml")).unwrap();
        in_time(&folder, &["config"])
            .exits(101)
            .complains("is not a file");
        let folder = good();
        symlink("nowhere", folder.path().join("counterpart.toml")).unwrap();
        in_time(&folder, &["config"])
            .exits(101)
            .complains("is a broken link");
    }

    #[test]
    fn a_link_in_place_of_a_contract_file_is_not_written_over() {
        let folder = good();
        let waiting = folder.read(EMITS);
        folder.write("elsewhere", "precious");
        std::fs::remove_file(folder.path().join(EMITS)).unwrap();
        symlink("../../../elsewhere", folder.path().join(EMITS)).unwrap();
        folder.write(&format!("{EMITS}.new"), &waiting);
        let before = folder.snapshot("");
        folder
            .counterpart(&["accept", "--no-build", "--contracts", "contracts"])
            .exits(101)
            .complains("contracts/user-service/emits/user.registered.json is a link");
        folder.write("schema.json", r#"{"type": "object"}"#);
        folder
            .counterpart(&[
                "import",
                "--emits",
                "--service",
                "user-service",
                "--event",
                "user.registered",
                "--contracts",
                "contracts",
                "schema.json",
            ])
            .exits(101)
            .complains("is a link, and contract files never replace links");
        std::fs::remove_file(folder.path().join("schema.json")).unwrap();
        assert_eq!(folder.snapshot(""), before);
        assert!(folder.path().join(EMITS).is_symlink());
    }

    #[test]
    fn pages_are_not_written_into_a_link_that_leads_to_a_contract() {
        let folder = good();
        let contract = folder.read(EMITS);
        std::fs::create_dir(folder.path().join("man")).unwrap();
        symlink(
            format!("../{EMITS}"),
            folder.path().join("man/cargo-counterpart.1"),
        )
        .unwrap();
        folder
            .counterpart(&["man", "man"])
            .exits(101)
            .complains("is a contract file");
        assert_eq!(folder.read(EMITS), contract);
        std::fs::remove_file(folder.path().join("man/cargo-counterpart.1")).unwrap();
        folder.counterpart(&["man", "man"]).exits(0);
        assert!(folder.read("man/cargo-counterpart-verify.1").contains("verify"));
    }

    #[test]
    fn deleted_folder_is_reported_in_a_sentence() {
        let folder = good();
        let contracts = folder.path().join("contracts").display().to_string();
        for arguments in [
            "config".to_owned(),
            "verify".to_owned(),
            format!("verify --no-build --contracts {contracts}"),
            "init".to_owned(),
            "versions --service x --store /nowhere".to_owned(),
            format!("pact export --no-build --contracts {contracts} --out {contracts}"),
        ] {
            let program = env!("CARGO_BIN_EXE_cargo-counterpart");
            let line = format!("mkdir gone && cd gone && rmdir ../gone && exec '{program}' {arguments}");
            let mut shell = Command::new("sh");
            shell.args(["-c", &line]).current_dir(folder.path());
            let answer = folder.answer(shell);
            answer
                .exits(101)
                .complains("error: the current folder cannot be found")
                .complains("change to a folder that exists");
            assert!(answer.stderr.lines().count() <= 2, "{}", answer.stderr);
        }
    }
}

#[test]
fn system_files_are_ignored_and_other_hidden_files_named() {
    let verify = ["verify", "--no-build", "--contracts", "contracts"];
    let folder = good();
    folder.write("contracts/.DS_Store", "\u{0}");
    folder.write("contracts/user-service/emits/._user.registered.json", "\u{0}");
    folder.write("contracts/user-service/Thumbs.db", "x");
    folder.write("contracts/.gitattributes", "x");
    let answer = folder.counterpart(&verify);
    assert_eq!(answer.exits(0).stderr, "");
    folder.write("contracts/user-service/emits/.notes", "x");
    folder.counterpart(&verify).exits(0).complains(
        "warning: contracts/user-service/emits/.notes is hidden and not a contract file: it is ignored",
    );
    with("contracts/user-service/emits/user.deleted.JSON", "{}")
        .complains("user.deleted.JSON would be ignored")
        .complains("hint: rename it");
    with("contracts/user-service/emits/.user.deleted.json", "{}").complains("would be ignored");
}

#[test]
fn system_files_in_a_store_are_ignored() {
    let folder = good();
    let publish =
        "publish --no-build --contracts contracts --version 1 --branch main --sequence 1 --store store";
    let publish: Vec<&str> = publish.split(' ').collect();
    folder.counterpart(&publish).exits(0);
    let versions = ["versions", "--service", "user-service", "--store", "store"];
    let plain = folder.counterpart(&versions);
    folder.write("store/services/.DS_Store", "x");
    folder.write("store/services/user-service/versions/Thumbs.db", "x");
    folder.write(
        "store/services/user-service/versions/1/emits/._user.registered.json",
        "x",
    );
    folder.write("store/services/user-service/branches/main/desktop.ini", "x");
    let answer = folder.counterpart(&versions);
    assert_eq!(answer.exits(0).stdout, plain.stdout);
    folder.write("store/services/user-service/.hidden", "x");
    folder
        .counterpart(&versions)
        .exits(101)
        .complains(r#""services/user-service/.hidden" in the store has a step that is empty, or starts or ends with a dot"#);
}

#[test]
fn no_version_is_the_latest_of_its_branch_for_ever() {
    let folder = good();
    let publish = |sequence: &str| {
        let line = format!(
            "publish --no-build --contracts contracts --version 1 --branch main --sequence {sequence} --store store"
        );
        folder.counterpart(&line.split(' ').collect::<Vec<_>>())
    };
    for sequence in ["18446744073709551615", "9007199254740992"] {
        publish(sequence).exits(101).complains(
            "no later version could be the latest of the branch: the highest number is 9007199254740991",
        );
    }
    assert!(!folder.has("store"));
    publish("9007199254740991").exits(0);
    let later =
        "publish --no-build --contracts contracts --version 2 --branch main --sequence 2 --store store";
    folder
        .counterpart(&later.split(' ').collect::<Vec<_>>())
        .exits(0)
        .complains(
            "warning: user-service 2 is not the latest of main: 1 is, whose sequence number is higher",
        );
    folder.write(
        "store/services/user-service/branches/main/18446744073709551615~1",
        "",
    );
    folder
        .counterpart(&["versions", "--service", "user-service", "--store", "store"])
        .exits(101)
        .complains(
            "services/user-service/branches/main/18446744073709551615~1 in the store has the sequence number",
        )
        .complains("remove this entry");
}

#[test]
fn unusable_cache_is_reported_with_the_fix() {
    use std::process::Command;
    let folder = Folder::with(&[("file", "")]);
    let ask = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        command
            .args([
                "versions",
                "--service",
                "x",
                "--store",
                "git+file:///nowhere#main",
            ])
            .current_dir(folder.path());
        for name in ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"] {
            command.env_remove(name);
        }
        folder.answer_with(command, variables)
    };
    ask(&[])
        .exits(101)
        .complains("neither COUNTERPART_CACHE nor XDG_CACHE_HOME nor HOME is set")
        .complains("hint: set COUNTERPART_CACHE to a folder of your own");
    ask(&[("HOME", "file")])
        .exits(101)
        .complains("cannot use the cache file/.cache/counterpart/")
        .complains("hint: set COUNTERPART_CACHE to a folder of your own");
    ask(&[("COUNTERPART_CACHE", "cache")])
        .exits(101)
        .complains("nowhere");
}

/// A name may hold what a terminal or a CI service would take for more than text.
#[test]
fn foreign_names_are_escaped_in_json() {
    const NAME: &str = "1\u{200e}##[error]x";
    let folder = good();
    let arguments =
        |line: &str| -> Vec<String> { line.split(' ').map(|word| word.replace("NAME", NAME)).collect() };
    let ask = |line: &str| {
        let arguments = arguments(line);
        folder.counterpart(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    folder.write(
        "contracts/mailer/emits/mail.json",
        &file(
            "mailer emits mail",
            "",
            &format!(
                r#""type": "object", "properties": {{"{NAME}": {{"const": 1}}}}, "required": ["{NAME}"]"#
            ),
        ),
    );
    for line in [
        "publish --json --no-build --contracts contracts --version NAME --branch NAME --sequence 1 --store store",
        "versions --json --service mailer --store store",
        "services --json --store store",
        "events --json --store store",
        "prune --json --older-than 0s --store store",
        "sample mail --contracts contracts -n 1",
        "diff --json contracts contracts",
    ] {
        let answer = ask(line);
        let text = &answer.exits(0).stdout;
        assert!(
            serde_json::from_str::<serde_json::Value>(text).is_ok(),
            "{line}: {text}"
        );
        assert!(
            !text.contains("##[") && !text.contains('\u{200e}'),
            "{line}: {text}"
        );
    }
    ask("versions --json --service mailer --store store").says("1\\u200e#\\u0023[error]x");
}
