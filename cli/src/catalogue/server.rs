//! A small server for a site in memory: it answers GET and HEAD, and knows no path but those of the site.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Site;
use crate::failure::Failure;

/// The longest head of a request, in bytes.
const HEAD: usize = 8 << 10;
/// The time for the head of a request.
const PATIENCE: Duration = Duration::from_secs(5);
/// The time for an answer, however slowly it is read.
const ANSWER: Duration = Duration::from_secs(30);
/// The maximum number of requests at a time.
const AT_ONCE: usize = 32;

/// The site that is served now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Current(Arc<Mutex<Arc<Site>>>);

impl Current {
    /// Serves this site from now on.
    pub(crate) fn set(&self, site: Site) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(site);
    }

    fn get(&self) -> Arc<Site> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An address that is listened at. Requests wait until [`Server::begin`].
#[derive(Debug)]
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens at an address.
    pub(crate) fn bind(address: SocketAddr) -> Result<Self, Failure> {
        let cannot = |error: io::Error| {
            Failure::new(format!("cannot listen at {address}: {error}"))
                .hint("name another address, as in `--serve=127.0.0.1:8766`")
        };
        let listener = TcpListener::bind(address).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        Ok(Self { listener, address })
    }

    /// The address, whose port the system may have chosen.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers in threads of its own as long as the program runs.
    pub(crate) fn begin(self, current: Current) {
        let open = Arc::new(Open::default());
        thread::spawn(move || {
            for stream in self.listener.incoming() {
                let Ok(stream) = stream else {
                    // Out of descriptors, for example.
                    thread::sleep(Duration::from_millis(50));
                    continue;
                };
                let Some(place) = open.take() else {
                    continue;
                };
                let current = current.clone();
                // Without a thread the request is dropped, as if there were too many.
                let _ = thread::Builder::new().spawn(move || {
                    let _place = place;
                    // Nobody is left to tell.
                    let _ = answer(stream, self.address, &current.get());
                });
            }
        });
    }
}

/// The number of requests that are answered now.
#[derive(Debug, Default)]
struct Open(AtomicUsize);

/// One of them.
struct Place(Arc<Open>);

impl Open {
    fn take(self: &Arc<Self>) -> Option<Place> {
        let place = Place(Arc::clone(self));
        (self.0.fetch_add(1, Ordering::SeqCst) < AT_ONCE).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn answer(mut stream: TcpStream, bound: SocketAddr, site: &Site) -> io::Result<()> {
    let response = match head(&mut stream)? {
        Ok(head) => respond(&head, bound.ip(), site),
        Err(response) => response,
    };
    let until = Instant::now() + ANSWER;
    let bytes = response.to_bytes();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        let count = stream.write(rest)?;
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        rest = &rest[count..];
    }
    stream.shutdown(Shutdown::Write)?;
    drain(&mut stream)
}

/// Reads what the other side still sends, for a moment: a connection that is closed before may lose the answer.
fn drain(stream: &mut TcpStream) -> io::Result<()> {
    let mut left = 8 * HEAD;
    let mut piece = [0; 1024];
    stream.set_read_timeout(Some(Duration::from_millis(500)))?;
    while left > 0 {
        match stream.read(&mut piece)? {
            0 => break,
            count => left = left.saturating_sub(count),
        }
    }
    Ok(())
}

/// The head of a request, or the answer to one that is too long, too slow or not text.
fn head(stream: &mut TcpStream) -> io::Result<Result<String, Response<'static>>> {
    let until = Instant::now() + PATIENCE;
    let mut read = Vec::new();
    let mut piece = [0; 1024];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        if read.len() > HEAD {
            let status = "431 Request Header Fields Too Large";
            return Ok(Err(Response::plain(status, "The request is too long.\n")));
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err(Response::plain(
                "408 Request Timeout",
                "The request is too slow.\n",
            )));
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece) {
            // A browser opens connections that it may not need.
            Ok(0) if read.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(0) => return Ok(Err(unreadable())),
            Ok(count) => read.extend_from_slice(&piece[..count]),
            Err(error) if is_timeout(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(String::from_utf8(read).map_err(|_| unreadable()))
}

fn unreadable() -> Response<'static> {
    Response::plain("400 Bad Request", "The request cannot be read.\n")
}

