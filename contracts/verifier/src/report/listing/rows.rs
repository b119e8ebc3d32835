//! From the findings of a report to the rows of a listing.

use std::collections::BTreeMap;

use super::super::advice::{self, FixKind};
use super::super::{
    Document, FileFinding, FileRule, Finding, Incompatibility, KeyFinding, Kind, Part, Report, Status,
    Unknown, Unproven, line_of,
};
use super::{Checked, Consumer, Listing, Locate, Notice, Reason, Row, Side, Tally, Unmatched, fingerprint};
use counterpart::contract::Role;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::Pointer;

pub(super) fn listing(report: &Report, locate: &dyn Locate) -> Listing {
    let is_shown = |finding: &&Finding| finding.status != Status::Suppressed;
    let shown = report.findings.iter().filter(is_shown);
    let mut rows: Vec<Row> = shown.map(|finding| row(finding, locate)).collect();
    // The sort is stable: what is equal in all of this stays in the order of the report.
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    fingerprint::mark(&mut rows);
    let mut suppressed = BTreeMap::new();
    for finding in report.of(Status::Suppressed) {
        *suppressed.entry(finding.kind.rule()).or_default() += 1;
    }
    let unknown = |all: &[Unknown], allowed| {
        let notice = move |one: &Unknown| Notice {
            id: one.id(),
            text: one.to_string(),
            allowed,
            settled_by: one.settled_by(),
        };
        all.iter().map(notice).collect::<Vec<_>>()
    };
    let checked = &report.checked;
    Listing {
        outcome: report.outcome(),
        answer: report.answer(),
        deployment: None,
        checked: Checked {
            contracts: checked.contracts,
            emitted: checked.emitted,
            pairs: Tally::of(report),
            assumptions: checked.assumptions.clone(),
            premises: checked.premises.clone(),
            trusts: checked.trusts.iter().cloned().collect(),
        },
        rows,
        suppressed,
        unknown: [
            unknown(&report.unknown, false),
            unknown(&report.unknown_allowed, true),
        ]
        .concat(),
        warnings: report
            .warnings
            .iter()
            .map(|one| Notice {
                id: one.id(),
                text: one.to_string(),
                allowed: false,
                settled_by: None,
            })
            .collect(),
        expired: report.expired.clone(),
        unmatched: report
            .unmatched
            .iter()
            .map(|contract| Unmatched {
                consumer: contract.who(),
                event: contract.identity().event().to_owned(),
                producer: contract.contract.header.producer.clone(),
            })
            .collect(),
        not_compared: report.not_compared.clone(),
        problems: report.problems.clone(),
        compared_versions: report.compared_versions.clone(),
        contract_dirs: locate.contract_dirs(),
    }
}

/// The most important first: what fails, by as many consumers as possible; then in the order of events.
fn key(row: &Row) -> impl Ord + '_ {
    let unproven = row.rule == Unproven::ID;
    let of_file = row.places.is_empty();
    (
        (
            row.status,
            unproven,
            of_file,
            std::cmp::Reverse(row.names().len()),
        ),
        row.event.as_str(),
        row.producer.as_ref().map(|side| side.service.as_str()),
        (row.rule, &row.places),
    )
}

/// One finding, as a row without a fingerprint.
pub(super) fn row(finding: &Finding, locate: &dyn Locate) -> Row {
    let mut row = match &finding.kind {
        Kind::Incompatible(found) => incompatibility(found, locate),
        Kind::Key(found) => key_finding(found, locate),
        Kind::Unproven(found) => unproven(found, locate),
        Kind::File(found) => file(found, locate),
    };
    row.status = finding.status;
    row.allowance.clone_from(&finding.allowance);
    let needs_allowance = matches!(finding.status, Status::Failing | Status::Warned);
    row.fixes = advice::fixes(&finding.kind);
    row.fixes
        .retain(|fix| needs_allowance || fix.kind != FixKind::Allow);
    row
}

fn empty(rule: &'static str, event: &str) -> Row {
    Row {
        rule,
        status: Status::Failing,
        allowance: None,
        event: event.to_owned(),
        part: Part::Payload,
        places: Vec::new(),
        title: String::new(),
        sentence: String::new(),
        reasons: Vec::new(),
        producer: None,
        consumers: Vec::new(),
        fixes: Vec::new(),
        fingerprint: String::new(),
    }
}

