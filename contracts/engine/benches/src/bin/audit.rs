//! `cargo counterpart audit` as a whole command, next to what else judges a log: time, memory, two threads, many contracts.
//!
//! `cargo run --release --bin audit -- PROGRAM [MEGABYTES] [GITHUB]` in this folder. PROGRAM is a release build of
//! `cargo-counterpart`; the logs have 512 MB unless told; GITHUB is a folder of GitHub's payloads, one file each. The logs are made
//! here, the same on each machine. Each number is the least of three runs; a run is a process of its own.
//!
//! Blaze is measured where `node_modules/.bin/jsonschema` is in the current folder: `npm install @sourcemeta/jsonschema`.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

const RUNS: usize = 3;

/// What a consumer of registered users reads.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct Registered {
    user_id: u64,
    email: String,
    plan: Plan,
    locale: Option<String>,
    signed_up_at: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Plan {
    Free,
    Pro,
    Enterprise,
}

const REGISTERED: &str = r#""type": "object", "properties": {
    "user_id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}, "email": {"type": "string"},
    "plan": {"type": "string", "enum": ["free", "pro", "enterprise"]}, "locale": {"type": ["string", "null"]},
    "signed_up_at": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}},
    "required": ["user_id", "email", "plan", "signed_up_at"]"#;

