//! Features that make the program pleasant at a prompt.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use fixture::schemas::{OPTIONAL_EMAIL, WANTS_EMAIL, file};
use fixture::{Answer, Folder};

#[test]
fn every_shell_that_people_use_gets_completions_that_know_the_commands() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder
            .counterpart(&["completions", shell])
            .exits(0)
            .stdout
            .clone();
        for command in ["verify", "accept", "review", "explain"] {
            assert!(script.contains(command), "{shell} lacks {command}");
        }
    }
    folder.counterpart(&["completions", "cmd"]).exits(101);
}

#[test]
fn bash_reads_the_completions_without_an_error() {
    let folder = Folder::with(&[]);
    let script = folder
        .counterpart(&["completions", "bash"])
        .exits(0)
        .stdout
        .clone();
    folder.write("completions.bash", &script);
    let read = std::process::Command::new("bash")
        .args(["-n", "completions.bash"])
        .current_dir(folder.path())
        .output();
    match read {
        Ok(read) => assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr)),
        Err(error) => needs::skip("bash", format!("bash cannot be run: {error}")),
    }
}

#[test]
fn man_pages_are_written_one_a_command() {
    let folder = Folder::with(&[]);
    folder.counterpart(&["man", "share/man1"]).exits(0);
    for page in [
        "cargo-counterpart.1",
        "cargo-counterpart-verify.1",
        "cargo-counterpart-explain.1",
    ] {
        let text = folder.read(&format!("share/man1/{page}"));
        assert!(text.contains(".TH"), "{page}");
    }
}

#[test]
fn the_start_of_a_command_is_enough_where_only_one_begins_so() {
    let folder = broken();
    folder
        .counterpart(&["verif", "--no-build", "--contracts", "contracts"])
        .exits(100);
    folder
        .counterpart(&["expl", "null-emitted"])
        .exits(0)
        .says("# null-emitted");
    folder.counterpart(&["pact", "exp", "--help"]).exits(0);
    for (start, meant) in [
        ("ver", "`ver` is short for several commands: `verify`, `versions`"),
        (
            "record-",
            "`record-deployment`, `record-release`, `record-support-ended`, `record-undeployment`",
        ),
        (
            "e",
            "`e` is short for several commands: `environments`, `events`, `explain`",
        ),
    ] {
        folder
            .counterpart(&[start])
            .exits(101)
            .complains(meant)
            .complains("hint: write more of the name");
    }
    for (help, same) in [
        (&["help", "vers"][..], &["versions", "--help"][..]),
        (&["help", "pact", "ver"], &["pact", "verify", "--help"]),
        (&["pact", "help", "ver"], &["pact", "verify", "--help"]),
    ] {
        let shown = folder.counterpart(help).exits(0).stdout.clone();
        assert_eq!(shown, folder.counterpart(same).exits(0).stdout);
    }
    folder
        .counterpart(&["help", "ver"])
        .exits(101)
        .complains("`ver` is short for several commands: `verify`, `versions`");
    // Of the command that it follows.
    folder
        .counterpart(&["pact", "re"])
        .exits(101)
        .complains("unrecognized subcommand 're'");
    folder.counterpart(&["pa", "v", "--help"]).exits(0);
    folder
        .counterpart(&["verfy"])
        .exits(101)
        .complains("a similar subcommand exists: 'verify'");
}

/// A producer and a consumer that it breaks, as files.
fn broken() -> Folder {
    Folder::with(&[
        (
            "contracts/user-service/emits/user.registered.json",
            &file("user-service emits user.registered", "", OPTIONAL_EMAIL),
        ),
        (
            "contracts/auth-service/consumes/user.registered.json",
            &file("auth-service consumes user.registered", "", WANTS_EMAIL),
        ),
    ])
}

const VERIFY: [&str; 4] = ["verify", "--no-build", "--contracts", "contracts"];

fn verify(folder: &Folder, more: &[&str], environment: &[(&str, &str)]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command.args(VERIFY).args(more).current_dir(folder.path());
    folder.answer_with(command, environment)
}

#[test]
fn colour_is_used_on_terminals_and_on_request() {
    let folder = broken();
    let is_coloured = |more: &[&str], environment: &[(&str, &str)]| {
        let answer = verify(&folder, more, environment);
        answer.exits(100).stdout.contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]));
    assert!(is_coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_coloured(&[], &[("CARGO_TERM_COLOR", "always")]));
    assert!(is_coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&["--color=never"], &[("CLICOLOR_FORCE", "1")]));
    verify(&folder, &["--color", "purple"], &[]).exits(101);
}

