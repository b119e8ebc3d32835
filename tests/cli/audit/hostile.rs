//! Logs that are broken, or made to break their readers: a finding or an error each, and the rest goes on.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use fixture::Folder;

use super::{audit, contracts, of_users};

const GOOD: &str = r#"{"user_id":1,"email":"a@b"}"#;

/// The program with its memory limited, as a child that reads from a pipe.
fn limited(folder: &Folder, megabytes: u64, arguments: &str) -> Command {
    let mut command = Command::new("sh");
    let program = fixture::program();
    let line = format!(
        "ulimit -v {}; exec '{}' audit {arguments} --contracts contracts --event user.registered",
        megabytes * 1024,
        program.display()
    );
    command.args(["-c", &line]).current_dir(folder.path());
    fixture::clean(&mut command);
    command
}

/// What the program says of a text that is written to it in parts.
fn piped(folder: &Folder, parts: impl FnOnce(&mut dyn Write), arguments: &str) -> (Option<i32>, String) {
    // Threads take address space, and not memory, for their stacks.
    let mut child = limited(folder, 400, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    parts(&mut child.stdin.take().unwrap());
    let output = child.wait_with_output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said.replace('\n', " "))
}

#[test]
fn what_is_no_json_is_a_finding_and_the_rest_goes_on() {
    for broken in [
        "{\"user_id\":1",
        "{\"user_id\":1}}",
        "{\"user_id\":01}",
        "{\"user_id\":1,\"a\":\"\u{0}\"}",
        "\u{0}\u{0}",
        "{\"user_id\":1,\"a\":\"\\x\"}",
        "{\"user_id\":NaN}",
        "lue\":1}",
    ] {
        let answer = of_users(&format!("{GOOD}\n{broken}\n{GOOD}\n"), &[]);
        answer
            .exits(100)
            .says("error[message-malformed]: user.registered: a message is not JSON")
            .says("1 message, at log:2")
            .says("judged 2 of 3 messages");
    }
    // The last line is cut.
    of_users(&format!("{GOOD}\n{}", &GOOD[..9]), &[])
        .exits(100)
        .says("1 message, at log:2");
}

#[test]
fn array_of_numbers_that_is_cut_is_a_finding() {
    let folder = Folder::with(&[(
        "contracts/auth/consumes/user.registered.json",
        &fixture::schemas::file("auth consumes user.registered", "", r#""type": "integer""#),
    )]);
    folder.write("log", "[1,2,3");
    audit(&folder, &["log", "--event", "user.registered"])
        .exits(100)
        .says("the array is not closed")
        .says("auth, user.registered: 3 accepted");
    folder.write("log", "[1,2,3]");
    audit(&folder, &["log", "--event", "user.registered"]).exits(0);
}

#[test]
fn bytes_that_are_no_text_are_a_finding_where_somebody_reads_them() {
    let folder = contracts();
    let mut log = format!("{GOOD}\n").into_bytes();
    log.extend_from_slice(b"{\"user_id\":1,\"email\":\"\xff\"}\n");
    std::fs::write(folder.path().join("log"), log).unwrap();
    audit(&folder, &["log", "--event", "user.registered"])
        .exits(100)
        .says("message-unreadable")
        .says("1 message, at log:2");
}

#[test]
fn million_levels_are_read_over_without_a_stack() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let log = format!(
        "{GOOD}\n{{\"user_id\":1,\"email\":\"a@b\",\"x\":{deep}}}\n{{\"user_id\":{deep},\"email\":\"a@b\"}}\n"
    );
    of_users(&log, &[])
        .exits(100)
        .says("auth refuses the whole message")
        .says("1 message, at log:3")
        .says("mailer, user.registered: 3 accepted");
    // What never ends.
    of_users(&format!("{GOOD}\n{}", "[".repeat(1_000_000)), &[])
        .exits(100)
        .says("1 message, at log:2");
}

