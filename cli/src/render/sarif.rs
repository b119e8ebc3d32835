//! SARIF 2.1.0, which code hosts and editors show.

use counterpart::config::{Severities, Severity};
use counterpart_engine::json::Json;
use counterpart_verifier::report::listing::{Listing, Location, Row};
use counterpart_verifier::report::{Outcome, Status, Unproven};
use counterpart_verifier::rules::{self, Page};

use crate::terminal::foreign::{json_document, line};

/// The `$schema` of the document.
pub(super) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The document: one run, and one result for each finding.
pub(crate) fn listing(listing: &Listing) -> String {
    let results = listing.rows.iter().map(result);
    let remarks = listing.remarks().into_iter();
    let remarks = remarks.map(|remark| notification(remark.severity, remark.id, &remark.text));
    document(
        all_rules(),
        results.collect(),
        remarks.collect(),
        (listing.outcome != Outcome::Incomplete, listing.exit_code()),
    )
}

/// Something to say besides the results.
pub(super) fn notification(severity: &str, id: &str, text: &str) -> Json {
    Json::from([
        ("level", Json::from(severity)),
        ("message", message(text)),
        ("descriptor", Json::from([("id", Json::from(id))])),
    ])
}

/// The document of one run, which was successful or not, and has this exit code.
pub(super) fn document(
    rules: Vec<Json>,
    results: Vec<Json>,
    notifications: Vec<Json>,
    (is_successful, exit_code): (bool, u8),
) -> String {
    let invocation = Json::from([
        ("executionSuccessful", Json::Bool(is_successful)),
        ("exitCode", Json::Number(u32::from(exit_code).into())),
        ("toolExecutionNotifications", Json::Array(notifications)),
    ]);
    let driver = Json::from([
        ("name", Json::from("counterpart")),
        ("version", Json::from(env!("CARGO_PKG_VERSION"))),
        ("informationUri", Json::from(env!("CARGO_PKG_REPOSITORY"))),
        ("rules", Json::Array(rules)),
    ]);
    let run = Json::from([
        ("tool", Json::from([("driver", driver)])),
        ("columnKind", Json::from("unicodeCodePoints")),
        ("invocations", Json::Array(vec![invocation])),
        ("results", Json::Array(results)),
    ]);
    let document = Json::from([
        ("$schema", Json::from(SCHEMA)),
        ("version", Json::from("2.1.0")),
        ("runs", Json::Array(vec![run])),
    ]);
    json_document(&document.to_pretty()).into_owned()
}

pub(super) fn all_rules() -> Vec<Json> {
    let mut all: Vec<Json> = rules::ALL.iter().map(|page| rule(page)).collect();
    let text = "Neither proven nor refuted that every message is accepted.";
    all.push(short_rule(Unproven::ID, text));
    all
}

/// A rule without a page.
pub(super) fn short_rule(id: &str, text: &str) -> Json {
    Json::from([
        ("id", Json::from(id)),
        ("shortDescription", Json::from([("text", Json::from(text))])),
    ])
}

fn rule(page: &Page) -> Json {
    let help = page.text();
    let level = match Severities::new().of(page.id) {
        Severity::Error => "error",
        Severity::Warn => "warning",
        Severity::Off => "none",
    };
    Json::from([
        ("id", Json::from(page.id)),
        (
            "shortDescription",
            Json::from([("text", Json::from(page.summary()))]),
        ),
        (
            "help",
            Json::from([
                ("text", Json::from(help.as_str())),
                ("markdown", Json::from(help)),
            ]),
        ),
        ("defaultConfiguration", Json::from([("level", Json::from(level))])),
    ])
}

fn result(row: &Row) -> Json {
    let places = row.locations();
    let index = rules::ALL
        .iter()
        .position(|page| page.id == row.rule)
        .unwrap_or(rules::ALL.len());
    let first = places.first().map(|(location, _)| physical(location));
    let related = places.iter().enumerate().map(|(id, (location, says))| {
        Json::from([
            ("id", Json::Number((id as u64).into())),
            ("physicalLocation", physical(location)),
            ("message", message(says)),
        ])
    });
    let located = first.map(|first| Json::from([("physicalLocation", first)]));
    let suppressions = match row.status {
        Status::Allowed => {
            let reason = row
                .allowance
                .as_ref()
                .map_or("unproven pairs are allowed", |one| &one.reason);
            vec![Json::from([
                ("kind", Json::from("external")),
                ("status", Json::from("accepted")),
                ("justification", Json::from(&*line(reason))),
            ])]
        }
        _ => Vec::new(),
    };
    let mut summary = row.summary();
    if row.status != Status::Failing {
        summary.push_str(&format!(" ({})", row.status.id()));
    }
    Json::from([
        ("ruleId", Json::from(row.rule)),
        ("ruleIndex", Json::Number((index as u64).into())),
        ("level", Json::from(row.status.severity())),
        ("message", message(&summary)),
        ("locations", Json::Array(located.into_iter().collect())),
        ("relatedLocations", Json::Array(related.collect())),
        (
            "partialFingerprints",
            Json::from([("counterpart/v1", Json::from(row.fingerprint.as_str()))]),
        ),
        // SARIF wants the key at every result of a run or at none.
        ("suppressions", Json::Array(suppressions)),
    ])
}

pub(super) fn physical(location: &Location) -> Json {
    let number = |number: usize| Json::Number((number as u64).into());
    let mut region = vec![("startLine".to_owned(), number(location.line))];
    if let Some((from, to)) = location.columns {
        region.push(("startColumn".to_owned(), number(from)));
        region.push(("endColumn".to_owned(), number(to)));
    }
    Json::from([
        (
            "artifactLocation",
            Json::from([
                ("uri", Json::from(uri(&location.file))),
                ("uriBaseId", Json::from("%SRCROOT%")),
            ]),
        ),
        ("region", Json::Object(region.into_iter().collect())),
    ])
}

/// A message without links or placeholders: brackets, braces and backslashes mean themselves.
pub(super) fn message(text: &str) -> Json {
    let mut plain = String::new();
    for character in line(text).chars() {
        match character {
            '[' | ']' | '\\' => plain.extend(['\\', character]),
            '{' | '}' => plain.extend([character, character]),
            _ => plain.push(character),
        }
    }
    Json::from([("text", Json::from(plain))])
}

/// A relative reference. Characters that are not plain in a path are percent-encoded.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
pub(super) mod tests;
