//! From the findings of a report to the rows of a listing.

use std::collections::BTreeMap;

use super::super::advice::{self, Edit, FixKind};
use super::super::change::{Headline, headline, undecided};
use super::super::{
    Document, FileFinding, FileRule, Finding, Incompatibility, KeyFinding, Kind, MarkedLine, Part, Report,
    Status, Unknown, Unproven, marked_line,
};
use super::{
    Checked, Consumer, Further, Listing, Locate, Notice, Reason, Row, Side, Source, Tally, Unmatched,
    fingerprint,
};
use crate::report;
use counterpart::contract::Role;
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Pointer;

pub(super) fn listing(report: &Report, locate: &dyn Locate) -> Listing {
    let is_shown = |finding: &&Finding| finding.status != Status::Suppressed;
    let shown = report.findings.iter().filter(is_shown);
    let mut rows: Vec<Row> = shown.map(|finding| row(finding, locate)).collect();
    // The sort is stable: rows that are equal in all of this stay in the order of the report.
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
        further: report.further.iter().map(further).collect(),
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
                side: side(contract, &Place::default(), &Pointer::root(), locate),
            })
            .collect(),
        not_compared: report.not_compared.clone(),
        problems: report.problems.clone(),
        compared_versions: report.compared_versions.clone(),
        contract_dirs: locate.contract_dirs(),
    }
}

fn further(of_pair: &report::Further) -> Further {
    Further {
        event: of_pair.emitted.identity().event().to_owned(),
        part: of_pair.part,
        producer: of_pair.emitted.identity().service().to_owned(),
        consumer: of_pair.contract.who(),
        count: of_pair.count,
        text: of_pair.to_string(),
    }
}

/// The most important first: failing rows, with as many consumers as possible; then in the order of
/// events.
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
    row.headline = headline(&finding.kind);
    row.title = row.headline.naming(&row.names());
    row.status = finding.status;
    row.allowance.clone_from(&finding.allowance);
    let needs_allowance = matches!(finding.status, Status::Failing | Status::Warned);
    row.fixes = advice::fixes(&finding.kind);
    row.fixes
        .retain(|fix| needs_allowance || fix.kind != FixKind::Allow);
    row.edit_sources = row
        .fixes
        .iter()
        .map(|fix| {
            let edits = fix.edits.iter();
            edits.map(|edit| edited(edit, locate)).collect()
        })
        .collect();
    row
}

/// The line of source that an edit changes.
fn edited(edit: &Edit, locate: &dyn Locate) -> Option<Source> {
    let mut place = edit.place.clone();
    if edit.change.is_of_type() {
        // A step that leads nowhere is searched for in the type, and ends there.
        place.0.push(PlaceStep::Alternative(String::new()));
    }
    source(&edit.document, &place, locate)
}

fn empty(rule: &'static str, event: &str) -> Row {
    Row {
        rule,
        status: Status::Failing,
        allowance: None,
        event: event.to_owned(),
        part: Part::Payload,
        places: Vec::new(),
        headline: Headline::default(),
        renamed: None,
        title: String::new(),
        sentence: String::new(),
        reasons: Vec::new(),
        producer: None,
        consumers: Vec::new(),
        fixes: Vec::new(),
        edit_sources: Vec::new(),
        fingerprint: String::new(),
    }
}

fn incompatibility(found: &Incompatibility, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = empty(found.rule.id(), event);
    row.part = found.part;
    row.sentence = found.sentence.clone();
    // Headers are declared next to the type, not in it.
    let in_source = |place: &Place| match found.part {
        Part::Payload => place.clone(),
        Part::Headers | Part::Key => Place::default(),
    };
    let first = &found.refusals[0];
    row.producer = Some(Side {
        source: source(&found.emitted, &found.sent_place(), locate),
        ..side(
            &found.emitted,
            &in_source(&first.places[0]),
            &found.emitted_at,
            locate,
        )
    });
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
            missing: missing(found.rule, &refusal.places[0]),
            premises: refusal.premises.clone(),
            attribution: refusal.attribution,
        })
        .collect();
    row.places = row.consumers.iter().flat_map(|one| one.places.clone()).collect();
    row.places.sort();
    row.places.dedup();
    row.renamed.clone_from(&found.renamed);
    row
}

/// The property that a message lacks at a place.
fn missing(rule: Rule, place: &Place) -> Option<String> {
    match (rule, place.0.last()) {
        (Rule::PropertyMissing | Rule::PropertyOptional, Some(PlaceStep::Property(name))) => {
            Some(name.clone())
        }
        _ => None,
    }
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
        missing: None,
        premises: Vec::new(),
        attribution: found.attribution,
    }];
    row
}

fn unproven(found: &Unproven, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = empty(Unproven::ID, event);
    let root = Pointer::root();
    let first = found.reasons.first();
    let place = first.map_or_else(Place::default, |reason| reason.place.clone());
    row.producer = Some(side(&found.emitted, &place, &root, locate));
    row.consumers = vec![wants(&found.contract, &place, locate)];
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
    row.sentence = undecided(found);
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
        own.marked = None;
    }
    match identity.role() {
        Role::Emits => row.producer = Some(own),
        Role::Consumes => row.consumers.push(Consumer {
            side: own,
            places: Vec::new(),
            witness: None,
            missing: None,
            premises: Vec::new(),
            attribution: None,
        }),
    }
    row.consumers.extend(
        found
            .wanted_by
            .iter()
            .map(|contract| wants(contract, &whole, locate)),
    );
    row.sentence = advice::what_is_wrong(found);
    row
}

fn wants(contract: &Document, place: &Place, locate: &dyn Locate) -> Consumer {
    Consumer {
        side: side(contract, place, &Pointer::root(), locate),
        places: Vec::new(),
        witness: None,
        missing: None,
        premises: Vec::new(),
        attribution: None,
    }
}

fn side(document: &Document, place: &Place, at: &Pointer, locate: &dyn Locate) -> Side {
    let header = &document.contract.header;
    let in_store = !document.included.is_empty();
    let file = if in_store {
        document.path.to_string_lossy().replace('\\', "/")
    } else {
        locate.path(&document.path)
    };
    let marked = line(document, place, at);
    Side {
        service: header.identity.service().to_owned(),
        name: header.identity.name().map(str::to_owned),
        package: header.types.first().map(|one| one.package.clone()),
        owner: header.owner.clone(),
        file,
        in_store,
        pointer: at.clone(),
        line: marked
            .as_ref()
            .map(|line| (line.number, line.text.trim().to_owned())),
        marked,
        source: source(document, place, locate),
        versions: document.included.clone(),
    }
}

fn source(document: &Document, place: &Place, locate: &dyn Locate) -> Option<Source> {
    // A document in a store was built elsewhere: this repository's source may say something else by
    // now.
    let in_store = !document.included.is_empty();
    (!in_store)
        .then(|| locate.source(&document.contract.header, place))
        .flatten()
}

/// The line of the property that the place ends in, if the schema names it below `at`, else of
/// `at`. A variant is not a property.
fn line(document: &Document, place: &Place, at: &Pointer) -> Option<MarkedLine> {
    let is_property = |step: &&PlaceStep| !matches!(step, PlaceStep::Alternative(_));
    let property = match place.0.iter().rfind(is_property) {
        Some(PlaceStep::Property(name)) => {
            marked_line(&document.text, &at.child("properties").child(name.as_str()))
        }
        _ => None,
    };
    property.or_else(|| marked_line(&document.text, at))
}
