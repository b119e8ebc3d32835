//! What the derive costs: the time to compile a crate of 200 types with `derive(Contract)`, against the same types with
//! `derive(JsonSchema)`, both beside serde's own derives, in one run.
//!
//! ```text
//! cargo bench -p counterpart-macros --bench compile_time
//! ```
//!
//! Both crates stand in one workspace below `target/`, with their dependencies built before the clock starts. Each is then
//! compiled several times in turn, and the least time of each counts, because noise only ever adds. The limits are those
//! that the project holds itself to: 1.5 for `cargo build`, 4 for `cargo test --no-run`, where the contracts' tests are.

#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a program that prints what it measured"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

const TYPES: usize = 200;
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile_time");
    write_workspace(&folder);
    let mut exceeded = false;
    for (what, arguments, limit) in [
        ("cargo build", &["build"][..], 1.5),
        ("cargo test --no-run", &["test", "--no-run"], 4.0),
    ] {
        let (ours, theirs) = measure(&folder, arguments);
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        exceeded |= ratio > limit;
        println!(
            "{what}: {TYPES} types with Contract {ours:.2?}, with JsonSchema {theirs:.2?}, ratio {ratio:.2} (at most {limit})"
        );
    }
    if exceeded {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// The least times of both crates.
fn measure(folder: &Path, arguments: &[&str]) -> (Duration, Duration) {
    let packages = ["ours", "theirs"];
    for package in packages {
        compile(folder, package, arguments);
    }
    let mut least = [Duration::MAX; 2];
    for round in 0..ROUNDS {
        for (package, least) in packages.iter().zip(&mut least) {
            let source = folder.join(package).join("src/lib.rs");
            let text = fs::read_to_string(&source).expect("it was written");
            let base = text.split("// round").next().unwrap_or_default();
            fs::write(&source, format!("{base}// round {round}\n")).expect("the source is written");
            *least = (*least).min(compile(folder, package, arguments));
        }
    }
    (least[0], least[1])
}

fn compile(folder: &Path, package: &str, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--quiet", "-p", package])
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()
        .expect("cargo runs");
    assert!(status.success(), "{package} does not compile");
    start.elapsed()
}

fn write_workspace(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let library = root.join("contracts");
    let file = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, text).expect("the file is written");
    };
    file(
        "Cargo.toml",
        "[workspace]\nmembers = [\"ours\", \"theirs\"]\nresolver = \"3\"\n",
    );
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the versions are those of the workspace");
    let manifest = |name: &str, rest: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n{rest}"
        )
    };
    let ours = format!(
        "counterpart = {{ path = {library:?} }}\n\n[dev-dependencies]\n\
         counterpart = {{ path = {library:?}, features = [\"testing\"] }}\n"
    );
    file("ours/Cargo.toml", &manifest("ours", &ours));
    file("theirs/Cargo.toml", &manifest("theirs", "schemars = \"1\"\n"));
    file("ours/src/lib.rs", &source("counterpart::Contract", true));
    file("theirs/src/lib.rs", &source("schemars::JsonSchema", false));
}

/// Types as event payloads have them: half of them structs of eight fields, a quarter of them messages with a role.
fn source(derive: &str, roles: bool) -> String {
    let mut source = String::from("use serde::{Deserialize, Serialize};\nuse std::collections::BTreeMap;\n");
    for at in 0..TYPES {
        let role = match (roles, at % 4) {
            (true, 0) => format!("#[contract(emits = \"event.{at}\", consumes = \"event.{at}\")]\n"),
            _ => String::new(),
        };
        let before = at.saturating_sub(1);
        let _ = match at % 4 {
            0 | 1 => write!(
                source,
                "#[derive(Serialize, Deserialize, {derive})]\n{role}pub struct T{at} {{\n    id: u64,\n    name: String,\n    \
                 note: Option<String>,\n    tags: Vec<String>,\n    #[serde(default)]\n    count: u32,\n    \
                 counts: BTreeMap<String, i64>,\n    ratio: f64,\n    before: Option<Box<T{before}>>,\n}}\n"
            ),
            2 => write!(
                source,
                "#[derive(Serialize, Deserialize, {derive})]\n#[serde(tag = \"kind\", rename_all = \"snake_case\")]\npub enum T{at} {{\n    \
                 Created {{ id: u64, by: String }},\n    Renamed {{ id: u64, from: String, to: String }},\n    \
                 Removed {{ id: u64 }},\n}}\n"
            ),
            _ => write!(
                source,
                "#[derive(Serialize, Deserialize, {derive})]\n#[serde(rename_all = \"kebab-case\")]\npub enum T{at} {{\n    \
                 Open,\n    InProgress,\n    Done,\n    Other(String),\n}}\n"
            ),
        };
    }
    source
}