/// What a consumer of issues reads: six fields.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct Issues {
    action: String,
    issue: Issue,
    repository: Repository,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct Issue {
    number: u64,
    title: String,
    html_url: String,
    user: User,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct User {
    login: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct Repository {
    full_name: String,
}

const ISSUES: &str = r#""type": "object", "properties": {"action": {"type": "string"},
    "issue": {"type": "object", "properties": {"number": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
      "title": {"type": "string"}, "html_url": {"type": "string"},
      "user": {"type": "object", "properties": {"login": {"type": "string"}}, "required": ["login"]}},
      "required": ["number", "title", "html_url", "user"]},
    "repository": {"type": "object", "properties": {"full_name": {"type": "string"}}, "required": ["full_name"]}},
    "required": ["action", "issue", "repository"]"#;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, log, rest @ ..] = arguments.as_slice() {
        if what.starts_with("as-") {
            return compared(what, Path::new(log), rest.first().map(Path::new));
        }
    }
    let program = arguments.first().expect("the path of cargo-counterpart");
    let program = fs::canonicalize(program).expect("it is there");
    let megabytes = arguments
        .get(1)
        .map_or(512, |number| number.parse().expect("a number"));
    let folder = std::env::temp_dir().join(format!("counterpart-audit-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    registered(&program, &folder, megabytes);
    if let Some(payloads) = arguments.get(2) {
        issues(&program, &folder, megabytes, Path::new(payloads));
    }
    many(&program, &folder, megabytes / 8);
    piped(&program, &folder, 4 * megabytes as u64);
    fs::remove_dir_all(&folder).expect("it goes away");
}

/// One contract, short lines with members that nobody reads.
fn registered(program: &Path, folder: &Path, megabytes: usize) {
    let log = folder.join("registered.ndjson");
    write(&log, |out| {
        let mut size = 0;
        let mut number = 0_u64;
        while size < megabytes << 20 {
            let mixed = mix(number);
            let line = format!(
                "{{\"event_id\":\"{mixed:016x}-{number}\",\"user_id\":{mixed},\"email\":\"user-{number}@example.com\",\
                 \"plan\":\"{}\",\"locale\":{},\"signed_up_at\":{},\"source\":{{\"ip\":\"10.{}.{}.1\",\"agent\":\"Mozilla/5.0 (X11; \
                 Linux x86_64)\",\"campaign\":null}},\"flags\":[true,false,{}],\"score\":{}.5}}\n",
                ["free", "pro", "enterprise"][(mixed % 3) as usize],
                if mixed.is_multiple_of(4) {
                    "null"
                } else {
                    "\"de-DE\""
                },
                1_700_000_000_000 + number,
                mixed % 256,
                number % 256,
                mixed % 10,
                mixed % 1_000,
            );
            out.write_all(line.as_bytes()).expect("space");
            size += line.len();
            number += 1;
        }
    });
    contract(folder, "one", "auth", "user.registered", REGISTERED);
    println!("\n## {} MB of registered users, one contract\n", size(&log) >> 20);
    table(program, folder, &log, "one", "user.registered", REGISTERED);
}

/// One contract that reads six fields of payloads of ten kilobytes.
fn issues(program: &Path, folder: &Path, megabytes: usize, payloads: &Path) {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let mut files: Vec<PathBuf> = fs::read_dir(payloads)
        .expect("payloads")
        .map(|file| file.expect("one").path())
        .collect();
    files.sort();
    for file in files.iter().filter(|file| file.is_file()) {
        let value: serde_json::Value =
            serde_json::from_slice(&fs::read(file).expect("a payload")).expect("JSON");
        if value.get("issue").is_some() {
            texts.push(value.to_string().into_bytes());
        }
    }
    let log = folder.join("issues.ndjson");
    write(&log, |out| {
        let mut size = 0;
        for text in texts.iter().cycle() {
            if size >= megabytes << 20 {
                break;
            }
            out.write_all(text)
                .and_then(|()| out.write_all(b"\n"))
                .expect("space");
            size += text.len() + 1;
        }
    });
    contract(folder, "six", "board", "issues", ISSUES);
    println!(
        "\n## {} MB of GitHub's issues, a contract that reads six fields\n",
        size(&log) >> 20
    );
    table(program, folder, &log, "six", "issues", ISSUES);
}

fn table(program: &Path, folder: &Path, log: &Path, contracts: &str, event: &str, schema: &str) {
    println!("| what | wall s | CPU s | GB/s |\n|---|---|---|---|");
    let show = |what: &str, took: Took| {
        let rate = size(log) as f64 / 1e9 / took.wall.as_secs_f64();
        println!(
            "| {what} | {:.2} | {:.2} | {rate:.2} |",
            took.wall.as_secs_f64(),
            took.cpu.as_secs_f64()
        );
    };
    let this = std::env::current_exe().expect("this program");
    let audit = |jobs: &str| {
        let mut command = Command::new(program);
        command
            .arg("audit")
            .arg(log)
            .args(["--event", event, "--jobs", jobs, "--contracts"])
            .arg(folder.join(contracts));
        command
    };
    let typed = format!("as-{event}");
    let mut serde = || {
        let mut command = Command::new(&this);
        command.arg(&typed).arg(log);
        command
    };
    let file = folder.join("schema.json");
    fs::write(&file, format!("{{{schema}}}")).expect("space");
    // One after the other in each round, so that a busy machine slows all of them.
    let mut took = [None; 3];
    for _ in 0..RUNS {
        for (index, command) in [audit("1"), audit("2"), serde()].into_iter().enumerate() {
            least(&mut took[index], measured(command, 0));
        }
    }
    for (what, took) in ["audit, one thread", "audit, two threads", "serde, into the type"]
        .into_iter()
        .zip(took)
    {
        show(what, took.expect("it ran"));
    }
    let mut jsonschema = Command::new(&this);
    jsonschema.arg("as-jsonschema").arg(log).arg(&file);
    show("jsonschema, on a value", measured(jsonschema, 0));
    let blaze = Path::new("node_modules/.bin/jsonschema");
    if blaze.exists() {
        // It reads the whole log before it judges: a part is enough.
        let part = folder.join("part.jsonl");
        let mut text = Vec::new();
        fs::File::open(log)
            .expect("the log")
            .take(64 << 20)
            .read_to_end(&mut text)
            .expect("the log");
        let end = text.iter().rposition(|byte| *byte == b'\n').expect("a line") + 1;
        fs::write(&part, &text[..end]).expect("space");
        let mut command = Command::new(blaze);
        command.arg("validate").arg("--fast").arg(&file).arg(&part);
        let took = measured(command, 0);
        let rate = size(&part) as f64 / 1e9 / took.wall.as_secs_f64();
        println!(
            "| Blaze, of 64 MB | {:.2} | {:.2} | {rate:.2} |",
            took.wall.as_secs_f64(),
            took.cpu.as_secs_f64()
        );
    }
}

/// 1,000 contracts of 30 events, 33 of each and some more, on a mixed log: together, and 33 one by one.
fn many(program: &Path, folder: &Path, megabytes: usize) {
    let log = folder.join("mixed.ndjson");
    write(&log, |out| {
        let mut size = 0;
        let mut number = 0_u64;
        while size < megabytes << 20 {
            let mixed = mix(number);
            let mut line = format!("{{\"event\":\"event-{:02}\",\"payload\":{{", mixed % 30);
            for field in 0..20 {
                let _ = write!(line, "\"field_{field}\":{},", mixed.rotate_left(field) % 100_000);
            }
            let _ = writeln!(line, "\"name\":\"name of {number}\",\"tags\":[\"a\",\"b\"]}}}}");
            out.write_all(line.as_bytes()).expect("space");
            size += line.len();
            number += 1;
        }
    });
    for number in 0..1_000_usize {
        let (event, reader) = (number % 30, number / 30);
        let mut properties = String::from("\"name\": {\"type\": \"string\"}");
        let mut required = String::from("\"name\"");
        for field in (0..20).filter(|field| (reader + field) % 4 == 0) {
            let _ = write!(
                properties,
                ", \"field_{field}\": {{\"type\": \"integer\", \"minimum\": 0, \"maximum\": {}}}",
                100_000 + reader
            );
            let _ = write!(required, ", \"field_{field}\"");
        }
        let schema =
            format!("\"type\": \"object\", \"properties\": {{{properties}}}, \"required\": [{required}]");
        let (event, service) = (format!("event-{event:02}"), format!("reader-{reader}"));
        contract(folder, "all", &service, &event, &schema);
        contract(folder, &format!("each/{service}"), &service, &event, &schema);
    }
    println!(
        "\n## 1,000 contracts of 30 events, {} MB of a mixed log\n",
        size(&log) >> 20
    );
    let audit = |contracts: &str| {
        let mut command = Command::new(program);
        command
            .arg("audit")
            .arg(&log)
            .args(["--jobs", "1", "--contracts"])
            .arg(folder.join(contracts));
        command
    };
    let together = (0..RUNS)
        .map(|_| measured(audit("all"), 0).wall)
        .min()
        .expect("some");
    let single: Vec<Duration> = (0..33)
        .map(|reader| measured(audit(&format!("each/reader-{reader}")), 0).wall)
        .collect();
    let sum: Duration = single.iter().sum();
    println!(
        "together {:.2} s, 33 one by one {:.2} s: 1/{:.1}",
        together.as_secs_f64(),
        sum.as_secs_f64(),
        sum.as_secs_f64() / together.as_secs_f64()
    );
}

/// The most memory for a long log from a pipe.
fn piped(program: &Path, folder: &Path, megabytes: u64) {
    let log = folder.join("registered.ndjson");
    let text = fs::read(&log).expect("the log");
    let text = &text[..text.len().min(64 << 20)];
    let end = text.iter().rposition(|byte| *byte == b'\n').expect("a line") + 1;
    let mut child = Command::new(program)
        .args(["audit", "-", "--event", "user.registered", "--contracts"])
        .arg(folder.join("one"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("a pipe");
    let mut most = 0;
    let begun = Instant::now();
    for _ in 0..(megabytes << 20).div_ceil(end as u64) {
        input.write_all(&text[..end]).expect("it reads");
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| {
            line.strip_prefix("VmHWM:")?
                .trim()
                .strip_suffix(" kB")?
                .parse()
                .ok()
        });
        most = most.max(peak.unwrap_or(0_u64));
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
    println!(
        "\n## {megabytes} MB from a pipe\n\n{:.1} s, at most {} MB of memory",
        begun.elapsed().as_secs_f64(),
        most >> 10
    );
}

/// Reads each line of a log as another library does.
fn compared(what: &str, log: &Path, schema: Option<&Path>) {
    let mut lines = BufReader::with_capacity(256 << 10, fs::File::open(log).expect("the log"));
    let mut line = Vec::new();
    let mut accepted = 0_u64;
    let validator = schema.map(|schema| {
        let schema = serde_json::from_slice(&fs::read(schema).expect("a schema")).expect("JSON");
        jsonschema::validator_for(&schema).expect("a schema")
    });
    while lines.read_until(b'\n', &mut line).expect("the log") > 0 {
        let is_accepted = match what {
            "as-user.registered" => serde_json::from_slice::<Registered>(&line).is_ok(),
            "as-issues" => serde_json::from_slice::<Issues>(&line).is_ok(),
            _ => {
                let value: serde_json::Value = serde_json::from_slice(&line).expect("JSON");
                validator.as_ref().expect("a schema").is_valid(&value)
            }
        };
        accepted += u64::from(is_accepted);
        line.clear();
    }
    assert!(accepted > 0);
}

#[derive(Clone, Copy)]
struct Took {
    wall: Duration,
    cpu: Duration,
}

fn least(known: &mut Option<Took>, more: Took) {
    *known = Some(known.map_or(more, |known| Took {
        wall: known.wall.min(more.wall),
        cpu: known.cpu.min(more.cpu),
    }));
}

fn measured(mut command: Command, code: i32) -> Took {
    let (begun, before) = (Instant::now(), cpu_of_children());
    let output = command.stdout(Stdio::null()).output().expect("it runs");
    let took = Took {
        wall: begun.elapsed(),
        cpu: cpu_of_children() - before,
    };
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    took
}

/// The time on processors of all children that ended, in steps of 10 ms.
fn cpu_of_children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|field| field.parse::<u64>().ok())
            .unwrap_or_default()
    };
    Duration::from_millis(10 * (ticks(13) + ticks(14)))
}

fn mix(number: u64) -> u64 {
    let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

fn size(file: &Path) -> u64 {
    fs::metadata(file).expect("it is there").len()
}

fn write(file: &Path, make: impl FnOnce(&mut BufWriter<fs::File>)) {
    let mut out = BufWriter::with_capacity(1 << 20, fs::File::create(file).expect("space"));
    make(&mut out);
    out.flush().expect("space");
}

fn contract(folder: &Path, contracts: &str, service: &str, event: &str, schema: &str) {
    let path = folder
        .join(contracts)
        .join(service)
        .join("consumes")
        .join(format!("{event}.json"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("space");
    let text = format!(
        "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"x-contract\": {{\"format\": 1, \"role\": \"consumes\", \
         \"service\": \"{service}\", \"event\": \"{event}\", \"imported\": [\"by-hand.json\"], \"assumes\": [\"unique-keys\"]}},\n{schema}}}\n"
    );
    fs::write(path, text).expect("space");
}
