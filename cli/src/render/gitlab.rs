//! GitLab's code quality report: a list of findings with their files and lines.

use counterpart_engine::json::Json;
use counterpart_verifier::report::listing::{Listing, Location, Row};

use crate::terminal::foreign::{json_document, line};

/// The list. GitLab wants a place for each entry. An entry without a place in this repository is
/// shown at the configuration.
pub(crate) fn listing(listing: &Listing) -> String {
    let rows = listing.rows.iter().map(|row| {
        let location = row.location().or_else(|| elsewhere(row));
        entry(
            &line(&row.summary()),
            row.rule,
            &row.fingerprint,
            row.status.severity(),
            location,
        )
    });
    let remarks = listing.remarks().into_iter().map(|remark| {
        entry(
            &line(&remark.text),
            remark.id,
            &remark.fingerprint,
            remark.severity,
            None,
        )
    });
    json_document(&Json::Array(rows.chain(remarks).collect()).to_pretty()).into_owned()
}

/// The place of a row's files that are only in a store.
fn elsewhere(row: &Row) -> Option<Location> {
    let sides = row
        .producer
        .iter()
        .chain(row.consumers.iter().map(|one| &one.side));
    sides.map(|side| side.location()).next()
}

pub(super) fn entry(
    description: &str,
    rule: &str,
    fingerprint: &str,
    severity: &str,
    location: Option<Location>,
) -> Json {
    let severity = match severity {
        "error" => "critical",
        "warning" => "minor",
        _ => "info",
    };
    let (file, line) = location.map_or(("counterpart.toml".to_owned(), 1), |one| (one.file, one.line));
    Json::from([
        ("description", Json::from(description)),
        ("check_name", Json::from(rule)),
        ("fingerprint", Json::from(fingerprint)),
        ("severity", Json::from(severity)),
        (
            "location",
            Json::from([
                ("path", Json::from(file)),
                (
                    "lines",
                    Json::from([("begin", Json::Number((line as u64).into()))]),
                ),
            ]),
        ),
    ])
}

#[cfg(test)]
mod tests;
