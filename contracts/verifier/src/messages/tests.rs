use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::source::Source;
use super::*;

/// What is seen, in short: messages with their lines and offsets, everything else with a sign.
fn seen(reader: &mut Reader) -> Vec<String> {
    let mut seen = Vec::new();
    reader.for_each(|piece, position| {
        let at = format!("{}@{}", position.line, position.offset);
        seen.push(match piece {
            Piece::Message(record) => format!("{at} {}", String::from_utf8_lossy(record.bytes)),
            Piece::EmptyArray(_) => format!("{at} []"),
            Piece::Malformed(_, why) => format!("{at} ! {why}"),
            Piece::TooLong { length, .. } => format!("{at} > {length}"),
            Piece::Failed(problem) => format!("! {}", problem.text),
        });
        true
    });
    seen
}

fn reader(path: &Path, limits: Limits) -> Reader {
    Reader::new(Inputs::new([path.as_os_str().to_owned()]), None, limits)
}

fn read_as(name: &str, bytes: &[u8], limits: Limits) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    seen(&mut reader(&path, limits))
}

fn read(text: &str) -> Vec<String> {
    read_as("log", text.as_bytes(), Limits::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

#[test]
fn each_line_is_a_message_and_blank_ones_are_none() {
    assert_eq!(
        read("{\"a\":1}\r\n\n  \t\n{\"a\":2} \n3"),
        ["1@0 {\"a\":1}", "4@14 {\"a\":2}", "5@23 3"]
    );
    for nothing in ["", "\n", " \r\n\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(read(nothing), Vec::<String>::new(), "{nothing:?}");
    }
}

#[test]
fn mark_at_the_start_of_an_input_is_no_part_of_a_message() {
    assert_eq!(read("\u{feff}{}\n{}"), ["1@3 {}", "2@6 {}"]);
    assert_eq!(read("\u{feff}[1,2]"), ["1@4 1", "1@6 2"]);
    assert_eq!(
        read_as("log", &[0xff, 0xfe, b'{', 0, b'}', 0], Limits::default()),
        ["! is UTF-16"]
    );
}

#[test]
fn items_of_arrays_are_messages_in_lines_too() {
    assert_eq!(
        read("[{\"a\":[1]},\n 2]\n[3]"),
        ["1@1 {\"a\":[1]}", "2@13 2", "3@17 3"]
    );
    assert_eq!(read("{}\n[1, {}]\n{}"), ["1@0 {}", "2@4 1", "2@7 {}", "3@11 {}"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    std::fs::write(&path, "[1,2]\n[3]\n").unwrap();
    let mut reader = Reader::new(
        Inputs::new([path.into_os_string()]),
        Some(Form::Lines),
        Limits::default(),
    );
    assert_eq!(seen(&mut reader), ["1@0 [1,2]", "2@6 [3]"]);
}

#[test]
fn texts_over_several_lines_are_messages() {
    assert_eq!(
        read("{\n \"a\": 1\n}\n{\n}"),
        ["1@0 {\n \"a\": 1\n}", "4@12 {\n}"]
    );
    assert_eq!(read("{}{}[{}]"), ["1@0 {}", "1@2 {}", "1@5 {}"]);
    assert_eq!(read("{\n\"a\":1"), ["1@0 {\n\"a\":1"]);
    assert_eq!(
        read("[1,\n2,"),
        ["1@1 1", "2@4 2", "2@6 ! the array is not closed"]
    );
}

#[test]
fn longer_messages_than_the_limit_are_named_and_skipped_to_their_ends() {
    let limits = Limits {
        message: 300,
        ..Limits::default()
    };
    let long = format!("\"{}\"", "x".repeat(1_000_000));
    let shown = |text: &str| read_as("log", text.as_bytes(), limits.clone());
    assert_eq!(
        shown(&format!("1\n{long}\n2")),
        ["1@0 1", "2@2 > 1000002", "3@1000005 2"]
    );
    assert_eq!(shown(&format!("1\n{long}")), ["1@0 1", "2@2 > 1000002"]);
    assert_eq!(
        shown(&format!("[1,\n{long}\n,2]")),
        ["1@1 1", "2@4 > 1000002", "3@1000008 2"]
    );
    let nested = format!("[1,\n{{\"a\":\n[{long}]}},\n2]");
    assert_eq!(shown(&nested), ["1@1 1", "2@4 > 1000011", "4@1000017 2"]);
    // A little longer, so that all of it is at hand.
    let little = format!("\"{}\"", "x".repeat(300));
    assert_eq!(
        shown(&format!("1\n{little}\n2")),
        ["1@0 1", "2@2 > 302", "3@305 2"]
    );
    assert_eq!(shown(&format!("[{little},2]")), ["1@1 > 302", "1@304 2"]);
}

#[test]
fn compressed_input_is_what_its_bytes_say() {
    let text = "{\"a\":1}\n".repeat(100_000);
    let plain = read(&text);
    assert_eq!(plain.len(), 100_000);
    let (first, second) = text.split_at(13);
    let members = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    let skippable = [0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9];
    let frames = [
        &skippable[..],
        &zstd(first.as_bytes()),
        &skippable,
        &zstd(second.as_bytes()),
    ]
    .concat();
    for name in ["log", "log.gz", "log.ndjson", "log.zst"] {
        assert_eq!(read_as(name, &members, Limits::default()), plain, "{name}");
        assert_eq!(read_as(name, &frames, Limits::default()), plain, "{name}");
        assert_eq!(read_as(name, text.as_bytes(), Limits::default()), plain, "{name}");
    }
}

#[test]
fn cut_compressed_input_is_read_up_to_the_cut() {
    let lines: Vec<String> = (0..50_000_u64)
        .map(|number| format!("{}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .collect();
    let text = lines.join("\n");
    for (name, whole) in [
        ("log.gz", gzip(text.as_bytes())),
        ("log.zst", zstd(text.as_bytes())),
    ] {
        let cut = read_as(name, &whole[..whole.len() / 2], Limits::default());
        let (last, messages) = cut.split_last().unwrap();
        assert_eq!(last, "! ends in the middle of what is compressed");
        assert!((10_000..40_000).contains(&messages.len()), "{}", messages.len());
        let texts: Vec<&str> = messages
            .iter()
            .map(|one| one.split_once(' ').unwrap().1)
            .collect();
        assert_eq!(texts, lines[..texts.len()], "each is whole");
        // Nothing at all is left.
        let nothing = read_as(name, b"", Limits::default());
        assert_eq!(nothing, ["! ends in the middle of what is compressed"]);
    }
    let mut broken = gzip(text.as_bytes());
    let middle = broken.len() / 2;
    broken[middle..middle + 64].fill(0xff);
    let found = read_as("log.gz", &broken, Limits::default());
    assert!(
        found.last().unwrap().starts_with("! cannot be read"),
        "{:?}",
        found.last()
    );
}

#[test]
fn bombs_end_with_an_error_before_they_take_time() {
    let zeros = std::io::repeat(b'0').take(256 << 20);
    let mut bomb = zstd::stream::read::Encoder::new(zeros, 1).unwrap();
    let mut bytes = Vec::new();
    bomb.read_to_end(&mut bytes).unwrap();
    assert!(bytes.len() < 1 << 20);
    let found = read_as("log", &bytes, Limits::default());
    assert_eq!(
        found.last().unwrap(),
        "! decompresses to so many times its size that it may be a bomb"
    );
    let limits = Limits {
        decompressed: 1 << 20,
        ..Limits::default()
    };
    let found = read_as("log", &gzip(&[b' '; 2 << 20]), limits);
    assert_eq!(found, ["! decompresses to more than the limit"]);
    // A frame that wants 128 MiB to be read.
    let mut wide = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    wide.window_log(27).unwrap();
    wide.write_all(b"{}\n").unwrap();
    let found = read_as("log", &wide.finish().unwrap(), Limits::default());
    assert_eq!(found, ["! needs more than 32 MiB to be decompressed"]);
}

#[test]
fn folders_are_read_by_the_names_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("b.json", "2");
    write("a/z.json", "1");
    write("a/b/c", "0");
    write("c.ndjson", "3\n4\n");
    write(".hidden", "9");
    write("a/.DS_Store", "9");
    std::fs::create_dir(folder.path().join("d")).unwrap();
    let mut all = reader(folder.path(), Limits::default());
    let read: Vec<String> = seen(&mut all);
    let read: Vec<&str> = read.iter().map(|one| one.split_once(' ').unwrap().1).collect();
    assert_eq!(read, ["0", "1", "2", "3", "4"]);
    assert_eq!(all.ignored().count, 2);
    let first = all.ignored().first.as_deref().unwrap();
    assert!(first.ends_with(".hidden"), "{first}");
    let size = Inputs::new([folder.path().into()]).size();
    assert_eq!(size, Some(7));
    let empty = seen(&mut reader(&folder.path().join("d"), Limits::default()));
    assert_eq!(empty, ["! holds no file"]);
    write("e/.a", "9");
    let hidden = seen(&mut reader(&folder.path().join("e"), Limits::default()));
    assert_eq!(
        hidden,
        ["! holds no file but 1 that are ignored because of their names"]
    );
    let absent = seen(&mut reader(&folder.path().join("f"), Limits::default()));
    assert!(absent[0].starts_with("! cannot be read: "), "{absent:?}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_and_pipes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), "1").unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("b")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("c"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        seen(&mut reader(folder.path(), Limits::default())),
        ["1@0 1", "! is a link to a folder above it", "! is not a file"]
    );
}

/// Gives its bytes in pieces of these sizes.
struct Pieces(Cursor<Vec<u8>>, Vec<usize>);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = self.1.pop().unwrap_or(usize::MAX).min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

fn in_pieces(text: &str, sizes: Vec<usize>, is_stream: bool) -> Vec<(u64, u64, Vec<u8>, bool)> {
    let bytes = Box::new(Pieces(Cursor::new(text.into()), sizes));
    let mut source = Source::new(0, Arc::from("log"), bytes, None).stream(is_stream);
    let limits = Limits {
        message: 12,
        ..Limits::default()
    };
    let (mut block, mut found, mut before) = (Block::default(), Vec::new(), 0);
    while source.fill(&mut block, &limits) {
        let mut pieces = block.pieces();
        for piece in pieces.by_ref() {
            found.push(match piece {
                Piece::Message(record) => {
                    (before + record.line, record.offset, record.bytes.to_owned(), true)
                }
                Piece::Malformed(record, _) | Piece::EmptyArray(record) => {
                    (before + record.line, record.offset, Vec::new(), false)
                }
                Piece::TooLong { offset, line, length } => {
                    (before + line, offset, length.to_string().into_bytes(), false)
                }
                Piece::Failed(problem) => panic!("{problem}"),
            });
        }
        before += pieces.lines();
    }
    found
}

proptest! {
    #[test]
    fn messages_do_not_depend_on_how_the_bytes_come(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "1", "true", "{}\n", "[1]\n", "\"a b\"", "\r\n",
                "{\"a\":1}\n", "123456789012345", "{\"abcdefghi\":12}\n",
            ]),
            0..40,
        ),
        sizes in prop::collection::vec(1usize..9, 0..60),
    ) {
        let text = parts.concat();
        let whole = in_pieces(&text, vec![], false);
        prop_assert_eq!(&in_pieces(&text, sizes.clone(), false), &whole);
        prop_assert_eq!(&in_pieces(&text, sizes, true), &whole);
        for (line, offset, ..) in &whole {
            let lines = text.as_bytes()[..*offset as usize].iter().filter(|byte| **byte == b'\n').count();
            prop_assert_eq!(*line, lines as u64);
        }
    }
}
