//! Publishers and pruners that are killed at any moment, as real processes: nothing that was committed is lost.
//!
//! The processes are this executable, asked for one test alone. `COUNTERPART_TEST_KILLS` says how many are killed.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use counterpart_verifier::store::{
    Branch, Catalogue, Directory, GitAddress, GitStore, Publication, Store, Timestamp, contents, prune,
    publish,
};

use super::backends::run_git;
use super::publishing::publication;

const WORK: &str = "COUNTERPART_TEST_KILLED";
const KILLS: &str = "COUNTERPART_TEST_KILLS";
/// After so many kills a new store is begun: what is checked after each is the whole store.
const A_STORE: usize = 16;

fn kills() -> usize {
    let said = std::env::var(KILLS).ok().and_then(|kills| kills.parse().ok());
    said.unwrap_or(8)
}

/// Opens the store that a text names, as the processes hand it on.
fn open(named: &str) -> Box<dyn Store> {
    match named.split_once('=').unwrap() {
        ("folder", path) => Box::new(Directory::new(path)),
        ("git", path) => {
            let address = format!("git+file://{path}/store.git#contracts");
            let cache = Path::new(path).join("cache");
            Box::new(GitStore::open(GitAddress::parse(&address).unwrap(), &cache).unwrap())
        }
        #[cfg(feature = "object-store")]
        ("s3", place) => {
            let (endpoint, folder) = place.rsplit_once('/').unwrap();
            let url = format!("s3://contracts/{folder}");
            Box::new(super::objects::open(&url, &super::objects::s3(endpoint)))
        }
        _ => unreachable!("{named}"),
    }
}

/// The versions follow on each other with other documents each, so that none may be pruned on `main`; those on `side`
/// may, except for the latest.
fn next(round: usize, number: usize) -> Publication {
    let at = round * 1_000 + number;
    let mut publication = publication("user", &format!("{at}"), &format!("\"const\": {at}"));
    publication.at = Timestamp::now();
    let name = if number % 2 == 0 { "main" } else { "side" };
    publication.branch = Some(Branch {
        name: name.into(),
        sequence: at as u64,
    });
    publication
}

/// The work of the processes that are killed. Without the variable it is not a test.
#[test]
fn work_until_it_is_killed() {
    let Ok(work) = std::env::var(WORK) else {
        return;
    };
    let [what, round, named] = work.splitn(3, ' ').collect::<Vec<_>>()[..] else {
        unreachable!("{work}");
    };
    let round: usize = round.parse().unwrap();
    let store = open(named);
    let say = |text: String| {
        let mut out = std::io::stdout().lock();
        // Its reader may have gone, as it will kill this process.
        let _ = writeln!(out, "{text}").and_then(|()| out.flush());
    };
    say("\nbegan".into());
    for number in 0.. {
        if what == "publish" {
            let publication = next(round, number);
            publish(&*store, &publication).unwrap();
            let branch = publication.branch.unwrap().name;
            say(format!("committed {branch} {}", publication.version));
        } else {
            let pruning = prune::Pruning {
                // Longer than a publisher needs: what one at work has not sealed yet is not for a pruner.
                older_than: Duration::from_secs(3),
                retention: None,
                at: Timestamp::now(),
                services: None,
                gone_branches: Default::default(),
            };
            let plan = prune::plan(&*store, &pruning).unwrap();
            prune::remove(&*store, &plan.removed).unwrap();
            prune::remove_unsealed(&*store, &plan.unsealed).unwrap();
        }
    }
}

/// A process at work, and what it said so far.
struct Worker {
    child: Child,
    said: mpsc::Receiver<String>,
}

impl Worker {
    fn start(work: String) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "kills::work_until_it_is_killed",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(WORK, work)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (tell, said) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, said }
    }

    fn wait_until_it_began(&self) {
        while self.said.recv().expect("it begins") != "began" {}
    }

    /// Kills it and gives what it had committed. Had it failed before, that is shown.
    fn kill(mut self) -> Vec<String> {
        let had_ended = self.child.try_wait().unwrap().is_some();
        let _ = self.child.kill();
        let output = self.child.wait_with_output().unwrap();
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(!had_ended, "{failed}");
        let lines = self.said.iter();
        lines
            .filter_map(|line| line.strip_prefix("committed ").map(str::to_owned))
            .collect()
    }
}

