//! Runs the planted copy under each of its mutants.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Tests that read the engine's own source, which is another in the copy.
const READS_SOURCE: &str = "vocabulary";
/// The rooms of the engine, those with fast tests first.
const ROOMS: [&str; 9] = [
    "compat::search",
    "compat::findings",
    "json::",
    "compat::second_evaluator",
    "compat::schema",
    "compat::eval",
    "compat::regex",
    "compat::formats",
    "compat::check",
];
/// After so long a test has failed; a limit on processor time, so that a busy machine changes nothing.
const SECONDS: u32 = 25;
/// And with so much memory, in kB.
const MEMORY: u32 = 8_000_000;

/// Runs the unit tests under each mutant until one fails, and writes a line for each to `tested.tsv` in the copy.
pub fn test(copy: &Path) -> Outcome<()> {
    let executable = built(copy, &["test", "--no-run", "--lib"])?;
    let planted = planted(copy)?;
    let results = Mutex::new(File::create(copy.join("tested.tsv"))?);
    let next = AtomicUsize::new(0);
    in_parallel(|_| {
        while let Some((number, name)) = planted.get(next.fetch_add(1, Ordering::Relaxed)) {
            let killer = killer(copy, &executable, number, name)?;
            let result = killer.map_or_else(|| "survived".to_owned(), |test| format!("killed\t{test}"));
            writeln!(
                results.lock().map_err(|_| "a worker panicked")?,
                "{number}\t{result}\t{name}"
            )?;
        }
        Ok(())
    })
}

/// The first test that fails under a mutant: those of its own room before the others.
fn killer(copy: &Path, executable: &Path, number: &str, name: &str) -> Outcome<Option<String>> {
    let path = name.split_once("/src/").map_or("", |(_, path)| path);
    let is_own = |room: &&str| path.starts_with(&room.trim_end_matches(':').replace("::", "/"));
    let mut rooms: Vec<&str> = ROOMS.into_iter().filter(is_own).collect();
    rooms.extend(ROOMS.iter().filter(|room| !is_own(room)));
    for room in rooms {
        let output = Command::new("bash")
            .args([
                "-c",
                &format!("ulimit -v {MEMORY} -t {SECONDS}; exec \"$@\""),
                "bash",
            ])
            .arg(executable)
            .args([room, "--skip", READS_SOURCE])
            .current_dir(copy.join("contracts"))
            .env("COUNTERPART_MUTANT", number)
            .env("RUST_BACKTRACE", "0")
            .env("RUST_TEST_THREADS", "1")
            .stderr(Stdio::null())
            .output()?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stdout);
            let failed = text
                .lines()
                .find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
            return Ok(Some(
                failed.map_or_else(|| format!("{room}: {}", output.status), str::to_owned),
            ));
        }
    }
    Ok(None)
}

/// Judges a file of pairs under each mutant, and writes a line for each to `judged.tsv` in the copy.
pub fn judge(copy: &Path, pairs: &Path) -> Outcome<()> {
    let executable = built(copy, &["build", "--example", "judge"])?;
    let planted = planted(copy)?;
    let judge = |from: usize, step: usize| {
        let mut command = Command::new(&executable);
        command
            .arg(pairs)
            .args([from.to_string(), step.to_string()])
            .current_dir(copy);
        command
    };
    // The mutants that each pair reaches are recorded once.
    judge(planted.len(), 1).status()?;
    let results = Mutex::new(BTreeMap::new());
    in_parallel(|(worker, workers)| {
        let mut from = worker;
        while from < planted.len() {
            let output = judge(from, workers).stderr(Stdio::null()).output()?;
            let text = String::from_utf8(output.stdout)?;
            let mut results = results.lock().map_err(|_| "a worker panicked")?;
            let mut begun = None;
            for line in text.lines() {
                let (number, result) = line.split_once('\t').ok_or("a line without a tab")?;
                begun = Some(number.to_owned());
                results.insert(number.to_owned(), result.to_owned());
            }
            if output.status.success() {
                break;
            }
            // The pair that was begun crashed the process; the run continues without it.
            let begun = begun.ok_or("the judge did not begin")?;
            let result = results.entry(begun.clone()).or_default();
            if result == "begun" {
                *result = format!("ended\t{}", output.status);
            }
            let at = planted.iter().position(|(number, _)| *number == begun);
            from = at.ok_or("an unknown mutant")? + workers;
        }
        Ok(())
    })?;
    let results = results.into_inner().map_err(|_| "a worker panicked")?;
    let mut file = File::create(copy.join("judged.tsv"))?;
    for (number, name) in &planted {
        let result = results.get(number).map_or("", String::as_str);
        writeln!(file, "{number}\t{result}\t{name}")?;
    }
    Ok(())
}

/// The numbers and names of all planted mutants.
fn planted(copy: &Path) -> Outcome<Vec<(String, String)>> {
    let text = std::fs::read_to_string(copy.join("planted.tsv"))?;
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(lines
        .map(|(number, name)| (number.to_owned(), name.to_owned()))
        .collect())
}

/// Builds one executable of the copy.
fn built(copy: &Path, what: &[&str]) -> Outcome<PathBuf> {
    let output = Command::new("cargo")
        .args(what)
        .args([
            "--release",
            "--quiet",
            "--message-format=json",
            "--package",
            "counterpart-engine",
        ])
        .current_dir(copy)
        .env("RUSTFLAGS", "--cap-lints allow")
        .stderr(Stdio::inherit())
        .output()?;
    let executables = String::from_utf8(output.stdout)?;
    let executable = executables.lines().rev().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    Ok(executable.ok_or("cargo built no executable")?)
}

fn in_parallel(work: impl Fn((usize, usize)) -> Outcome<()> + Sync) -> Outcome<()> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|worker| {
                let work = &work;
                scope.spawn(move || work((worker, workers)))
            })
            .collect();
        started
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| "a worker panicked")?)
    })
}
