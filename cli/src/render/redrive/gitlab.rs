//! GitLab's code quality report, on the lines of the files of letters.

use counterpart_engine::json::Json;
use counterpart_verifier::redrive::{Level, Plan};

use super::github::location;
use crate::render::gitlab::entry;
use crate::terminal::foreign::{json_document, line};

pub(crate) fn gitlab(plan: &Plan) -> String {
    let rows = plan.rows();
    // What is well is no entry of such a report.
    let rows = rows.iter().filter(|row| row.level != Level::Note);
    let entries = rows.map(|row| {
        let location = row.first.as_ref().and_then(location);
        entry(
            &line(&row.text),
            &row.rule,
            &row.fingerprint,
            row.level.id(),
            location,
        )
    });
    json_document(&Json::Array(entries.collect()).to_pretty()).into_owned()
}
