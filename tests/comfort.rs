//! What makes the program pleasant at a prompt.
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod fixture;

use fixture::Folder;

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
        Err(error) => eprintln!("skipped: bash cannot be run: {error}"),
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
