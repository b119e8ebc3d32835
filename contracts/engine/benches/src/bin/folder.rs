//! `verify --no-build` over 20,000 contracts, beside serde_json reading the same files: CPU time of all threads, because
//! the program has several and serde_json has one. Linux only.
//!
//! Build the CLI first: `cargo build --release -p cargo-counterpart` at the top of the checkout. Another executable can
//! be named as the only argument.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use counterpart_benches::folder;
use serde_json::Value;

const TURNS: usize = 5;

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = here.join("../../../target/release/cargo-counterpart");
    let executable = env::args_os().nth(1).map_or(built, PathBuf::from);
    let folder = env::temp_dir().join(format!("counterpart-folder-{}", std::process::id()));
    folder::write(&folder).expect("the folder can be written");
    let mut files = Vec::new();
    files_below(&folder, &mut files);
    let bytes: u64 = files
        .iter()
        .map(|file| fs::metadata(file).expect("a file").len())
        .sum();
    println!("{} files, {} bytes each", files.len(), bytes / files.len() as u64);

    let mut ours = (Duration::MAX, Duration::MAX, 0);
    let (mut reading, mut parsing) = (Duration::MAX, Duration::MAX);
    // In turns, so that what else runs on the machine slows both.
    for _ in 0..TURNS {
        let started = cpu_time(Of::This);
        for file in &files {
            let text = fs::read(file).expect("a file");
            std::hint::black_box(serde_json::from_slice::<Value>(&text).expect("JSON"));
        }
        reading = reading.min(cpu_time(Of::This) - started);
        let texts: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("a file")).collect();
        let started = cpu_time(Of::This);
        for text in &texts {
            std::hint::black_box(serde_json::from_slice::<Value>(text).expect("JSON"));
        }
        parsing = parsing.min(cpu_time(Of::This) - started);
        drop(texts);
        let started = cpu_time(Of::Children);
        let (elapsed, memory) = verify(&executable, &folder);
        let used = cpu_time(Of::Children) - started;
        ours = (ours.0.min(used), ours.1.min(elapsed), ours.2.max(memory));
    }
    fs::remove_dir_all(&folder).expect("the folder can be removed");
    let ratio = |other: Duration| ours.0.as_secs_f64() / other.as_secs_f64();
    println!("serde_json, parsing alone       {:>7} ms", parsing.as_millis());
    println!("serde_json, reading and parsing {:>7} ms", reading.as_millis());
    println!(
        "verify --no-build               {:>7} ms  {:.1} times the former, {:.1} times the latter, {} ms by the clock, {} MB (target: 200)",
        ours.0.as_millis(),
        ratio(parsing),
        ratio(reading),
        ours.1.as_millis(),
        ours.2 / 1_000,
    );
}

#[derive(Clone, Copy)]
enum Of {
    This,
    /// The processes that ended.
    Children,
}

/// The CPU time of a process so far, in user and system mode.
fn cpu_time(of: Of) -> Duration {
    const TICKS_PER_SECOND: u64 = 100;
    let text = fs::read_to_string("/proc/self/stat").expect("Linux says how much time a process used");
    // The name of the program, which is in parentheses, may have spaces.
    let (_, rest) = text.rsplit_once(')').expect("the name of the program");
    let first = match of {
        Of::This => 11,
        Of::Children => 13,
    };
    let ticks = rest.split_whitespace().skip(first).take(2);
    let ticks: u64 = ticks
        .map(|ticks| ticks.parse::<u64>().expect("a number of ticks"))
        .sum();
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Returns the duration of a run, and its peak memory, in kB.
fn verify(executable: &Path, folder: &Path) -> (Duration, u64) {
    let started = Instant::now();
    let mut run = Command::new(executable)
        .args(["counterpart", "verify", "--no-build", "--contracts"])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the CLI is built and starts");
    let status = PathBuf::from(format!("/proc/{}/status", run.id()));
    let mut output = run.stdout.take().expect("it is piped");
    let reader = thread::spawn(move || std::io::read_to_string(&mut output).expect("text"));
    let mut memory = 0;
    let mut elapsed = None;
    while elapsed.is_none() {
        memory = memory.max(high_water_mark(&status).unwrap_or(0));
        if run.try_wait().expect("it can be waited for").is_some() {
            elapsed = Some(started.elapsed());
        } else {
            thread::sleep(Duration::from_millis(5));
        }
    }
    let text = reader.join().expect("it reads");
    let last = text.trim_end().lines().last().unwrap_or_default().to_owned();
    println!("  {last}");
    (elapsed.unwrap_or_default(), memory)
}

fn high_water_mark(status: &Path) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
