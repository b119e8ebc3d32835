//! The results of [`impact`](super::impact) and [`diff`](super::diff), as JSON documents with
//! schemas.
//!
//! Like [reports](crate::report::listing): within one number of `format`, keys and ids are only
//! added.

use super::{Changed, Diff, Effect, Impact, Reader};
use crate::report::change::Difference;
use crate::report::listing::{self, Listing, Locate};
use crate::report::{Document, Report};
use counterpart_engine::compat::Finding;
use counterpart_engine::json::{self, Json, Object};

/// The version of the form of both documents.
pub const FORMAT: u32 = 1;

/// The JSON Schema (2020-12) of [`impact_document`], as text.
pub const IMPACT_SCHEMA: &str = include_str!("impact.schema.json");

/// The part of [`diff_schema`] that is not the schema of reports.
const DIFF_SCHEMA: &str = include_str!("diff.schema.json");

/// The JSON Schema (2020-12) of [`diff_document`], as text. It contains the schema of a report.
pub fn diff_schema() -> String {
    let read = |text: &str| json::parse(text.as_bytes()).expect("a test parses both");
    let (mut schema, mut report) = (read(DIFF_SCHEMA), read(listing::SCHEMA));
    let taken = report.as_object_mut().and_then(|members| {
        members.shift_remove("$schema");
        members.shift_remove("$defs")
    });
    if let (Some(Json::Object(defs)), Some(Json::Object(shared))) = (
        schema
            .as_object_mut()
            .and_then(|members| members.get_mut("$defs")),
        taken,
    ) {
        defs.extend(shared);
        defs.insert("report".to_owned(), report);
    }
    schema.to_pretty()
}

/// The readers of a field, and the consumers that would break, in the form of [`IMPACT_SCHEMA`].
pub fn impact_document(
    event: &str,
    place: &str,
    impacts: &[Impact],
    problems: &[String],
    locate: &dyn Locate,
) -> Json {
    Json::from([
        ("format", Json::Number(FORMAT.into())),
        ("event", Json::from(event)),
        ("place", Json::from(place)),
        (
            "producers",
            list(impacts, |one| {
                Json::from([
                    ("producer", document(&one.emitted, locate)),
                    ("consumers", list(&one.readers, |one| reader(one, locate))),
                ])
            }),
        ),
        ("problems", list(problems, |one| Json::from(one.as_str()))),
    ])
}

/// The changes, the pairs that they break and those that they fix, in the form of [`diff_schema`].
pub fn diff_document(diff: &Diff, locate: &dyn Locate) -> Json {
    let fixed = Report {
        findings: diff.fixed.clone(),
        ..Report::default()
    };
    let fixed = Listing::of(&fixed, locate).to_json();
    Json::from([
        ("format", Json::Number(FORMAT.into())),
        ("changes", list(&diff.changes, |one| changed(one, locate))),
        (
            "fixed",
            fixed.get("findings").cloned().unwrap_or(Json::Array(Vec::new())),
        ),
        (
            "already_broken_pairs",
            Json::Number((diff.already_broken as u64).into()),
        ),
        ("broken", Listing::of(&diff.broken, locate).to_json()),
    ])
}

fn reader(reader: &Reader, locate: &dyn Locate) -> Json {
    let effects: Object = reader
        .effects
        .iter()
        .map(|(edit, effect)| {
            let (id, found, reasons) = match effect {
                Effect::Fits => ("fits", Json::Null, Vec::new()),
                Effect::Breaks(found) => ("breaks", finding(found), Vec::new()),
                Effect::Unproven(reasons) => ("unproven", Json::Null, reasons.clone()),
            };
            let reasons = list(&reasons, |reason| {
                Json::from([
                    ("kind", Json::from(reason.kind.id())),
                    ("place", Json::from(reason.place.to_string())),
                    ("text", Json::from(reason.text.as_str())),
                ])
            });
            let effect = Json::from([
                ("effect", Json::from(id)),
                ("finding", found),
                ("reasons", reasons),
            ]);
            (edit.id().to_owned(), effect)
        })
        .collect();
    Json::from([
        ("consumer", document(&reader.contract, locate)),
        ("reads", Json::Bool(reader.reads)),
        (
            "already_broken",
            reader.broken.as_deref().map_or(Json::Null, finding),
        ),
        ("effects", Json::Object(effects)),
    ])
}

fn difference(difference: &Difference) -> Json {
    Json::from([
        ("part", Json::from(difference.part.id())),
        (
            "places",
            list(&difference.places, |place| {
                Json::from(difference.part.place(place))
            }),
        ),
        ("text", Json::from(difference.text.as_str())),
        ("message", difference.message.clone().unwrap_or(Json::Null)),
    ])
}

fn changed(changed: &Changed, locate: &dyn Locate) -> Json {
    let side = |side: &Option<std::sync::Arc<Document>>| {
        side.as_ref().map_or(Json::Null, |side| document(side, locate))
    };
    let identity = &changed.identity;
    Json::from([
        ("service", Json::from(identity.service())),
        ("role", Json::from(identity.role().as_str())),
        ("event", Json::from(identity.event())),
        ("name", identity.name().map_or(Json::Null, Json::from)),
        ("old", side(&changed.old)),
        ("new", side(&changed.new)),
        ("differences", list(&changed.differences, difference)),
        ("newly_valid", list(&changed.newly_valid, finding)),
        ("no_longer_valid", list(&changed.no_longer_valid, finding)),
        ("unproven", Json::Bool(changed.unproven)),
    ])
}

fn document(document: &Document, locate: &dyn Locate) -> Json {
    let in_store = !document.included.is_empty();
    let file = if in_store {
        document.path.to_string_lossy().replace('\\', "/")
    } else {
        locate.path(&document.path)
    };
    let identity = document.identity();
    let owner = document.contract.header.owner.as_deref();
    Json::from([
        ("service", Json::from(identity.service())),
        ("name", identity.name().map_or(Json::Null, Json::from)),
        ("owner", owner.map_or(Json::Null, Json::from)),
        ("file", Json::from(file)),
        ("in_store", Json::Bool(in_store)),
        ("versions", list(&document.included, listing::included)),
    ])
}

fn finding(found: &Finding) -> Json {
    Json::from([
        ("rule", Json::from(found.rule.id())),
        ("place", Json::from(found.place.to_string())),
        ("sentence", Json::from(found.sentence.as_str())),
        (
            "premises",
            list(&found.premises, |premise| {
                Json::from([
                    ("id", Json::from(premise.id())),
                    ("text", Json::from(premise.to_string())),
                ])
            }),
        ),
        (
            "witness",
            Json::from([
                ("message", found.witness.clone()),
                ("at", Json::from(found.witness_at.to_string())),
            ]),
        ),
    ])
}

fn list<T>(all: &[T], of: impl Fn(&T) -> Json) -> Json {
    Json::Array(all.iter().map(of).collect())
}
