//! The server's answers, for good requests and bad ones.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use service::metrics::Metrics;
use service::stop::{Stop, Stopper};
use tower::ServiceExt as _;
use users::measures::Measures;
use users::routes::{Server, routes};
use users::store::{Sqlite, Store};

struct Service {
    store: Store,
    router: Router,
    stopper: Stopper,
    _folder: tempfile::TempDir,
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::Sqlite(Sqlite::open(&folder.path().join("users.db")).unwrap());
        let (stopper, stop) = Stop::pair();
        let router = routes(Server {
            store: store.clone(),
            measures: Measures::new(&Metrics::default()),
            stop,
        });
        Self {
            store,
            router,
            stopper,
            _folder: folder,
        }
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn send(&self, method: Method, path: &str, body: &str) -> (StatusCode, Value) {
        let answer = self
            .ask(method, path, &[("content-type", "application/json")], body)
            .await;
        (
            answer.status(),
            serde_json::from_str(&text(answer).await).unwrap_or(Value::Null),
        )
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.ask(Method::GET, path, &[], "").await
    }

    fn events(&self) -> usize {
        self.store.after(0, 1000).unwrap().len()
    }
}

async fn text(answer: Response<Body>) -> String {
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

fn ids(batch: &str) -> Vec<String> {
    let events: Vec<Value> = serde_json::from_str(batch).unwrap();
    events
        .iter()
        .map(|event| event["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn commands_are_answered_with_the_users_id_and_number() {
    let service = Service::new();
    let body = r#"{"email":"ada@example.org","plan":"pro","locale":"en"}"#;
    assert_eq!(
        service.send(Method::POST, "/users", body).await,
        (StatusCode::CREATED, json!({"user_id": 1, "sequence": 1}))
    );
    let body = r#"{"email":"ada@lovelace.example"}"#;
    assert_eq!(
        service.send(Method::PUT, "/users/1/email", body).await,
        (StatusCode::OK, json!({"user_id": 1, "sequence": 2}))
    );
    assert_eq!(service.get("/users/1").await.status(), StatusCode::OK);
    let body = r#"{"reason":{"kind":"inactive","days":400}}"#;
    assert_eq!(
        service.send(Method::DELETE, "/users/1", body).await,
        (StatusCode::OK, json!({"user_id": 1, "sequence": 3}))
    );
    assert_eq!(service.get("/users/1").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bad_request_is_answered_with_4xx_and_writes_nothing() {
    let service = Service::new();
    let good = r#"{"email":"ada@example.org","plan":"pro"}"#;
    service.send(Method::POST, "/users", good).await;
    let deep = "[".repeat(5000);
    let long = format!(r#"{{"email":"{}@b","plan":"pro"}}"#, "a".repeat(17 << 10));
    for (method, path, body, status, error) in [
        (Method::POST, "/users", "", 400, "bad-json"),
        (Method::POST, "/users", "{", 400, "bad-json"),
        (Method::POST, "/users", &*deep, 422, "bad-value"),
        (Method::POST, "/users", "null", 422, "bad-value"),
        (
            Method::POST,
            "/users",
            r#"{"plan":"pro"}"#,
            if cfg!(feature = "breaking") { 201 } else { 422 },
            "bad-value",
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"ada","plan":"pro"}"#,
            422,
            "bad-value",
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"a\u0000@b","plan":"pro"}"#,
            422,
            "bad-value",
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"a@b","plan":"gold"}"#,
            422,
            "bad-value",
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"a@b","plan":"pro","admin":true}"#,
            422,
            "bad-value",
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"a@b","plan":"pro","locale":"\n"}"#,
            422,
            "bad-value",
        ),
        (
            Method::DELETE,
            "/users/1",
            r#"{"reason":{"kind":"abuse","case":"4\u0000"}}"#,
            422,
            "bad-value",
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"a@b","email":"c@d","plan":"pro"}"#,
            422,
            "bad-value",
        ),
        (Method::POST, "/users", &*long, 413, "bad-body"),
        (Method::POST, "/users", good, 409, "email-taken"),
        (
            Method::PUT,
            "/users/7/email",
            r#"{"email":"a@b"}"#,
            404,
            "no-such-user",
        ),
        (
            Method::PUT,
            "/users/-1/email",
            r#"{"email":"a@b"}"#,
            404,
            "no-such-user",
        ),
        (Method::PUT, "/users/1/email", r#"{"email":7}"#, 422, "bad-value"),
        (Method::DELETE, "/users/1", "", 400, "bad-json"),
        (
            Method::DELETE,
            "/users/1",
            r#"{"reason":{"kind":"boredom"}}"#,
            422,
            "bad-value",
        ),
        (
            Method::DELETE,
            "/users/1",
            r#"{"reason":{"kind":"inactive","days":-1}}"#,
            422,
            "bad-value",
        ),
        (
            Method::DELETE,
            "/users/99999999999999999999",
            r#"{"reason":{"kind":"requested"}}"#,
            404,
            "no-such-user",
        ),
    ] {
        if status == 201 {
            continue;
        }
        let (answered, answer) = service.send(method, path, body).await;
        let body = &body[..body.len().min(60)];
        assert_eq!(
            (answered.as_u16(), answer["error"].as_str()),
            (status, Some(error)),
            "{path} {body}"
        );
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|message| message.len() > 10),
            "{answer}"
        );
    }
    let plain = service
        .ask(Method::POST, "/users", &[("content-type", "text/plain")], good)
        .await;
    assert_eq!(plain.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let key = "k".repeat(101);
    let headers = [("content-type", "application/json"), ("idempotency-key", &*key)];
    let other = r#"{"email":"grace@example.org","plan":"pro"}"#;
    let long = service.ask(Method::POST, "/users", &headers, other).await;
    assert_eq!(long.status(), StatusCode::BAD_REQUEST);
    assert_eq!(service.events(), 1);
}

