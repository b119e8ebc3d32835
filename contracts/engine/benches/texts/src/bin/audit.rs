//! `cargo counterpart audit` as a whole command, next to what else judges a log: time, memory, two threads, many
//! contracts.
//!
//! `cargo run --release --bin audit -- PROGRAM [MEGABYTES]` in this folder. PROGRAM is a release build of
//! `cargo-counterpart`; the logs have 512 MB unless told, and stay in the memory of the system if there is room.
//! Each number is the least of three runs by turns; a run is a process of its own. On a busy machine the time on
//! processors says more than the time on the wall.
//!
//! Blaze is measured where `node_modules/.bin/jsonschema` is in the current folder, which
//! `npm install @sourcemeta/jsonschema` makes.

#[path = "../logs.rs"]
mod logs;
#[path = "../types.rs"]
#[expect(dead_code, reason = "the other program of this folder uses the rest")]
mod types;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 3;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, log, schema] = arguments.as_slice() {
        return compared(what, Path::new(log), Path::new(schema));
    }
    let program = arguments.first().expect("the path of cargo-counterpart");
    let program = fs::canonicalize(program).expect("it is there");
    let megabytes = arguments
        .get(1)
        .map_or(512, |number| number.parse().expect("a number"));
    let folder = std::env::temp_dir().join(format!("counterpart-audit-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let log = folder.join("registered.ndjson");
    lines(&log, &logs::registered(megabytes.min(64) << 20), megabytes);
    table(&program, &folder, &log, "user.registered", types::REGISTERED);
    piped(&program, &folder, &log, 4 * megabytes);
    let log = folder.join("github.ndjson");
    lines(&log, &logs::github(megabytes.min(64) << 20), megabytes);
    table(&program, &folder, &log, "github", types::GITHUB);
    many(&program, &folder, megabytes.div_ceil(8));
    fs::remove_dir_all(&folder).expect("it goes away");
}

/// Writes lines, again and again, until the log is so long.
fn lines(log: &Path, lines: &[Vec<u8>], megabytes: usize) {
    write(log, |out| {
        let mut size = 0;
        for line in lines.iter().cycle() {
            if size >= megabytes << 20 {
                break;
            }
            out.write_all(line)
                .and_then(|()| out.write_all(b"\n"))
                .expect("space");
            size += line.len() + 1;
        }
    });
}

/// One contract: this program on one thread and on two, and others.
fn table(program: &Path, folder: &Path, log: &Path, event: &str, schema: &str) {
    println!("\n## {} MB of {event}, one contract\n", size(log) >> 20);
    println!("| what | wall s | CPU s | GB/s of CPU |\n|---|---|---|---|");
    let show = |what: &str, log: &Path, took: Took| {
        let (wall, cpu) = (took.wall.as_secs_f64(), took.cpu.as_secs_f64());
        let rate = size(log) as f64 / 1e9 / cpu;
        println!("| {what} | {wall:.2} | {cpu:.2} | {rate:.2} |");
    };
    contract(folder, event, "auth-service", event, schema);
    let file = folder.join("schema.json");
    fs::write(&file, schema).expect("space");
    // Blaze reads the whole log before it judges, and the tree of a value takes long: a part is enough.
    let part = folder.join("part.jsonl");
    let mut text = Vec::new();
    let whole = fs::File::open(log).expect("the log");
    whole.take(64 << 20).read_to_end(&mut text).expect("the log");
    let end = text.iter().rposition(|byte| *byte == b'\n').expect("a line") + 1;
    fs::write(&part, &text[..end]).expect("space");

    let audit = |jobs: &str| {
        let mut command = Command::new(program);
        command
            .arg("audit")
            .arg(log)
            .args(["--event", event, "--jobs", jobs, "--contracts"])
            .arg(folder.join(event));
        command
    };
    let other = |what: &str, log: &Path| {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.arg(what).arg(log).arg(&file);
        command
    };
    type Way<'a> = (&'a str, &'a Path, Box<dyn Fn() -> Command + 'a>);
    let mut ways: Vec<Way<'_>> = vec![
        ("audit, one thread", log, Box::new(|| audit("1"))),
        ("audit, two threads", log, Box::new(|| audit("2"))),
        ("serde, into the type", log, Box::new(|| other(event, log))),
        ("serde, `IgnoredAny`", log, Box::new(|| other("syntax", log))),
        (
            "jsonschema, on a value",
            &part,
            Box::new(|| other("jsonschema", &part)),
        ),
    ];
    let blaze = Path::new("node_modules/.bin/jsonschema");
    if blaze.exists() {
        let (file, part) = (&file, &part);
        let run = move || {
            let mut command = Command::new(blaze);
            command
                .args(["validate", "--fast", "--default-dialect", DIALECT])
                .args([file, part]);
            command
        };
        ways.push(("Blaze", &part, Box::new(run)));
    }
    let mut took = vec![None; ways.len()];
    for _ in 0..RUNS {
        for ((_, _, command), took) in ways.iter().zip(&mut took) {
            least(took, measured(command()));
        }
    }
    for ((what, log, _), took) in ways.iter().zip(took) {
        show(what, log, took.expect("it ran"));
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
            format!("{{\"type\": \"object\", \"properties\": {{{properties}}}, \"required\": [{required}]}}");
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
        .map(|_| measured(audit("all")).wall)
        .min()
        .expect("some");
    let single: Vec<Duration> = (0..33)
        .map(|reader| measured(audit(&format!("each/reader-{reader}"))).wall)
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
fn piped(program: &Path, folder: &Path, log: &Path, megabytes: usize) {
    let mut text = Vec::new();
    let whole = fs::File::open(log).expect("the log");
    whole.take(64 << 20).read_to_end(&mut text).expect("the log");
    let end = text.iter().rposition(|byte| *byte == b'\n').expect("a line") + 1;
    let mut child = Command::new(program)
        .args(["audit", "-", "--event", "user.registered", "--contracts"])
        .arg(folder.join("user.registered"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("a pipe");
    let mut most = 0;
    let begun = Instant::now();
    for _ in 0..(megabytes << 20).div_ceil(end) {
        input.write_all(&text[..end]).expect("it reads");
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| {
            let number = line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?;
            number.parse().ok()
        });
        most = most.max(peak.unwrap_or(0_u64));
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
    println!(
        "\n{megabytes} MB from a pipe: {:.1} s, at most {} MB of memory",
        begun.elapsed().as_secs_f64(),
        most >> 10
    );
}

/// Reads each line of a log as another library does.
fn compared(what: &str, log: &Path, schema: &Path) {
    let mut lines = BufReader::with_capacity(256 << 10, fs::File::open(log).expect("the log"));
    let mut line = Vec::new();
    let mut accepted = 0_u64;
    let schema = serde_json::from_slice(&fs::read(schema).expect("a schema")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    while lines.read_until(b'\n', &mut line).expect("the log") > 0 {
        accepted += u64::from(match what {
            "user.registered" => serde_json::from_slice::<types::UserRegistered>(&line).is_ok(),
            "github" => serde_json::from_slice::<types::GithubEvent>(&line).is_ok(),
            "syntax" => serde_json::from_slice::<serde::de::IgnoredAny>(&line).is_ok(),
            "jsonschema" => validator.is_valid(&serde_json::from_slice(&line).expect("JSON")),
            _ => panic!("`{what}` is not known"),
        });
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

fn measured(mut command: Command) -> Took {
    let (begun, before) = (Instant::now(), cpu_of_children());
    let output = command.stdout(Stdio::null()).output().expect("it runs");
    let took = Took {
        wall: begun.elapsed(),
        cpu: cpu_of_children() - before,
    };
    assert_eq!(
        output.status.code(),
        Some(0),
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

/// Writes a contract file, unless the schema is one.
fn contract(folder: &Path, contracts: &str, service: &str, event: &str, schema: &str) {
    let path = folder
        .join(contracts)
        .join(service)
        .join("consumes")
        .join(format!("{event}.json"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("space");
    let text = match schema.contains("\"x-contract\"") {
        true => schema.to_owned(),
        false => format!(
            "{{\"$schema\": \"{DIALECT}\", \"x-contract\": {{\"format\": 1, \
             \"role\": \"consumes\", \"service\": \"{service}\", \"event\": \"{event}\", \
             \"imported\": [\"by-hand.json\"], \"assumes\": [\"unique-keys\"]}},\n{}",
            schema.trim_start().trim_start_matches('{')
        ),
    };
    fs::write(path, text).expect("space");
}
