//! Servers that never answer, answer a byte at a time or never stop, and settings of the user that are not those of the store.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use fixture::schemas::{REQUIRED_EMAIL, file};
use fixture::{Answer, Folder, clean};

const BINARY: &str = env!("CARGO_BIN_EXE_cargo-counterpart");

fn service() -> Folder {
    Folder::with(&[(
        "contracts/mailer/emits/mail.sent.json",
        &file("mailer emits mail.sent", "", REQUIRED_EMAIL),
    )])
}

/// Runs the program, and gives its answer and the most memory that it held, in KiB, where the system tells.
fn watched(folder: &Folder, arguments: &str, environment: &[(&str, &str)]) -> (Answer, u64) {
    let mut command = Command::new(BINARY);
    clean(&mut command);
    let mut child = command
        .args(arguments.split_whitespace())
        .current_dir(folder.path())
        .env("COUNTERPART_CACHE", folder.path().join("cache"))
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let said = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(peak.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let answer = Answer {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    (answer, most)
}

/// A server that does the same with every connection.
fn server(each: fn(TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || each(stream.unwrap()));
        }
    });
    address
}

fn silent(stream: TcpStream) {
    std::thread::sleep(Duration::from_secs(120));
    drop(stream);
}

const HEAD: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/hal+json\r\ntransfer-encoding: chunked\r\n\r\n";

