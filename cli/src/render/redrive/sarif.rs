//! SARIF 2.1.0: a result for each cause, at the line of its first letter.

use counterpart_engine::json::Json;
use counterpart_verifier::redrive::{Level, Plan, Row};
use counterpart_verifier::report::Outcome;

use super::github::location;
use crate::render::sarif::{SCHEMA, all_rules, message, uri};
use crate::terminal::foreign::json_document;

pub(crate) fn sarif(plan: &Plan) -> String {
    let rows = plan.rows();
    let results = rows.iter().filter(|row| row.level != Level::Note).map(result);
    let code: u32 = match plan.outcome() {
        Outcome::Compatible => 0,
        Outcome::Incompatible => 100,
        Outcome::Incomplete => 101,
    };
    let invocation = Json::from([
        (
            "executionSuccessful",
            Json::Bool(plan.outcome() != Outcome::Incomplete),
        ),
        ("exitCode", Json::Number(code.into())),
    ]);
    let driver = Json::from([
        ("name", Json::from("counterpart")),
        ("version", Json::from(env!("CARGO_PKG_VERSION"))),
        ("informationUri", Json::from(env!("CARGO_PKG_REPOSITORY"))),
        ("rules", Json::Array(all_rules())),
    ]);
    let run = Json::from([
        ("tool", Json::from([("driver", driver)])),
        ("columnKind", Json::from("unicodeCodePoints")),
        ("invocations", Json::Array(vec![invocation])),
        ("results", Json::Array(results.collect())),
    ]);
    let document = Json::from([
        ("$schema", Json::from(SCHEMA)),
        ("version", Json::from("2.1.0")),
        ("runs", Json::Array(vec![run])),
    ]);
    json_document(&document.to_pretty()).into_owned()
}

fn result(row: &Row) -> Json {
    let at = row.first.as_ref().and_then(location).map(|at| {
        let file = Json::from([
            ("uri", Json::from(uri(&at.file))),
            ("uriBaseId", Json::from("%SRCROOT%")),
        ]);
        let line = Json::Number((at.line as u64).into());
        let physical = Json::from([
            ("artifactLocation", file),
            ("region", Json::from([("startLine", line)])),
        ]);
        Json::from([("physicalLocation", physical)])
    });
    Json::from([
        ("ruleId", Json::from(row.rule.as_str())),
        ("level", Json::from(row.level.id())),
        ("message", message(&row.text)),
        ("locations", Json::Array(at.into_iter().collect())),
        (
            "partialFingerprints",
            Json::from([("counterpart/v1", Json::from(row.fingerprint.as_str()))]),
        ),
    ])
}
