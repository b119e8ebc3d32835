//! The page on CloudEvents: what the SDKs read and write, from the records in `tests/languages/cloudevents`.

use std::fmt::Write;

use counterpart::contract::{Assumption, EventReader};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json;
use serde_json::Value;

use super::{compare, filled, root};

const SDKS: [(&str, &str); 3] = [
    ("rust", "Rust"),
    ("python", "Python"),
    ("javascript", "JavaScript"),
];

/// A list, with its lines broken.
fn points(all: &[&str]) -> String {
    let point = |text: &&str| format!("- {}", filled(text).replace('\n', "\n  "));
    all.iter().map(point).collect::<Vec<_>>().join("\n")
}

fn text_of(name: &str) -> String {
    let path = root().join("tests/languages/cloudevents").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> Value {
    serde_json::from_str(&text_of(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn contract(name: &str) -> Schema {
    Schema::parse(
        text_of(&format!("contracts/{name}.json")).as_bytes(),
        &Options::default(),
    )
    .expect("a schema")
}

/// The contracts of messages by their mode, around any payload.
struct Contracts {
    structured: Schema,
    /// Of the message and of its headers.
    http: [Schema; 2],
    kafka: [Schema; 2],
    batch: [Schema; 2],
}

/// Binary mode over other transports.
const BINDINGS: &str = "\
| transport | attributes in binary mode | declare |
|---|---|---|
| AMQP 1.0 | application properties `cloudEvents:id`; many senders write `cloudEvents_id`. Values may have types of AMQP | `headers(\"cloudEvents_id\" = String, …)` |
| MQTT 5 | user properties without a prefix | `headers(\"id\" = String, …)` |
| MQTT 3.1.1 | there is no binary mode | `mode = \"structured\"` |
| NATS | there is none in 1.0.2; later drafts have the headers of HTTP | `mode = \"binary\"` for these |";

impl Contracts {
    fn read() -> Self {
        let both = |name: &str| {
            let both = read(&format!("contracts/{name}.json"));
            ["message", "headers"].map(|part| {
                Schema::parse(both[part].to_string().as_bytes(), &Options::default()).expect("a schema")
            })
        };
        Self {
            structured: contract("every-reader"),
            http: both("binary-http"),
            kafka: both("binary-kafka"),
            batch: both("batch"),
        }
    }

    /// The contract of a message with these headers.
    fn of_headers(&self, headers: &Value) -> &[Schema; 2] {
        let names = headers.as_object().expect("an object");
        match names.keys().any(|name| name.starts_with("ce_")) {
            true => &self.kafka,
            false => &self.http,
        }
    }

    /// What the contract of a case says.
    fn verdict(&self, case: &Value) -> &'static str {
        let is_accepted = match (case.get("text"), case.get("batch")) {
            (Some(text), _) if is_assumed_away(text.as_str().expect("a text")) => return "assumed away",
            (Some(text), _) => is_accepted(&self.structured, text.as_str().expect("a text")),
            (_, Some(batch)) => is_accepted(&self.batch[0], batch.as_str().expect("a text")),
            _ => {
                let (headers, body) = (&case["headers"], case["body"].as_str().expect("a body"));
                let [of_body, of_headers] = self.of_headers(headers);
                is_accepted(of_headers, &headers.to_string()) && is_accepted(of_body, body)
            }
        };
        if is_accepted { "accepted" } else { "refused" }
    }
}

fn is_accepted(schema: &Schema, message: &str) -> bool {
    let message = json::parse(message.as_bytes());
    message.is_ok_and(|message| schema.accepts(&message) == Ok(true))
}

/// True for integers that are written with a fraction or an exponent, which every contract assumes away.
fn is_assumed_away(message: &str) -> bool {
    ["1.0", "1e0"]
        .iter()
        .any(|number| message.contains(&format!("\"priority\":{number}")))
}

/// A code span in a cell of a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}

/// What an SDK made of a message.
fn answer(case: &Value, answer: &Value) -> String {
    if let Some(refused) = answer.get("refused").and_then(Value::as_str) {
        return match refused.contains("not asked") || refused.starts_with("NotImplementedError") {
            true => "–".to_owned(),
            false => "**refused**".to_owned(),
        };
    }
    if let Some(events) = answer.get("events") {
        return match events.as_u64() {
            Some(1) => "1 event".to_owned(),
            _ => format!("{events} events"),
        };
    }
    let mut notes = Vec::new();
    let attributes = &answer["attributes"];
    let sent = case.get("text").and_then(Value::as_str);
    let sent: Option<Value> = sent.map(|text| serde_json::from_str(text).expect("JSON"));
    let body = case.get("body").and_then(Value::as_str).unwrap_or_default();
    let body: Option<Value> = serde_json::from_str(body).ok();
    let data = sent.as_ref().map_or(body.as_ref(), |sent| sent.get("data"));
    match (data, &answer["data"]) {
        (None | Some(Value::Null), Value::Null) => {}
        (Some(_), Value::Null) => notes.push("no data".to_owned()),
        (data, read) if data == read.get("value") && data.is_some() => {}
        (_, read) => match (read.get("bytes"), read.get("text"), read.get("value")) {
            (Some(_), _, _) => notes.push("data as bytes".to_owned()),
            (_, Some(_), _) | (_, _, Some(Value::String(_))) => notes.push("data as a text".to_owned()),
            (_, _, Some(value)) => notes.push(format!("data as {}", code(&value.to_string()))),
            _ => {}
        },
    }
    for name in ["id", "time"] {
        if attributes[name] == "(invented)" {
            notes.push(format!("its own {}", code(name)));
        }
    }
    for (name, value) in sent.iter().flat_map(|sent| sent.as_object().expect("an object")) {
        let own = matches!(&**name, "time" | "data" | "data_base64");
        if !own && !value.is_null() && attributes[name] != *value && attributes[name] != "(invented)" {
            let read = match &attributes[name] {
                Value::Null => format!("no {}", code(name)),
                value => format!("{} as {}", code(name), code(&value.to_string())),
            };
            notes.push(read);
        }
    }
    for (name, value) in case
        .get("headers")
        .iter()
        .flat_map(|headers| headers.as_object().expect("an object"))
    {
        let name = name.to_lowercase();
        let own = name
            .strip_prefix("ce-")
            .or(name.strip_prefix("ce_"))
            .unwrap_or_default();
        if own == "subject" && attributes[own] != *value {
            notes.push(format!("{} as {}", code(own), code(&attributes[own].to_string())));
        }
    }
    match notes.is_empty() {
        true => "read".to_owned(),
        false => format!("read, with {}", notes.join(", ")),
    }
}

fn read_tables(page: &mut String, contracts: &Contracts) {
    let cases = read("cases.json");
    let records: Vec<Value> = SDKS
        .iter()
        .map(|(sdk, _)| read(&format!("recorded/{sdk}.json")))
        .collect();
    let mut section = "";
    for (at, case) in cases.as_array().expect("cases").iter().enumerate() {
        let own = case["section"].as_str().expect("a section");
        if own != section {
            section = own;
            let _ = write!(page, "\n### {section}\n\n");
            page.push_str("| message | contract | Rust | Python | JavaScript |\n|---|---|---|---|---|\n");
        }
        let construct = case["construct"]
            .as_str()
            .expect("a construct")
            .replace('|', "\\|");
        let _ = write!(page, "| {construct} | {} |", contracts.verdict(case));
        for record in &records {
            let _ = write!(page, " {} |", answer(case, &record["read"][at]));
        }
        page.push('\n');
    }
}

/// The reason why a contract refuses a message: the member without which it is accepted.
fn blamed(schema: &Schema, message: &str) -> String {
    let whole: Value = serde_json::from_str(message).expect("JSON");
    let members = whole.as_object().expect("an object");
    let found = members.iter().find(|(name, _)| {
        let mut rest = members.clone();
        rest.remove(*name);
        is_accepted(schema, &Value::Object(rest).to_string())
    });
    match found {
        Some((name, value)) => format!("refused: {}", code(&format!("\"{name}\":{value}"))),
        None => "refused".to_owned(),
    }
}

/// What the contract of a message in binary mode says; of one that is refused, the first header that it refuses.
fn verdict_in_binary(contracts: &Contracts, answer: &Value) -> String {
    let (headers, body) = (&answer["headers"], &answer["body"]);
    let body = match body {
        Value::String(body) => body.clone(),
        // A client writes the value of JavaScript.
        body => body["value"].to_string(),
    };
    let [of_body, of_headers] = contracts.of_headers(headers);
    if !is_accepted(of_body, &body) {
        return format!("refused: {}", code(&body));
    }
    // A client of HTTP writes what is no text as one.
    let mut headers = headers.clone();
    for (name, value) in headers.as_object_mut().expect("an object") {
        if name.starts_with("ce-") && !value.is_string() {
            *value = Value::String(value.to_string());
        }
    }
    let sent = json::parse(headers.to_string().as_bytes()).expect("JSON");
    match of_headers.explain(&sent).first() {
        None => "accepted".to_owned(),
        Some(refusal) => {
            let name = refusal.at.steps().first().map_or("", String::as_str);
            let value = headers[name]
                .as_str()
                .map_or(headers[name].to_string(), str::to_owned);
            format!("refused: {}", code(&format!("{name}: {value}")))
        }
    }
}

fn written(contracts: &Contracts, answer: Option<&Value>) -> String {
    let schema = &contracts.structured;
    let Some(answer) = answer else {
        return "–".to_owned();
    };
    if answer.get("refused").is_some() {
        return "not written".to_owned();
    }
    if let Some(text) = answer.get("text").and_then(Value::as_str) {
        return match (is_assumed_away(text), is_accepted(schema, text)) {
            (true, _) => "assumed away".to_owned(),
            (false, true) => "accepted".to_owned(),
            (false, false) => blamed(schema, text),
        };
    }
    if let Some(batch) = answer.get("batch").and_then(Value::as_str) {
        return match is_accepted(&contracts.batch[0], batch) {
            true => "accepted".to_owned(),
            false => "refused".to_owned(),
        };
    }
    let verdict = verdict_in_binary(contracts, answer);
    if verdict != "accepted" {
        return verdict;
    }
    let mut parts = vec![verdict];
    for name in ["ce-priority", "ce_priority", "ce-subject", "ce_subject"] {
        if let Some(value) = answer["headers"].get(name) {
            parts.push(code(&format!(
                "{name}: {}",
                value.as_str().map_or(value.to_string(), str::to_owned)
            )));
        }
    }
    match &answer["body"] {
        Value::String(body) => parts.push(code(body)),
        // The value of JavaScript, which a client has to write.
        body => parts.push(format!("the object {}", code(&body["value"].to_string()))),
    }
    parts.join(", ")
}

fn written_tables(page: &mut String, contracts: &Contracts) {
    let records: Vec<Value> = SDKS
        .iter()
        .map(|(sdk, _)| read(&format!("recorded/{sdk}.json")))
        .collect();
    let forms = [
        ("structured", "Structured mode, and the contract of its consumer"),
        ("batch", "Batches, and the contract of their consumer"),
        ("http", "Binary mode of HTTP, and the contract of its consumer"),
        ("kafka", "Binary mode of Kafka, and the contract of its consumer"),
    ];
    for (form, title) in forms {
        let mut constructs: Vec<&str> = Vec::new();
        let all = records
            .iter()
            .flat_map(|record| record["written"].as_array().expect("a list"));
        for one in all.filter(|one| one["form"] == form) {
            let construct = one["construct"].as_str().expect("a construct");
            if !constructs.contains(&construct) {
                constructs.push(construct);
            }
        }
        let _ = write!(
            page,
            "\n### {title}\n\n| given | Rust | Python | JavaScript |\n|---|---|---|---|\n"
        );
        for construct in constructs {
            let _ = write!(page, "| {construct} |");
            for record in &records {
                let all = record["written"].as_array().expect("a list");
                let own = all
                    .iter()
                    .find(|one| one["form"] == form && one["construct"] == construct);
                let _ = write!(page, " {} |", written(contracts, own));
            }
            page.push('\n');
        }
    }
}

#[test]
fn page_on_cloudevents_shows_what_the_sdks_read_and_write() {
    let contracts = Contracts::read();
    let versions = SDKS.map(|(sdk, language)| {
        let record = read(&format!("recorded/{sdk}.json"));
        format!(
            "{language}: {} {}",
            record["sdk"].as_str().expect("a name"),
            record["version"].as_str().expect("a version")
        )
    });
    let mut page = format!(
        "<!-- Made by `just book` from tests/languages/cloudevents. -->\n\n# CloudEvents\n\n{}\n\n{}\n\n{}\n\n{}\n\n## Readers\n\n{}\n\n\
         | `reads_with` | the contract accepts what this reads | assumption |\n|---|---|---|\n",
        filled(
            "`envelope = \"cloudevents\"` says that a message is an event of CloudEvents 1.0.2 in JSON, with the Rust type in `data`. \
             The SDKs do not read all events that the specification allows, and each reads others. So a consumer's contract accepts \
             what all three SDKs read, and a producer's contract promises no more than that:"
        ),
        points(&[
            "no attribute is `null`",
            "the payload is JSON in `data`, and there is no `data_base64`",
            "`datacontenttype` is `application/json` or `text/json`, or ends with `+json`, in lower case",
            "`time` is a moment of RFC 3339 from the year 1 on, without a leap second. A producer always sets it, because two SDKs \
             read the moment of reading if it is absent. If yours does not set it, declare `envelope(\"cloudevents\", time = \
             \"optional\")`; a consumer that needs it declares `time = \"required\"`",
            "`dataschema` is a URI of `http` or `https` with a host name, or of `urn`",
            "extension attributes have lower-case letters and digits in their names; their values are strings, booleans or integers \
             of 32 bits",
            "the payload is not `false`, `0` or `\"\"`, which JavaScript reads as no data. (Integers of more than 53 bits in a \
             payload are the payload's own contract.)",
        ]),
        filled(
            "A producer in Rust that hands bytes to the SDK, `.data(\"application/json\", serde_json::to_vec(&order)?)`, sends \
             `data_base64`. Hand it a `serde_json::Value`. `verify` cannot see that in a type: let the derived test see the bytes, with `messages = path` ([samples](producers.md#samples))."
        ),
        filled(&format!("Measured: {}.", versions.join("; "))),
        filled(
            "A consumer that uses one SDK, or this crate's guard, can say so: `#[contract(consumes = \"order.placed\", envelope = \
             \"cloudevents\", reads_with = \"cloudevents-rust-0.9\")]`. The contract file and each report list that as an assumption."
        ),
    );
    for reader in EventReader::ALL {
        let _ = writeln!(
            page,
            "| `\"{}\"` | {reader} | [`{}`](https://github.com/counterpart-rs/counterpart/blob/main/tests/languages/cloudevents/contracts/{}.json) |",
            reader.id(),
            Assumption::EventsReadBy(reader).id(),
            reader.id()
        );
    }
    let _ = write!(
        page,
        "\n## Binary mode\n\n{}\n\n{}\n\n{}\n\n{}\n\n{}\n\n{}\n\n## Batches\n\n{}\n\n{}\n\n{}\n\n{}\n\n## Read\n\n{}\n",
        filled(
            "`envelope(\"cloudevents\", mode = \"binary\")` says that the message is the payload, and that the attributes are \
             headers: `ce-id` for HTTP and NATS, and with `binding = \"kafka\"` `ce_id`. The contract file has them among its \
             headers, so `verify` compares them one by one. In the structured mode, which is the default, the guard also reads \
             [messages in binary mode](guard.md#cloudevents); a contract that declares binary mode is for messages in that mode only."
        ),
        filled(
            "The SDKs differ most in this mode. Besides the limits above, a contract in binary mode says:"
        ),
        points(&[
            "`content-type` is `application/json` or `application/json; charset=utf-8`. JavaScript reads a body of another media \
             type as a text, and Python some. (Rust hands the bytes of each body over as they are.)",
            "in HTTP, a body is an object, a list or a string: JavaScript reads a number, a boolean and `null` as texts. (It also \
             refuses a body with a blank in front.)",
            "in HTTP, no header has a `%`, because Python reads escapes and the others do not. A producer sends visible ASCII \
             characters other than `\"` and `%`; a consumer accepts `\"` and blanks too",
            "extension attributes are texts: the digits of an integer, `true` or `false`. Python writes `True`, which a declared `bool` refuses",
            "there is no `reads_with`: the contract is of what all SDKs read",
        ]),
        filled(
            "A consumer whose payload is a number, a boolean or `null` in HTTP is refused by the derived test: no message would be \
             read. `sample` makes messages in binary mode with their headers, \
             `{\"headers\": {…}, \"payload\": …}`. `audit` and `conform` judge and pass the payload alone; an audit says so. A pact \
             that is exported asks for the headers that each message has."
        ),
        filled(
            "The bindings are those for which SDKs were measured. For the others of CloudEvents 1.0.2, declare the payload without an \
             envelope, and the attributes as headers:"
        ),
        BINDINGS,
        filled(
            "`envelope(\"cloudevents\", mode = \"batch\")` says that the message is an array of events in structured mode, all of one \
             type. It may be empty, as the standard says and the SDKs read. A batch has no `key`, because its events have \
             different ones. The SDK of Python has no batches, so a contract is of what the other two read, and `reads_with` \
             names one of those or the guard."
        ),
        filled(
            "A producer and a consumer of different modes are one finding of `verify`, which names both modes and how to declare \
             each: `forbidden-shape` at the whole message, so that one `[[allow]]` covers it. Their payloads are not compared \
             until they agree. If the schemas say so little that they fit in both modes, the pair is unproven. A producer without \
             `envelope` counts as one of another mode, unless its schema describes `specversion`; so does a consumer without \
             `envelope` of events in structured mode or of batches, unless its schema describes `specversion` or `data`. `impact` \
             says of a pair of different modes that nothing in it is compared."
        ),
        filled(
            "Where both sides have the payload in the same place, it is compared, and the `[[allow]]` does not cover what is wrong \
             with it: between the two transports of binary mode, and in binary mode with a producer without `envelope`, which \
             lacks the headers."
        ),
        filled(
            "A contract file that declares a mode must describe messages in it, or it is refused when it is read. In structured \
             mode that is an object with `specversion` or `data`, of a batch an array of such objects, and in binary mode the headers \
             of `specversion`, `id`, `source` and `type`. If the schema of an event is closed, it must have these four, too. `import \
             --asyncapi` declares no mode that a document does not describe, and notes that. It declares binary mode if each \
             message has the header of `specversion`."
        ),
        filled(
            "The column *contract* is the contract without `reads_with`, around any payload. *Refused* means that the whole event is \
             lost to the service. *Assumed away* means that a contract assumes `plain-integers`."
        )
    );
    read_tables(&mut page, &contracts);
    let _ = write!(
        page,
        "\n## Written\n\n{}\n",
        filled(
            "What each SDK sends. For the structured mode, the cell says whether a contract without `reads_with` accepts it, and if not, why."
        )
    );
    written_tables(&mut page, &contracts);
    compare("docs/src/cloudevents.md", &page);
}
