//! The parts of the broker's protocol that are in use, against a server in this test.
//!
//! The shapes of its answers are those of the Pact Broker (github.com/pact-foundation/pact_broker), each beside its source.
//! No real broker takes part.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use counterpart::config::network::Network;
use counterpart::contract::{ContractFile, Header, Identity, Role};
use counterpart_engine::json;
use counterpart_pact::broker::{Auth, Broker, Wanted, selector};
use counterpart_pact::export::{Spec, export};
use counterpart_pact::{Options, Outcome, Producers, Settings, verify_pacts};
use serde_json::{Value, json};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) line: String,
    authorization: Option<String>,
    body: Value,
}

/// A server that ends with the process.
pub(crate) struct Server {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&str, &Request) -> (u16, Value) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, base) = (Arc::clone(&requests), url.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(request) = read(&mut stream) else {
                    continue;
                };
                let (status, body) = answer(&base, &request);
                kept.lock().unwrap().push(request);
                let body = body.to_string();
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/hal+json;charset=utf-8\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all((head + &body).as_bytes());
            }
        });
        Self { url, requests }
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn broker(&self, auth: Auth) -> Broker {
        Broker {
            url: self.url.clone(),
            auth,
            network: Network::default(),
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (mut authorization, mut length) = (None, 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        line: line.trim().trim_end_matches(" HTTP/1.1").to_owned(),
        authorization,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    })
}

/// A pact as the broker keeps it: `lib/pact_broker/api/decorators/pact_decorator.rb` puts `_links` into what was published. An
/// `_id` in each interaction stands for whatever else a broker adds.
pub(crate) fn pact(base: &str, matcher: &str) -> Value {
    let version = format!("{base}/pacts/provider/shop/consumer/billing/pact-version/0e33");
    json!({
        "consumer": {"name": "billing"},
        "provider": {"name": "shop"},
        "interactions": [{
            "_id": "9c3b",
            "type": "Asynchronous/Messages",
            "description": "order.placed",
            "pending": false,
            "contents": {"content": {"cents": 5}, "contentType": "application/json", "encoded": false},
            "matchingRules": {"body": {"$.cents": {"matchers": [{"match": matcher}]}}},
        }],
        "metadata": {"pactSpecification": {"version": "4.0"}},
        "_links": {
            "self": {"title": "Pact", "name": "Pact between billing (1) and shop", "href": version},
            "pb:provider": {"title": "Provider", "name": "shop", "href": format!("{base}/pacticipants/shop")},
            "pb:publish-verification-results": {"title": "Publish verification results", "href": format!("{version}/verification-results")},
        },
    })
}

pub(crate) fn respond(base: &str, request: &Request, matcher: &str, pending: bool) -> (u16, Value) {
    match request.line.as_str() {
        // `lib/pact_broker/api/resources/index.rb`, `links`.
        "GET /" => (
            200,
            json!({"_links": {
                "self": {"href": base, "title": "Index", "templated": false},
                "pb:provider-pacts-for-verification": {
                    "href": format!("{base}/pacts/provider/{{provider}}/for-verification"), "templated": true},
                // Another host, as behind a proxy or of a hostile broker: what is sent goes to the broker that was named.
                "pb:publish-contracts": {"href": "http://127.0.0.1:1/contracts/publish", "title": "Publish contracts", "templated": false},
            }}),
        ),
        // `lib/pact_broker/doc/views/provider-pacts-for-verification.markdown`, "Response body"; `shortDescription` as
        // `pact_verifier` reads it, which the page leaves out.
        "POST /pacts/provider/shop/for-verification" => (
            200,
            json!({"_embedded": {"pacts": [{
            "shortDescription": "latest from main branch",
            "verificationProperties": {"pending": pending, "notices": [{"text": "…", "when": "before_verification"}]},
            "_links": {"self": {
                "href": format!("{base}/pacts/provider/shop/consumer/billing/pact-version/0e33"),
                "name": "Pact between billing (1) and shop"}},
        }]}, "_links": {"self": {"href": format!("{base}/pacts/provider/shop/for-verification"), "title": "Pacts to be verified"}}}),
        ),
        "GET /pacts/provider/shop/consumer/billing/pact-version/0e33" => (200, pact(base, matcher)),
        // `lib/pact_broker/doc/views/publish-verification-results.markdown` and `…/decorators/verification_decorator.rb`.
        "POST /pacts/provider/shop/consumer/billing/pact-version/0e33/verification-results" => (
            201,
            json!({"providerName": "shop", "success": request.body["success"], "_links": {}}),
        ),
        // `lib/pact_broker/doc/views/index/publish-contracts.markdown`, "Example".
        "POST /contracts/publish" => (
            200,
            json!({"logs": [{"level": "info", "message": "Pact published"}], "_links": {}}),
        ),
        _ => (404, json!({"error": "not found"})),
    }
}

