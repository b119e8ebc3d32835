//! Brokers that lead elsewhere, have trouble, or have many pacts.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use counterpart::config::network::{Network, Notice, Size};
use counterpart_pact::broker::{Auth, Broker};
use serde_json::json;

use super::broker::{Server, pact, respond, wanted};

static TOLD: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

#[test]
fn error_names_the_number_of_two_thousand_pacts() {
    const MANY: usize = 2_000;
    let server = Server::start(|base, request| match request.line.as_str() {
        "POST /pacts/provider/shop/for-verification" => {
            let pacts: Vec<_> = (0..MANY)
                .map(|n| json!({"_links": {"self": {"href": format!("{base}/pact/{n}")}}}))
                .collect();
            (200, json!({"_embedded": {"pacts": pacts}}))
        }
        line if line.starts_with("GET /pact/") => (200, pact(base, "integer")),
        _ => respond(base, request, "integer", false),
    });
    let broker = Broker {
        network: Network {
            told: |notice| {
                if let Notice::Fetched { done, of, .. } = notice {
                    TOLD.lock().unwrap().push((*done, *of));
                }
            },
            ..Network::default()
        },
        ..server.broker(Auth::None)
    };
    assert_eq!(broker.fetch(&wanted()).unwrap().len(), MANY);
    let told: Vec<(usize, usize)> = (1..=MANY).map(|done| (done, MANY)).collect();
    assert_eq!(*TOLD.lock().unwrap(), told);
}

#[test]
fn total_size_of_many_pacts_is_bounded_too() {
    let server = Server::start(|base, request| respond(base, request, "integer", false));
    let broker = Broker {
        network: Network {
            size: Size(1_000),
            ..Network::default()
        },
        ..server.broker(Auth::None)
    };
    let error = broker.fetch(&wanted()).unwrap_err().to_string();
    assert!(
        error.contains("received more than 1000B; allow more with --network-size"),
        "{error}"
    );
}

#[test]
fn secrets_do_not_follow_a_redirect_to_another_host() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let there = elsewhere.local_addr().unwrap();
    let asked = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = asked.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in asked.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let answer = format!(
                "HTTP/1.1 302 Found\r\nlocation: http://{there}/\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let broker = Broker {
        url: format!("http://{address}"),
        auth: Auth::Token("secret".into()),
        network: Network::default(),
    };
    let error = broker.fetch(&wanted()).unwrap_err().to_string();
    assert!(error.contains("it redirects to another host"), "{error}");
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "somebody came");
}

#[test]
fn links_to_another_host_lead_to_the_broker_that_was_named() {
    let server = Server::start(|base, request| {
        let (status, body) = respond(base, request, "integer", false);
        // As a broker writes its links that knows another name of itself.
        let body = body.to_string().replace(base, "http://127.0.0.1:1");
        (status, serde_json::from_str(&body).unwrap())
    });
    let fetched = server.broker(Auth::Token("secret".into())).fetch(&wanted());
    assert_eq!(fetched.unwrap().len(), 1);
}

#[test]
fn a_broker_that_is_busy_is_asked_again() {
    let times = AtomicUsize::new(0);
    let server = Server::start(move |base, request| match times.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => (503, json!({"error": "busy"})),
        _ => respond(base, request, "integer", false),
    });
    assert_eq!(server.broker(Auth::None).fetch(&wanted()).unwrap().len(), 1);
    assert_eq!(server.seen().len(), 5);
    let server = Server::start(|_, _| (503, json!({"error": "busy"})));
    let error = server
        .broker(Auth::None)
        .fetch(&wanted())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("it answers 503 Service Unavailable: {\"error\":\"busy\"}"),
        "{error}"
    );
}

#[test]
fn the_result_of_a_branch_is_published_for_it() {
    let server = Server::start(|base, request| match request.line.as_str() {
        "GET /pacticipants/shop" => (
            200,
            json!({"_links": {"pb:branch-version": {
                "href": format!("{base}/pacticipants/shop/branches/{{branch}}/versions/{{version}}"), "templated": true}}}),
        ),
        "PUT /pacticipants/shop/branches/feat%2Fx/versions/1.2.3" => (201, json!({})),
        _ => respond(base, request, "integer", false),
    });
    let broker = server.broker(Auth::None);
    let (links, _) = broker.fetch(&wanted()).unwrap().remove(0).split();
    broker
        .publish_result(&links, &[], "1.2.3", Some("feat/x"), false)
        .unwrap();
    let seen = server.seen();
    let last: Vec<&str> = seen.iter().rev().take(2).map(|request| &*request.line).collect();
    assert!(
        last[1].starts_with("PUT ") && last[0].ends_with("/verification-results"),
        "{last:?}"
    );
}
