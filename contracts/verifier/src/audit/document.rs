//! An audit as one JSON document, in the form of [`SCHEMA`].
//!
//! As long as [`FORMAT`] is the same, a key keeps its name, its place and its meaning. Keys are only
//! added, and lists of ids only grow.

use counterpart_engine::json::Json;

use super::finding::Seen;
use super::listing::{Entry, Listing, Remark};
use super::results::{Audit, Judgement};
use crate::messages::Position;
use crate::report::Outcome;
use crate::report::listing::{Locate, included};

/// The version of the form of [`Audit::to_json`].
pub const FORMAT: u32 = 1;

/// The JSON Schema (2020-12) of [`Audit::to_json`], as text.
pub const SCHEMA: &str = include_str!("schema.json");

impl Audit {
    /// The document of this audit, with the places that `locate` knows.
    pub fn to_json(&self, locate: &dyn Locate) -> Json {
        let listing = Listing::of(self, locate);
        let outcome = match listing.outcome {
            Outcome::Compatible => "compatible",
            Outcome::Incompatible => "incompatible",
            Outcome::Incomplete => "incomplete",
        };
        let entries = listing.entries.iter();
        let mut findings: Vec<&super::Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| finding.kind.is_undecided());
        Json::from([
            ("format", number(FORMAT.into())),
            ("counterpart", Json::from(env!("CARGO_PKG_VERSION"))),
            ("outcome", Json::from(outcome)),
            ("exit_code", number(listing.exit_code().into())),
            ("role", Json::from(self.role.as_str())),
            (
                "assumes",
                Json::Array(self.reading.assumptions().map(Json::from).collect()),
            ),
            (
                "exported_by",
                text(self.reading.exported_by.map(|engine| engine.id)),
            ),
            ("interrupted", Json::Bool(self.is_interrupted)),
            ("inputs", number(self.inputs as u64)),
            ("ignored", number(self.ignored.count)),
            (
                "messages",
                Json::from([
                    ("read", number(self.messages)),
                    ("judged", number(self.judged)),
                    (
                        "without_event",
                        number(self.unnamed.as_ref().map_or(0, |seen| seen.count)),
                    ),
                    (
                        "without_contract",
                        number(
                            self.unmatched.iter().map(|one| one.seen.count).sum::<u64>()
                                + self.unmatched_further,
                        ),
                    ),
                ]),
            ),
            (
                "contracts",
                Json::Array(self.documents.iter().map(|one| judgement(one, locate)).collect()),
            ),
            (
                "findings",
                Json::Array(
                    entries
                        .zip(findings)
                        .map(|(entry, finding)| entry_document(entry, &finding.seen))
                        .collect(),
                ),
            ),
            ("further", number(self.further)),
            (
                "events_without_contract",
                Json::Array(
                    self.unmatched
                        .iter()
                        .map(|one| {
                            Json::from([
                                ("event", Json::from(one.event.as_str())),
                                ("seen", seen(&one.seen)),
                            ])
                        })
                        .collect(),
                ),
            ),
            (
                "remarks",
                Json::Array(listing.remarks.iter().map(remark).collect()),
            ),
        ])
    }
}

fn number(number: u64) -> Json {
    Json::Number(number.into())
}

fn text(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::from)
}

fn judgement(of: &Judgement, locate: &dyn Locate) -> Json {
    let identity = of.document.identity();
    Json::from([
        ("service", Json::from(identity.service())),
        ("event", Json::from(identity.event())),
        ("name", text(identity.name())),
        ("owner", text(of.document.contract.header.owner.as_deref())),
        ("file", Json::from(locate.path(&of.document.path).as_str())),
        (
            "versions",
            Json::Array(of.document.included.iter().map(included).collect()),
        ),
        ("judged", number(of.judged)),
        ("accepted", number(of.accepted())),
        ("refused", number(of.refused)),
        ("undecided", number(of.undecided)),
        ("elsewhere", number(of.elsewhere)),
    ])
}

fn entry_document(entry: &Entry, counted: &Seen) -> Json {
    let example = entry.example.as_ref().map_or(Json::Null, |example| {
        Json::from([
            ("message", example.message.clone()),
            ("at", Json::from(example.at.to_string().as_str())),
        ])
    });
    let location = entry.location.as_ref().map_or(Json::Null, |location| {
        Json::from([
            ("file", Json::from(location.file.as_str())),
            ("line", number(location.line as u64)),
        ])
    });
    Json::from([
        ("rule", Json::from(entry.id)),
        (
            "status",
            Json::from(if entry.is_undecided {
                "undecided"
            } else {
                "refused"
            }),
        ),
        ("event", text(entry.event.as_deref())),
        ("contract", text(entry.who.as_deref())),
        ("owner", text(entry.owner.as_deref())),
        ("place", Json::from(entry.place.as_str())),
        ("title", Json::from(entry.title.as_str())),
        ("text", Json::from(entry.text.as_str())),
        ("seen", seen(counted)),
        ("example", example),
        ("location", location),
        ("fingerprint", Json::from(entry.fingerprint.as_str())),
    ])
}

fn seen(of: &Seen) -> Json {
    Json::from([
        ("count", number(of.count)),
        ("first", position(&of.first)),
        ("last", position(&of.last)),
    ])
}

fn position(of: &Position) -> Json {
    Json::from([
        ("input", Json::from(&*of.input)),
        ("line", number(of.line)),
        ("offset", number(of.offset)),
    ])
}

fn remark(of: &Remark) -> Json {
    Json::from([
        ("id", Json::from(of.id)),
        ("severity", Json::from(of.severity)),
        ("text", Json::from(of.text.as_str())),
    ])
}
