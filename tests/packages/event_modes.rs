//! Declared modes of CloudEvents: from the type to the report, and the commands that make or judge messages.

use fixture::workspace::Workspace;

const SHOP: &str = r#"
use counterpart::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "order.placed", envelope("cloudevents", mode = "binary", extensions("tenant" = String, "attempt" = Option<u8>)), headers("trace-id" = String))]
#[contract(emits = "order.paid", envelope("cloudevents", mode = "batch"))]
#[contract(emits = "order.shipped", envelope("cloudevents", mode = "binary", binding = "kafka"), key = "order_id")]
#[contract(emits = "order.cancelled", envelope = "cloudevents")]
#[contract(emits = "order.returned", envelope("cloudevents", mode = "binary"))]
#[contract(emits = "order.lost", envelope = "cloudevents")]
#[contract(emits = "order.found", envelope("cloudevents", mode = "batch"))]
pub struct Order {
    order_id: u64,
    customer: Option<String>,
}
"#;

const BOOKS: &str = r#"
use counterpart::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed", envelope("cloudevents", mode = "binary", extensions("tenant" = String)), headers("trace-id" = String))]
#[contract(consumes = "order.paid", envelope("cloudevents", mode = "batch"), reads_with = "cloudevents-js-10")]
#[contract(consumes = "order.shipped", envelope("cloudevents", mode = "binary", binding = "kafka"), key = "order_id")]
#[contract(consumes = "order.cancelled", envelope("cloudevents", mode = "batch"))]
#[contract(consumes = "order.returned", envelope("cloudevents", mode = "binary", binding = "kafka"))]
#[contract(consumes = "order.lost", envelope("cloudevents", mode = "binary"))]
#[contract(consumes = "order.found", envelope = "cloudevents")]
pub struct Order {
    order_id: u64,
}
"#;

