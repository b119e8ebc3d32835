//! The split of letters into files, and what it never replaces.

use super::*;

#[test]
fn a_split_replaces_no_file_and_is_not_written_where_letters_are_read() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("leave", "");
    redrive(&folder, &SPLIT)
        .exits(101)
        .complains("leave exists, and a split replaces no file")
        .complains("if it is of a run that was stopped (there is no take), delete it");
    folder.write("take", "");
    redrive(&folder, &SPLIT).exits(101).complains("leave exists");
    assert_eq!(
        (folder.read("take"), folder.read("leave")),
        (String::new(), String::new())
    );
    folder.write("dlq/letters.ndjson", &letter(1, GOOD));
    let inside = ["dlq", "--take", "dlq/take", "--leave", "other"];
    redrive(&folder, &inside)
        .exits(101)
        .complains("is in the folder dlq, which is read");
    let twice = ["letters.ndjson", "--take", "new", "--leave", "./new"];
    redrive(&folder, &twice)
        .exits(101)
        .complains("is named for two parts of the split");
    let absent = ["letters.ndjson", "--take", "no/such", "--leave", "new"];
    redrive(&folder, &absent).exits(101).complains("cannot find no:");
}

#[test]
fn a_report_never_takes_the_place_of_letters() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/letters.ndjson", &letter(1, GOOD));
    let untouched = |folder: &Folder| {
        assert!(!folder.has("take") && !folder.has("leave"));
        assert_eq!(folder.read("letters.ndjson"), letter(1, GOOD));
    };
    for report in ["json=take", "json=./leave", "sarif=letters.ndjson"] {
        let arguments = [&SPLIT[..], &["--format", report]].concat();
        redrive(&folder, &arguments)
            .exits(101)
            .complains("would take the place of letters");
        untouched(&folder);
    }
    redrive(&folder, &["dlq", "--format", "json=dlq/report.json"])
        .exits(101)
        .complains("the report dlq/report.json would take the place of letters");
    let arguments = [&SPLIT[..], &["--format", "json=report.json"]].concat();
    redrive(&folder, &arguments).exits(0);
    assert!(folder.has("report.json") && folder.has("take"));
}

/// Killed before each call of the system that makes, writes or names a file: what is there is whole, nothing is lost and
/// nothing is there twice.
#[test]
fn a_run_that_is_killed_at_any_write_leaves_no_half_of_a_split() {
    if !needs::strace() {
        return;
    }
    let letters: String = (0..300)
        .map(|id| letter(id, if id % 3 == 0 { BAD } else { GOOD }))
        .collect();
    let mut kills = 0;
    for call in [
        "write",
        "fsync",
        "renameat2",
        "linkat",
        "link",
        "rename",
        "unlink",
    ] {
        for time in 1.. {
            let folder = folder(VERSION_3, &letters);
            let mut command = Command::new("strace");
            command.args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={call}"),
                "-e",
            ]);
            command.arg(format!("inject={call}:signal=KILL:when={time}"));
            command.arg(BINARY).arg("redrive").args(SPLIT);
            command
                .args(["--contracts", "contracts", "--no-build"])
                .current_dir(folder.path());
            let answer = folder.answer(command);
            let context = format!("killed before {call} {time}");
            assert_eq!(folder.read("letters.ndjson"), letters, "{context}");
            if folder.has("take") {
                // The split is whole.
                check_split(&folder, &letters);
            } else if folder.has("leave") {
                redrive(&folder, &SPLIT)
                    .exits(101)
                    .complains("if it is of a run that was stopped");
                std::fs::remove_file(folder.path().join("leave")).unwrap();
            }
            if answer.code == 100 {
                assert!(folder.has("take"), "{context}");
                break;
            }
            kills += 1;
            if !folder.has("take") {
                redrive(&folder, &SPLIT).exits(100);
                check_split(&folder, &letters);
            }
            assert!(time < 60, "{call} never ends: {}", answer.stderr);
        }
    }
    assert!(kills >= 8, "{kills} kills");
}