#[tokio::test]
async fn feed_gives_what_follows_an_event_and_names_its_stream() {
    let service = Service::new();
    for name in ["a", "b", "c"] {
        let body = format!(r#"{{"email":"{name}@example.org","plan":"free"}}"#);
        service.send(Method::POST, "/users", &body).await;
    }
    let all = service.get("/events").await;
    assert_eq!(
        all.headers()["content-type"],
        "application/cloudevents-batch+json"
    );
    let identity = all.headers()["stream-identity"].to_str().unwrap().to_owned();
    assert_eq!(identity, service.store.stream().unwrap().identity);
    assert_eq!(ids(&text(all).await), ["1/1", "2/1", "3/1"]);

    let rest = service.get("/events?lastEventId=2/1").await;
    let tag = rest.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(ids(&text(rest).await), ["3/1"]);
    let path = "/events?lastEventId=2%2F1";
    let same = service
        .ask(Method::GET, path, &[("if-none-match", &tag)], "")
        .await;
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(text(same).await, "");
    let body = r#"{"email":"d@example.org","plan":"free"}"#;
    service.send(Method::POST, "/users", body).await;
    let other = service
        .ask(Method::GET, path, &[("if-none-match", &tag)], "")
        .await;
    assert_eq!(other.status(), StatusCode::OK);
    assert_ne!(other.headers()["etag"].to_str().unwrap(), tag);

    for (query, status, error) in [
        ("lastEventId=7/1", 410, "unknown-event"),
        ("lastEventId=1/2", 410, "unknown-event"),
        ("lastEventId=first", 400, "bad-query"),
        ("lastEventId=", 400, "bad-query"),
        ("timeout=soon", 400, "bad-query"),
        ("timeout=60001", 400, "bad-query"),
        ("timeout=-1", 400, "bad-query"),
        ("last_event_id=1/1", 400, "bad-query"),
    ] {
        let answer = service.get(&format!("/events?{query}")).await;
        assert_eq!(answer.status().as_u16(), status, "{query}");
        assert!(text(answer).await.contains(error), "{query}");
    }
    service
        .store
        .mark_sent(&service.store.unsent(0, 1000).unwrap())
        .unwrap();
    service.store.forget(u64::MAX >> 1).unwrap();
    let expired = service.get("/events?lastEventId=1/1").await;
    assert_eq!(expired.status(), StatusCode::GONE);
    assert!(text(expired).await.contains("expired-event"));
}

#[tokio::test]
async fn feed_waits_at_its_end_for_the_next_commit_or_the_timeout_or_the_end_of_the_process() {
    let service = Service::new();
    let begin = Instant::now();
    assert_eq!(text(service.get("/events?timeout=100").await).await, "[]");
    assert!(begin.elapsed() >= Duration::from_millis(100));

    let begin = Instant::now();
    let send = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let body = r#"{"email":"a@example.org","plan":"free"}"#;
        service.send(Method::POST, "/users", body).await;
    };
    let (answer, ()) = tokio::join!(service.get("/events?timeout=20000"), send);
    assert_eq!(ids(&text(answer).await), ["1/1"]);

    let stop = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        service.stopper.stop();
    };
    let (answer, ()) = tokio::join!(service.get("/events?lastEventId=1/1&timeout=20000"), stop);
    assert_eq!(text(answer).await, "[]");
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn dump_has_a_header_and_a_row_for_each_user() {
    let service = Service::new();
    for number in 0..400 {
        let body = format!(r#"{{"email":"{number}@example.org","plan":"free"}}"#);
        service.send(Method::POST, "/users", &body).await;
    }
    let dump = text(service.get("/users/dump").await).await;
    let lines: Vec<Value> = dump
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&lines[0]["rows"], &lines[0]["watermark"]),
        (&json!(400), &json!(400))
    );
    assert_eq!(lines.len(), 401);
    assert_eq!(lines[400]["user_id"], 400);
    assert_eq!(service.get("/users/all").await.status(), StatusCode::NOT_FOUND);
}

