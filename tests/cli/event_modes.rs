//! Modes of CloudEvents that contract files declare, and the commands that compare them.

use fixture::{Folder, schemas};

/// A form of messages: what the header of its file says, and its schema.
struct Form {
    name: &'static str,
    header: String,
    schema: String,
}

const ORDER: &str =
    r#""type": "object", "properties": {"order": {"type": "integer"}}, "required": ["order"]"#;

/// An order in each form, and in none.
fn forms() -> [Form; 5] {
    let event = format!(
        r#""type": "object", "properties": {{"specversion": {{"const": "1.0"}}, "id": {{"type": "string"}},
        "source": {{"type": "string"}}, "type": {{"const": "order.placed"}}, "data": {{{ORDER}}}}},
        "required": ["specversion", "id", "source", "type", "data"]"#
    );
    let binary = |binding: &str, prefix: &str| {
        let text = r#"{"type": "string", "pattern": "^[a-z0-9.]+$"}"#;
        let attributes = ["specversion", "id", "source", "type"].map(|name| format!("\"{prefix}{name}\""));
        let properties = attributes.each_ref().map(|name| format!("{name}: {text}"));
        format!(
            r#" "envelope": "cloudevents", "mode": "binary", "binding": "{binding}",
            "headers": {{"type": "object", "properties": {{{}}}, "required": [{}]}},"#,
            properties.join(", "),
            attributes.join(", ")
        )
    };
    let form = |name, header: &str, schema: &str| Form {
        name,
        header: header.to_owned(),
        schema: schema.to_owned(),
    };
    [
        form("structured", r#" "envelope": "cloudevents","#, &event),
        form(
            "batch",
            r#" "envelope": "cloudevents", "mode": "batch","#,
            &format!(r#""type": "array", "items": {{{event}}}"#),
        ),
        form("http", &binary("http", "ce-"), ORDER),
        form("kafka", &binary("kafka", "ce_"), ORDER),
        form("plain", "", ORDER),
    ]
}

fn file(identity: &str, form: &Form) -> String {
    schemas::file(identity, &form.header, &form.schema)
}

/// A producer and a consumer of these forms.
fn pair(sent: &Form, read: &Form) -> Folder {
    Folder::with(&[
        (
            "shop/shop/emits/order.placed.json",
            &*file("shop emits order.placed", sent),
        ),
        (
            "books/books/consumes/order.placed.json",
            &file("books consumes order.placed", read),
        ),
    ])
}

const VERIFY: [&str; 6] = [
    "verify",
    "--no-build",
    "--contracts",
    "shop",
    "--contracts",
    "books",
];

/// The finding of each line that begins one, with its place.
fn findings(answer: &str) -> String {
    let lines = answer.lines().map(str::trim);
    let lines = lines.filter(|line| line.starts_with("error[") || line.starts_with("= at: "));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn another_mode_is_one_finding_of_one_rule_at_one_place() {
    let mut all = String::new();
    for sent in &forms() {
        for read in &forms() {
            let answer = pair(sent, read).counterpart(&VERIFY).stdout;
            all.push_str(&format!("{} to {}\n{}", sent.name, read.name, findings(&answer)));
        }
    }
    insta::assert_snapshot!(all, @"
    structured to structured
    structured to batch
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads batches of CloudEvents
    = at: order.placed (the whole message)
    structured to http
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.placed (the whole message)
    structured to kafka
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads CloudEvents in binary mode (`ce_` headers)
    = at: order.placed (the whole message)
    structured to plain
    error[forbidden-shape]: shop sends CloudEvents in structured mode, and books reads messages without an envelope
    = at: order.placed (the whole message)
    batch to structured
    error[forbidden-shape]: shop sends batches of CloudEvents, and books reads CloudEvents in structured mode
    = at: order.placed (the whole message)
    batch to batch
    batch to http
    error[forbidden-shape]: shop sends batches of CloudEvents, and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.placed (the whole message)
    batch to kafka
    error[forbidden-shape]: shop sends batches of CloudEvents, and books reads CloudEvents in binary mode (`ce_` headers)
    = at: order.placed (the whole message)
    batch to plain
    error[forbidden-shape]: shop sends batches of CloudEvents, and books reads messages without an envelope
    = at: order.placed (the whole message)
    http to structured
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce-` headers), and books reads CloudEvents in structured mode
    = at: order.placed (the whole message)
    http to batch
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce-` headers), and books reads batches of CloudEvents
    = at: order.placed (the whole message)
    http to http
    http to kafka
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce-` headers), and books reads CloudEvents in binary mode (`ce_` headers)
    = at: order.placed (the whole message)
    http to plain
    kafka to structured
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce_` headers), and books reads CloudEvents in structured mode
    = at: order.placed (the whole message)
    kafka to batch
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce_` headers), and books reads batches of CloudEvents
    = at: order.placed (the whole message)
    kafka to http
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce_` headers), and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.placed (the whole message)
    kafka to kafka
    kafka to plain
    plain to structured
    error[forbidden-shape]: shop sends messages without an envelope, and books reads CloudEvents in structured mode
    = at: order.placed (the whole message)
    plain to batch
    error[forbidden-shape]: shop sends messages without an envelope, and books reads batches of CloudEvents
    = at: order.placed (the whole message)
    plain to http
    error[forbidden-shape]: shop sends messages without an envelope, and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.placed (the whole message)
    plain to kafka
    error[forbidden-shape]: shop sends messages without an envelope, and books reads CloudEvents in binary mode (`ce_` headers)
    = at: order.placed (the whole message)
    plain to plain
    ");
}

