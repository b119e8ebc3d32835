//! An audit in the formats of code hosts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use counterpart_engine::json::Json;
use counterpart_verifier::audit::{Audit, Entry, Listing};
use counterpart_verifier::report::Outcome;
use counterpart_verifier::report::listing::Locate;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::failure::Failure;
use crate::render::github::{Annotation, MESSAGE, commands};
use crate::render::prose::counted;
use crate::render::witness::on_one_line;
use crate::render::{gitlab, junit, sarif};
use crate::terminal::foreign::{json_document, line, place, short};

/// The rules that only an audit has.
const OWN_RULES: [(&str, &str); 4] = [
    ("message-malformed", "A message is not JSON."),
    (
        "message-unreadable",
        "A message is JSON that no reader of the contract can read.",
    ),
    (
        "message-too-long",
        "A message is longer than the limit, and was skipped.",
    ),
    ("payload-missing", "A message has no payload where one should be."),
];

/// The document that `cargo counterpart schema audit` describes.
pub(crate) fn json(audit: &Audit, locate: &dyn Locate) -> String {
    json_document(&audit.to_json(locate).to_pretty()).into_owned()
}

/// Annotations of GitHub Actions.
pub(crate) fn github(listing: &Listing) -> String {
    let of_level = |level: &str| {
        let entries = listing.entries.iter().filter(|entry| entry.severity() == level);
        let entries = entries.map(|entry| Annotation {
            title: format!("counterpart: {}", entry.id),
            message: said(entry),
            location: entry.location.clone(),
        });
        let remarks = listing.remarks.iter().filter(|remark| remark.severity == level);
        let remarks = remarks.map(|remark| Annotation {
            title: format!("counterpart: {}", remark.id),
            message: line(&remark.text).into_owned(),
            location: None,
        });
        entries.chain(remarks).collect()
    };
    commands(of_level, listing.answer)
}

/// GitLab's code quality report.
pub(crate) fn gitlab(listing: &Listing) -> String {
    let entries = listing.entries.iter().map(|entry| {
        let description = line(&summary(entry)).into_owned();
        let (fingerprint, location) = (entry.fingerprint.as_str(), entry.location.clone());
        gitlab::entry(&description, entry.id, fingerprint, entry.severity(), location)
    });
    let remarks = listing.remarks.iter().filter(|remark| remark.severity == "error");
    let remarks = remarks
        .map(|remark| gitlab::entry(&line(&remark.text), remark.id, &remark.fingerprint, "error", None));
    gitlab::document(entries.chain(remarks).collect())
}

/// JUnit's XML: a suite for each event, a case for each contract that accepts all, and for each
/// finding.
pub(crate) fn junit(audit: &Audit, listing: &Listing) -> Result<String, Failure> {
    let mut report = Report::new("counterpart audit");
    let mut run = TestSuite::new("counterpart audit");
    for remark in &listing.remarks {
        let status = match remark.severity {
            "error" => junit::failed(NonSuccessKind::Error, remark.id, &remark.text, ""),
            _ => junit::skipped(&remark.text),
        };
        run.add_test_case(TestCase::new(
            format!("{} {}", remark.id, short(&remark.text, 80)),
            status,
        ));
    }
    report.add_test_suite(run);
    let mut suites: BTreeMap<String, TestSuite> = BTreeMap::new();
    let mut add = |event: &str, case: TestCase| {
        let suite = suites.entry(event.to_owned());
        suite
            .or_insert_with(|| TestSuite::new(line(event)))
            .add_test_case(case);
    };
    for one in audit
        .documents
        .iter()
        .filter(|one| one.judged > 0 && one.accepted() == one.judged)
    {
        let name = format!(
            "{} accepts {}",
            one.document.who(),
            counted(one.judged as usize, "message")
        );
        add(
            one.document.identity().event(),
            TestCase::new(line(&name), TestCaseStatus::success()),
        );
    }
    for entry in &listing.entries {
        let status = match entry.is_undecided {
            true => junit::failed(NonSuccessKind::Error, entry.id, &entry.title, &said(entry)),
            false => junit::failed(NonSuccessKind::Failure, entry.id, &entry.title, &said(entry)),
        };
        let parts = [entry.id, &entry.place, &entry.fingerprint[..8]];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join(" ");
        let event = entry.event.as_deref().unwrap_or("(no event)");
        let mut case = TestCase::new(line(&name), status);
        case.set_classname(line(event));
        add(event, case);
    }
    report.add_test_suites(suites.into_values());
    junit::document(&report)
}

/// SARIF 2.1.0.
pub(crate) fn sarif(listing: &Listing) -> String {
    let mut rules = sarif::all_rules();
    rules.extend(OWN_RULES.map(|(id, text)| sarif::short_rule(id, text)));
    let index_of = |id: &str| {
        let is_it = |rule: &Json| rule.get("id").and_then(Json::as_str) == Some(id);
        rules.iter().position(is_it)
    };
    let results = listing.entries.iter().map(|entry| {
        let located = entry.location.as_ref();
        let located = located.map(|one| Json::from([("physicalLocation", sarif::physical(one))]));
        let mut result = vec![
            ("ruleId", Json::from(entry.id)),
            ("level", Json::from(entry.severity())),
            ("message", sarif::message(&summary(entry))),
            ("locations", Json::Array(located.into_iter().collect())),
            ("occurrenceCount", Json::Number(entry.count.into())),
            (
                "partialFingerprints",
                Json::from([("counterpart/v1", Json::from(entry.fingerprint.as_str()))]),
            ),
        ];
        if let Some(index) = index_of(entry.id) {
            result.push(("ruleIndex", Json::Number((index as u64).into())));
        }
        Json::Object(
            result
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    });
    let results = results.collect();
    let remarks = listing.remarks.iter();
    let remarks = remarks.map(|one| sarif::notification(one.severity, one.id, &one.text));
    let is_successful = listing.outcome != Outcome::Incomplete;
    sarif::document(
        rules,
        results,
        remarks.collect(),
        (is_successful, listing.exit_code()),
    )
}

/// One sentence.
fn summary(entry: &Entry) -> String {
    format!("{}: {} ({})", entry.title, entry.text, entry.seen())
}

/// All that is known, over several lines.
fn said(entry: &Entry) -> String {
    let mut said = format!("{}\n", line(&entry.title));
    let _ = writeln!(
        said,
        "{} at {}",
        short(&entry.text, 1_000),
        line(place(&entry.place))
    );
    let _ = writeln!(said, "{}", short(&entry.seen(), 600));
    if let Some(example) = &entry.example
        && let Some(shown) = on_one_line(&example.message, &example.at, MESSAGE, "…")
    {
        let _ = writeln!(said, "the first one, without its values: {}", shown.text);
    }
    said.trim_end().to_owned()
}
