//! From the lists of a report to the rows of a listing.

use std::collections::BTreeMap;

use super::super::advice::{self, Way, WayKind};
use super::super::{
    Cause, Document, FileFinding, FileRule, Found, Incompatibility, KeyFinding, Part, Report, Unproven,
    line_of,
};
use super::{
    Checked, Consumer, Listing, Locate, Notice, Reason, Row, Side, Status, Tally, Unmatched, fingerprint,
};
use counterpart::config::Allowance;
use counterpart::contract::Role;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::Pointer;

pub(super) fn listing(report: &Report, locate: &dyn Locate) -> Listing {
    let mut rows = Vec::new();
    let of = |status, allowance| Fate { status, allowance };
    add(&mut rows, &report.fails(), of(Status::Failing, None), locate);
    if report.unproven_allowed {
        let unproven = rows.iter_mut().filter(|row| row.rule == Row::UNPROVEN);
        unproven.for_each(|row| row.status = Status::Allowed);
    }
    add(&mut rows, &report.warned, of(Status::Warned, None), locate);
    add(&mut rows, &report.pending, of(Status::Pending, None), locate);
    for allowed in &report.allowed {
        add(
            &mut rows,
            &allowed.found,
            of(Status::Allowed, Some(&allowed.allowance)),
            locate,
        );
    }
    // The sort is stable: what is equal in all of this stays in the order of the report.
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    fingerprint::mark(&mut rows);
    let unknown = |all: &[super::super::Unknown], allowed| {
        let notice = move |one: &super::super::Unknown| Notice {
            id: one.id(),
            text: one.to_string(),
            allowed,
        };
        all.iter().map(notice).collect::<Vec<_>>()
    };
    let checked = &report.checked;
    Listing {
        outcome: report.outcome(),
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
        off: off(&report.off),
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
        counted: report.counted.clone(),
        looked_in: locate.looked_in(),
    }
}

/// The most important first: what fails, by as many consumers as possible; then in the order of events.
fn key(row: &Row) -> impl Ord + '_ {
    let unproven = row.rule == Row::UNPROVEN;
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

fn off(found: &Found) -> BTreeMap<&'static str, usize> {
    let mut off = BTreeMap::new();
    let of_pairs = found.incompatibilities.iter().map(|one| one.rule.id());
    let of_keys = found.keys.iter().map(|_| KeyFinding::RULE);
    let of_files = found.files.iter().map(|one| one.rule.id());
    let unproven = found.unproven.iter().map(|_| Row::UNPROVEN);
    for rule in of_pairs.chain(of_keys).chain(of_files).chain(unproven) {
        *off.entry(rule).or_default() += 1;
    }
    off
}

#[derive(Clone, Copy)]
struct Fate<'a> {
    status: Status,
    allowance: Option<&'a Allowance>,
}

impl Fate<'_> {
    fn row(self, rule: &'static str, event: &str, ways: Vec<Way>) -> Row {
        let needs_allowance = matches!(self.status, Status::Failing | Status::Warned);
        Row {
            rule,
            status: self.status,
            allowance: self.allowance.cloned(),
            event: event.to_owned(),
            part: Part::Payload,
            places: Vec::new(),
            title: String::new(),
            sentence: String::new(),
            reasons: Vec::new(),
            producer: None,
            consumers: Vec::new(),
            ways: ways
                .into_iter()
                .filter(|way| needs_allowance || way.kind != WayKind::Allow)
                .collect(),
            fingerprint: String::new(),
        }
    }
}

fn add(rows: &mut Vec<Row>, found: &Found, fate: Fate<'_>, locate: &dyn Locate) {
    rows.extend(
        found
            .incompatibilities
            .iter()
            .map(|one| incompatibility(one, fate, locate)),
    );
    rows.extend(found.keys.iter().map(|one| key_finding(one, fate, locate)));
    rows.extend(found.files.iter().map(|one| file(one, fate, locate)));
    rows.extend(found.unproven.iter().map(|one| unproven(one, fate, locate)));
}

fn incompatibility(found: &Incompatibility, fate: Fate<'_>, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = fate.row(found.rule.id(), event, advice::of_incompatibility(found));
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
            cause: refusal.cause,
        })
        .collect();
    row.places = row.consumers.iter().flat_map(|one| one.places.clone()).collect();
    row.places.sort();
    row.places.dedup();
    row.title = title(&row, found.emitted.identity().service());
    row
}

fn title(row: &Row, producer: &str) -> String {
    let names = row.names();
    let refuse = if names.len() == 1 { "refuses" } else { "refuse" };
    format!(
        "{}: {producer} can send what {} {refuse}",
        row.event,
        names.join(", ")
    )
}

fn key_finding(found: &KeyFinding, fate: Fate<'_>, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = fate.row(KeyFinding::RULE, event, advice::of_key(found));
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
        cause: found.cause,
    }];
    row.title = title(&row, found.emitted.identity().service());
    row
}

fn unproven(found: &Unproven, fate: Fate<'_>, locate: &dyn Locate) -> Row {
    let event = found.emitted.identity().event();
    let mut row = fate.row(Row::UNPROVEN, event, advice::of_unproven(found));
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

fn file(found: &FileFinding, fate: Fate<'_>, locate: &dyn Locate) -> Row {
    let identity = found.document.identity();
    let mut row = fate.row(found.rule.id(), identity.event(), advice::of_file(found));
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
            cause: None,
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
        cause: None::<Cause>,
    }
}

fn side(document: &Document, place: &Place, at: &Pointer, locate: &dyn Locate) -> Side {
    let header = &document.contract.header;
    let in_store = !document.standing.is_empty();
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
        versions: document.standing.clone(),
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
