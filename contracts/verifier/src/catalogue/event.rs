//! The page of an event.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{Field, Tables};
use super::findings::Pages;
use super::people::{Event, People};
use super::source::Options;
use super::{number, optional, texts, what_if};
use crate::report::Document;
use crate::report::listing::Locate;
use counterpart::contract::{Envelope, Role};
use counterpart::sample::{Options as Sampling, Sampler};
use counterpart_engine::json::Json;

/// The longest text of a schema or a message that a page shows, in bytes.
const LONGEST: usize = 60_000;

/// The file of each document, by its address.
pub(super) type Files = BTreeMap<usize, String>;

/// The files of all documents, as reports write them.
pub(super) fn files(documents: &[Arc<Document>], locate: &dyn Locate) -> Files {
    let file = |document: &Arc<Document>| {
        let file = if document.included.is_empty() {
            locate.path(&document.path)
        } else {
            document.path.to_string_lossy().replace('\\', "/")
        };
        (Arc::as_ptr(document).addr(), file)
    };
    documents.iter().map(file).collect()
}

/// The places of an event's documents in its lists.
pub(super) struct At<'e>(&'e Event);

impl At<'_> {
    pub(super) fn emitted(&self, document: &Arc<Document>) -> Json {
        position(&self.0.emitted, document)
    }

    pub(super) fn contract(&self, document: &Arc<Document>) -> Json {
        position(&self.0.contracts, document)
    }
}

fn position(all: &[Arc<Document>], document: &Arc<Document>) -> Json {
    let found = all.iter().position(|one| Arc::ptr_eq(one, document));
    found.map_or(Json::Null, number)
}

/// What the page of each event needs besides its event.
pub(super) struct Context<'c> {
    pub(super) people: &'c People,
    pub(super) pages: &'c Pages,
    pub(super) options: &'c Options,
    pub(super) files: Files,
    pub(super) tables: &'c Tables,
}

/// The view of an event whose fields at these places are probed, out of `fields`.
pub(super) fn of(event: &Event, probed: &[String], fields: usize, context: &Context<'_>) -> Json {
    let documents: Vec<Arc<Document>> = event.emitted.iter().chain(&event.contracts).cloned().collect();
    let effects = what_if::of(
        &event.name,
        probed,
        &documents,
        &At(event),
        &context.options.limits,
    );
    let pairs = event.pairs.iter().map(|((sent, wanted), state)| {
        Json::from([
            ("producer", number(*sent)),
            ("consumer", number(*wanted)),
            ("state", Json::from(state.id())),
        ])
    });
    let side = |documents: &[Arc<Document>]| {
        Json::Array(documents.iter().map(|one| document(one, context)).collect())
    };
    Json::from([
        ("name", Json::from(event.name.as_str())),
        ("producers", side(&event.emitted)),
        ("consumers", side(&event.contracts)),
        ("pairs", Json::Array(pairs.collect())),
        ("effects", Json::Array(effects)),
        ("not_probed", number(fields - probed.len())),
        ("findings", context.pages.of_event(&event.name)),
    ])
}

/// A contract or an emitted schema.
fn document(document: &Arc<Document>, context: &Context<'_>) -> Json {
    let header = &document.contract.header;
    let identity = document.identity();
    let metadata = &header.metadata;
    let file = context.files.get(&Arc::as_ptr(document).addr());
    let service = context.people.service(identity.service());
    let fields = context.tables.of_document(document).iter().map(Field::to_json);
    let versions = document.included.iter().map(|one| {
        Json::from([
            ("version", Json::from(one.version.as_str())),
            ("why", Json::from(one.why.to_string())),
        ])
    });
    let doc = document
        .contract
        .schema()
        .get("description")
        .and_then(Json::as_str);
    Json::from([
        ("service", service.map_or(Json::Null, number)),
        ("name", optional(identity.name())),
        ("owner", optional(header.owner.as_deref())),
        ("producer", optional(header.producer.as_deref())),
        ("file", optional(file.map(String::as_str))),
        ("versions", Json::Array(versions.collect())),
        ("doc", optional(doc)),
        ("envelope", optional(metadata.envelope.map(in_words).as_deref())),
        ("key", optional(metadata.key.as_deref())),
        (
            "retention",
            optional(metadata.retention.map(|one| one.to_string()).as_deref()),
        ),
        ("types", texts(header.types.iter().map(|one| one.path.as_str()))),
        ("imported", texts(header.imported.iter().map(String::as_str))),
        ("assumes", texts(header.assumes.iter().map(ToString::to_string))),
        (
            "trusts",
            texts(
                header
                    .trusts
                    .iter()
                    .map(|one| format!("{}: {}", one.place, one.reason)),
            ),
        ),
        ("fields", Json::Array(fields.collect())),
        ("text", Json::from(bounded(document.text.to_string()))),
        ("samples", texts(samples(document, context.options))),
    ])
}

/// Messages of an emitted schema, the same as `cargo counterpart sample` makes. A contract has none: it accepts
/// much that nobody sends.
fn samples(document: &Document, options: &Options) -> Vec<String> {
    if document.identity().role() == Role::Consumes {
        return Vec::new();
    }
    match document.contract.to_schema() {
        Ok(schema) => {
            let made = Sampler::new(&schema, Sampling::default()).take(options.samples);
            made.map(|message| bounded(message.to_string())).collect()
        }
        // The findings say that it cannot be read.
        Err(_) => Vec::new(),
    }
}

/// A text that a page can show.
pub(super) fn bounded(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        let left_out = text.len() - end;
        text.truncate(end);
        text.push_str(&format!("\n… and {left_out} more bytes"));
    }
    text
}
/// The envelope, with its mode if that is not the default.
fn in_words(envelope: Envelope) -> String {
    match envelope {
        Envelope::CloudEvents => envelope.id().to_owned(),
        _ => format!("{}, {} mode", envelope.id(), envelope.mode()),
    }
}
