//! Buckets that ignore the condition of a put, and servers that never answer, drip or never end.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use counterpart::config::network::{Network, Notice, Size};
use counterpart_verifier::store::Store;

use super::objects::{open, open_within, s3};
use super::{emulators, file};

/// A server that does the same with every connection.
pub(crate) fn server(each: fn(TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || each(stream.unwrap()));
        }
    });
    address
}

/// Reads one request to the end of its head, and of its body where its length is said.
fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match stream.read(&mut part).ok()? {
            0 => return None,
            count => bytes.extend_from_slice(&part[..count]),
        }
    }
}

/// Takes whatever is put, says that nothing is there, and never looks at a condition.
fn unconditional(mut stream: TcpStream) {
    while let Some(request) = request(&mut stream) {
        PUTS.lock()
            .unwrap()
            .push(request.lines().next().unwrap_or_default().to_owned());
        let answer = match request.starts_with("PUT ") {
            true => {
                "HTTP/1.1 200 OK\r\netag: \"1\"\r\nlast-modified: Sat, 28 Nov 2026 00:00:00 GMT\r\ncontent-length: 0\r\n\r\n"
            }
            false => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        };
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

static PUTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[test]
fn bucket_that_ignores_conditions_is_not_written_to() {
    let address = server(unconditional);
    // No credentials service is asked for a token: the client would look for one at the address of a cloud's own
    // machines.
    let google = format!(
        r#"{{"private_key": "", "private_key_id": "", "client_email": "", "disable_oauth": true, "gcs_base_url": "{address}"}}"#
    );
    let azure = format!("{address}/{}", emulators::AZURE_ACCOUNT);
    for (url, variables) in [
        ("s3://contracts/folder", &s3(&address)[..]),
        (
            "gs://contracts/folder",
            &[("GOOGLE_SERVICE_ACCOUNT_KEY", &*google)],
        ),
        ("az://contracts/folder", &super::objects::azure(&azure)),
    ] {
        let store = open(url, variables);
        let error = store
            .create(&[file("services/a/x", "1")])
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            format!(
                "cannot write {url}: it ignores conditional puts (it took conditional-puts.txt twice), so that one writer \
                 could overwrite another: keep the store where they are honoured, in a folder, or in a git repository"
            )
        );
    }
    let puts = PUTS.lock().unwrap().clone();
    assert_eq!(puts.len(), 6);
    // One protocol escapes more of a path than the others.
    let named = |line: &String| {
        line.replace("%2D", "-")
            .replace("%2E", ".")
            .contains("conditional-puts.txt")
    };
    assert!(puts.iter().all(named), "{puts:?}");
}

pub(crate) fn silent(stream: TcpStream) {
    std::thread::sleep(Duration::from_secs(120));
    drop(stream);
}

/// Says no, and more than it should.
pub(crate) fn forbidding(mut stream: TcpStream) {
    while request(&mut stream).is_some() {
        let said = "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>SECRET</StringToSign></Error>";
        let answer = format!(
            "HTTP/1.1 403 Forbidden\r\ncontent-length: {}\r\n\r\n{said}",
            said.len()
        );
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/xml\r\ntransfer-encoding: chunked\r\n\r\n";

fn dripping(mut stream: TcpStream) {
    let _ = request(&mut stream);
    let _ = stream.write_all(HEAD);
    while stream.write_all(b"1\r\n \r\n").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn endless(mut stream: TcpStream) {
    let _ = request(&mut stream);
    let _ = stream.write_all(HEAD);
    let chunk = [b"100000\r\n".as_slice(), &[b' '; 1 << 20], b"\r\n"].concat();
    while stream.write_all(&chunk).is_ok() {}
}

fn endless_error(mut stream: TcpStream) {
    let _ = request(&mut stream);
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\n\r\n");
    while stream.write_all(b"4\r\nno! \r\n").is_ok() {}
}

/// A page of a list after which there is always another.
fn endless_pages(mut stream: TcpStream) {
    while request(&mut stream).is_some() {
        let page = "<ListBucketResult><Contents><Key>folder/services/a/x</Key><Size>1</Size>\
                    <LastModified>2026-11-28T00:00:00.000Z</LastModified><ETag>\"1\"</ETag></Contents>\
                    <NextContinuationToken>more</NextContinuationToken></ListBucketResult>";
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{page}", page.len());
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[test]
fn a_bucket_that_never_answers_drips_or_never_ends_is_an_error() {
    let network = Network {
        timeout: Duration::from_secs(3),
        size: Size(1 << 20),
        told: |notice| {
            if let Notice::Waiting { whom } = notice {
                TOLD.lock().unwrap().push((*whom).to_owned());
            }
        },
    };
    for (each, size, why) in [
        (
            silent as fn(TcpStream),
            network.size,
            "no complete answer within 3s",
        ),
        (dripping, network.size, "no complete answer within 3s"),
        (endless, network.size, "received more than 1MiB"),
        (endless, Size(1 << 30), "one answer is larger than 16384 KiB"),
        (endless_error, network.size, "one answer is larger than 64 KiB"),
        (endless_pages, network.size, "received more than"),
    ] {
        let network = Network { size, ..network };
        let store = open_within("s3://contracts/folder", &s3(&server(each)), &network);
        let error = store.list(None).unwrap_err().to_string();
        let ended =
            error.contains(why) || (why == "received more than" && error.contains("no complete answer"));
        assert!(ended, "{why}: {error}");
        // Each kind of request, whatever the server does.
        assert!(store.create(&[file("services/a/x", "1")]).is_err());
    }
    assert!(TOLD.lock().unwrap().contains(&"s3://contracts/folder".to_owned()));
}
