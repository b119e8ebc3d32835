//! Logs that an engine exported.

use fixture::schemas::file;
use fixture::{Answer, Folder};

const ORDER: &str = r#""type": "object",
  "properties": {
    "order_id": {"type": "integer"},
    "placed_at": {"type": "string", "format": "date-time"},
    "coupon": {"type": "string"},
    "gift": {"type": ["string", "null"]},
    "total": {"type": "number"},
    "by_region": {"type": "object", "additionalProperties": {"type": "integer"}}
  },
  "required": ["order_id", "placed_at", "gift", "total"]"#;

fn folder() -> Folder {
    Folder::with(&[
        (
            "contracts/billing/consumes/order.placed.json",
            &file("billing consumes order.placed", "", ORDER),
        ),
        (
            "contracts/shop/emits/order.placed.json",
            &file(
                "shop emits order.placed",
                "",
                &format!(r#"{ORDER}, "additionalProperties": false"#),
            ),
        ),
    ])
}

fn audit(log: &str, arguments: &[&str]) -> Answer {
    let folder = folder();
    folder.write("log", log);
    let given = [
        "audit",
        "log",
        "--event",
        "order.placed",
        "--contracts",
        "contracts",
    ];
    let arguments: Vec<&str> = given.iter().chain(arguments).copied().collect();
    folder.counterpart(&arguments)
}

/// What was written, without the breaks of lines.
fn words(answer: &Answer) -> String {
    answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same two orders, sent as
/// `{"order_id":1,"placed_at":"2024-05-06T07:08:09Z","coupon":"MAY","gift":null,"total":12.5,"by_region":{"eu":1}}` and
/// `{"order_id":2,"placed_at":"2024-05-06T07:08:09.25Z","gift":"x","total":3,"by_region":{"us":2}}`, as each engine wrote
/// them from typed columns.
const EXPORTS: [(&str, &str); 8] = [
    (
        "clickhouse",
        r#"{"order_id":1,"placed_at":"2024-05-06 07:08:09.000","coupon":"MAY","gift":null,"total":12.5,"by_region":{"eu":1,"us":null}}
{"order_id":2,"placed_at":"2024-05-06 07:08:09.250","coupon":null,"gift":"x","total":3,"by_region":{"eu":null,"us":2}}
"#,
    ),
    (
        "datafusion",
        r#"{"order_id":1,"placed_at":"2024-05-06T07:08:09","coupon":"MAY","total":12.5,"by_region":{"eu":1}}
{"order_id":2,"placed_at":"2024-05-06T07:08:09.250","gift":"x","total":3.0,"by_region":{"us":2}}
"#,
    ),
    (
        "duckdb",
        r#"{"order_id":1,"placed_at":"2024-05-06 07:08:09+00","coupon":"MAY","gift":null,"total":12.5,"by_region":{"eu":1,"us":null}}
{"order_id":2,"placed_at":"2024-05-06 07:08:09.25+00","coupon":null,"gift":"x","total":3.0,"by_region":{"eu":null,"us":2}}
"#,
    ),
    (
        "pandas",
        r#"{"order_id":1,"placed_at":1714979289000,"coupon":"MAY","gift":null,"total":12.5,"by_region":{"eu":1}}
{"order_id":2,"placed_at":1714979289250,"coupon":null,"gift":"x","total":3.0,"by_region":{"us":2}}
"#,
    ),
    (
        "polars",
        r#"{"order_id":1,"placed_at":"2024-05-06 07:08:09","coupon":"MAY","gift":null,"total":"12.50","by_region":{"eu":1,"us":null}}
{"order_id":2,"placed_at":"2024-05-06 07:08:09.250","coupon":null,"gift":"x","total":"3.00","by_region":{"eu":null,"us":2}}
"#,
    ),
    (
        "postgres",
        r#"{"order_id":1,"placed_at":"2024-05-06T07:08:09","coupon":"MAY","gift":null,"total":12.50,"by_region":{"eu": 1}}
{"order_id":2,"placed_at":"2024-05-06T07:08:09.25","coupon":null,"gift":"x","total":3.00,"by_region":{"us": 2}}
"#,
    ),
    (
        "spark",
        r#"{"order_id":1,"placed_at":"2024-05-06T07:08:09.000","coupon":"MAY","total":12.5,"by_region":{"eu":1}}
{"order_id":2,"placed_at":"2024-05-06T07:08:09.250","gift":"x","total":3.0,"by_region":{"us":2}}
"#,
    ),
    (
        "sqlite",
        r#"{"order_id":1,"placed_at":"2024-05-06T07:08:09Z","coupon":"MAY","gift":null,"total":12.5,"by_region":"{\"eu\":1}"}
{"order_id":2,"placed_at":"2024-05-06T07:08:09.25Z","coupon":null,"gift":"x","total":3,"by_region":"{\"us\":2}"}
"#,
    ),
];

#[test]
fn log_of_each_engine_is_accepted_as_its_own_and_hinted_at_otherwise() {
    for (engine, log) in EXPORTS {
        for role in ["consumes", "emits"] {
            let plain = audit(log, &["--role", role]);
            assert_eq!(plain.code, 100, "{engine} {role}: {plain:?}");
            let (_, hint) = plain.stdout.split_once("--exported-by").unwrap_or_default();
            let is_hint = hint.contains(engine);
            assert!(is_hint, "{engine} {role}: {plain:?}");
            let named = audit(log, &["--role", role, "--exported-by", engine]);
            assert_eq!(named.code, 0, "{engine} {role}: {named:?}");
            assert!(
                words(&named).contains("so these are not seen: "),
                "{engine} {role}: {named:?}"
            );
        }
    }
}

#[test]
fn planted_break_is_the_only_finding_through_each_engine() {
    for (engine, log) in EXPORTS {
        let broken = log.replacen("\"order_id\":2", "\"order_id\":\"2\"", 1);
        let answer = audit(&broken, &["--exported-by", engine]);
        assert_eq!(answer.code, 100, "{engine}: {answer:?}");
        assert!(
            answer.stdout.contains("messages are refused: 1 finding"),
            "{engine}: {answer:?}"
        );
        assert!(
            answer.stdout.contains("refuses `/order_id`"),
            "{engine}: {answer:?}"
        );
        assert!(answer.stdout.contains("log:2"), "{engine}: {answer:?}");
    }
}

#[test]
fn log_with_other_refusals_has_no_hint() {
    let log = "{\"order_id\":\"1\",\"placed_at\":\"2024-05-06T07:08:09Z\",\"gift\":null,\"total\":1}\n"
        .repeat(9)
        + "{\"order_id\":1,\"placed_at\":\"2024-05-06 07:08:09+00\",\"gift\":null,\"total\":1}\n";
    let answer = audit(&log, &[]);
    assert_eq!(answer.code, 100);
    assert!(!answer.stdout.contains("--exported-by"), "{answer:?}");
}

#[test]
fn hint_counts_what_it_explains() {
    let log = "{\"order_id\":1,\"placed_at\":\"2024-05-06 07:08:09+00\",\"gift\":null,\"total\":1}\n"
        .repeat(19)
        + "{\"order_id\":\"1\",\"placed_at\":\"2024-05-06T07:08:09Z\",\"gift\":null,\"total\":1}\n";
    let answer = audit(&log, &[]);
    let hint = "19 of 20 refusals are as expected if DuckDB";
    assert!(words(&answer).contains(hint), "{answer:?}");
}

#[test]
fn hint_of_one_refusal_says_that_it_shows_little() {
    let refused = "{\"order_id\":1,\"placed_at\":\"2024-05-06 07:08:09+00\",\"gift\":null,\"total\":1}\n";
    let one = audit(refused, &[]);
    assert!(
        words(&one).contains("the only refusal is as expected if DuckDB"),
        "{one:?}"
    );
    assert!(
        words(&one).contains("One refusal alone does not show that this is so"),
        "{one:?}"
    );
    let several = audit(&refused.repeat(3), &[]);
    assert!(
        words(&several).contains("all 3 refusals are as expected if DuckDB"),
        "{several:?}"
    );
    assert!(!words(&several).contains("One refusal alone"), "{several:?}");
}

#[test]
fn absent_member_is_null_where_that_is_said() {
    let log = "{\"order_id\":1,\"placed_at\":\"2024-05-06T07:08:09Z\",\"total\":1}\n";
    let plain = audit(log, &[]);
    assert_eq!(plain.code, 100, "{plain:?}");
    assert!(plain.stdout.contains("--absent-is-null"), "{plain:?}");
    let named = audit(log, &["--absent-is-null"]);
    assert_eq!(named.code, 0, "{named:?}");
    let lacks = audit(
        "{\"order_id\":1,\"gift\":null,\"total\":1}\n",
        &["--absent-is-null"],
    );
    assert_eq!(lacks.code, 100, "{lacks:?}");
    assert!(lacks.stdout.contains("refuses `/placed_at`"), "{lacks:?}");
}

#[test]
fn report_for_machines_names_what_was_assumed() {
    let log = EXPORTS[2].1;
    let answer = audit(
        log,
        &["--exported-by", "duckdb", "--absent-is-null", "--format", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(report["exported_by"], "duckdb");
    assert_eq!(
        report["assumes"],
        serde_json::json!(["exported-by-duckdb", "absent-is-null"])
    );
    let ids: Vec<&str> = report["remarks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|remark| remark["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["exported-by", "absent-is-null"]);
    let plain = audit(log, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&plain.stdout).unwrap();
    assert_eq!(report["exported_by"], serde_json::Value::Null);
    assert_eq!(report["assumes"], serde_json::json!([]));
    assert_eq!(report["remarks"][0]["id"], "looks-exported");
}

#[test]
fn engine_that_nobody_knows_is_refused_with_the_known_ones() {
    let answer = audit("", &["--exported-by", "snowflake"]);
    assert_eq!(answer.code, 101, "{answer:?}");
    for engine in ["duckdb", "clickhouse", "spark", "sqlite"] {
        assert!(answer.stderr.contains(engine), "{answer:?}");
    }
}

#[test]
fn rows_of_several_events_share_the_columns_of_their_payloads() {
    let folder = Folder::with(&[
        (
            "contracts/shop/emits/order.placed.json",
            &file(
                "shop emits order.placed",
                "",
                r#""type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"], "additionalProperties": false"#,
            ),
        ),
        (
            "contracts/shop/emits/order.shipped.json",
            &file(
                "shop emits order.shipped",
                "",
                r#""type": "object", "properties": {"id": {"type": "integer"}, "by": {"type": "string"}}, "required": ["id", "by"], "additionalProperties": false"#,
            ),
        ),
    ]);
    folder.write(
        "log",
        r#"{"event":"order.placed","payload":{"id":1,"by":null}}
{"event":"order.shipped","payload":{"id":1,"by":"post"}}
{"event":"order.shipped","payload":{"id":2,"by":null}}
"#,
    );
    let answer = folder.counterpart(&[
        "audit",
        "log",
        "--role",
        "emits",
        "--exported-by",
        "duckdb",
        "--contracts",
        "contracts",
    ]);
    assert_eq!(answer.code, 100, "{answer:?}");
    assert!(
        answer.stdout.contains("messages are refused: 1 finding"),
        "{answer:?}"
    );
    assert!(answer.stdout.contains("at log:3"), "{answer:?}");
}

/// Two events with members of other kinds under one name.
fn two_events() -> Folder {
    let contract = |event: &str, properties: &str| {
        let header = format!("shop emits {event}");
        let body = format!(r#""type": "object", "properties": {properties}, "additionalProperties": false"#);
        file(&header, "", &body)
    };
    Folder::with(&[
        (
            "contracts/shop/emits/placed.json",
            &contract("placed", r#"{"id": {"type": "integer"}}"#),
        ),
        (
            "contracts/shop/emits/shipped.json",
            &contract(
                "shipped",
                r#"{"id": {"type": "string"}, "tags": {"type": "array"}}"#,
            ),
        ),
    ])
}

fn audit_rows(folder: &Folder, log: &str, arguments: &[&str]) -> Answer {
    folder.write("log", log);
    let given = ["audit", "log", "--role", "emits", "--contracts", "contracts"];
    folder.counterpart(&given.iter().chain(arguments).copied().collect::<Vec<_>>())
}

#[test]
fn kinds_of_other_events_are_those_of_the_columns() {
    let folder = two_events();
    let rows = r#"{"event":"placed","payload":{"id":"1","tags":[]}}
{"event":"shipped","payload":{"id":"x","tags":["a"]}}
"#;
    let answer = audit_rows(&folder, rows, &["--exported-by", "clickhouse"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let broken = rows.replace(r#""id":"1""#, r#""id":"one""#);
    let answer = audit_rows(&folder, &broken, &["--exported-by", "clickhouse"]);
    assert_eq!(answer.code, 100, "{answer:?}");
    assert!(
        answer.stdout.contains("`/id` is not as shop declares it"),
        "{answer:?}"
    );
    assert!(!words(&answer).contains("may come from"), "{answer:?}");
    // Of one event, the table has no other kinds.
    let only = audit_rows(
        &folder,
        "{\"id\":\"1\"}\n",
        &["--exported-by", "clickhouse", "--event", "placed"],
    );
    assert_eq!(only.code, 100, "{only:?}");
}

#[test]
fn refusal_that_other_messages_may_explain_says_so() {
    let log = "{\"id\":\"1\"}\n{\"id\":[]}\n";
    let answer = audit_rows(
        &two_events(),
        log,
        &["--exported-by", "polars", "--event", "placed"],
    );
    assert_eq!(answer.code, 100, "{answer:?}");
    let note = "1 of 2 refusals may come from Polars, and not from a producer";
    assert!(words(&answer).contains(note), "{answer:?}");
    let report = audit_rows(
        &two_events(),
        log,
        &["--exported-by", "polars", "--event", "placed", "--format", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(report["remarks"][1]["id"], "stored-with-others");
    // An engine that keeps kinds has no part in it.
    let answer = audit_rows(
        &two_events(),
        log,
        &["--exported-by", "duckdb", "--event", "placed"],
    );
    assert!(!words(&answer).contains("may come from"), "{answer:?}");
}

#[test]
fn payload_that_an_engine_left_out_because_it_was_empty_is_judged_as_empty() {
    let log = "{\"event\":\"placed\"}\n";
    for (engine, code) in [("clickhouse", 0), ("spark", 0), ("duckdb", 101)] {
        let answer = audit_rows(&two_events(), log, &["--exported-by", engine]);
        assert_eq!(answer.code, code, "{engine}: {answer:?}");
    }
}

#[test]
fn explain_prints_what_an_engine_does_and_what_is_not_seen() {
    let folder = folder();
    for (engine, _) in EXPORTS {
        let id = format!("exported-by-{engine}");
        let answer = folder.counterpart(&["explain", &id]);
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(answer.stdout.contains(&id), "{answer:?}");
        assert!(words(&answer).contains("Not seen:"), "{answer:?}");
    }
    let answer = folder.counterpart(&["explain", "absent-is-null"]);
    assert_eq!(answer.code, 0, "{answer:?}");
}
