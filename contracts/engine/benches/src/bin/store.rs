//! Reading and verifying stores of many contracts, from a folder and from a git repository: time and peak memory.
//!
//! `cargo run --release --bin store -- 1000 20000` in this folder; without numbers, up to 100,000. Each measurement is a
//! process of its own, so that its memory is its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{env, fs};

use counterpart::contract::folder::Stored;
use counterpart::contract::{ContractFile, Role};
use counterpart_verifier::store::{
    Branch, Catalogue, Created, Directory, GitAddress, GitStore, Key, NewFile, Origin, Publication, Rules,
    Store, StoreError, Timestamp, Version, VersionFile, documents, publish, seals,
};
use counterpart_verifier::verify::{Input, Options, verify};

/// Contracts a service has; it also emits one event.
const EACH: usize = 20;

/// The number of documents that are held at once.
const HELD: usize = 1_000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [what, address] = arguments.as_slice() {
        if !what.bytes().all(|byte| byte.is_ascii_digit()) {
            return measure(what, address);
        }
    }
    let mut sizes: Vec<usize> = arguments
        .iter()
        .map(|size| size.parse().expect("a number"))
        .collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 20_000, 100_000];
    }
    println!("| contracts | services | store | index | whole | verify | pairs |");
    println!("|---|---|---|---|---|---|---|");
    for size in sizes {
        let folder = env::temp_dir().join(format!("counterpart-store-{}", std::process::id()));
        write(&folder.join("store"), size / EACH);
        let git = to_git(&folder);
        for (name, address) in [
            ("folder", folder.join("store").display().to_string()),
            ("git", git),
        ] {
            let run = |what: &str| {
                let output = Command::new(env::current_exe().expect("this program"))
                    .args([what, &address])
                    .env("COUNTERPART_CACHE", folder.join("cache"))
                    .output()
                    .expect("it runs again");
                assert!(
                    output.status.success(),
                    "{}",
                    String::from_utf8_lossy(&output.stderr)
                );
                String::from_utf8_lossy(&output.stdout).trim().to_owned()
            };
            // Fetched files stay, as on a developer's machine; the first call fetches.
            run("index");
            let [index, whole, verified] = ["index", "whole", "verify"].map(run);
            println!(
                "| {size} | {} | {name} | {index} | {whole} | {verified} |",
                size / EACH
            );
        }
        fs::remove_dir_all(&folder).expect("the folder can be removed");
    }
}

/// Does one thing and prints how long it took and the most memory that was held.
fn measure(what: &str, address: &str) {
    let started = Instant::now();
    let store: Box<dyn Store> = match address.starts_with("git+") {
        true => {
            let cache = counterpart_verifier::store::cache_folder().expect("it is named");
            Box::new(
                GitStore::open(GitAddress::parse(address).expect("an address"), &cache).expect("it opens"),
            )
        }
        false => Box::new(Directory::new(address)),
    };
    let catalogue = Catalogue::read(&*store).expect("an index");
    let rules = Rules::read(&*store).expect("rules");
    let counting = rules.counting(&catalogue, Timestamp::now());
    let versions = seals(&*store, &counting).expect("seals");
    let mut pairs = String::new();
    match what {
        "index" => {}
        "whole" => {
            let all: Vec<(&Version, &VersionFile)> = files(&versions).collect();
            for share in all.chunks(HELD) {
                assert_eq!(documents(&*store, share).expect("documents").len(), share.len());
            }
        }
        "verify" => pairs = format!(" | {}", verify_all(&*store, &versions)),
        other => panic!("{other} is nothing to measure"),
    }
    let (elapsed, memory) = (started.elapsed(), peak());
    println!("{} ms, {memory} MB{pairs}", elapsed.as_millis());
    let _: Duration = elapsed;
}

fn files(versions: &[Version]) -> impl Iterator<Item = (&Version, &VersionFile)> {
    versions
        .iter()
        .flat_map(|version| version.files.iter().map(move |file| (version, file)))
}

