//! A listing as a JSON document. Every key is always there, so that a reader need not check for it.

use super::super::advice::{Change, Edit, Fix};
use super::super::{ComparedVersion, Included, Outcome, Part, WhyIncluded, advice};
use super::{Checked, Consumer, FORMAT, Listing, Location, Notice, Row, Side, Source};
use counterpart::contract::Role;
use counterpart_engine::compat::Premise;
use counterpart_engine::json::{Json, Object};

pub(super) fn of(listing: &Listing) -> Json {
    let texts = |all: &[String]| list(all, |text| Json::from(text.as_str()));
    let outcome = match listing.outcome {
        Outcome::Compatible => "compatible",
        Outcome::Incompatible => "incompatible",
        Outcome::Incomplete => "incomplete",
    };
    let suppressed = listing.suppressed.iter();
    Json::from([
        ("format", Json::Number(FORMAT.into())),
        ("counterpart", Json::from(env!("CARGO_PKG_VERSION"))),
        ("outcome", Json::from(outcome)),
        ("exit_code", Json::Number(u32::from(listing.exit_code()).into())),
        (
            "deployment",
            listing.deployment.as_ref().map_or(Json::Null, |asked| {
                let first = asked.versions.first();
                let versions = list(&asked.versions, |(service, version)| {
                    Json::from([
                        ("service", Json::from(service.as_str())),
                        ("version", Json::from(version.as_str())),
                    ])
                });
                Json::from([
                    ("service", optional(first.map(|(service, _)| service.as_str()))),
                    ("version", optional(first.map(|(_, version)| version.as_str()))),
                    ("environment", Json::from(asked.environment.as_str())),
                    ("at", Json::from(asked.at.to_string())),
                    ("versions", versions),
                ])
            }),
        ),
        ("checked", checked(&listing.checked)),
        ("findings", list(&listing.rows, row)),
        (
            "further",
            list(&listing.further, |one| {
                Json::from([
                    ("event", Json::from(one.event.as_str())),
                    ("part", Json::from(one.part.id())),
                    ("producer", Json::from(one.producer.as_str())),
                    ("consumer", Json::from(one.consumer.as_str())),
                    ("count", number(one.count)),
                ])
            }),
        ),
        (
            "suppressed",
            Json::Object(
                suppressed
                    .map(|(rule, count)| ((*rule).to_owned(), number(*count)))
                    .collect(),
            ),
        ),
        ("unknown", list(&listing.unknown, notice)),
        ("warnings", list(&listing.warnings, notice)),
        ("expired", list(&listing.expired, allowance)),
        (
            "unmatched",
            list(&listing.unmatched, |one| {
                Json::from([
                    ("consumer", Json::from(one.consumer.as_str())),
                    ("event", Json::from(one.event.as_str())),
                    ("producer", optional(one.producer.as_deref())),
                ])
            }),
        ),
        ("not_compared", texts(&listing.not_compared)),
        ("problems", texts(&listing.problems)),
        (
            "compared_versions",
            list(&listing.compared_versions, compared_version),
        ),
        ("contract_dirs", texts(&listing.contract_dirs)),
    ])
}

fn checked(checked: &Checked) -> Json {
    let pairs = &checked.pairs;
    let assumptions = checked.assumptions.iter();
    let assumptions: Object = assumptions
        .map(|(assumption, pairs)| (assumption.id().to_owned(), number(*pairs)))
        .collect();
    Json::from([
        ("contracts", number(checked.contracts)),
        ("emitted", number(checked.emitted)),
        (
            "pairs",
            Json::from([
                ("all", number(pairs.all)),
                ("compatible", number(pairs.compatible)),
                ("incompatible", number(pairs.incompatible)),
                ("unproven", number(pairs.unproven)),
                ("warned", number(pairs.warned)),
                ("pending", number(pairs.pending)),
                ("allowed", number(pairs.allowed)),
                ("suppressed", number(pairs.suppressed)),
            ]),
        ),
        ("assumptions", Json::Object(assumptions)),
        (
            "premises",
            Json::Array(
                checked
                    .premises
                    .iter()
                    .map(|(of_pairs, pairs)| {
                        let [id, text] = premise(of_pairs);
                        Json::from([id, text, ("pairs", number(*pairs))])
                    })
                    .collect(),
            ),
        ),
        (
            "trusts",
            list(&checked.trusts, |trust| {
                Json::from([
                    ("place", Json::from(trust.place.as_str())),
                    ("reason", Json::from(trust.reason.as_str())),
                ])
            }),
        ),
    ])
}