#[test]
fn help_and_usage_errors_follow_the_colour_settings() {
    let folder = Folder::with(&[]);
    let asked = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        command.args(arguments).current_dir(folder.path());
        folder.answer_with(command, environment)
    };
    let help = |arguments: &[&str], environment: &[(&str, &str)]| {
        let answer = asked(arguments, environment);
        answer.exits(0).stdout.contains('\u{1b}')
    };
    let always = [("CARGO_TERM_COLOR", "always")];
    assert!(!help(&["verify", "--help"], &[]));
    assert!(help(&["verify", "--help"], &always));
    assert!(help(&["--color=always", "verify", "--help"], &[]));
    assert!(help(&["--color", "always", "help", "verify"], &[]));
    assert!(!help(&["verify", "--color", "never", "--help"], &always));
    let mistake = |arguments: &[&str]| {
        let answer = asked(arguments, &[]);
        answer.exits(101).stderr.contains('\u{1b}')
    };
    assert!(mistake(&["--color", "always", "verfy"]));
    assert!(!mistake(&["verfy", "--", "--color", "always"]));
}

#[test]
fn quiet_shows_failures_and_verbose_shows_sources_of_settings() {
    let folder = broken();
    let quiet = verify(&folder, &["-q"], &[]);
    let usual = verify(&folder, &[], &[]);
    assert!(quiet.exits(100).stdout.starts_with("error[property-optional]"));
    assert!(quiet.stdout.ends_with("\nincompatible\n"));
    assert!(!quiet.stdout.contains("checked ") && usual.stdout.contains("checked "));
    assert_eq!((quiet.stderr.as_str(), usual.stderr.as_str()), ("", ""));
    folder.write("counterpart.toml", "[rules]\nproperty-optional = \"error\"\n");
    let verbose = verify(&folder, &["-v"], &[]);
    let allowance = "reason = \"";
    assert!(verbose.stdout.contains(allowance), "{}", verbose.stdout);
    assert!(!usual.stdout.contains(allowance), "{}", usual.stdout);
    assert!(
        usual
            .stdout
            .contains("`cargo counterpart verify -v` prints the `[[allow]]`"),
        "{}",
        usual.stdout
    );
    assert!(verbose.stderr.contains("counterpart.toml"), "{}", verbose.stderr);
    assert_eq!(verify(&folder, &[], &[]).stderr, "");
    verify(&folder, &["-q", "-v"], &[]).exits(101);
}

#[test]
fn the_width_is_the_one_that_is_asked_for() {
    let folder = broken();
    for (columns, width) in [("60", 60), ("160", 160)] {
        let answer = verify(&folder, &[], &[("COLUMNS", columns)]);
        let fixes = answer
            .exits(100)
            .stdout
            .lines()
            .filter(|line| line.contains(" = help: "));
        assert!(fixes.clone().all(|line| line.len() <= width));
        assert_eq!(fixes.clone().any(|line| line.len() > 60), width == 160);
    }
}

#[test]
fn closing_the_pipe_after_one_line_is_not_an_error() {
    let folder = broken();
    // More than a pipe holds, so that the program still writes when nobody reads.
    for number in 0..400 {
        let service = format!("reader-{number}");
        let text = file(&format!("{service} consumes user.registered"), "", WANTS_EMAIL);
        let text = text.replace("email", &format!("email-{number}"));
        folder.write(
            &format!("contracts/{service}/consumes/user.registered.json"),
            &text,
        );
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"))
        .args(VERIFY)
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("error["), "{line}");
    drop(reader);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    assert_eq!(ended.status.code(), Some(100), "the answer stays the answer");
}

#[test]
fn value_that_needs_an_equals_sign_is_named_with_it() {
    let arguments = "can-i-deploy --service a --version 1 --to-environment production --allow-unknown nobody";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let answer = Folder::with(&[]).counterpart(&arguments);
    insta::assert_snapshot!(answer.exits(101).stderr, @"
    error: --allow-unknown takes its value with `=`
      hint: write `--allow-unknown=nobody`
    ");
}

#[test]
fn folders_and_builds_are_no_flags_of_the_pact_broker() {
    for command in ["verify", "export"] {
        let answer = Folder::with(&[]).counterpart(&["pact", command, "--help"]);
        let (before, of_broker) = answer.exits(0).stdout.split_once("Pact broker:").unwrap();
        for flag in ["--contracts <DIR>", "--no-build"] {
            assert!(
                before.contains(flag) && !of_broker.contains(flag),
                "{}",
                answer.stdout
            );
        }
        assert!(of_broker.contains("--broker-token"), "{}", answer.stdout);
    }
}
