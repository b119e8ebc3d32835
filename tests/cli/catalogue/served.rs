//! `--serve`: what is answered, to whom, and that pages follow the store.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fixture::stores::run;
use fixture::{Folder, story};

use super::{pages, read};

/// A server that ends with the test.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn begin(folder: &Folder) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        fixture::clean(&mut command);
        command
            .args(["catalogue", "--store", "--serve=127.0.0.1:0", "--every", "1"])
            .args(["--at", story::AT])
            .current_dir(folder.path().join("repo"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        let mut output = BufReader::new(child.stdout.as_mut().unwrap());
        output.read_line(&mut said).unwrap();
        let address = said
            .strip_prefix("serving http://")
            .and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { child, address }
    }

    /// The answer to these bytes.
    fn answer(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // The server may answer, and close, before all is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(&self, path: &str) -> String {
        self.answer(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address))
    }

    /// The revision that open pages compare with theirs.
    fn revision(&self) -> String {
        let answer = self.get("/data/revision.js");
        assert!(answer.contains("counterpart.revision(\""), "{answer}");
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn deploy(folder: &Folder) {
    run(
        folder,
        "record-deployment --environment production --service notify --version 1 --at 2026-11-22",
    )
    .exits(0);
}

#[test]
fn a_served_catalogue_follows_the_store_and_listens_on_loopback() {
    let folder = story::store();
    let served = Served::begin(&folder);
    assert!(served.address.starts_with("127.0.0.1:"));
    let page = served.get("/");
    assert!(
        page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("Content-Security-Policy"),
        "{page}"
    );
    let view = |name: &str| {
        let answer = served.get(&format!("/data/{name}.js"));
        read(answer.split("\r\n\r\n").nth(1).unwrap()).1
    };
    assert_eq!(view("index")["served"], true);
    let (revision, environments) = (served.revision(), view("environments"));
    deploy(&folder);
    let begin = Instant::now();
    while served.revision() == revision {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "the change is not noticed"
        );
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_ne!(view("environments"), environments);
    let changed = served.revision();
    drop(served);
    let again = Served::begin(&folder);
    assert_eq!(again.revision(), changed, "the same site has the same revision");
}

#[test]
fn an_open_page_shows_the_change_without_being_asked_to() {
    let folder = story::store();
    let Some(mut command) = pages::script("served.mjs") else {
        return;
    };
    let served = Served::begin(&folder);
    let mut browser = command
        .arg(format!("http://{}/", served.address))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut output = BufReader::new(browser.stdout.take().unwrap());
    output.read_line(&mut said).unwrap();
    if said == "open\n" {
        deploy(&folder);
    }
    output.read_to_string(&mut said).unwrap();
    let done = browser.wait_with_output().unwrap();
    assert!(
        done.status.success() && said.ends_with("followed\n"),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn only_files_of_the_site_are_served_however_they_are_asked_for() {
    let folder = story::store();
    let served = Served::begin(&folder);
    for path in [
        "/../repo/counterpart.toml",
        "/..%2frepo%2fcounterpart.toml",
        "/data/../index.html",
        "//etc/passwd",
        "/data/",
        "/\\..\\repo",
        "index.html",
    ] {
        let answer = served.get(path);
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
    }
    let host = &served.address;
    let head = served.answer(&format!("HEAD / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    let head = served.answer("HEAD /none HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert!(
        head.starts_with("HTTP/1.1 403 ") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    let other = served.answer(&format!("DELETE / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    assert!(
        other.starts_with("HTTP/1.1 405 ") && other.contains("\r\nAllow: GET, HEAD\r\n"),
        "{other}"
    );
    let long = "x".repeat(100_000);
    let large = served.answer(&format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nCookie: {long}\r\n\r\n"
    ));
    assert!(large.starts_with("HTTP/1.1 431 "), "{large}");
    let binary = served.answer("\u{0}\u{16}\u{3}\u{1}\r\n\r\n");
    assert!(binary.starts_with("HTTP/1.1 400 "), "{binary}");
}

/// Those who open connections and say nothing, or read nothing, hold no place for long.
#[test]
fn slow_clients_keep_nobody_else_out_for_long() {
    let folder = story::store();
    let served = Served::begin(&folder);
    let mut slow: Vec<TcpStream> = (0..40)
        .map(|_| TcpStream::connect(&served.address).unwrap())
        .collect();
    for stream in &mut slow {
        let _ = stream.write_all(b"GET / HTTP/1.1\r\n");
    }
    let begin = Instant::now();
    let answered = loop {
        let mut stream = TcpStream::connect(&served.address).unwrap();
        let mut answer = String::new();
        let asked = write!(stream, "GET / HTTP/1.1\r\nHost: {}\r\n\r\n", served.address);
        let read = stream.read_to_string(&mut answer);
        if asked.is_ok() && read.is_ok() && answer.starts_with("HTTP/1.1 200 ") {
            break true;
        }
        if begin.elapsed() > Duration::from_secs(60) {
            break false;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    assert!(answered);
    let mut said = String::new();
    slow[0].read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
}

#[test]
fn an_address_that_is_taken_is_said_before_anything_is_made() {
    let folder = story::store();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    run(
        &folder,
        &format!("catalogue --store --out ../site --serve={address}"),
    )
    .exits(101)
    .complains(&format!("cannot listen at {address}"))
    .complains("name another address");
    assert!(!folder.has("site"));
}
