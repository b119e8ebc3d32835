//! JUnit's XML: a suite for each event, a case for each cause.

use std::collections::BTreeMap;

use counterpart_verifier::redrive::{Level, Plan, Row};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::failure::Failure;
use crate::render::junit::failed;
use crate::terminal::foreign::{line, xml_document};

pub(crate) fn junit(plan: &Plan) -> Result<String, Failure> {
    let mut report = Report::new("counterpart");
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    let rows = plan.rows();
    for row in &rows {
        let event = if row.event.is_empty() {
            "counterpart"
        } else {
            &row.event
        };
        let suite = suites.entry(event).or_insert_with(|| TestSuite::new(line(event)));
        suite.add_test_case(case(row, event));
    }
    report.add_test_suites(suites.into_values());
    let text = report
        .to_string()
        .map_err(|error| Failure::new(format!("cannot write the plan as XML: {error}")))?;
    Ok(xml_document(&text).into_owned())
}

fn case(row: &Row, event: &str) -> TestCase {
    let first = row.first.as_ref().map_or(String::new(), |place| {
        format!("first {}\n", line(&place.to_string()))
    });
    let status = match row.level {
        Level::Error => {
            let kind = match row.rule.as_str() {
                "problem" | "unreadable" => NonSuccessKind::Error,
                _ => NonSuccessKind::Failure,
            };
            failed(kind, &row.rule, &row.text, &first)
        }
        Level::Warning => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(line(&row.text));
            skipped
        }
        Level::Note => TestCaseStatus::success(),
    };
    let parts = [row.rule.as_str(), &row.place, &row.fingerprint[..8]];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let mut case = TestCase::new(line(&parts.join(" ")).into_owned(), status);
    case.set_classname(line(event));
    if row.level != Level::Error {
        case.set_system_out(line(&row.text).into_owned());
    }
    case
}