fn row(row: &Row) -> Json {
    Json::from([
        ("rule", Json::from(row.rule)),
        ("severity", Json::from(row.status.severity())),
        ("status", Json::from(row.status.id())),
        ("allowance", row.allowance.as_ref().map_or(Json::Null, allowance)),
        ("event", Json::from(row.event.as_str())),
        ("part", Json::from(row.part.id())),
        ("places", list(&row.places, |place| Json::from(place.as_str()))),
        ("title", Json::from(row.title.as_str())),
        ("sentence", Json::from(row.sentence.as_str())),
        (
            "reasons",
            list(&row.reasons, |reason| {
                Json::from([
                    ("kind", Json::from(reason.kind)),
                    ("place", Json::from(reason.place.as_str())),
                    ("text", Json::from(reason.text.as_str())),
                ])
            }),
        ),
        ("location", row.location().as_ref().map_or(Json::Null, location)),
        (
            "producer",
            row.producer
                .as_ref()
                .map_or(Json::Null, |one| Json::Object(side(one))),
        ),
        ("consumers", list(&row.consumers, consumer)),
        ("fixes", fixes(row)),
        ("fingerprint", Json::from(row.fingerprint.as_str())),
    ])
}

fn fixes(row: &Row) -> Json {
    let fixes = row.fixes.iter().zip(&row.edit_sources);
    let fix = |(fix, sources): (&Fix, &Vec<Option<Source>>)| {
        let edits = fix.edits.iter().zip(sources);
        let edits = edits.map(|(one, source)| edit(one, source.as_ref(), row.part));
        Json::from([
            ("kind", Json::from(fix.kind.id())),
            ("text", Json::from(fix.text.as_str())),
            ("paste", optional(fix.paste.as_deref())),
            ("edits", Json::Array(edits.collect())),
        ])
    };
    Json::Array(fixes.map(fix).collect())
}

fn edit(edit: &Edit, at: Option<&Source>, part: Part) -> Json {
    let identity = edit.document.identity();
    let side = match identity.role() {
        Role::Emits => "producer",
        Role::Consumes => "consumer",
    };
    let (text, attribute) = match &edit.change {
        Change::Optional => (None, None),
        Change::Attribute(text) | Change::WithoutAttribute(text) | Change::Type(text) => (Some(text), None),
        Change::Instead { old, new } => (Some(new), Some(old.as_str())),
        Change::Variant { name, attribute } => (Some(name), attribute.as_deref()),
    };
    Json::from([
        ("side", Json::from(side)),
        ("service", Json::from(identity.service())),
        ("event", Json::from(identity.event())),
        ("name", optional(identity.name())),
        ("place", Json::from(part.place(&edit.place))),
        (
            "change",
            Json::from([
                ("kind", Json::from(edit.change.id())),
                ("text", optional(text.map(String::as_str))),
                ("attribute", optional(attribute)),
            ]),
        ),
        ("source", at.map_or(Json::Null, source)),
    ])
}

