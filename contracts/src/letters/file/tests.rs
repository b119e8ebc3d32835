use super::*;
use crate::guard::{Refusal, RefusalRule, Role};
use crate::letters::{Contradiction, MessageId};

fn letter(number: usize) -> DeadLetter {
    DeadLetter::new(
        MessageId::new("s", number.to_string()),
        "e",
        format!("{{\"n\":{number}}}"),
    )
}

#[test]
fn letters_are_there_after_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.ndjson");
    for number in 0..3 {
        let file = LetterFile::open(&path).unwrap();
        assert_eq!(file.torn(), 0);
        file.append(&letter(number)).unwrap();
    }
    let read = LetterFile::open(&path).unwrap().read().unwrap();
    assert_eq!(read, [letter(0), letter(1), letter(2)]);
}

#[test]
fn a_writer_that_was_stopped_at_any_byte_leaves_whole_letters() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.ndjson");
    let whole = letter(0).to_json() + "\n";
    let next = letter(1).to_json() + "\n";
    for end in 0..=next.len() {
        let torn = &next.as_bytes()[..end];
        fs::write(&path, [whole.as_bytes(), torn].concat()).unwrap();
        let _ = fs::remove_file(folder.path().join("letters.ndjson.torn"));
        let file = LetterFile::open(&path).unwrap();
        file.append(&letter(2)).unwrap();
        // Without its line end the letter is whole, and the writer had not said that it is written.
        let is_whole = end + 1 >= next.len();
        let expected: Vec<DeadLetter> = match is_whole {
            true => vec![letter(0), letter(1), letter(2)],
            false => vec![letter(0), letter(2)],
        };
        assert_eq!(file.read().unwrap(), expected, "{end}");
        let is_cut = end > 0 && !is_whole;
        assert_eq!(file.torn(), if is_cut { end as u64 } else { 0 });
        let kept = fs::read(folder.path().join("letters.ndjson.torn")).unwrap_or_default();
        assert_eq!(
            kept,
            if is_cut {
                [torn, b"\n"].concat()
            } else {
                Vec::new()
            }
        );
    }
}

#[test]
fn an_end_of_many_windows_is_healed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.ndjson");
    for before in ["", &(letter(0).to_json() + "\n")] {
        fs::write(
            &path,
            format!("{before}{{\"payload\":\"{}", "x".repeat(3 * WINDOW as usize)),
        )
        .unwrap();
        let file = LetterFile::open(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
        assert_eq!(file.read().unwrap().len(), usize::from(!before.is_empty()));
    }
}

#[test]
fn threads_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = LetterFile::open(folder.path().join("letters.ndjson")).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let file = &file;
            scope.spawn(move || {
                (0..25).for_each(|number| file.append(&letter(100 * thread + number)).unwrap())
            });
        }
    });
    let mut ids: Vec<String> = file
        .read()
        .unwrap()
        .into_iter()
        .map(|letter| letter.id.id)
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
}

#[test]
fn a_line_that_is_no_letter_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.ndjson");
    fs::write(&path, format!("{}\n{{}}\n", letter(0).to_json())).unwrap();
    let error = LetterFile::open(&path).unwrap().read().unwrap_err().to_string();
    assert!(error.contains("letters.ndjson:2: not a dead letter"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_not_a_file_of_letters() {
    let error = LetterFile::open("/dev/full").unwrap_err().to_string();
    assert_eq!(error, "/dev/full: not a file: name a plain file for letters");
}

#[test]
fn a_letter_that_nobody_could_read_again_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = LetterFile::open(folder.path().join("letters.ndjson")).unwrap();
    let refused = |letter: &DeadLetter| match file.append(letter) {
        Err(FileError::Unreadable { error, .. }) => error,
        other => panic!("{other:?}"),
    };
    let rule = RefusalRule::MalformedText;
    let of_another = letter(0).refusal(Refusal::new(Role::Consumes, "another", "s", rule));
    assert_eq!(refused(&of_another), Contradiction::RefusalOfAnotherEvent.into());
    let mut half = letter(0);
    half.first_failure = Some(std::time::UNIX_EPOCH);
    assert_eq!(refused(&half), Contradiction::HalfOfTheTimes.into());

    let mut long = letter(0);
    long.payload = Vec::new();
    long.payload = vec![b'x'; MOST - long.to_json().len()];
    file.append(&long).unwrap();
    long.payload.push(b'x');
    assert_eq!(refused(&long), LetterError::TooLong(MOST + 1));
    let error = file.append(&long).unwrap_err().to_string();
    assert!(
        error.contains("letters.ndjson: the letter is not appended: a document of 16777217 bytes"),
        "{error}"
    );
    // Nothing of them was written, and the file takes more.
    file.append(&letter(1)).unwrap();
    assert_eq!(file.read().unwrap().len(), 2);
}

#[test]
fn what_an_append_wrote_is_taken_back_only_from_the_end_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.ndjson");
    let open = || OpenOptions::new().create(true).append(true).open(&path).unwrap();
    let (mut one, mut other) = (open(), open());
    other.write_all(b"before\n").unwrap();
    let mut written = Written::default();
    written.append(&mut one, b"to").unwrap();
    written.append(&mut one, b"rn").unwrap();
    written.take_back(&one).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "before\n");

    // Somebody else wrote behind it.
    let mut written = Written::default();
    written.append(&mut one, b"torn").unwrap();
    other.write_all(b"behind\n").unwrap();
    assert!(written.take_back(&one).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "before\ntornbehind\n");
    // And between it.
    assert!(written.append(&mut one, b"rest").is_err());
    assert!(written.take_back(&one).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "before\ntornbehind\nrest");
}

/// The environment variable that names the file to fill.
#[cfg(unix)]
const FILL: &str = "COUNTERPART_TEST_FILL";

/// Runs in a process whose files may not grow beyond 8 KiB.
#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_no_part_of_its_letter() {
    if let Some(path) = std::env::var_os(FILL) {
        let file = LetterFile::open(&path).unwrap();
        // Another one has the file open, and fails after this one wrote letters.
        let other = LetterFile::open(path).unwrap();
        let failed = (0..1000).find_map(|number| file.append(&letter(number)).err());
        assert!(failed.unwrap().to_string().contains("File too large"));
        // Smaller letters may still fit, and those that were acknowledged stay.
        let read = file.read().unwrap();
        assert!(!read.is_empty());
        let mut long = letter(0);
        long.payload = vec![b'x'; 8 << 10];
        assert!(other.append(&long).is_err());
        assert_eq!(file.read().unwrap(), read);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letters.ndjson");
    let test = "letters::file::tests::a_write_that_fails_leaves_no_part_of_its_letter";
    // Its output goes through pipes: the limit holds for a file that a run is written to as well.
    let child = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" --exact \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .env(FILL, &path)
        .output()
        .unwrap();
    assert!(
        child.status.success(),
        "{}",
        String::from_utf8_lossy(&child.stdout)
    );
    let content = fs::read_to_string(&path).unwrap();
    assert!(
        content.ends_with("}\n") && content.len() <= 16 << 10,
        "{}",
        content.len()
    );
    let file = LetterFile::open(&path).unwrap();
    assert_eq!(
        (file.torn(), file.read().unwrap().len()),
        (0, content.lines().count())
    );
}
