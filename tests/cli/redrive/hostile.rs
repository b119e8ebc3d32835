//! Letters that are broken, or made to break their readers.

use super::*;

fn of(letters: &[u8]) -> Answer {
    let folder = folder(VERSION_3, "");
    std::fs::write(folder.path().join("letters.ndjson"), letters).unwrap();
    redrive(&folder, &SPLIT[..1])
}

/// With 400 MiB of memory, most of which is the program itself and the stacks of threads.
fn limited(folder: &Folder) -> Answer {
    let mut command = Command::new("sh");
    let line =
        format!("ulimit -v 409600; exec '{BINARY}' redrive letters.ndjson --contracts contracts --no-build");
    command.args(["-c", &line]).current_dir(folder.path());
    folder.answer(command)
}

#[test]
fn letters_that_contradict_themselves_are_named() {
    let letter = letter(1, GOOD);
    let cases = [
        (
            "\"attempts\":1",
            "\"attempts\":0",
            "`attempts` is 0, and something failed",
        ),
        (
            "\"payload\":",
            "\"payload_base64\":\"e30=\",\"payload\":",
            "it has two payloads",
        ),
        (
            "\"payload\":",
            "\"other\":",
            "a dead letter needs `payload` or `payload_base64`",
        ),
        (
            "\"format\":1",
            "\"format\":2",
            "format 2 of a dead letter is newer than 1",
        ),
    ];
    for (part, other, said) in cases {
        let text = letter.replacen(part, other, 1);
        assert_ne!(text, letter);
        of(text.as_bytes()).exits(101).says(said);
    }
    let goes_back = letter.replacen("\"last_failure\":\"2026", "\"last_failure\":\"2025", 1);
    of(goes_back.as_bytes())
        .exits(101)
        .says("`last_failure` is before `first_failure`");
}

#[test]
fn lines_of_nul_and_of_a_million_levels_are_findings() {
    let deep = "[".repeat(1_000_000) + "\n";
    of(deep.as_bytes())
        .exits(101)
        .says("not JSON: recursion limit exceeded");
    of(b"\0\0\0\n").exits(101).says("not JSON");
    let payload = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    of(letter(1, &payload).as_bytes()).exits(100).says("1 undecided");
}

#[test]
fn a_line_without_an_end_is_a_finding_and_cannot_be_split() {
    let folder = folder(VERSION_3, "");
    let path = folder.path().join("letters.ndjson");
    // 1 GB that takes no room on the disk: zeros.
    std::fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    limited(&folder)
        .exits(101)
        .says("1073741824 bytes, and a letter has 16777216 at most");
    redrive(&folder, &SPLIT).exits(101).complains("nothing is split");
    assert!(!folder.has("take") && !folder.has("leave"));
}

#[test]
fn bombs_are_refused_and_nothing_is_written() {
    for (program, arguments) in [("gzip", vec!["-9", "-c"]), ("zstd", vec!["-19", "-c"])] {
        if Command::new(program).arg("--version").output().is_err() {
            continue;
        }
        let mut pack = Command::new(program);
        let mut child = pack
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            let zeros = vec![b' '; 1 << 20];
            (0..256).all(|_| input.write_all(&zeros).is_ok())
        });
        let packed = child.wait_with_output().unwrap().stdout;
        assert!(writer.join().unwrap());
        let folder = folder(VERSION_3, "");
        std::fs::write(folder.path().join("letters.ndjson"), packed).unwrap();
        limited(&folder).exits(101).complains("it may be a bomb");
        redrive(&folder, &SPLIT).exits(101).complains("letters.ndjson:");
        assert!(!folder.has("take") && !folder.has("leave"), "{program}");
    }
}

#[test]
fn a_compressed_file_that_was_cut_is_refused_and_nothing_is_written() {
    let folder = folder(VERSION_3, "");
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let letters: String = (0..100).map(|id| letter(id, GOOD)).collect();
    gzip.stdin.take().unwrap().write_all(letters.as_bytes()).unwrap();
    let packed = gzip.wait_with_output().unwrap().stdout;
    std::fs::write(folder.path().join("letters.ndjson"), &packed[..packed.len() / 2]).unwrap();
    redrive(&folder, &SPLIT)
        .exits(101)
        .complains("ends in the middle of what is compressed");
    assert!(!folder.has("take") && !folder.has("leave"));
}