/// Systems name it differently.
fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

struct Response<'s> {
    status: &'static str,
    kind: &'static str,
    body: &'s [u8],
    with_body: bool,
}

impl<'s> Response<'s> {
    fn plain(status: &'static str, text: &'static str) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8",
            body: text.as_bytes(),
            with_body: true,
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\nAllow: GET, HEAD\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'\r\n\r\n",
            self.status,
            self.kind,
            self.body.len()
        )
        .into_bytes();
        if self.with_body {
            bytes.extend_from_slice(self.body);
        }
        bytes
    }
}

fn respond<'s>(head: &str, bound: IpAddr, site: &'s Site) -> Response<'s> {
    let mut lines = head.split("\r\n");
    let mut request = lines.next().unwrap_or_default().split(' ');
    let (method, target, version) = (request.next(), request.next(), request.next());
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0")) = (method, target, version) else {
        return Response::plain("400 Bad Request", "This is not a request of HTTP/1.\n");
    };
    let mut hosts = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then_some(value.trim())
    });
    let host = hosts.next();
    let response = match method {
        // A page of another site may have let its name lead here.
        _ if bound.is_loopback() && !host.is_some_and(is_loopback) => {
            Response::plain("403 Forbidden", "This server answers only for this machine.\n")
        }
        "GET" | "HEAD" => of_site(target, site),
        _ => Response::plain("405 Method Not Allowed", "Only GET and HEAD are answered.\n"),
    };
    Response {
        with_body: method != "HEAD",
        ..response
    }
}

/// The file of a site at the target of a request. No path but those of the site is known, so none leads out of it.
fn of_site<'s>(target: &str, site: &'s Site) -> Response<'s> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let name = match path.strip_prefix('/') {
        Some("") => "index.html",
        name => name.unwrap_or_default(),
    };
    match site.get(name) {
        Some(body) => Response {
            status: "200 OK",
            kind: kind(name),
            body,
            with_body: true,
        },
        None => Response::plain("404 Not Found", "The catalogue has no such file.\n"),
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &str) -> &'static str {
        let site = Site::from([("index.html".to_owned(), b"<p>".to_vec())]);
        respond(head, IpAddr::from([127, 0, 0, 1]), &site).status
    }

    #[test]
    fn only_files_of_the_site_are_answered_and_only_to_this_machine() {
        let get =
            |target: &str, host: &str| status(&format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        for host in [
            "127.0.0.1:8765",
            "localhost",
            "LOCALHOST:1",
            "[::1]:8765",
            "[::1]",
        ] {
            assert_eq!(get("/", host), "200 OK", "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8765",
            "127.0.0.1.evil.example",
            "",
            "0.0.0.0",
            "localhost:x",
        ] {
            assert_eq!(get("/", host), "403 Forbidden", "{host}");
        }
        assert_eq!(status("GET / HTTP/1.1\r\n\r\n"), "403 Forbidden");
        for target in [
            "/../etc/passwd",
            "/%2e%2e/etc/passwd",
            "//index.html",
            "/INDEX.HTML",
            "index",
            "http://x/",
            "*",
        ] {
            assert_eq!(get(target, "localhost"), "404 Not Found", "{target}");
        }
        assert_eq!(get("/index.html?1", "localhost"), "200 OK");
    }

    #[test]
    fn other_methods_and_other_texts_are_refused() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
            let head = format!("{method} / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assert_eq!(status(&head), "405 Method Not Allowed", "{method}");
        }
        for head in [
            "",
            "GET",
            "GET /",
            "GET / HTTP/2",
            "\u{0}\r\n\r\n",
            "GET  / HTTP/1.1\r\n\r\n",
        ] {
            assert_eq!(status(head), "400 Bad Request", "{head}");
        }
        let site = Site::from([("index.html".to_owned(), b"<p>".to_vec())]);
        let head = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let bytes = respond(head, IpAddr::from([127, 0, 0, 1]), &site).to_bytes();
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            text.contains("Content-Length: 3\r\n") && text.ends_with("\r\n\r\n"),
            "{text}"
        );
    }
}