/// Kills publishers and pruners of one kind of store.
fn kill_many(make: impl Fn(usize) -> String) {
    let mut chance = 0x2545_f491_u32;
    let mut random = move |below: u64| {
        chance ^= chance << 13;
        chance ^= chance >> 17;
        chance ^= chance << 5;
        u64::from(chance) % below
    };
    let (mut killed, mut of_store) = (0, 0);
    while killed < kills() {
        let named = make(of_store);
        of_store += 1;
        let mut main = Vec::new();
        let mut side = None;
        for round in 1..=A_STORE / 2 {
            let publisher = Worker::start(format!("publish {round} {named}"));
            let pruner = Worker::start(format!("prune {round} {named}"));
            publisher.wait_until_it_began();
            pruner.wait_until_it_began();
            std::thread::sleep(Duration::from_millis(random(400)));
            let (first, second) = match random(2) {
                0 => (publisher.kill(), pruner.kill()),
                _ => {
                    let pruned = pruner.kill();
                    std::thread::sleep(Duration::from_millis(random(30)));
                    (publisher.kill(), pruned)
                }
            };
            assert!(second.is_empty());
            killed += 2;
            for line in first {
                let (branch, version) = line.split_once(' ').unwrap();
                match branch {
                    "main" => main.push(version.to_owned()),
                    _ => side = Some(version.to_owned()),
                }
            }
            assert_whole(&*open(&named), &main, side.as_deref());
            if killed >= kills() {
                break;
            }
        }
        assert!(!main.is_empty(), "nothing was ever committed");
    }
}

/// The store reads whole, and all that was committed and may not be pruned is in it.
fn assert_whole(store: &dyn Store, main: &[String], side: Option<&str>) {
    let catalogue = Catalogue::read(store).unwrap();
    let all = catalogue.all();
    let read = contents(store, &all).unwrap();
    assert!(
        read.iter()
            .all(|one| one.documents.len() == one.version.files.len())
    );
    for version in main.iter().map(String::as_str).chain(side) {
        let is_there = read.iter().any(|one| one.version.version == version);
        let newer = side == Some(version) && catalogue.latest("user", "side") != side;
        assert!(is_there || newer, "{version} was committed and is lost");
    }
}

fn temporary() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

#[test]
fn killed_writers_lose_nothing_committed_in_a_folder() {
    let (_folder, path) = temporary();
    kill_many(|number| format!("folder={}/{number}", path.display()));
}

#[test]
fn killed_writers_lose_nothing_committed_in_a_git_repository() {
    let (_folder, path) = temporary();
    kill_many(|number| {
        let place = path.join(number.to_string());
        std::fs::create_dir(&place).unwrap();
        run_git(&place, &["init", "--quiet", "--bare", "store.git"]);
        format!("git={}", place.display())
    });
}

#[cfg(feature = "object-store")]
#[test]
fn killed_writers_lose_nothing_committed_in_a_bucket() {
    let Some(endpoint) = super::emulators::s3() else {
        return;
    };
    kill_many(|number| format!("s3={endpoint}/killed-{number}"));
}

/// The processes that a process started, and those that these started.
#[cfg(target_os = "linux")]
fn descendants(of: u32) -> Vec<u32> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1));
        parents.push((pid, parent.and_then(|parent| parent.parse().ok()).unwrap_or(0)));
    }
    let mut found = vec![of];
    for at in 0.. {
        let Some(parent) = found.get(at).copied() else {
            break;
        };
        found.extend(
            parents
                .iter()
                .filter(|(_, of)| *of == parent)
                .map(|(pid, _)| *pid),
        );
    }
    found
}

/// A process that fetches a store of some size for the first time.
#[test]
fn fetch_until_it_is_killed() {
    let Ok(path) = std::env::var("COUNTERPART_TEST_FETCHING") else {
        return;
    };
    open(&format!("git={path}"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_fetch_that_is_killed_with_all_its_processes_leaves_a_copy_that_the_next_one_uses() {
    let (_folder, path) = temporary();
    run_git(&path, &["init", "--quiet", "--bare", "store.git"]);
    let named = format!("git={}", path.display());
    // Files that no packing makes small.
    let mut noise = 1_u64;
    let files: Vec<counterpart_verifier::store::NewFile> = (0..400)
        .map(|n| {
            let mut text = String::new();
            for _ in 0..400 {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(&format!("{noise:x}"));
            }
            super::file(&format!("services/a/{n}"), &text)
        })
        .collect();
    let elsewhere = path.join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(path.join("store.git"), elsewhere.join("store.git")).unwrap();
    let writer = format!("git={}", elsewhere.display());
    open(&writer).create(&files).unwrap();
    for number in 0..kills() {
        if number % 3 == 0 {
            let _ = std::fs::remove_dir_all(path.join("cache"));
        } else {
            // Something to fetch beside what was fetched.
            let at = format!("services/b/{number}");
            open(&writer).create(&[super::file(&at, &at)]).unwrap();
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kills::fetch_until_it_is_killed"])
            .env("COUNTERPART_TEST_FETCHING", &path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(10 + 13 * number as u64 % 150));
        let mut killing = Command::new("kill");
        killing
            .arg("-9")
            .args(descendants(child.id()).iter().map(u32::to_string));
        let _ = killing.stderr(Stdio::null()).status();
        let _ = child.wait();
        let store = open(&named);
        let there = open(&writer).list(None).unwrap();
        assert_eq!(store.list(None).unwrap(), there, "kill {number}");
        let mut read = 0;
        store
            .read_each(&there, &mut |_, _| {
                read += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(read, there.len(), "kill {number}");
    }
}