#[cfg(target_os = "linux")]
#[test]
fn line_of_a_gigabyte_is_skipped_in_little_memory() {
    let folder = contracts();
    let part = [b'x'; 1 << 20];
    let long = |input: &mut dyn Write| {
        input.write_all(format!("{GOOD}\n\"").as_bytes()).unwrap();
        (0..1024).for_each(|_| input.write_all(&part).unwrap());
        input.write_all(format!("\"\n{GOOD}\n").as_bytes()).unwrap();
    };
    let (code, said) = piped(&folder, long, "-");
    assert_eq!(code, Some(100), "{said}");
    assert!(said.contains("message-too-long"), "{said}");
    assert!(said.contains("1073741826 bytes long, and skipped"), "{said}");
    assert!(said.contains("judged 2 of 3 messages"), "{said}");
    // Without an end.
    let endless = |input: &mut dyn Write| (0..256).for_each(|_| input.write_all(&part).unwrap());
    let (code, said) = piped(&folder, endless, "-");
    assert_eq!(code, Some(101), "{said}");
    assert!(said.contains("268435456 bytes long"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn as_many_findings_as_there_are_messages_take_little_memory() {
    let folder = contracts();
    let many = |input: &mut dyn Write| {
        let mut text = String::new();
        for number in 0..20_000 {
            text.push_str(&format!("{{\"event\":\"event-{number}\",\"payload\":0}}\n"));
            text.push_str(&format!(
                "{{\"event\":\"user.registered\",\"payload\":{{\"key-{number}\":0}}}}\n"
            ));
        }
        input.write_all(text.as_bytes()).unwrap();
    };
    let closed = fixture::schemas::file(
        "closed consumes user.registered",
        "",
        r#""type": "object", "additionalProperties": false"#,
    );
    folder.write("contracts/closed/consumes/user.registered.json", &closed);
    let mut command = Command::new("sh");
    let program = fixture::program();
    let line = format!(
        "ulimit -v 409600; exec '{}' audit - --contracts contracts --service closed",
        program.display()
    );
    command.args(["-c", &line]).current_dir(folder.path());
    fixture::clean(&mut command);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    many(&mut child.stdin.take().unwrap());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap().replace('\n', " ");
    assert_eq!(output.status.code(), Some(100), "{said}");
    assert!(said.contains("messages are refused: 1000 findings"), "{said}");
    assert!(
        said.contains("19000 refusals of messages are not listed"),
        "{said}"
    );
    assert!(
        said.contains("19800 messages of further events have no contract here"),
        "{said}"
    );
    assert!(
        said.contains("closed, user.registered: 0 accepted, 20000 refused"),
        "{said}"
    );
}

#[test]
fn compressed_logs_are_read_and_bombs_and_cuts_fail() {
    let folder = contracts();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let lines: String = (0..20_000)
        .map(|number: u64| {
            format!(
                "{{\"user_id\":{},\"email\":\"a@b\"}}\n",
                number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            )
        })
        .collect();
    let whole = gzip(lines.as_bytes());
    write("log.gz", &whole);
    write("log.zst", &zstd::encode_all(lines.as_bytes(), 1).unwrap());
    let event = ["--event", "user.registered"];
    for name in ["log.gz", "log.zst"] {
        audit(&folder, &[&[name], &event[..]].concat())
            .exits(0)
            .says("judged 20000 of 20000 messages");
    }
    write("cut.gz", &whole[..whole.len() - 100]);
    audit(&folder, &[&["cut.gz"], &event[..]].concat())
        .exits(101)
        .says("cut.gz: ends in the middle of what is compressed")
        .says("it was cut, or is still being written")
        .says("accepted");
    let mut bomb = Vec::new();
    let zeros = std::io::repeat(b' ').take(100 << 20);
    zstd::stream::read::Encoder::new(zeros, 1)
        .unwrap()
        .read_to_end(&mut bomb)
        .unwrap();
    write("bomb", &bomb);
    audit(&folder, &[&["bomb"], &event[..]].concat())
        .exits(101)
        .says("bomb: decompresses to so many times its size that it may be a bomb")
        .says("`--max-ratio` sets the limit");
    audit(
        &folder,
        &[
            &["bomb", "--max-ratio", "1000000", "--max-size", "90MiB"],
            &event[..],
        ]
        .concat(),
    )
    .exits(101)
    .says("decompresses to more than the limit")
    .says("`--max-size` sets the limit");
    audit(
        &folder,
        &[&["bomb", "--max-ratio", "1000000"], &event[..]].concat(),
    )
    .exits(101)
    .says("104857600 bytes long, and skipped")
    .says("nothing was judged: no message could be read");
    let spaces = gzip(&vec![b' '; 80 << 20]);
    write("bomb", &spaces);
    audit(&folder, &[&["bomb", "--max-ratio", "100"], &event[..]].concat())
        .exits(101)
        .says("may be a bomb");
}

/// Whatever is named with a megabyte, by a message or by a contract, no report has all of it.
#[test]
fn names_of_a_megabyte_are_shown_nowhere() {
    let long = |start: &str| format!("{start}{}", "x".repeat(1 << 20));
    let contract = |schema: &str| {
        let folder = Folder::with(&[]);
        folder.write(
            "contracts/auth/consumes/user.registered.json",
            &fixture::schemas::file("auth consumes user.registered", "", schema),
        );
        folder
    };
    let name = long("name");
    let row = |event: &str, payload: &str| format!("{{\"event\":\"{event}\",\"payload\":{payload}}}\n");
    let good = row("user.registered", "{}");
    let of = |payload: &str| good.clone() + &row("user.registered", payload);
    let cases = [
        (
            r#""type": "object""#.to_owned(),
            good.clone() + &row(&long("event"), "1"),
            0,
        ),
        (r#""type": "object""#.to_owned(), of(&format!("\"{name}\"")), 100),
        (
            r#""additionalProperties": false"#.to_owned(),
            of(&format!("{{\"{name}\":1}}")),
            100,
        ),
        (
            format!(r#""additionalProperties": {{"type": "object", "required": ["{name}"]}}"#),
            of(r#"{"x":{}}"#),
            100,
        ),
        (
            format!(r#""properties": {{"{name}": {{"type": "string"}}}}"#),
            of(&format!("{{\"{name}\":1}}")),
            100,
        ),
        (
            format!(r#""properties": {{"x": {{"enum": ["{name}"]}}}}"#),
            of(r#"{"x":"y"}"#),
            100,
        ),
        (
            format!(r#""properties": {{"x": {{"type": "string", "format": "{name}"}}}}"#),
            of(r#"{"x":"y"}"#),
            101,
        ),
        (
            format!(r#""properties": {{"x": {{"type": "string", "pattern": "(?<{name}>a)\\\\1{{999}}"}}}}"#),
            of(r#"{"x":"y"}"#),
            101,
        ),
        (
            format!(r#""properties": {{"x": {{"{name}": 1, "$ref": "{name}"}}}}"#),
            of(r#"{"x":"y"}"#),
            101,
        ),
    ];
    for (number, (schema, log, code)) in cases.iter().enumerate() {
        let folder = contract(schema);
        folder.write("log", log);
        for form in ["text", "json", "markdown", "junit", "sarif", "gitlab", "github"] {
            let answer = audit(&folder, &["log", "-v", "--format", form]);
            assert_eq!(
                answer.code,
                *code,
                "case {number}, {form}: {}",
                &answer.stderr[..500.min(answer.stderr.len())]
            );
            // The list of all rules alone has some ten thousand bytes.
            let length = answer.stdout.len() + answer.stderr.len();
            assert!(length < 100_000, "case {number}, {form}: {length} bytes");
        }
    }
}
