//! The folder of a catalogue: whole or not there, and never at the cost of the files of others.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use fixture::Folder;
use fixture::schemas::{REQUIRED_EMAIL, file};

use super::{run, views};

/// Two services, each with one contract file.
fn services() -> Folder {
    Folder::with(&[
        (
            "contracts/shop/emits/order.paid.json",
            &file("shop emits order.paid", "", REQUIRED_EMAIL),
        ),
        (
            "contracts/mail/consumes/order.paid.json",
            &file("mail consumes order.paid", "", REQUIRED_EMAIL),
        ),
    ])
}

const ARGUMENTS: [&str; 5] = ["catalogue", "--contracts", "contracts", "--out", "site"];

fn begin(folder: &Folder, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    fixture::clean(&mut command);
    command
        .args(ARGUMENTS)
        .args(more)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// The folders in which runs make sites.
fn drafts(folder: &Folder) -> Vec<String> {
    let names = std::fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with(".counterpart-catalogue-"))
        .collect()
}

#[test]
fn files_of_others_inside_a_catalogue_are_not_lost() {
    for foreign in [
        "CNAME",
        ".git/config",
        "data/notes.txt",
        "data/old/index.js",
        "assets/photo.jpg",
        "assets/fonts/one.css",
    ] {
        let folder = services();
        folder.counterpart(&ARGUMENTS).exits(0);
        folder.write(&format!("site/{foreign}"), "ours");
        let before = folder.snapshot("site");
        let named = Path::new(foreign)
            .iter()
            .take(if foreign.starts_with('.') { 1 } else { 2 });
        let named: std::path::PathBuf = named.collect();
        folder
            .counterpart(&ARGUMENTS)
            .exits(101)
            .complains(&format!("would be lost: {}", named.display()));
        assert_eq!(folder.snapshot("site"), before, "{foreign}");
        assert!(drafts(&folder).is_empty(), "{foreign}");
    }
}

#[test]
fn runs_at_the_same_time_leave_one_whole_catalogue() {
    let folder = services();
    let runs: Vec<Child> = (0..8).map(|_| begin(&folder, &[])).collect();
    for run in runs {
        let done = run.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let left = folder.snapshot("site");
    folder.counterpart(&ARGUMENTS).exits(0);
    assert_eq!(folder.snapshot("site"), left);
    assert!(drafts(&folder).is_empty());
}

/// A run that waits for its dead letters, in the middle of its work.
#[cfg(unix)]
fn waiting(folder: &Folder) -> Child {
    let pipe = folder.path().join("letters");
    if !pipe.exists() {
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    }
    let known = drafts(folder);
    let mut run = begin(folder, &["--letters", "letters"]);
    while drafts(folder).iter().all(|draft| known.contains(draft)) {
        assert!(run.try_wait().unwrap().is_none(), "it ended before it waited");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    run
}

#[cfg(unix)]
#[test]
fn next_run_clears_up_after_one_that_was_killed_and_not_after_one_that_works() {
    let folder = services();
    folder.counterpart(&ARGUMENTS).exits(0);
    let before = folder.snapshot("site");
    let mut killed = waiting(&folder);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(folder.snapshot("site"), before, "the old catalogue stays");
    assert_eq!(drafts(&folder).len(), 1);

    let mut working = waiting(&folder);
    assert_eq!(drafts(&folder).len(), 1, "that of the killed run is gone");
    folder.counterpart(&ARGUMENTS).exits(0);
    assert_eq!(drafts(&folder).len(), 1, "that of the run that works");
    std::fs::write(folder.path().join("letters"), "").unwrap();
    assert!(working.wait().unwrap().success());
    assert!(views(&folder.path().join("site")).contains_key("letters"));
    assert!(drafts(&folder).is_empty());
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let folder = services();
    folder.write("thesis.txt", "years of work");
    let to = |out: &str| folder.counterpart(&["catalogue", "--contracts", "contracts", "--out", out]);
    to("thesis.txt")
        .exits(101)
        .complains("thesis.txt is not a folder");
    to("thesis.txt/site")
        .exits(101)
        .complains("cannot write the catalogue to thesis.txt/site");
    to("").exits(101).complains("a value is required");
    to("new/..").exits(101).complains("is not the name of a folder");
    to("/").exits(101);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nothing", folder.path().join("link")).unwrap();
        to("link").exits(101).complains("link is a link to nothing");
    }
    assert_eq!(folder.read("thesis.txt"), "years of work");
    assert!(!folder.has("new"));
}

/// A link to a folder stays one, and the folder that it leads to gets the site.
#[cfg(unix)]
#[test]
fn site_goes_where_a_link_leads() {
    let folder = services();
    std::fs::create_dir_all(folder.path().join("srv/site")).unwrap();
    std::os::unix::fs::symlink("srv/site", folder.path().join("site")).unwrap();
    folder.counterpart(&ARGUMENTS).exits(0);
    folder.counterpart(&ARGUMENTS).exits(0);
    assert!(folder.path().join("site").is_symlink());
    assert!(folder.has("srv/site/index.html"));
}

#[test]
fn store_without_versions_makes_an_empty_catalogue() {
    let folder = fixture::stores::services();
    folder.write("repo/Cargo.toml", "[workspace]\n");
    run(&folder, "init --store ../empty").exits(0);
    run(&folder, "catalogue --store ../empty --out ../site").exits(0);
    let views = views(&folder.path().join("site"));
    for count in ["services", "events", "pairs"] {
        assert_eq!(views["index"]["counts"][count], 0, "{count}");
    }
    assert!(views.contains_key("findings-0") && views.contains_key("history-0"));
}

/// The number of threads depends on the machine, and so does which of them finishes first.
#[cfg(target_os = "linux")]
#[test]
fn number_of_processors_changes_no_byte() {
    let folder = Folder::with(&[]);
    for at in 0..100 {
        let (service, next) = (format!("service-{at}"), (at + 1) % 100);
        for (role, event) in [("emits", at), ("consumes", next)] {
            folder.write(
                &format!("contracts/{service}/{role}/e.{event}.json"),
                &file(&format!("{service} {role} e.{event}"), "", REQUIRED_EMAIL),
            );
        }
    }
    folder.counterpart(&ARGUMENTS).exits(0);
    let mut command = Command::new("taskset");
    command.args(["-c", "0", env!("CARGO_BIN_EXE_cargo-counterpart")]);
    fixture::clean(&mut command);
    command
        .args(["catalogue", "--contracts", "contracts", "--out", "one"])
        .current_dir(folder.path());
    assert!(command.status().expect("taskset comes with util-linux").success());
    let contents = |site: &str| {
        let top = folder.path().join(site);
        let files = folder.snapshot(site).into_iter();
        let files = files.map(|(path, bytes)| (path.strip_prefix(&top).unwrap().to_owned(), bytes));
        files.collect::<std::collections::BTreeMap<_, _>>()
    };
    let (one, all) = (contents("one"), contents("site"));
    assert!(one.len() > 200 && one.keys().eq(all.keys()));
    for (name, bytes) in &one {
        assert!(*bytes == all[name], "{} differs", name.display());
    }
}