fn contract(role: Role, service: &str, schema: &str) -> ContractFile {
    let header = Header {
        identity: Identity::new(service, role, "order.placed", None).unwrap(),
        producer: None,
        owner: None,
        metadata: Default::default(),
        types: vec![],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    ContractFile::new(
        header,
        json::parse(schema.as_bytes())
            .unwrap()
            .as_object()
            .unwrap()
            .clone(),
    )
}

const ORDER: &str = r#"{"type": "object", "properties": {"cents": {"type": "integer", "minimum": 0, "maximum": 9}}, "required": ["cents"]}"#;

pub(crate) fn wanted() -> Wanted {
    Wanted {
        provider: "shop".into(),
        selectors: vec![selector(r#"{"mainBranch": true}"#).unwrap()],
        branch: Some("main".into()),
    }
}

#[test]
fn pacts_are_fetched_by_selectors_and_their_results_published() {
    let producers = Producers::new([contract(Role::Emits, "shop", ORDER)], &[]).unwrap();
    for (matcher, pending, outcome) in [
        ("integer", false, Outcome::Passed),
        ("null", false, Outcome::Failed),
        ("null", true, Outcome::Passed),
    ] {
        let server = Server::start(move |base, request| respond(base, request, matcher, pending));
        let broker = server.broker(Auth::Token("secret".into()));
        let mut fetched = broker.fetch(&wanted()).unwrap();
        let (links, pact) = fetched.remove(0).split();
        let report = verify_pacts(&[pact], &producers, &Options::default());
        assert_eq!(report.outcome(), outcome, "{report}");
        let checked: Vec<_> = report.checked.iter().collect();
        broker
            .publish_result(&links, &checked, "1.2.3", None, false)
            .unwrap();
        let seen = server.seen();
        assert!(
            seen.iter()
                .all(|request| request.authorization.as_deref() == Some("Bearer secret")),
            "{seen:?}"
        );
        let asked = seen
            .iter()
            .find(|request| request.line == "POST /pacts/provider/shop/for-verification")
            .unwrap();
        assert_eq!(
            asked.body,
            json!({"consumerVersionSelectors": [{"mainBranch": true}], "includePendingStatus": true, "providerVersionBranch": "main"})
        );
        let published = &seen.last().unwrap().body;
        let success = matcher == "integer";
        assert_eq!(published["success"], json!(success), "{published}");
        assert_eq!(published["providerApplicationVersion"], "1.2.3");
        assert_eq!(published["testResults"][0]["interactionId"], "9c3b");
        assert_eq!(published["testResults"][0]["success"], json!(success));
    }
}

#[test]
fn a_pact_is_published_for_a_version_of_its_consumer_and_only_to_that_broker() {
    let server = Server::start(|base, request| respond(base, request, "integer", false));
    let contract = contract(Role::Consumes, "billing", ORDER);
    let exported = export("billing", "shop", &[&contract], Spec::V4, &Settings::default()).unwrap();
    let broker = server.broker(Auth::User("me".into(), Some("pass".into())));
    broker.publish(&exported, "abc", Some("main")).unwrap();
    let seen = server.seen();
    let published = seen.last().unwrap();
    assert_eq!(published.line, "POST /contracts/publish");
    assert_eq!(published.authorization.as_deref(), Some("Basic bWU6cGFzcw=="));
    let body = &published.body;
    assert_eq!(
        (&body["pacticipantName"], &body["branch"]),
        (&json!("billing"), &json!("main"))
    );
    assert_eq!(body["contracts"][0]["providerName"], "shop");
    assert!(
        body["contracts"][0]["content"]
            .as_str()
            .unwrap()
            .starts_with("ewog"),
        "base64 of a JSON object"
    );
}

#[test]
fn a_broker_without_pacts_or_without_an_answer_is_an_error_and_never_a_pass() {
    let server = Server::start(|base, request| match request.line.as_str() {
        "POST /pacts/provider/shop/for-verification" => {
            (200, json!({"_embedded": {"pacts": []}, "_links": {}}))
        }
        _ => respond(base, request, "integer", false),
    });
    let said = server
        .broker(Auth::None)
        .fetch(&wanted())
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("has no selected pact for the provider \"shop\""),
        "{said}"
    );
    let server = Server::start(|_, _| (401, json!({"error": "unauthorized"})));
    let said = server
        .broker(Auth::Token("secret".into()))
        .fetch(&wanted())
        .unwrap_err()
        .to_string();
    assert!(said.contains("401") && !said.contains("secret"), "{said}");
    let nobody = Broker {
        url: "http://127.0.0.1:9".into(),
        auth: Auth::None,
        network: Network::default(),
    };
    assert!(nobody.fetch(&wanted()).is_err());
    for wrong in ["main", "{}", r#"{"mainBranhc": true}"#, "[]"] {
        assert!(selector(wrong).is_err(), "{wrong}");
    }
}
