//! The pages of a catalogue, opened in a browser and served.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fixture::stores::run;
use fixture::story;

use super::{hostile, letters, made, read};

/// Runs a script of `tests/catalogue` in Node, which opens the site in Chromium. Skips as `chromium` without one of them.
#[track_caller]
fn in_browser(site: &Path, more: &[&str]) {
    let here = fixture::checkout().join("tests/catalogue");
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&chromium).is_file() {
        return needs::skip(
            "chromium",
            format!("there is no {chromium}: install it, or name it in CHROMIUM"),
        );
    }
    if !here.join("node_modules/playwright-core").is_dir() {
        return needs::skip("chromium", "run `npm ci` in tests/catalogue");
    }
    let mut command = Command::new("node");
    command.current_dir(&here).arg("pages.mjs").arg(site).args(more);
    let output = command
        .output()
        .expect("node runs where its packages are installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("no complaint"),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_view_opens_in_a_browser_without_a_network() {
    let folder = story::store();
    letters(&folder);
    made(&folder, "--title Acme --letters ../letters.ndjson");
    let images = fixture::checkout()
        .join("docs/src/images")
        .to_string_lossy()
        .into_owned();
    let draws = std::env::var("COUNTERPART_IMAGES").is_ok_and(|draw| draw == "draw");
    let more: &[&str] = if draws { &[&images] } else { &[] };
    in_browser(&folder.path().join("site"), more);
}

#[test]
fn text_of_others_runs_in_no_view() {
    let folder = hostile();
    in_browser(&folder.path().join("site"), &[]);
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_served_catalogue_follows_the_store_and_listens_on_loopback() {
    let folder = story::store();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    fixture::clean(&mut command);
    command
        .args([
            "catalogue",
            "--store",
            "--serve=127.0.0.1:0",
            "--every",
            "1",
            "--at",
            story::AT,
        ])
        .current_dir(folder.path().join("repo"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut running = command.spawn().unwrap();
    let mut said = [0; 200];
    let count = running.stdout.as_mut().unwrap().read(&mut said).unwrap();
    let said = String::from_utf8_lossy(&said[..count]).into_owned();
    let address = said
        .trim()
        .strip_prefix("serving http://")
        .and_then(|rest| rest.split('/').next());
    let address = address.unwrap_or_else(|| panic!("{said}")).to_owned();
    assert!(address.starts_with("127.0.0.1:"));
    let page = get(&address, "/");
    assert!(
        page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("Content-Security-Policy"),
        "{page}"
    );
    assert!(get(&address, "/data/revision.js").contains("revision(0)"));
    let (_, first) = read(get(&address, "/data/index.js").split("\r\n\r\n").nth(1).unwrap());
    assert_eq!(first["served"], true);
    assert!(get(&address, "/../repo/counterpart.toml").starts_with("HTTP/1.1 404"));
    run(
        &folder,
        "record-deployment --environment production --service notify --version 1 --at 2026-11-22",
    )
    .exits(0);
    let begin = Instant::now();
    while !get(&address, "/data/revision.js").contains("revision(1)") {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "the change is not noticed"
        );
        std::thread::sleep(Duration::from_millis(200));
    }
    running.kill().unwrap();
    running.wait().unwrap();
}