/// Holds a text to the contract files of an event on both sides.
fn assert_is_of_the_contract(event: &str, text: &str) {
    let value = counterpart::json::parse(text.as_bytes()).unwrap();
    for side in ["user-service/emits", "auth-service/consumes"] {
        let path = format!(
            "{}/../../contracts/{side}/{event}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let file = std::fs::read(&path).unwrap();
        let file = counterpart::contract::ContractFile::parse(&file).unwrap();
        let schema = file.to_schema().unwrap();
        assert_eq!(schema.accepts(&value), Ok(true), "{path}: {text}");
    }
}

#[tokio::test]
async fn feed_and_dump_are_what_their_contracts_say() {
    let service = Service::new();
    for (method, path, body) in [
        (
            Method::POST,
            "/users",
            r#"{"email":"a@example.org","plan":"free"}"#,
        ),
        (
            Method::POST,
            "/users",
            r#"{"email":"b@example.org","plan":"pro"}"#,
        ),
        (Method::PUT, "/users/1/email", r#"{"email":"c@example.org"}"#),
        (Method::DELETE, "/users/2", r#"{"reason":{"kind":"requested"}}"#),
    ] {
        let (status, _) = service.send(method, path, body).await;
        assert!(status.is_success(), "{path}: {status}");
    }
    let feed: Vec<Value> = serde_json::from_str(&text(service.get("/events").await).await).unwrap();
    assert_eq!(feed.len(), 4);
    for event in feed {
        assert_is_of_the_contract("user.feed_entry", &event.to_string());
    }
    let dump = text(service.get("/users/dump").await).await;
    let (header, rows) = dump.split_once('\n').unwrap();
    assert_is_of_the_contract("user.dump_header", header);
    assert!(rows.lines().count() > 0);
    for row in rows.lines() {
        assert_is_of_the_contract("user.dump_row", row);
    }
}