fn side(side: &Side) -> Object {
    let (line, text) = match &side.line {
        Some((line, text)) => (number(*line), Json::from(text.as_str())),
        None => (Json::Null, Json::Null),
    };
    let members = [
        ("service", Json::from(side.service.as_str())),
        ("name", optional(side.name.as_deref())),
        ("owner", optional(side.owner.as_deref())),
        ("file", Json::from(side.file.as_str())),
        ("in_store", Json::Bool(side.in_store)),
        ("pointer", Json::from(side.pointer.to_string())),
        ("line", line),
        ("text", text),
        ("source", side.source.as_ref().map_or(Json::Null, source)),
        ("versions", list(&side.versions, included)),
    ];
    members
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn source(source: &Source) -> Json {
    Json::from([
        ("file", Json::from(source.path.as_str())),
        ("line", number(source.line)),
        ("columns", columns(source.columns)),
        ("text", Json::from(source.text.as_str())),
    ])
}

fn location(location: &Location) -> Json {
    Json::from([
        ("file", Json::from(location.file.as_str())),
        ("line", number(location.line)),
        ("columns", columns(location.columns)),
    ])
}

fn columns(columns: Option<(usize, usize)>) -> Json {
    columns.map_or(Json::Null, |(from, to)| {
        Json::Array(vec![number(from), number(to)])
    })
}

fn premise(premise: &Premise) -> [(&'static str, Json); 2] {
    [
        ("id", Json::from(premise.id())),
        ("text", Json::from(premise.to_string())),
    ]
}

fn consumer(consumer: &Consumer) -> Json {
    let mut members = side(&consumer.side);
    let witness = consumer.witness.as_ref().map_or(Json::Null, |(message, at)| {
        Json::from([("message", message.clone()), ("at", Json::from(at.to_string()))])
    });
    let attribution = consumer.attribution.map_or(Json::Null, |attribution| {
        Json::from([
            ("id", Json::from(attribution.id())),
            ("text", Json::from(advice::of_attribution(attribution))),
        ])
    });
    let places = list(&consumer.places, |place| Json::from(place.as_str()));
    let premises = list(&consumer.premises, |of_message| Json::from(premise(of_message)));
    for (key, value) in [
        ("places", places),
        ("witness", witness),
        ("premises", premises),
        ("attribution", attribution),
    ] {
        members.insert(key.to_owned(), value);
    }
    Json::Object(members)
}

/// Unlike in records, every key is there.
fn allowance(allowance: &counterpart::config::Allowance) -> Json {
    Json::from([
        ("event", Json::from(allowance.event.as_str())),
        ("consumer", optional(allowance.consumer.as_deref())),
        ("place", optional(allowance.place.as_deref())),
        ("rule", optional(allowance.rule.as_deref())),
        ("reason", Json::from(allowance.reason.as_str())),
        (
            "until",
            allowance
                .until
                .map_or(Json::Null, |until| Json::from(until.to_string())),
        ),
    ])
}

pub(crate) fn included(included: &Included) -> Json {
    let kind = match included.why {
        WhyIncluded::Asked => "asked",
        WhyIncluded::Branch(_) => "branch",
        WhyIncluded::Revision(_) => "revision",
        WhyIncluded::Deployed { .. } => "deployed",
        WhyIncluded::Released { .. } => "released",
        WhyIncluded::InFlight { .. } => "in-flight",
    };
    Json::from([
        ("version", Json::from(included.version.as_str())),
        ("kind", Json::from(kind)),
        ("why", Json::from(included.why.to_string())),
    ])
}

fn compared_version(compared: &ComparedVersion) -> Json {
    Json::from([
        ("service", Json::from(compared.service.as_str())),
        ("version", included(&compared.included)),
        (
            "events",
            list(&compared.events, |event| Json::from(event.as_str())),
        ),
    ])
}

fn notice(notice: &Notice) -> Json {
    Json::from([
        ("id", Json::from(notice.id)),
        ("text", Json::from(notice.text.as_str())),
        ("allowed", Json::Bool(notice.allowed)),
        (
            "settled_by",
            notice
                .settled_by
                .as_ref()
                .map_or(Json::Null, |(premise, command)| {
                    Json::from([
                        ("where", Json::from(premise.as_str())),
                        ("command", Json::from(command.as_str())),
                    ])
                }),
        ),
    ])
}

fn list<T>(all: &[T], of: impl Fn(&T) -> Json) -> Json {
    Json::Array(all.iter().map(of).collect())
}

fn optional(text: Option<&str>) -> Json {
    text.map_or(Json::Null, Json::from)
}

fn number(number: usize) -> Json {
    Json::Number((number as u64).into())
}
