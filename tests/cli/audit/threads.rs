//! Several threads, and an end before the end.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{audit, contracts};

/// A log of some megabytes in which something is wrong now and then, and differently each time.
fn log() -> String {
    let mut log = String::new();
    for number in 0..60_000_u64 {
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        log.push_str(&match mixed % 50 {
            0 => format!("{{\"user_id\":{number}}}\n"),
            1 => format!("{{\"user_id\":-{number},\"email\":\"x\"}}\n"),
            2 => format!("{{\"user_id\":{number},\"email\":\"a@b\",\"plan\":{mixed}}}\n"),
            3 => format!("broken {number}\n"),
            4 => format!("[{{\"user_id\":{number},\"email\":\"a@b\"}},\n"),
            _ => {
                format!("{{\"user_id\":{number},\"email\":\"user-{mixed}@example.com\",\"tags\":[\"a\"]}}\n")
            }
        });
    }
    log
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let folder = contracts();
    folder.write("log", &log());
    let run = |jobs: &str| {
        let json = format!("json=report-{jobs}.json");
        let refused = format!("refused-{jobs}");
        let arguments = [
            "log",
            "--event",
            "user.registered",
            "--jobs",
            jobs,
            "--format",
            "text",
            "--format",
            &json,
            "--out",
            &refused,
        ];
        let text = audit(&folder, &arguments).exits(100).stdout.clone();
        (
            text,
            folder.read(&format!("report-{jobs}.json")),
            folder.read(&refused),
        )
    };
    let one = run("1");
    assert!(one.0.contains("judged"), "{}", one.0);
    assert!(one.2.lines().count() > 1_000);
    for jobs in ["2", "3", "7"] {
        assert!(run(jobs) == one, "{jobs} threads find something else");
    }
}

/// A thread that waits for a block before its own must not wait for one that nobody adds any more.
#[cfg(target_os = "linux")]
#[test]
fn threads_end_where_refused_messages_cannot_be_written() {
    let folder = contracts();
    // The first block cannot be written. The second one takes longer, and those behind it are ready long before.
    let block = |message: &str| message.repeat((256 << 10) / message.len());
    let slow = block(&format!(
        "{{\"user_id\":\"x\",\"more\":\"{}\"}}\n",
        "x".repeat(60)
    ));
    let slower = block("{\"user_id\":\"x\",\"more\":\"\"}\n");
    let good = format!("{{\"user_id\":1,\"email\":\"{}\"}}\n", "x".repeat(4_000));
    folder.write("log", &format!("{slow}{slower}{}", good.repeat(6_000)));
    for jobs in ["1", "4", "8"] {
        // Without an end, the exit code is 124.
        let mut command = Command::new("timeout");
        command
            .arg("120")
            .arg(fixture::program())
            .args(["audit", "log", "--event", "user.registered", "--jobs", jobs])
            .args(["--contracts", "contracts", "--out", "/dev/full"])
            .current_dir(folder.path());
        fixture::clean(&mut command);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(101), "{jobs} threads: {said}");
        assert!(said.contains("No space left"), "{said}");
        assert!(said.contains("could not complete"), "{said}");
        assert!(!said.contains("interrupted"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_reports_what_was_read() {
    let folder = contracts();
    let mut command = Command::new(fixture::program());
    command
        .args([
            "audit",
            "-",
            "--event",
            "user.registered",
            "--contracts",
            "contracts",
            "-v",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    fixture::clean(&mut command);
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than a pipe holds: once it is written, some was read.
    let lines = "{\"user_id\":1,\"email\":\"a@b\"}\n".repeat(100_000);
    input.write_all(lines.as_bytes()).unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    // The pipe stays open: nothing more comes, and the program does not wait for it.
    let output = child.wait_with_output().unwrap();
    drop(input);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(101), "{said}");
    assert!(said.contains("interrupted: only the first "), "{said}");
    assert!(said.lines().last().unwrap().starts_with("interrupted"), "{said}");
}
