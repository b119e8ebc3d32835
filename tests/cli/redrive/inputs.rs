//! The inputs: files, folders, links, standard input.

use super::*;

#[test]
fn letters_come_from_folders_and_standard_input_and_compressed() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("more/a/two.ndjson", &letter(2, GOOD));
    let packed = folder.path().join("more/three.ndjson.gz");
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    gzip.stdin
        .take()
        .unwrap()
        .write_all(letter(3, BAD).as_bytes())
        .unwrap();
    std::fs::write(packed, gzip.wait_with_output().unwrap().stdout).unwrap();
    let answer = redrive(&folder, &["letters.ndjson", "more", "--format", "json"]);
    answer
        .exits(100)
        .says(r#""answer": "2 of 3 letters would be taken by auth (by contract only), 1 still refused""#);
    answer.says(r#""input": "more/three.ndjson.gz""#);

    let mut command = Command::new(BINARY);
    command.args(["redrive", "-", "--contracts", "contracts", "--no-build"]);
    command.current_dir(folder.path());
    fixture::clean(&mut command);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(letter(1, BAD).as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("first standard input:1"), "{said}");
}

#[test]
fn letters_that_are_named_twice_are_refused() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/letters.ndjson", &letter(1, GOOD));
    for twice in [
        ["letters.ndjson", "./letters.ndjson"],
        ["dlq", "dlq/letters.ndjson"],
        ["dlq/letters.ndjson", "dlq"],
    ] {
        redrive(&folder, &twice).exits(101).complains("are named twice");
    }
    redrive(&folder, &["dlq", "letters.ndjson"]).exits(0);
}

#[cfg(unix)]
#[test]
fn letters_of_one_file_under_two_names_are_read_once_or_not_at_all() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/a.ndjson", &letter(2, GOOD));
    let path = |name: &str| folder.path().join(name);
    let refused = |letters: &[&str], said: &str| {
        let split = ["--take", "take", "--leave", "leave"];
        redrive(&folder, &[letters, &split[..]].concat())
            .exits(101)
            .complains(said);
        assert!(!folder.has("take") && !folder.has("leave"));
    };
    std::os::unix::fs::symlink("a.ndjson", path("dlq/b.ndjson")).unwrap();
    refused(&["dlq"], "dlq/b.ndjson: is the same file as dlq/a.ndjson");
    std::fs::remove_file(path("dlq/b.ndjson")).unwrap();
    std::fs::hard_link(path("dlq/a.ndjson"), path("dlq/c.ndjson")).unwrap();
    refused(
        &["dlq"],
        "dlq/c.ndjson: is the same file as dlq/a.ndjson: its letters would be read twice",
    );
    std::fs::remove_file(path("dlq/c.ndjson")).unwrap();
    std::fs::create_dir(path("more")).unwrap();
    std::os::unix::fs::symlink("../dlq", path("more/linked")).unwrap();
    refused(
        &["dlq", "more"],
        "more/linked/a.ndjson: is the same file as dlq/a.ndjson",
    );
    std::fs::hard_link(path("letters.ndjson"), path("same.ndjson")).unwrap();
    refused(
        &["letters.ndjson", "same.ndjson"],
        "same.ndjson: is the same file as letters.ndjson",
    );
    refused(&["-", "-"], "standard input: is the same file as standard input");

    // Standard input that is a file too.
    let mut command = Command::new(BINARY);
    command.args([
        "redrive",
        "letters.ndjson",
        "-",
        "--contracts",
        "contracts",
        "--no-build",
    ]);
    command.current_dir(folder.path());
    fixture::clean(&mut command);
    let input = std::fs::File::open(path("letters.ndjson")).unwrap();
    let output = command.stdin(input).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("standard input: is the same file as letters.ndjson"),
        "{said}"
    );
}

#[test]
fn files_that_are_not_read_are_named() {
    let folder = folder(VERSION_3, &letter(1, GOOD));
    folder.write("dlq/a.ndjson", &letter(2, GOOD));
    folder.write("dlq/a.ndjson.torn", "{\"format\":1,\"id\n");
    folder.write("dlq/.hidden", &letter(3, GOOD));
    let answer = redrive(&folder, &["dlq"]);
    answer
        .exits(0)
        .says("not read: dlq/a.ndjson.torn: the beginnings of letters whose writer was stopped")
        .says("not read: 1 entry of folders, whose names begin with a dot");
    let json = redrive(&folder, &["dlq", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&json.exits(0).stdout).unwrap();
    assert_eq!(
        (&plan["torn"][0], &plan["ignored"]),
        (&"dlq/a.ndjson.torn".into(), &1.into())
    );
    // A file that is named is read.
    redrive(&folder, &["dlq/a.ndjson.torn"])
        .exits(101)
        .says("not a letter: dlq/a.ndjson.torn:1");
}

/// Files with a mark at their start, and joined.
#[test]
fn a_mark_at_the_start_of_a_line_is_no_part_of_the_letter() {
    let letters = format!(
        "\u{feff}{}\u{feff}{}\u{feff}\n{}",
        letter(1, GOOD),
        letter(2, BAD),
        letter(3, GOOD)
    );
    let folder = folder(VERSION_3, &letters);
    redrive(&folder, &SPLIT)
        .exits(100)
        .says("2 of 3 letters would be taken")
        .says("first letters.ndjson:2");
    assert_eq!(folder.read("take"), letter(1, GOOD) + &letter(3, GOOD));
    assert_eq!(folder.read("leave"), letter(2, BAD));
}

#[test]
fn paths_are_named_as_they_were_given() {
    let folder = folder(VERSION_3, &letter(1, BAD));
    let path = folder.path().join("letters.ndjson");
    assert!(Path::new(&path).is_absolute());
    let answer = redrive(&folder, &[path.to_str().unwrap()]);
    answer.exits(100).says("first [HERE]/letters.ndjson:1");
}