fn dripping(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(HEAD);
    while stream.write_all(b"1\r\n \r\n").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn endless(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = stream.write_all(HEAD);
    let chunk = [b"100000\r\n".as_slice(), &[b' '; 1 << 20], b"\r\n"].concat();
    while stream.write_all(&chunk).is_ok() {}
}

#[test]
fn a_broker_that_never_answers_drips_or_never_ends_is_an_error_in_little_memory() {
    let folder = service();
    for (each, why) in [
        (silent as fn(TcpStream), "no complete answer within 3s"),
        (dripping, "no complete answer within 3s"),
        (endless, "its answer is larger than 16 MiB"),
    ] {
        let address = server(each);
        let ask = format!(
            "pact verify --no-build --contracts contracts --provider mailer --broker http://{address} --network-timeout 3s"
        );
        let (answer, most) = watched(&folder, &ask, &[]);
        answer
            .exits(101)
            .complains(&format!("the broker at http://{address}: {why}"));
        assert!(most < 50 << 10, "{most} KiB");
        let was_long = why.contains("3s");
        assert_eq!(
            answer.stderr.contains(&format!("waiting for http://{address}\n")),
            was_long,
            "{}",
            answer.stderr
        );
        if was_long {
            let (answer, _) = watched(&folder, &format!("{ask} --quiet"), &[]);
            assert!(!answer.stderr.contains("waiting"), "{}", answer.stderr);
        }
    }
}

/// The program that git starts instead of ssh.
fn ssh(folder: &Folder, script: &str) -> String {
    let path = folder.path().join("ssh");
    std::fs::write(
        &path,
        format!("#!/bin/sh\necho $$ >> '{}.pids'\n{script}\n", path.display()),
    )
    .unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

#[test]
fn silent_dripping_or_endless_git_server_is_an_error_and_leaves_nothing() {
    // Names of branches, without end.
    let names = "yes \"$(printf '003d%040d refs/heads/aaaa' 1)\"";
    for script in ["sleep 1000", "while :; do printf 1; sleep 0.05; done", names] {
        let folder = service();
        let program = ssh(&folder, script);
        let arguments = "services --store git+ssh://localhost/contracts.git --network-timeout 3s";
        let (answer, most) = watched(&folder, arguments, &[("GIT_SSH", &program)]);
        answer
            .exits(101)
            .complains("cannot read git+ssh://localhost/contracts.git#main: ");
        assert!(most < 50 << 10, "{most} KiB");
        if script != names {
            answer
                .complains("waiting for git+ssh://localhost/contracts.git#main")
                .complains("no complete answer within 3s");
        }
        for pid in std::fs::read_to_string(format!("{program}.pids"))
            .unwrap()
            .lines()
        {
            let is_gone = (0..250).any(|_| {
                std::thread::sleep(Duration::from_millis(20));
                let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
                stat.map_or(true, |stat| stat.contains(") Z "))
            });
            assert!(is_gone, "{script}: {pid} lives on");
        }
    }
}

#[test]
fn git_message_is_shown_in_full() {
    let folder = service();
    let program = ssh(
        &folder,
        "for n in 1 2 3 4 5 6 7 8 9; do echo \"line $n of the reason\" >&2; done; exit 1",
    );
    let arguments = "services --store git+ssh://localhost/contracts.git";
    let (answer, _) = watched(&folder, arguments, &[("GIT_SSH", &program)]);
    answer
        .exits(101)
        .complains("line 1 of the reason; line 2 of the reason;")
        .complains("line 9 of the reason; fatal: Could not read from remote repository.");
}

#[test]
fn oversized_store_is_an_error_that_names_the_setting() {
    let folder = service();
    let bare = folder.path().join("store.git");
    let git = |arguments: &[&str]| {
        let done = Command::new("git").args(arguments).status().unwrap();
        assert!(done.success());
    };
    git(&["init", "--quiet", "--bare", bare.to_str().unwrap()]);
    let work = folder.path().join("work");
    git(&["init", "--quiet", work.to_str().unwrap()]);
    // Nothing that could be packed to less.
    let mut noise = 1_u64;
    let large: Vec<u8> = (0..4 << 20)
        .map(|_| {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (noise >> 56) as u8
        })
        .collect();
    std::fs::create_dir_all(work.join("services/a")).unwrap();
    std::fs::write(work.join("services/a/x"), large).unwrap();
    let here = work.to_str().unwrap();
    git(&["-C", here, "add", "--all"]);
    git(&[
        "-C",
        here,
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.com",
        "commit",
        "--quiet",
        "--message=x",
    ]);
    git(&[
        "-C",
        here,
        "push",
        "--quiet",
        bare.to_str().unwrap(),
        "HEAD:refs/heads/main",
    ]);
    let arguments = format!("services --store git+file://{}", bare.display());
    let (answer, _) = watched(&folder, &arguments, &[("COUNTERPART_NETWORK_SIZE", "1MiB")]);
    answer.exits(101).complains(
        "more than 1MiB; allow more with --network-size, or with `size` of [network] in counterpart.toml",
    );
    let (answer, _) = watched(&folder, &arguments, &[]);
    assert!(!answer.stderr.contains("more than"), "{}", answer.stderr);
}

#[test]
fn the_format_of_ids_that_the_user_prefers_is_not_that_of_the_store() {
    for store_format in ["sha1", "sha256"] {
        for user_format in ["sha1", "sha256"] {
            let folder = service();
            let bare = folder.path().join("store.git");
            let made = Command::new("git")
                .args(["init", "--quiet", "--bare", "--object-format", store_format])
                .arg(&bare)
                .status();
            assert!(made.unwrap().success());
            let store = format!("git+file://{}", bare.display());
            let by_variable = [("GIT_DEFAULT_HASH", user_format)];
            let by_setting = [
                ("GIT_CONFIG_COUNT", "2"),
                ("GIT_CONFIG_KEY_0", "init.defaultObjectFormat"),
                ("GIT_CONFIG_VALUE_0", user_format),
                ("GIT_CONFIG_KEY_1", "init.defaultRefFormat"),
                ("GIT_CONFIG_VALUE_1", "reftable"),
            ];
            for (version, settings) in [(1, &by_variable[..]), (2, &by_setting)] {
                let publish = format!(
                    "publish --no-build --contracts contracts --version {version} --branch main --sequence {version} --store {store}"
                );
                let _ = std::fs::remove_dir_all(folder.path().join("cache"));
                watched(&folder, &publish, settings).0.exits(0);
                let _ = std::fs::remove_dir_all(folder.path().join("cache"));
                watched(&folder, &format!("services --store {store}"), settings)
                    .0
                    .exits(0)
                    .says(&format!("mailer main {version} {version}"));
            }
        }
    }
}

#[test]
fn message_server_waits_without_file_descriptors() {
    let folder = service();
    let mut command = Command::new("sh");
    clean(&mut command);
    let mut child = command
        .args(["-c", "ulimit -n 24; exec \"$0\" \"$@\"", BINARY])
        .args(["pact", "serve", "--no-build", "--contracts", "contracts"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut said).unwrap();
    let address = said
        .trim()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let many: Vec<TcpStream> = (0..60).map(|_| TcpStream::connect(&address).unwrap()).collect();
    std::thread::sleep(Duration::from_secs(2));
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id()));
    if let Ok(stat) = stat {
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        assert!(
            ticks < 100,
            "it was at work for {ticks} hundredths of two seconds"
        );
    }
    drop(many);
    let mut asking = TcpStream::connect(&address).unwrap();
    asking
        .write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        .unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("has no `description`"), "{answer}");
    child.kill().unwrap();
    child.wait().unwrap();
}
