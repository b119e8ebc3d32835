//! A small server for a site in memory: it answers GET and HEAD, and knows no path but those of the site.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Site;
use crate::failure::Failure;

/// The longest head of a request, in bytes.
const HEAD: usize = 8 << 10;
/// The time for the head of a request, and for each write.
const PATIENCE: Duration = Duration::from_secs(5);
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

/// Listens at an address, and answers in threads of its own as long as the program runs. Returns the address, whose
/// port the system may have chosen.
pub(crate) fn begin(address: SocketAddr, current: Current) -> Result<SocketAddr, Failure> {
    let cannot = |error: io::Error| {
        Failure::new(format!("cannot listen at {address}: {error}"))
            .hint("name another address, as in `--serve=127.0.0.1:8766`")
    };
    let listener = TcpListener::bind(address).map_err(cannot)?;
    let bound = listener.local_addr().map_err(cannot)?;
    let open = Arc::new(AtomicUsize::new(0));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else {
                // Out of descriptors, for example.
                thread::sleep(Duration::from_millis(50));
                continue;
            };
            if open.fetch_add(1, Ordering::SeqCst) >= AT_ONCE {
                open.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let (current, open) = (current.clone(), Arc::clone(&open));
            thread::spawn(move || {
                // Nobody is left to tell.
                let _ = answer(stream, bound, &current.get());
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    Ok(bound)
}

fn answer(mut stream: TcpStream, bound: SocketAddr, site: &Site) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let response = match head(&mut stream)? {
        Some(head) => respond(&head, bound.ip(), site),
        None => Response::plain("400 Bad Request", "The request cannot be read.\n"),
    };
    stream.write_all(&response.to_bytes())?;
    stream.flush()
}

/// The head of a request; `None` if it is too long, too slow or not text.
fn head(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let until = Instant::now() + PATIENCE;
    let mut read = Vec::new();
    let mut piece = [0; 1024];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || read.len() > HEAD {
            return Ok(None);
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece)? {
            0 => return Ok(None),
            count => read.extend_from_slice(&piece[..count]),
        }
    }
    Ok(String::from_utf8(read).ok())
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
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\
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
    let with_body = match method {
        "GET" => true,
        "HEAD" => false,
        _ => return Response::plain("405 Method Not Allowed", "Only GET and HEAD are answered.\n"),
    };
    let mut hosts = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then_some(value.trim())
    });
    // A page of another site may have let its name lead here.
    if bound.is_loopback() && !hosts.next().is_some_and(is_loopback) {
        return Response::plain("403 Forbidden", "This server answers only for this machine.\n");
    }
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let name = match path {
        "/" => "index.html",
        path => path.strip_prefix('/').unwrap_or(path),
    };
    match site.0.get(name) {
        Some(body) => Response {
            status: "200 OK",
            kind: kind(name),
            body,
            with_body,
        },
        None => Response {
            with_body,
            ..Response::plain("404 Not Found", "The catalogue has no such file.\n")
        },
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
        let site = Site([("index.html".to_owned(), b"<p>".to_vec())].into());
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
        let site = Site([("index.html".to_owned(), b"<p>".to_vec())].into());
        let head = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let bytes = respond(head, IpAddr::from([127, 0, 0, 1]), &site).to_bytes();
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            text.contains("Content-Length: 3\r\n") && text.ends_with("\r\n\r\n"),
            "{text}"
        );
    }
}