fn incompatibility(found: &Incompatibility, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = empty(found.rule.id(), event);
    row.part = found.part;
    row.sentence = found.sentence.clone();
    // Headers are said beside the type, not in it.
    let in_source = |place: &Place| match found.part {
        Part::Payload => place.clone(),
        Part::Headers | Part::Key => Place::default(),
    };
    let first = &found.refusals[0].places[0];
    row.producer = Some(side(&found.emitted, &in_source(first), &found.emitted_at, locate));
    row.consumers = found
        .refusals
        .iter()
        .map(|refusal| Consumer {
            side: side(
                &refusal.contract,
                &in_source(&refusal.places[0]),
                &refusal.accepted_at,
                locate,
            ),
            places: refusal
                .places
                .iter()
                .map(|place| found.part.place(place))
                .collect(),
            witness: Some((refusal.witness.clone(), refusal.witness_at.clone())),
            premises: refusal.premises.clone(),
            attribution: refusal.attribution,
        })
        .collect();
    row.places = row.consumers.iter().flat_map(|one| one.places.clone()).collect();
    row.places.sort();
    row.places.dedup();
    row.title = row.title_naming(&row.names().join(", "));
    row
}

fn key_finding(found: &KeyFinding, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = empty(KeyFinding::RULE, event);
    row.part = Part::Key;
    row.sentence = found.sentence.clone();
    let says = Pointer::root().child("x-contract").child("key");
    let whole = Place::default();
    row.producer = Some(side(&found.emitted, &whole, &says, locate));
    row.places = vec![Part::Key.place(&whole)];
    row.consumers = vec![Consumer {
        side: side(&found.contract, &whole, &says, locate),
        places: row.places.clone(),
        witness: Some((found.witness.clone(), Pointer::root().child("key"))),
        premises: Vec::new(),
        attribution: found.attribution,
    }];
    row.title = row.title_naming(&row.names().join(", "));
    row
}

fn unproven(found: &Unproven, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = empty(Unproven::ID, event);
    let (root, whole) = (Pointer::root(), Place::default());
    row.producer = Some(side(&found.emitted, &whole, &root, locate));
    row.consumers = vec![wants(&found.contract, &root, locate)];
    row.reasons = found
        .reasons
        .iter()
        .map(|reason| Reason {
            kind: reason.kind.id(),
            place: reason.place.to_string(),
            text: reason.text.clone(),
        })
        .collect();
    row.places = row.reasons.iter().map(|reason| reason.place.clone()).collect();
    row.places.sort();
    row.places.dedup();
    row.sentence = format!(
        "neither proven nor refuted that {} accepts what {} sends",
        found.contract.who(),
        found.emitted.identity().service()
    );
    row.title = format!("{event}: {}", row.sentence);
    row
}

fn file(found: &FileFinding, locate: &dyn Locate) -> Row {
    let identity = found.document.identity();
    let mut row = empty(found.rule.id(), identity.event());
    let (root, whole) = (Pointer::root(), Place::default());
    let mut own = side(&found.document, &whole, &root, locate);
    if matches!(found.rule, FileRule::ContractMissing | FileRule::NotCompared) {
        // There may be no file yet to show a line of.
        own.line = None;
    }
    match identity.role() {
        Role::Emits => row.producer = Some(own),
        Role::Consumes => row.consumers.push(Consumer {
            side: own,
            places: Vec::new(),
            witness: None,
            premises: Vec::new(),
            attribution: None,
        }),
    }
    row.consumers.extend(
        found
            .wanted_by
            .iter()
            .map(|contract| wants(contract, &root, locate)),
    );
    row.sentence = advice::what_is_wrong(found);
    row.title = format!("{}: {}", identity.event(), row.sentence);
    row
}

fn wants(contract: &Document, at: &Pointer, locate: &dyn Locate) -> Consumer {
    Consumer {
        side: side(contract, &Place::default(), at, locate),
        places: Vec::new(),
        witness: None,
        premises: Vec::new(),
        attribution: None,
    }
}

fn side(document: &Document, place: &Place, at: &Pointer, locate: &dyn Locate) -> Side {
    let header = &document.contract.header;
    let in_store = !document.included.is_empty();
    // What stands in a store was built elsewhere: this repository's source may say something else by now.
    let source = if in_store {
        None
    } else {
        locate.source(header, place)
    };
    let file = if in_store {
        document.path.to_string_lossy().replace('\\', "/")
    } else {
        locate.path(&document.path)
    };
    Side {
        service: header.identity.service().to_owned(),
        name: header.identity.name().map(str::to_owned),
        owner: header.owner.clone(),
        file,
        in_store,
        pointer: at.clone(),
        line: line(document, place, at),
        source,
        versions: document.included.clone(),
    }
}

/// The line of the property that the place ends in, where the schema names it below `at`, else of `at`.
fn line(document: &Document, place: &Place, at: &Pointer) -> Option<(usize, String)> {
    let property = match place.0.last() {
        Some(PlaceStep::Property(name)) => {
            line_of(&document.text, &at.child("properties").child(name.as_str()))
        }
        _ => None,
    };
    let line = property.or_else(|| line_of(&document.text, at))?;
    let text = document.text.lines().nth(line - 1).unwrap_or_default();
    Some((line, text.trim().to_owned()))
}