/// Verifies event by event, as many at once as are held.
fn verify_all(store: &dyn Store, versions: &[Version]) -> usize {
    let mut events: BTreeMap<String, Vec<(&Version, &VersionFile)>> = BTreeMap::new();
    for version in versions {
        for (identity, file) in version.identities().zip(&version.files) {
            events
                .entry(identity.event().to_owned())
                .or_default()
                .push((version, file));
        }
    }
    let mut pairs = 0;
    let mut share = Vec::new();
    let mut events = events.into_values().peekable();
    while let Some(event) = events.next() {
        share.extend(event);
        if share.len() < HELD && events.peek().is_some() {
            continue;
        }
        let read = documents(store, &share).expect("documents");
        share.clear();
        let others = read.into_iter().map(|document| Stored {
            path: document.path.clone(),
            text: document.text.clone(),
            contract: document.contract.clone(),
        });
        let input = Input {
            others: others.collect(),
            ..Input::default()
        };
        let report = verify(input, &Options::default());
        assert!(report.problems.is_empty(), "{:?}", report.problems);
        pairs += report.checked.pairs;
    }
    pairs
}

/// The most memory that this process held, in MB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1_000
}

/// Receives published files, and writes them without waiting for the disk after each one.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<Key, Vec<u8>>>);

impl Store for Kept {
    fn location(&self) -> &str {
        "memory"
    }
    fn list(&self, _: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        Ok(Vec::new())
    }
    fn read(&self, _: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }
    fn create(&self, files: &[NewFile]) -> Result<Created, StoreError> {
        let mut kept = self.0.lock().expect("one writer");
        kept.extend(files.iter().map(|file| (file.key.clone(), file.content.clone())));
        Ok(Created::All)
    }
    fn remove(&self, _: &[Key]) -> Result<(), StoreError> {
        Ok(())
    }
}

fn write(root: &Path, services: usize) {
    let kept = Kept::default();
    for service in 0..services {
        let name = format!("service-{service}");
        let mut all = vec![document(&name, Role::Emits, service)];
        // Each event has consumers all over.
        let consumed: BTreeSet<usize> = (0..EACH).map(|n| (service + 1 + n * 37) % services).collect();
        all.extend(
            consumed
                .into_iter()
                .map(|event| document(&name, Role::Consumes, event)),
        );
        let publication = Publication {
            service: name,
            version: format!("1.0.{service}"),
            documents: all,
            branch: Some(Branch {
                name: "main".into(),
                sequence: 1,
            }),
            origin: Origin::default(),
            retention: None,
            allow: Vec::new(),
            at: Timestamp::parse("2026-11-23").expect("a day"),
        };
        publish(&kept, &publication).expect("it is published");
        for (key, content) in std::mem::take(&mut *kept.0.lock().expect("one writer")) {
            let path: PathBuf = root.join(key.as_str());
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
    }
}

/// A document of about 2 kB.
fn document(service: &str, role: Role, event: usize) -> ContractFile {
    let closed = match role {
        Role::Emits => r#""unevaluatedProperties": false,"#,
        Role::Consumes => "",
    };
    let kinds = [
        r#"{"type": "string", "minLength": 1, "maxLength": 80}"#,
        r#"{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#,
        r#"{"type": ["string", "null"], "format": "date-time"}"#,
        r#"{"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 4294967295}}"#,
        r#"{"enum": ["created", "changed", "removed", "archived"]}"#,
    ];
    let (mut properties, mut required) = (Vec::new(), Vec::new());
    for field in 0..16 {
        properties.push(format!(
            r#""field_{event}_{field}": {}"#,
            kinds[(event + field) % kinds.len()]
        ));
        required.push(format!(r#""field_{event}_{field}""#));
    }
    let text = format!(
        r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-contract": {{"format": 1, "role": "{role}", "service": "{service}", "event": "event.{event}", "assumes": []}},
        "type": "object", {closed} "properties": {{{}}}, "required": [{}]}}"#,
        properties.join(","),
        required.join(",")
    );
    ContractFile::parse(text.as_bytes()).expect("a contract")
}

/// The same files in a bare repository.
fn to_git(folder: &Path) -> String {
    let run = |within: &Path, arguments: &[&str]| {
        let status = Command::new("git")
            .current_dir(within)
            .args([
                "-c",
                "user.name=Bench",
                "-c",
                "user.email=bench@example.com",
                "-c",
                "gc.auto=0",
            ])
            .args(arguments)
            .status()
            .expect("git is there");
        assert!(status.success(), "git {arguments:?}");
    };
    run(folder, &["init", "--quiet", "--bare", "store.git"]);
    let store = folder.join("store");
    run(&store, &["init", "--quiet"]);
    run(&store, &["add", "--all"]);
    run(&store, &["commit", "--quiet", "--message=all"]);
    let bare = folder.join("store.git").display().to_string();
    run(&store, &["push", "--quiet", &bare, "HEAD:refs/heads/contracts"]);
    fs::remove_dir_all(store.join(".git")).expect("the repository can be removed");
    format!("git+file://{bare}#contracts")
}