/// The header of each finding, its place and its fixes.
fn findings(answer: &str) -> String {
    let kept = ["error[", "= at: ", "= also at: ", "= help: "];
    let lines = answer.lines().map(str::trim);
    let lines =
        lines.filter(|line| kept.iter().any(|start| line.starts_with(start)) || line.contains("further way"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn workspace(name: &str) -> Workspace {
    let workspace = Workspace::of(
        name,
        &[
            ("shop", &[("src/lib.rs", SHOP)]),
            ("books", &[("src/lib.rs", BOOKS)]),
        ],
    );
    workspace.accept();
    workspace
}

#[test]
fn same_mode_is_compared_and_another_mode_is_one_finding() {
    let workspace = workspace("same_mode_is_compared_and_another_mode_is_one_finding");
    let answer = workspace.counterpart(&["verify"]);
    answer.exits(100);
    insta::assert_snapshot!(findings(&answer.stdout), @r#"
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads batches of CloudEvents
    = at: order.cancelled (the whole message)
    = help: in shop: send the event in batches (`mode = "batch"`), as the ...
    = help: in books: read the event in structured mode ( ...
    = help: ask the books team when they can release that
    error[forbidden-shape]: shop sends batches of CloudEvents, and books reads CloudEvents in structured mode
    = at: order.found (the whole message)
    = help: in shop: send the event in structured mode ( ...
    = help: in books: read the event in batches (`mode = "batch"`), release ...
    = help: ask the books team when they can release that
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.lost (the whole message)
    = help: in shop: send the event with `ce-` headers ( ...
    = help: in books: read the event in structured mode ( ...
    = help: ask the books team when they can release that
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce-` headers), and books reads CloudEvents in binary mode (`ce_` headers)
    = at: order.returned (the whole message)
    = help: in shop: send the event with `ce_` headers ( ...
    = help: in books: read the event with `ce-` headers ( ...
    = help: ask the books team when they can release that
    "#);
    answer.says("3 compatible, 4 incompatible");
    let file = workspace.folder.read("contracts/shop/emits/order.shipped.json");
    for part in [
        r#""envelope": "cloudevents",
    "mode": "binary",
    "binding": "kafka","#,
        r#""ce_specversion""#,
        r#""content-type""#,
    ] {
        assert!(file.contains(part), "{part} in {file}");
    }
    let file = workspace.folder.read("contracts/shop/emits/order.cancelled.json");
    assert!(!file.contains("\"mode\""), "{file}");

    // A difference of the payload has its place in the message, also between the two transports of binary mode.
    let books = BOOKS.replace("order_id: u64", "order_id: u64,\n    customer: String");
    workspace.folder.write("books/src/lib.rs", &books);
    let answer = workspace.counterpart(&["verify"]);
    answer.exits(100);
    answer
        .says("order.paid#/*/data/customer")
        .says("order.placed#/customer, order.returned#/customer and 1 more");
}

#[test]
fn messages_are_made_and_judged_in_the_declared_mode() {
    let workspace = workspace("messages_are_made_and_judged_in_the_declared_mode");
    let sample = |event: &str| {
        let answer = workspace.counterpart(&[
            "sample",
            event,
            "--contracts",
            "contracts",
            "-n",
            "3",
            "--role",
            "emits",
        ]);
        answer.exits(0);
        answer.stdout.clone()
    };
    for line in sample("order.paid").lines() {
        assert!(line.starts_with('['), "{line}");
    }
    for line in sample("order.placed").lines() {
        let (headers, payload) = line.split_once(r#","payload":{"#).expect("a payload");
        assert!(
            headers.starts_with(r#"{"headers":{"#) && headers.contains(r#""ce-specversion":"1.0""#),
            "{line}"
        );
        assert!(payload.contains(r#""order_id":"#), "{line}");
    }
    let event = |event: &str, data: &str| {
        format!(
            r#"{{"specversion":"1.0","id":"1","source":"/shop","type":"{event}","time":"2026-01-02T03:04:05Z","data":{data}}}"#
        )
    };
    let audit = |log: &str, more: &[&str]| {
        workspace.folder.write("log.ndjson", log);
        let mut arguments = vec!["audit", "log.ndjson", "--contracts", "contracts"];
        arguments.extend(more);
        workspace.counterpart(&arguments)
    };
    // Batches; the payload of binary mode alone, and in a row.
    let (right, wrong) = (
        event("order.paid", r#"{"order_id":7}"#),
        event("order.paid", r#"{"order_id":-7}"#),
    );
    audit(&format!("[{right},{right}]\n[]\n"), &[]).exits(0);
    audit(
        &format!("{{\"event\":\"order.paid\",\"payload\":[{right}]}}\n"),
        &[],
    )
    .exits(0);
    // A single event is refused where a batch is expected, in both roles.
    let single = "error[type-mismatch]: order.paid: books refuses the whole message";
    audit(&format!("{right}\n"), &[]).exits(100).says(single);
    audit(
        &format!("{{\"event\":\"order.paid\",\"payload\":{right}}}\n"),
        &[],
    )
    .exits(100)
    .says(single);
    for form in ["lines", "values"] {
        audit(
            &format!("{right}\n"),
            &["--event", "order.paid", "--form", form, "--role", "emits"],
        )
        .exits(100)
        .says("found object");
    }
    audit(
        &format!("[{right},{right}]\n"),
        &["--event", "order.paid", "--form", "lines"],
    )
    .exits(0);
    let answer = audit(&format!("[{right},{wrong}]\n[{wrong}]\n"), &[]);
    answer.exits(100);
    insta::assert_snapshot!(findings(&answer.stdout), @"error[number-range]: order.paid: books refuses `/*/data/order_id`");
    audit(
        &format!("{right},{right}\n"),
        &["--event", "order.paid", "--form", "lines"],
    )
    .exits(101)
    .says("message-malformed");
    let rows = r#"{"event":"order.placed","payload":{"order_id":7}}"#;
    audit(
        &format!("{rows}\n{}\n", event("order.placed", r#"{"order_id":7}"#)),
        &[],
    )
    .exits(0);
    audit(&rows.replace('7', "-7"), &[]).exits(100);
}

/// Contracts whose types do not read what they say, in each mode.
const UNTRUE: &str = r##"
#[derive(serde::Deserialize, counterpart::Contract)]
#[serde(try_from = "u8")]
#[contract(with = "u8")]
pub struct Even(pub u8);

impl TryFrom<u8> for Even {
    type Error = String;
    fn try_from(number: u8) -> Result<Self, String> {
        if number % 2 == 0 { Ok(Self(number)) } else { Err("an odd number".to_owned()) }
    }
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "in.batch", envelope("cloudevents", mode = "batch", extensions("sequence" = Even)))]
pub struct InBatch {
    pub id: u8,
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "in.header", envelope("cloudevents", mode = "binary", extensions("sequence" = Even)))]
pub struct InHeader {
    pub id: u8,
}

#[derive(serde::Deserialize, counterpart::Contract)]
#[contract(consumes = "bare", envelope("cloudevents", mode = "binary"))]
pub struct Bare(pub u8);

#[derive(serde::Serialize, serde::Deserialize, counterpart::Contract)]
#[contract(emits = "escaped", envelope("cloudevents", type = "bestellt ü", mode = "binary"))]
pub struct Escaped {
    pub id: u8,
}

#[derive(serde::Serialize, serde::Deserialize, counterpart::Contract)]
#[contract(emits = "sent", envelope("cloudevents", mode = "batch"), messages = messages)]
pub struct Sent {
    pub id: u8,
}

#[cfg(test)]
fn messages() -> Vec<String> {
    vec!["[]".to_owned(), r#"{"specversion":"1.0","id":"1","source":"/s","type":"sent","time":"2026-01-02T03:04:05Z","data":{"id":1}}"#.to_owned()]
}
"##;

#[test]
fn what_is_declared_of_a_mode_is_tested() {
    let workspace = Workspace::of(
        "what_is_declared_of_a_mode_is_tested",
        &[("reader", &[("src/lib.rs", UNTRUE)])],
    );
    let answer = workspace.cargo_with(
        &["test", "--lib", "--no-fail-fast"],
        &[("COUNTERPART_UPDATE", "always")],
    );
    answer
        .exits(101)
        .says("test contract_of_InBatch_consumes_in_batch ... FAILED")
        .says("test contract_of_InHeader_consumes_in_header ... FAILED")
        .says("    at        /sequence")
        .says("each of its messages is a number, a boolean or `null`, and in the binary mode of HTTP not all SDKs")
        .says("put the value in a field of a struct, or declare `binding = \"kafka\"` or another mode")
        .says(r#"the type "bestellt ü" of its events has characters that are escaped in headers of HTTP"#)
        .says(r#"    message   {"specversion":"1.0","id":"1","source":"/s","type":"sent","time":"2026-01-02T03:04:05Z","data":{"id":1}}"#);
}
