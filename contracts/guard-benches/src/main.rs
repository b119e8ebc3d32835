//! Reads one message many times, to be counted in instructions, which are the same on a loaded machine:
//!
//! ```text
//! cargo build --release
//! valgrind --tool=callgrind target/release/counterpart-guard-benches plain guard 2000
//! ```
//!
//! The first word is the message, the second the reader: `guard` is `guard::read`, and `serde` is `serde_json::from_slice`
//! into the same type, or into an envelope struct with serde's derive. `count` runs all of them under valgrind, and prints
//! instructions and allocations; it fails if the guard needs more than 1.01 times the instructions, or one allocation more.

#![allow(dead_code, reason = "members are read, and that is all")]

use std::hint::black_box;
use std::process::{Command, ExitCode};

use counterpart::Contract;
use counterpart::guard::{self, Message, Reader};
use serde::Deserialize;

/// A usual event, 280 bytes, with members that nobody reads.
const USER: &[u8] = br#"{"user_id":184467,"email":"ada.lovelace@example.com","display_name":"Ada Lovelace","signed_up_at":"2026-01-31T12:00:00Z","plan":"Pro","address":{"street":"12 St James's Square","country":"GB"},"locale":"en-GB","marketing":{"campaign":"winter","source":"newsletter"},"verified":true}"#;
/// The least event.
const SMALL: &[u8] = br#"{"user_id":7}"#;

#[derive(Deserialize, Contract)]
#[contract(consumes = "user.registered")]
struct User {
    user_id: u64,
    email: String,
    signed_up_at: String,
    plan: Plan,
    address: Address,
    locale: Option<String>,
}

#[derive(Deserialize, Contract)]
enum Plan {
    Free,
    Pro,
}

#[derive(Deserialize, Contract)]
struct Address {
    street: String,
    country: String,
}

#[derive(Deserialize, Contract)]
#[contract(consumes = "user.deleted")]
struct Small {
    user_id: u64,
}

#[derive(Deserialize, Contract)]
#[contract(consumes = "user.changed", envelope = "cloudevents")]
struct Changed {
    user_id: u64,
    email: String,
}

/// The envelope that a user writes.
#[derive(Deserialize)]
struct Envelope<T> {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    event_type: String,
    subject: Option<String>,
    time: Option<String>,
    datacontenttype: Option<String>,
    dataschema: Option<String>,
    data: T,
}

const EVENT: &[u8] = br#"{"specversion":"1.0","id":"184467-1","source":"/users","type":"user.changed","subject":"184467","time":"2026-01-31T12:00:00Z","datacontenttype":"application/json","data":{"user_id":184467,"email":"ada.lovelace@example.com","note":"moved"}}"#;

const CHANGED: Reader<Changed> = Reader::only();
const CASES: [&str; 3] = ["plain", "small", "event"];

fn read(case: &str, reader: &str, times: u64) {
    for _ in 0..times {
        match (case, reader) {
            ("plain", "guard") => drop(black_box(guard::read::<User>(&Message::new(black_box(USER))))),
            ("plain", "serde") => drop(black_box(serde_json::from_slice::<User>(black_box(USER)))),
            ("small", "guard") => drop(black_box(guard::read::<Small>(&Message::new(black_box(SMALL))))),
            ("small", "serde") => drop(black_box(serde_json::from_slice::<Small>(black_box(SMALL)))),
            ("event", "guard") => drop(black_box(CHANGED.read_event(&Message::new(black_box(EVENT))))),
            ("event", "serde") => drop(black_box(serde_json::from_slice::<Envelope<Changed>>(black_box(
                EVENT,
            )))),
            _ => panic!("usage: plain|small|event guard|serde TIMES, or count"),
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["count"] => count(),
        [case, reader, times] => {
            read(case, reader, times.parse().expect("a number"));
            ExitCode::SUCCESS
        }
        _ => panic!("usage: plain|small|event guard|serde TIMES, or count"),
    }
}

/// Instructions and allocations of one reading: the difference of two runs, so that the start of the program does not count.
fn count() -> ExitCode {
    let instructions = |case, reader| counted("callgrind", "Collected : ", case, reader);
    let allocations = |case, reader| counted("memcheck", "total heap usage: ", case, reader);
    let mut exceeded = false;
    for case in CASES {
        let (guard, serde) = (instructions(case, "guard"), instructions(case, "serde"));
        let ratio = guard as f64 / serde as f64;
        println!("{case}: guard {guard}, serde {serde} instructions, ratio {ratio:.4}");
        let (guard, serde) = (allocations(case, "guard"), allocations(case, "serde"));
        println!("{case}: guard {guard}, serde {serde} allocations");
        exceeded |= ratio > 1.01 || guard > serde;
    }
    if exceeded {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The number that a tool of valgrind prints behind a label, for one reading.
fn counted(tool: &str, label: &str, case: &str, reader: &str) -> u64 {
    let run = |times: &str| -> u64 {
        let program = std::env::current_exe().expect("the program has a path");
        let mut command = Command::new("valgrind");
        command.arg(format!("--tool={tool}"));
        if tool == "callgrind" {
            command.arg("--callgrind-out-file=/dev/null");
        }
        let output = command
            .arg(program)
            .args([case, reader, times])
            .output()
            .expect("valgrind runs");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let (_, number) = text.split_once(label).unwrap_or_else(|| panic!("{text}"));
        let digits: String = number
            .chars()
            .filter(|c| *c != ',')
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().expect("a number")
    };
    (run("3000") - run("1000")) / 2000
}
