//! JUnit's XML, which most CI systems show: a suite for each event, a case for each finding.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use counterpart_verifier::report::Status;
use counterpart_verifier::report::listing::{Listing, Row};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::prose::counted;
use crate::failure::Failure;
use crate::terminal::foreign::{json, line, place, xml_document};

/// The document. A case of the suite `counterpart` represents all pairs that are proven, so that a
/// run without findings still shows that it ran.
pub(crate) fn listing(listing: &Listing) -> Result<String, Failure> {
    let mut report = Report::new("counterpart");
    let mut run = TestSuite::new("counterpart");
    let pairs = &listing.checked.pairs;
    if pairs.compatible > 0 {
        let are = if pairs.compatible == 1 { "is" } else { "are" };
        let name = format!(
            "{} of {} {are} compatible",
            pairs.compatible,
            counted(pairs.all, "pair")
        );
        run.add_test_case(TestCase::new(name, TestCaseStatus::success()));
    }
    for remark in listing.remarks() {
        let status = match remark.severity {
            "error" if remark.id == "problem" => failed(NonSuccessKind::Error, remark.id, &remark.text, ""),
            "error" => failed(NonSuccessKind::Failure, remark.id, &remark.text, ""),
            _ => skipped(&remark.text),
        };
        let mut case = TestCase::new(format!("{} {}", remark.id, &remark.fingerprint[..8]), status);
        case.set_classname("counterpart");
        run.add_test_case(case);
    }
    report.add_test_suite(run);
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for row in &listing.rows {
        let suite = suites.entry(&row.event);
        let suite = suite.or_insert_with(|| TestSuite::new(line(&row.event)));
        suite.add_test_case(case(row));
    }
    report.add_test_suites(suites.into_values());
    let text = report
        .to_string()
        .map_err(|error| Failure::new(format!("cannot write the report as XML: {error}")))?;
    Ok(xml_document(&text).into_owned())
}

fn case(row: &Row) -> TestCase {
    let status = match row.status {
        Status::Failing => failed(NonSuccessKind::Failure, row.rule, &row.title, &describe(row)),
        Status::Allowed => {
            let reason = row
                .allowance
                .as_ref()
                .map_or("unproven pairs are allowed", |one| &one.reason);
            skipped(&format!("allowed because {reason}: {}", row.title))
        }
        status => skipped(&format!("{}: {}", status.id(), row.title)),
    };
    // The fingerprint makes the name unique in its suite, and the same in the next run.
    let places = row.places.join(", ");
    let parts = [row.rule, &places, &row.fingerprint[..8]];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let name = line(&parts.collect::<Vec<_>>().join(" ")).into_owned();
    let mut case = TestCase::new(name, status);
    case.set_classname(line(&row.event));
    if row.status != Status::Failing {
        case.set_system_out(describe(row));
    }
    case
}

pub(super) fn failed(kind: NonSuccessKind, rule: &str, message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(rule).set_message(line(message));
    if !description.is_empty() {
        status.set_description(description);
    }
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(line(message));
    status
}

fn describe(row: &Row) -> String {
    let mut text = format!("{}\n", line(&row.sentence));
    for one in &row.places {
        let _ = writeln!(text, "at {}", line(place(one)));
    }
    for reason in &row.reasons {
        let _ = writeln!(text, "{} [{}]", line(&reason.text), reason.kind);
    }
    for (location, says) in row.locations() {
        let _ = writeln!(
            text,
            "{}: {}:{}",
            line(&says),
            line(&location.file),
            location.line
        );
    }
    for consumer in &row.consumers {
        if let Some((witness, _)) = &consumer.witness {
            let _ = writeln!(
                text,
                "a message that breaks {}: {}",
                line(&consumer.side.who()),
                json(&witness.to_string())
            );
        }
        for premise in &consumer.premises {
            let _ = writeln!(text, "it breaks if {}", line(&premise.to_string()));
        }
        if let Some(attribution) = consumer.attribution {
            let _ = writeln!(text, "cause for {}: {attribution}", line(&consumer.side.who()));
        }
    }
    for fix in &row.fixes {
        let _ = writeln!(text, "- {}", line(&fix.text));
        for pasted in fix.paste.iter().flat_map(|paste| paste.lines()) {
            let _ = writeln!(text, "    {}", line(pasted));
        }
    }
    text
}

#[cfg(test)]
mod tests;