#[test]
fn allowance_of_another_mode_covers_the_pair() {
    for sent in &forms() {
        for read in &forms() {
            let folder = pair(sent, read);
            let breaks = folder.counterpart(&VERIFY).stdout.contains("1 incompatible");
            let verbose = folder.counterpart(&[&VERIFY[..], &["-v"]].concat()).stdout;
            let Some((_, pasted)) = verbose.split_once("[[allow]]") else {
                assert!(!breaks, "{verbose}");
                continue;
            };
            let lines = pasted.lines().map(|line| line.trim_start_matches([' ', '|']));
            let lines: Vec<&str> = lines.skip(1).take_while(|line| line.contains(" = ")).collect();
            folder.write("counterpart.toml", &format!("[[allow]]\n{}\n", lines.join("\n")));
            let answer = folder.counterpart(&VERIFY);
            answer.exits(0).says("1 allowed");
            assert!(!answer.stdout.contains("unproven"), "{}", answer.stdout);
        }
    }
}

#[test]
fn difference_of_the_payload_is_found_between_two_transports() {
    let [_, _, http, kafka, _] = forms();
    let wider = Form {
        schema: ORDER.replace("integer", "number"),
        ..http
    };
    let folder = pair(&wider, &kafka);
    insta::assert_snapshot!(findings(&folder.counterpart(&VERIFY).exits(100).stdout), @"
    error[forbidden-shape]: shop sends CloudEvents in binary mode (`ce-` headers), and books reads CloudEvents in binary mode (`ce_` headers)
    = at: order.placed (the whole message)
    error[type-mismatch]: shop sends `order` as a number, not an integer
    = at: order.placed#/order
    ");
    // What is allowed of the headers says nothing of the payload.
    folder.write(
        "counterpart.toml",
        "[[allow]]\nconsumer = \"books\"\nevent = \"order.placed\"\nrule = \"forbidden-shape\"\n\
         reason = \"a bridge renames the headers\"\n",
    );
    let allowed = folder.counterpart(&VERIFY);
    allowed.exits(100).says("1 allowed").says("error[type-mismatch]");
}

#[test]
fn difference_of_the_payload_is_found_where_only_headers_lack() {
    let [_, _, http, _, plain] = forms();
    let wider = Form {
        schema: ORDER.replace("integer", "number"),
        ..plain
    };
    let answer = pair(&wider, &http).counterpart(&VERIFY);
    insta::assert_snapshot!(findings(&answer.exits(100).stdout), @"
    error[forbidden-shape]: shop sends messages without an envelope, and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.placed (the whole message)
    error[type-mismatch]: shop sends `order` as a number, not an integer
    = at: order.placed#/order
    ");
    // A header of its own is no attribute.
    let own = Form {
        header: http
            .header
            .replace("\"required\": [", "\"required\": [\"tenant\", "),
        ..http
    };
    let [.., plain] = forms();
    insta::assert_snapshot!(findings(&pair(&plain, &own).counterpart(&VERIFY).stdout), @"
    error[forbidden-shape]: shop sends messages without an envelope, and books reads CloudEvents in binary mode (`ce-` headers)
    = at: order.placed (the whole message)
    error[property-missing]: shop does not send the header `tenant`
    = at: order.placed#/headers/tenant
    ");
}

#[test]
fn producer_that_describes_events_without_an_envelope_is_compared() {
    let [structured, batch, .., plain] = forms();
    for form in [structured, batch] {
        let described = Form {
            header: String::new(),
            schema: form.schema.clone(),
            ..plain
        };
        pair(&described, &form).counterpart(&VERIFY).exits(0);
        pair(&form, &described).counterpart(&VERIFY).exits(0);
        let [.., of_payload] = forms();
        pair(&form, &of_payload).counterpart(&VERIFY).exits(100);
    }
}

#[test]
fn file_that_contradicts_its_mode_is_refused_with_its_place() {
    let [structured, batch, http, kafka, plain] = forms();
    let mut all = String::new();
    for (header, schema) in [
        (&structured.header, &plain.schema),
        (&batch.header, &structured.schema),
        (&structured.header, &batch.schema),
        (&http.header.replace("ce-id", "id"), &http.schema),
        (&kafka.header.replace("ce_", "ce-"), &kafka.schema),
    ] {
        let contract = schemas::file("books consumes order.placed", header, schema);
        let folder = Folder::with(&[("books/books/consumes/order.placed.json", &*contract)]);
        let answer = folder.counterpart(&["verify", "--no-build", "--contracts", "books"]);
        all.push_str(&answer.exits(101).stderr);
        folder
            .counterpart(&["sample", "order.placed", "--contracts", "books"])
            .exits(101);
    }
    insta::assert_snapshot!(all, @"
    error: books/books/consumes/order.placed.json: `envelope` in `x-contract` is `cloudevents`, and the schema does not describe the attribute `specversion`: describe the whole event, with the payload in `data`, or remove `envelope`
      hint: restore the file, or delete it and run `cargo counterpart accept`
    error: books/books/consumes/order.placed.json: `mode` in `x-contract` is `batch`, and the schema does not describe an array of events with the attribute `specversion`: describe it, with each event in `items`, or remove `envelope` and `mode`
      hint: restore the file, or delete it and run `cargo counterpart accept`
    error: books/books/consumes/order.placed.json: `envelope` in `x-contract` is `cloudevents`, and the schema does not describe the attribute `specversion`: describe the whole event, with the payload in `data`, or remove `envelope`
      hint: restore the file, or delete it and run `cargo counterpart accept`
    error: books/books/consumes/order.placed.json: `mode` in `x-contract` is `binary`, and `headers` does not describe `ce-id`: describe the attributes of the event there, or remove `envelope`, `mode` and `binding`
      hint: restore the file, or delete it and run `cargo counterpart accept`
    error: books/books/consumes/order.placed.json: `mode` in `x-contract` is `binary`, and `headers` does not describe `ce_specversion`: describe the attributes of the event there, or remove `envelope`, `mode` and `binding`
      hint: restore the file, or delete it and run `cargo counterpart accept`
    ");
}

#[test]
fn impact_and_diff_say_that_the_mode_differs() {
    let [structured, batch, http, ..] = forms();
    let impact = |sent: &Form, read: &Form, place: &str| {
        let folder = pair(sent, read);
        let place = format!("order.placed#{place}");
        let answer = folder.counterpart(&["impact", &place, "--contracts", "shop", "--contracts", "books"]);
        answer.stdout.clone()
    };
    insta::assert_snapshot!(impact(&structured, &batch, "/data/order"), @r#"
    order.placed#/data/order, as shop sends it
      shop/shop/emits/order.placed.json

      books reads it
        books/books/consumes/order.placed.json
        the contract is broken already, at the whole message [forbidden-shape], by
          {
            "data": {
              "order": 0
            },
            "id": "a",
            "source": "a",
            "specversion": "1.0",
            "type": "order.placed"
          }
        taking it away: unproven, the consumer reads another form of CloudEvents
        than is sent, so nothing in them is compared
        making it optional: unproven, the consumer reads another form of CloudEvents
        than is sent, so nothing in them is compared
        changing its type: unproven, the consumer reads another form of CloudEvents
        than is sent, so nothing in them is compared

    taking it away is unproven for books
    making it optional is unproven for books
    changing its type is unproven for books
    "#);
    insta::assert_snapshot!(impact(&http, &structured, "/order"), @r#"
    order.placed#/order, as shop sends it
      shop/shop/emits/order.placed.json

      books reads it
        books/books/consumes/order.placed.json
        the contract is broken already, at the whole message [forbidden-shape], by
          {
            "id": "a",
            "order": 0,
            "source": "a",
            "specversion": "1.0",
            "type": "order.placed"
          }
        taking it away: unproven, the consumer reads another form of CloudEvents
        than is sent, so nothing in them is compared
        making it optional: unproven, the consumer reads another form of CloudEvents
        than is sent, so nothing in them is compared
        changing its type: unproven, the consumer reads another form of CloudEvents
        than is sent, so nothing in them is compared

    taking it away is unproven for books
    making it optional is unproven for books
    changing its type is unproven for books
    "#);
    let same = impact(&http, &http, "/order");
    assert!(
        !same.contains("broken already") && same.contains("it breaks"),
        "{same}"
    );
    let folder = Folder::with(&[
        (
            "old/shop/emits/order.placed.json",
            &*file("shop emits order.placed", &structured),
        ),
        (
            "new/shop/emits/order.placed.json",
            &file("shop emits order.placed", &http),
        ),
    ]);
    folder
        .counterpart(&["diff", "old", "new"])
        .says("shop now sends CloudEvents in binary mode (`ce-` headers), not CloudEvents in");
}

#[test]
fn sample_of_binary_mode_has_the_headers() {
    let [_, _, http, ..] = forms();
    let folder = pair(&http, &http);
    let sample = |more: &[&str]| -> Vec<serde_json::Value> {
        let ask = ["sample", "order.placed", "--contracts", "books", "-n", "40"];
        let answer = folder.counterpart(&[&ask[..], more].concat());
        let lines = answer.exits(0).stdout.lines();
        lines.map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let parsed: serde_json::Value =
        serde_json::from_str(&file("books consumes order.placed", &http)).unwrap();
    let headers = jsonschema::draft202012::new(&parsed["x-contract"]["headers"]).unwrap();
    let payload = jsonschema::draft202012::new(&parsed).unwrap();
    let accepted = |row: &serde_json::Value| {
        (
            headers.is_valid(&row["headers"]),
            payload.is_valid(&row["payload"]),
        )
    };
    let valid = sample(&[]);
    assert_eq!(valid.len(), 40);
    for row in &valid {
        assert_eq!(accepted(row), (true, true), "{row}");
        let texts = row["headers"].as_object().unwrap().values();
        assert!(texts.into_iter().all(serde_json::Value::is_string), "{row}");
    }
    let invalid = sample(&["--invalid"]);
    assert_eq!(invalid.len(), 40);
    assert!(invalid.iter().any(|row| accepted(row) == (false, true)));
    assert!(invalid.iter().any(|row| accepted(row) == (true, false)));
    assert!(invalid.iter().all(|row| accepted(row) != (true, true)));
    assert!(invalid.iter().all(|row| row["headers"].is_object()));
}

#[test]
fn near_misses_of_a_batch_are_not_all_the_same() {
    let [_, batch, ..] = forms();
    let folder = pair(&batch, &batch);
    let ask = [
        "sample",
        "order.placed",
        "--contracts",
        "books",
        "--invalid",
        "-n",
        "300",
    ];
    let answer = folder.counterpart(&ask);
    let lines: Vec<&str> = answer.exits(0).stdout.lines().collect();
    let most = lines
        .iter()
        .map(|line| lines.iter().filter(|other| *other == line).count())
        .max();
    assert!(most < Some(lines.len() / 15), "{most:?}");
}

#[test]
fn audit_judges_all_events_of_a_batch_and_an_empty_one() {
    let [_, batch, http, ..] = forms();
    let folder = Folder::with(&[
        (
            "books/books/consumes/order.placed.json",
            &*file("books consumes order.placed", &batch),
        ),
        (
            "books/books/consumes/order.paid.json",
            &file("books consumes order.paid", &http),
        ),
    ]);
    let event = |name: &str| {
        format!(
            r#"{{"specversion": "1.0", "id": "1", "source": "/s", "type": "{name}", "data": {{"order": 7}}}}"#
        )
    };
    let (placed, paid) = (event("order.placed"), event("order.paid"));
    let audit = |log: &str, more: &[&str]| {
        folder.write("log", log);
        folder.counterpart(&[&["audit", "log", "--contracts", "books"][..], more].concat())
    };
    audit(&format!("[{placed}, {placed}]\n"), &[]).exits(0);
    for mixed in [
        format!("[{placed}, {paid}]\n"),
        format!("[\n{paid},\n{placed}\n]\n"),
    ] {
        audit(&mixed, &[])
            .exits(100)
            .says("order.placed: books refuses `/*/type`");
    }
    // One that is longer than what is read at once is judged in parts, and what that leaves open is said.
    let [many, others] = [&placed, &paid].map(|event| vec![event.as_str(); 4_000].join(",\n"));
    for mixed in [
        format!("[\n{many},\n{others}\n]\n"),
        format!("[\n{others},\n{many}\n]\n"),
    ] {
        audit(&mixed, &[])
            .exits(100)
            .says("undecided[unproven]: order.placed: books")
            .says("judged in parts");
    }
    // An item that is too long between them, alone in its block, ends no array.
    let long = format!("\"{}\"", "x".repeat(600_000));
    audit(
        &format!("[\n{many},\n{long},\n{others}\n]\n"),
        &["--max-message", "1KiB"],
    )
    .exits(100)
    .says("judged in parts");
    audit(&format!("[\n{many}\n]\n"), &[]).exits(0);
    audit(&format!("[\n{many}\n]\n[\n{others}\n]\n"), &[]).exits(0);
    // Two arrays are two batches.
    audit(&format!("[{placed}]\n[{paid}]\n"), &[])
        .exits(0)
        .says("books, order.paid judged payloads only: the headers that it describes are not judged");
    audit(&format!("[{placed}]\n[]\n"), &[])
        .exits(0)
        .says("1 array without items names no event, so no contract of batches judged it");
    audit("[]\n", &[]).exits(101).says("only an array without items");
    audit("[]\n", &["--event", "order.placed"])
        .exits(0)
        .says("1 accepted");
    audit(" [ ]", &["--event", "order.placed", "--form", "values"]).exits(0);
    audit("[]\n", &["--event", "order.paid"]).exits(101);
}
